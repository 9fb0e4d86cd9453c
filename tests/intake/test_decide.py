"""The rules of deciding, on real workbooks in real messages."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from domain.effects import FileSubmission, Ignore, SettleUncertain
from domain.letter import DeliveryState, LetterKind
from domain.submission import SubmissionState
from intake.decide import accept
from tests.intake import scene
from tests.intake.scene import (
    ATLSTEL,
    BAYNET,
    BOX,
    DATA,
    GOOD,
    NOW,
    PLUS,
    ROSSI,
    SMITH,
    TAG,
    delivery,
    effects_of,
    filed_before,
    message,
    replies,
    submission,
    workbook,
)


def test_a_good_workbook_is_accepted_and_its_sender_gets_one_receipt() -> None:
    """A good workbook is accepted and its sender gets one receipt."""
    effects = effects_of(message(("answers.xlsx", GOOD)))
    assert submission(effects).state is SubmissionState.ACCEPTED
    assert submission(effects).answers == {"staff": 12, "victim": "yes"}
    (receipt,) = replies(effects)
    assert (receipt.kind, receipt.to, receipt.language) == (LetterKind.RECEIPT, (ROSSI,), "en")
    assert receipt.context["receipt"] == {
        "file_name": "answers.xlsx",
        "received_at": NOW.isoformat(),
        "answered": 2,
        "total": 2,
        "answers": [
            {"label": "1.1 How many people work for you?", "value": "12"},
            {"label": "Were you a victim of cybercrime?", "value": "Yes"},
        ],
        "warnings": [],
        "confirmed": [],
        "conversions": [],
        "changes": [],
    }


def test_the_receipt_speaks_the_language_of_the_workbook() -> None:
    """The receipt speaks the language of the workbook."""
    (receipt,) = replies(effects_of(message(("r.xlsx", workbook(ATLSTEL, language="fr", staff=12, victim="Non")))))
    assert receipt.language == "fr"
    assert {"label": "Avez-vous été victime ?", "value": "Non"} in json.loads(json.dumps(receipt.context))["receipt"]["answers"]


def test_a_blank_workbook_beside_a_filled_one_is_left_alone() -> None:
    """A blank workbook beside a filled one is left alone."""
    effects = effects_of(message(("blank.xlsx", workbook(ATLSTEL)), ("answers.xlsx", GOOD)))
    assert submission(effects).file_name == "answers.xlsx"
    assert [reply.kind for reply in replies(effects)] == [LetterKind.RECEIPT]


def test_a_question_beside_a_blank_workbook_is_passed_on_and_nothing_is_asked_back() -> None:
    """A question beside a blank workbook is passed on and nothing is asked back."""
    effects = effects_of(message(("answers.xlsx", workbook(ATLSTEL)), text="Could you explain question 1.1?"))
    assert [reply.kind for reply in replies(effects)] == [LetterKind.PASSED_ON]


@pytest.mark.parametrize("state", [SubmissionState.HELD, SubmissionState.REJECTED])
def test_what_a_stranger_sent_before_stays_what_it_was_when_they_send_it_again(state: SubmissionState) -> None:
    """However they write their address: nobody has the same file looked at again by sending it again."""
    effects = effects_of(
        message(("a.xlsx", GOOD), sender="Stranger@elsewhere.example"), filed=[filed_before("STRANGER@elsewhere.example", state)]
    )
    assert [type(effect) for effect in effects] == [Ignore]


def test_what_was_filed_for_another_organisation_says_nothing_of_this_one() -> None:
    """A file is known for its organisation."""
    before = [replace(filed_before(ROSSI, SubmissionState.ACCEPTED), invitation_id=BAYNET.id)]
    assert submission(effects_of(message(("answers.xlsx", GOOD)), filed=before)).state is SubmissionState.ACCEPTED


def test_one_file_attached_twice_is_filed_once() -> None:
    """One file attached twice is filed once."""
    effects = effects_of(message(("a.xlsx", GOOD), ("b.xlsx", GOOD)))
    assert submission(effects).file_name == "b.xlsx"
    assert len(replies(effects)) == 1


def test_each_of_two_workbooks_is_matched_by_its_own_token() -> None:
    """Each of two workbooks is matched by its own token."""
    other = workbook(BAYNET, staff=3, victim="No")
    effects = effects_of(message(("a.xlsx", GOOD), ("b.xlsx", other), sender="regional@office.example", to=PLUS))
    states = {effect.invitation_id: effect.state for effect in effects if isinstance(effect, FileSubmission)}
    assert states == {1: SubmissionState.ACCEPTED, 2: SubmissionState.ACCEPTED}


def test_a_person_who_accepts_a_held_workbook_has_it_filed_and_receipted() -> None:
    """A person who accepts a held workbook has it filed and receipted."""
    examined = scene.understand(message(("answers.xlsx", GOOD), sender=SMITH))
    known = scene.knowledge(examined)
    effects = accept(examined, examined.answers[0].opened.sha256, ATLSTEL, known, scene.FORMS, NOW)
    assert submission(effects).state is SubmissionState.ACCEPTED
    assert [reply.to for reply in replies(effects)] == [(SMITH,), (ROSSI,)]


def test_a_machine_that_brings_a_workbook_gets_no_letter_but_the_contact_does() -> None:
    """A machine that brings a workbook gets no letter but the contact does."""
    effects = effects_of(message(("answers.xlsx", GOOD), sender="no-reply@scanner.example"))
    assert submission(effects).state is SubmissionState.ACCEPTED
    assert [reply.to for reply in replies(effects)] == [(ROSSI,)]


def test_an_automatic_reply_that_brings_a_filled_workbook_loses_nothing() -> None:
    """An automatic reply that brings a filled workbook loses nothing."""
    effects = effects_of(message(("answers.xlsx", GOOD), Auto_Submitted="auto-replied"))
    assert submission(effects).state is SubmissionState.ACCEPTED
    assert not any(ROSSI in reply.to and reply.kind is LetterKind.PASSED_ON for reply in replies(effects))


def test_a_report_of_success_is_no_bounce() -> None:
    """A report of success is no bounce."""
    effects = effects_of((DATA / "dsn_success_relayed.eml").read_bytes(), deliveries=[delivery(DeliveryState.UNCERTAIN)])
    assert [type(effect) for effect in effects] == [SettleUncertain, Ignore]


def test_deciding_twice_plans_the_same_letters() -> None:
    """Deciding twice plans the same letters."""
    raw = message(("answers.xlsx", GOOD), sender="colleague@atlstel.example", text="Could you confirm the deadline?")
    first, second = effects_of(raw), effects_of(raw)
    assert first == second
    assert len({reply.cause for reply in replies(first)}) == len(replies(first)) == 3


def test_a_letter_never_goes_to_ourselves() -> None:
    """A letter never goes to ourselves."""
    effects = effects_of(message(("answers.xlsx", GOOD), sender=BOX, In_Reply_To=f"<{TAG}@unodc.example>"))
    assert all(BOX not in reply.to for reply in replies(effects))
