"""What pages share is made when the console starts, and not while somebody waits for the first page."""

from __future__ import annotations

import shutil

from service.install import SAMPLE
from tests.service.office import Office
from tests.web.desk import DeskAtWork
from tests.web.test_browser import pages
from web.console.pages import compiled
from web.console.warm import warm


def test_no_page_compiles_a_template_once_the_console_is_warm(desk: DeskAtWork) -> None:
    """In whatever language it is asked for."""
    warm(desk.office.service, desk.office.now)
    known = compiled()
    browser = desk.browser("Anna Berg")
    for language in ("en", "ar"):
        browser.act("/language", language=language, next="/")
        for page in pages(desk):
            browser.ask(page)
    assert compiled() == known


def test_to_warm_up_changes_nothing_and_needs_nothing(office: Office) -> None:
    """A study whose folder is gone is told on its pages, and keeps nobody from starting."""
    shutil.rmtree(office.home / "studies" / SAMPLE)
    before = office.service.store.commits.mark()
    warm(office.service, office.now)
    assert office.service.store.commits.mark() == before
