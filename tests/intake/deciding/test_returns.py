"""What becomes of the files that a message brings, beyond the rows of docs/flows.md (see tests/flows/test_workbooks.py)."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import openpyxl
import pytest

from domain.answer import Located, Provenance, Rung
from domain.case import CaseKind
from domain.effects import Hold, Ignore, Reply
from domain.letter import LetterKind
from domain.message import By
from domain.submission import Invitation, Submission, SubmissionState
from intake.deciding.decide import accept, decide
from languages import catalogue
from questionnaire.definition import Question, QuestionType
from questionnaire.expressions import parse
from tests.intake import scene
from tests.intake.scene import (
    ATLSTEL,
    BAYNET,
    BOX,
    GOOD,
    NOW,
    PLACE,
    PLUS,
    ROSSI,
    SMITH,
    TAG,
    another,
    effects_of,
    filed_before,
    forms,
    hold,
    message,
    of,
    replies,
    sent_before,
    submission,
    workbook,
)
from workbooks.refusal import Refusal


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
        "same_as": "",
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
def test_what_a_stranger_sent_before_says_nothing_against_the_same_file_from_the_organisation(state: SubmissionState) -> None:
    """It is filed and receipted as if it were new."""
    effects = effects_of(message(("answers.xlsx", GOOD)), filed=[filed_before("stranger@elsewhere.example", state)])
    assert submission(effects).state is SubmissionState.ACCEPTED
    assert [reply.kind for reply in replies(effects)] == [LetterKind.RECEIPT]


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
    states = {effect.invitation_id: effect.state for effect in effects if isinstance(effect, Submission)}
    assert states == {1: SubmissionState.ACCEPTED, 2: SubmissionState.ACCEPTED}


def test_a_person_who_accepts_a_held_workbook_has_it_filed_and_receipted() -> None:
    """A person who accepts a held workbook has it filed and receipted."""
    examined = scene.understand(message(("answers.xlsx", GOOD), sender=SMITH))
    known = scene.knowledge(examined)
    effects = accept(examined, examined.answers[0].opened.sha256, ATLSTEL, known, scene.FORMS, NOW)
    assert submission(effects).state is SubmissionState.ACCEPTED
    assert [reply.to for reply in replies(effects)] == [(SMITH,), (ROSSI,)]
    # Who sent it need not be told so, and everybody else must be able to see a workbook that is none of theirs.
    assert [reply.context.get("asked", []) for reply in replies(effects)] == [[], [f"The workbook was sent by {SMITH}."]]


def test_a_machine_that_brings_a_workbook_gets_no_letter_but_the_contact_does() -> None:
    """A machine that brings a workbook gets no letter but the contact does."""
    effects = effects_of(message(("answers.xlsx", GOOD), sender="no-reply@scanner.example"))
    assert submission(effects).state is SubmissionState.ACCEPTED
    assert [reply.to for reply in replies(effects)] == [(ROSSI,)]
    assert [reply.context["asked"] for reply in replies(effects)] == [["The workbook was sent by no-reply@scanner.example."]]


def test_an_automatic_reply_that_brings_a_filled_workbook_loses_nothing() -> None:
    """An automatic reply that brings a filled workbook loses nothing."""
    effects = effects_of(message(("answers.xlsx", GOOD), Auto_Submitted="auto-replied"))
    assert submission(effects).state is SubmissionState.ACCEPTED
    assert not any(ROSSI in reply.to and reply.kind is LetterKind.PASSED_ON for reply in replies(effects))


def test_a_letter_never_goes_to_ourselves() -> None:
    """A letter never goes to ourselves."""
    effects = effects_of(message(("answers.xlsx", GOOD), sender=BOX, In_Reply_To=f"<{TAG}@unodc.example>"))
    assert all(BOX not in reply.to for reply in replies(effects))


def case(kind: CaseKind, name: str, data: bytes, raw: bytes, *reasons: str, invitation: Invitation | None = None) -> Hold:
    """Return the case about a file of a message, as it must be in every field."""
    fingerprint = sha256(data).hexdigest()
    cause = f"hold:{invitation.id if invitation else 0}:{fingerprint[:16]}:{sha256(raw).hexdigest()[:16]}"
    number = invitation.id if invitation else None
    return Hold(cause=cause, kind=kind, reasons=reasons, invitation_id=number, fingerprint=fingerprint, file_name=name, words="Attached.")


def test_a_submission_says_all_that_is_known_of_it() -> None:
    """Who sent it, in which language it was read, and the SHA-256 of the file."""
    data = workbook(ATLSTEL, language="fr", staff=12)
    filed = submission(effects_of(message(("r.xlsx", data))))
    assert filed == Submission(
        invitation_id=ATLSTEL.id,
        file_name="r.xlsx",
        fingerprint=sha256(data).hexdigest(),
        sender=ROSSI,
        state=SubmissionState.ACCEPTED,
        language="fr",
        answers={"staff": 12, "victim": None},
        findings=(),
        received_at=NOW,
        version=3,
        provenance={"staff": Provenance(located=Located("Vous", "C3", Rung.NAME))},
    )


def test_a_case_names_the_file_and_its_cause_is_that_of_this_file_in_this_message() -> None:
    """Whoever else sends the same file makes a case of its own."""
    raw = message(("answers.xlsx", GOOD), sender=SMITH)
    why = f"The address in From names {BAYNET.reference} (BAYNET), but the token in the workbook names {ATLSTEL.reference} (ATLSTEL)."
    assert hold(effects_of(raw)) == case(CaseKind.WORKBOOK, "answers.xlsx", GOOD, raw, why, invitation=ATLSTEL)
    assert hold(effects_of(message(("answers.xlsx", GOOD), sender=SMITH, text="Again."))).cause != hold(effects_of(raw)).cause


def test_a_sender_of_several_other_organisations_is_told_with_all_of_them() -> None:
    """In the order of their codes; who belongs to this one too may send it."""
    examined = scene.understand(message(("a.xlsx", GOOD), sender="office@region.example"))
    known = replace(scene.knowledge(examined), organisations_of_sender=frozenset({"ZTEL", "BAYNET"}))
    (reason,) = hold(decide(examined, known, scene.FORMS, NOW)).reasons
    assert reason == "The sender office@region.example belongs to BAYNET, ZTEL, but the workbook belongs to ATLSTEL."
    one_of_them = replace(known, organisations_of_sender=frozenset({"ZTEL", "ATLSTEL"}))
    assert submission(decide(examined, one_of_them, scene.FORMS, NOW)).state is SubmissionState.ACCEPTED


def test_a_files_name_says_nothing_of_whom_its_sender_belongs_to() -> None:
    """It has the code of their organisation in brackets, as our own sentence about that would; a token makes it stand in one."""
    examined = scene.understand(message((f"a (ZTEL) {BAYNET.reference}.xlsx", GOOD), sender="office@region.example"))
    printed = tuple(one for one in scene.knowledge(examined).candidates if one.clue.by is By.REFERENCE)
    known = replace(scene.knowledge(examined), candidates=printed, organisations_of_sender=frozenset({"ZTEL"}))
    *_, disagreeing, other = hold(decide(examined, known, scene.FORMS, NOW)).reasons
    assert "(ZTEL)" in disagreeing
    assert other == "The sender office@region.example belongs to ZTEL, but the workbook belongs to ATLSTEL."


def test_what_nobody_sent_does_not_replace_what_somebody_did() -> None:
    """A message without From proves nothing of its sender."""
    raw = message(("a.xlsx", GOOD)).replace(f"From: {ROSSI}\n".encode(), b"")
    (reason,) = hold(effects_of(raw, filed=[sent_before(ROSSI)])).reasons
    assert (
        reason == f"It would replace what {ROSSI} sent on 2012-03-01; this one is from somebody unnamed, who is not on record for ATLSTEL."
    )


def test_what_a_person_filed_was_sent_by_nobody() -> None:
    """The address of the message that stands for it is the study's own; what was filed is told with how it came."""
    by_hand = replace(sent_before("study@agency.example"), mode="telephone")
    (reason,) = hold(effects_of(message(("a.xlsx", GOOD), sender="new@atlstel.example"), filed=[by_hand])).reasons
    assert reason.startswith("It would replace what was filed by telephone on 2012-03-01; this one is from new@atlstel.example")


def test_what_counts_for_another_organisation_is_not_replaced() -> None:
    """The sender of that one has nothing to do with this one."""
    other = replace(sent_before(SMITH, staff=99), invitation_id=BAYNET.id)
    effects = effects_of(message(("a.xlsx", GOOD)), filed=[other])
    assert submission(effects).state is SubmissionState.ACCEPTED
    assert replies(effects)[0].context["receipt"]["changes"] == []  # type: ignore[index]


def test_a_workbook_whose_own_marks_disagree_is_held() -> None:
    """Somebody put two of them together."""
    book = openpyxl.load_workbook(io.BytesIO(GOOD))
    (mark,) = (cell for sheet in book for row in sheet for cell in row if cell.value == ATLSTEL.token)
    mark.value = BAYNET.token
    saved = io.BytesIO()
    book.save(saved)
    reasons = hold(effects_of(message(("a.xlsx", saved.getvalue()), sender="colleague@elsewhere.example"))).reasons
    assert any(f"has the token {BAYNET.token}" in reason for reason in reasons)


def test_answers_are_judged_by_the_day_on_which_they_were_taken_in() -> None:
    """A day that was still to come then is refused, although it is past by now."""
    since = Question(
        name="since",
        type=QuestionType.DATE,
        label={"en": "Since?", "fr": "Depuis ?"},
        section="a",
        place=PLACE,
        constraint=parse(". <= today()"),
    )
    form = another(since, version="dated")
    found = [
        submission(effects_of(message(("a.xlsx", workbook(ATLSTEL, form=form, staff=1, since=day))), forms(form))).state
        for day in (NOW.date(), NOW.date() + timedelta(days=1))
    ]
    assert found == [SubmissionState.ACCEPTED, SubmissionState.QUERIED]


def test_of_several_that_came_before_the_last_one_is_what_the_new_one_is_compared_with() -> None:
    """It is what its sender had before them."""
    before = [sent_before(ROSSI, staff=1, victim="yes"), sent_before(ROSSI, SubmissionState.QUERIED, staff=12)]
    (receipt,) = replies(effects_of(message(("a.xlsx", GOOD)), filed=before))
    assert [one["label"] for one in receipt.context["receipt"]["changes"]] == ["Were you a victim of cybercrime?"]  # type: ignore[index]


@pytest.mark.parametrize(
    ("why", "files", "more"),
    [
        ("a completed one came with it", [("b.xlsx", GOOD)], {}),
        ("nobody reads no-reply@scanner.example", [], {"sender": "no-reply@scanner.example"}),
        ("the text asks something, which was passed on", [], {"text": "Could you explain question 1.1?"}),
    ],
)
def test_a_blank_workbook_that_is_not_asked_back_is_told_with_the_reason(
    why: str, files: list[tuple[str, bytes]], more: dict[str, str]
) -> None:
    """It was only left on a letter that says something else, or nobody would read the answer."""
    effects = effects_of(message(("blank.xlsx", workbook(ATLSTEL)), *files, **more))
    assert of(effects, Ignore) == [Ignore(f"The workbook “blank.xlsx” is blank, but its sender was not asked about it: {why}.")]
    assert LetterKind.QUESTION_BACK not in {reply.kind for reply in replies(effects)}


def test_a_workbook_of_nobody_is_held_with_what_is_known_of_it() -> None:
    """Whether it has a token at all, and for a foreign one that it has none."""
    words = "We do not know whose workbook {} is: {}, and no other evidence points to a single organisation."
    examined = scene.understand(raw := message(("a.xlsx", GOOD), sender="nobody@elsewhere.example"))
    lost = hold(decide(examined, replace(scene.knowledge(examined), candidates=()), scene.FORMS, NOW))
    said = words.format("“a.xlsx”", "its token was never sent from here")
    assert lost == case(CaseKind.UNMATCHED, "a.xlsx", GOOD, raw, said)
    raw = message(("prices.xlsx", scene.foreign()), sender="nobody@elsewhere.example")
    said = words.format("“prices.xlsx”", "it has no token")
    (opened,) = scene.understand(raw).files
    assert hold(effects_of(raw)) == case(CaseKind.UNMATCHED, "prices.xlsx", opened.opened.data, raw, said)


BROKEN = b"no workbook at all"
UNREAD = "The file “a.xlsx” could not be read, and {}."


def refused(raw: bytes, why: str, *conflicts: str, invitation: Invitation | None = None) -> None:
    """Assert that the broken file of this message is held for this reason, and that nobody is told but staff."""
    effects = tuple(one for one in effects_of(raw) if not (isinstance(one, Reply) and one.kind is LetterKind.PASSED_ON))
    said = catalogue("en").say(refusal_of(raw).code, **{name: f"“{fact}”" for name, fact in refusal_of(raw).facts.items()}).message
    assert effects == (case(CaseKind.FILE, "a.xlsx", BROKEN, raw, said, UNREAD.format(why), *conflicts, invitation=invitation),)


def refusal_of(raw: bytes) -> Refusal:
    """Return why the one file of a message could not be read."""
    (file,) = scene.understand(raw).files
    assert isinstance(file.opened.result, Refusal)
    return file.opened.result


def test_a_file_that_cannot_be_read_is_held_where_no_answer_may_go_or_it_is_not_sure_whose_it_is() -> None:
    """With why it could not be read, in English for staff, and for whom it seems to be."""
    refused(message(("a.xlsx", BROKEN), sender="nobody@elsewhere.example"), "we do not know for certain whose it is")
    why = "we cannot reply to the sender: nobody reads no-reply@scanner.example"
    refused(message(("a.xlsx", BROKEN), sender="no-reply@scanner.example", to=PLUS), why, invitation=ATLSTEL)
    disagrees = message(("a.xlsx", BROKEN), sender="nobody@elsewhere.example", to=PLUS, subject=BAYNET.reference)
    names = f"the reference in Subject names {BAYNET.reference} (BAYNET)"
    but = f"the tagged address in To names {ATLSTEL.reference} (ATLSTEL)"
    refused(disagrees, "we do not know for certain whose it is", f"{names}, but {but}.", invitation=ATLSTEL)
