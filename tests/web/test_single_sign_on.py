"""Who comes in by single sign-on: whoever followed a link of who administers, and is the same at the agency's provider; and nobody else."""

from __future__ import annotations

import json
import logging
import re
from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import jwt
import pytest

from domain.errors import ConfigurationError
from domain.rules.id_token import HOLDS
from service.console.signing_in import IDLE, LONGEST
from service.console.users import first_link, journal_of_users, new_password_link, remove_user, unbind, users
from tests.openid_provider import SECRET, OpenIdProvider, openid_provider, signed
from tests.service.office import Office
from tests.web.agency import AWAY, STUDY, away, bound, come, desk, invited, is_in, provider, single, told
from tests.web.desk import PASSWORD, Browser, DeskAtWork, desk_of

__all__ = ["desk", "provider"]


def test_who_followed_a_link_to_the_provider_comes_in_by_it_from_then_on(desk: DeskAtWork, provider: OpenIdProvider) -> None:
    """With the role that they have here, and the page that they wanted; the journal says who bound whom."""
    provider.about = {"email": "ben@agency.example"}
    link = invited(desk)
    assert "Choose how you sign in" in desk.browser().ask(link).words
    first = desk.browser()
    assert come(first, provider, f"{link}/oidc").headers["location"] == "/"
    assert "Ben Carter" in first.ask(STUDY).words
    again = desk.browser()
    assert "Sign in with Agency account" in again.ask(f"/sign-in?next={STUDY}").words
    assert come(again, provider, f"/sign-in/oidc?next={STUDY}").headers["location"] == STUDY
    assert again.ask(STUDY).status == 200
    assert again.ask("/settings").status == 403
    (ben,) = users(desk.office.service)
    assert ben.identity
    assert (ben.has_password, ben.identity.subject, ben.identity.called) == (False, provider.person, "ben@agency.example")
    assert next((one.by, one.what) for one in journal_of_users(desk.office.service)) == (
        "Ben Carter",
        "Ben Carter signs in by single sign-on",
    )
    assert desk.browser().ask(link).status == 400
    desk.office.check()


def test_nobody_is_believed_for_a_name_or_an_address(desk: DeskAtWork, provider: OpenIdProvider) -> None:
    """Who is called at the provider as a user is here comes in only where they were bound, and is told what to do."""
    desk.add("Ben Carter", "administer")
    provider.person = "eve"
    provider.about = {"name": "Ben Carter", "preferred_username": "Ben Carter", "email": "ben@agency.example", "email_verified": True}
    browser = desk.browser()
    answer = come(browser, provider)
    assert told(answer) == "unbound"
    assert "Ask whoever administers the console for a link" in browser.ask(answer.headers["location"]).words
    assert not is_in(browser)
    assert users(desk.office.service)[0].identity is None


def test_the_subject_of_another_provider_is_somebody_else(desk: DeskAtWork, provider: OpenIdProvider, office: Office) -> None:
    """Each provider gives its subjects as it likes."""
    bound(desk, provider)
    with openid_provider(lambda: office.now) as other, single(office, other) as elsewhere:
        assert told(come(elsewhere.browser(), other)) == "unbound"


def test_an_account_of_the_agency_is_one_user_here(desk: DeskAtWork, provider: OpenIdProvider) -> None:
    """The second who would be bound to it is not, and their link can still be used."""
    bound(desk, provider)
    second = invited(desk, "Clara Diaz")
    assert told(come(desk.browser(), provider, f"{second}/oidc")) == "taken"
    provider.person = "clara"
    assert told(come(desk.browser(), provider, f"{second}/oidc")) == ""


def test_a_link_binds_once_and_not_after_its_two_days(desk: DeskAtWork, provider: OpenIdProvider) -> None:
    """Also not who went away with it before somebody else came back."""
    link, first, second = invited(desk), desk.browser(), desk.browser()
    back = away(second, provider, f"{link}/oidc")
    assert told(come(first, provider, f"{link}/oidc")) == ""
    provider.person = "eve"
    assert told(second.ask(back)) == "link"
    assert desk.browser().ask(f"{link}/oidc").status == 400
    late = invited(desk, "Clara Diaz")
    desk.office.later(days=3)
    assert desk.browser().ask(f"{late}/oidc").status == 400


@pytest.mark.parametrize(
    "came",
    [
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "none"},
        {"Sec_Fetch_Site": "", "Referer": "https://evil.example/"},
        {"Sec_Fetch_Site": ""},
    ],
    ids=str,
)
def test_who_is_sent_to_be_bound_by_another_page_sees_first_whom_it_makes_of_them(desk: DeskAtWork, came: dict[str, str]) -> None:
    """Else a colleague with a link of their own would make somebody work under their name, without a click."""
    link = invited(desk)
    answer = desk.browser().ask(f"{link}/oidc", None, body=b"", **came)
    assert (answer.status, answer.headers["location"]) == (303, link)
    assert "set-cookie" not in answer.headers
    own = {"Sec_Fetch_Site": "", "Referer": f"http://127.0.0.1:{desk.settings.port}{link}"}
    assert desk.browser().ask(f"{link}/oidc", None, body=b"", **own).headers["location"].startswith("http")


def test_the_first_user_chooses_a_password(desk: DeskAtWork) -> None:
    """Somebody comes in without the provider, and its account is not whoever follows that link first."""
    secret = first_link(desk.office.service, desk.office.now)
    page = desk.browser().ask(f"/welcome/{secret}")
    assert "Agency account" not in page.words
    assert desk.browser().ask(f"/welcome/{secret}/oidc").status == 400


def test_there_is_one_way_in_for_each_person(desk: DeskAtWork, provider: OpenIdProvider) -> None:
    """Whoever is bound has no password any more, and who chooses a password is bound no more; each ends the sessions of before."""
    service, before = desk.office.service, desk.browser("Ben Carter", "decide")

    def link() -> str:
        return f"/welcome/{new_password_link(service, 'Ben Carter', desk.office.now, by='Anna Berg')}"

    single_ = desk.browser()
    come(single_, provider, f"{link()}/oidc")
    assert (is_in(before), is_in(single_)) == (False, True)
    assert desk.browser().sign_in("Ben Carter").status == 403
    assert desk.browser().act(link(), password=PASSWORD).status == 303
    assert not is_in(single_)
    assert told(come(desk.browser(), provider)) == "unbound"
    assert desk.browser().sign_in("Ben Carter").status == 303


def test_unbinding_ends_it_at_once(desk: DeskAtWork, provider: OpenIdProvider) -> None:
    """By the page of settings; the journal says who did."""
    ben, anna = bound(desk, provider), desk.browser("Anna Berg")
    page = anna.ask("/settings")
    assert 'aria-label="Unbind Ben Carter from single sign-on"' in page.text
    assert anna.act("/settings/users/unbind", name="Ben Carter").status == 303
    assert not is_in(ben)
    assert told(come(desk.browser(), provider)) == "unbound"
    assert "Ben Carter does not sign in by single sign-on any more , Anna Berg" in anna.ask("/settings").words
    with pytest.raises(ConfigurationError, match="does not sign in by single sign-on"):
        unbind(desk.office.service, "Ben Carter", desk.office.now, by="Anna Berg")
    desk.office.check()


def test_who_comes_in_by_single_sign_on_alone_counts_as_somebody_who_can(desk: DeskAtWork, provider: OpenIdProvider) -> None:
    """As the last who may add users they are not removed, and no other first user is made."""
    bound(desk, provider, role="administer")
    assert first_link(desk.office.service, desk.office.now) is None
    with pytest.raises(ConfigurationError, match="the last who may add users"):
        remove_user(desk.office.service, "Ben Carter", desk.office.now, by="Anna Berg")


def test_the_last_who_may_add_users_is_not_unbound(desk: DeskAtWork, provider: OpenIdProvider) -> None:
    """Else whoever follows the first user's link next becomes administrator; by a link of their own they choose a password."""
    service, now = desk.office.service, desk.office.now
    ben = bound(desk, provider, role="administer")
    assert ben.act("/settings/users/unbind", name="Ben Carter").status == 400
    with pytest.raises(ConfigurationError, match=r"the last who may add users.*First give them a link for a password"):
        unbind(service, "Ben Carter", now, by="Ben Carter")
    assert is_in(ben)
    link = f"/welcome/{new_password_link(service, 'Ben Carter', now, by='Ben Carter')}"
    assert desk.browser().act(link, password=PASSWORD).status == 303
    assert users(service)[0].identity is None
    assert first_link(service, now) is None


def test_the_first_users_link_is_gone_once_somebody_comes_in(desk: DeskAtWork, provider: OpenIdProvider) -> None:
    """Also when they do not come in any more."""
    service, now = desk.office.service, desk.office.now
    first = first_link(service, now)
    bound(desk, provider)
    unbind(service, "Ben Carter", now, by="Anna Berg")
    assert desk.browser().act(f"/welcome/{first}", name="Eve Evil", password=PASSWORD).status == 400
    assert [one.name for one in users(service)] == ["Ben Carter"]


def test_coming_in_begins_a_new_session_that_ends_as_any_other(desk: DeskAtWork, provider: OpenIdProvider) -> None:
    """Whatever the browser brought (session fixation); signing out says that the agency's session stays."""
    browser = bound(desk, provider)
    browser.cookies["counterfoil"] = "prepared-by-a-stranger"
    come(browser, provider)
    first = browser.cookies["counterfoil"]
    come(browser, provider)
    assert browser.cookies["counterfoil"] not in {first, "prepared-by-a-stranger"}
    assert not is_in(Browser(desk.settings.port, {"counterfoil": first}))
    out = browser.act("/sign-out")
    assert "You may still be signed in at your agency" in browser.ask(out.headers["location"]).words
    assert not is_in(browser)
    come(browser, provider)
    desk.office.now += IDLE + timedelta(seconds=1)
    assert not is_in(browser)
    come(browser, provider)
    for _ in range(int(LONGEST / IDLE) + 1):
        assert is_in(browser)
        desk.office.now += IDLE - timedelta(minutes=1)
    assert not is_in(browser)


def test_an_answer_that_another_browser_asked_for_lets_nobody_in(desk: DeskAtWork, provider: OpenIdProvider) -> None:
    """A stranger who leads somebody to the end of their own way (login CSRF), and one who took an address from a log."""
    bound(desk, provider)
    mine, theirs = desk.browser(), desk.browser()
    back = away(mine, provider)
    assert told(theirs.ask(back)) == "stale"
    away(theirs, provider)
    assert told(theirs.ask(back)) == "stale"
    assert not is_in(theirs)
    assert told(mine.ask(back)) == ""
    assert mine.cookies[AWAY] == ""


def test_a_code_works_once_and_a_way_holds_ten_minutes(desk: DeskAtWork, provider: OpenIdProvider) -> None:
    """Also where the browser kept its secret."""
    bound(desk, provider)
    browser = desk.browser()
    back = away(browser, provider)
    kept = browser.cookies[AWAY]
    assert told(browser.ask(back)) == ""
    browser.cookies[AWAY] = kept
    assert told(browser.ask(back)) == "stale"
    late = away(browser, provider)
    desk.office.now += HOLDS + timedelta(seconds=1)
    assert told(browser.ask(late)) == "stale"


@pytest.mark.parametrize("brought", ["", "x", "e30", "bnVsbA", "W10", "eyJzZWNyZXQiOiIifQ", "é" * 3, "A" * 3000], ids=str)
def test_what_a_browser_kept_and_is_none_of_ours_lets_nobody_in(desk: DeskAtWork, brought: str) -> None:
    """Whatever stands in the cookie and in the address."""
    browser = desk.browser()
    browser.cookies[AWAY] = brought.encode().decode("latin-1")
    for answer in ("", "?state=", "?code=x&state=%00", "?error=access_denied", "?state=%ED%A0%80&code=1"):
        assert told(browser.ask(f"/sign-in/oidc/back{answer}")) == "stale"


@pytest.mark.parametrize(
    "other",
    [{"begun": 10**400}, {"begun": -(10**400)}, {"secret": "\ud800" * 50}, {"back": "/\ud800"}, {"link": "\ud800"}],
    ids=["late", "early", "secret", "back", "link"],
)
def test_what_a_browser_kept_and_somebody_changed_lets_nobody_in(
    desk: DeskAtWork, provider: OpenIdProvider, other: dict[str, object]
) -> None:
    """A time that no clock shows, and half of a sign."""
    bound(desk, provider)
    browser = desk.browser()
    back = away(browser, provider)
    said = json.loads(jwt.utils.base64url_decode(browser.cookies[AWAY]))
    browser.cookies[AWAY] = jwt.utils.base64url_encode(json.dumps(said | other).encode()).decode()
    assert told(browser.ask(back)) == "stale"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"])
def test_whoever_comes_back_is_sent_to_a_page_of_the_console_and_nowhere_else(
    desk: DeskAtWork, provider: OpenIdProvider, elsewhere: str
) -> None:
    """No open redirect, also where somebody put another cookie in the place of ours; and the provider sends people to one page alone."""
    bound(desk, provider)
    browser = desk.browser()
    assert come(browser, provider, f"/sign-in/oidc?next={elsewhere}").headers["location"] == "/"
    back = away(browser, provider)
    said = json.loads(jwt.utils.base64url_decode(browser.cookies[AWAY]))
    browser.cookies[AWAY] = jwt.utils.base64url_encode(json.dumps(said | {"back": elsewhere}).encode()).decode()
    assert browser.ask(back).headers["location"] == "/"
    went = browser.ask("/sign-in/oidc?redirect_uri=https://evil.example/", Host=f"localhost:{browser.port}")
    asked = dict(parse_qsl(urlsplit(went.headers["location"]).query))
    assert asked["redirect_uri"] == f"http://127.0.0.1:{browser.port}/sign-in/oidc/back"


def test_what_leaves_for_the_provider_has_its_own_secret_each_time(desk: DeskAtWork) -> None:
    """State, nonce and the proof of RFC 7636 are all different, and what the browser keeps is in none of them."""
    browser = desk.browser()
    asked = []
    for _ in range(2):
        asked += [dict(parse_qsl(urlsplit(browser.ask("/sign-in/oidc").headers["location"]).query))]
        said = json.loads(jwt.utils.base64url_decode(browser.cookies[AWAY]))
        assert said["secret"] not in asked[-1].values()
    wanted = ("state", "nonce", "code_challenge")
    assert len({one[name] for one in asked for name in wanted}) == 6
    assert {one["code_challenge_method"] for one in asked} == {"S256"}


def test_what_the_browser_keeps_meanwhile_is_its_own_alone(office: Office, provider: OpenIdProvider) -> None:
    """Behind a server with TLS, bound to the host; for ten minutes; and no script reads it. The way back is by the public address."""
    with single(office, provider, "https://desk.agency.example") as desk:
        went = desk.browser().ask("/sign-in/oidc", Host="desk.agency.example")
        cookie = went.headers["set-cookie"]
        assert re.match(r"__Host-counterfoil-away=[\w-]{100,};", cookie)
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=lax", "Max-Age=600"} <= set(cookie.split("; "))
        asked = dict(parse_qsl(urlsplit(went.headers["location"]).query))
        assert asked["redirect_uri"] == "https://desk.agency.example/sign-in/oidc/back"
        assert went.headers["referrer-policy"] == "same-origin"


def test_the_log_says_why_and_holds_no_token_code_or_name(
    desk: DeskAtWork, provider: OpenIdProvider, caplog: pytest.LogCaptureFixture
) -> None:
    """Whatever libraries would say, too; and no page has a code in its address once it was used."""
    caplog.set_level(logging.DEBUG)
    provider.about = {"email": "ben@agency.example"}
    made: list[str] = []

    def noted(claims: dict[str, object]) -> str:
        made.append(signed(claims, "rsa-1"))
        return made[-1]

    provider.token = noted
    browser = bound(desk, provider)
    provider.says = {"nonce": "another"}
    answer = come(browser, provider)
    assert "event=console.not_let_in outcome=unbelieved error=nonce" in caplog.text
    codes = [form["code"] for path, form, _ in provider.asked if path == "/token"]
    secrets = [*made, *codes, SECRET, "ben@agency.example", "Ben Carter", provider.person, *filter(None, browser.cookies.values())]
    assert len(codes) == 2
    assert [one for one in secrets if one in caplog.text] == []
    assert [one for one in codes if one in answer.headers["location"]] == []


def test_who_comes_and_goes_too_often_has_to_wait(desk: DeskAtWork) -> None:
    """Each asks another server; passwords are counted apart."""
    desk.add("Anna Berg", "look")
    assert {desk.browser().ask("/sign-in/oidc").status for _ in range(60)} == {303}
    assert desk.browser().ask("/sign-in/oidc").status == desk.browser().ask("/sign-in/oidc/back").status == 429
    assert desk.browser().sign_in("Anna Berg").status == 303


def test_without_a_provider_in_the_settings_there_is_none(office: Office) -> None:
    """Neither a button nor a door."""
    with desk_of(office) as plain:
        assert "Sign in with" not in plain.browser().ask("/sign-in").words
        link = invited(plain)
        assert "Choose your password" in plain.browser().ask(link).words
        for path in ("/sign-in/oidc", "/sign-in/oidc/back", f"{link}/oidc"):
            assert plain.browser().ask(path).status == 404
