"""Stories in a real browser (Debian's Chromium): what goes wrong in an office, and how the people at the console mend it.

Its letters leave by SMTP, and what people write comes into a mailbox of IMAP, on servers that run.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page

from domain.journal import What
from domain.letter import DeliveryState
from service.collect import collect
from service.drafts import apply
from service.install import SAMPLE
from service.presence import Presence
from service.running import require_running
from service.timetable import plan_mailings
from store import outbox
from tests.service.installation import at, contacts_csv
from tests.service.office import Office, Template, person
from tests.service.test_approvals import asks
from tests.service.test_cancelling import under_way
from tests.web.desk import PASSWORD, DeskAtWork
from tests.web.on_servers import PostedOffice, beside, posted, tick
from tests.web.test_browser import STUDY, chromium

__all__ = ["chromium"]


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


def test_a_wrong_list_is_seen_before_it_is_loaded_and_mended(desk: DeskAtWork, chromium: Chromium) -> None:
    """Names and salutations stand in each other's columns: the person says so, looks again, and loads."""
    page = seated(chromium, desk, "Anna Berg", "send")
    wrong = contacts_csv(5).replace(b";name;address;salutation", b";salutation;address;name")
    page.goto(f"{STUDY}/contacts")
    page.get_by_label("File").set_input_files({"name": "list.csv", "mimeType": "text/csv", "buffer": wrong})
    page.get_by_role("button", name="Look at it").click()
    page.get_by_text("Nothing is kept yet").wait_for()
    page.get_by_label("salutation", exact=True).select_option("name")
    page.get_by_label("name", exact=True).select_option("salutation")
    page.get_by_role("button", name="Look again").click()
    page.get_by_role("button", name="Load it").click()
    page.get_by_text("2 added, 0 changed").wait_for()
    page.goto(f"{STUDY}/organisations?search=Organisation 4")
    page.get_by_role("link", name="Organisation 4").click()
    assert page.get_by_text("Person 4", exact=True).is_visible()


def test_two_persons_approve_a_mailing_and_the_same_one_twice_is_not_two(desk: DeskAtWork, chromium: Chromium) -> None:
    """The study asks for two."""
    asks(desk.office.home, 2)
    apply(desk.office.service, SAMPLE, desk.office.later(), by="staff")
    first, second = seated(chromium, desk, "Anna Berg", "send"), seated(chromium, desk, "Ben Carter", "send")
    for _ in range(2):
        first.goto(f"{STUDY}/mailings/reminder")
        first.get_by_role("button", name="Approve").click()
        first.get_by_text("1 person more has to approve it").wait_for()
    second.goto(f"{STUDY}/mailings/reminder")
    assert second.get_by_text("1 person more has to approve it").first.is_visible()
    assert second.locator("dd", has_text="Anna Berg").count() == 1
    second.get_by_role("button", name="Approve").click()
    second.get_by_text("approved by Anna Berg and Ben Carter").wait_for()


def test_who_may_only_look_finds_no_button_and_no_page_that_acts(desk: DeskAtWork, chromium: Chromium) -> None:
    """Neither on the pages of the study nor by the address of a page."""
    page = seated(chromium, desk, "Anna Berg", "look")
    for one in ("", "cases", "organisations", "contacts", "mailings/reminder"):
        page.goto(f"{STUDY}/{one}".rstrip("/"))
        acts = page.locator("main form[method=post]")
        assert acts.count() == 0, one
    page.goto("/settings")
    assert page.get_by_role("heading", name="You may not do this").is_visible()


def test_a_stolen_session_ends_when_its_owner_signs_out(desk: DeskAtWork, chromium: Chromium) -> None:
    """Whoever copied the cookie stands before the door then."""
    owner = seated(chromium, desk, "Anna Berg", "administer")
    thief = chromium.new_context(base_url=f"http://127.0.0.1:{desk.settings.port}", locale="en")
    thief.add_cookies(owner.context.cookies())  # type: ignore[arg-type]
    page = thief.new_page()
    page.goto(STUDY)
    assert page.get_by_role("heading", name="Where we stand").is_visible()
    owner.get_by_role("button", name="Sign out").click()
    owner.get_by_role("heading", name="Sign in").wait_for()
    page.goto(STUDY)
    assert page.get_by_role("heading", name="Sign in").is_visible()


def test_a_mailing_is_held_up_by_a_pause_and_leaves_when_the_study_goes_on(desk: DeskAtWork, chromium: Chromium) -> None:
    """Seen before on the page of the mailings, and after as having left."""
    office, page = desk.office, seated(chromium, desk, "Anna Berg", "send")
    page.goto(STUDY)
    page.get_by_role("button", name="Pause the study").click()
    page.get_by_text("The study is paused.").wait_for()
    office.now = at("03-26")
    tick(office.service, office.now)
    assert reminders(office) == 0
    page = seated(chromium, desk, "Ben Carter", "send")  # Nobody's session lasts for weeks.
    page.goto(STUDY)
    page.get_by_role("button", name="Resume the study").click()
    page.get_by_text("The study goes on.").wait_for()
    tick(office.service, office.later())
    assert reminders(office) == 3
    page.goto(f"{STUDY}/mailings")
    assert page.get_by_role("row", name="reminder").get_by_text("It left").is_visible()


def test_a_mailing_that_leaves_is_watched_without_asking_for_the_page_again(desk: DeskAtWork, chromium: Chromium) -> None:
    """How many letters have left changes by itself, and so does what came in; once nothing is under way, the page says nothing of it."""
    office = desk.office
    office.now = at("03-26")
    page = seated(chromium, desk, "Anna Berg", "send")
    page.goto(STUDY)
    assert page.locator("iframe").count() == 0
    with office.service.store.reading() as tx:
        running = require_running(office.service, tx, SAMPLE)
    collect(office.service, office.now)  # Nobody is reminded before the mailbox was looked at.
    beside(partial(plan_mailings, office.service, running, office.now))
    with Presence(office.service) as alive:
        alive.show()
        page.goto(STUDY)
        frame = page.frame_locator("iframe.progress")
        frame.get_by_text("reminder: 0 of 3 letters have left").wait_for()
        tick(office.service, office.later())
        frame.get_by_text("Everything that was due has left").wait_for(timeout=20_000)
    assert reminders(office) == 3
    page.goto(STUDY)
    assert page.locator("iframe").count() == 0


def reminders(office: Office) -> int:
    """Return how many reminders were sent."""
    with office.service.store.reading() as tx:
        return sum(one.mailing == "reminder" for one in outbox.in_state(tx, DeliveryState.SENT, SAMPLE))


def test_of_two_who_decide_a_case_at_once_the_second_is_told_who_was_first(desk: DeskAtWork, chromium: Chromium) -> None:
    """Both look at the same page; what the first decided stands."""
    desk.office.write(person(2), text="We will not take part in this survey. Please do not write to us again.", reply_to=2)
    first, second = seated(chromium, desk, "Anna Berg", "decide"), seated(chromium, desk, "Ben Carter", "decide")
    for page in (first, second):
        page.goto(f"{STUDY}/cases/1")
    first.get_by_role("button", name="It declined").click()
    first.get_by_role("heading", name="Done").wait_for()
    second.get_by_role("button", name="It declined").click()
    second.get_by_text("Anna Berg").first.wait_for()
    assert second.get_by_role("button", name="Undo").count() == 0
    assert desk.office.standing(2) == "declined"
    assert len([one for one in desk.office.entries() if one.what == What.DECLINED]) == 1


def test_a_list_of_five_thousand_contacts_is_looked_at_and_loaded(desk: DeskAtWork, chromium: Chromium) -> None:
    """What the page shows of it stays short."""
    page = seated(chromium, desk, "Anna Berg", "send")
    page.goto(f"{STUDY}/contacts")
    page.get_by_label("File").set_input_files({"name": "list.csv", "mimeType": "text/csv", "buffer": contacts_csv(5000)})
    page.get_by_role("button", name="Look at it").click()
    page.get_by_text("Nothing is kept yet").wait_for()
    assert len(page.content()) < 200_000
    page.get_by_role("button", name="Load it").click()
    page.get_by_text("4997 added, 0 changed").wait_for()


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
