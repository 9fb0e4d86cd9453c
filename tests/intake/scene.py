"""A small study for the tests of intake: two invitations, two questions, filled workbooks, and messages that bring them."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import openpyxl

from domain.contact import Contact, Role
from domain.effects import Effect, Hold, Reply
from domain.intent import Intent
from domain.letter import DeliveryState, LetterKind
from domain.mail.reference import printed
from domain.message import By, Candidate, Clue, Knowledge, NamedDelivery
from domain.submission import Invitation, Submission, SubmissionState
from intake.deciding.decide import decide
from intake.deciding.form import Form
from intake.understanding.evidence.evidence import own_tag
from intake.understanding.examine import Examined, Opens, examine
from intake.understanding.receiving import Receiving
from questionnaire.definition import Choice, Place, Question, Questionnaire, QuestionType, Section
from questionnaire.expressions import parse
from questionnaire.pages import lay_out
from questionnaire.workbook.cover_words import Cover
from questionnaire.workbook.stamp import Blank, Personal, make_blank
from workbooks.caged.reader import Reader

NOW = datetime(2012, 3, 1, 15, 30, tzinfo=UTC)
BOX = "cybercrime.study@unodc.example"
ROSSI, BIANCHI, SMITH = "rossi@atlstel.example", "bianchi@atlstel.example", "smith@baynet.example"
TAG = "bcdefghijk234567"
ATLSTEL = Invitation(id=1, study="cyb12", organisation="ATLSTEL", reference=printed("CYB12", 7), token="abcdefghij234567")
BAYNET = Invitation(id=2, study="cyb12", organisation="BAYNET", reference=printed("CYB12", 8), token="zbcdefghij234567")
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
            name="staff",
            type=QuestionType.INTEGER,
            label={"en": "How many people work for you?", "fr": "Combien de personnes ?"},
            section="a",
            place=PLACE,
            required=parse("true()"),
            reference="1.1",
        ),
        Question(
            name="victim",
            type=QuestionType.SELECT_ONE,
            label={"en": "Were you a victim of cybercrime?", "fr": "Avez-vous été victime ?"},
            section="a",
            place=PLACE,
            choices=(Choice("yes", {"en": "Yes", "fr": "Oui"}), Choice("no", {"en": "No", "fr": "Non"})),
        ),
    ),
    source_sha256="0" * 64,
)
FORMS = {"cyb12": Form(QUESTIONNAIRE, (lay_out(QUESTIONNAIRE, "en"), lay_out(QUESTIONNAIRE, "fr")), 3)}
_FORMS = {QUESTIONNAIRE.fingerprint: QUESTIONNAIRE}
CONTACTS = (
    Contact(organisation="ATLSTEL", address=ROSSI, name="Carla Rossi", language="en"),
    Contact(organisation="ATLSTEL", address=BIANCHI, name="Bruno Bianchi", language="fr", role=Role.CC),
    Contact(organisation="BAYNET", address=SMITH, name="Ann Smith"),
)


@cache
def _blank(fingerprint: str, language: str) -> Blank:
    return make_blank(
        _FORMS[fingerprint],
        language,
        Cover(study_title="Study", sender="UNODC", deadline_text="30 April 2012", returns_to=BOX, contact=BOX, study="cyb12"),
    )


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


def without_token(data: bytes) -> bytes:
    """Return a workbook as somebody makes it who has seen only what is printed in it: the token is gone, the reference is there."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(packed, "w") as after:
        for name in before.namelist():
            content = before.read(name)
            for one in (ATLSTEL, BAYNET):
                content = content.replace(one.token.encode(), b"")
            after.writestr(name, content)
    return packed.getvalue()


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
    return examine(raw, opens or reader(), Receiving(own=frozenset({BOX})))


@cache
def reader() -> Reader:
    """Return the one reader of the tests; its child process ends with this one, when the pipe closes."""
    return Reader()


def knowledge(examined: Examined, *, deliveries: Iterable[NamedDelivery] = (), filed: Iterable[Submission] = ()) -> Knowledge:
    """Return what a store that holds both invitations and their contacts knows of the evidence; what looks like our letter is a copy."""
    known = tuple(deliveries)
    copied = next((one for one in known if one.tag == own_tag(examined.mail, {BOX})), None)
    found = [Candidate(clue, invitation) for clue in examined.clues for invitation in (ATLSTEL, BAYNET) if _names(clue, invitation)]
    return Knowledge(
        candidates=tuple(found),
        deliveries=known,
        copied=copied,
        filed=tuple(filed),
        organisations_of_sender=frozenset(contact.organisation for contact in CONTACTS if contact.address == examined.mail.author),
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
    return NamedDelivery(
        letter_id=11,
        tag=TAG,
        address=address,
        state=state,
        organisation="ATLSTEL",
        study="cyb12",
        kind=LetterKind.MAILING,
        on_record=any(contact.address == address.lower() and contact.organisation == "ATLSTEL" for contact in CONTACTS),
    )


def effects_of(raw: bytes, form: Mapping[str, Form] = FORMS, opens: Opens | None = None, **known: Iterable[object]) -> tuple[Effect, ...]:
    """Return what is decided about a message."""
    examined = understand(raw, opens)
    return decide(examined, knowledge(examined, **known), form, NOW)  # type: ignore[arg-type]


def effects_saying(*said: Intent, raw: bytes = b"", authserv_ids: tuple[str, ...] = (), **known: Iterable[object]) -> tuple[Effect, ...]:
    """Return what is decided about a message (a contact's reply to a letter of ours, unless it is given) whose words say this."""
    answer = raw or message(text="What they wrote.", In_Reply_To=f"<{TAG}@unodc.example>")
    examined = replace(examine(answer, reader(), Receiving(own=frozenset({BOX}), authserv_ids=authserv_ids)), intents=said)
    return decide(examined, knowledge(examined, **known), FORMS, NOW)  # type: ignore[arg-type]


def of(effects: Iterable[Effect], kind: type[_Kind]) -> list[_Kind]:
    """Return the effects of one kind."""
    return [effect for effect in effects if isinstance(effect, kind)]


def replies(effects: Iterable[Effect]) -> list[Reply]:
    """Return the letters that are planned."""
    return of(effects, Reply)


def submission(effects: Iterable[Effect]) -> Submission:
    """Return the one submission that is filed."""
    (found,) = of(effects, Submission)
    return found


def hold(effects: Iterable[Effect]) -> Hold:
    """Return the one case that waits for a person."""
    (found,) = of(effects, Hold)
    return found


def sent_before(sender: str, state: SubmissionState = SubmissionState.ACCEPTED, **answers: object) -> Submission:
    """Return a submission of the first organisation that counts already, or was sent back."""
    return _filed("other", sender, state, answers)


def filed_before(sender: str, state: SubmissionState) -> Submission:
    """Return what another message brought of the good workbook."""
    return _filed(hashlib.sha256(GOOD).hexdigest(), sender, state, {})


def _filed(fingerprint: str, sender: str, state: SubmissionState, answers: Mapping[str, Any]) -> Submission:
    return Submission(
        invitation_id=ATLSTEL.id,
        file_name="before.xlsx",
        fingerprint=fingerprint,
        sender=sender,
        state=state,
        language="en",
        answers=dict(answers),
        findings=(),
        received_at=NOW,
        id=5,
        message_id=3,
    )
