"""A mailing that leaves is cancelled, in a real browser and on mail servers that run; the ten stories are in `tests/stories`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page

from domain.letter import DeliveryState
from service.installation.install import SAMPLE
from store import outbox
from tests.service.approving.test_cancelling import under_way
from tests.service.office import Office, Template
from tests.web.desk import PASSWORD, DeskAtWork
from tests.web.on_servers import PostedOffice, beside, posted, tick
from tests.web.test_browser import STUDY


@pytest.fixture
def office(kept: Template, tmp_path: Path) -> Iterator[PostedOffice]:
    """Return an office on mail servers that run."""
    with posted(kept, tmp_path) as found:
        yield found


def seated(chromium: Chromium, desk: DeskAtWork, name: str, role: str) -> Page:
    """Return a page of a person of this role, at a browser of their own, who typed their name and password."""
    desk.add(name, role)
    page = chromium.new_context(base_url=f"http://127.0.0.1:{desk.settings.port}", locale="en").new_page()
    page.goto("/sign-in")
    page.locator("#name").fill(name)
    page.locator("#password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Sign out").wait_for()
    return page


def reminders(office: Office) -> int:
    """Return how many reminders were sent."""
    with office.service.store.reading() as tx:
        return sum(one.mailing == "reminder" for one in outbox.in_state(tx, DeliveryState.SENT, SAMPLE))


def test_a_mailing_that_leaves_is_cancelled_from_the_first_page_and_undone(desk: DeskAtWork, chromium: Chromium) -> None:
    """It says what has left and what will not; once it is undone, the rest leaves."""
    office = desk.office
    beside(partial(under_way, office))
    page = seated(chromium, desk, "Anna Berg", "send")
    page.goto(STUDY)
    page.get_by_role("link", name="Cancel reminder").click()
    page.get_by_role("button", name="Cancel the mailing").click()
    page.get_by_text("1 letter has left; 2 letters will not leave").wait_for()
    tick(office.service, office.later())
    assert reminders(office) == 1
    page.get_by_role("button", name="Undo").click()
    page.get_by_text("2 letters of reminder wait to leave").wait_for()
    tick(office.service, office.later())
    assert reminders(office) == 3
