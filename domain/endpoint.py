"""Where a mail server is and how it is spoken to: the settings of a connection, checked, and its TLS."""

from __future__ import annotations

import ipaddress
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from domain.errors import ConfigurationError


class Security(StrEnum):
    """How a connection is protected. TLS is always verified and never negotiated away."""

    STARTTLS = "starttls"  # Plain at first, then upgraded; a server that does not offer it is refused.
    TLS = "tls"  # TLS from the first byte (RFC 8314).
    NONE = "none"  # In the clear: only to this machine itself.


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One server as the settings give it; `timeout` is in seconds, `ca_file` is a PEM file of further authorities, `user` may be blank."""

    host: str
    port: int
    security: Security
    user: str = ""
    password: str = field(default="", repr=False)
    timeout: float = 60.0
    ca_file: str = ""

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


def read_endpoint(settings: Mapping[str, object], *, where: str, ports: Mapping[Security, int]) -> Endpoint:
    """Return the endpoint that `settings` describe; `ports` are the usual ones. ConfigurationError if the settings are wrong."""
    host = str(settings.get("host") or "").strip()
    if not host:
        raise ConfigurationError("No host is given.", where=where, remedy="Give the name of the mail server as host.")
    security = _security(settings, host, where)
    return Endpoint(
        host=host,
        port=int(_number(settings, "port", ports[security], where)),
        security=security,
        user=str(settings.get("user") or ""),
        password=str(settings.get("password") or ""),
        timeout=_number(settings, "timeout", 60, where),
        ca_file=str(settings.get("ca_file") or ""),
    )


def _security(settings: Mapping[str, object], host: str, where: str) -> Security:
    text = str(settings.get("security") or Security.STARTTLS)
    if text not in set(Security):
        raise ConfigurationError(
            f"security is {text!r}, which is not known.",
            where=where,
            remedy='Write security = "starttls", "tls" or, on this machine only, "none".',
        )
    if text == Security.NONE and not _is_loopback(host):
        raise ConfigurationError(
            f'security = "none" would send passwords and letters in the clear to {host}.',
            where=where,
            remedy='Write security = "starttls" or "tls"; "none" is only for a server on this machine (127.0.0.1, ::1, localhost).',
        )
    return Security(text)


def _number(settings: Mapping[str, object], name: str, default: float, where: str) -> float:
    value = settings.get(name, default)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 < value < 65536:
        raise ConfigurationError(f"{name} is {value!r}.", where=where, remedy=f"Give {name} as a number between 0 and 65536.")
    return value


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
