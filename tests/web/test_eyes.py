"""What people set in their browser is heeded on every page of the console; and what answers a form is looked at as a page is."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page

from languages.phrases import console_languages
from service.contacts.lists import Signed, load_file
from service.installation.install import SAMPLE
from store import invitations
from tests.service.installed import LIST, contacts_csv
from tests.service.office import person
from tests.web.desk import DeskAtWork
from tests.web.test_browser import AXE, BEYOND, FINDINGS, STUDY, pages, signed_in

DARK, LIGHT = 64, 192  # of 255
# Perceived lightness (Rec. 709) of the colours that the page and its text have.
LIGHTNESS = """() => ["backgroundColor", "color"].map(name => {
  const [red, green, blue] = getComputedStyle(document.documentElement)[name].match(/[0-9.]+/g).map(Number);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue; })"""
MOVING = """() => [...document.querySelectorAll("*")].filter(one => {
  const style = getComputedStyle(one);
  return style.scrollBehavior !== "auto" || [style.transitionDuration, style.animationDuration].some(
    all => all.split(",").some(parseFloat));
}).map(one => one.outerHTML.slice(0, 200)).concat(document.getAnimations().map(String))"""
# What looks like a button only by its colours would be a word like others where the browser takes colours away.
WITHOUT_EDGE = """() => [...document.querySelectorAll("button:not(.plain), .button, input:not([type=hidden]), select, textarea")].filter(
  one => one.offsetWidth && !(parseFloat(getComputedStyle(one).borderTopWidth) > 0 || ["checkbox", "radio", "file"].includes(one.type))
).map(one => one.outerHTML.slice(0, 200))"""
HERE = (
    "() => [...document.querySelectorAll('nav a')].map(one => [one.hasAttribute('aria-current'), getComputedStyle(one).borderBottomColor])"
)
NOTHING_TO_FOCUS = "body"
FOCUSED = """() => document.activeElement === document.body ? "body" : getComputedStyle(document.activeElement).outlineStyle"""
CLICKABLE_ON_PAPER = """() => [...document.querySelectorAll("main :is(button, input, select, .button), nav ul a")].filter(
  one => one.offsetWidth).map(one => one.outerHTML)"""


def looked_at(page: Page) -> None:
    """Make sure that axe-core finds nothing on a page and that it does not scroll sideways."""
    assert page.evaluate(BEYOND) <= 0, page.url
    page.evaluate(AXE)
    assert page.evaluate(FINDINGS) == [], page.url


def test_dark_pages_are_dark_and_can_be_read(desk: DeskAtWork, chromium: Chromium) -> None:
    """Every page, by the contrast that axe-core measures (WCAG 1.4.3)."""
    addresses, page = pages(desk), signed_in(chromium, desk, color_scheme="dark")
    for address in addresses:
        page.goto(address)
        ground, ink = page.evaluate(LIGHTNESS)
        assert ground < DARK, address
        assert ink > LIGHT, address
        looked_at(page)


def test_with_colours_of_their_own_people_see_what_is_a_button_where_they_are_and_what_has_the_focus(
    desk: DeskAtWork, chromium: Chromium
) -> None:
    """As Windows' contrast themes set them (forced colours): edges tell what grounds told."""
    addresses, page = pages(desk), signed_in(chromium, desk, forced_colors="active")
    for address in addresses:
        page.goto(address)
        assert page.evaluate("matchMedia('(forced-colors: active)').matches")
        assert page.evaluate(WITHOUT_EDGE) == [], address
        places: list[tuple[bool, str]] = page.evaluate(HERE)
        here, elsewhere = ({colour for current, colour in places if current is which} for which in (True, False))
        assert not here & elsewhere, address
        page.keyboard.press("Tab")
        assert page.evaluate(FOCUSED) in {"solid", NOTHING_TO_FOCUS}, address


def test_nothing_moves_where_people_want_no_motion(desk: DeskAtWork, chromium: Chromium) -> None:
    """Neither by itself nor when it is pointed at (WCAG 2.3.3)."""
    addresses, page = pages(desk), signed_in(chromium, desk, reduced_motion="reduce")
    for address in addresses:
        page.goto(address)
        assert page.evaluate(MOVING) == [], address


def test_on_paper_there_is_nothing_to_press(desk: DeskAtWork, chromium: Chromium) -> None:
    """A printed page is what a person reads out in a meeting."""
    addresses, page = pages(desk), signed_in(chromium, desk)
    page.emulate_media(media="print")
    for address in addresses:
        page.goto(address)
        assert page.evaluate(CLICKABLE_ON_PAPER) == [], address


def refused(page: Page, address: str, form: dict[str, Any]) -> None:
    """Send a form that this page does not offer, as a browser sends it, and look at the answer."""
    page.goto(STUDY)
    page.evaluate(
        """([address, fields]) => {
          const form = Object.assign(document.createElement("form"), {method: "post", action: address});
          for (const [name, value] of Object.entries(fields)) form.append(Object.assign(document.createElement("input"), {name, value}));
          document.body.append(form);
          form.submit();
        }""",
        [address, form],
    )
    page.wait_for_url(f"**{address}")
    page.wait_for_load_state()


def acts(desk: DeskAtWork) -> list[tuple[str, dict[str, str]]]:
    """Return forms that lead to what is said before an act, and after it: one done, several, one refused."""
    desk.office.write(person(0), ("a.xlsx", desk.office.workbook(0, employees=4000)), reply_to=0)
    with desk.office.service.store.reading() as tx:
        found, third = (invitations.of(tx, SAMPLE, code) for code in ("ORG000", "ORG002"))
    assert found
    assert third
    file = desk.office.home / "more.csv"
    file.write_bytes(contacts_csv(5))
    loaded = load_file(desk.office.service, file, LIST, {}, store=True, signed=Signed(by="Anna Berg", at=desk.office.later())).entry
    one, right = f"{STUDY}/organisations/{found.reference}", {"question": "employees", "value": "-1", "note": "by telephone", "tell": "1"}
    return [
        (f"{one}/answers/look", right),
        (f"{one}/answers", right),
        (f"{one}/answers", right | {"value": "many"}),
        (f"{one}/notes", {"text": "They rang."}),
        (one, {"what": "waiting", "until": "2011-01-01"}),
        (f"{STUDY}/cases", {"what": "accept"}),
        (f"{STUDY}/organisations", {"do": "mark", "what": "waiting", "organisation": third.reference}),
        (f"{STUDY}/entries/{loaded}/undo", {"note": ""}),
        (f"{STUDY}/mailings/reminder/check", {}),
        ("/settings/users", {"name": "Ben Carter", "role": "look"}),
    ]


@pytest.mark.parametrize("language", console_languages())
def test_what_answers_a_form_is_looked_at_as_other_pages_are(desk: DeskAtWork, chromium: Chromium, language: str) -> None:
    """What is seen before an act and said after it, faulty forms, acts that are not there, a wrong password; narrow, in each language."""
    desk.office.write(person(2), text="We will not take part in this survey. Please do not write to us again.", reply_to=2)
    page = signed_in(chromium, desk, width=320, language=language)
    page.goto(f"{STUDY}/cases/1")
    page.locator("main form button").first.press("Enter")
    page.locator(".done").first.wait_for()
    looked_at(page)
    for address, form in (
        (f"{STUDY}/cases/1", {"decision": "accept"}),
        (f"{STUDY}/cases/999", {"decision": "accept"}),
        (f"{STUDY}/contacts", {}),
        (f"{STUDY}/no-such-page", {}),
        *acts(desk),
        ("/sign-in", {"name": "Anna Berg", "password": "wrong"}),
    ):
        refused(page, address, form)
        assert page.locator("main").inner_text().strip(), address
        looked_at(page)
