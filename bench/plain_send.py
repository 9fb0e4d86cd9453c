"""Sending as an ordinary developer writes it: EmailMessage, openpyxl and aiosmtplib, one letter after the other, a commit a letter."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from pathlib import Path

import aiosmtplib
import jinja2
from openpyxl import load_workbook
from sqlmodel import Field, Session, col, create_engine, select

from bench.ground import HOST, MAILING, NOW, Measured, Plain, peak_memory, study, timed
from domain.contact import Contact
from domain.letter import Letter
from domain.mail.reference import DELIVERY, INVITATION, new_tag, printed, tagged
from service.contacts.census import InvitedOrganisation
from service.installation.outgoing import Outgoing
from service.letters.planned import letter as planned_letter
from service.letters.press import Press
from service.wiring import Service

_TYPE = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")
_FROM = "cybercrime.study@unodc.example"
_FIELDS = ("reference", "organisation", "name", "salutation", "token")


class PlainLetter(Plain, table=True):
    """A letter and its state."""

    id: int | None = Field(default=None, primary_key=True)
    address: str
    name: str
    salutation: str
    organisation: str
    language: str
    reference: str
    token: str
    tag: str
    state: str = "queued"
    message_id: str | None = None
    sent_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """What is sent in one language, with `{{ name }}` where letters differ: Jinja2 for the texts, and a workbook."""

    subject: str
    text: str
    html: str
    workbook: bytes


def contents(service: Service, case: InvitedOrganisation) -> dict[str, Content]:
    """Return the model study's letter and workbook by language, drawn from a letter whose every fact is the placeholder of itself."""
    running = study(service)
    press = Press(running, Outgoing(), service.store.archive)
    mark = {name: f"{{{{ {name} }}}}" for name in _FIELDS}
    contact = Contact(organisation=case.organisation.code, address=case.to[0].address, name=mark["name"], salutation=mark["salutation"])
    marked = replace(
        case,
        organisation=replace(case.organisation, name=mark["organisation"]),
        invitation=replace(case.invitation, reference=mark["reference"], token=mark["token"]),
    )
    found = {}
    for language in running.study.languages:
        reader = replace(contact, language=language)
        rendered = press.rendered(_letter(press, reader), replace(marked, contacts=(reader,), usable=(reader,)))
        workbook = press.blank(language).prefix + press.stamp(marked, language)
        found[language] = Content(rendered.subject, rendered.text, rendered.html, workbook)
    return found


def _letter(press: Press, contact: Contact) -> Letter:
    mailing = press.study.mailing(MAILING)
    return planned_letter(press.running, mailing, contact, mailing.letter, "bench", NOW)


def run(folder: Path, people: list[Contact], names: Mapping[str, str], content: Mapping[str, Content], smtp_port: int) -> Measured:
    """Plan and send a letter to each of `people`, and return how long it took."""
    engine = create_engine(f"sqlite:///{folder / 'plain.db'}")
    with engine.connect() as connection:
        # The same safety as ours, and the journal that makes it cheaper.
        connection.exec_driver_sql("PRAGMA journal_mode=WAL")
    Plain.metadata.create_all(engine)
    with timed() as watch, Session(engine) as session:
        session.add_all(_planned(people, names))
        session.commit()
        size = asyncio.run(_send(session, templates(content), smtp_port))
    return Measured(count=len(people), seconds=watch.seconds, cpu=watch.cpu, memory=peak_memory(), commits=len(people) + 1, size=size)


def _planned(people: list[Contact], names: Mapping[str, str]) -> Iterator[PlainLetter]:
    for number, one in enumerate(people, 1):
        yield PlainLetter(
            address=one.address,
            name=one.name,
            salutation=one.salutation,
            organisation=names[one.organisation],
            language=one.language,
            reference=printed("CYB12", number),
            token=new_tag(),
            tag=new_tag(),
        )


@dataclass(frozen=True, slots=True)
class Templates:
    """What a letter of one language is made of, compiled."""

    subject: jinja2.Template
    text: jinja2.Template
    html: jinja2.Template
    workbook: bytes


def templates(content: Mapping[str, Content]) -> dict[str, Templates]:
    """Compile the texts of each language."""
    plain = jinja2.Environment(autoescape=False, keep_trailing_newline=True)  # noqa: S701 - text, not HTML
    pages = jinja2.Environment(autoescape=True, keep_trailing_newline=True)
    return {
        language: Templates(plain.from_string(one.subject), plain.from_string(one.text), pages.from_string(one.html), one.workbook)
        for language, one in content.items()
    }


async def _send(session: Session, ready: Mapping[str, Templates], smtp_port: int) -> int:
    """Send all queued letters one after the other over one connection; return the size of the last."""
    message = EmailMessage()
    async with aiosmtplib.SMTP(hostname=HOST, port=smtp_port, start_tls=False) as client:
        for letter in session.exec(select(PlainLetter).where(PlainLetter.state == "queued").order_by(col(PlainLetter.id))).all():
            message = compose(letter, ready[letter.language])
            await client.send_message(message, sender=tagged(_FROM, DELIVERY, letter.tag), recipients=[letter.address])
            letter.state, letter.sent_at, letter.message_id = "sent", datetime.now(UTC), str(message["Message-ID"])
            session.add(letter)
            session.commit()
    return len(message.as_bytes())


def compose(letter: PlainLetter, templates: Templates) -> EmailMessage:
    """Return the letter as a message with its personal workbook."""
    facts = {name: getattr(letter, name) for name in _FIELDS}
    message = EmailMessage()
    message["From"] = f"UNODC Cybercrime Study <{_FROM}>"
    message["To"] = f'"{letter.name}" <{letter.address}>'
    message["Reply-To"] = tagged(_FROM, INVITATION, letter.token)
    message["Subject"] = templates.subject.render(facts)
    message["Date"] = format_datetime(NOW)
    message["Message-ID"] = make_msgid(domain="unodc.example")
    message.set_content(templates.text.render(facts))
    message.add_alternative(templates.html.render(facts), subtype="html")
    workbook = personal(templates.workbook, facts)
    message.add_attachment(workbook, maintype=_TYPE[0], subtype=_TYPE[1], filename=f"{letter.reference}.xlsx")
    return message


def personal(workbook: bytes, facts: Mapping[str, str]) -> bytes:
    """Return the workbook with reference, organisation and token written wherever they stand in it."""
    book = load_workbook(io.BytesIO(workbook))
    cover, hidden = book.worksheets[0], book["_counterfoil"]
    cover["B4"], cover["B5"] = facts["reference"], facts["organisation"]
    hidden["B1"], hidden["B2"] = facts["token"], facts["reference"]
    book.defined_names["counterfoil_token"].attr_text = f'"{facts["token"]}"'
    for one in book.custom_doc_props.props:  # type: ignore[attr-defined]
        one.value = {"Counterfoil token": facts["token"], "Counterfoil reference": facts["reference"]}.get(one.name, one.value)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
