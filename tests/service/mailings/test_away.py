"""Who is away until a day: mailings go to the others of the organisation meanwhile, and the header of their letters says so."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from service.contacts.census import census
from service.deciding.people import ContactMeant, add, change
from service.deciding.suppression import Addressed, release, stop
from service.installation import config
from service.installation.install import SAMPLE
from service.letters.press import Press
from service.studies.running import require_running
from service.wiring import Service, open_service
from tests.service.installed import at, make
from tests.service.preparing import prepared_letters

HER, HIS = "person0@member0.example", "deputy@member0.example"
UNTIL = date(2012, 2, 10)


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    """Make an installation whose first organisation has two contacts, of whom the first is away until UNTIL."""
    make(tmp_path, 2)
    with open_service(config.load(tmp_path, {})) as opened:
        add(opened, ContactMeant(address=HIS, by="staff", organisation="ORG000", fields={"role": "cc"}), at("02-01"))
        change(opened, ContactMeant(address=HER, by="staff"), at("02-01"), away_until=UNTIL)
        yield opened


def mailed(service: Service, now: datetime) -> dict[str, tuple[str, str | None]]:
    """Return to whom the circular would go at the first organisation, with To and Cc of each letter."""
    with service.store.reading() as tx:
        running = require_running(service, tx, SAMPLE)
        case = census(tx, running, now)["ORG000"]
    letters = prepared_letters(service, running, running.study.mailing("circular"), now, ["ORG000"]).letters
    press = Press(running, service.installation.outgoing, service.store.archive)
    made = {one.address: message_from_bytes(press.envelope(one, case, now).data, policy=policy.default) for one in letters}
    return {address: (one["To"].addresses[0].addr_spec, one["Cc"] and one["Cc"].addresses[0].addr_spec) for address, one in made.items()}


def test_mailings_go_to_the_others_to_the_end_of_the_day(service: Service) -> None:
    """The copy of a colleague is then addressed to the colleague; the day after, everything is as before."""
    alone = {HIS: (HIS, None)}
    assert mailed(service, at("02-02")) == alone
    assert mailed(service, at("02-10", 23)) == alone
    assert mailed(service, at("02-11", 0)) == {HER: (HER, None), HIS: (HER, HIS)}


def test_mailings_go_to_who_is_away_where_nobody_else_may_be_written_to(service: Service) -> None:
    """A letter that waits in a mailbox is better than none."""
    stop(service, Addressed(address=HIS, by="staff"), at("02-02"))
    assert mailed(service, at("02-03")) == {HER: (HER, None)}


def test_where_nobody_else_is_at_an_organisation_its_mailings_still_go_to_who_is_away(service: Service) -> None:
    """That is told when it is decided, and so is that nobody else there may be written to, or is there; the others get them else."""
    only, until = ContactMeant(address="person1@member1.example", by="staff"), date(2012, 3, 1)
    told = change(service, only, at("02-01"), away_until=until).told
    assert told == (
        "person1@member1.example is away until 2012-03-01. There is nobody else at ORG001, so mailings still go to this address."
    )
    his = ContactMeant(address=HIS, by="staff")
    both = "Nobody else at ORG000 may be written to or is there, so mailings still go to this address."
    assert both in change(service, his, at("02-02"), away_until=until).told
    released = release(service, Addressed(address=HER, by="staff"), at("02-02"))
    assert released.entry
    assert change(service, his, at("02-02"), away_until=date(2012, 3, 2)).told.endswith("mailings go to the others of ORG000.")
    stop(service, Addressed(address=HER, by="staff"), at("02-02"))
    alone = "Nobody else at ORG000 may be written to, so mailings still go to this address."
    assert alone in change(service, his, at("02-02"), away_until=date(2012, 3, 3)).told


def test_of_several_lists_it_is_told_on_which_nobody_else_is(service: Service) -> None:
    """The mailings of one go to the others, those of the other still to who is away."""
    add(service, ContactMeant(address=HIS, by="staff", organisation="ORG000", list="alone"), at("02-01"))
    release(service, Addressed(address=HER, by="staff"), at("02-01"))
    told = change(service, ContactMeant(address=HIS, by="staff"), at("02-01"), away_until=UNTIL).told
    assert told.endswith("go to the others of ORG000; on the list alone, there is nobody else at ORG000, so they still go to this address.")
