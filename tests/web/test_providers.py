"""What a provider of single sign-on answers: where its doors are, its keys, nothing at all; and how it is asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from service.console.oidc import provider as asking
from service.operation import doctor
from tests.openid_provider import SECRET, OpenIdProvider, openid_provider, public
from tests.service.office import Office
from tests.web.agency import away, bound, come, desk, is_in, provider, single, told
from tests.web.desk import DeskAtWork

__all__ = ["desk", "provider"]


@pytest.mark.parametrize(
    "metadata",
    [
        {"issuer": "https://login.evil.example"},
        {"token_endpoint": "http://login.evil.example/token"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"jwks_uri": "file:///etc/passwd"},
        {"jwks_uri": None},
        {"jwks_uri": "https://[::1"},
        {"token_endpoint": "https://login.agency.example:port/"},
    ],
    ids=str,
)
def test_a_provider_that_names_other_doors_than_a_provider_has_is_not_asked(
    desk: DeskAtWork, provider: OpenIdProvider, metadata: dict[str, object]
) -> None:
    """No secret goes out in the clear, and nobody is sent anywhere else."""
    provider.metadata = metadata
    assert told(desk.browser().ask("/sign-in/oidc")) == "unbelieved"


@pytest.mark.parametrize("door", ["/token", "/keys", "/.well-known/openid-configuration"])
def test_nobody_is_followed_elsewhere_with_the_secret(desk: DeskAtWork, provider: OpenIdProvider, door: str) -> None:
    """A door that sends us on does not answer."""
    bound(desk, provider)
    browser = desk.browser()
    back = away(browser, provider)
    provider.moves = door
    if door.startswith("/."):
        desk.office.now += timedelta(minutes=11)  # What it says of itself is asked anew.
        assert told(desk.browser().ask("/sign-in/oidc")) == "away"
    else:
        assert told(browser.ask(back)) == "away"
    assert [path for path, _, _ in provider.asked if "elsewhere" in path] == []


@pytest.mark.parametrize(
    ("adds", "metadata", "why"),
    [
        ({"iss": "https://login.evil.example"}, {}, "unbelieved"),
        ({"iss": None}, {"authorization_response_iss_parameter_supported": True}, "unbelieved"),
        ({"iss": None}, {}, ""),
        ({"error": "access_denied"}, {}, "refused"),
        ({"code": ""}, {}, "refused"),
        ({"code": "guessed"}, {}, "stale"),
    ],
    ids=str,
)
def test_an_answer_that_is_none_lets_nobody_in(
    desk: DeskAtWork, provider: OpenIdProvider, adds: dict[str, str | None], metadata: dict[str, object], why: str
) -> None:
    """Of another provider, without a code, or with one that was guessed; a provider that never says who it is need not say it here."""
    bound(desk, provider)
    provider.adds, provider.metadata = adds, metadata
    desk.office.now += timedelta(minutes=11)  # What it says of itself is asked anew.
    assert told(come(desk.browser(), provider)) == why


@pytest.mark.parametrize("broken", ["down", "words", "long", "list"])
def test_a_provider_that_does_not_answer_is_told_and_passwords_go_on(desk: DeskAtWork, provider: OpenIdProvider, broken: str) -> None:
    """Going away and coming back; who has a password is not concerned."""
    bound(desk, provider)
    back, browser = "", desk.browser()
    back = away(browser, provider)
    provider.down = broken == "down"
    provider.answer = {"words": b"<h1>Maintenance</h1>", "long": b"{%s}" % (b" " * 300_000), "list": b"[]"}.get(broken, b"")
    assert told(browser.ask(back)) in ({"away"} if broken != "down" else {"away", "unbelieved"})
    desk.office.now += timedelta(minutes=11)
    answer = desk.browser().ask("/sign-in/oidc")
    assert told(answer) == "away"
    assert "does not answer" in desk.browser().ask(answer.headers["location"]).words
    assert is_in(desk.browser("Anna Berg"))


@pytest.mark.parametrize("part", ["head", "body"])
def test_a_provider_whose_answer_comes_byte_by_byte_is_waited_for_no_longer(
    desk: DeskAtWork, provider: OpenIdProvider, part: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The whole of an answer has its time, however soon each next byte is there."""
    monkeypatch.setattr(asking, "PATIENCE", 1)
    provider.drips = part
    assert told(desk.browser().ask("/sign-in/oidc")) == "away"
    assert "outcome=away error=late" in caplog.text
    provider.drips = ""
    assert desk.browser().ask("/sign-in/oidc").headers["location"].startswith(provider.url)


def test_authorities_that_cannot_be_read_are_told_to_the_log_and_to_no_stranger(
    office: Office, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Nobody learns what lies where on this machine; doctor says what to look at."""
    with openid_provider(lambda: office.now, tmp_path) as provider:
        provider.ca_file = str(tmp_path / "not-there.pem")
        with single(office, provider) as desk:
            answer = desk.browser().ask("/sign-in/oidc")
            assert told(answer) == "away"
            assert "not-there" not in desk.browser().ask(answer.headers["location"]).text
            assert "outcome=away error=ca_file" in caplog.text
            office.service.installation = replace(office.service.installation, console=desk.settings)
            found = {one.what: one for one in doctor.examine(office.service, office.now)}
    assert (found["single sign-on"].well, "ca_file" in found["single sign-on"].found, found["journal"].well) == (False, True, True)


def test_the_secret_is_given_as_the_provider_wants_it_and_to_nobody_else(desk: DeskAtWork, provider: OpenIdProvider) -> None:
    """In a header, or in the form; never in an address."""
    bound(desk, provider)
    path, form, header = next(one for one in provider.asked if one[0] == "/token")
    assert ("client_secret" in form, header.startswith("Basic ")) == (False, True)
    provider.metadata = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    desk.office.now += timedelta(minutes=11)
    come(desk.browser(), provider)
    path, form, header = provider.asked[-2]
    assert (path, form["client_secret"], header) == ("/token", SECRET, "")
    with single(desk.office, provider, secret="wrong") as other:
        assert told(come(other.browser(), provider)) == "unbelieved"


def test_the_provider_is_asked_over_tls_that_is_verified(office: Office, tmp_path: Path) -> None:
    """One whose certificate no authority vouches for is not asked; the settings may name an authority of the agency's own."""
    with openid_provider(lambda: office.now, tmp_path) as provider:
        with single(office, provider) as desk:
            bound(desk, provider)
            assert told(come(desk.browser(), provider)) == ""
        provider.ca_file = ""
        with single(office, provider) as desk:
            assert told(desk.browser().ask("/sign-in/oidc")) == "away"


def test_doctor_says_whether_the_provider_answers_and_what_to_register_there(desk: DeskAtWork, provider: OpenIdProvider) -> None:
    """And nothing where the settings name none."""

    def said() -> list[tuple[bool, str]]:
        return [(one.well, one.found) for one in doctor.examine(desk.office.service, desk.office.now) if one.what == "single sign-on"]

    assert said() == []
    desk.office.service.installation = replace(desk.office.service.installation, console=desk.settings)
    ((well, found),) = said()
    assert (
        well,
        f"{provider.url} answers, with 1 key; register http://127.0.0.1:{desk.settings.port}/sign-in/oidc/back there" in found,
    ) == (True, True)
    desk.office.service.installation = replace(desk.office.service.installation, oidc_secret="")
    assert "has no secret there" in said()[0][1]
    provider.keys = [public("rsa-1", use="enc")]
    assert (said()[0][0], "no_key" in said()[0][1]) == (False, True)
    provider.down = True
    assert (said()[0][0], "does not answer as one" in said()[0][1]) == (False, True)
