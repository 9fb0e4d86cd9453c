"""Somebody gave an author the words of a form, or an author means no harm: labels of choices and names of sheets look like formulas.

"Oui | Yes" looks like a call of another program, "Image (scan)" like a function that fetches, "#1" like another workbook. Whatever
such a workbook answers, the program would take its own file for one that acts: no mistake in it would ever be marked, in the whole study,
though the letter speaks of the marks. The words are shown as their author wrote them; in the workbook they do nothing.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from email.message import EmailMessage
from pathlib import Path

import openpyxl
import pytest

from demo import respondents
from demo.acts import entries
from demo.respondents import Received
from demo.usual_answers import usual
from questionnaire.printed import sheet_name
from questionnaire.workbook.cover_words import Cover
from questionnaire.workbook.stamp import make_blank
from questionnaire.xlsform import load
from service.authoring.drafts import apply
from service.contacts.lists import load_file
from service.installation import config
from service.installation.install import SAMPLE, install
from service.operation.tick import tick
from service.wiring import Service, open_service
from tests.service.installed import LIST, at, contacts_csv, maildirs
from workbooks.harmless import Fitness, look_through
from workbooks.harmless.formulas import reaches_out

_YES, _SECTION = "Yes", "About your organization"  # Of the sample: a choice that conditions name, and what a sheet is called by.
_CHOICES = (
    "Yes",
    "Oui | Yes",
    "=cmd|'/c calc'!A0",
    "Image (scan)",
    "Call (by telephone)",
    'HYPERLINK("file://evil.example/x")',
    'Yes"&HYPERLINK("http://evil.example/x","x")&"',
    r"\\\\evil.example\\share",  # A backslash stands for the next sign, as in any label.
    "see ftp://evil.example",
    "file: none",
    "[evil.xlsx]Sheet1!A1",
    "'#1 of all",
)
_SHEETS = ("About | Sur", "Image (scan)", "#1 Office", "=cmd|'/c calc'!A0", "(|)", "Director's '# | RTD(x)")


def written(labels: Iterable[tuple[str, str, str]], home: Path) -> None:
    """Write labels into the form of the sample study in the place of those that it has: by sheet, before and after."""
    file = home / "studies" / SAMPLE / "questionnaire.xlsx"
    book = openpyxl.load_workbook(file)
    for sheet, before, after in labels:
        (heading,) = (one.column for one in book[sheet][1] if one.value == "label::English (en)")
        cells = [row[heading - 1] for row in book[sheet].iter_rows(min_row=2) if row[heading - 1].value == before]
        assert cells
        for cell in cells:
            cell.value, cell.data_type = after, "s"
    book.save(file)


def opened(service: Service, letters: Callable[[Received], bool]) -> Received:
    """Return the one letter of these that left to the first organisation."""
    paths = (service.installation.root / "out" / "new").iterdir()
    (found,) = [one for one in map(respondents.open_letter, paths) if one.to == "person0@member0.example" and letters(one)]
    return found


def answer(service: Service, letter: Received, book: bytes) -> None:
    """Reply to a letter with a workbook, and let it be taken in."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"], mail["Message-ID"] = letter.to, letter.reply_to, "Our answers", "<1@member0.example>"
    mail.set_content("Attached.")
    mail.add_attachment(book, maintype="application", subtype="octet-stream", filename="answers.xlsx")
    (service.installation.root / "inbox" / "new" / "1.eml").write_bytes(mail.as_bytes())
    tick(service, at("03-01"))


def blank_of(labels: Iterable[tuple[str, str, str]], home: Path) -> bytes:
    """Return the blank workbook of the sample study with these labels."""
    install(home)
    written(labels, home)
    form = load((home / "studies" / SAMPLE / "questionnaire.xlsx").read_bytes(), "questionnaire.xlsx")
    cover = Cover(study_title="T", sender="S", deadline_text="D", returns_to="us@agency.example", contact="C", study="S", spelling={})
    return make_blank(form, "en", cover, protect=True).unaddressed


@pytest.mark.parametrize(("choice", "section"), [*((one, _SECTION) for one in _CHOICES), *((_YES, one) for one in _SHEETS)])
def test_a_workbook_with_such_words_passes_for_harmless_and_shows_them(tmp_path: Path, choice: str, section: str) -> None:
    """As it would have to where anybody else sent it; a choice stands there as it was written."""
    blank = blank_of([("choices", _YES, choice), ("survey", _SECTION, section)], tmp_path)
    assert look_through(blank, "questionnaire.xlsx").fitness is Fitness.HARMLESS
    sheets = openpyxl.load_workbook(io.BytesIO(blank)).worksheets
    shown = {cell.value for sheet in sheets for row in sheet.iter_rows() for cell in row if cell.data_type == "s"}
    assert {choice.replace(r"\\", "\\"), section} <= shown | {sheet.title for sheet in sheets}


@pytest.mark.parametrize(("choice", "section"), [("Oui | Yes", _SECTION), (_YES, "About | Sur"), (_YES, _SECTION)])
def test_a_mistake_in_such_a_workbook_is_marked_in_the_file_that_goes_back(tmp_path: Path, choice: str, section: str) -> None:
    """As in any: the letter brings it, with the first sheet that says what is to be corrected."""
    home = tmp_path / "office"
    install(home)
    written([("choices", _YES, choice), ("survey", _SECTION, section)], home)
    (home / "people.csv").write_bytes(contacts_csv(1))
    maildirs(home)
    with open_service(config.load(home, {})) as service:
        load_file(service, home / "people.csv", LIST, {}, store=True)
        apply(service, SAMPLE, at("02-01"), by="staff")
        tick(service, at("02-20"))
        letter = opened(service, lambda one: one.workbook is not None)
        form = load((home / "studies" / SAMPLE / "questionnaire.xlsx").read_bytes(), "questionnaire.xlsx")
        _, blank = letter.workbook or ("", b"")
        answer(service, letter, respondents.fill(blank, entries(form, {**usual(0), "employees": -5}, "en")))
        back = opened(service, lambda one: one.subject.startswith("Please correct"))
    (marked,) = [data for _, data in back.attachments]
    assert openpyxl.load_workbook(io.BytesIO(marked)).sheetnames[0] == "To check"


@pytest.mark.parametrize("wanted", ["Call", *_SHEETS])
def test_nor_does_the_name_of_a_second_sheet_that_is_called_so_reach_out(wanted: str) -> None:
    """A number stands behind it, in whatever way does not look like what a function is given; no two are alike."""
    taken: set[str] = set()
    names = [sheet_name(wanted, taken) for _ in range(3)]
    assert len({one.casefold() for one in names}) == 3
    assert not [one for one in names if reaches_out("'{}'!A1".format(one.replace("'", "''")))]


def test_other_names_of_sheets_are_numbered_as_ever() -> None:
    """Nothing of them is left out."""
    taken: set[str] = set()
    assert [sheet_name("Costs (in €) #2", taken) for _ in range(2)] == ["Costs (in €) #2", "Costs (in €) #2 (2)"]
