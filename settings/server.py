"""The settings of a connection to a mail server, for the plug-ins that speak to one."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator, Field, ValidationInfo, field_validator

from domain.mail.endpoint import Endpoint, Security, Token, is_loopback
from settings.reading import Line, Text, TomlSection, told


def in_ascii(name: str) -> str:
    """Return the name of a machine as servers are told it, an international one in its IDNA form; what cannot be one is told."""
    try:
        return name.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise told(f"{name!r} is not the name of a machine: between two dots stand 1 to 63 signs.") from error


def _alone(host: str) -> str:
    # An address with a scheme, a port or a blank would only be told as a name that nobody knows.
    if not re.fullmatch(r"[\w.-]+", host) and not _is_ip(host):
        raise told(f"{host!r} is more than the name of a machine: no scheme, path, port or blank stands in it.")
    return host


def _on_one_line(password: str) -> str:
    if len(password.splitlines()) > 1:
        raise told("The password has more than one line.", "Leave it alone in its file, variable or entry, without the name of the user.")
    return password


def _is_ip(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


class ServerSettings(TomlSection):
    """Where a server is and how it is spoken to; a plug-in adds its own fields. `timeout` is in seconds; no `port` is the usual one.

    `password` and `token` are secrets that come from elsewhere than the section itself.
    """

    host: Annotated[Text, AfterValidator(in_ascii), AfterValidator(_alone)] = Field(examples=['host = "mail.agency.example"'])
    security: Annotated[Security, Field(strict=False)] = Field(default=Security.STARTTLS, examples=['security = "starttls" or "tls"'])
    port: int | None = Field(default=None, ge=1, le=65535, examples=["port = 587"])
    user: Line = Field(default="", examples=['user = "study@agency.example"'])
    password: Annotated[str, AfterValidator(_on_one_line)] = Field(default="", repr=False)
    timeout: float = Field(default=60, gt=0, le=86400, examples=["timeout = 60"])
    ca_file: Line = Field(default="", examples=['ca_file = "/etc/ssl/agency.pem"'])
    token: Token | None = Field(default=None, repr=False)

    @field_validator("security")
    @classmethod
    def _protect(cls, security: Security, info: ValidationInfo) -> Security:
        host = info.data.get("host", "localhost")  # A host that is wrong is told by itself.
        if security is Security.NONE and not is_loopback(host):
            raise told(
                f'security = "none" would send passwords and letters to {host} unencrypted.',
                'Write security = "starttls" or "tls"; "none" is only for a server on this machine (127.0.0.1, ::1, localhost).',
            )
        return security

    def endpoint(self, ports: Mapping[Security, int]) -> Endpoint:
        """Return the endpoint; `ports` are the usual ones."""
        port = self.port or ports[self.security]
        return Endpoint(
            host=self.host,
            port=port,
            security=self.security,
            user=self.user,
            password=self.password,
            timeout=self.timeout,
            ca_file=self.ca_file,
            token=self.token,
        )
