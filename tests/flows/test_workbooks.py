"""What happens when a workbook comes: rows of docs/flows.md, decided on real workbooks in real messages."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from typing import Any

import pytest
from msoffcrypto.format.ooxml import OOXMLFile

from domain.case import HOLDS_UP_NOTHING, CaseKind, Decision
from domain.effects import Effect, Hold, Ignore, Reply
from domain.journal import About, Entry, Subject, What
from domain.letter import CAME_BEFORE, LOOKED_AT, LetterKind
from domain.quality import CaseEvent
from domain.rules.counting import states
from domain.rules.owes import owes
from domain.rules.reminded import letter_for
from domain.rules.standing import History, standing
from domain.study import Audience, Mailing
from domain.submission import Submission, SubmissionState
from intake.deciding.decide import accept, decide
from questionnaire.definition import Question, QuestionType
from questionnaire.expressions import parse
from service.process.caged import Unlocking
from tests.intake import scene
from tests.intake.scene import (
    ATLSTEL,
    BAYNET,
    BIANCHI,
    GOOD,
    NOW,
    PLACE,
    QUESTIONNAIRE,
    ROSSI,
    SMITH,
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
    without_token,
    workbook,
)

STRANGER = "stranger@elsewhere.example"
REMINDER = Mailing(name="reminder", letter="reminder", sender="unodc", at=NOW, audience=Audience.OWING)
STAFF, VICTIM = QUESTIONNAIRE.questions
BUDGET = Question(
    name="budget",
    type=QuestionType.DECIMAL,
    label={"en": "What is your budget?", "fr": "Quel est votre budget ?"},
    section="a",
    place=PLACE,
)
SHARE = replace(BUDGET, name="share", label={"en": "What share is it?", "fr": "Quelle part ?"}, unit={"en": "%", "fr": "%"})
WARY = another(replace(STAFF, previous=True, variance=0.2), replace(VICTIM, relevant=parse("${staff} > 5")), version="2")
LATER = another(replace(BUDGET, required=parse("true()")), replace(SHARE, required=None), version="3")
FAULTY, ODD = workbook(ATLSTEL, victim="Yes"), workbook(ATLSTEL, form=WARY, staff=3, victim="Yes")


def decided(number: int, what: What, about: int) -> Entry:
    """Return a decision of a rule about a submission."""
    return Entry(number=number, at=NOW, by="rule:return", what=what, about=About(Subject.SUBMISSION, str(about)))


def context(reply: Reply) -> Any:
    """Return what a letter prints."""
    return reply.context.get("receipt", reply.context)


def reminder(*found: SubmissionState, not_taken: bool = False) -> str | None:
    """Return the letter that an organisation gets of a reminder, after these submissions, or after what could not be taken."""
    stands = standing(History(states=found, unusable=not_taken))
    return letter_for(REMINDER, stands, owes(stands, waits=False, newest=found[-1] if found else None, not_taken=not_taken))


def is_held(effects: tuple[Effect, ...], *told: str, by: str = LOOKED_AT) -> bool:
    """Say whether all that was filed is held, with a case for each, and nobody is told but these addresses, each `by` one letter alone."""
    filed, letters = of(effects, Submission), [one for one in replies(effects) if (one.template, one.workbook) == (by, None)]
    alone = [one.to for one in letters] == [(one,) for one in told] and len(effects) == 2 * len(filed) + len(told)
    return bool(filed) and {one.state for one in filed} == {SubmissionState.HELD} and alone


def test_a_workbook_without_errors() -> None:
    """A workbook without errors: it counts instead of the earlier one, and the receipt tells what changed since that one."""
    effects = effects_of(message(("a.xlsx", GOOD)), filed=[sent_before(ROSSI.upper(), staff=11, victim="yes")])
    assert submission(effects).state is SubmissionState.ACCEPTED
    (receipt,) = replies(effects)
    assert (receipt.kind, receipt.to, receipt.workbook) == (LetterKind.RECEIPT, (ROSSI,), None)
    assert context(receipt)["changes"] == [{"label": "1.1 How many people work for you?", "before": "11", "now": "12"}]
    assert states([1, 2], [decided(1, What.ACCEPT, 1), decided(2, What.ACCEPT, 2)])[1] is SubmissionState.SUPERSEDED


def test_a_workbook_with_errors() -> None:
    """A workbook with errors: the letter names each fault and brings the workbook back, and later reminders ask to correct."""
    effects = effects_of(message(("answers.xlsx", FAULTY)))
    filed = submission(effects)
    assert filed.state is SubmissionState.QUERIED
    (reply,) = replies(effects)
    assert (reply.kind, reply.to) == (LetterKind.QUESTION_BACK, (ROSSI,))
    assert [one["label"] for one in context(reply)["findings"]] == ["1.1 How many people work for you?"]
    assert reply.workbook
    assert (reply.workbook.fingerprint, reply.workbook.file_name, reply.workbook.data) == (filed.fingerprint, "answers.xlsx", FAULTY)
    assert reminder(SubmissionState.QUERIED) == "correction"


def test_a_workbook_with_errors_after_one_that_was_accepted() -> None:
    """A workbook with errors after one that was accepted: it is sent back, the accepted one counts on, and nobody is reminded."""
    effects = effects_of(message(("a.xlsx", FAULTY)), filed=[sent_before(ROSSI, staff=12)])
    assert [reply.kind for reply in replies(effects)] == [LetterKind.QUESTION_BACK]
    found = states([1, 2], [decided(1, What.ACCEPT, 1), decided(2, What.QUERY, 2)])
    assert found == {1: SubmissionState.ACCEPTED, 2: SubmissionState.QUERIED}
    assert reminder(*found.values()) is None


def test_a_workbook_with_a_warning() -> None:
    """A workbook with a warning and no error: it counts, and the receipt brings it back, to correct or to confirm."""
    effects = effects_of(message(("a.xlsx", ODD)), forms(WARY))
    assert submission(effects).state is SubmissionState.ACCEPTED
    (receipt,) = replies(effects)
    assert [one["label"] for one in context(receipt)["warnings"]] == ["Were you a victim of cybercrime?"]
    assert receipt.workbook
    assert receipt.workbook.data == ODD


def test_a_warning_that_was_confirmed() -> None:
    """A warning confirmed with a reason: it is not asked again in another copy while that answer stays, and without a reason it is."""
    (asked,) = submission(effects_of(message(("a.xlsx", ODD)), forms(WARY))).findings
    said = [replace(sent_before(ROSSI, staff=3, victim="yes"), findings=(replace(asked, confirmed="We were."),))]
    copy = message(("copy.xlsx", workbook(ATLSTEL, form=WARY, staff=4, victim="Yes")))
    (receipt,) = replies(effects_of(copy, forms(WARY), filed=said))
    assert (context(receipt)["warnings"], receipt.workbook) == ([], None)
    assert [one["confirmed"] for one in context(receipt)["confirmed"]] == ["We were."]
    again = effects_of(copy, forms(WARY), filed=[replace(said[0], findings=(asked,))])
    changed = effects_of(message(("c.xlsx", workbook(ATLSTEL, form=WARY, staff=4, victim="No"))), forms(WARY), filed=said)
    assert [len(context(reply)["warnings"]) for reply in (*replies(again), *replies(changed))] == [1, 1]


def test_answers_written_in_another_way() -> None:
    """Answers written in another way (“12 %”, “1 234,50”): they are read and told, but for what a letter writes so too (“12 %”).

    What can be read in two ways is asked back.
    """
    effects = effects_of(message(("a.xlsx", workbook(ATLSTEL, form=LATER, staff=1, budget="1 234,50", share="12 %"))), forms(LATER))
    assert [submission(effects).answers[name] for name in ("budget", "share")] == [1234.5, 12]
    told = context(replies(effects)[0])["conversions"]
    assert [(one["written"], one["read"]) for one in told] == [("1 234,50", "1234.5")]
    assert "12 %" in [one["value"] for one in context(replies(effects)[0])["answers"]]
    doubtful = effects_of(message(("a.xlsx", workbook(ATLSTEL, form=LATER, staff=1, budget="12 %"))), forms(LATER))
    assert [one["label"] for one in context(replies(doubtful)[0])["findings"]] == ["What is your budget?"]


def test_a_bound_instead_of_a_figure() -> None:
    """A bound instead of a figure (“<5”): it is kept as written, the workbook counts, and a warning says so."""
    effects = effects_of(message(("a.xlsx", workbook(ATLSTEL, form=LATER, staff=1, budget="<5"))), forms(LATER))
    filed = submission(effects)
    assert (filed.state, filed.answers["budget"], filed.provenance["budget"].written) == (SubmissionState.ACCEPTED, None, "<5")
    assert [(one.code, one.severity) for one in filed.findings] == [("number_bound", "warning")]


def test_a_value_that_differs_from_last_round() -> None:
    """Last round's value differs by more than the form allows: that is a warning, and a smaller difference is none."""
    found = [
        submission(effects_of(message(("a.xlsx", workbook(ATLSTEL, form=WARY, previous={"staff": "10"}, staff=staff))), forms(WARY)))
        for staff in (12, 13, 1)
    ]
    assert [[(one.code, one.severity) for one in filed.findings] for filed in found] == [[], *[[("variance", "warning")]] * 2]
    above, below = (filed.findings[0].message for filed in found[1:])
    assert "is 30% higher than" in above
    assert "is 90% lower than" in below
    assert {filed.state for filed in found} == {SubmissionState.ACCEPTED}


def test_a_workbook_of_an_earlier_version() -> None:
    """A workbook of an earlier version of the questionnaire: it counts, and what it did not ask is told, also where that is required."""
    effects = effects_of(message(("a.xlsx", GOOD)), forms(QUESTIONNAIRE, LATER))
    assert submission(effects).answers == {"staff": 12, "victim": "yes", "budget": None, "share": None}
    assert submission(effects).state is SubmissionState.ACCEPTED
    assert "What is your budget?" in context(replies(effects)[0])["warnings"][0]["message"]


def test_a_workbook_from_an_unknown_address() -> None:
    """A workbook from an unknown address, with a token: it is filed, and the contact on record is told too."""
    effects = effects_of(message(("answers.xlsx", GOOD), sender="colleague@atlstel.example"))
    assert submission(effects).state is SubmissionState.ACCEPTED
    assert [(reply.kind, reply.to) for reply in replies(effects)] == [
        (LetterKind.RECEIPT, ("colleague@atlstel.example",)),
        (LetterKind.RECEIPT, (ROSSI,)),
    ]
    assert len({reply.cause for reply in replies(effects)}) == 2


def test_a_workbook_from_an_address_of_another_organisation() -> None:
    """A workbook from an address of another organisation: it is held, and nobody is told."""
    effects = effects_of(message(("answers.xlsx", GOOD), sender=SMITH))
    assert is_held(effects)
    (said,) = hold(effects).reasons
    assert said.startswith(f"The address in From names {BAYNET.reference} (BAYNET), but ")


def test_a_workbook_from_another_contact() -> None:
    """A workbook from another contact of the same organisation: it replaces the earlier one, and the main contact is told."""
    (receipt, told) = replies(effects_of(message(("a.xlsx", GOOD), sender=BIANCHI), filed=[sent_before(ROSSI, staff=11)]))
    assert (receipt.to, told.to) == ((BIANCHI,), (ROSSI,))
    assert {one["before"] for reply in (receipt, told) for one in context(reply)["changes"]} == {"11", ""}


@pytest.mark.parametrize("state", [SubmissionState.ACCEPTED, SubmissionState.QUERIED])
def test_a_workbook_that_would_replace_another_persons(state: SubmissionState) -> None:
    """A workbook that would replace another's, sent by somebody who is not on record: it is held, also where theirs was sent back."""
    effects = effects_of(message(("a.xlsx", GOOD), sender=STRANGER), filed=[sent_before(BIANCHI, state)])
    assert is_held(effects, ROSSI)  # A contact on record hears of it, and whoever sent it does not.
    why = f"It would replace what {BIANCHI} sent on 2012-03-01; this one is from {STRANGER}, who is not on record for ATLSTEL."
    assert hold(effects).reasons == (why,)


def test_a_workbook_that_only_names_an_organisation() -> None:
    """A workbook that only names an organisation: it is held with what was missing, nobody is written to, and reminders go on."""
    effects = effects_of(message(("a.xlsx", without_token(GOOD)), sender=STRANGER))
    (case,) = effects
    assert isinstance(case, Hold)
    assert (case.kind, case.invitation_id, case.options) == (
        CaseKind.CLAIM,
        ATLSTEL.id,
        (Decision.ACCEPT, Decision.COUNT, Decision.ASSIGN, Decision.REJECT),
    )
    lacks = "the token, or a sender on record whose mail server vouches for them"
    assert case.reasons == (f"It names {ATLSTEL.reference} (ATLSTEL) by its printed reference only. What was missing: {lacks}.",)
    assert case.kind in HOLDS_UP_NOTHING
    assert effects_of(message(("a.xlsx", without_token(GOOD)), sender=STRANGER), filed=[sent_before(ROSSI)])[0].kind is CaseKind.CLAIM  # type: ignore[union-attr]


def test_a_workbook_beside_a_reference_of_another_organisation() -> None:
    """A workbook beside a reference of another organisation: it is held with what disagrees."""
    effects = effects_of(message(("a.xlsx", GOOD), sender="colleague@atlstel.example", subject=f"Answers {BAYNET.reference}"))
    assert is_held(effects)
    assert BAYNET.reference in hold(effects).reasons[0]


def test_a_workbook_under_the_name_of_another_organisation() -> None:
    """A workbook whose file name bears the reference of another organisation than its inside: it is held, and the name is told."""
    effects = effects_of(message((f"{BAYNET.reference}.xlsx", GOOD)))
    assert is_held(effects)
    assert hold(effects).invitation_id == ATLSTEL.id
    assert BAYNET.reference in hold(effects).reasons[0]
    assert not is_held(effects_of(message((f"{ATLSTEL.reference}.xlsx", GOOD))))


def test_a_workbook_that_is_no_questionnaire() -> None:
    """A workbook that fits no questionnaire of the study, or is changed beyond recognition: held for whoever sent it, who hears of it."""
    effects = effects_of(message(("prices.xlsx", scene.foreign())))
    assert is_held(effects, ROSSI, by="question_back")
    (told,) = replies(effects)
    assert "is not the questionnaire of this study" in context(told)["refusals"][0]["message"]
    assert told.came is CaseEvent.UNREADABLE
    assert (hold(effects).kind, hold(effects).invitation_id) == (CaseKind.WORKBOOK, ATLSTEL.id)
    assert hold(effects).reasons == ("The workbook is not the questionnaire of this study, or has been changed beyond recognition.",)


def test_a_workbook_of_nobody() -> None:
    """A workbook that nothing assigns to an organisation: it is held, and filed for the one that a person names."""
    raw = message(("a.xlsx", GOOD), sender=STRANGER)
    examined = scene.understand(raw)
    unknown = replace(scene.knowledge(examined), candidates=())
    effects = decide(examined, unknown, scene.FORMS, NOW)
    assert not of(effects, Submission)
    assert hold(effects).options == (Decision.ASSIGN, Decision.COUNT, Decision.REJECT)
    filed = submission(accept(examined, str(hold(effects).fingerprint), BAYNET, unknown, scene.FORMS, NOW))
    assert (filed.invitation_id, filed.state, filed.file_name) == (BAYNET.id, SubmissionState.ACCEPTED, "a.xlsx")


def test_two_filled_workbooks_for_one_organisation() -> None:
    """Two different filled workbooks for one organisation in a message: both are held."""
    effects = effects_of(message(("a.xlsx", GOOD), ("b.xlsx", workbook(ATLSTEL, staff=13))))
    assert is_held(effects, ROSSI, ROSSI)
    assert len({one.cause for one in replies(effects)}) == 1  # What has one cause is one letter.
    said = f"is one of 2 different completed workbooks for {ATLSTEL.reference} in the message."
    assert [one.reasons for one in of(effects, Hold)] == [(f"“a.xlsx” {said}",), (f"“b.xlsx” {said}",)]


@pytest.mark.parametrize("state", SubmissionState)
def test_the_same_file_again(state: SubmissionState) -> None:
    """The same file again: nothing is filed, whatever became of it, and who sent it is told that it came before, on which day."""
    effects = effects_of(message(("answers.xlsx", GOOD), subject="once more"), filed=[filed_before(ROSSI, state)])
    ignored, told = effects
    assert ignored == Ignore(f"The same file as “answers.xlsx” has already been filed for {ATLSTEL.reference}.")
    assert isinstance(told, Reply)
    assert (told.to, told.template, told.workbook) == ((ROSSI,), CAME_BEFORE, None)
    assert told.context == {CAME_BEFORE: {"received_at": NOW.isoformat(), "file_name": "answers.xlsx", "before": NOW.isoformat()}}


def test_a_blank_workbook() -> None:
    """A blank workbook: its sender is told, and nothing is filed; that it came is kept where it is theirs, and reminders speak of it."""
    effects = effects_of(message(("answers.xlsx", workbook(ATLSTEL))))
    assert not of(effects, Submission)
    assert [(reply.kind, reply.to, reply.workbook) for reply in replies(effects)] == [(LetterKind.QUESTION_BACK, (ROSSI,), None)]
    assert [reply.came for reply in replies(effects)] == [CaseEvent.BLANK]
    assert reminder(not_taken=True) == "correction"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("answers.pdf", b"%PDF-1.4\n%%EOF"),
        ("answers.png", b"\x89PNG\r\n\x1a\n"),
        ("answers.docx", b"PK\x05\x06" + bytes(18)),
        ("answers.xlsx", GOOD[: len(GOOD) // 2]),
    ],
)
def test_a_file_that_is_no_workbook(name: str, data: bytes) -> None:
    """A PDF, a picture, a document of Apple Numbers or Word, a broken file: the sender is told; held if it is not sure whose it is.

    Either way a person reads the message, in one letter also where a question stands beside the file.
    """
    text = "Please find attached the completed questionnaire."
    reply, read = replies(effects_of(message((name, data), text=text, sender=BIANCHI)))
    assert (read.kind, read.to, context(read)["original"]["files"][0]["fate"]) == (LetterKind.PASSED_ON, (), "refused")
    asked = replies(effects_of(message((name, data), text=f"{text} Could you extend the deadline?", sender=BIANCHI)))
    assert [one.kind for one in asked] == [LetterKind.QUESTION_BACK, LetterKind.PASSED_ON]
    assert (reply.kind, reply.to, reply.language, reply.invitation_id) == (LetterKind.QUESTION_BACK, (BIANCHI,), "fr", ATLSTEL.id)
    assert ([one["file_name"] for one in context(reply)["refusals"]], reply.came) == ([name], CaseEvent.UNREADABLE)
    doubtful = hold(effects_of(message((name, data), text=text, sender=STRANGER)))
    assert (doubtful.kind, doubtful.file_name, doubtful.words) == (CaseKind.FILE, name, text)


def test_a_zip() -> None:
    """A zip: each workbook in it is read."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("one.xlsx", GOOD)
        archive.writestr("other.xlsx", workbook(BAYNET, staff=3))
    effects = effects_of(message(("all.zip", packed.getvalue()), sender="regional@office.example"))
    filed = {one.invitation_id: (one.file_name, one.state) for one in of(effects, Submission)}
    assert filed == {1: ("all.zip/one.xlsx", SubmissionState.ACCEPTED), 2: ("all.zip/other.xlsx", SubmissionState.ACCEPTED)}


def test_an_encrypted_workbook() -> None:
    """An encrypted workbook: it is read with a password of the installation, and without one the sender is told."""
    sealed = io.BytesIO()
    OOXMLFile(io.BytesIO(GOOD)).encrypt("s3cret", sealed)
    raw = message(("answers.xlsx", sealed.getvalue()))
    assert submission(effects_of(raw, opens=Unlocking(scene.reader(), ("wrong", "s3cret")))).answers["staff"] == 12
    reply, _ = replies(effects_of(raw))
    assert (reply.kind, [one["file_name"] for one in context(reply)["refusals"]]) == (LetterKind.QUESTION_BACK, ["answers.xlsx"])


def test_a_workbook_with_macros() -> None:
    """A workbook with macros: it is read, and the macros are looked at by nobody."""
    main, macros = b"vnd.openxmlformats-officedocument.spreadsheetml.sheet.main", b"vnd.ms-excel.sheet.macroEnabled.main"
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(GOOD)) as plain, zipfile.ZipFile(packed, "w") as archive:
        for name in plain.namelist():
            archive.writestr(name, plain.read(name).replace(main, macros))
        archive.writestr("xl/vbaProject.bin", b"what is no project at all")
    assert submission(effects_of(message(("answers.xlsm", packed.getvalue())))).state is SubmissionState.ACCEPTED
