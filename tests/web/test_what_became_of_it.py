"""Whoever reads the console in another language is told in it what applying a folder changes, and what became of what they asked for."""

from __future__ import annotations

import re

import openpyxl
import pytest

from languages.locales import right_to_left
from service.installation.install import SAMPLE
from service.operation.tick import tick
from tests.service.office import person
from tests.web.desk import DeskAtWork
from tests.web.forms import broken, change_form
from tests.web.test_desk import STUDY, reference
from tests.web.test_in_its_language import FAULTY, OTHERS, english
from tests.web.test_organisations import filing
from tests.web.test_told import main

WRONG = re.compile(r"<li>.*?<bdi>.*?</bdi>", re.DOTALL)  # A line about what is wrong in a form.


def another(book: openpyxl.Workbook) -> None:
    """Ask one question more, and call a choice otherwise."""
    survey, choices = book["survey"], book["choices"]
    heads = {cell.value: number for number, cell in enumerate(survey[1], 1)}
    row = survey.max_row + 1
    for head, value in {"type": "integer", "name": "one_more", "label::English (en)": "One more?"}.items():
        if head in heads:
            survey.cell(row, heads[head], value)
    choices.cell(2, 3, "Otherwise")


@pytest.mark.parametrize("language", OTHERS)
def test_what_applying_a_folder_changes_is_told_in_the_language_of_whoever_reads_it(desk: DeskAtWork, language: str) -> None:
    """A deadline, approvals, letters that are new or gone, questions; and of a form that is broken, how much is wrong and where."""
    browser, folder = desk.browser("Anna Berg"), desk.office.service.installation.studies / SAMPLE
    browser.cookies["language"] = language
    study = folder / "study.toml"
    study.write_text(study.read_text(encoding="utf-8").replace("deadline = 2012-04-30", "deadline = 2012-05-30"), encoding="utf-8")
    (folder / "letters" / "reminder.fr.md").rename(folder / "letters" / "more.fr.md")
    change_form(desk, another)
    page = browser.ask(f"{STUDY}/letters")
    assert "2012-05-30" in page.text
    # A sentence may begin with the name of a file: it goes the way of its language all the same.
    assert main(page).count(f'<li><span dir="{"rtl" if right_to_left(language) else "ltr"}">') > 3
    assert english(page) == []
    change_form(desk, broken)
    page = browser.ask(f"{STUDY}/letters")
    assert len(WRONG.findall(main(page))) > 4
    assert english(page) == []


@pytest.mark.parametrize("language", OTHERS)
def test_what_became_of_what_was_asked_for_is_told_in_the_language_of_whoever_reads_it(desk: DeskAtWork, language: str) -> None:
    """Test letters that could not be made, reminders with and without letters, a workbook that is filed, and one that was filed before."""
    office, browser = desk.office, desk.browser("Anna Berg")
    browser.cookies["language"] = language
    office.write(person(1), ("answers.xlsx", office.workbook(1)), reply_to=1)
    both = [("mailing", "reminder"), *(("organisation", reference(desk, number)) for number in (0, 1))]
    assert browser.ask(f"{STUDY}/remind", both).status == 200
    (office.service.installation.studies / SAMPLE / "letters" / "reminder.fr.md").write_text(FAULTY + "{{ nobody }}", encoding="utf-8")
    assert browser.act(f"{STUDY}/mailings/reminder/test", address="anna@agency.example").status == 200
    tick(office.service, office.later())
    page = browser.ask(f"{STUDY}/mailings/reminder")
    assert "<details><summary>" in main(page)
    assert english(page) == []
    filed = [filing(desk, browser, office.workbook(0)) for _ in range(2)]
    assert [one.status for one in filed] == [200, 200]
    assert [english(one) for one in filed] == [[], []]
