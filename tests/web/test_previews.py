"""What a file of contacts would change, as the console shows it: all that the terminal tells, and still there in another language."""

from __future__ import annotations

import re
from html import unescape

import pytest

from languages.phrases import console_phrases
from languages.telling import PRESSED, mailing_called, phrased, told_in
from service.installation.install import SAMPLE
from tests.service.reviewing.test_edits import counts, send
from tests.web.desk import Browser, DeskAnswer, DeskAtWork
from tests.web.test_desk import STUDY, reference, token_of, upload
from tests.web.test_putting_right import answers, hidden
from tests.web.test_told import main

NO_CODES = "Organisation;E-mail;Name;Language;Copy\nMinistry A;a@a.example;Ana;en;c@a.example\nMinistry A;a@a.example;Ana;en;d@a.example\n"

COLUMNS = [("column", "Spalte A=organisation_code"), ("column", "Postfach=address")]  # As the page says that a person reads them.


def in_language(browser: Browser, page: DeskAnswer, language: str) -> DeskAnswer:
    """Choose a language at the end of a page, and return the page to which that leads: asked for anew, or by its form once more."""
    before, _, form = page.text.partition('class="languages"')
    form = form.partition("</form>")[0]
    fields = [(name, unescape(value)) for name, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form)]
    (chosen,) = set(re.findall(r'<button name="(\w+)"', form))
    moved = browser.ask(re.findall(r'action="([^"]*)"', before)[-1], [*fields, (chosen, language)])
    return browser.ask(moved.headers["location"]) if moved.status == 303 else moved


def test_the_preview_of_a_list_stays_where_the_language_is_changed(desk: DeskAtWork) -> None:
    """Also as a person read its columns; and it is loaded from there."""
    browser = desk.browser("Anna Berg", "send")
    seen = upload(browser, "list.csv", b"Spalte A;Postfach\nORG000;new@member0.example\n")
    unknown = in_language(browser, seen, "fr")
    assert (unknown.status, console_phrases("fr").say("preview.unknown_columns") in unknown.words) == (200, True)
    read = [*COLUMNS, ("token", token_of(seen)), ("what", "look")]
    again = in_language(browser, browser.ask(f"{STUDY}/contacts/preview", read), "ar")
    assert console_phrases("ar").count("preview.added", 1) in again.words
    assert token_of(again) == token_of(seen)
    assert re.findall(r'value="([^"]*)" selected', main(again)) == ["Spalte A=organisation_code", "Postfach=address"]


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


@pytest.mark.parametrize(
    ("header", "says"),
    [("Spalte A;Postfach", "unknown_columns"), ("Spalte A;E-mail", "unknown_organisation"), ("Organisation;Postfach", "unknown_address")],
)
def test_the_page_of_columns_says_what_is_missing_alone(desk: DeskAtWork, header: str, says: str) -> None:
    """A column that is known is not asked for again."""
    page = upload(desk.browser("Anna Berg", "send"), "list.csv", f"{header}\nORG000;nobody\n".encode())
    assert console_phrases("en").say(f"preview.{says}") in page.words


def test_the_preview_says_what_loading_would_say(desk: DeskAtWork) -> None:
    """Who reads a language that the study lacks, who reads none, and where nobody is addressed."""
    page = upload(
        desk.browser("Anna Berg", "send"),
        "list.csv",
        b"Organisation;E-mail;Language;Role\nMinistry A;a@a.example;pt;\nMinistry B;b@b.example;;\nMinistry C;c@c.example;en;cc\n",
    )
    assert f"1 contact reads “pt”, in which {SAMPLE} has no letters" in page.words
    assert "Row 3: No language stands in this row: letters to it are in 'en'." in page.words
    assert "Row 4: All contacts of Ministry C get copies only (cc)" in page.words


def test_what_is_read_as_the_last_time_is_in_no_row(desk: DeskAtWork) -> None:
    """It is said of the file."""
    browser = desk.browser("Anna Berg", "send")
    seen = upload(browser, "list.csv", b"Spalte A;Postfach\nORG000;new@member0.example\n")
    browser.ask(f"{STUDY}/contacts/preview", [*COLUMNS, ("token", token_of(seen)), ("what", "load")])
    again = upload(browser, "list.csv", b"Spalte A;Postfach\nORG000;newer@member0.example\n")
    assert "Columns are read as in the last file with these headings" in again.words
    assert "Row 0" not in again.words


def test_a_look_at_an_edit_keeps_what_was_typed_where_the_language_is_changed(desk: DeskAtWork) -> None:
    """The value, the reason, and whether anybody is told; and the pages after it are in that language too."""
    send(desk.office, employees=4000)
    browser = desk.browser("Anna Berg", "decide")
    typed = {"question": "employees", "value": "401", "note": "au <téléphone>", "tell": "1"}
    seen = browser.ask(f"{answers(desk)}/look", typed)
    again = in_language(browser, seen, "fr")
    assert (again.status, console_phrases("fr").say("edit.nothing_yet") in again.words) == (200, True)
    kept = {name: unescape(value) for name, value in hidden(again, answers(desk))}
    assert {name: kept[name] for name in typed} == typed
    below = again.text.partition(f'action="{answers(desk)}/look"')[2]
    assert ('value="401"' in below, "au &lt;téléphone&gt;" in below, 'value="1" checked' in below) == (True, True, True)
    assert console_phrases("fr").say("page.waits") in browser.ask(STUDY).words
    assert counts(desk.office, "employees") == 4000


def test_a_look_that_is_refused_is_refused_in_the_other_language(desk: DeskAtWork) -> None:
    """With what was typed, so that nothing has to be typed again."""
    send(desk.office, employees=4000)
    browser = desk.browser("Anna Berg", "decide")
    refused = in_language(browser, browser.ask(f"{answers(desk)}/look", {"question": "employees", "value": "many", "note": "so"}), "es")
    assert (refused.status, refused.headers["content-language"]) == (400, "es")


def test_a_look_at_a_list_keeps_its_note_and_that_at_an_undoing_stays(desk: DeskAtWork) -> None:
    """In the language that is chosen."""
    browser = desk.browser("Anna Berg", "administer")
    token = token_of(upload(browser, "list.csv", NO_CODES.encode()))
    again = in_language(browser, browser.ask(f"{STUDY}/contacts/preview", {"token": token, "what": "look", "note": "from Ana"}), "fr")
    assert (again.headers["content-language"], 'value="from Ana"' in again.text) == ("fr", True)
    loaded = browser.ask(f"{STUDY}/contacts/preview", {"token": token, "what": "load"})
    entry = loaded.text.partition(f'action="{STUDY}/entries/')[2].partition("/")[0]
    undoing = in_language(browser, browser.act(f"{STUDY}/entries/{entry}/undo"), "ar")
    assert (undoing.status, console_phrases("ar").say("undoing.hint") in undoing.words) == (200, True)


def test_a_check_of_a_mailing_stays_where_the_language_is_changed(desk: DeskAtWork) -> None:
    """It is made again."""
    browser = desk.browser("Anna Berg", "send")
    again = in_language(browser, browser.act(f"{STUDY}/mailings/reminder/check"), "fr")
    assert console_phrases("fr").say("mailing.check_again") in again.words


@pytest.mark.parametrize(
    ("path", "back"),
    [
        (f"{STUDY}/organisations?search=Org&standing=silent", f"{STUDY}/organisations?search=Org&amp;standing=silent"),
        (f"{STUDY}/journal?before=3", f"{STUDY}/journal?before=3"),
        (f"{STUDY}/nothing", f"{STUDY}/nothing"),
        ("//evil.example/x", "//evil.example/x"),
    ],
)
def test_a_page_is_had_in_another_language_as_it_was_asked_for(desk: DeskAtWork, path: str, back: str) -> None:
    """With what was looked for; and nobody is led elsewhere."""
    browser = desk.browser("Anna Berg", "send")
    page = browser.ask(path)
    assert f'name="next" value="{back}"' in page.text
    assert browser.act("/language", language="fr", next=path).headers["location"] == ("/" if path.startswith("//") else path)


def test_what_is_refused_leads_back_to_the_page_of_its_form(desk: DeskAtWork) -> None:
    """Or the nearest above it."""
    browser = desk.browser("Anna Berg", "administer")
    of_one = f"{STUDY}/organisations/{reference(desk, 1)}"
    for path, page in ((f"{of_one}/notes", of_one), (of_one, of_one), (f"{STUDY}/remind", STUDY), (f"{STUDY}/cases", f"{STUDY}/cases")):
        refused = browser.ask(path, {"text": " "})
        assert (refused.status, f'name="next" value="{page}"' in refused.text) == (400, True), path


@pytest.mark.parametrize("language", ["en", "fr"])
def test_who_loads_a_list_is_told_what_was_missed_and_which_language_is_lacking(desk: DeskAtWork, language: str) -> None:
    """As on the command line, in the reader's language, with the page of the mailing."""
    browser = desk.browser("Anna Berg", "send", SAMPLE)
    browser.act("/language", language=language, next="/")
    rows = b"code;organisation;email;language\nNEW1;New;new@new.example;de\n"
    loaded = browser.ask(f"{STUDY}/contacts/preview", {"token": token_of(upload(browser, "list.csv", rows)), "what": "load"})
    missed = phrased("lists.late", n=1, who=("NEW1",), mailings=(mailing_called("circular"), mailing_called("questionnaire")))
    lacking = phrased("lists.unspoken", n=1, language="de", study=SAMPLE, instead="en")
    notices = [" ".join(unescape(re.sub("<[^>]*>", " ", one)).split()) for one in re.findall(r'<p class="notice">(.*?)</p>', main(loaded))]
    assert notices[0] == " ".join(told_in(lacking, language, PRESSED).split())
    assert notices[1].startswith(" ".join(told_in(missed, language).split()))
    assert f'href="{STUDY}/mailings/questionnaire"' in main(loaded)


def test_a_file_of_very_many_columns_is_read_as_a_person_says(desk: DeskAtWork) -> None:
    """A form says one thing of each column, and of those that stay as they were read, nothing."""
    browser = desk.browser("Anna Berg", "send")
    more = [f"Frage {number}" for number in range(300)]
    data = ";".join(["Spalte A", "Postfach", *more]) + "\nORG000;new@member0.example\n"
    seen = upload(browser, "list.csv", data.encode())
    said = [("column", "") for _ in more]
    assert main(seen).count('name="column"') == len(said) + len(COLUMNS)
    loaded = browser.ask(f"{STUDY}/contacts/preview", [*COLUMNS, *said, ("token", token_of(seen)), ("what", "load")])
    assert "1 added" in loaded.words
