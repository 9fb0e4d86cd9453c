"""The digest on a telephone, in a real browser: nothing has to be moved sideways, and every figure is still there."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Browser as Chromium

import templates
from digests import digests
from languages.phrases import console_languages
from mailer.merge import compile_letter
from tests.digests.sample import facts
from tests.web.conftest import browser, chromium
from tests.web.test_browser import BEYOND

__all__ = ["browser", "chromium"]
# How far the content of each table goes beyond its box; and what is seen of a row.
HIDDEN_AT_THE_SIDE = "[...document.querySelectorAll('.wide')].map(one => one.scrollWidth - one.clientWidth)"
SHEET = "document.querySelector('.sheet').offsetWidth"
# The name of each region, and in how many lines it stands there.
LINES_OF_REGIONS = """[...document.querySelector('.wide > table > tbody').rows].map(row => {
    const range = document.createRange();
    range.selectNodeContents(row.cells[0]);
    return [row.cells[0].innerText.trim(), new Set([...range.getClientRects()].map(one => one.top)).size];
})"""
FIRST_ROW = "[...document.querySelector('.wide > table > tbody > tr').cells].map(cell => cell.innerText).join(' ')"


def page_of(language: str) -> str:
    """Return the HTML of the sample's digest."""
    source = (templates.folder("digests") / "status.md").read_text(encoding="utf-8")
    content = digests()["status"].build(facts(), language)
    context = {"digest": content.context, "study": {"title": "The study"}, "greeting": "Dear Ms Haddad,"}
    return compile_letter(source, name="status.md", language=language).render(json.loads(json.dumps(context))).html


@pytest.mark.parametrize("language", console_languages())
def test_no_table_of_the_digest_is_moved_sideways_on_a_telephone(chromium: Chromium, language: str) -> None:
    """At 390 pixels; the standings of a region stand below its name, each with what it counts."""
    page = chromium.new_page(viewport={"width": 390, "height": 900})
    page.set_content(page_of(language))
    assert (page.evaluate(BEYOND), set(page.evaluate(HIDDEN_AT_THE_SIDE))) == (0, {0})
    page.close()


def test_a_standing_is_told_with_its_figure_on_a_telephone_and_once_on_a_wide_screen(chromium: Chromium) -> None:
    """The heads of the columns say it where there are columns."""
    shown = {}
    for width in (390, 1000):
        page = chromium.new_page(viewport={"width": width, "height": 900})
        page.set_content(page_of("en"))
        shown[width] = " ".join(page.evaluate(FIRST_ROW).split())
        page.close()
    assert shown == {
        390: "Africa Asked 5 Answered 2 Rate 40% Queried 1 Declined 0 Undeliverable 1 Silent 1",
        1000: "Africa 5 2 40% 1 0 1 1",
    }


@pytest.mark.parametrize("language", console_languages())
def test_the_table_of_the_standings_fits_into_the_sheet_and_breaks_no_region_within_a_word(chromium: Chromium, language: str) -> None:
    """A mail is 680 pixels wide, however wide the window is, and at any window it is no wider than that."""
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    page.set_content(page_of(language))
    for width in (621, 719, 720, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert (page.evaluate(BEYOND), page.evaluate(SHEET)) == (0, min(680, width)), width
        names = dict(page.evaluate(LINES_OF_REGIONS))
        assert {names[one] for one in ("Africa", "Americas", "Asia-Pacific", "Europe") if width >= 720} <= {1}, (width, names)
    page.close()
