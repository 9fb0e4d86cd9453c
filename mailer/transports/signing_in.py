"""Signing in to an SMTP server (RFC 4954): an access token by XOAUTH2, or the strongest way for a password that the server offers."""

from __future__ import annotations

import asyncio
import base64

import aiosmtplib

from domain.mail.endpoint import Endpoint, Token

SCRAM = ("SCRAM-SHA-256", "SCRAM-SHA-1")  # RFC 7677 and RFC 5802, the stronger first; the password itself does not leave.


async def sign_in(connection: aiosmtplib.SMTP, endpoint: Endpoint) -> None:
    """Sign in where there is a user; SMTPException where the server refuses, CounterfoilError where no token can be had."""
    if not endpoint.user:
        return
    if connection.is_ehlo_or_helo_needed:
        await connection.ehlo()
    if endpoint.token is not None:
        await _by_token(connection, endpoint.user, endpoint.token)
    elif not await _by_scram(connection, endpoint):
        # CRAM-MD5, PLAIN and LOGIN, in this order, as far as they are offered.
        await connection.login(endpoint.user, endpoint.password)


async def _by_token(connection: aiosmtplib.SMTP, user: str, token: Token) -> None:
    if "xoauth2" not in connection.server_auth_methods:
        raise aiosmtplib.SMTPException("The server does not offer XOAUTH2, so nobody can sign in to it with a token.")
    first = await asyncio.to_thread(token, "")
    try:
        await connection.auth_xoauth2(user, first)
    except aiosmtplib.SMTPAuthenticationError:
        # It was taken back before its time, or the clocks differ: another one is asked for, once.
        await connection.auth_xoauth2(user, await asyncio.to_thread(token, first))


async def _by_scram(connection: aiosmtplib.SMTP, endpoint: Endpoint) -> bool:
    """Sign in without showing the password, and say whether that was possible; a server that cannot prove that it knows it is refused."""
    offered = [name for name in SCRAM if name.lower() in connection.server_auth_methods]
    if not offered:
        return False
    from scramp import ScramClient, ScramException  # noqa: PLC0415 - it takes as long to load as all else, and few servers offer this

    try:
        client = ScramClient(offered, endpoint.user, endpoint.password)
    except ScramException:
        return False  # It has a sign that SCRAM knows in no password (RFC 4013); other ways have nothing against it.
    try:
        reply = await _say(connection, f"AUTH {client.mechanism_name} {_coded(client.get_client_first())}")
        if reply.code != 334:
            return False  # Some servers offer what they know no password for.
        client.set_server_first(_decoded(reply.message))
        reply = await _say(connection, _coded(client.get_client_final()))
        if reply.code >= 400:
            raise aiosmtplib.SMTPAuthenticationError(reply.code, reply.message)
        if reply.code == 334:
            client.set_server_final(_decoded(reply.message))
            reply = await _say(connection, "")
        else:
            client.set_server_final(_decoded(reply.message.split()[-1]))
    except (ScramException, ValueError, IndexError) as error:
        raise aiosmtplib.SMTPException(f"The server does not prove that it knows the password ({error}).") from error
    if reply.code != 235:
        raise aiosmtplib.SMTPAuthenticationError(reply.code, reply.message)
    return True


async def _say(connection: aiosmtplib.SMTP, line: str) -> aiosmtplib.SMTPResponse:
    return await connection.execute_command(line.encode("ascii"))


def _coded(text: str) -> str:
    return base64.b64encode(text.encode()).decode("ascii")


def _decoded(text: str) -> str:
    return base64.b64decode(text, validate=True).decode()
