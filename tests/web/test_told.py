"""Whoever reads the console in another language reads what the program did in it: the journal, timelines, and why cases wait."""

from __future__ import annotations

import re
from html import unescape

import pytest

from languages import ENGLISH
from languages.phrases import console_languages
from tests.service.office import person
from tests.web.desk import Browser, DeskAnswer, DeskAtWork
from tests.web.test_desk import REFUSES, STUDY, reference

# Words of English sentences of the program that are words of no other language here, nor of names and addresses in this office.
ENGLISH_WORDS = re.compile(
    r"\b(the|and|was|were|is|are|by|of|to|from|marked|decided|opened|closed|sent|accepted|letter|planned|rule|case|waiting|until|answered|"
    r"mailing|submission|study|with|not|counts|noted|undone|entry)\b"
)
# What the person wrote, of which each sentence is told in their own words.
SAID = re.compile("|".join(map(re.escape, re.findall(r"\S[^.]*\.", REFUSES))))
OTHERS = [one for one in console_languages() if one != ENGLISH]


def read(browser: Browser, language: str, path: str) -> DeskAnswer:
    """Return a page in this language."""
    browser.cookies["language"] = language
    return browser.ask(path)


def lines(page: DeskAnswer) -> list[str]:
    """Return the lines of a journal or a timeline, as a person reads them."""
    found = re.findall(r"<li><span class=\"quiet\">.*?</li>", page.text, re.DOTALL)
    return [" ".join(unescape(re.sub(r"<[^>]*>", "", one)).split()) for one in found]


def much(desk: DeskAtWork) -> Browser:
    """Let a lot be done, by rules and by a person: answers, a refusal, a question, a mark with a day and a mode, a note, an undoing."""
    office, browser = desk.office, desk.browser("Anna Berg", "administer")
    office.write(person(0), ("answers.xlsx", office.workbook(0)), reply_to=0)
    office.write(person(2), text=REFUSES, reply_to=2)
    office.write(person(1), text="Does question 4 ask for the year 2011 or 2012?", reply_to=1, subject="2011?")
    assert browser.act(f"{STUDY}/cases/{office.cases()[0].id}", what="declined").status == 200
    of_one = f"{STUDY}/organisations/{reference(desk, 1)}"
    assert browser.act(of_one, what="elsewhere", until="2012-03-20", mode="telephone", note="2012").status == 200
    assert browser.act(f"{of_one}/notes", text="2012").status == 200
    assert browser.act(f"{STUDY}/entries/{desk.office.entries()[-1].number}/undo").status == 200
    return browser


def main(page: DeskAnswer) -> str:
    """Return what is on a page between its frame."""
    return page.text.partition("<main")[2].partition("</main>")[0]


@pytest.mark.parametrize("language", OTHERS)
def test_no_entry_of_the_journal_is_told_in_english_to_whoever_reads_another_language(desk: DeskAtWork, language: str) -> None:
    """Nor are who decided, what a rule noted, and a day in it."""
    page = read(much(desk), language, f"{STUDY}/journal")
    assert len(lines(page)) > 9
    assert 'lang="en"' not in main(page)
    assert [one for one in lines(page) if ENGLISH_WORDS.search(one) or "2012-" in one.replace("cybercrime-2012", "")] == []


@pytest.mark.parametrize("language", OTHERS)
def test_what_happened_with_an_organisation_is_told_in_the_language_of_the_page(desk: DeskAtWork, language: str) -> None:
    """Its letters, messages, workbooks, cases and marks."""
    browser = much(desk)
    for number in range(3):
        page = read(browser, language, f"{STUDY}/organisations/{reference(desk, number)}")
        told = [one.replace("cybercrime-2012", "") for one in lines(page)]
        assert len(told) > 4
        english = [one for one in told if ENGLISH_WORDS.search(SAID.sub("", one)) or "2012-" in one]
        assert english == []


@pytest.mark.parametrize("language", OTHERS)
def test_what_was_done_is_told_by_its_entry_in_the_language_of_the_page(desk: DeskAtWork, language: str) -> None:
    """Of one act and of several, and in no words of another."""
    desk.office.write(person(2), text=REFUSES, reply_to=2)
    browser, (case,) = desk.browser("Anna Berg", "administer"), desk.office.cases()
    browser.cookies["language"] = language
    for path, form in (
        (f"{STUDY}/cases/{case.id}", [("what", "declined")]),
        (f"{STUDY}/organisations", [("organisation", reference(desk, 1)), ("do", "mark"), ("what", "waiting")]),
    ):
        page = browser.ask(path, form)
        assert page.status == 200
        assert 'lang="en"' not in main(page)
        told = " ".join(unescape(re.sub(r"<[^>]*>", " ", main(page))).split())
        assert "Anna Berg" in told
        assert not ENGLISH_WORDS.search(told)


@pytest.mark.parametrize("language", OTHERS)
def test_why_a_case_waits_and_what_may_be_decided_is_told_in_the_language_of_the_page(desk: DeskAtWork, language: str) -> None:
    """What the person wrote stands in their own words."""
    desk.office.write(person(2), text=REFUSES, reply_to=2)
    browser, (case,) = desk.browser("Anna Berg", "administer"), desk.office.cases()
    for path in (f"{STUDY}/cases", f"{STUDY}/cases/{case.id}"):
        page = read(browser, language, path)
        assert 'lang="en"' not in main(page)
        assert "We will not take part" in page.words
        assert "seems to say" not in page.words
        assert "carries the code of our letter" not in page.words
        assert "has unsubscribed" not in page.words
    assert case.reasons == (
        f"{person(2)} seems to say that ORG002 will not take part: “We will not take part in this survey.”",
        "The address is on record for ORG002, and the message carries the code of our letter or workbook; "
        f"nothing shows whether {person(2)} really wrote it.",
        f"{person(2)} has unsubscribed: no mailings go there any more, only answers to what comes from there.",
    )
    for path in (f"{STUDY}/cases", f"{STUDY}/cases/{case.id}"):
        assert all(unescape(one) in read(browser, "en", path).words for one in case.reasons)
