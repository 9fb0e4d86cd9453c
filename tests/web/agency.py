"""People who come to the console by their agency's provider of single sign-on, with a browser that goes there and back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest

from service.console.users import AddingUser, add_user
from service.installation.install import SAMPLE
from service.installation.public import OidcTable
from tests.openid_provider import CLIENT, SECRET, OpenIdProvider, openid_provider
from tests.service.office import Office
from tests.web.desk import Browser, DeskAnswer, DeskAtWork, desk_of

STUDY = f"/studies/{SAMPLE}"
AWAY = "counterfoil-away"


@pytest.fixture
def provider(office: Office) -> Iterator[OpenIdProvider]:
    """Return the provider of an agency that runs; its clock is the office's."""
    with openid_provider(lambda: office.now) as found:
        yield found


@pytest.fixture
def desk(office: Office, provider: OpenIdProvider) -> Iterator[DeskAtWork]:
    """Serve a console whose settings name that provider."""
    with single(office, provider) as found:
        yield found


def single(office: Office, provider: OpenIdProvider, url: str | None = None, secret: str = SECRET) -> AbstractContextManager[DeskAtWork]:
    """Serve a console whose settings name a provider."""
    office.service.installation = replace(office.service.installation, oidc_secret=secret)
    table = OidcTable(issuer=provider.url, client_id=CLIENT, name="Agency account", ca_file=provider.ca_file)
    return desk_of(office, url, table)


def invited(desk: DeskAtWork, name: str = "Ben Carter", role: str = "decide") -> str:
    """Return the address of the page to which a new person's link leads."""
    added = add_user(desk.office.service, AddingUser(name=name, role=role, by="Anna Berg"), desk.office.now)
    return f"/welcome/{added.secret}"


def away(browser: Browser, provider: OpenIdProvider, start: str = "/sign-in/oidc") -> str:
    """Go to the provider, sign in there, and return the address at the console to which it leads back."""
    went = browser.ask(start)
    assert (went.status, went.data) == (303, b"")
    there = went.headers["location"]
    assert there.startswith(f"{provider.url}/authorize?")
    back = provider.authorize(dict(parse_qsl(urlsplit(there).query)), provider.person)
    return back.partition(f":{browser.port}")[2]


def come(browser: Browser, provider: OpenIdProvider, start: str = "/sign-in/oidc") -> DeskAnswer:
    """Go to the provider and come back."""
    return browser.ask(away(browser, provider, start), Sec_Fetch_Site="cross-site", Origin="")


def bound(desk: DeskAtWork, provider: OpenIdProvider, name: str = "Ben Carter", role: str = "decide") -> Browser:
    """Return the browser of a new person who followed their link to the provider."""
    browser = desk.browser()
    came = come(browser, provider, f"{invited(desk, name, role)}/oidc")
    assert (came.status, came.headers["location"]) == (303, "/")
    return browser


def told(answer: DeskAnswer) -> str:
    """Return why somebody was not let in, as the page to which they are led is told; "" where they were."""
    assert answer.status == 303
    return parse_qs(urlsplit(answer.headers["location"]).query).get("told", [""])[0]


def is_in(browser: Browser) -> bool:
    """Say whether somebody is signed in."""
    return browser.ask(STUDY).status == 200
