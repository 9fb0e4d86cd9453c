"""Signing in to a real IMAP server: by an access token that its provider is asked about, and by a password that does not leave."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.errors import CounterfoilError
from domain.mail.endpoint import Endpoint, Security, Token
from intake.mailboxes.imap import ImapMailbox
from tests.mailer.smtp_stage import stage
from tests.servers import BY_TOKEN, HOST, ImapServer, dovecot
from tests.token_endpoint import Endpoint as Tokens
from tests.token_endpoint import introspection, token_endpoint

_BY_SCRAM = "auth_mechanisms = {names}\npassdb static {{\n  password = secret\n}}\n"


@pytest.fixture(scope="module")
def tokens(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tokens]:
    """Return a token endpoint that runs."""
    with token_endpoint(tmp_path_factory.mktemp("tokens")) as one:
        yield one


@pytest.fixture(scope="module")
def server(tokens: Tokens, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ImapServer]:
    """Return a Dovecot that takes the endpoint's tokens and nothing else."""
    with introspection(tokens) as url, dovecot(tmp_path_factory.mktemp("dovecot"), signing_in=BY_TOKEN.format(url=url)) as one:
        yield one


def collect(server: ImapServer, token: Token | None = None, password: str = "") -> int:
    """Return how many batches there are in the mailbox, after signing in."""
    at = Endpoint(host=HOST, port=server.port, security=Security.NONE, user=server.user, password=password, token=token, timeout=30)
    box = ImapMailbox(at, "INBOX")
    try:
        return len(list(box.fetch(lambda places: places)))
    finally:
        box.close()


class Provider:
    """What gives tokens, and remembers what was refused."""

    def __init__(self, *given: str) -> None:
        self.left = list(given)
        self.refused: list[str] = []

    def __call__(self, refused: str) -> str:
        """Return the next token."""
        self.refused.append(refused)
        return self.left.pop(0)


def test_a_token_opens_the_mailbox(server: ImapServer, tokens: Tokens) -> None:
    """Dovecot asks the endpoint about it."""
    provider = Provider(tokens.grant(with_refresh=False)["access_token"])
    assert collect(server, provider) == 0
    assert provider.refused == [""]


def test_a_token_that_is_refused_is_renewed_at_once(server: ImapServer, tokens: Tokens) -> None:
    """It was taken back before its time: the same collect goes on with another."""
    provider = Provider("revoked", tokens.grant(with_refresh=False)["access_token"])
    assert collect(server, provider) == 0
    assert provider.refused == ["", "revoked"]


def test_a_server_that_takes_no_token_is_told(server: ImapServer) -> None:
    """After two that were refused nobody tries a third."""
    with pytest.raises(CounterfoilError, match="refused"):
        collect(server, Provider("one", "two"))


@pytest.mark.parametrize("names", ["scram-sha-256", "scram-sha-1", "plain scram-sha-1 scram-sha-256"])
def test_a_password_is_proven_without_being_shown(tmp_path: Path, names: str) -> None:
    """By the strongest way that the server offers; a wrong one is told as a wrong one."""
    with dovecot(tmp_path, signing_in=_BY_SCRAM.format(names=names)) as server:
        assert collect(server, password="secret") == 0
        with pytest.raises(CounterfoilError, match=r"refused the user or the password.*restart a service"):
            collect(server, password="wrong")
    log = (tmp_path / "dovecot.log").read_text()
    assert f"method={names.rsplit(maxsplit=1)[-1].upper()}" in log


def test_a_server_that_only_pretends_to_know_the_password_is_left() -> None:
    """It says that all is well without proving it: somebody else's server, who now would be given everything."""

    def answer(_: object, line: str) -> bytes | None:
        tag, _, rest = line.partition(" ")
        if line == "GREETING":
            return b"* OK ready\r\n"
        if rest.startswith("CAPABILITY"):
            return f"* CAPABILITY IMAP4rev1 AUTH=SCRAM-SHA-256\r\n{tag} OK\r\n".encode()
        return b"+ \r\n" if rest.startswith("AUTHENTICATE") else f"{tag} OK welcome\r\n".encode()

    with stage(answer) as shown, pytest.raises(CounterfoilError, match="could not be read"):
        collect(ImapServer(HOST, shown.port, "returns", "secret"), password="secret")
