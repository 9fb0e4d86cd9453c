"""The report on quality as a page of its own, in a real browser: nothing has to be moved sideways, however narrow the window is."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser as Chromium

from languages.phrases import console_languages
from service.install import SAMPLE
from service.quality import quality
from service.quality_report import html
from service.running import require_running
from tests.service.office import person
from tests.web.desk import DeskAtWork
from tests.web.test_browser import BEYOND, chromium

__all__ = ["chromium"]
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
