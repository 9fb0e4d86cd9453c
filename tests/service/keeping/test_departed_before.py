"""What left before an older copy of the store was put back is told at once, with the time at which it left."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from service.contacts.census import census
from service.keeping.restored import look
from service.keeping.unlisted import unlisted
from service.letters.listed import Narrowed
from service.studies.running import require_running
from service.views.show import timeline
from tests.service.copies import keep, put_back
from tests.service.correspondence import STUDY
from tests.service.house import ORGANISATIONS, House, house
from tests.service.installed import at


def before(found: House, tmp_path: Path, url: str) -> set[str]:
    """Let the circular leave, put back a copy from before, and return the Message-IDs that left."""
    copy = keep(url, tmp_path)
    found.tick(at("02-10"))
    message_ids = {str(one.message_id) for one in found.dispatches().values()}
    put_back(url, copy)
    with found.opened() as service:
        assert look(service, at("02-10", 11))
    return message_ids


def test_a_letter_that_the_book_knows_has_the_time_of_its_pass(tmp_path: Path, url: str) -> None:
    """It was settled hours later, when its turn came, by a rule."""
    with house(tmp_path, url) as found:
        before(found, tmp_path, url)
        found.decide("resume", at("02-10", 13))
        found.tick(at("02-10", 14))
        for one in found.dispatches().values():
            assert one.left is not None
            assert (one.left.witness, one.left.at) == ("book", at("02-10"))
            assert one.left.settled_at == one.attempts[-1].at == at("02-10", 14)
            assert one.left.settled_by


def test_what_only_the_book_knows_is_told_when_sending_goes_on(tmp_path: Path, url: str) -> None:
    """By Message-ID, organisation and time: in the answer, in the list of letters and with each organisation, until its turn comes."""
    with house(tmp_path, url) as found:
        message_ids = before(found, tmp_path, url)
        told = found.decide("resume", at("02-10", 13))
        assert set(re.findall(r"<\S+@\S+>", told)) == message_ids
        assert "ORG000" in told
        assert "2012-02-10 " in told
        with found.opened() as service, service.store.reading() as tx:
            everything = unlisted(service, tx, Narrowed())
            assert {one.message_id for one in everything} == message_ids
            assert {one.at for one in everything} == {at("02-10")}
            assert {(one.study, one.mailing, one.state) for one in everything} == {(STUDY, "circular", "sent")}
            day = Narrowed(study=STUDY, mailing="circular", day=at("02-10").date())
            assert unlisted(service, tx, day) == everything
            others = (replace(day, mailing="questionnaire"), replace(day, day=at("02-11").date()), replace(day, state="failed"))
            assert [unlisted(service, tx, one) for one in others] == [(), (), ()]
            running = require_running(service, tx, STUDY)
            case = census(tx, running, at("02-10", 13))["ORG001"]
            (event,) = (one for one in timeline(service, tx, running, case) if one.message_id)
            assert (event.at, event.what) == (at("02-10"), "sent")
            assert event.message_id in message_ids
        assert len(everything) == ORGANISATIONS
        found.tick(at("02-10", 14))
        with found.opened() as service, service.store.reading() as tx:
            assert unlisted(service, tx, Narrowed()) == ()
