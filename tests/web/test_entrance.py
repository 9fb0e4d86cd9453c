"""Who comes in at the console: by a link that is followed once, by name and password; and how it ends."""

from __future__ import annotations

import re
from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, text

from domain.errors import ConfigurationError
from service.console.signing_in import IDLE, LONGEST, choose_password
from service.console.users import AddingUser, add_user, first_link, journal_of_users, new_password_link, remove_user, users
from service.installation.install import SAMPLE
from service.installation.public import ConsoleTable
from tests.servers import free_port
from tests.service.office import Office
from tests.web.desk import PASSWORD, Browser, DeskAtWork, desk_of
from web.askers import network_of
from web.console.app import console
from web.console.tries import FOR_NAME
from web.serving import served

STUDY = f"/studies/{SAMPLE}"


def test_the_first_link_makes_the_first_user_who_may_do_everything_and_works_once(desk: DeskAtWork) -> None:
    """A program that only looks at the link, as mail filters do, uses nothing up."""
    secret = first_link(desk.office.service, desk.office.now)
    assert secret
    browser = desk.browser()
    assert "first user" in browser.ask(f"/welcome/{secret}").words
    assert browser.ask(f"/welcome/{secret}").status == 200
    assert browser.act(f"/welcome/{secret}", name="Anna Berg", password=PASSWORD).status == 303
    assert "Anna Berg" in browser.ask(STUDY).words
    again = desk.browser().act(f"/welcome/{secret}", name="Eve", password=PASSWORD)
    assert (again.status, first_link(desk.office.service, desk.office.now)) == (400, None)
    assert [one.name for one in users(desk.office.service)] == ["Anna Berg"]


def test_whoever_follows_a_link_chooses_their_language_before_their_password(desk: DeskAtWork) -> None:
    """The same page is shown in that language: somebody without a password cannot sign in to see another."""
    secret = add_user(desk.office.service, AddingUser(name="Ines", role="look", by="Ines Boss"), desk.office.now).secret
    browser = desk.browser()
    back = re.search(r'name="next" value="([^"]*)"', browser.ask(f"/welcome/{secret}").text)
    assert back
    shown = browser.ask(browser.act("/language", language="fr", next=back.group(1)).headers["location"])
    assert (shown.status, 'lang="fr"' in shown.text, "Ines" in shown.words) == (200, True, True)
    assert browser.act(f"/welcome/{secret}", password=PASSWORD).status == 303


def test_a_link_does_not_outlast_its_two_days(desk: DeskAtWork) -> None:
    """And the password must be long enough before it does anything."""
    secret = add_user(desk.office.service, AddingUser(name="Ines", role="look", by="Ines Boss"), desk.office.now).secret
    short = desk.browser().act(f"/welcome/{secret}", password="short")
    assert (short.status, "12 to 200" in short.words) == (400, True)
    desk.office.later(days=3)
    assert desk.browser().act(f"/welcome/{secret}", password=PASSWORD).status == 400


def test_a_wrong_password_and_a_wrong_name_are_told_alike(desk: DeskAtWork) -> None:
    """Nobody learns here who may sign in."""
    desk.add("Anna Berg", "look")
    known, unknown = (desk.browser().sign_in(name, "wrong password") for name in ("Anna Berg", "Nobody"))
    assert known.status == unknown.status == 403
    assert known.text.replace("Anna Berg", "NAME") == unknown.text.replace("Nobody", "NAME")


def test_who_tries_too_often_has_to_wait_and_nobody_else_does(desk: DeskAtWork) -> None:
    """Ten tries for a name from an address in ten minutes."""
    desk.add("Anna Berg", "look")
    desk.add("Ben", "look")
    assert {desk.browser().sign_in("Anna Berg", "wrong password").status for _ in range(10)} == {403}
    assert desk.browser().sign_in("Anna Berg").status == 429
    assert desk.browser().sign_in("Ben").status == 303


def test_signing_in_begins_a_new_session_whatever_the_browser_brought(desk: DeskAtWork) -> None:
    """Whoever prepared a session for somebody else has none (session fixation); and the one before ends."""
    desk.add("Anna Berg", "look")
    prepared = desk.browser()
    prepared.cookies["counterfoil"] = "prepared-by-a-stranger"
    prepared.sign_in("Anna Berg")
    first = prepared.cookies["counterfoil"]
    assert first != "prepared-by-a-stranger"
    prepared.sign_in("Anna Berg")
    assert prepared.cookies["counterfoil"] != first
    for stale in ("prepared-by-a-stranger", first):
        assert _is_signed_in(Browser(desk.settings.port, {"counterfoil": stale})) is False
    assert _is_signed_in(prepared) is True


def _is_signed_in(browser: Browser) -> bool:
    return browser.ask(STUDY).status == 200


def test_a_session_ends_when_its_user_signs_out_is_idle_or_has_worked_a_day(desk: DeskAtWork) -> None:
    """A copy of the cookie is worth nothing then."""
    out = desk.browser("Anna Berg", "look")
    stolen = Browser(desk.settings.port, dict(out.cookies))
    assert _is_signed_in(stolen)
    out.act("/sign-out")
    assert not _is_signed_in(stolen)
    idle = desk.browser("Anna Berg")
    desk.office.now += IDLE + timedelta(seconds=1)
    assert not _is_signed_in(idle)
    away = desk.browser("Anna Berg")
    for _ in range(3):  # A frame that asks anew by itself.
        desk.office.now += IDLE / 3
        assert away.ask(f"{STUDY}/progress").status == 200
    desk.office.now += timedelta(seconds=1)
    assert not _is_signed_in(away)
    busy = desk.browser("Anna Berg")
    for _ in range(int(LONGEST / IDLE) + 1):
        assert _is_signed_in(busy)
        desk.office.now += IDLE - timedelta(minutes=1)
    assert not _is_signed_in(busy)


def test_another_password_or_being_removed_ends_every_session(desk: DeskAtWork) -> None:
    """At once, and not when the session is over."""
    service, before = desk.office.service, desk.browser("Ben", "look")
    desk.add("Anna Berg", "administer")
    choose_password(
        service, new_password_link(service, "Ben", desk.office.now, by="Anna Berg"), "Ben", "another password of Ben", desk.office.now
    )
    assert not _is_signed_in(before)
    again = desk.browser()
    assert again.sign_in("Ben", "another password of Ben").status == 303
    remove_user(service, "Ben", desk.office.now, by="Anna Berg")
    assert not _is_signed_in(again)
    with pytest.raises(ConfigurationError, match="the last who may add users"):
        remove_user(service, "Anna Berg", desk.office.now, by="Anna Berg")


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "evil.example", "/a\r\nSet-Cookie: x=1"],
)
def test_whoever_signs_in_is_sent_to_a_page_of_the_console_and_nowhere_else(desk: DeskAtWork, elsewhere: str) -> None:
    """No open redirect: neither after signing in nor after choosing a language."""
    desk.add("Anna Berg", "look")
    entered = desk.browser().act("/sign-in", name="Anna Berg", password=PASSWORD, next=elsewhere)
    assert (entered.status, entered.headers["location"]) == (303, "/")
    assert desk.browser().act("/language", language="fr", next=elsewhere).headers["location"] == "/"
    assert desk.browser().act("/language", language="fr", next=STUDY).headers["location"] == STUDY


def test_who_asks_is_told_by_a_server_of_ours_before_us_and_by_nobody_else(desk: DeskAtWork) -> None:
    """So that one who guesses keeps nobody else out behind a server with TLS, and cannot pass for many where there is none."""
    desk.add("Anna Berg", "look")

    def tried(browser: Browser, password: str, asked_by: str) -> int:
        return browser.ask("/sign-in", {"name": "Anna Berg", "password": password}, X_Forwarded_For=asked_by).status

    assert {tried(desk.browser(), "wrong password", "192.0.2.1") for _ in range(10)} == {403}
    assert tried(desk.browser(), PASSWORD, "192.0.2.1") == 429
    assert tried(desk.browser(), PASSWORD, "192.0.2.2") == 303
    settings = ConsoleTable(port=free_port(), proxies=["192.0.2.77"])
    with served(console(desk.office.service, settings, lambda: desk.office.now), settings, "console"):
        assert {tried(Browser(settings.port), "wrong password", f"192.0.2.{number}") for number in range(10)} == {403}
        assert tried(Browser(settings.port), PASSWORD, "192.0.2.99") == 429


def test_nobody_is_kept_out_by_who_guesses_from_many_addresses(desk: DeskAtWork) -> None:
    """Who came in from an address before, by a password or a link, does so again; from a new one nobody of the name does meanwhile."""
    desk.add("Anna Berg", "look")
    link = new_password_link(desk.office.service, "Anna Berg", desk.office.now, by="Ines Boss")

    def tried(password: str, asked_by: str) -> int:
        return desk.browser().ask("/sign-in", {"name": "Anna Berg", "password": password}, X_Forwarded_For=asked_by).status

    assert tried(PASSWORD, "192.0.2.1") == 303
    assert desk.browser().ask(f"/welcome/{link}", {"password": PASSWORD}, X_Forwarded_For="192.0.2.2").status == 303
    assert {tried("wrong password", f"198.51.100.{number}") for number in range(FOR_NAME.amount)} == {403, 429}
    assert [tried(PASSWORD, f"192.0.2.{number}") for number in (1, 2, 3)] == [303, 303, 429]


def test_whoever_has_a_network_of_addresses_is_one_who_asks(desk: DeskAtWork) -> None:
    """Each customer has some quintillions of addresses of IPv6: their tries are counted together, and those of another customer are not."""
    desk.add("Anna Berg", "look")

    def tried(password: str, asked_by: str) -> int:
        return desk.browser().ask("/sign-in", {"name": "Anna Berg", "password": password}, X_Forwarded_For=asked_by).status

    assert {tried("wrong password", f"2001:db8:0:1::{number:x}") for number in range(10)} == {403}
    assert tried(PASSWORD, "2001:db8:0:1:ffff::1") == 429
    assert tried(PASSWORD, "2001:db8:0:2::1") == 303


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:DB8:0:1:2::3", "2001:db8:0:1::"),
        ("2001:db8::1%eth0", "2001:db8::"),
        ("unknown", "unknown"),
    ],
)
def test_who_asks_is_told_by_an_address_or_a_network_of_ipv6(address: str, network: str) -> None:
    """What is none is taken as it is."""
    assert network_of(address) == network


def test_passwords_are_kept_as_argon2id_and_sessions_as_hashes_in_the_store(desk: DeskAtWork) -> None:
    """Another process that serves the same store knows who signed in; who reads the store can neither sign in nor go on."""
    browser = desk.browser("Anna Berg", "look")
    with desk.office.service.store.reading() as tx:
        kept = " ".join(
            str(row) for table in ("desk_user", "desk_session") for row in tx.execute(select(text("*")).select_from(text(table)))
        )
    assert "$argon2id$v=19$" in kept
    assert [secret for secret in (PASSWORD, *browser.cookies.values()) if secret in kept] == []
    with desk_of(desk.office) as another:
        assert _is_signed_in(Browser(another.settings.port, dict(browser.cookies)))
        browser.act("/sign-out")
        assert not _is_signed_in(Browser(another.settings.port, dict(browser.cookies)))


def test_behind_a_server_with_tls_the_cookie_is_bound_to_the_host_and_goes_no_other_way(office: Office) -> None:
    """The prefix __Host- makes browsers refuse one that another host of the domain has set (RFC 6265bis)."""
    with desk_of(office, "https://desk.agency.example") as desk:
        desk.add("Anna Berg", "look")
        entered = desk.browser().ask(
            "/sign-in", {"name": "Anna Berg", "password": PASSWORD}, Host="desk.agency.example", Origin="https://desk.agency.example"
        )
        cookie = entered.headers["set-cookie"]
        assert re.match(r"__Host-counterfoil=[\w-]{40,};", cookie)
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=lax"} <= set(cookie.split("; "))


def test_two_people_cannot_be_mistaken_for_each_other(office: Office) -> None:
    """Approvals count people, who are told apart by their names."""
    add_user(office.service, AddingUser(name="Anna Berg", role="send", by="Ines Boss"), office.now)
    for name, why in (
        ("anna  BERG", "would pass for"),
        ("person:1", "how the program itself signs"),
        ("", "needs a name"),
        ("Аnna", "mixes"),
    ):
        with pytest.raises(ConfigurationError, match=why):
            add_user(office.service, AddingUser(name=name, role="send", by="Ines Boss"), office.now)


def test_the_journal_says_who_let_whom_use_the_console(desk: DeskAtWork) -> None:
    """Put on record, given a new password, taken off: each under the name of who did it, on the page of the users."""
    browser = desk.browser("Anna Berg")
    browser.act("/settings/users", name="Ben Carter", role="decide", study=SAMPLE)
    browser.act("/settings/users/link", name="Ben Carter")
    browser.act("/settings/users/remove", name="Ben Carter")
    said = browser.ask("/settings").words
    for sentence in (
        f"Ben Carter may decide in {SAMPLE}",
        "Ben Carter was given a link to choose a password",
        "Ben Carter may not use the console any more",
    ):
        assert f"{sentence} , Anna Berg" in said
    desk.office.check()


def test_the_first_user_stands_in_the_journal_as_who_made_themselves_one(desk: DeskAtWork) -> None:
    """Nobody else was there."""
    service, now = desk.office.service, desk.office.now
    secret = first_link(service, now)
    assert secret
    choose_password(service, secret, "Ines Boss", PASSWORD, now)
    assert [(one.by, one.what) for one in journal_of_users(service)] == [("Ines Boss", "Ines Boss may administer in every study")]


def test_a_link_is_shown_as_the_whole_address_that_a_person_is_given(desk: DeskAtWork) -> None:
    """Of who is new and of who needs another; whoever gets it by mail or telephone knows nothing of the host."""
    browser = desk.browser("Anna Berg")
    for act in ("/settings/users", "/settings/users/link"):
        text = browser.act(act, name="Ben Carter", role="decide").text
        link = re.search(r"<code[^>]*>([^<]*/welcome/[^<]*)</code>", text)
        assert link
        assert link[1].startswith(f"{desk.settings.address}/welcome/")
        assert desk.browser().ask(link[1].removeprefix(desk.settings.address)).status == 200


def test_times_of_what_is_about_no_study_are_those_of_the_studies_where_all_have_the_same(desk: DeskAtWork) -> None:
    """As on the pages of the study, so that one moment is not told as two; and which zone it is stands beside them."""
    browser, zone = desk.browser("Anna Berg"), ZoneInfo("Europe/Vienna")
    browser.act("/settings/users", name="Ben Carter", role="decide")
    words = browser.ask("/settings").words
    assert "Times are those of Europe/Vienna." in words
    assert f"{desk.office.now.astimezone(zone):%H:%M}" in words.partition("Times are")[2]
    assert f"{desk.office.now.astimezone(zone):%H}" != f"{desk.office.now.astimezone(UTC):%H}"


def test_the_form_that_puts_another_person_on_record_asks_for_their_name(desk: DeskAtWork) -> None:
    """Not for that of who is signed in."""
    words = desk.browser("Anna Berg").ask("/settings").words
    assert ("Name of the person" in words, "Your name" in words) == (True, False)
