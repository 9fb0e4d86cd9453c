"""An organisation that a person leaves without a contact that may be written to is a case, until one may be written to again."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from domain.case import CaseKind
from domain.errors import ConfigurationError
from service.deciding.people import ContactMeant, add, retire
from service.deciding.suppression import Addressed, release, stop
from service.installation.install import SAMPLE
from service.mailings.send_now import send_now
from service.operation.tick import tick
from tests.service.installed import at
from tests.service.office import ME, Office, person

Act = Callable[[Office], str]


def suppressed(office: Office) -> str:
    """Suppress the only address of an organisation."""
    return stop(office.service, Addressed(address=person(1), by=ME), office.later()).told


def retired(office: Office) -> str:
    """Retire the only contact of an organisation."""
    return retire(office.service, ContactMeant(address=person(1), by=ME), office.later()).told


def unreachable(office: Office) -> list[str | None]:
    """Return the organisations of which a case says that nobody can be reached."""
    return [one.organisation for one in office.cases() if one.kind is CaseKind.UNREACHABLE]


@pytest.mark.parametrize("act", [suppressed, retired])
def test_it_is_a_case_and_is_told(office: Office, act: Act) -> None:
    """Nobody would notice else that an organisation is asked no more."""
    assert "This is a case now: `counterfoil held` lists it." in act(office)
    assert unreachable(office) == ["ORG001"]


def test_the_case_closes_when_somebody_may_be_written_to(office: Office) -> None:
    """The address is released, or another contact is added."""
    suppressed(office)
    release(office.service, Addressed(address=person(1), by=ME), office.later())
    assert unreachable(office) == []
    retired(office)
    assert unreachable(office) == ["ORG001"]
    add(office.service, ContactMeant(address="new@member1.example", by=ME, organisation="ORG001"), office.later())
    assert unreachable(office) == []


def test_whoever_has_answered_is_no_case(office: Office) -> None:
    """Nothing is asked of them any more."""
    office.write(person(1), ("answers.xlsx", office.workbook(1)), reply_to=1)
    assert "This is a case now" not in suppressed(office)
    assert unreachable(office) == []


def test_an_organisation_that_has_another_address_is_no_case(office: Office) -> None:
    """It is written to there."""
    add(office.service, ContactMeant(address="new@member1.example", by=ME, organisation="ORG001"), office.later())
    suppressed(office)
    assert unreachable(office) == []


@pytest.mark.parametrize("act", [stop, retire])
def test_a_mailing_that_nobody_could_get_is_held_and_not_used_up(office: Office, act: Callable[..., object]) -> None:
    """Whether it is due or sent by hand: it waits until somebody may be written to, and then it leaves."""
    for number in range(3):
        said = {stop: Addressed, retire: ContactMeant}[act](address=person(number), by=ME)
        act(office.service, said, office.later())
    with pytest.raises(ConfigurationError, match=r"The contact list|Nobody on the contact list"):
        send_now(office.service, SAMPLE, "reminder", office.later(), by=ME)
    office.now = at("03-26")
    report = tick(office.service, office.now)
    assert (report.planned, len(report.held)) == ({}, 1)
    assert [one.mailing for one in office.cases() if one.kind is CaseKind.MAILING] == ["reminder"]
    add(office.service, ContactMeant(address="new@member1.example", by=ME, organisation="ORG001"), office.later())
    report = tick(office.service, office.later(hours=3))
    assert report.planned == {"reminder": 1}, report
