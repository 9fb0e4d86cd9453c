"""Whoever sends a workbook that waits for a person, for whatever reason, hears that it came, and is not reminded meanwhile."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from domain.letter import LOOKED_AT, DeliveryState, Letter
from service.installation.install import SAMPLE
from service.sending.send import send_due
from store import outbox
from tests.service.office import Office, person

DRAFT = "This is only a draft, the final version will follow next week."
CORRECTION = "A correction: in question 2 please put 12 instead of 11."


def told(office: Office) -> list[Letter]:
    """Return the letters that say that a person looks at a workbook."""
    with office.service.store.reading() as tx:
        return [one for one in outbox.of_studies(tx, [SAMPLE]) if one.template == LOOKED_AT]


def text(office: Office) -> Iterator[str]:
    """Yield what was sent of them."""
    send_due(office.service, office.later())
    for one in (office.home / "out" / "new").iterdir():
        if "a person looks at it" in (said := one.read_text(errors="replace").replace("=\n", "")):
            yield said


@pytest.mark.parametrize("words", [DRAFT, CORRECTION])
def test_whoever_writes_beside_a_workbook_is_told_that_a_person_looks_at_it(office: Office, words: str) -> None:
    """Once, in a short letter that says nothing of the answers; the workbook waits as before."""
    number = office.write(person(0), ("answers.xlsx", office.workbook(0)), text=words, reply_to=0)
    office.replay(number)
    assert office.states(0) == ["held"]
    assert [(one.address, one.organisation) for one in told(office)] == [(person(0), "ORG000")]
    assert len(list(text(office))) == 1


def test_two_workbooks_of_a_message_are_told_in_one_letter(office: Office) -> None:
    """Both wait, and their sender reads it once."""
    files = (("draft.xlsx", office.workbook(0)), ("second.xlsx", office.workbook(0, employees=4711)))
    office.write(person(0), *files, text=DRAFT, reply_to=0)
    assert office.states(0) == ["held", "held"]
    assert len(told(office)) == 1


def test_a_workbook_that_is_accepted_before_the_letter_leaves_is_told_as_that(office: Office) -> None:
    """The receipt says more, and the letter would not be true any more."""
    office.write(person(0), ("answers.xlsx", office.workbook(0)), text=DRAFT, reply_to=0)
    office.decide(office.cases()[0].id, "accept")
    send_due(office.service, office.later())
    assert [one.state for one in told(office)] == [DeliveryState.DROPPED]


def test_workbooks_that_wait_for_another_reason_are_told_with_no_word_of_why(office: Office) -> None:
    """Of two that differ a person says which one counts: their sender hears that they came, once, however often they are read."""
    files = (("first.xlsx", office.workbook(0)), ("second.xlsx", office.workbook(0, employees=4711)))
    office.replay(office.write(person(0), *files, reply_to=0))
    assert office.states(0) == ["held", "held"]
    assert [(one.address, one.organisation) for one in told(office)] == [(person(0), "ORG000")]
    (said,) = text(office)
    said = " ".join(said.split())
    assert "A person looks at the workbook before its answers count." in said
    assert "You wrote something" not in said
    office.write(person(0), files[0], reply_to=0)
    assert len(told(office)) == 1


def test_who_is_not_on_record_and_would_take_the_place_of_an_answer_hears_nothing(office: Office) -> None:
    """A letter would tell a stranger with an old workbook that another one counts. The contact on record hears of it, and from whom."""
    office.write(person(0), ("answers.xlsx", office.workbook(0)), reply_to=0)
    office.write("colleague@elsewhere.example", ("second.xlsx", office.workbook(0, employees=4711)), reply_to=0)
    assert office.states(0) == ["accepted", "held"]
    assert [one.address for one in told(office)] == [person(0)]
    (said,) = text(office)
    assert "colleague@elsewhere.example" in said
