"""A mailing is sent from its page, in a real browser and on mail servers that run: looked at, tried, approved, watched, and held up."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page

from domain.letter import DeliveryState
from service.authoring.drafts import apply
from service.installation.install import SAMPLE
from service.process.presence import Presence
from store import outbox
from tests.service.approving.test_approvals import asks
from tests.service.installed import at
from tests.service.office import Office, Template
from tests.web.desk import DeskAtWork
from tests.web.on_servers import PostedOffice, posted, tick
from tests.web.test_browser import STUDY
from tests.web.test_cancelling_story import seated
from tests.web.test_eyes import looked_at

PAGE = f"{STUDY}/mailings/reminder"
MINE = "anna.berg@agency.example"


@pytest.fixture
def office(kept: Template, tmp_path: Path) -> Iterator[PostedOffice]:
    """Return an office on mail servers that run."""
    with posted(kept, tmp_path) as found:
        yield found


def came(desk: DeskAtWork, words: str) -> list[str]:
    """Return to whom the mail server took letters with these words in the subject."""
    office = desk.office
    assert isinstance(office, PostedOffice)
    return [to for one in office.servers.accepted() for to in one.rcpt_to if words in one.file.read_text(errors="replace")]


def wait_to_leave(office: Office) -> int:
    """Return how many letters of the reminder wait."""
    with office.service.store.reading() as tx:
        return sum(one.state in {DeliveryState.QUEUED, DeliveryState.DEFERRED} for one in outbox.of_mailings(tx, ["reminder"]))


def is_sent(office: Office) -> int:
    """Return how many letters of the reminder have left."""
    with office.service.store.reading() as tx:
        return sum(one.mailing == "reminder" for one in outbox.in_state(tx, DeliveryState.SENT, SAMPLE))


def ask_to_send(page: Page) -> None:
    """Ask for the mailing on its page, and say so on the second one."""
    page.goto(PAGE)
    page.get_by_role("button", name="Send it now").click()
    page.get_by_text("What has left cannot be called back.").wait_for()
    page.locator("main form[method=post] button").click()
    page.get_by_text("The service that runs will send the mailing").wait_for()


def test_a_mailing_is_tried_approved_taken_back_asked_for_again_paused_and_sent(desk: DeskAtWork, chromium: Chromium) -> None:
    """The test letter comes to the person; what was taken back never leaves, and what is paused waits until the study goes on."""
    office = desk.office
    office.now = at("03-20")
    asks(office.home, 1)
    apply(office.service, SAMPLE, office.later(), by="staff")
    page = seated(chromium, desk, "Anna Berg", "send")
    page.goto(PAGE)
    page.locator("#address").fill(MINE)
    page.locator(f"form[action='{PAGE}/test'] button").click()
    page.get_by_role("heading", name="Done").wait_for()
    looked_at(page)
    before = len(came(desk, MINE))
    assert not tick(office.service, office.later()).problems
    assert len(came(desk, MINE)) > before
    page.goto(PAGE)
    page.get_by_role("button", name="Approve").click()
    page.get_by_role("heading", name="Done").wait_for()
    ask_to_send(page)
    page.goto(PAGE)
    page.get_by_role("button", name="Take it back").click()
    page.get_by_role("heading", name="Done").wait_for()
    looked_at(page)
    tick(office.service, office.later())
    assert (wait_to_leave(office), is_sent(office)) == (0, 0)
    ask_to_send(page)
    page.goto(STUDY)
    page.get_by_role("button", name="Pause the study").click()
    page.get_by_text("The study is paused.").wait_for()
    tick(office.service, office.later())
    assert is_sent(office) == 0
    page.goto(STUDY)
    page.get_by_role("button", name="Resume the study").click()
    page.get_by_text("The study goes on.").wait_for()
    with Presence(office.service) as alive:
        alive.show()
        ask_to_send(page)
        page.goto(PAGE)
        page.frame_locator("iframe.progress").locator("body").wait_for()
        tick(office.service, office.later())
        page.goto(PAGE)
        page.get_by_text("letters have left").first.wait_for()
    assert (wait_to_leave(office), is_sent(office)) == (0, 3)


def test_axe_finds_nothing_on_what_is_said_after_an_act_and_on_what_is_refused(desk: DeskAtWork, chromium: Chromium) -> None:
    """In English and in Arabic, at the width of a telephone."""
    for language in ("en", "ar"):
        page = seated(chromium, desk, f"Anna {language}", "send")
        page.set_viewport_size({"width": 320, "height": 700})
        page.context.add_cookies([{"name": "language", "value": language, "url": f"http://127.0.0.1:{desk.settings.port}"}])
        page.goto(PAGE)
        page.locator("#address").fill("nobody at all")
        page.evaluate("document.querySelector('#address').type = 'text'")
        page.locator(f"form[action='{PAGE}/test'] button").click()
        page.locator("[role=alert]").wait_for()
        looked_at(page)
        page.goto(STUDY)
        page.locator(f"form[action='{STUDY}/pause'] button").click()
        page.locator(".done[role=status]").wait_for()
        looked_at(page)
