"""The page of the report on quality where its figures take seconds: the last ones with their moment, while those of now are worked out."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Semaphore

import pytest

from languages.phrases import console_languages, console_phrases
from service.installation import config
from service.installation.install import SAMPLE
from service.quality import report_for_pages as quality_known
from service.quality.kept_figures import as_kept, from_kept
from service.quality.measured import quality
from service.quality.report import shown
from service.studies.running import Running, require_running
from service.wiring import open_service
from tests.service.crew import wait_until
from tests.service.office import Office, person
from tests.web.desk import Browser, DeskAtWork
from tests.web.test_desk import STUDY
from web.console import quality as pages_of_quality

SAID = console_phrases("en")
FIRST, BEFORE, COMING, THERE = (SAID.say(f"quality.{one}") for one in ("first", "before", "coming", "there"))


@pytest.fixture(autouse=True)
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every study be one whose report takes seconds."""
    monkeypatch.setattr(quality_known, "AT_ONCE", 0)


def report(browser: Browser) -> str:
    """Return the page in words."""
    return browser.ask(f"{STUDY}/quality").words


def wait(desk: DeskAtWork) -> None:
    """Wait until no figures are being worked out."""
    wait_until(lambda: not desk.office.service.figures.is_coming(SAMPLE))


def running(office: Office) -> Running:
    """Return the study."""
    with office.service.store.reading() as tx:
        return require_running(office.service, tx, SAMPLE)


def exactly(office: Office) -> str:
    """Return the finding and the first table of the report as it would be worked out now."""
    found = running(office)
    with office.service.store.reading() as tx:
        told = quality(tx, found, office.now)
    heading, finding, _ = shown(told, found, "en", whole=False)
    return f"{heading} {finding}"


def test_a_page_shows_the_last_figures_and_says_that_newer_ones_are_worked_out(desk: DeskAtWork) -> None:
    """First none; then those of a moment, which it names; and once they are there, those of now."""
    browser = desk.browser("Anna Berg")
    assert FIRST in report(browser)
    assert "RR1" not in report(browser)
    wait(desk)
    assert THERE in browser.ask(f"{STUDY}/quality/progress").words
    before = exactly(desk.office)
    assert before in (shown_before := report(browser))
    assert BEFORE not in shown_before
    desk.office.write(person(0), ("a.xlsx", desk.office.workbook(0)), reply_to=0)
    now = exactly(desk.office)
    assert now != before
    stale = report(browser)
    assert (before in stale, now in stale, BEFORE in stale) == (True, False, True)
    wait(desk)
    assert (now in report(browser), BEFORE in report(browser)) == (True, False)


def test_the_frame_of_the_page_asks_anew_while_figures_are_worked_out_and_then_leads_to_them(desk: DeskAtWork) -> None:
    """And no longer: who reads is not interrupted."""
    browser = desk.browser("Anna Berg")
    assert f'src="{STUDY}/quality/progress"' in browser.ask(f"{STUDY}/quality").text
    while COMING in (frame := browser.ask(f"{STUDY}/quality/progress").text):
        assert 'http-equiv="refresh"' in frame
    assert 'http-equiv="refresh"' not in frame
    assert re.search(f'<a href="{STUDY}/quality" target="_top">', frame)


def test_the_figures_outlive_the_process_with_the_moment_that_they_bear(desk: DeskAtWork) -> None:
    """They are shown first after a start, and worked out anew: nobody knows what has happened since."""
    browser = desk.browser("Anna Berg")
    report(browser)
    wait(desk)
    before = exactly(desk.office)
    desk.office.later(hours=2)
    with open_service(config.load(desk.office.home, {})) as again:
        seen = quality_known.quality_seen(again, running(desk.office), desk.office.now)
        assert seen.told
        assert not seen.current
        heading, finding, _ = shown(seen.told, running(desk.office), "en", whole=False)
        assert f"{heading} {finding}" == before
        wait_until(lambda: not again.figures.is_coming(SAMPLE))
        assert quality_known.quality_seen(again, running(desk.office), desk.office.now).current


def test_where_no_process_can_be_had_the_page_works_them_out_itself(desk: DeskAtWork) -> None:
    """Nobody waits for what does not come."""
    browser = desk.browser("Anna Berg")
    desk.office.service.reckoner.close()
    assert exactly(desk.office) in report(browser)


def test_the_report_as_pdf_is_of_now(desk: DeskAtWork) -> None:
    """It is a file that is taken away: whoever asks for it waits."""
    browser = desk.browser("Anna Berg")
    assert browser.ask(f"{STUDY}/quality/report.pdf").data.startswith(b"%PDF-")


@pytest.mark.parametrize("language", console_languages())
def test_what_is_kept_of_a_report_is_all_that_the_page_says_and_names_nobody(office: Office, language: str) -> None:
    """With answers of every kind among the cases."""
    office.write(person(0), ("a.xlsx", office.workbook(0)), reply_to=0)
    office.write(person(1), text="We will not take part in this survey. Please do not write to us again.", reply_to=1)
    found = running(office)
    with office.service.store.reading() as tx:
        told = quality(tx, found, office.now)
    data = as_kept(told)
    assert not any(text.encode() in data for one in told.cases for text in (one.name, one.reference, one.organisation))
    kept = from_kept(data)
    assert kept
    assert shown(kept, found, language, whole=False) == shown(told, found, language, whole=False)
    assert from_kept(b"{}") is None


def test_who_waits_for_reports_keeps_nobody_from_a_page(desk: DeskAtWork, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten ask for the PDF of a large study, which takes its time; whoever asks for a page gets it meanwhile."""
    asked, go_on = Semaphore(0), Event()

    def takes_its_time(*_: object) -> bytes:
        asked.release()
        assert go_on.wait(300)
        return b"%PDF"

    monkeypatch.setattr(pages_of_quality, "quality_pdf", takes_its_time)
    browser = desk.browser("Anna Berg")
    with ThreadPoolExecutor(10) as people:
        reports = [people.submit(browser.ask, f"{STUDY}/quality/report.pdf") for _ in range(10)]
        try:
            assert asked.acquire(timeout=300)
            assert browser.ask("/").status == 200
            assert not any(one.done() for one in reports)
        finally:
            go_on.set()
        assert {one.result().data for one in reports} == {b"%PDF"}
