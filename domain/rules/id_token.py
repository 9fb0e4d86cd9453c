"""Whether what an ID token says is believed, once its signature was found to be the provider's (OpenID Connect Core, section 3.1.3.7).

It is about nobody's name or address: these may be guessed, given anew or changed at the provider, and say nothing about who comes in.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

HOLDS = timedelta(minutes=10)  # From leaving for the provider to coming back; a person may have to find their telephone.
LEEWAY = timedelta(minutes=1)  # By which the clocks of two machines differ.
_LONGEST = 255  # Characters of a subject (Core, section 2).


class Doubt(StrEnum):
    """Why an ID token is not believed."""

    ISSUER = "issuer"  # It is somebody else's than the provider of the settings.
    AUDIENCE = "audience"  # It was made for another program, or for several.
    NONCE = "nonce"  # It was made for another sign-in than this browser's.
    EXPIRED = "expired"
    TIME = "time"  # It is from the future, or from before this sign-in can have begun; or it does not say.
    SUBJECT = "subject"  # It says of nobody that it is them.


@dataclass(frozen=True, slots=True)
class OurSignIn:
    """What an ID token must be about: who made it, for whom, and for which sign-in."""

    issuer: str
    client_id: str
    nonce: str = field(repr=False)


def doubt(claims: Mapping[str, object], expected: OurSignIn, now: datetime) -> Doubt | None:
    """Return why these claims are not believed, or None where they are."""
    if claims.get("iss") != expected.issuer:
        return Doubt.ISSUER
    if not _is_for(claims, expected.client_id):
        return Doubt.AUDIENCE
    if claims.get("nonce") != expected.nonce:
        return Doubt.NONCE
    subject = claims.get("sub")
    if not isinstance(subject, str) or not subject.strip() or not subject.isprintable() or len(subject) > _LONGEST:
        return Doubt.SUBJECT
    return _late(claims, now.timestamp())


def _is_for(claims: Mapping[str, object], client_id: str) -> bool:
    """Say whether a token is for this program: alone, or, where it is for others too, asked for by this program."""
    audience = claims.get("aud")
    named = audience if isinstance(audience, list) else [audience]
    asked_by = claims.get("azp", client_id if len(named) == 1 else None)
    return client_id in named and asked_by == client_id


def _late(claims: Mapping[str, object], now: float) -> Doubt | None:
    ends, made, begins = (_seconds(claims.get(name)) for name in ("exp", "iat", "nbf"))
    leeway = LEEWAY.total_seconds()
    if ends is None or made is None or (begins is None and "nbf" in claims):
        return Doubt.TIME
    if ends + leeway <= now:
        return Doubt.EXPIRED
    future = max(made, made if begins is None else begins) > now + leeway
    return Doubt.TIME if future or made < now - HOLDS.total_seconds() - leeway else None


def _seconds(value: object) -> float | None:
    """Return a moment as seconds since 1970, or None where it is none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return float(value) if math.isfinite(value) else None
    except OverflowError:  # A whole number of hundreds of digits.
        return None
