"""What pages share is made when the console starts, and not while somebody waits for the first page."""

from __future__ import annotations

import shutil

import pytest

from service.installation.install import SAMPLE
from tests.service.office import Office
from tests.web.desk import DeskAtWork
from tests.web.test_browser import pages
from web.console.doors import Answer, Visit
from web.console.pages import compiled
from web.console.warm import warm


def test_no_page_compiles_a_template_once_the_console_is_warm(desk: DeskAtWork) -> None:
    """In whatever language it is asked for."""
    warm(desk.office.service, desk.office.now)
    known = compiled()
    browser, every = desk.browser("Anna Berg"), pages(desk)
    for language in ("en", "ar"):
        browser.act("/language", language=language, next="/")
        for page in every:
            browser.ask(page)
    assert compiled() == known


def test_a_page_that_fails_is_told_in_the_log_and_keeps_nobody_from_starting(
    office: Office, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """As one that is asked for fails alone."""

    def failing(_: Visit) -> Answer:
        raise KeyError("a name")

    monkeypatch.setattr("web.console.warm._PAGES", (failing,))
    warm(office.service, office.now)
    assert "event=web.failed error=KeyError at=test_warm.py" in caplog.text
    assert "a name" not in caplog.text


def test_to_warm_up_changes_nothing_and_needs_nothing(office: Office) -> None:
    """A study whose folder is gone is told on its pages, and keeps nobody from starting."""
    shutil.rmtree(office.home / "studies" / SAMPLE)
    before = office.service.store.commits.mark()
    warm(office.service, office.now)
    assert office.service.store.commits.mark() == before
