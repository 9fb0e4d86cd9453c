"""One way to the provider and back: what binds it to a browser. All of it comes from one secret, which the browser keeps for ten minutes.

Nothing of it is kept here, so that whoever asks for the page a million times fills nothing.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import secrets
from dataclasses import asdict, dataclass, field
from datetime import datetime

from domain.rules.id_token import HOLDS

_SECRET = 43  # Characters of 256 random bits.
_NEVER = 1 << 40  # Seconds since 1970 that no clock shows: what is more may be too much to reckon with.


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """A way that was begun at `begun`, in seconds since 1970: afterwards the page `back` is shown.

    Where it was begun by a link that makes somebody come in by single sign-on, `link` is the secret of that.
    """

    secret: str = field(repr=False)
    begun: int
    back: str = "/"
    link: str = field(default="", repr=False)

    @property
    def state(self) -> str:
        """Return what the provider is to bring back, so that nobody is sent here with an answer that another browser asked for."""
        return self._derived("state")

    @property
    def nonce(self) -> str:
        """Return what is to stand in the ID token, so that it cannot be one that was made for another browser."""
        return self._derived("nonce")

    @property
    def verifier(self) -> str:
        """Return what proves to the provider that whoever brings the code is who asked for it (RFC 7636)."""
        return self._derived("verifier")

    @property
    def challenge(self) -> str:
        """Return what the provider is told of the verifier beforehand: its SHA-256."""
        return _encoded(hashlib.sha256(self.verifier.encode()).digest())

    def _derived(self, what: str) -> str:
        return _encoded(hmac.digest(self.secret.encode(), what.encode(), "sha256"))

    def kept(self) -> str:
        """Return what the browser keeps."""
        return _encoded(json.dumps(asdict(self)).encode())

    def is_of(self, state: str, now: datetime) -> bool:
        """Say whether somebody who comes back with this state went away on this way, and not too long ago."""
        age = now.timestamp() - self.begun
        return hmac.compare_digest(state.encode(), self.state.encode()) and 0 <= age <= HOLDS.total_seconds()


def begun(now: datetime, back: str, link: str) -> Flow:
    """Return a new way."""
    return Flow(secret=secrets.token_urlsafe(32), begun=int(now.timestamp()), back=back, link=link)


def read(kept: str) -> Flow | None:
    """Return the way that a browser keeps, or None where it keeps none."""
    try:
        said = json.loads(base64.urlsafe_b64decode(kept.encode() + b"=" * (-len(kept) % 4)))
        found = Flow(secret=str(said["secret"]), begun=int(said["begun"]), back=str(said["back"]), link=str(said["link"]))
        f"{found.secret}{found.back}{found.link}".encode()  # Half of a sign (a surrogate alone) is no text: ValueError.
    except (binascii.Error, ValueError, TypeError, KeyError, OverflowError, RecursionError):
        return None
    return found if len(found.secret) >= _SECRET and 0 <= found.begun < _NEVER else None


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
