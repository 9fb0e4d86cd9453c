"""How many organisations came too late for a mailing: the store counts them, and they are as many as those who would get it now."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from domain.contact import Absence, Stopped, Suppression
from service.deciding.organisation_marks import Marking, mark
from service.deciding.undo import Undoing, undo
from service.installation.install import SAMPLE
from service.mailings.late import count_late, late
from service.operation.tick import tick
from service.studies.find import find_mailing
from service.studies.running import require_running
from service.wiring import Service
from store import contact_lists, invitations, suppressions
from tests.flows.test_sending import sending
from tests.mailer.smtp_stage import obliging
from tests.service.installed import LIST, at
from tests.service.mailings.test_addressed import joins

NOW = at("02-11")


def address(number: int) -> str:
    """Return the address of the one contact of an organisation."""
    return f"person{number}@member{number}.example"


def said(service: Service, number: int, what: str) -> int:
    """Mark an organisation, and return the entry."""
    with service.store.reading() as tx:
        running = require_running(service, tx, SAMPLE)
        reference = invitations.of_study(tx, SAMPLE)[f"ORG{number:03d}"].reference
    return mark(service, running, Marking(organisation=reference, what=what, by="anna"), NOW).entry


def counted(service: Service, mailing: str = "circular") -> int:
    """Return how many came too late for a mailing, which are just those that would get it."""
    with service.store.reading() as tx:
        running = require_running(service, tx, SAMPLE)
        found = count_late(tx, running, find_mailing(running, mailing), NOW)
    named = [code for one in late(service, LIST, NOW) if mailing in one.missed for code in one.organisations]
    assert len(named) == found
    return found


def test_who_came_too_late_is_counted_as_it_would_be_written_to(tmp_path: Path) -> None:
    """Not who declined, is ineligible, has no contact left or may not be written to; but who is away, and whose mark is undone."""
    with sending(tmp_path, obliging, organisations=2) as service:
        tick(service, at("02-10"))
        assert counted(service) == 0
        joins(service, 10)
        tick(service, NOW)
        assert counted(service) == 8
        with service.store.transaction() as tx:
            suppressions.suppress(tx, Suppression(address(2), Stopped.UNSUBSCRIBED, "By mail"), NOW)
            suppressions.set_absence(tx, address(3), Absence(address(3), date(2012, 3, 1), "Away."))
            contact_lists.take_off(tx, LIST, "ORG004", address(4))
        assert counted(service) == 6
        declined = said(service, 5, "declined")
        said(service, 6, "ineligible")
        assert counted(service) == 4
        undo(service, Undoing(entry=declined, by="anna"), NOW)
        assert counted(service) == 5


def test_nobody_is_late_for_what_has_not_left_or_goes_not_to_everybody(tmp_path: Path) -> None:
    """A reminder is for who owes."""
    with sending(tmp_path, obliging, organisations=2) as service:
        tick(service, at("02-10"))
        joins(service, 4)
        assert [counted(service, name) for name in ("circular", "questionnaire", "reminder")] == [2, 0, 0]
