"""The rules of deciding, on real workbooks in real messages."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from domain.effects import FileSubmission, Hold, Ignore, RecordBounce, Reply, SettleUncertain, Suppress
from domain.letter import DeliveryState, LetterKind
from domain.message import Counting, FiledBefore
from domain.submission import SubmissionState
from intake.decide import accept
from tests.intake import scene
from tests.intake.scene import ATLSTEL, BAYNET, BIANCHI, BOX, NOW, ROSSI, SMITH, TAG, delivery, effects_of, message, workbook

DATA = Path(__file__).parent / "data"
GOOD = workbook(ATLSTEL, staff=12, victim="Yes")
PLUS = f"cybercrime.study+r{ATLSTEL.token}@unodc.example"


def of(effects: tuple[object, ...], kind: type) -> list[object]:
    """Return the effects of one kind."""
    return [effect for effect in effects if isinstance(effect, kind)]


def replies(effects: tuple[object, ...]) -> list[Reply]:
    """Return the letters that are planned."""
    return [effect for effect in effects if isinstance(effect, Reply)]


def submission(effects: tuple[object, ...]) -> FileSubmission:
    """Return the one submission that is filed."""
    (found,) = [effect for effect in effects if isinstance(effect, FileSubmission)]
    return found


def hold(effects: tuple[object, ...]) -> Hold:
    """Return the one case that waits for a person."""
    (found,) = [effect for effect in effects if isinstance(effect, Hold)]
    return found


def sent_before(sender: str) -> Counting:
    """Return a submission that counts already."""
    return Counting(1, 5, sender, "other", "accepted", NOW)


def filed_before(sender: str, state: SubmissionState) -> FiledBefore:
    """Return what another message brought of the good workbook."""
    return FiledBefore(ATLSTEL.id, submission(effects_of(message(("answers.xlsx", GOOD)))).fingerprint, sender, state)


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


def test_a_workbook_from_an_unknown_colleague_is_accepted_and_the_contact_on_record_is_told_too() -> None:
    """A workbook from an unknown colleague is accepted and the contact on record is told too."""
    effects = effects_of(message(("answers.xlsx", GOOD), sender="colleague@atlstel.example"))
    assert submission(effects).state is SubmissionState.ACCEPTED
    assert [reply.to for reply in replies(effects)] == [("colleague@atlstel.example",), (ROSSI,)]
    assert len({reply.cause for reply in replies(effects)}) == 2


def test_a_workbook_with_errors_is_queried_and_the_findings_go_back() -> None:
    """A workbook with errors is queried and the findings go back."""
    effects = effects_of(message(("answers.xlsx", workbook(ATLSTEL, victim="Yes"))))
    assert submission(effects).state is SubmissionState.QUERIED
    (reply,) = replies(effects)
    assert (reply.kind, reply.to) == (LetterKind.QUESTION_BACK, (ROSSI,))
    assert json.loads(json.dumps(reply.context))["findings"][0]["label"] == "1.1 How many people work for you?"


def test_a_blank_workbook_is_told_and_is_no_submission() -> None:
    """A blank workbook is told and is no submission."""
    effects = effects_of(message(("answers.xlsx", workbook(ATLSTEL))))
    assert not of(effects, FileSubmission)
    assert [reply.kind for reply in replies(effects)] == [LetterKind.QUESTION_BACK]


def test_a_blank_workbook_beside_a_filled_one_is_left_alone() -> None:
    """A blank workbook beside a filled one is left alone."""
    effects = effects_of(message(("blank.xlsx", workbook(ATLSTEL)), ("answers.xlsx", GOOD)))
    assert submission(effects).file_name == "answers.xlsx"
    assert [reply.kind for reply in replies(effects)] == [LetterKind.RECEIPT]


def test_a_question_beside_a_blank_workbook_is_passed_on_and_nothing_is_asked_back() -> None:
    """A question beside a blank workbook is passed on and nothing is asked back."""
    effects = effects_of(message(("answers.xlsx", workbook(ATLSTEL)), text="Could you explain question 1.1?"))
    assert [reply.kind for reply in replies(effects)] == [LetterKind.PASSED_ON]


def test_the_same_file_again_gets_no_second_receipt() -> None:
    """The same file again gets no second receipt."""
    effects = effects_of(message(("answers.xlsx", GOOD), subject="once more"), filed=[filed_before(ROSSI, SubmissionState.ACCEPTED)])
    assert [type(effect) for effect in effects] == [Ignore]


@pytest.mark.parametrize("state", [SubmissionState.HELD, SubmissionState.REJECTED])
def test_what_somebody_else_sent_first_says_nothing_against_the_same_file_from_the_organisation(state: SubmissionState) -> None:
    """Held or rejected as a stranger's, it is filed when the organisation sends it; the stranger's own copy stays what it was."""
    before = [filed_before("stranger@elsewhere.example", state)]
    assert submission(effects_of(message(("answers.xlsx", GOOD)), filed=before)).state is SubmissionState.ACCEPTED
    again = effects_of(message(("answers.xlsx", GOOD), sender="stranger@elsewhere.example"), filed=before)
    assert [type(effect) for effect in again] == [Ignore]


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


def test_two_different_filled_workbooks_for_one_invitation_wait_for_a_person() -> None:
    """Two different filled workbooks for one invitation wait for a person."""
    effects = effects_of(message(("a.xlsx", GOOD), ("b.xlsx", workbook(ATLSTEL, staff=13))))
    assert {effect.state for effect in effects if isinstance(effect, FileSubmission)} == {SubmissionState.HELD}


def test_a_workbook_from_a_contact_of_another_organisation_is_held() -> None:
    """A workbook from a contact of another organisation is held."""
    effects = effects_of(message(("answers.xlsx", GOOD), sender=SMITH))
    assert submission(effects).state is SubmissionState.HELD
    assert any("belongs to BAYNET" in reason for reason in hold(effects).reasons)
    assert not replies(effects)


def test_a_new_version_from_the_same_sender_is_accepted() -> None:
    """A new version from the same sender is accepted."""
    assert submission(effects_of(message(("a.xlsx", GOOD)), counting=[sent_before(ROSSI.upper())])).state is SubmissionState.ACCEPTED


def test_an_answer_that_would_replace_what_another_person_sent_is_held() -> None:
    """An answer that would replace what another person sent is held."""
    effects = effects_of(message(("a.xlsx", GOOD)), counting=[sent_before(BIANCHI)])
    assert submission(effects).state is SubmissionState.HELD
    assert any(f"replace what {BIANCHI} sent" in reason for reason in hold(effects).reasons)


def test_evidence_that_disagrees_is_held() -> None:
    """Evidence that disagrees is held."""
    effects = effects_of(message(("a.xlsx", GOOD), sender="colleague@atlstel.example", subject=f"Answers {BAYNET.reference}"))
    assert submission(effects).state is SubmissionState.HELD
    assert any(BAYNET.reference in reason for reason in hold(effects).reasons)


def test_a_foreign_workbook_is_held_with_its_invitation() -> None:
    """A foreign workbook is held with its invitation."""
    effects = effects_of(message(("prices.xlsx", scene.foreign())))
    assert submission(effects).state is SubmissionState.HELD
    assert hold(effects).invitation_id == ATLSTEL.id


def test_a_workbook_of_nobody_waits_to_be_assigned() -> None:
    """A workbook of nobody waits to be assigned."""
    effects = effects_of(message(("prices.xlsx", scene.foreign()), sender="nobody@elsewhere.example"))
    assert hold(effects).options == ("assign", "reject")
    assert not of(effects, FileSubmission)


def test_a_person_who_accepts_a_held_workbook_has_it_filed_and_receipted() -> None:
    """A person who accepts a held workbook has it filed and receipted."""
    examined = scene.understand(message(("answers.xlsx", GOOD), sender=SMITH))
    known = scene.knowledge(examined)
    effects = accept(examined, examined.answers[0].opened.sha256, ATLSTEL, known, scene.FORMS, NOW)
    assert submission(effects).state is SubmissionState.ACCEPTED
    assert [reply.to for reply in replies(effects)] == [(SMITH,), (ROSSI,)]


def test_a_file_that_cannot_be_read_is_asked_back_where_it_is_known_from_whom() -> None:
    """A file that cannot be read is asked back where it is known from whom."""
    effects = effects_of(message(("answers.xlsx", b"no workbook at all"), sender=BIANCHI))
    (reply,) = replies(effects)
    assert (reply.kind, reply.language) == (LetterKind.QUESTION_BACK, "fr")
    assert json.loads(json.dumps(reply.context))["refusals"][0]["file_name"] == "answers.xlsx"


def test_a_file_of_nobody_that_cannot_be_read_is_held() -> None:
    """A file of nobody that cannot be read is held."""
    effects = effects_of(message(("answers.xlsx", b"no workbook at all"), sender="nobody@elsewhere.example"))
    assert hold(effects).file_name == "answers.xlsx"


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


def test_a_question_is_passed_on_with_its_context() -> None:
    """A question is passed on with its context."""
    effects = effects_of(message(text="Which year is meant?", subject="Question 1.1"))
    (reply,) = replies(effects)
    assert (reply.kind, reply.to, reply.invitation_id) == (LetterKind.PASSED_ON, (), ATLSTEL.id)
    assert reply.context["original"] == {
        "sender": ROSSI,
        "subject": "Question 1.1",
        "text": "Which year is meant?",
        "received_at": NOW.isoformat(),
    }


def test_a_question_beside_a_return_is_passed_on_too() -> None:
    """A question beside a return is passed on too."""
    effects = effects_of(message(("answers.xlsx", GOOD), text="Please find attached our answers. Could you extend the deadline?"))
    assert [reply.kind for reply in replies(effects)] == [LetterKind.RECEIPT, LetterKind.PASSED_ON]


def test_a_refusal_to_take_part_is_passed_on_and_waits_to_be_recorded() -> None:
    """A refusal to take part is passed on and waits to be recorded."""
    effects = effects_of((DATA / "question_decline_fr.eml").read_bytes())
    assert hold(effects).options == ("declined", "reject")
    assert [reply.kind for reply in replies(effects)] == [LetterKind.PASSED_ON]


def test_no_such_mailbox_is_recorded_and_stops_that_address_only() -> None:
    """No such mailbox is recorded and stops that address only."""
    effects = effects_of((DATA / "dsn_postfix_unknown_user.eml").read_bytes(), deliveries=[delivery()])
    assert [(effect.letter_id, effect.permanent, effect.status) for effect in effects if isinstance(effect, RecordBounce)] == [
        (11, True, "5.1.1")
    ]
    assert [effect.address for effect in effects if isinstance(effect, Suppress)] == [ROSSI]


def test_a_full_mailbox_a_policy_and_a_delay_stop_nothing() -> None:
    """A full mailbox a policy and a delay stop nothing."""
    for name in ("bounce_qmail_full", "dsn_postfix_delayed", "dsn_exchange2010_french_full", "dsn_expired_after_five_days"):
        effects = effects_of((DATA / f"{name}.eml").read_bytes(), deliveries=[delivery()])
        assert [type(effect) for effect in effects] == [RecordBounce], name


def test_a_forged_report_about_an_address_that_we_never_wrote_to_stops_nothing() -> None:
    """A forged report about an address that we never wrote to stops nothing."""
    effects = effects_of((DATA / "dsn_postfix_unknown_user.eml").read_bytes())
    assert not of(effects, Suppress)


def test_a_report_of_success_is_no_bounce() -> None:
    """A report of success is no bounce."""
    effects = effects_of((DATA / "dsn_success_relayed.eml").read_bytes(), deliveries=[delivery(DeliveryState.UNCERTAIN)])
    assert [type(effect) for effect in effects] == [SettleUncertain, Ignore]


def test_whatever_names_a_letter_in_doubt_settles_it() -> None:
    """Whatever names a letter in doubt settles it."""
    for name in ("dsn_postfix_unknown_user", "auto_outlook_en", "auto_read_receipt", "own_copy", "question_en"):
        effects = effects_of((DATA / f"{name}.eml").read_bytes(), deliveries=[delivery(DeliveryState.UNCERTAIN)])
        assert [effect.letter_id for effect in effects if isinstance(effect, SettleUncertain)] == [11], name


def test_automatic_replies_and_our_own_letters_are_ignored() -> None:
    """Automatic replies and our own letters are ignored."""
    for path in (*DATA.glob("auto_*.eml"), *DATA.glob("robot_*.eml"), DATA / "own_copy.eml"):
        assert [type(effect) for effect in effects_of(path.read_bytes())] == [Ignore], path.name


def test_a_person_who_wants_no_mail_is_left_alone_and_a_person_reads_it() -> None:
    """A person who wants no mail is left alone and a person reads it."""
    effects = effects_of((DATA / "unsubscribe_ar.eml").read_bytes())
    assert [effect.address for effect in effects if isinstance(effect, Suppress)] == [ROSSI]
    assert [reply.kind for reply in replies(effects)] == [LetterKind.PASSED_ON]


def test_a_complaint_stops_the_address_that_the_letter_went_to() -> None:
    """A complaint stops the address that the letter went to."""
    effects = effects_of((DATA / "complaint_arf.eml").read_bytes(), deliveries=[delivery()])
    assert [effect.address for effect in effects if isinstance(effect, Suppress)] == [ROSSI]


def test_what_cannot_be_read_waits_for_a_person() -> None:
    """What cannot be read waits for a person."""
    for name in ("unreadable_binary", "unreadable_encrypted"):
        assert [type(effect) for effect in effects_of((DATA / f"{name}.eml").read_bytes())] == [Hold], name


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
