"""A provider of OpenID Connect, asked over TLS that is verified: where its doors are, what it knows of a code, and its keys."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote_plus, urlencode, urlsplit

from domain.desk import DeskIdentity
from domain.errors import ConfigurationError
from domain.mail.endpoint import is_loopback
from domain.rules.id_token import OurSignIn, doubt
from languages.telling import phrased
from service.console.oidc.faults import NotLetIn, SingleSignOnError, away, not_installed, unbelieved
from service.console.oidc.flow import Flow
from service.console.oidc.signature import signed_claims, usable
from service.installation.public import OidcTable

PATIENCE = 5  # Seconds for connecting, and for the whole of an answer: somebody waits for the page.
_MOST = 256 * 1024  # Bytes of an answer; a few keys or a token have some thousands.
_FRESH = timedelta(minutes=10)  # So long it is believed where its doors are. Its keys are asked for each time, since they change.
_CALLED = 200  # Characters of what the provider calls somebody.
# What a token endpoint says where a code was used before, or is too old (RFC 6749, section 5.2): who began too early begins again.
_OVER = "invalid_grant"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderDoors:
    """What a provider says of itself (OpenID Connect Discovery): the addresses of its doors, and how it wants to be spoken to."""

    authorization: str
    token: str
    keys: str
    by_form: bool  # The client's secret goes into the form, and not into a header.
    names_itself: bool  # It says in its answer who it is (RFC 9207).


class Provider:
    """The provider of the settings; `redirect` is the only page of ours to which it sends people back.

    All that it does raises SingleSignOnError where it does not answer, or not as itself.
    """

    def __init__(self, table: OidcTable, secret: str, redirect: str) -> None:
        self.name, self.issuer = table.name, table.issuer
        self._table, self._secret, self._redirect = table, secret, redirect
        self._known: tuple[datetime, ProviderDoors] | None = None

    def address(self, flow: Flow, now: datetime) -> str:
        """Return the address at the provider to which somebody goes away."""
        asked = {
            "response_type": "code",
            "client_id": self._table.client_id,
            "redirect_uri": self._redirect,
            # Of the last two only what it calls the person is kept, so that whoever administers sees who was bound.
            "scope": "openid profile email",
            "state": flow.state,
            "nonce": flow.nonce,
            "code_challenge": flow.challenge,
            "code_challenge_method": "S256",
        }
        door = self._metadata(now).authorization
        return f"{door}{'&' if urlsplit(door).query else '?'}{urlencode(asked)}"

    def identity(self, flow: Flow, answer: Mapping[str, str], now: datetime) -> DeskIdentity:
        """Return who somebody is that came back on a way of ours, with this answer of the provider in the address."""
        known = self._metadata(now)
        # RFC 9207: the answer of another provider is not taken for one of this.
        if answer.get("iss", "" if known.names_itself else self.issuer) != self.issuer:
            raise unbelieved("answer_issuer")
        if "error" in answer or not answer.get("code"):
            raise SingleSignOnError(NotLetIn.REFUSED, "refused")
        token = self._token(known, flow, answer["code"])
        claims = signed_claims(token, self._keys(known))
        if why := doubt(claims, OurSignIn(self.issuer, self._table.client_id, flow.nonce), now):
            raise unbelieved(why.value)
        return DeskIdentity(issuer=self.issuer, subject=str(claims["sub"]), called=_called(claims))

    def probe(self, now: datetime) -> str:
        """Return a sentence about a provider that answers. SingleSignOnError where it does not."""
        self._known = None
        keys = usable(self._keys(self._metadata(now)))
        if not keys:
            raise unbelieved("no_key")
        answers = phrased("doctor.provider", n=keys, issuer=self.issuer, address=self._redirect)
        return answers if self._secret else phrased("doctor.no_secret", what=answers)

    def _metadata(self, now: datetime) -> ProviderDoors:
        if self._known is None or not timedelta() <= now - self._known[0] <= _FRESH:
            self._known = (now, _read(self._ask(f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")[1], self.issuer))
        return self._known[1]

    def _token(self, known: ProviderDoors, flow: Flow, code: str) -> str:
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": self._redirect, "code_verifier": flow.verifier}
        own = {"client_id": self._table.client_id} | ({"client_secret": self._secret} if self._secret else {})
        # RFC 6749, section 2.3.1: what goes into the header is encoded as in a form.
        header = (quote_plus(self._table.client_id), quote_plus(self._secret)) if self._secret and not known.by_form else None
        status, said = self._ask(known.token, form | ({} if header else own), header)
        if status != 200:
            over = said.get("error") == _OVER
            raise SingleSignOnError(NotLetIn.STALE, "code") if over else unbelieved("token_refused")
        token = said.get("id_token")
        if not isinstance(token, str):
            raise unbelieved("no_id_token")
        return token

    def _keys(self, known: ProviderDoors) -> Sequence[Mapping[str, Any]]:
        found = self._ask(known.keys)[1].get("keys")
        return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []

    def _ask(
        self, address: str, form: Mapping[str, str] | None = None, header: tuple[str, str] | None = None
    ) -> tuple[int, Mapping[str, Any]]:
        """Return the status and the JSON of an answer. Nobody is followed elsewhere: what is asked holds a secret."""
        try:
            import requests  # noqa: PLC0415 - an optional extra: only who signs in by it needs it

            from service.installation.logins.deadline import Deadline, within  # noqa: PLC0415 - it needs requests
        except ImportError as error:
            raise not_installed(error) from error
        how: dict[str, Any] = {"data": form, "auth": header, "timeout": PATIENCE, "allow_redirects": False, "stream": True}
        try:
            with Deadline(PATIENCE) as deadline, within(deadline, self._table.ca_file, PATIENCE) as asking:
                with asking.request("POST" if form else "GET", address, **how) as got:
                    said = json.loads(_bounded(got.iter_content(_MOST)))
                deadline.check()
        except ConfigurationError as error:  # Its words name a file of this machine, and whoever asks may be a stranger.
            raise away("ca_file") from error
        except (requests.RequestException, OSError, ValueError, RecursionError) as error:
            raise away("late" if deadline.over else error) from error
        if not isinstance(said, dict) or (got.status_code != 200 and form is None):
            raise away(f"status_{got.status_code}")
        return got.status_code, said


def _bounded(pieces: Iterable[bytes]) -> bytes:
    """Return an answer. ValueError where it is too long."""
    data = b""
    for piece in pieces:
        data += piece
        if len(data) > _MOST:
            raise ValueError(f"an answer of more than {_MOST} bytes")
    return data


def _read(said: Mapping[str, Any], issuer: str) -> ProviderDoors:
    if said.get("issuer") != issuer:  # Discovery, section 4.3.
        raise unbelieved("metadata_issuer")
    ways = said.get("token_endpoint_auth_methods_supported")
    return ProviderDoors(
        authorization=_door(said.get("authorization_endpoint"), issuer),
        token=_door(said.get("token_endpoint"), issuer),
        keys=_door(said.get("jwks_uri"), issuer),
        by_form=isinstance(ways, list) and "client_secret_post" in ways,
        names_itself=said.get("authorization_response_iss_parameter_supported") is True,
    )


def _door(address: object, issuer: str) -> str:
    """Return the address of a door; in the clear only where the issuer is on this machine too."""
    try:
        parts = urlsplit(address if isinstance(address, str) and address.isascii() and address.isprintable() else "")
        parts.port  # noqa: B018 - ValueError where it is none.
    except ValueError as error:  # Such as https://[::1 without its end.
        raise unbelieved("metadata_address") from error
    local = urlsplit(issuer).scheme == "http" and parts.scheme == "http" and is_loopback(parts.hostname or "")
    if not parts.hostname or parts.username or not (parts.scheme == "https" or local):
        raise unbelieved("metadata_address")
    return str(address)


def _called(claims: Mapping[str, object]) -> str:
    """Return what the provider calls somebody, for people to read; "" where it says nothing that can be shown."""
    said = (claims.get(name) for name in ("email", "preferred_username", "name"))
    return next((one[:_CALLED] for one in said if isinstance(one, str) and one.strip() and one.isprintable()), "")
