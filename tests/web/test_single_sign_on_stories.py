"""Single sign-on in a real browser (Debian's Chromium): away to the agency's page and back, with its rules for cookies, forms and links."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page

from languages.phrases import console_languages
from service.console.oidc.faults import NotLetIn
from tests.openid_provider import OpenIdProvider
from tests.web.agency import STUDY, bound, desk, invited, provider
from tests.web.desk import DeskAtWork
from tests.web.test_browser import AXE, BEYOND, FINDINGS, signed_in

__all__ = ["desk", "provider"]


def opened(chromium: Chromium, desk: DeskAtWork, address: str, language: str = "en") -> Page:
    """Return a page of somebody who is not signed in anywhere."""
    page = chromium.new_context(base_url=f"http://127.0.0.1:{desk.settings.port}", locale=language).new_page()
    page.goto(address)
    return page


def test_somebody_follows_their_link_to_the_agency_and_comes_in_by_it_from_then_on(
    desk: DeskAtWork, provider: OpenIdProvider, chromium: Chromium
) -> None:
    """Signed out, they are told that the agency's session stays; whoever is not bound is told what to do. No code stays in an address."""
    provider.person = ""  # People say there who they are.
    page = opened(chromium, desk, invited(desk))
    page.get_by_role("link", name="Sign in with Agency account").press("Enter")
    page.get_by_role("link", name="I am Ben").click()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_text("You may still be signed in at your agency").wait_for()
    page.goto(STUDY)
    page.get_by_role("link", name="Sign in with Agency account").click()
    page.get_by_role("link", name="I am Ben").click()
    page.wait_for_url(f"http://127.0.0.1:{desk.settings.port}{STUDY}")
    assert page.get_by_text("Ben Carter").is_visible()
    assert [one["name"] for one in page.context.cookies()] == ["counterfoil"]
    provider.person = "eve"
    stranger = opened(chromium, desk, f"/sign-in?next={STUDY}")
    stranger.get_by_role("link", name="Sign in with Agency account").click()
    stranger.get_by_text("not bound to anybody here").wait_for()
    assert "code" not in stranger.url


def test_a_page_of_strangers_that_leads_to_a_link_shows_first_whom_it_makes_of_them(
    desk: DeskAtWork, provider: OpenIdProvider, chromium: Chromium
) -> None:
    """A browser says of itself that it comes from elsewhere."""
    page = opened(chromium, desk, f"{provider.url}/elsewhere")
    page.set_content(f"<a href='http://127.0.0.1:{desk.settings.port}{invited(desk)}/oidc'>A report</a>")
    page.get_by_role("link", name="A report").click()
    page.get_by_text("You sign in as Ben Carter.").wait_for()


@pytest.mark.parametrize("language", console_languages())
def test_axe_finds_nothing_on_the_pages_of_single_sign_on_and_none_scrolls_sideways(
    desk: DeskAtWork, provider: OpenIdProvider, chromium: Chromium, language: str
) -> None:
    """With each thing that can be told, at 320 pixels."""
    provider.about = {"email": "benedict.carter-of-the-long-address@statistics.agency.example"}
    bound(desk, provider)
    page = signed_in(chromium, desk, width=320, language=language)
    addresses = [f"/sign-in?told={one}" for one in ("left", *NotLetIn)]
    for address in (*addresses, invited(desk, "Clara Diaz"), "/settings"):
        page.goto(address)
        assert page.evaluate(BEYOND) <= 0, address
        page.evaluate(AXE)
        assert page.evaluate(FINDINGS) == [], address
