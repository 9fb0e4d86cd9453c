"""Where the installation is reached in the web: by those who stop mailings (`[web]`), and by staff and coordinators (`[console]`)."""

from __future__ import annotations

import ipaddress
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, field_validator

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
        or parts.username
        or parts.query
        or parts.fragment
        or not text.isascii()
        or set(text) & set(' ,<>"')
    ):
        raise told(f"{text!r} is no address that letters can name: mail programs ask only at https://, and a code is added to it.")
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


def _rootless(text: str) -> str:
    if urlsplit(_public(text)).path:
        raise told(f"{text!r} has a path, and the console stands at the root of its own address.")
    return text.rstrip("/")


class ConsoleTable(ListeningTable):
    """Where the console is. Without `url` it is only for browsers on this machine, or through a tunnel to it."""

    url: Annotated[Text, AfterValidator(_rootless)] | None = Field(default=None, examples=['url = "https://desk.agency.example"'])
    port: int = Field(default=8059, ge=1, le=65535, examples=["port = 8059"])

    @property
    def secure(self) -> bool:
        """Say whether browsers reach it by TLS, so that what they keep for it never goes another way."""
        return self.url is not None

    @property
    def address(self) -> str:
        """Return the address of the console as a browser is given it."""
        return self.url or f"http://{f'[{self.host}]' if ':' in self.host else self.host}:{self.port}"

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
