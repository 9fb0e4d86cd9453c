"""Where a mail server is and how it is spoken to, and the TLS of the connection."""

from __future__ import annotations

import ipaddress
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from domain.errors import ConfigurationError

Token = Callable[[str], str]
"""Returns an access token that is not the one given, which a server refused ("" where none was).

CounterfoilError where none can be had now, and NotSignedInError where none ever will before a person has done something.
"""


class Security(StrEnum):
    """How a connection is protected. TLS is always verified and never negotiated away."""

    STARTTLS = "starttls"  # Plain at first, then upgraded; a server that does not offer it is refused.
    TLS = "tls"  # TLS from the first byte (RFC 8314).
    NONE = "none"  # In the clear: only to this machine itself.


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """One server; `timeout` is in seconds, `ca_file` is a PEM file of further authorities, `user` may be blank.

    Where there is a `token`, it signs in and the password does not.
    """

    host: str
    port: int
    security: Security
    user: str = ""
    password: str = field(default="", repr=False)
    timeout: float = 60.0
    ca_file: str = ""
    token: Token | None = field(default=None, repr=False, compare=False)

    def __str__(self) -> str:
        """Say where it is, as in `mail.agency.example:587`."""
        return f"{self.host}:{self.port}"

    def tls(self) -> ssl.SSLContext | None:
        """Return a context that verifies the server's certificate and name, or None where the connection is in the clear."""
        if self.security is Security.NONE:
            return None
        context = ssl.create_default_context()
        if self.ca_file:
            try:
                context.load_verify_locations(self.ca_file)
            except OSError as error:  # ssl.SSLError is one.
                raise ConfigurationError(
                    f"The file of certificate authorities cannot be read ({error}).",
                    where=f"ca_file {self.ca_file}",
                    remedy="Give the path of a PEM file, or leave ca_file out.",
                ) from error
        return context


@dataclass(frozen=True, slots=True, kw_only=True)
class NameServers:
    """Who is asked: `servers` by their addresses (none: those of this machine), the port, and how many seconds a question may take."""

    servers: tuple[str, ...] = ()
    port: int = 53
    timeout: float = 3.0


def is_loopback(host: str) -> bool:
    """Say whether `host` is this machine itself."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
