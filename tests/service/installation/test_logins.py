"""Signing in where servers take no password: tokens are had, renewed, kept and told about; a mailing loses and doubles nothing by it."""

from __future__ import annotations

import base64
import json
import stat
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from domain.errors import ConfigurationError, CounterfoilError, NotSignedInError
from domain.letter import DeliveryState
from service.collecting.collect import collect
from service.installation import config
from service.installation.logins import Step
from service.operation.doctor import examine
from service.operation.tick import tick
from service.wiring import Service, open_service
from settings import private
from tests.mailer.smtp_stage import stage
from tests.mailer.xoauth2_stage import TokenServer
from tests.servers import BY_TOKEN, dovecot
from tests.service.installed import at, letters, make, write_settings
from tests.service.refusing import halted, states
from tests.token_endpoint import USER, Endpoint, introspection, token_endpoint

ORGANISATIONS = 12
MEMBERS = sorted(f"person{number}@member{number}.example" for number in range(ORGANISATIONS))


@pytest.fixture
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    """Return a token endpoint that runs."""
    with token_endpoint(tmp_path_factory.mktemp("tokens")) as one:
        yield one


def microsoft(endpoint: Endpoint, more: str = "") -> str:
    """Return the settings of a login at the endpoint as if it were Microsoft's."""
    common = f'provider = "microsoft"\ntenant = "agency"\nclient_id = "ours"\nauthority = "{endpoint.url}"\nca_file = "{endpoint.ca_file}"'
    return f"{common}\n{more}"


def google(endpoint: Endpoint, more: str = "") -> str:
    """Return the settings of a login at the endpoint as if it were Google's."""
    ends = f'auth_uri = "{endpoint.url}/auth"\ntoken_uri = "{endpoint.url}/token"\nca_file = "{endpoint.ca_file}"'
    return f'provider = "google"\nclient_id = "ours"\n{ends}\n{more}'


def settle(home: Path, login: str, port: int = 1, connections: int = 2) -> None:
    """Write settings whose transport signs in by this login."""
    smtp = f'kind = "smtp"\nhost = "127.0.0.1"\nport = {port}\nsecurity = "none"\nuser = "{USER}"\nlogin = "office"\n'
    sections = {"transport": f"{smtp}connections = {connections}", "logins.office": login}
    write_settings(home, sections | {"mailbox": f'kind = "maildir"\npath = "{home / "inbox"}"'})


def sign_in(home: Path, answer: str = "", environment: dict[str, str] | None = None) -> list[Step]:
    """Sign in as a person does who answers that; return what they were asked to do."""
    steps: list[Step] = []

    def ask(step: Step) -> str:
        steps.append(step)
        return answer or f"http://127.0.0.1:1/?code=the-code&state={step.url.partition('state=')[2].partition('&')[0]}"

    config.load(home, environment or {}).logins["office"].sign_in(ask)
    return steps


def token(home: Path, refused: str = "", environment: dict[str, str] | None = None) -> str:
    """Return the access token that a new process gets."""
    return config.load(home, environment or {}).logins["office"].token(refused)


@contextmanager
def mailing(home: Path, endpoint: Endpoint, server: TokenServer, connections: int = 2) -> Iterator[Service]:
    """Open an installation that sends to a server which takes tokens alone, and is signed in."""
    make(home, ORGANISATIONS)
    with stage(server.answer) as shown:
        settle(home, microsoft(endpoint), shown.port, connections)
        sign_in(home)
        with open_service(config.load(home, {})) as service:
            yield service


@pytest.mark.parametrize("provider", [microsoft, google])
def test_a_person_signs_in_once_and_every_later_process_has_a_token(tmp_path: Path, endpoint: Endpoint, provider: object) -> None:
    """What is kept is readable by its owner only, and neither in the settings nor in the clear of a lock."""
    assert callable(provider)
    settle(tmp_path, provider(endpoint))
    endpoint.pending = 1
    (step,) = sign_in(tmp_path)
    assert step.code == ("ABCD-EFGH" if provider is microsoft else "")
    assert bool(step.answer) == (provider is google)
    assert token(tmp_path) == token(tmp_path) == "access-1"
    kept = tmp_path / "logins" / "office.json"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE(kept.parent.stat().st_mode) == 0o700
    assert "refresh-1" in kept.read_text()


@pytest.mark.parametrize("provider", [microsoft, google])
def test_a_refresh_token_that_rotates_is_saved_each_time(tmp_path: Path, endpoint: Endpoint, provider: object) -> None:
    """The old one is worth nothing any more: whoever lost the new one would have to sign in again."""
    assert callable(provider)
    settle(tmp_path, provider(endpoint))
    sign_in(tmp_path)
    assert token(tmp_path, refused="access-1") == "access-2"
    assert token(tmp_path, refused="access-2") == "access-3"
    assert token(tmp_path) == "access-3"
    used = [form["refresh_token"] for form in endpoint.asked if form["grant_type"] == "refresh_token"]
    assert used == ["refresh-1", "refresh-2"]
    assert not list((tmp_path / "logins").glob("*.new"))


@pytest.mark.parametrize("provider", [microsoft, google])
def test_a_token_that_runs_out_is_renewed_before_it_is_used(tmp_path: Path, endpoint: Endpoint, provider: object) -> None:
    """No server has to refuse it first."""
    assert callable(provider)
    endpoint.lifetime = 5
    settle(tmp_path, provider(endpoint))
    sign_in(tmp_path)
    assert token(tmp_path) == "access-2"


@pytest.mark.parametrize("provider", [microsoft, google])
def test_who_was_signed_out_is_told_what_to_do(tmp_path: Path, endpoint: Endpoint, provider: object) -> None:
    """By `doctor` too; a provider that does not answer is another matter, and nobody has to sign in again for it."""
    assert callable(provider)
    make(tmp_path, 1)
    settle(tmp_path, provider(endpoint))
    with pytest.raises(NotSignedInError, match=r"Nobody has signed in yet\. Run `counterfoil login office`"):
        token(tmp_path)
    sign_in(tmp_path)
    with open_service(config.load(tmp_path, {})) as service:
        assert {one.what: one for one in examine(service, at("02-10"))}["login office"].well
        login = service.installation.logins["office"]
        endpoint.down = True
        with pytest.raises(CounterfoilError, match="did not give an access token") as error:
            login.token(login.token(""))
        assert not isinstance(error.value, NotSignedInError)
        endpoint.down = False
        endpoint.revoke_all()
        with pytest.raises(NotSignedInError, match="counterfoil login office"):
            login.token(login.token(""))
        found = {one.what: one for one in examine(service, at("02-10"))}["login office"]
        assert not found.well
        assert "counterfoil login office" in found.found
    sign_in(tmp_path)
    assert token(tmp_path) == f"access-{endpoint.granted}"


def test_an_application_signs_in_with_its_secret_and_nobody_is_asked(tmp_path: Path, endpoint: Endpoint) -> None:
    """A wrong secret is the administrator's to mend, and is told as that."""
    settle(tmp_path, microsoft(endpoint, 'grant = "client_credentials"'))
    right = {"COUNTERFOIL_LOGIN_OFFICE_PASSWORD": "application-secret"}
    assert sign_in(tmp_path, environment=right) == []
    assert token(tmp_path, environment=right) == "access-1"
    assert token(tmp_path, "access-1", environment=right) == "access-2"
    assert {form["scope"] for form in endpoint.asked} == {"https://outlook.office365.com/.default"}
    with pytest.raises(NotSignedInError, match="refuses the application: AADSTS7000215"):
        token(tmp_path, "access-2", environment={"COUNTERFOIL_LOGIN_OFFICE_PASSWORD": "wrong"})


def test_a_service_account_acts_for_the_mailbox(tmp_path: Path, endpoint: Endpoint) -> None:
    """It signs what it asks with its key, names the user, and keeps the token; a key that others can read is refused."""
    private_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = private_key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()).decode()
    whole = {"type": "service_account", "client_email": "robot@agency.example", "private_key": pem, "private_key_id": "1"}
    private.write(tmp_path / "google.json", json.dumps(whole | {"token_uri": f"{endpoint.url}/token"}).encode())
    settle(tmp_path, google(endpoint, f'grant = "service_account"\nuser = "{USER}"\nkey_file = "google.json"'))
    assert sign_in(tmp_path) == []
    assert token(tmp_path) == "access-1"
    assert token(tmp_path, "access-1") == "access-2"
    claims = endpoint.asked[-1]["assertion"].split(".")[1]
    said = json.loads(base64.urlsafe_b64decode(claims + "=="))
    assert (said["sub"], said["scope"]) == (USER, "https://mail.google.com/")
    (tmp_path / "google.json").chmod(0o640)
    with pytest.raises(ConfigurationError, match="chmod 600"):
        token(tmp_path)


def test_those_who_notice_at_once_that_a_token_has_ended_renew_it_once(tmp_path: Path, endpoint: Endpoint) -> None:
    """Of two that renew with the same refresh token one would be signed out: they wait for each other, as processes do."""
    settle(tmp_path, microsoft(endpoint))
    sign_in(tmp_path)
    with ThreadPoolExecutor(6) as threads:
        got = {one.result() for one in [threads.submit(token, tmp_path, "access-1") for _ in range(6)]}
    assert got == {"access-2"}
    assert endpoint.granted == 2


def test_answers_are_collected_by_the_same_login(tmp_path: Path, endpoint: Endpoint) -> None:
    """From a real Dovecot, which asks the endpoint about the token; also when the token was taken back meanwhile."""
    make(tmp_path, 1)
    with introspection(endpoint) as url, dovecot(tmp_path, signing_in=BY_TOKEN.format(url=url)) as imap:
        settle(tmp_path, microsoft(endpoint))
        box = f'kind = "imap"\nhost = "{imap.host}"\nport = {imap.port}\nsecurity = "none"\nuser = "{imap.user}"\nlogin = "office"'
        write_settings(tmp_path, {"mailbox": box, "logins.office": microsoft(endpoint)})
        sign_in(tmp_path)
        with open_service(config.load(tmp_path, {})) as service:
            assert not collect(service, at("02-10")).problems
            endpoint.revoke_access()
            assert not collect(service, at("02-10")).problems
            assert endpoint.granted == 2
            endpoint.revoke_all()
            with pytest.raises(NotSignedInError, match="counterfoil login office"):
                collect(service, at("02-10"))


def test_a_code_of_another_sign_in_is_refused(tmp_path: Path, endpoint: Endpoint) -> None:
    """Whoever is lured into pasting an address signs in nobody else's account."""
    settle(tmp_path, google(endpoint))
    with pytest.raises(CounterfoilError, match=r"cannot be used.*Run the command again"):
        sign_in(tmp_path, "http://127.0.0.1:1/?code=the-code&state=another")
    with pytest.raises(CounterfoilError, match="access_denied"):
        sign_in(tmp_path, "http://127.0.0.1:1/?error=access_denied")
    assert endpoint.asked == []


def test_a_file_that_others_can_read_is_refused(tmp_path: Path, endpoint: Endpoint) -> None:
    """It says which, and what to do."""
    settle(tmp_path, microsoft(endpoint))
    sign_in(tmp_path)
    (tmp_path / "logins" / "office.json").chmod(0o644)
    with pytest.raises(ConfigurationError, match="chmod 600"):
        token(tmp_path)


def test_a_mailing_by_token_arrives(tmp_path: Path, endpoint: Endpoint) -> None:
    """Everybody gets it once, and the token is asked for once, whatever the connections."""
    server = TokenServer(endpoint)
    with mailing(tmp_path, endpoint, server, connections=4) as service:
        tick(service, at("02-10"))
    assert sorted(server.taken) == MEMBERS
    assert endpoint.granted == 1


@pytest.mark.parametrize(("connections", "taken"), [(1, 0), (1, 5), (3, 0), (3, 5)])
def test_a_token_that_ends_in_a_mailing_is_renewed_and_nothing_is_doubled_or_lost(
    tmp_path: Path, endpoint: Endpoint, connections: int, taken: int
) -> None:
    """The server signs out whoever is connected, also between the sign-in and the first letter: the same pass goes on with a new one."""
    server = TokenServer(endpoint, revoke_after=taken)
    with mailing(tmp_path, endpoint, server, connections) as service:
        report = tick(service, at("02-10"))
        assert not report.problems
        assert states(tmp_path) == {DeliveryState.SENT: ORGANISATIONS}
        assert not halted(service)
    assert sorted(server.taken) == MEMBERS
    assert set(server.refused) == {"access-1"}
    assert endpoint.granted == 2  # However many connections noticed it.
    assert {one.attempts for one in letters(tmp_path) if one.organisation} == {1}


def test_a_login_that_is_revoked_in_the_middle_lets_the_rest_wait_and_a_case_says_what_to_do(tmp_path: Path, endpoint: Endpoint) -> None:
    """No letter is rejected or uses up its time; once somebody has signed in again, all leave by themselves, each once."""
    server = TokenServer(endpoint, revoke_after=4)
    with mailing(tmp_path, endpoint, server, connections=1) as service:
        endpoint.refuses = "invalid_grant"
        tick(service, at("02-10"))
        assert states(tmp_path)[DeliveryState.SENT] == 4
        assert states(tmp_path)[DeliveryState.REJECTED] == 0
        (case,) = halted(service)
        assert "nobody is signed in" in case.reasons[0]
        assert "counterfoil login office" in case.reasons[0]
        asked = len(endpoint.asked)
        tick(service, at("02-10"))
        assert len(endpoint.asked) == asked  # It is not stormed: the next try has its time.
        for day in range(11, 18):
            tick(service, at(f"02-{day}"))
        endpoint.refuses = ""
        sign_in(tmp_path)
        tick(service, at("02-19"))
        assert states(tmp_path) == {DeliveryState.SENT: ORGANISATIONS}
        assert not halted(service)
    assert Counter(to for to in server.taken if to in MEMBERS) == dict.fromkeys(MEMBERS, 1)


def test_a_provider_that_is_away_delays_letters_as_a_server_does_that_is_away(tmp_path: Path, endpoint: Endpoint) -> None:
    """They leave when it answers again."""
    server = TokenServer(endpoint)
    with mailing(tmp_path, endpoint, server) as service:
        endpoint.revoke_access()
        endpoint.down = True
        tick(service, at("02-10"))
        assert states(tmp_path) == {DeliveryState.DEFERRED: ORGANISATIONS}
        assert not halted(service)
        endpoint.down = False
        tick(service, at("02-10", 11))
    assert sorted(server.taken) == MEMBERS


NO_ANSWERS = {
    "a page of a proxy": b"<html>Please sign in</html>",
    "nothing": b"",
    "null": b"null",
    "a list": b"[1]",
    "a text": b'"no"',
    "brackets without end": b"[" * 200_000,
    "a token that is none": b'{"access_token": null, "expires_in": null}',
}


@pytest.mark.parametrize("answer", NO_ANSWERS.values(), ids=NO_ANSWERS)
@pytest.mark.parametrize("provider", [microsoft, google])
def test_an_answer_that_is_none_delays_letters_as_a_provider_does_that_is_away(
    tmp_path: Path, endpoint: Endpoint, provider: object, answer: bytes
) -> None:
    """A proxy stands between, or the provider has a bad day: nobody is signed out for that, and no program ends."""
    assert callable(provider)
    settle(tmp_path, provider(endpoint))
    sign_in(tmp_path)
    endpoint.raw = answer or b" "
    with pytest.raises(CounterfoilError, match="did not give an access token") as error:
        token(tmp_path, refused="access-1")
    assert not isinstance(error.value, NotSignedInError)
    assert "NoneType" not in str(error.value)
    endpoint.raw = b""
    assert token(tmp_path, refused="access-1") == "access-2"


@pytest.mark.parametrize("provider", [microsoft, google])
def test_an_answer_that_comes_byte_by_byte_is_not_waited_for(
    tmp_path: Path, endpoint: Endpoint, provider: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each byte comes soon and the last one never does: letters would wait for it, and so would a program that is to end."""
    assert callable(provider)
    settle(tmp_path, provider(endpoint))
    sign_in(tmp_path)
    monkeypatch.setattr("service.installation.logins.deadline._WHOLE", 2.0)
    endpoint.drips = True
    with pytest.raises(CounterfoilError, match="did not give an access token") as error:
        token(tmp_path, refused="access-1")
    assert not isinstance(error.value, NotSignedInError)
    endpoint.drips = False


WRONG = {
    "no such login": ("", "There is no login 'office'"),
    "no such provider": ('[logins.office]\nprovider = "yahoo"', "'yahoo' is not known here"),
    "a key too many": (
        '[logins.office]\nprovider = "microsoft"\ntenant = "a"\nclient_id = "b"\nsecret = "x"',
        "'secret' is not known here",
    ),
    "a secret": ('[logins.office]\nprovider = "microsoft"\ntenant = "a"\nclient_id = "b"\npassword = "x"', "There is a password"),
    "no tenant": ('[logins.office]\nprovider = "microsoft"\nclient_id = "b"', "No tenant is given"),
    "no client": ('[logins.office]\nprovider = "google"', "No client_id is given"),
    "no key": ('[logins.office]\nprovider = "google"\ngrant = "service_account"\nuser = "a@agency.example"', "No key_file is given"),
}


@pytest.mark.parametrize(("section", "told"), WRONG.values(), ids=WRONG)
def test_wrong_settings_are_told_with_their_place(tmp_path: Path, section: str, told: str) -> None:
    """When they are loaded, and not when mail is to leave."""
    transport = f'[transport]\nkind = "smtp"\nhost = "localhost"\nuser = "{USER}"\nlogin = "office"\n'
    (tmp_path / config.FILE).write_text(transport + section)
    with pytest.raises(ConfigurationError, match=told) as error:
        config.load(tmp_path, {})
    assert str(tmp_path / config.FILE) in error.value.where
    assert error.value.remedy


def test_a_login_needs_a_user(tmp_path: Path, endpoint: Endpoint) -> None:
    """XOAUTH2 names the mailbox that is meant."""
    settle(tmp_path, microsoft(endpoint))
    file = tmp_path / config.FILE
    file.write_text(file.read_text().replace(f'user = "{USER}"\n', ""))
    with pytest.raises(ConfigurationError, match="A login needs a user"):
        config.load(tmp_path, {})


def test_the_kept_credentials_of_google_hold_no_secret_of_the_application(tmp_path: Path, endpoint: Endpoint) -> None:
    """It stays where the settings say, so that it can be renewed there."""
    settle(tmp_path, google(endpoint))
    secret = {"COUNTERFOIL_LOGIN_OFFICE_PASSWORD": "application-secret"}
    sign_in(tmp_path, environment=secret)
    token(tmp_path, "access-1", secret)
    kept = (tmp_path / "logins" / "office.json").read_text()
    assert "application-secret" not in kept
    assert json.loads(kept)["refresh_token"] == "refresh-2"
    assert endpoint.asked[-1]["client_secret"] == "application-secret"


@pytest.mark.parametrize("provider", [microsoft, google])
@pytest.mark.parametrize("left", ['{"AccessToken": {', "[]"])
def test_a_login_whose_file_is_damaged_is_signed_in_again(tmp_path: Path, endpoint: Endpoint, provider: object, left: str) -> None:
    """Letters wait meanwhile, as for one that was revoked."""
    assert callable(provider)
    settle(tmp_path, provider(endpoint))
    sign_in(tmp_path)
    private.write(tmp_path / "logins" / "office.json", left.encode())
    with pytest.raises(NotSignedInError, match=r"damaged\. Run `counterfoil login office`"):
        token(tmp_path)
    sign_in(tmp_path)
    assert token(tmp_path) == f"access-{endpoint.granted}"


@pytest.mark.parametrize("provider", [microsoft, google])
def test_a_service_that_runs_has_its_token_while_a_person_signs_in(tmp_path: Path, endpoint: Endpoint, provider: object) -> None:
    """What is kept is closed to others only while it is saved."""
    assert callable(provider)
    settle(tmp_path, provider(endpoint))
    sign_in(tmp_path)
    login, another = (config.load(tmp_path, {}).logins["office"] for _ in range(2))
    meanwhile: list[str] = []

    def ask(step: Step) -> str:
        with ThreadPoolExecutor(1) as thread:
            meanwhile.append(thread.submit(another.token, "").result(10))
        return f"http://127.0.0.1:1/?code=the-code&state={step.url.partition('state=')[2].partition('&')[0]}"

    login.sign_in(ask)
    assert meanwhile == ["access-1"]
