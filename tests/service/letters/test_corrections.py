"""The corrections loop: a workbook with errors goes back marked, is corrected, and what is confirmed is not asked again."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path

import openpyxl
import pytest

from demo.usual_answers import INCIDENTS
from questionnaire.layout import Layout
from questionnaire.reading import read
from service.installation import config
from service.process import caged
from service.studies.running import running
from service.wiring import open_service
from store import studies
from tests.lint import findings as lint
from tests.programs import need
from tests.service.correspondence import STUDY, Correspondence, attached, cell_beside, edited, filled, questionnaire_letter
from tests.service.installed import at, make
from tests.service.offices import convert
from tests.workbooks.files import changed, zipped
from tests.workbooks.test_encrypted import agile
from workbooks.cells import Workbook
from workbooks.containers.encrypted import DEFAULT_PASSWORD


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Correspondence]:
    """Return the correspondence of an installation with one organisation."""
    make(tmp_path, 1)
    with open_service(config.load(tmp_path, {})) as service:
        yield Correspondence(tmp_path, service)


def test_a_workbook_with_errors_goes_back_marked_and_its_correction_is_accepted(office: Correspondence) -> None:
    """It is their own file: the notice comes first, the cell in question has a comment, and all else is as they sent it."""
    letter = questionnaire_letter(office)
    sent = filled(office, attached(letter)[1], employees=0)
    office.answer(letter, "our answers.xlsx", sent)
    (back,) = office.letters(at("02-21"))
    name, marked = attached(back)
    assert re.fullmatch(r"CYB12-0001-\w\.xlsx", name)
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
    with caged.reader(office.service) as reader:
        (opened,) = reader.open(marked, name)
    assert isinstance(opened.result, Workbook)
    again = read(opened.result, found.questionnaire, layouts, today=at("02-21").date())
    (filed,) = office.submissions()
    assert {key: value for key, value in again.answers.items() if value is not None} == filed.answers
    assert [one.code for one in again.findings] == [one.code for one in filed.findings]
    assert cell_beside(openpyxl.load_workbook(io.BytesIO(marked)), "Number of employees").comment is not None


_FIRST, _SECOND = (f"serious_incidents[{row}].incident_days" for row in (1, 2))


def test_rows_that_were_taken_out_do_not_come_back_in_a_fresh_workbook(office: Correspondence) -> None:
    """What counted before stands in it only where the file has no cell for it, and a table has cells for rows."""
    need("soffice")
    letter = questionnaire_letter(office)
    blank = attached(letter)[1]
    two = {key: value for key, value in INCIDENTS.items() if key.endswith(("_date", "_act", "_days"))} | {_FIRST: 33, _SECOND: 77}
    one = {key: value for key, value in two.items() if "[1]" in key}
    office.answer(letter, "answers.xlsx", filled(office, blank, **two))
    office.letters(at("02-21"))
    office.answer(letter, "answers.ods", convert(filled(office, blank, **one, employees=0), "ods"))
    (back,) = office.letters(at("02-22"))
    assert [each.state for each in office.submissions()] == ["accepted", "queried"]
    days = [cell.value for sheet in openpyxl.load_workbook(io.BytesIO(attached(back)[1])) for row in sheet.iter_rows() for cell in row]
    assert (33 in days, 77 in days) == (True, False)


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


def reminded(office: Correspondence) -> EmailMessage:
    """Return the letter to the organisation that the reminder brings; the coordinators get their digests on the same day."""
    (reminder,) = [one for one in office.letters(at("03-26")) if "person0@member0.example" in str(one["To"])]
    return reminder


def in_format(sent: bytes, kind: str) -> bytes:
    """Return a workbook as somebody sends it in this format."""
    if kind == "locked.xlsx":
        return agile(sent, DEFAULT_PASSWORD)
    if kind == "xlsm":
        plain, macros = b"openxmlformats-officedocument.spreadsheetml.sheet.main", b"ms-excel.sheet.macroEnabled.main"
        return changed(sent, "[Content_Types].xml", lambda part: part.replace(plain, macros))
    if kind == "csv":
        book = openpyxl.load_workbook(io.BytesIO(sent))
        sheet = book[cell_beside(book, "Number of employees").parent.title]
        text = io.StringIO()
        csv.writer(text).writerows(sheet.values)
        return text.getvalue().encode()
    if kind == "zip":
        return zipped({"inside/answers.xlsx": sent})
    need("soffice")
    return convert(sent, kind)


@pytest.mark.parametrize("kind", ["xlsx", "xlsm", "locked.xlsx", "zip", "ods", "xls", "csv"])
def test_what_a_letter_says_to_be_attached_is_attached_and_marked_in_every_format(office: Correspondence, kind: str) -> None:
    """Of a file that cannot be patched, a fresh workbook with the same answers is."""
    letter = questionnaire_letter(office)
    sent = filled(office, attached(letter)[1], employees=0)
    office.answer(letter, f"answers.{kind}", sent if kind == "xlsx" else in_format(sent, kind))
    for back in (office.letters(at("02-21"))[-1], reminded(office)):
        text = str(back.get_body(("plain",)).get_content())  # type: ignore[union-attr]
        assert "workbook is attached, with each of these" in text
        name, marked = attached(back)
        assert name.endswith((".xlsx", ".xlsm"))
        assert lint(marked) == ()
        assert openpyxl.load_workbook(io.BytesIO(marked)).sheetnames[0] == "To check"


def test_a_reminder_to_correct_brings_the_marked_workbook_and_no_fresh_one(office: Correspondence) -> None:
    """Also where the mailing attaches workbooks: what they need is the one in which their cells are marked."""
    letter = questionnaire_letter(office)
    sent = filled(office, attached(letter)[1], employees=0)
    office.answer(letter, "our answers.xlsx", sent)
    office.letters(at("02-21"))
    reminder = reminded(office)
    name, marked = attached(reminder)
    assert re.fullmatch(r"CYB12-0001-\w\.xlsx", name)
    assert "correct" in str(reminder["Subject"])
    book = openpyxl.load_workbook(io.BytesIO(marked))
    assert book.sheetnames[0] == "To check"
    assert cell_beside(book, "Number of employees").comment is not None
    text = str(reminder.get_body(("plain",)).get_content())  # type: ignore[union-attr]
    assert "with each of these points marked" in text
    assert "fresh copy" not in text


def test_a_reminder_to_correct_brings_a_fresh_workbook_and_says_so_where_none_can_be_marked(office: Correspondence) -> None:
    """What is not attached is not promised."""
    letter = questionnaire_letter(office)
    office.answer(letter, "our answers.xlsx", filled(office, attached(letter)[1], employees=0))
    office.letters(at("02-21"))
    (filed,) = office.submissions()
    Path(office.service.store.archive.where(filed.fingerprint)).unlink()
    reminder = reminded(office)
    _, data = attached(reminder)
    assert "To check" not in openpyxl.load_workbook(io.BytesIO(data)).sheetnames
    text = str(reminder.get_body(("plain",)).get_content())  # type: ignore[union-attr]
    assert "a fresh copy is attached" in text
    assert "marked" not in text


def test_the_same_answers_in_another_copy_are_told_in_one_line(office: Correspondence) -> None:
    """With the day on which they came; the list of all answers is not sent again."""
    letter = questionnaire_letter(office)
    sent = filled(office, attached(letter)[1])
    office.answer(letter, "answers.xlsx", sent)
    (first,) = office.letters(at("02-21"))
    office.answer(first, "answers again.xlsx", edited(sent, lambda _book: None))
    (second,) = office.letters(at("02-24"))
    text = str(second.get_body(("plain",)).get_content())  # type: ignore[union-attr]
    assert "the same answers as the one of 21 February 2012; nothing has changed" in text
    assert "Number of employees" in str(first.get_body(("plain",)))
    assert "Number of employees" not in text
