"""A small study for the tests of intake: two invitations, two questions, filled workbooks, and messages that bring them."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from functools import cache
from pathlib import Path
from typing import TypeVar

import openpyxl

from domain.contact import Contact, Role
from domain.effects import Effect, FileSubmission, Hold, Reply
from domain.letter import DeliveryState
from domain.message import By, Candidate, Clue, Counting, FiledBefore, Knowledge, NamedDelivery
from domain.reference import printed
from domain.submission import Invitation, SubmissionState
from intake.deciding.decide import Form, decide
from intake.understanding.examine import Examined, Opens, examine
from questionnaire.definition import Choice, Place, Question, Questionnaire, QuestionType, Section
from questionnaire.expressions import parse
from questionnaire.pages import lay_out
from questionnaire.workbook.cover import Cover
from questionnaire.workbook.stamp import Blank, Personal, make_blank
from workbooks.reader import Reader

NOW = datetime(2012, 3, 1, 15, 30, tzinfo=UTC)
BOX = "cybercrime.study@unodc.example"
ROSSI, BIANCHI, SMITH = "rossi@atlstel.example", "bianchi@atlstel.example", "smith@baynet.example"
TAG = "bcdefghijk234567"
ATLSTEL = Invitation(1, "cyb12", "ATLSTEL", printed("CYB12", 7), "abcdefghij234567")
BAYNET = Invitation(2, "cyb12", "BAYNET", printed("CYB12", 8), "zbcdefghij234567")
XLSX = "vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DATA = Path(__file__).parent / "data"
PLUS = f"cybercrime.study+r{ATLSTEL.token}@unodc.example"
PLACE = Place("survey", 2)
_Kind = TypeVar("_Kind", bound=Effect)
QUESTIONNAIRE = Questionnaire(
    id="cyb12",
    title={"en": "Study", "fr": "Étude"},
    version="1",
    languages=("en", "fr"),
    sections=(Section("a", {"en": "You", "fr": "Vous"}),),
    questions=(
        Question(
            "staff",
            QuestionType.INTEGER,
            {"en": "How many people work for you?", "fr": "Combien de personnes ?"},
            "a",
            PLACE,
            required=parse("true()"),
            reference="1.1",
        ),
        Question(
            "victim",
            QuestionType.SELECT_ONE,
            {"en": "Were you a victim of cybercrime?", "fr": "Avez-vous été victime ?"},
            "a",
            PLACE,
            choices=(Choice("yes", {"en": "Yes", "fr": "Oui"}), Choice("no", {"en": "No", "fr": "Non"})),
        ),
    ),
    source_sha256="0" * 64,
)
FORMS = {"cyb12": Form(QUESTIONNAIRE, (lay_out(QUESTIONNAIRE, "en"), lay_out(QUESTIONNAIRE, "fr")))}
_FORMS = {QUESTIONNAIRE.fingerprint: QUESTIONNAIRE}
CONTACTS = (
    Contact("ATLSTEL", ROSSI, "Carla Rossi", language="en"),
    Contact("ATLSTEL", BIANCHI, "Bruno Bianchi", language="fr", role=Role.CC),
    Contact("BAYNET", SMITH, "Ann Smith"),
)


@cache
def _blank(fingerprint: str, language: str) -> Blank:
    return make_blank(_FORMS[fingerprint], language, Cover("Study", "UNODC", "30 April 2012", BOX, BOX, "cyb12"))


def another(*changed: Question, version: str) -> Questionnaire:
    """Return the questionnaire in another version: with these questions instead of those of their names, and more."""
    by_name = {**QUESTIONNAIRE.by_name, **{question.name: question for question in changed}}
    form = replace(QUESTIONNAIRE, version=version, questions=tuple(by_name.values()))
    _FORMS[form.fingerprint] = form
    return form


def forms(*versions: Questionnaire) -> dict[str, Form]:
    """Return the questionnaire of the study, the last of its versions, with the layouts of all."""
    return {"cyb12": Form(versions[-1], tuple(lay_out(version, language) for version in versions for language in ("en", "fr")))}


def workbook(
    invitation: Invitation,
    *,
    language: str = "en",
    form: Questionnaire = QUESTIONNAIRE,
    previous: Mapping[str, str] | None = None,
    **answers: object,
) -> bytes:
    """Return the workbook of `invitation`, filled as a person does: beside the labels that they see."""
    blank = _blank(form.fingerprint, language)
    data = blank.prefix + blank.stamp(Personal(invitation.reference, invitation.token, invitation.organisation, previous or {}))
    book = openpyxl.load_workbook(io.BytesIO(data))
    for name, value in answers.items():
        label = form.by_name[name].label[language]
        for sheet in book.worksheets:
            for row in sheet.iter_rows():
                for cell in row:
                    if cell.value and label in str(cell.value):
                        sheet.cell(cell.row or 1, (cell.column or 1) + 1).value = value  # type: ignore[assignment]
    filled = io.BytesIO()
    book.save(filled)
    return filled.getvalue()


GOOD = workbook(ATLSTEL, staff=12, victim="Yes")


def foreign() -> bytes:
    """Return a workbook that is no questionnaire of ours."""
    book = openpyxl.Workbook()
    book.active.cell(1, 1).value = "Price list"  # type: ignore[union-attr]
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def message(
    *files: tuple[str, bytes], sender: str = ROSSI, to: str = BOX, subject: str = "Our answers", text: str = "Attached.", **headers: str
) -> bytes:
    """Return the bytes of a message; further headers are given with underscores for hyphens."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, to, subject
    mail["Date"], mail["Message-ID"] = "Thu, 01 Mar 2012 16:30:00 +0100", "<one@client.example>"
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    for name, data in files:
        mail.add_attachment(data, maintype="application", subtype=XLSX if name.endswith("xlsx") else "octet-stream", filename=name)
    return mail.as_bytes()


def understand(raw: bytes, opens: Opens | None = None) -> Examined:
    """Return the message examined, its files opened in a child process."""
    return examine(raw, opens or reader(), {BOX})


@cache
def reader() -> Reader:
    """Return the one reader of the tests; its child process ends with this one, when the pipe closes."""
    return Reader()


def knowledge(
    examined: Examined, *, counting: Iterable[Counting] = (), deliveries: Iterable[NamedDelivery] = (), filed: Iterable[FiledBefore] = ()
) -> Knowledge:
    """Return what a store that holds both invitations and their contacts knows of the evidence."""
    found = [Candidate(clue, invitation) for clue in examined.clues for invitation in (ATLSTEL, BAYNET) if _names(clue, invitation)]
    return Knowledge(
        candidates=tuple(found),
        deliveries=tuple(deliveries),
        counting=tuple(counting),
        filed=tuple(filed),
        organisations_of_sender=frozenset(contact.organisation for contact in CONTACTS if contact.address == examined.mail.sender),
        own_addresses=frozenset({BOX}),
        contacts=CONTACTS,
    )


def _names(clue: Clue, invitation: Invitation) -> bool:
    if clue.by in {By.WORKBOOK_TOKEN, By.PLUS_ADDRESS}:
        return clue.value == invitation.token
    if clue.by is By.REFERENCE:
        return clue.value == invitation.reference
    if clue.by is By.THREADING:
        return clue.value == TAG and invitation is ATLSTEL
    return any(contact.address == clue.value and contact.organisation == invitation.organisation for contact in CONTACTS)


def delivery(state: DeliveryState = DeliveryState.SENT, address: str = ROSSI) -> NamedDelivery:
    """Return the letter that TAG names."""
    return NamedDelivery(11, TAG, address, state, "ATLSTEL", "cyb12")


def effects_of(raw: bytes, form: Mapping[str, Form] = FORMS, opens: Opens | None = None, **known: Iterable[object]) -> tuple[Effect, ...]:
    """Return what is decided about a message."""
    examined = understand(raw, opens)
    return decide(examined, knowledge(examined, **known), form, NOW)  # type: ignore[arg-type]


def of(effects: Iterable[Effect], kind: type[_Kind]) -> list[_Kind]:
    """Return the effects of one kind."""
    return [effect for effect in effects if isinstance(effect, kind)]


def replies(effects: Iterable[Effect]) -> list[Reply]:
    """Return the letters that are planned."""
    return of(effects, Reply)


def submission(effects: Iterable[Effect]) -> FileSubmission:
    """Return the one submission that is filed."""
    (found,) = of(effects, FileSubmission)
    return found


def hold(effects: Iterable[Effect]) -> Hold:
    """Return the one case that waits for a person."""
    (found,) = of(effects, Hold)
    return found


def sent_before(sender: str, state: SubmissionState = SubmissionState.ACCEPTED, **answers: object) -> Counting:
    """Return a submission of the first organisation that counts already, or was sent back."""
    return Counting(ATLSTEL.id, 5, sender, "other", state, NOW, answers)  # type: ignore[arg-type]


def filed_before(sender: str, state: SubmissionState) -> FiledBefore:
    """Return what another message brought of the good workbook."""
    return FiledBefore(ATLSTEL.id, hashlib.sha256(GOOD).hexdigest(), sender, state)
