"""The corrections loop: a workbook with errors goes back marked, is corrected, and what is confirmed is not asked again."""

from __future__ import annotations

import email
import email.policy
import io
from collections.abc import Callable, Iterator
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from typing import cast

import openpyxl
import pytest
from openpyxl.cell.cell import Cell

from demo.acts import entries
from demo.respondents import fill
from demo.script import usual
from domain.submission import Submission
from questionnaire.layout import Layout
from questionnaire.reading import read
from service import config
from service.running import running
from service.tick import tick
from service.wiring import Service, open_service
from store import studies, submissions
from tests.lint import findings as lint
from tests.programs import need
from tests.service.installation import at, make
from tests.service.offices import convert
from workbooks.cells import Workbook

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

    def answer(self, letter: EmailMessage, name: str, data: bytes) -> None:
        """Reply to a letter with a file."""
        reply = EmailMessage()
        reply["From"], reply["To"], reply["Subject"] = letter["To"], letter["Reply-To"], f"Re: {letter['Subject']}"
        reply["Message-ID"] = f"<reply{self.sent}@member0.example>"
        reply.set_content("Please find our answers attached.")
        reply.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
        self.sent += 1
        (self.home / "inbox" / "new" / f"{self.sent}.reply").write_bytes(reply.as_bytes())

    def submissions(self) -> list[Submission]:
        """Return what was filed, oldest first."""
        with self.service.store.reading() as tx:
            return list(submissions.find(tx, "sender", ["person0@member0.example"]))


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Correspondence]:
    """Return the correspondence of an installation with one organisation."""
    make(tmp_path, 1)
    with open_service(config.load(tmp_path, {})) as service:
        yield Correspondence(tmp_path, service)


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


def test_a_workbook_with_errors_goes_back_marked_and_its_correction_is_accepted(office: Correspondence) -> None:
    """It is their own file: the notice comes first, the cell in question has a comment, and all else is as they sent it."""
    letter = questionnaire_letter(office)
    sent = filled(office, attached(letter)[1], employees=0)
    office.answer(letter, "our answers.xlsx", sent)
    (back,) = office.letters(at("02-21"))
    name, marked = attached(back)
    assert name == "our answers.xlsx"
    assert lint(marked) == lint(sent)
    book, original = openpyxl.load_workbook(io.BytesIO(marked)), openpyxl.load_workbook(io.BytesIO(sent))
    assert book.sheetnames == ["To check", *original.sheetnames]
    cell = cell_beside(book, "Number of employees")
    assert cell.comment is not None
    assert "2000000" in cell.comment.text.replace(",", "").replace(" ", "")
    assert "is attached" in str(back.get_body(("plain",)))

    def correct(book: openpyxl.Workbook) -> None:
        cell_beside(book, "Number of employees").value = 250

    office.answer(back, name, edited(marked, correct))
    (receipt,) = office.letters(at("02-22"))
    text = " ".join(str(receipt.get_body(("plain",)).get_content()).split())  # type: ignore[union-attr]
    assert "→ 250" in text
    first, second = office.submissions()
    assert (first.state, second.state) == ("superseded", "accepted")
    assert second.answers["employees"] == 250


@pytest.mark.parametrize("kind", ["ods", "xls"])
def test_a_file_that_cannot_be_patched_is_answered_with_a_fresh_workbook_that_holds_its_answers(office: Correspondence, kind: str) -> None:
    """Read again, it says the same, and the mark stands at the same question."""
    need("soffice")
    letter = questionnaire_letter(office)
    sent = filled(office, attached(letter)[1], employees=0)
    office.answer(letter, f"answers.{kind}", convert(sent, kind))
    (back,) = office.letters(at("02-21"))
    name, marked = attached(back)
    assert name.endswith(".xlsx")
    assert lint(marked) == ()
    with office.service.store.reading() as tx:
        found = running(office.service, tx, STUDY)
        layouts = [Layout.from_json(text) for text in studies.layouts(tx, STUDY)]
    assert found
    with office.service.reader() as reader:
        (opened,) = reader.open(marked, name)
    assert isinstance(opened.result, Workbook)
    again = read(opened.result, found.questionnaire, layouts, today=at("02-21").date())
    (filed,) = office.submissions()
    assert {key: value for key, value in again.answers.items() if value is not None} == filed.answers
    assert [one.code for one in again.findings] == [one.code for one in filed.findings]
    assert cell_beside(openpyxl.load_workbook(io.BytesIO(marked)), "Number of employees").comment is not None


def test_a_warning_that_is_confirmed_with_a_reason_is_not_asked_again(office: Correspondence) -> None:
    """Neither in the same file nor in another copy; without a reason it is asked again."""
    letter = questionnaire_letter(office)
    blank = attached(letter)[1]
    # Answered although it does not apply: that is a warning.
    odd = filled(office, blank, incidents_recorded="no")
    office.answer(letter, "answers.xlsx", odd)
    (receipt,) = office.letters(at("02-21"))
    name, marked = attached(receipt)
    (first,) = office.submissions()
    warnings = [one for one in first.findings if one.confirmed is None]
    assert warnings

    def confirm(reason: str) -> Callable[[openpyxl.Workbook], None]:
        def change(book: openpyxl.Workbook) -> None:
            sheet = book["To check"]
            for row in sheet.iter_rows():
                if row[1].value and not row[-1].protection.locked:
                    row[-2].value, row[-1].value = "Yes", reason

        return change

    office.answer(receipt, name, edited(marked, confirm("")))
    (asked_again,) = office.letters(at("02-22"))
    office.answer(asked_again, name, edited(attached(asked_again)[1], confirm("We counted them all the same.")))
    (last,) = office.letters(at("02-23"))
    assert not list(last.iter_attachments())
    assert "We counted them all the same." in str(last.get_body(("plain",)))
    office.answer(last, "another copy.xlsx", filled(office, blank, incidents_recorded="no", employees=251))
    (copy,) = office.letters(at("02-24"))
    assert not list(copy.iter_attachments())
    newest = office.submissions()[-1]
    assert {one.confirmed for one in newest.findings} == {"We counted them all the same."}
