"""Tokens that are not the provider's own for this sign-in, as a provider that lies would make them: nobody comes in by one."""

from __future__ import annotations

import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import Callable

import jwt
import pytest

from tests.openid_provider import CLIENT, SECRET, OpenIdProvider, forged, key, pem, public, signed
from tests.web.agency import bound, come, desk, invited, is_in, provider, told
from tests.web.desk import DeskAtWork

__all__ = ["desk", "provider"]

Lie = Callable[[OpenIdProvider], None]


def says(**claims: object) -> Lie:
    """Return a provider's lie in the claims of its token."""
    return lambda provider: provider.says.update(claims)


def makes(token: Callable[[dict[str, object]], str]) -> Lie:
    """Return a provider's lie in the token itself."""
    return lambda provider: setattr(provider, "token", token)


def _at(**moved: int) -> Lie:
    def lie(provider: OpenIdProvider) -> None:
        now = provider.now().timestamp()
        provider.says.update({name: now + seconds for name, seconds in moved.items()})

    return lie


def _keys(*keys: dict[str, object], kid: str = "rsa-1") -> Lie:
    def lie(provider: OpenIdProvider) -> None:
        provider.keys, provider.kid = list(keys), kid

    return lie


def _two_keys(provider: OpenIdProvider) -> None:
    provider.token, provider.keys = _nameless, [public("rsa-1"), public("rsa-2")]


def _nameless(claims: dict[str, object]) -> str:
    return jwt.encode(claims, key("rsa-1"), algorithm="RS256")


LIES: dict[str, Lie] = {
    "nonce": says(nonce="another"),
    "no_nonce": says(nonce=None),
    "audience": says(aud="another"),
    "no_audience": says(aud=None),
    "two_audiences": says(aud=[CLIENT, "another"]),
    "other_party": says(azp="another"),
    "two_audiences_other_party": says(aud=[CLIENT, "another"], azp="another"),
    "issuer": says(iss="https://login.evil.example"),
    "expired": _at(exp=-61),
    "from_the_future": _at(iat=61),
    "not_yet": _at(nbf=61),
    "too_old": _at(iat=-662),
    "no_end": says(exp=None),
    "end_is_a_word": says(exp="never"),
    "no_subject": says(sub=None),
    "empty_subject": says(sub=" "),
    "subject_is_a_number": says(sub=248289761001),
    "none": makes(lambda claims: forged({"alg": "none"}, claims)),
    "none_with_key": makes(lambda claims: forged({"alg": "None", "kid": "rsa-1"}, claims)),
    "algorithm_is_a_list": makes(lambda claims: forged({"alg": ["RS256"], "kid": "rsa-1"}, claims)),
    "hs256_by_the_public_key": makes(lambda claims: _hs256(claims, pem("rsa-1"))),
    "hs256_by_the_secret": makes(lambda claims: _hs256(claims, SECRET.encode())),
    "another_key": makes(lambda claims: signed(claims, "rsa-2", kid="rsa-1")),
    "another_kind": makes(lambda claims: signed(claims, "ec-1", kid="rsa-1")),
    "own_key_in_the_header": makes(lambda claims: signed(claims, "rsa-2", kid="rsa-1", jwk=public("rsa-2"))),
    "nothing_signed": makes(lambda claims: ".".join([*signed(claims, "rsa-1").split(".")[:2], ""])),
    "changed_after": makes(lambda claims: _changed(signed(claims, "rsa-1"))),
    "critical": makes(lambda claims: signed(claims, "rsa-1", crit=["new"], new=1)),
    "no_token": makes(lambda _: ""),
    "no_object": makes(lambda _: _payload(b"[]")),
    "unknown_key": _keys(public("rsa-2")),
    "key_to_encrypt": _keys(public("rsa-1", use="enc")),
    "key_of_another_kind": _keys(public("rsa-1", alg="RS512")),
    "short_key": _keys(public("short"), kid="short"),
    "shared_key": _keys({"kty": "oct", "kid": "rsa-1", "k": "c2VjcmV0"}),
    "no_keys": _keys(),
    "which_key": _two_keys,
}


def _hs256(claims: dict[str, object], secret: bytes) -> str:
    unsigned = forged({"alg": "HS256", "kid": "rsa-1"}, claims).rpartition(".")[0]
    return f"{unsigned}.{urlsafe_b64encode(hmac.digest(secret, unsigned.encode(), 'sha256')).decode().rstrip('=')}"


def _changed(token: str) -> str:
    head, payload, signature = token.split(".")
    claims = json.loads(jwt.utils.base64url_decode(payload))
    return f"{head}.{jwt.utils.base64url_encode(json.dumps(claims | {'sub': 'another'}).encode()).decode()}.{signature}"


def _payload(data: bytes) -> str:
    return jwt.PyJWS().encode(data, key("rsa-1"), algorithm="RS256", headers={"kid": "rsa-1"})


@pytest.mark.parametrize("lie", LIES)
def test_a_token_that_is_not_the_providers_own_for_this_sign_in_lets_nobody_in(
    desk: DeskAtWork, provider: OpenIdProvider, lie: str
) -> None:
    """Neither somebody who is bound, nor does it bind anybody."""
    bound(desk, provider)
    LIES[lie](provider)
    browser = desk.browser()
    assert told(come(browser, provider)) == "unbelieved"
    assert not is_in(browser)
    link = invited(desk, "Clara Diaz")
    assert told(come(browser, provider, f"{link}/oidc")) == "unbelieved"
    assert not is_in(browser)
    assert desk.browser().ask(link).status == 200


@pytest.mark.parametrize(
    ("kid", "change"),
    [
        ("ec-1", _at(exp=-59, iat=-300)),
        ("ed-1", _at(iat=59)),
        ("rsa-1", says(aud=[CLIENT], azp=CLIENT)),
        ("rsa-1", says(aud=[CLIENT, "another"], azp=CLIENT)),
    ],
)
def test_other_honest_tokens_let_people_in(desk: DeskAtWork, provider: OpenIdProvider, kid: str, change: Lie) -> None:
    """Other kinds of keys, clocks that differ by less than a minute, and several audiences."""
    bound(desk, provider)
    provider.kid, provider.keys = kid, [public(kid)]
    change(provider)
    assert told(come(desk.browser(), provider)) == ""


def test_keys_that_the_provider_changed_are_known_at_once(desk: DeskAtWork, provider: OpenIdProvider) -> None:
    """And what an old one signs is not believed any more."""
    bound(desk, provider)
    provider.kid, provider.keys = "rsa-2", [public("rsa-2")]
    assert told(come(desk.browser(), provider)) == ""
    provider.kid = "rsa-1"
    assert told(come(desk.browser(), provider)) == "unbelieved"
