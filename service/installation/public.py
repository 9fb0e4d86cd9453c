"""Where the installation is reached in the web: by those who stop mailings (`[web]`), and by staff and coordinators (`[console]`)."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, field_validator, model_validator

from domain.mail.endpoint import is_loopback
from domain.texts.secrets import without_user
from service.installation.passwords import SecretTable
from settings.reading import Line, Text, TomlSection, told


def _public(text: str) -> str:
    try:
        parts = urlsplit(text)
        named = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        named, parts = False, urlsplit("")
    # RFC 8058 section 3.1 wants https; a question or a mark within the page would stand before the code that letters add.
    if (
        parts.scheme != "https"
        or not named
        or "@" in parts.netloc
        or parts.query
        or parts.fragment
        or not text.isascii()
        or set(text) & set(' ,<>"')
    ):
        raise told(
            f"{without_user(text)!r} is no address that letters can name: mail programs ask only at https://, and a code is added to it."
        )
    return text.rstrip("/")


class ListeningTable(TomlSection):
    """Where the program listens: in plain HTTP, behind a server that speaks TLS.

    `proxies` are the addresses of such servers, whose word on who asks is believed (X-Forwarded-For).
    """

    host: Line = Field(default="127.0.0.1", examples=['host = "127.0.0.1"'])
    port: int = Field(ge=1, le=65535, examples=["port = 8058"])
    proxies: list[Line] = Field(default=["127.0.0.1", "::1"], examples=['proxies = ["127.0.0.1"]'])

    @field_validator("host")
    @classmethod
    def _own_address(cls, host: str) -> str:
        return _address(host)

    @field_validator("proxies")
    @classmethod
    def _addresses(cls, proxies: list[str]) -> list[str]:
        return [_address(one) for one in proxies]


class WebTable(ListeningTable):
    """What letters name as our address in the web."""

    url: Annotated[Text, AfterValidator(_public)] = Field(examples=['url = "https://study.agency.example"'])
    port: int = Field(default=8058, ge=1, le=65535, examples=["port = 8058"])

    @property
    def path(self) -> str:
        """Return the path that the public address has, which a server before us may leave or take away; "" where it has none."""
        return urlsplit(self.url).path


class HealthTable(ListeningTable):
    """Where the service tells whoever watches it how it is; at port 0, at one that is free. It believes no proxy."""

    port: int = Field(ge=0, le=65535)
    proxies: list[Line] = Field(default=[])


def _rootless(text: str) -> str:
    if urlsplit(_public(text)).path:
        raise told(f"{text!r} has a path, and the console stands at the root of its own address.")
    return text.rstrip("/")


def _issuer(text: str) -> str:
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise told(f"{without_user(text)!r} is no address.") from None
    protected = parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host))
    if not (protected and host and text.isascii()) or "@" in parts.netloc or parts.query or parts.fragment or set(text) & set(' <>"\\'):
        raise told(f"{without_user(text)!r} is no issuer: it is an address at https://, as the provider writes it.")
    return text


class OidcTable(SecretTable):
    """By whom people sign in to the console besides passwords: a provider of OpenID Connect, where the console is known as `client_id`.

    `name` is how the page of sign-in calls it; `ca_file` is a PEM file of further authorities that its certificate may be of.
    """

    issuer: Annotated[Text, AfterValidator(_issuer)] = Field(examples=['issuer = "https://login.agency.example/realms/staff"'])
    client_id: Text = Field(examples=['client_id = "counterfoil"'])
    name: Line = Field(default="", max_length=60, examples=['name = "Agency account"'])
    ca_file: Line = Field(default="", examples=['ca_file = "/etc/ssl/agency.pem"'])

    @model_validator(mode="before")
    @classmethod
    def _no_secret(cls, values: Any) -> Any:
        if isinstance(values, Mapping) and {"password", "secret", "client_secret"} & set(values):
            raise told(
                "There is a secret in the settings file.",
                "Remove it. Set COUNTERFOIL_OIDC_PASSWORD, password_file = PATH or keyring = SERVICE instead.",
            )
        return values


class ConsoleTable(ListeningTable):
    """Where the console is. Without `url` it is only for browsers on this machine, or through a tunnel to it."""

    url: Annotated[Text, AfterValidator(_rootless)] | None = Field(default=None, examples=['url = "https://desk.agency.example"'])
    port: int = Field(default=8059, ge=1, le=65535, examples=["port = 8059"])
    oidc: OidcTable | None = Field(default=None, examples=["a table: [console.oidc] with issuer and client_id"])

    @property
    def secure(self) -> bool:
        """Say whether browsers reach it by TLS, so that what they keep for it never goes another way."""
        return self.url is not None

    @property
    def address(self) -> str:
        """Return the address of the console as a browser is given it."""
        return self.url or f"http://{f'[{self.host}]' if ':' in self.host else self.host}:{self.port}"

    def welcome(self, secret: str) -> str:
        """Return the whole address at which a person who got this secret chooses how they sign in."""
        return f"{self.address}/welcome/{secret}"

    @property
    def hosts(self) -> frozenset[str]:
        """Return the values of the header Host under which it answers; under any other name, a page of strangers might ask it."""
        local = {f"{name}:{self.port}" for name in ("127.0.0.1", "localhost", "[::1]")}
        return frozenset(local | {urlsplit(self.address).netloc})


def _address(text: str) -> str:
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        raise told(f"{text!r} is no IP address.") from None
