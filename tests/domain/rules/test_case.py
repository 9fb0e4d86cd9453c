"""What becomes of a case: a person decides what a program should not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from domain.case import OPTIONS, CaseKind, Decision, Headline, Moot
from domain.journal import What
from domain.rules.case import Facts, answered_by_mark, closed_by_filing, filed_again, headed, is_of_halves, lifts, offered
from domain.submission import SubmissionState
from domain.telling import Telling

COMES_TO_SOMETHING = (SubmissionState.ACCEPTED, SubmissionState.QUERIED)
DECIDES_NOTHING = (SubmissionState.HELD, SubmissionState.REJECTED, SubmissionState.SUPERSEDED)


def test_the_words_that_a_case_offers_are_those_of_the_command_line() -> None:
    """Each kind has its own; the last one says no, or that somebody knows of it."""
    assert {kind.value: " ".join(options) for kind, options in OPTIONS.items()} == {
        "workbook": "accept count merge first second count_both assign reject",
        "unmatched": "assign count reject",
        "file": "reject",
        "claim": "accept count assign reject",
        "decline": "declined withdraw reject",
        "extension": "grant reject",
        "successor": "add reject",
        "substitute": "add reject",
        "elsewhere": "elsewhere noted reject",
        "remark": "noted",
        "objection": "noted reject",
        "message": "reject",
        "mailing": "send skip",
        "unsent": "reject",
        "letter": "arrived resend",
        "replies": "send reject",
        "brake": "accept reject",
        "halted": "resend reject",
        "stalled": "resume",
        "unreachable": "noted",
        "restored": "resume doubt",
        "surge": "undo reject",
        "question": "answered",
    }


PLAIN = Facts(waits=True, names=True)


@pytest.mark.parametrize("kind", CaseKind)
def test_a_case_that_waits_offers_a_decision_and_one_that_was_decided_offers_none(kind: CaseKind) -> None:
    """Whatever waits can be closed by a person."""
    # It is put together only with what counts, and only that is objected to.
    answered = replace(PLAIN, answered=kind is CaseKind.WORKBOOK, objected=kind is CaseKind.OBJECTION)
    # Whose answer is whole has none to give in another way, and only such words are noted; who has not answered has nothing to withdraw.
    now_and_then = {CaseKind.ELSEWHERE: {Decision.NOTED}, CaseKind.DECLINE: {Decision.WITHDRAW}}.get(kind, set())
    assert offered(kind, answered) == tuple(one for one in OPTIONS[kind] if one not in now_and_then) != ()
    assert offered(kind, replace(PLAIN, waits=False)) == ()


def test_who_has_an_answer_that_counts_withdraws_and_is_not_recorded_as_declined_beside_it() -> None:
    """That answer goes with them; all else is offered as before."""
    assert offered(CaseKind.DECLINE, PLAIN) == (Decision.DECLINED, Decision.REJECT)
    assert offered(CaseKind.DECLINE, replace(PLAIN, answered=True)) == (Decision.WITHDRAW, Decision.REJECT)
    assert offered(CaseKind.WORKBOOK, replace(PLAIN, answered=True)) == OPTIONS[CaseKind.WORKBOOK]


def test_no_case_marks_otherwise_whom_a_person_does_not_ask() -> None:
    """That mark would have to be taken away first."""
    for kind in (CaseKind.DECLINE, CaseKind.EXTENSION, CaseKind.ELSEWHERE):
        assert offered(kind, replace(PLAIN, ineligible=True)) == (Decision.REJECT,)
    assert offered(CaseKind.WORKBOOK, replace(PLAIN, ineligible=True)) == offered(CaseKind.WORKBOOK, PLAIN)


def test_who_has_answered_is_not_said_to_answer_in_another_way_or_to_be_reminded() -> None:
    """A person notes their words; who has answered one part of several may still give another in another way."""
    assert offered(CaseKind.ELSEWHERE, replace(PLAIN, answered=True, wholly=True)) == (Decision.NOTED,)
    assert offered(CaseKind.ELSEWHERE, replace(PLAIN, answered=True)) == (Decision.ELSEWHERE, Decision.REJECT)


def test_only_what_counts_is_rejected_because_somebody_objects_to_it() -> None:
    """Else a person knows of the words."""
    assert offered(CaseKind.OBJECTION, PLAIN) == (Decision.NOTED,)
    assert offered(CaseKind.OBJECTION, replace(PLAIN, objected=True)) == (Decision.NOTED, Decision.REJECT)


def test_nobody_is_added_where_no_address_is_named() -> None:
    """A person loads them from a contact file."""
    for kind in (CaseKind.SUCCESSOR, CaseKind.SUBSTITUTE):
        assert offered(kind, replace(PLAIN, names=False)) == (Decision.REJECT,)


def test_a_workbook_without_errors_has_none_to_overlook() -> None:
    """What was read and has errors counts as it is where a person says so; what was not read yet may have some."""
    assert offered(CaseKind.WORKBOOK, replace(PLAIN, flawless=True)) == (Decision.ACCEPT, Decision.ASSIGN, Decision.REJECT)
    assert Decision.COUNT in offered(CaseKind.WORKBOOK, replace(PLAIN, answered=True))


@pytest.mark.parametrize("filed", COMES_TO_SOMETHING)
def test_a_workbook_answers_whoever_seemed_to_decline(filed: SubmissionState) -> None:
    """With errors too: who sends it takes part."""
    assert closed_by_filing(CaseKind.DECLINE, filed, same_file=False) is Moot.FILED


@pytest.mark.parametrize("filed", [SubmissionState.ACCEPTED, SubmissionState.QUERIED, SubmissionState.HELD])
def test_a_half_needs_no_decision_once_its_sender_sent_another_workbook_in_its_place(filed: SubmissionState) -> None:
    """Also one that waits itself; which case is about halves, its reasons say."""
    assert closed_by_filing(CaseKind.WORKBOOK, filed, same_file=False, instead=True) is Moot.REPLACED
    assert closed_by_filing(CaseKind.WORKBOOK, filed, same_file=False) is None
    assert is_of_halves(["x", Telling("y", "reasons.halves")])
    assert not is_of_halves(["reasons.halves", Telling("y", "reasons.draft")])


@pytest.mark.parametrize(("filed", "why"), [(SubmissionState.ACCEPTED, Moot.FILED), (SubmissionState.QUERIED, None)])
def test_an_answer_that_counts_ends_a_wish_for_more_time(filed: SubmissionState, why: Moot | None) -> None:
    """Whoever was sent something back still needs the time."""
    assert closed_by_filing(CaseKind.EXTENSION, filed, same_file=False) is why


@pytest.mark.parametrize("filed", COMES_TO_SOMETHING)
def test_a_workbook_that_waits_needs_no_decision_once_the_organisation_sent_the_same_file(filed: SubmissionState) -> None:
    """Another file is another answer, and waits on."""
    for kind in (CaseKind.WORKBOOK, CaseKind.CLAIM):
        assert closed_by_filing(kind, filed, same_file=True) is Moot.FILED
        assert closed_by_filing(kind, filed, same_file=False) is None


@pytest.mark.parametrize("filed", DECIDES_NOTHING)
@pytest.mark.parametrize("kind", CaseKind)
def test_what_is_held_or_rejected_closes_no_case(kind: CaseKind, filed: SubmissionState) -> None:
    """It decides nothing."""
    assert closed_by_filing(kind, filed, same_file=True) is None


@pytest.mark.parametrize("kind", sorted(set(CaseKind) - {CaseKind.CLAIM, CaseKind.DECLINE, CaseKind.EXTENSION, CaseKind.WORKBOOK}))
def test_no_workbook_closes_a_case_about_something_else(kind: CaseKind) -> None:
    """A message that nobody could read, a mailing that did not leave and a letter in doubt wait on."""
    assert closed_by_filing(kind, SubmissionState.ACCEPTED, same_file=True) is None


@pytest.mark.parametrize("mark", [What.DECLINED, What.ELSEWHERE])
def test_who_sends_a_workbook_has_not_declined_and_need_not_answer_elsewhere(mark: What) -> None:
    """A workbook with errors says so as well as one without; what is held says nothing."""
    assert [state for state in SubmissionState if lifts(mark, state)] == list(COMES_TO_SOMETHING)


def test_who_was_given_time_has_it_until_an_answer_counts() -> None:
    """A workbook that was sent back is no answer yet."""
    assert [state for state in SubmissionState if lifts(What.WAITING, state)] == [SubmissionState.ACCEPTED]


def test_no_workbook_makes_an_organisation_eligible() -> None:
    """Whether somebody is to be asked at all is for a person to say."""
    assert not any(lifts(What.INELIGIBLE, state) for state in SubmissionState)


@pytest.mark.parametrize("known", SubmissionState)
def test_a_file_that_was_held_or_rejected_is_filed_once_more_for_another_sender_alone(known: SubmissionState) -> None:
    """What counts, or did, is not filed twice, and nobody has the same file looked at again by sending it again."""
    assert filed_again(known, same_sender=False) is (known in {SubmissionState.HELD, SubmissionState.REJECTED})
    assert not filed_again(known, same_sender=True)


def test_a_workbook_is_put_together_only_with_an_answer_that_counts() -> None:
    """Else there is nothing that it could fill."""
    together = {Decision.MERGE, Decision.FIRST, Decision.SECOND}
    assert together.isdisjoint(offered(CaseKind.WORKBOOK, PLAIN))
    assert together < set(offered(CaseKind.WORKBOOK, replace(PLAIN, answered=True)))


def test_a_workbook_is_put_together_with_what_others_were_sent_back_too() -> None:
    """Where nothing counts yet; all else that wants an answer that counts is not offered for it."""
    beside = offered(CaseKind.WORKBOOK, replace(PLAIN, beside=True))
    assert beside == OPTIONS[CaseKind.WORKBOOK]
    assert Decision.MERGE not in offered(CaseKind.WORKBOOK, PLAIN)
    assert Decision.MERGE not in offered(CaseKind.WORKBOOK, replace(PLAIN, beside=True, disputed=True))
    assert Decision.WITHDRAW not in offered(CaseKind.DECLINE, replace(PLAIN, beside=True))


def test_a_case_that_is_about_no_organisation_says_what_it_is_about() -> None:
    """Only where somebody wrote can it be that the sender is not recognised."""
    assert headed(CaseKind.MAILING, "circular") is Headline.MAILING
    assert headed(CaseKind.UNSENT, "circular") is Headline.MAILING
    assert headed(CaseKind.UNSENT, None) is headed(CaseKind.LETTER, None) is Headline.LETTER
    assert {kind for kind in CaseKind if headed(kind, None) is Headline.SEVERAL} == {CaseKind.BRAKE, CaseKind.SURGE}
    whole = {CaseKind.REPLIES, CaseKind.STALLED, CaseKind.HALTED, CaseKind.RESTORED}
    assert {kind for kind in CaseKind if headed(kind, None) is Headline.STUDY} == whole
    written = {CaseKind.WORKBOOK, CaseKind.UNMATCHED, CaseKind.FILE, CaseKind.DECLINE, CaseKind.MESSAGE, CaseKind.QUESTION}
    assert {headed(kind, None) for kind in written} == {Headline.NOBODY}


def test_time_beyond_the_deadline_answers_whoever_asks_for_time() -> None:
    """The deadline itself is nobody's extension, and no other mark answers the wish."""
    deadline, later = date(2012, 4, 30), date(2012, 5, 1)
    assert answered_by_mark(What.WAITING, later, deadline) == (CaseKind.EXTENSION, Moot.EXTENDED)
    assert answered_by_mark(What.DECLINED, None, deadline) == (CaseKind.DECLINE, Moot.MARKED)
    for what, until in ((What.WAITING, deadline), (What.WAITING, None), (What.ELSEWHERE, later)):
        assert answered_by_mark(what, until, deadline) is None


def test_workbooks_that_say_different_things_are_not_put_together_without_a_word_on_which_is_right() -> None:
    """`merge` would be refused; the two that say which of them is right are offered."""
    facts = replace(PLAIN, answered=True, disputed=True)
    assert [one for one in OPTIONS[CaseKind.WORKBOOK] if one not in offered(CaseKind.WORKBOOK, facts)] == [Decision.MERGE]
