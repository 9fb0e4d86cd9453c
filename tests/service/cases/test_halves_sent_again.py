"""Whoever fills in a half hears of it, and what they send since takes its place."""

from __future__ import annotations

from functools import partial

from domain.submission import SubmissionState
from questionnaire.versions.words import VersionWords
from service.cases import halves
from service.cases.waiting import everything
from service.studies.versions import spoken
from store import Transaction, invitations, submissions
from store.answers.versions import tell_versions
from tests.service.cases.test_halves import FIRST, MARTA, RUI, first_half, office, second_half, shared, told
from tests.service.office import Office
from tests.service.reviewing.test_edits import counts

__all__ = ["office", "shared"]


def test_a_further_workbook_of_the_same_person_takes_the_place_of_their_half_that_waits(office: Office) -> None:
    """One case waits, about the newest, and a person puts that together."""
    first_half(office)
    second_half(office)
    (before,) = office.cases()
    second_half(office, orders_number=3)
    (case,) = office.cases()
    assert case.id != before.id
    assert office.states(0) == ["queried", "rejected", "held"]
    with office.service.store.reading() as tx:
        assert [one.decision for one in everything(tx)] == ["replaced", None]
    office.replay()
    assert [one.id for one in office.cases()] == [case.id]
    office.decide(int(case.id), "merge")
    assert (office.states(0), counts(office, "orders_number")) == (["accepted", "rejected", "accepted"], 3)
    office.check()


def test_a_half_that_was_made_whole_leaves_no_case(office: Office) -> None:
    """It counts, and nobody is asked about what its sender sent before."""
    first_half(office)
    second_half(office)
    office.write(RUI, ("whole.xlsx", office.workbook(0)), reply_to=0)
    assert office.states(0) == ["superseded", "rejected", "accepted"]
    assert not office.cases()
    office.check()


def test_a_half_that_was_sent_back_beside_a_strangers_is_superseded_by_its_senders_next_one(office: Office) -> None:
    """One case waits, about the newest, also where a colleague's workbook was sent back meanwhile; nobody rejected anything."""
    second_half(office, sender="x@nowhere.example")
    first_half(office)
    cases = [one.id for one in office.cases()]
    first_half(office, employees=401)
    assert office.states(0) == ["superseded", "superseded", "queried"]
    assert len(office.cases()) == 1
    office.write(RUI, ("colleague.xlsx", office.workbook(0, **{**FIRST, "employees": "a lot"})), reply_to=0)
    assert office.states(0) == ["superseded", "superseded", "superseded", "queried"]
    first_half(office, employees=402)
    assert office.states(0) == ["superseded", "superseded", "superseded", "superseded", "queried"]
    (case,) = office.cases()
    assert case.id not in cases
    office.check()


def test_a_draft_waits_on_beside_what_its_sender_sends_since(office: Office) -> None:
    """It is no half: what was said beside it, a person reads."""
    office.write(MARTA, ("draft.xlsx", office.workbook(0, employees=7)), text="This is only a draft.", reply_to=0)
    drafts = [one.id for one in office.cases()]
    assert len(drafts) == 1
    office.write(MARTA, ("whole.xlsx", office.workbook(0)), reply_to=0)
    assert office.states(0) == ["held", "accepted"]
    assert [one.id for one in office.cases()] == drafts


def test_whoever_sends_a_half_hears_that_it_came(office: Office) -> None:
    """The letter asks for nothing."""
    first_half(office)
    second_half(office)
    (letter,) = [one for one in told(office, RUI) if "a person looks at it" in one.subject]
    assert "leaves questions blank that another workbook from your organisation answers" in letter.text


def test_a_case_says_where_halves_differ(office: Office) -> None:
    """So that nobody reads that each leaves blank what the other gives, and no more."""
    first_half(office)
    second_half(office, respondent_name="Rui Lopes")
    (case,) = office.cases()
    assert "Where both give an answer, they differ in 1: respondent_name." in case.reasons


def test_the_versions_of_a_study_are_asked_for_once_however_many_halves_wait(office: Office) -> None:
    """Cases are listed all the time."""
    first_half(office)
    for sender in (RUI, "x@nowhere.example", "y@nowhere.example"):
        second_half(office, sender=sender)
    asked_for: list[str] = []
    words = partial(spoken, office.service)

    def speak(tx: Transaction, study: str) -> VersionWords | None:
        asked_for.append(study)
        return words(tx, study)

    tell_versions(office.service.store, speak)
    with office.service.store.reading() as tx:
        (invitation,) = invitations.of_organisations(tx, ["ORG000"])
        held = [one for one in submissions.of_invitations(tx, [invitation.id]) if one.state is SubmissionState.HELD]
        assert len(halves.sent_back(tx, held)) == len(held) == 3
    assert len(asked_for) == 1
