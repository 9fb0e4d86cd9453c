"""Whom a decision writes to is said before it is made, as its rehearsal says it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from domain.case import Decision
from service.deciding.foreseeing import foresee
from service.deciding.several_decisions import decide_all
from service.deciding.written_to import written_to
from service.rulings.decided import Deciding
from tests.service.deciding.test_cases import WE_DECLINE
from tests.service.letters.test_telling_undone import answered
from tests.service.office import ME, Office, person
from tests.service.two_offices import BLANK_OF_JUSTICE, BLANK_OF_POLICE


def _withdraws(office: Office) -> None:
    answered(office)
    office.write(person(0), text=WE_DECLINE, reply_to=0)


def _withdraws_what_never_counted_by_letter(office: Office) -> None:
    """Its receipt has not left, and is dropped when its turn comes."""
    office.write(person(0), ("a.xlsx", office.workbook(0)), reply_to=0)
    office.write(person(0), text=WE_DECLINE, reply_to=0)


def _declines(office: Office) -> None:
    office.write(person(0), text=WE_DECLINE, reply_to=0)


def _declines_in_doubt(office: Office) -> None:
    office.write("stranger@elsewhere.example", text=WE_DECLINE, reply_to=0)


def _names_a_successor(office: Office) -> None:
    office.write(person(0), text="I have left. My successor is Eva, eva@member0.example, please write to her.", reply_to=0)


def _another_workbook(office: Office) -> None:
    answered(office)
    office.write("stranger@elsewhere.example", ("b.xlsx", office.workbook(0, employees=7)), reply_to=0)


def _halves_with_gaps(office: Office) -> None:
    """Let two people send a half each of which neither has one answer: that keeps both back."""
    for sender, blank in (("a@one.example", BLANK_OF_JUSTICE), ("b@two.example", BLANK_OF_POLICE)):
        office.write(sender, ("half.xlsx", office.workbook(0, **{**blank, "assistance_needed": None})))


def _more_time(office: Office) -> None:
    office.write(person(0), text="We need some more time to answer.", reply_to=0)


def _in_the_text(office: Office) -> None:
    office.write(person(0), text="We answer by post: the completed form is on its way to you.", reply_to=0)


@pytest.mark.parametrize(
    "arises",
    [
        _withdraws,
        _withdraws_what_never_counted_by_letter,
        _declines,
        _declines_in_doubt,
        _names_a_successor,
        _another_workbook,
        _halves_with_gaps,
        _more_time,
        _in_the_text,
    ],
)
def test_what_is_said_before_is_what_the_rehearsal_says(office: Office, arises: Callable[[Office], None]) -> None:
    """Of each decision of which it is said at all; the new letters are compared."""
    arises(office)
    cases = office.cases()
    assert cases
    for case in cases:
        with office.service.store.reading() as tx:
            said = written_to(office.service, tx, str(case.id), case.options, office.now)
        for what, addresses in said.items():
            deciding = Deciding(case="", what=what, by=ME)
            seen = foresee(office.service, partial(decide_all, cases=[str(case.id)], said=deciding, now=office.now), office.now)
            if what is Decision.MERGE and seen.outcomes[0].error:
                continue  # The two say different things, and somebody has to say which is right.
            assert [one.why for one in seen.outcomes] == [""], what
            assert sorted(one.to for one in seen.letters if not one.before) == sorted(addresses), what


def test_of_a_withdrawal_who_had_the_receipt_is_named(office: Office) -> None:
    """And of putting together those who are written to at the organisation."""
    _withdraws(office)
    with office.service.store.reading() as tx:
        said = written_to(office.service, tx, str(office.cases()[0].id), office.cases()[0].options, office.now)
    assert said == {Decision.WITHDRAW: (person(0),), Decision.REJECT: ()}
