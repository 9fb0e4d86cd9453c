"""What is decided while a server takes its time counts for each letter whose content has not begun, though it is made already."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from domain.journal import What
from service.contacts.census import census
from service.deciding.organisation_marks import Marking, mark
from service.deciding.people import ContactMeant, add, change, retire
from service.deciding.suppression import Addressed, stop
from service.mailings.timetable import plan_mailings
from service.sending.letters_underway import MadeOf, UnderWay
from service.sending.still_wanted import known_of
from service.studies.running import pause, require_running
from service.wiring import Service
from store import journal, outbox
from tests.mailer.smtp_stage import Talk, obliging
from tests.service.correspondence import STUDY
from tests.service.house import ORGANISATIONS, House, house
from tests.service.installed import at

NOW = at("02-10")
LAST = ORGANISATIONS - 1
HER, HIS = f"person{LAST}@member{LAST}.example", f"deputy@member{LAST}.example"
HERS = ContactMeant(address=HER, by="staff")
AWAY = date(2012, 2, 20)


def declined(service: Service) -> None:
    """Her organisation declines."""
    with service.store.reading() as tx:
        running = require_running(service, tx, STUDY)
    mark(service, running, Marking(organisation=f"ORG00{LAST}", what=What.DECLINED.value, by="staff"), NOW)


def suppressed(service: Service) -> None:
    """She is not to be written to."""
    stop(service, Addressed(address=HER, by="staff"), NOW)


def retired(service: Service) -> None:
    """She is taken off the list."""
    retire(service, HERS, NOW)


def away(service: Service) -> None:
    """She is away until a day."""
    change(service, HERS, NOW, away_until=AWAY)


def replaced_while_away(service: Service) -> None:
    """She is away, and has a deputy from now on, to whom the mailing was not planned."""
    away(service)
    add(service, ContactMeant(address=HIS, by="staff", organisation=f"ORG00{LAST}"), NOW)


def paused(service: Service) -> None:
    """Nothing is to be sent."""
    pause(service, STUDY, True, NOW, by="staff")


def meanwhile(found: list[House], act: Callable[[Service], None]) -> Callable[[Talk, str], bytes | None]:
    """Return a server that lets somebody decide, in another process as it were, while it has the first content in hand."""
    one_at_a_time, done = threading.Lock(), threading.Event()

    def answer(talk: Talk, line: str) -> bytes | None:
        with one_at_a_time:
            if line == "CONTENT" and not done.is_set():
                done.set()
                with found[0].opened() as service:
                    act(service)
        return obliging(talk, line)

    return answer


@contextmanager
def deciding(tmp_path: Path, url: str, act: Callable[[Service], None]) -> Iterator[House]:
    """Keep house with such a server."""
    found: list[House] = []
    with house(tmp_path, url, meanwhile(found, act)) as one:
        found.append(one)
        yield one


@pytest.mark.parametrize("act", [suppressed, retired, declined])
def test_who_is_no_longer_to_be_written_to_gets_nothing_that_has_not_begun(
    tmp_path: Path, url: str, act: Callable[[Service], None]
) -> None:
    """Her letter was made when that was decided: it is dropped in the same pass, and the others get theirs."""
    with deciding(tmp_path, url, act) as one:
        assert one.tick(NOW) == []
        assert not any(HER.encode() in content for content in one.server.contents)
        assert one.states() == {"sent": ORGANISATIONS - 1, "dropped": 1}
        assert len(one.server.contents) == ORGANISATIONS - 1


def test_a_study_that_is_paused_begins_no_further_letter(tmp_path: Path, url: str) -> None:
    """What was made waits, and leaves when the study goes on."""
    with deciding(tmp_path, url, paused) as one:
        one.tick(NOW)
        assert len(one.server.contents) <= 2  # That many connections had a content in hand.
        assert one.states()["queued"] == ORGANISATIONS - len(one.server.contents)
        with one.opened() as service:
            pause(service, STUDY, False, NOW, by="staff")
        assert one.tick(NOW) == []
        assert one.states() == {"sent": ORGANISATIONS}
        assert len(one.server.contents) == ORGANISATIONS


def test_the_letter_of_who_turns_out_to_be_away_does_not_leave_where_a_colleague_has_one(tmp_path: Path, url: str) -> None:
    """It waits when that is said."""
    with deciding(tmp_path, url, away) as one:
        with one.opened() as service:
            add(service, ContactMeant(address=HIS, by="staff", organisation=f"ORG00{LAST}", fields={"role": "cc"}), at("02-01"))
        assert one.tick(NOW) == []
        assert one.states() == {"sent": ORGANISATIONS, "dropped": 1}
        assert {address: state.state for address, state in one.dispatches().items() if address in (HER, HIS)} == {
            HER: "dropped",
            HIS: "sent",
        }


@pytest.mark.parametrize("act", [away, replaced_while_away])
def test_it_leaves_all_the_same_where_nobody_else_of_the_organisation_gets_one(
    tmp_path: Path, url: str, act: Callable[[Service], None]
) -> None:
    """A letter that waits in a mailbox is better than none."""
    with deciding(tmp_path, url, act) as one:
        assert one.tick(NOW) == []
        assert one.states() == {"sent": ORGANISATIONS}


def test_what_is_decided_about_another_organisation_keeps_no_letter(tmp_path: Path, url: str) -> None:
    """Only the letters of who it is about are asked about again."""
    with house(tmp_path, url) as one, one.opened() as service:
        with service.store.reading() as tx:
            running = require_running(service, tx, STUDY)
        plan_mailings(service, running, NOW)
        with service.store.reading() as tx:
            letters = outbox.of_mailings(tx, ["circular"])
            cases, known, entry = census(tx, running, NOW), known_of(tx, letters), journal.end(tx)[0]
        made = UnderWay({one.id: MadeOf(running, cases[str(one.organisation)], known[one.id], entry) for one in letters})
        declined(service)
        with service.store.transaction() as tx:
            assert made.unchanged(service, tx, letters, NOW) == [one.id for one in letters if one.address != HER]
        assert made.changed == {one.id for one in letters if one.address == HER}
        suppressed(service)
        made.made = {number: replace(of, known=replace(of.known, gone="x")) for number, of in made.made.items()}
        with service.store.transaction() as tx:
            assert made.unchanged(service, tx, letters, NOW) == []
