"""A workbook that was received is opened from the file of its organisation: what was found in it, and the file itself to keep."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest

from languages.phrases import console_phrases
from store import messages
from tests.service.office import person
from tests.web.desk import Browser, DeskAtWork
from tests.web.test_desk import STUDY, reference

FINDINGS = r"<tr><th scope=\"row\" dir=\"auto\">(.*?)</th><td dir=\"auto\">(.*?)</td><td[^>]*>(.*?)</td></tr>"


def with_macros(workbook: bytes) -> bytes:
    """Return a workbook with a project of macros beside what was in it."""
    made = io.BytesIO(workbook)
    with zipfile.ZipFile(made, "a") as package:
        package.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0 macros")
    return made.getvalue()


def book(desk: DeskAtWork, number: int = 0, which: int = 1) -> str:
    """Return the address of a workbook of an organisation."""
    return f"{STUDY}/organisations/{reference(desk, number)}/workbooks/{which}"


def spoken(browser: Browser, language: str) -> Browser:
    """Let a browser read in a language."""
    browser.act("/language", language=language, back="/")
    return browser


def test_a_received_workbook_is_kept_as_the_file_it_was(desk: DeskAtWork) -> None:
    """Under a name of ours and never shown within a page; whoever may look opens it from the file of the organisation."""
    office, browser = desk.office, desk.browser("Anna Berg", "look")
    sent = office.workbook(0)
    office.write(person(0), ("../<b>réponse.xlsx", sent), reply_to=0)
    assert f'href="{book(desk)}"' in browser.ask(book(desk).rpartition("/workbooks")[0]).text
    page = browser.ask(book(desk))
    assert page.status == 200
    assert f'href="{book(desk)}/original"' in page.text
    assert "<b>" not in page.text
    assert "Nothing was found in it." in page.words
    got = browser.ask(f"{book(desk)}/original")
    assert got.data == sent
    assert got.headers["content-disposition"] == f'attachment; filename="{reference(desk, 0)}-1.xlsx"'
    assert got.headers["content-type"] == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert got.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in got.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("en", "<strong>error:</strong> Please give a percentage between 0 and 100. Your answer is “140”."),
        ("fr", "<strong>erreur\u00a0:</strong> Veuillez indiquer un pourcentage compris entre 0 et 100."),
        ("ar", "140"),
    ],
)
def test_what_was_found_stands_with_its_cell_in_the_language_of_the_page(desk: DeskAtWork, language: str, says: str) -> None:
    """Whatever language its organisation writes in, whose letter said the same in its own; the list of workbooks says how much it is."""
    office, browser = desk.office, spoken(desk.browser("Anna Berg", "look"), language)
    office.write(person(0), ("answer.xlsx", office.workbook(0, share_cross_border=140.0)), reply_to=0)
    ((cell, label, words),) = re.findall(FINDINGS, browser.ask(book(desk)).text)
    assert re.search("Statistics on cybercrime.*C8", cell)
    assert label.startswith("2.5 ")
    assert says in words
    assert ("Veuillez" in words, "Please" in words) == (language == "fr", language == "en")
    assert console_phrases(language).count("organisation.findings", 1) in browser.ask(book(desk).rpartition("/workbooks")[0]).words


def test_what_acts_when_it_is_opened_is_had_in_its_message_alone(desk: DeskAtWork) -> None:
    """As with the files of a message that is passed on; what was found in it stands all the same."""
    office, browser = desk.office, desk.browser("Anna Berg", "look")
    office.write(person(0), ("answer.xlsm", with_macros(office.workbook(0, share_cross_border=140.0))), reply_to=0)
    page = browser.ask(book(desk))
    assert "This file acts when it is opened" in page.words
    assert f"{book(desk)}/original" not in page.text
    assert f'href="{STUDY}/messages/1"' in page.text
    assert len(re.findall(FINDINGS, page.text)) == 1
    refused = browser.ask(f"{book(desk)}/original")
    assert (refused.status, "It is in the message as it came" in refused.words) == (400, True)


def test_a_workbook_of_another_organisation_is_not_found_by_its_number(desk: DeskAtWork) -> None:
    """Nor what is no number."""
    office, browser = desk.office, desk.browser("Anna Berg", "look")
    office.write(person(0), ("answer.xlsx", office.workbook(0)), reply_to=0)
    for page in (book(desk, 1), book(desk, 0, 2), f"{book(desk, 0)}x"):
        assert [browser.ask(f"{page}{more}").status for more in ("", "/original")] == [404, 404], page


def test_what_was_found_in_a_workbook_that_was_erased_stands_in_the_words_of_then(desk: DeskAtWork) -> None:
    """The file is gone, and the page says so."""
    office, browser = desk.office, desk.browser("Anna Berg", "look")
    office.write(person(0), ("answer.xlsx", office.workbook(0, share_cross_border=140.0)), reply_to=0)
    with office.service.store.reading() as tx:
        (message,) = messages.with_ids(tx, [1])
    Path(office.service.store.archive.where(message.sha256)).unlink()
    page = browser.ask(book(desk))
    assert "This original is no longer in the archive" in page.words
    assert len(re.findall(FINDINGS, page.text)) == 1
    assert f"{book(desk)}/original" not in page.text
    assert browser.ask(f"{book(desk)}/original").status == 400
