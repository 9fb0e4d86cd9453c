"""What a file of contacts would change, as the console shows it: all that the terminal tells, and still there in another language."""

from __future__ import annotations

import re

import pytest

from languages.phrases import console_phrases
from tests.web.desk import Browser, DeskAnswer, DeskAtWork
from tests.web.test_desk import STUDY, token_of, upload

NO_CODES = "Organisation;E-mail;Name;Language;Copy\nMinistry A;a@a.example;Ana;en;c@a.example\nMinistry A;a@a.example;Ana;en;d@a.example\n"


def in_language(browser: Browser, page: DeskAnswer, language: str) -> DeskAnswer:
    """Choose a language at the end of a page, and return the page to which that leads."""
    (back,) = re.findall(r'<form method="post" action="/language".*?<input type="hidden" name="next" value="(.*?)">', page.text, re.DOTALL)
    moved = browser.act("/language", language=language, next=back.replace("&amp;", "&"))
    return browser.ask(moved.headers["location"])


def test_the_preview_of_a_list_stays_where_the_language_is_changed(desk: DeskAtWork) -> None:
    """Also as a person read its columns; and it is loaded from there."""
    browser = desk.browser("Anna Berg", "send")
    seen = upload(browser, "list.csv", b"Spalte A;Postfach\nORG000;new@member0.example\n")
    unknown = in_language(browser, seen, "fr")
    assert (unknown.status, console_phrases("fr").say("preview.unknown_columns") in unknown.words) == (200, True)
    columns = [
        (name, one) for name, some in (("theirs", ("Spalte A", "Postfach")), ("was", ("extra",) * 2), ("said", ("",) * 2)) for one in some
    ]
    read = [*columns, ("ours", "organisation_code"), ("ours", "address"), ("token", token_of(seen)), ("what", "look")]
    again = in_language(browser, browser.ask(f"{STUDY}/contacts/preview", read), "ar")
    assert console_phrases("ar").count("preview.added", 1) in again.words
    assert token_of(again) == token_of(seen)
    assert re.findall(r'name="said" value="(.*?)"', again.text) == ["1", "1"]


def test_the_preview_is_looked_at_by_who_may_load_it_and_gone_with_its_file(desk: DeskAtWork) -> None:
    """Neither by who may only decide, nor under another secret."""
    browser = desk.browser("Anna Berg", "send")
    token = token_of(upload(browser, "list.csv", NO_CODES.encode()))
    assert desk.browser("Ben Carter", "decide").ask(f"{STUDY}/contacts/preview?token={token}").status == 403
    assert browser.ask(f"{STUDY}/contacts/preview?token={token}").status == 200
    assert browser.ask(f"{STUDY}/contacts/preview?token={'0' * 32}").status == 400
    assert browser.ask(f"{STUDY}/contacts/preview?token={token}&column=Name=nothing").status == 400


@pytest.mark.parametrize("language", ["en", "fr"])
def test_what_was_decided_of_a_file_without_asking_is_told_in_the_console_too(desk: DeskAtWork, language: str) -> None:
    """That codes were made from names, and who stands there twice; and what to do about a column of addresses, as no command."""
    browser = desk.browser("Anna Berg", "send")
    browser.act("/language", language=language, next="/")
    page = upload(browser, "list.csv", NO_CODES.encode())
    assert {"en": "The file has no column of organisation codes", "fr": "codes d’organisation"}[language] in page.words
    assert " ".join(console_phrases(language).count("preview.notes", 1).split()) in page.words  # Of which every gap is a space.
    assert console_phrases(language).count("preview.duplicates", 1) in page.words
    assert {"en": "whoever only gets a copy has the role cc", "fr": "qui ne reçoit qu’une copie y a le rôle cc"}[language] in page.words
