"""Signing in to an IMAP server (RFC 9051 section 6.2.2): an access token by XOAUTH2, or the strongest offered for a password."""

from __future__ import annotations

import imaplib
from typing import Any

from imap_tools import BaseMailBox
from imap_tools.errors import MailboxLoginError

from domain.mail.endpoint import Endpoint, Token

SCRAM = ("SCRAM-SHA-256", "SCRAM-SHA-1")  # RFC 7677 and RFC 5802, the stronger first; the password itself does not leave.


def sign_in(box: BaseMailBox, endpoint: Endpoint) -> None:
    """Sign in; MailboxLoginError where the server refuses, CounterfoilError where no access token can be had."""
    user, password = endpoint.user, endpoint.password
    if endpoint.token is not None:
        _by_token(box.client, user, endpoint.token)
    elif scram := _scram(box.client, endpoint):
        _by_scram(box.client, scram)
    else:
        login = box.login if (user + password).isascii() else box.login_utf8
        login(user, password, initial_folder=None)


def _by_token(client: imaplib.IMAP4, user: str, token: Token) -> None:
    first = token("")
    try:
        _authenticate(client, [f"user={user}\1auth=Bearer {first}\1\1"])
    except MailboxLoginError:
        # It was taken back before its time, or the clocks differ: another one is asked for, once.
        _authenticate(client, [f"user={user}\1auth=Bearer {token(first)}\1\1"])


def _scram(client: imaplib.IMAP4, endpoint: Endpoint) -> Any:
    """Return our side of a sign-in by SCRAM; None where the server offers none, or the password has a sign that it forbids (RFC 4013)."""
    offered = [name for name in SCRAM if f"AUTH={name}" in _capabilities(client)]
    if not offered:
        return None
    from scramp import ScramClient, ScramException  # noqa: PLC0415 - it takes as long to load as all else, and few servers offer this

    try:
        return ScramClient(offered, endpoint.user, endpoint.password)
    except ScramException:
        return None


def _by_scram(client: imaplib.IMAP4, scram: Any) -> None:
    from scramp import ScramException  # noqa: PLC0415 - as above

    turns = 0

    def answer(challenge: bytes) -> bytes:
        nonlocal turns
        turns += 1
        if turns == 1:
            return bytes(scram.get_client_first().encode())
        if turns == 2:
            scram.set_server_first(challenge.decode())
            return bytes(scram.get_client_final().encode())
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


def _authenticate(client: imaplib.IMAP4, answers: list[str]) -> None:
    """Answer one challenge after the other; to a further one, in which a server says why it refuses, with nothing."""
    left = iter(answers)
    try:
        client.authenticate("XOAUTH2", lambda _: next(left, "").encode())
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as error:
        raise MailboxLoginError(("NO", [str(error).encode()]), "OK") from error


def _capabilities(client: imaplib.IMAP4) -> tuple[str, ...]:
    """Return what the server says that it can do; before TLS it may have said something else."""
    _, data = client.capability()
    return tuple(data[-1].decode("ascii", "replace").upper().split()) if data and data[-1] else ()
