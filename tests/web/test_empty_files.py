"""Files without anything in them: the console says which kind of nothing it is."""

from __future__ import annotations

from tests.service.installed import contacts_csv
from tests.web.desk import DeskAtWork
from tests.web.test_desk import upload
from tests.web.test_organisations import filing


def test_an_empty_list_is_not_taken_for_no_file(desk: DeskAtWork) -> None:
    """Nor is an empty workbook; without any file, one is asked for."""
    browser = desk.browser("Anna Berg")
    empty, none = upload(browser, "contacts.csv", b""), upload(browser, "", b"")
    assert (empty.status, "The file is empty." in empty.words, "There is no file." in empty.words) == (400, True, False)
    assert (none.status, "There is no file." in none.words) == (400, True)
    workbook = filing(desk, browser, b"")
    assert (workbook.status, "The file is empty. Choose a completed workbook." in workbook.words) == (400, True)


def test_a_list_of_headings_alone_is_said_to_have_no_rows(desk: DeskAtWork) -> None:
    """Before anybody wonders why it changes nothing."""
    headings = contacts_csv(1).splitlines(keepends=True)[0]
    assert "no rows beneath them" in upload(desk.browser("Anna Berg"), "contacts.csv", headings).words
