"""Signing in to an IMAP server (RFC 9051 section 6.2.2): an access token by XOAUTH2, or the strongest offered for a password."""

from __future__ import annotations

import imaplib

from imap_tools import BaseMailBox
from imap_tools.errors import MailboxLoginError

from domain.endpoint import Endpoint, Token

SCRAM = ("SCRAM-SHA-256", "SCRAM-SHA-1")  # RFC 7677 and RFC 5802, the stronger first; the password itself does not leave.


def sign_in(box: BaseMailBox, endpoint: Endpoint) -> None:
    """Sign in; MailboxLoginError where the server refuses, CounterfoilError where no access token can be had."""
    user, password = endpoint.user, endpoint.password
    if endpoint.token is not None:
        _by_token(box.client, user, endpoint.token)
    elif offered := [name for name in SCRAM if f"AUTH={name}" in _capabilities(box.client)]:
        _by_scram(box.client, offered, endpoint)
    else:
        login = box.login if (user + password).isascii() else box.login_utf8
        login(user, password, initial_folder=None)


def _by_token(client: imaplib.IMAP4, user: str, token: Token) -> None:
    first = token("")
    try:
        _authenticate(client, "XOAUTH2", [f"user={user}\1auth=Bearer {first}\1\1"])
    except MailboxLoginError:
        # It was taken back before its time, or the clocks differ: another one is asked for, once.
        _authenticate(client, "XOAUTH2", [f"user={user}\1auth=Bearer {token(first)}\1\1"])


def _by_scram(client: imaplib.IMAP4, offered: list[str], endpoint: Endpoint) -> None:
    from scramp import ScramClient, ScramException  # noqa: PLC0415 - it takes as long to load as all else, and few servers offer this

    scram = ScramClient(offered, endpoint.user, endpoint.password)
    turns = 0

    def answer(challenge: bytes) -> bytes:
        nonlocal turns
        turns += 1
        if turns == 1:
            return scram.get_client_first().encode()  # type: ignore[no-any-return]  # The library has no types.
        if turns == 2:
            scram.set_server_first(challenge.decode())
            return scram.get_client_final().encode()  # type: ignore[no-any-return]  # As above.
        scram.set_server_final(challenge.decode())
        return b""

    try:
        client.authenticate(scram.mechanism_name, answer)
    except (ScramException, ValueError) as error:
        why = f"The server does not prove that it knows the password ({scram.mechanism_name}: {error})."
        raise imaplib.IMAP4.error(why) from error
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as error:
        raise MailboxLoginError(("NO", [str(error).encode()]), "OK") from error
    if turns < 3:
        raise imaplib.IMAP4.error(f"The server does not prove that it knows the password ({scram.mechanism_name}).")


def _authenticate(client: imaplib.IMAP4, mechanism: str, answers: list[str]) -> None:
    """Answer one challenge after the other; to a further one, in which a server says why it refuses, with nothing."""
    left = iter(answers)
    try:
        client.authenticate(mechanism, lambda _: next(left, "").encode())
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as error:
        raise MailboxLoginError(("NO", [str(error).encode()]), "OK") from error


def _capabilities(client: imaplib.IMAP4) -> tuple[str, ...]:
    """Return what the server says that it can do; before TLS it may have said something else."""
    _, data = client.capability()
    return tuple(data[-1].decode("ascii", "replace").upper().split()) if data and data[-1] else ()
