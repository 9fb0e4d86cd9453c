"""The console in a real browser (Debian's Chromium): people with a keyboard, a phone or another language, and axe-core on every page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page

from languages.phrases import console_languages
from service.authoring.new_study import new_study
from service.console.users import AddingUser, add_user
from service.contacts.uploads import keep
from service.installation.install import SAMPLE
from store import invitations
from tests.service.authoring.test_new_study import WATER
from tests.service.mailings.test_sending_asked import hash_of
from tests.service.office import person
from tests.service.reviewing.test_edits import counts
from tests.web.desk import PASSWORD, DeskAtWork

AXE = (Path(__file__).parent / "vendored" / "axe.min.js").read_text(encoding="utf-8")
FINDINGS = "async () => (await axe.run()).violations.map(one => one.id + ': ' + one.nodes[0].html)"
BEYOND = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
STUDY = f"/studies/{SAMPLE}"


def signed_in(
    chromium: Chromium, desk: DeskAtWork, *, width: int = 1280, language: str = "en", script: bool = True, **preferences: Any
) -> Page:
    """Return a page of somebody who typed their name and password, and whose browser has these preferences (as Playwright names them)."""
    desk.add("Anna Berg", "administer")
    # What looks at pages is a script, which their policy would not let run.
    context = chromium.new_context(
        viewport={"width": width, "height": 900},
        base_url=f"http://127.0.0.1:{desk.settings.port}",
        locale=language,
        bypass_csp=True,
        java_script_enabled=script,
        **preferences,
    )
    page = context.new_page()
    page.goto(f"/sign-in?next={STUDY}")
    page.locator("#name").fill("Anna Berg")
    page.locator("#password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"http://127.0.0.1:{desk.settings.port}{STUDY}")
    return page


def pages(desk: DeskAtWork) -> list[str]:
    """Return the address of each kind of page, with something on it."""
    for gaps in ("Few.", "None."):
        desk.office.write(person(0), (f"{gaps}xlsx", desk.office.workbook(0, gaps=gaps)), reply_to=0)
    desk.office.write(person(2), text="We will not take part in this survey. Please do not write to us again.", reply_to=2)
    desk.office.write(person(1), text="Does question 4 ask for the year 2011 or 2012?", reply_to=1, subject="Which year?")
    with desk.office.service.store.reading() as tx:
        found = invitations.of(tx, SAMPLE, "ORG000")
    assert found
    organisation = f"organisations/{found.reference}"
    of_study = [
        "",
        "cases",
        "questions",
        "questions/2",
        "cases/1",
        "organisations",
        organisation,
        f"{organisation}/answers/employees",
        f"{organisation}/workbooks?first=1&second=2",
        f"{organisation}/workbooks/1",
        "letters/1",
        "messages/1",
    ]
    of_study += [
        "contacts",
        "mailings",
        "mailings/reminder",
        "mailings/circular",
        "mailings/circular/progress",
        "results",
        "journal",
        "cases/999",
    ]
    of_study += [f"mailings/reminder/send?sha256={hash_of(desk.office.service, 'reminder')}"]
    of_study += ["letters", "letters/of/reminder/en", "quality", "quality/progress", "progress"]
    rows = b"code;organisation;email;language\nNEW1;Office 1;one@office.example;en\nNEW2;Office 2;nobody;en\n"
    of_study += [f"contacts/preview?token={keep(desk.office.service, 'new.csv', rows)}"]
    added = add_user(desk.office.service, AddingUser(name="Nora Ude", role="look", by="Anna Berg"), desk.office.now).secret
    drafts = (f"/drafts/{WATER.id}", f"/drafts/{WATER.id}/letters/circular/en")
    ours = ("/", "/settings", "/settings/doctor", "/sign-in", f"/welcome/{added}", *drafts)
    new_study(desk.office.service, WATER, desk.office.now.date())
    return [*ours, *(f"{STUDY}/{one}".rstrip("/") for one in of_study)]


def test_what_has_no_spaces_is_broken_where_the_page_is_narrow(desk: DeskAtWork, chromium: Chromium) -> None:
    """A hash, a path or a name of a file, in whatever sentence of a case: nobody scrolls sideways to decide."""
    desk.office.write(person(2), text="We will not take part in this survey. Please do not write to us again.", reply_to=2)
    page = signed_in(chromium, desk, width=390)
    page.goto(f"{STUDY}/cases/1")
    for where in ("section > p", "section > ul > li", "h1", "dd"):
        page.evaluate("where => document.querySelector(`main ${where}`).textContent = 'x'.repeat(120)", where)
        assert page.evaluate(BEYOND) <= 0, where


@pytest.mark.parametrize("language", console_languages())
def test_axe_finds_nothing_on_any_page_in_any_language_and_none_scrolls_sideways(
    desk: DeskAtWork, chromium: Chromium, language: str
) -> None:
    """At 320 pixels, which is what 400 % of 1280 comes to (WCAG 1.4.10)."""
    addresses, page = pages(desk), signed_in(chromium, desk, width=320, language=language)
    asked: set[str] = set()
    page.on("request", lambda one: asked.add(one.url))
    for address in addresses:
        page.goto(address)
        assert page.evaluate(BEYOND) <= 0, address
        page.evaluate(AXE)
        assert page.evaluate(FINDINGS) == [], address
        assert page.locator("html").get_attribute("lang") == language
        assert page.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
    # No page fetches anything from elsewhere, also where no policy would keep it from that.
    assert {url for url in asked if not url.startswith((f"http://127.0.0.1:{desk.settings.port}/", "data:"))} == set()


def test_that_nobody_sends_is_said_in_red_and_a_letter_is_seen_as_wide_as_a_telephone(desk: DeskAtWork, chromium: Chromium) -> None:
    """By the colour that is drawn; and beside the letter as a screen shows it."""
    page = signed_in(chromium, desk)
    said = page.get_by_text("The service is not running")
    red, green, blue = (int(one) for one in said.evaluate("one => getComputedStyle(one).color.match(/\\d+/g).slice(0, 3)"))
    assert red > 2 * max(green, blue)
    page.goto(f"{STUDY}/letters/of/reminder/en")
    widths = [box["width"] for one in page.locator("iframe").all() if (box := one.bounding_box())]
    assert len(widths) == 2
    assert min(widths) in range(320, 400)
    assert max(widths) > 600


def test_a_case_is_decided_and_undone_with_the_keyboard_and_without_javascript(desk: DeskAtWork, chromium: Chromium) -> None:
    """From the first page of the study to the undoing."""
    desk.office.write(person(2), text="We will not take part in this survey. Please do not write to us again.", reply_to=2)
    page = signed_in(chromium, desk, script=False)
    page.get_by_role("link", name="ORG002").press("Enter")
    page.get_by_label("Note").fill("told me on the telephone")
    page.get_by_role("button", name="It declined").press("Enter")
    page.get_by_role("heading", name="Done").wait_for()
    assert desk.office.standing(2) == "declined"
    page.get_by_role("button", name="Undo").press("Enter")
    page.get_by_text("Undone").wait_for()
    assert desk.office.standing(2) != "declined"


def test_an_answer_is_put_right_and_undone_with_the_keyboard_and_without_javascript(desk: DeskAtWork, chromium: Chromium) -> None:
    """From the file of the organisation to the undoing."""
    desk.office.write(person(0), ("a.xlsx", desk.office.workbook(0, employees=4000)), reply_to=0)
    page = signed_in(chromium, desk, script=False)
    page.goto(f"{STUDY}/organisations?search=ORG000")
    page.get_by_role("link", name="Organisation 0").press("Enter")
    page.locator("#answers summary").press("Enter")
    page.locator('#answers a[href$="/employees"]').press("Enter")
    page.get_by_label("The right value").fill("401")
    page.get_by_label("Why it is put right").fill("told me on the telephone")
    page.get_by_role("button", name="See what would change").press("Enter")
    page.get_by_text("Nothing is changed yet.").wait_for()
    assert counts(desk.office, "employees") == 4000
    page.get_by_role("button", name="Put it right").press("Enter")
    page.get_by_role("heading", name="Done").wait_for()
    assert counts(desk.office, "employees") == 401
    page.get_by_role("button", name="Undo").press("Enter")
    page.get_by_text("Undone").wait_for()
    assert counts(desk.office, "employees") == 4000


def test_a_case_is_decided_with_one_key_that_does_nothing_by_itself(desk: DeskAtWork, chromium: Chromium) -> None:
    """Together with Alt, as browsers take such keys, and without JavaScript; alone it may be typed by mistake or by voice (WCAG 2.1.4)."""
    desk.office.write(person(2), text="We will not take part in this survey. Please do not write to us again.", reply_to=2)
    page = signed_in(chromium, desk, script=False)
    page.get_by_role("link", name="ORG002").press("Enter")
    assert page.get_by_role("button", name="It declined").get_attribute("accesskey") == "d"
    page.keyboard.press("d")
    assert desk.office.standing(2) != "declined"
    # As a keyboard sends it: Playwright's own Alt+d lacks the letter that the key has without Alt, by which Chromium finds the button.
    pressed = {"type": "keyDown", "modifiers": 1, "key": "d", "code": "KeyD", "text": "d", "unmodifiedText": "d", "isSystemKey": True}
    page.context.new_cdp_session(page).send("Input.dispatchKeyEvent", {**pressed, "windowsVirtualKeyCode": ord("D")})
    page.get_by_role("heading", name="Done").wait_for()
    assert desk.office.standing(2) == "declined"


@pytest.mark.parametrize("language", ["ru", "ar"])
def test_a_case_is_decided_with_one_key_of_a_keyboard_without_latin_letters(desk: DeskAtWork, chromium: Chromium, language: str) -> None:
    """By the digit of the button, which is printed beside it: the letters of such a keyboard are no keys of ours."""
    desk.office.write(person(2), text="We will not take part in this survey. Please do not write to us again.", reply_to=2)
    page = signed_in(chromium, desk, language=language, script=False)
    page.get_by_role("link", name="ORG002").press("Enter")
    button = page.locator("button[value=declined]")
    key = button.get_attribute("accesskey")
    assert key is not None
    assert key in "123456789"
    assert page.locator("dt", has=button).locator("kbd").inner_text() == key
    session = page.context.new_cdp_session(page)
    typed = {"type": "keyDown", "modifiers": 1, "isSystemKey": True}
    letter = {**typed, "key": "в", "code": "KeyD", "text": "в", "unmodifiedText": "в", "windowsVirtualKeyCode": ord("D")}
    digit = {**typed, "key": key, "code": f"Digit{key}", "text": key, "unmodifiedText": key, "windowsVirtualKeyCode": ord(key)}
    session.send("Input.dispatchKeyEvent", letter)
    assert desk.office.standing(2) != "declined"
    with page.expect_navigation():
        session.send("Input.dispatchKeyEvent", digit)
    assert desk.office.standing(2) == "declined"
