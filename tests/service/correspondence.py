"""One organisation that answers by mail, and what the program sends it."""

from __future__ import annotations

import email
import email.policy
import io
from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from typing import cast

import openpyxl
from openpyxl.cell.cell import Cell

from demo.acts import entries
from demo.respondents import fill
from demo.usual_answers import usual
from domain.submission import Submission
from service.operation.tick import tick
from service.studies.running import running
from service.wiring import Service
from store import invitations, submissions
from tests.service.installed import at

STUDY = "cybercrime-2012"


class Correspondence:
    """One organisation that answers by mail: what it gets is read from the Maildir that the program sends into."""

    def __init__(self, home: Path, service: Service) -> None:
        self.home, self.service = home, service
        self.read_letters: set[Path] = set()
        self.sent = 0

    def letters(self, now: datetime) -> list[EmailMessage]:
        """Let the program do what is due, and return the letters that came of it."""
        report = tick(self.service, now)
        assert not report.problems, report.problems
        new = [path for path in sorted((self.home / "out").rglob("new/*")) if path not in self.read_letters]
        self.read_letters.update(new)
        return [email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in new]

    def answer(self, letter: EmailMessage, name: str, data: bytes, sender: str = "") -> None:
        """Reply to a letter with a file, as whoever got it unless a `sender` is named."""
        reply = self._reply(letter, "Please find our answers attached.")
        if sender:
            reply.replace_header("From", sender)
        reply.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
        self._deliver(reply)

    def write(self, letter: EmailMessage, text: str) -> None:
        """Reply to a letter with words alone."""
        self._deliver(self._reply(letter, text))

    def _reply(self, letter: EmailMessage, text: str) -> EmailMessage:
        reply = EmailMessage()
        reply["From"], reply["To"], reply["Subject"] = letter["To"], letter["Reply-To"], f"Re: {letter['Subject']}"
        reply["In-Reply-To"] = letter["Message-ID"]
        reply["Message-ID"] = f"<reply{self.sent}@member0.example>"
        reply.set_content(text)
        return reply

    def _deliver(self, reply: EmailMessage) -> None:
        self.sent += 1
        (self.home / "inbox" / "new" / f"{self.sent}.reply").write_bytes(reply.as_bytes())

    def submissions(self) -> list[Submission]:
        """Return what was filed, oldest first."""
        with self.service.store.reading() as tx:
            (invitation,) = invitations.of_organisations(tx, ["ORG000"])
            return [one for one in submissions.of_invitations(tx, [invitation.id]) if one.sender == "person0@member0.example"]


def attached(letter: EmailMessage) -> tuple[str, bytes]:
    """Return the one workbook that a letter brings."""
    ((name, data),) = [
        (str(part.get_filename()), part.get_content())
        for part in letter.iter_attachments()
        if not str(part.get_filename()).endswith(".pdf")
    ]
    return name, data


def filled(office: Correspondence, blank: bytes, **changes: object) -> bytes:
    """Return the workbook filled by its visible labels, as the demo's respondents do."""
    with office.service.store.reading() as tx:
        found = running(office.service, tx, STUDY)
    assert found
    return fill(blank, entries(found.questionnaire, {**usual(3), **changes}, "en"))  # type: ignore[dict-item]


def edited(data: bytes, change: Callable[[openpyxl.Workbook], None]) -> bytes:
    """Return a workbook after a person changed it."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    change(book)
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def cell_beside(book: openpyxl.Workbook, label: str) -> Cell:
    """Return the open cell beside a label."""
    return next(
        cast("Cell", row[number + 1])
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for number, cell in enumerate(row[:-1])
        if isinstance(cell.value, str) and cell.value.startswith(label) and not row[number + 1].protection.locked
    )


def questionnaire_letter(office: Correspondence) -> EmailMessage:
    """Return the letter that brings the workbook."""
    office.letters(at("02-10"))
    letters = office.letters(at("02-20"))
    return next(letter for letter in letters if any(str(part.get_filename()).endswith(".xlsx") for part in letter.iter_attachments()))
