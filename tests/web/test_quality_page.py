"""The report on quality in a real browser, as a page of its own and as a mail: nothing moves sideways, no question squeezed."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from playwright.sync_api import Browser as Chromium

import templates
from digests import digests
from languages.phrases import console_languages
from mailer.merge import compile_letter
from service.digests.facts import facts
from service.installation.install import SAMPLE
from service.quality.measured import quality
from service.quality.report import html
from service.studies.running import require_running
from tests.service.office import person
from tests.web.desk import DeskAtWork
from tests.web.test_browser import BEYOND

SHEET = "document.querySelector('.sheet').offsetWidth"
# How wide the cell of the first question is, and what is told beneath it.
QUESTION = """(() => {
    const cell = document.querySelector('td > .means').parentElement;
    return [cell.offsetWidth, [...cell.querySelectorAll('.means')].map(one => one.innerText)];
})()"""
HIDDEN = "[...document.querySelectorAll('.wide')].map(one => one.scrollWidth - one.clientWidth)"


@pytest.mark.parametrize("language", console_languages())
def test_the_report_on_quality_is_moved_sideways_at_no_width(desk: DeskAtWork, chromium: Chromium, language: str) -> None:
    """On a telephone, a tablet and a narrow window; and no table within it is."""
    desk.office.write(person(0), ("answer.xlsx", desk.office.workbook(0)), reply_to=0)
    service = desk.office.service
    with service.store.reading() as tx:
        running = require_running(service, tx, SAMPLE)
        told = quality(tx, running, desk.office.now)
    page = chromium.new_page()
    page.set_content(html(told, running, language).decode())
    for width in (320, 390, 640, 700, 900, 1100, 1280, 1401):
        page.set_viewport_size({"width": width, "height": 900})
        assert (page.evaluate(BEYOND), max(page.evaluate(HIDDEN))) == (0, 0), width
    page.close()


@pytest.mark.parametrize("language", console_languages())
def test_the_final_report_by_mail_is_as_wide_as_any_mail_and_shows_its_questions_whole(
    desk: DeskAtWork, chromium: Chromium, language: str
) -> None:
    """With every column of the items: what each counts stands beneath the question, which has the width of the sheet."""
    desk.office.write(person(0), ("answer.xlsx", desk.office.workbook(0)), reply_to=0)
    service = desk.office.service
    with service.store.reading() as tx:
        running = require_running(service, tx, SAMPLE)
        told = quality(tx, running, desk.office.now)
        there = facts(tx, running, desk.office.now, None)
    told = replace(told, items=tuple(replace(one, coded=3, withheld=1) for one in told.items))
    content = digests()["final"].build(replace(there, quality=told), language)
    source = (templates.folder("digests") / "status.md").read_text(encoding="utf-8")
    context = {"digest": content.context, "study": {"title": "The study"}, "greeting": "Dear Ms Haddad,"}
    page = chromium.new_page()
    page.set_content(compile_letter(source, name="status.md", language=language).render(json.loads(json.dumps(context))).html)
    for width in (390, 621, 719, 720, 760, 884, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert (page.evaluate(BEYOND), page.evaluate(SHEET)) == (0, min(680, width)), width
        question, words = page.evaluate(QUESTION)
        assert question > min(680, width) - 110
        assert len(words) == 9
    page.close()
