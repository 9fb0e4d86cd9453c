"""What a person rejected that somebody else had sent is not the organisation's own correction."""

from __future__ import annotations

import pytest

from domain.rules.owes import Owes
from service.contacts.census import census
from service.installation.install import SAMPLE
from service.studies.running import require_running
from tests.service.office import Office, person

WRONG = {"employees": -5}


def owes(office: Office) -> Owes:
    """Return what the first organisation owes."""
    with office.service.store.reading() as tx:
        return census(tx, require_running(office.service, tx, SAMPLE), office.now)["ORG000"].owes


@pytest.mark.parametrize(("what", "to"), [("reject", None), ("assign", "ORG001")])
def test_a_workbook_of_somebody_else_leaves_the_correction_owed(office: Office, what: str, to: str | None) -> None:
    """Theirs was held, and is rejected or assigned to whom it belongs: the organisation is still reminded to correct its own."""
    office.write(person(0), ("a.xlsx", office.workbook(0, **WRONG)), reply_to=0)
    assert owes(office) is Owes.CORRECTION
    office.write(person(1), ("b.xlsx", office.workbook(0)), reply_to=0)
    (case,) = office.cases()
    assert owes(office) is Owes.NOTHING
    office.decide(case.id, what, to)
    assert owes(office) is Owes.CORRECTION


def test_a_correction_of_its_own_that_is_rejected_is_not_asked_for_again(office: Office) -> None:
    """It is reminded of an answer."""
    office.write(person(0), ("a.xlsx", office.workbook(0, **WRONG)), reply_to=0)
    office.write(person(0), ("b.xlsx", office.workbook(0)), reply_to=0)
    office.undo(office.entry("accept"))
    (case,) = office.cases()
    office.decide(case.id, "reject")
    assert owes(office) is Owes.ANSWER
