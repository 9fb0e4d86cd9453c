"""Whose signature an ID token has: one of the provider's own keys, by a kind of signature that only whoever has the other half can make."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from service.console.oidc.faults import not_installed, unbelieved

_CURVES = {"ES256": "P-256", "ES384": "P-384", "ES512": "P-521", "EdDSA": "Ed25519"}
# The kinds that are believed, by the type of their keys (RFC 7518, RFC 8037). "none" and the HS kinds are not: for HS the public key, which
# everybody knows, would be taken for a shared secret.
KINDS = {
    **dict.fromkeys(("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"), "RSA"),
    **dict.fromkeys(("ES256", "ES384", "ES512"), "EC"),
    "EdDSA": "OKP",
}
_SHORTEST = 2048  # Bits of an RSA key (RFC 7518, section 3.3).


def signed_claims(token: str, keys: Sequence[Mapping[str, Any]]) -> Mapping[str, object]:
    """Return what an ID token says. SingleSignOnError where none of these keys (RFC 7517) signed it."""
    try:
        import jwt  # noqa: PLC0415 - an optional extra: only who signs in by it needs it
    except ImportError as error:
        raise not_installed(error) from error
    try:
        header = jwt.get_unverified_header(token)
        kind = header.get("alg")
        if kind not in KINDS:
            raise unbelieved("algorithm")
        key = jwt.PyJWK(dict(_one(keys, header)), algorithm=kind).key
        if getattr(key, "key_size", _SHORTEST) < _SHORTEST and KINDS[kind] == "RSA":
            raise unbelieved("short_key")
        claims = json.loads(jwt.PyJWS(algorithms=[kind]).decode_complete(token, key, algorithms=[kind])["payload"])
    except (jwt.PyJWTError, ValueError, TypeError, RecursionError) as error:
        raise unbelieved("signature") from error
    if not isinstance(claims, dict):
        raise unbelieved("claims")
    return claims


def usable(keys: Sequence[Mapping[str, Any]]) -> int:
    """Return how many of a provider's keys could sign an ID token that is believed."""
    return sum(any(_fits(one, kind) for kind in KINDS) for one in keys)


def _one(keys: Sequence[Mapping[str, Any]], header: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the only key that can have signed. Where a provider has several, the token names one (Core, section 10.1)."""
    found = [one for one in keys if _fits(one, header["alg"]) and ("kid" not in header or one.get("kid") == header["kid"])]
    if len(found) != 1:
        raise unbelieved("key")
    return found[0]


def _fits(key: Mapping[str, Any], kind: str) -> bool:
    return (
        key.get("kty") == KINDS[kind]
        and key.get("use", "sig") == "sig"
        and key.get("alg", kind) == kind
        and _CURVES.get(kind) in {None, key.get("crv")}
    )
