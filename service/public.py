"""Where the installation can be reached in the web (`[web]`): the address that letters name, and where the program listens for it."""

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


class WebTable(TomlSection):
    """What letters name as our address in the web, and where the program listens: in plain HTTP, behind a server that speaks TLS.

    `proxies` are the addresses of such servers, whose word on who asks is believed (X-Forwarded-For).
    """

    url: Annotated[Text, AfterValidator(_public)] = Field(examples=['url = "https://study.agency.example"'])
    host: Line = Field(default="127.0.0.1", examples=['host = "127.0.0.1"'])
    port: int = Field(default=8058, ge=1, le=65535, examples=["port = 8058"])
    proxies: list[Line] = Field(default=["127.0.0.1", "::1"], examples=['proxies = ["127.0.0.1"]'])

    @field_validator("host")
    @classmethod
    def _own_address(cls, host: str) -> str:
        return _address(host)

    @field_validator("proxies")
    @classmethod
    def _addresses(cls, proxies: list[str]) -> list[str]:
        return [_address(one) for one in proxies]

    @property
    def path(self) -> str:
        """Return the path that the public address has, which a server before us may leave or take away; "" where it has none."""
        return urlsplit(self.url).path


def _address(text: str) -> str:
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        raise told(f"{text!r} is no IP address.") from None
