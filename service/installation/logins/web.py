"""How providers are asked over HTTPS. To be imported when one is asked: it needs the optional extra `oauth`."""

from __future__ import annotations

import ssl
from typing import Any

import requests
from requests.adapters import HTTPAdapter

from domain.errors import ConfigurationError

TIMEOUT = 10  # Seconds: letters wait meanwhile, and so does a program that is to end.


class DirectAdapter(HTTPAdapter):
    """Trusts what this machine trusts, and whoever else the settings name; never waits long."""

    def __init__(self, context: ssl.SSLContext, patience: float) -> None:
        self._context, self._patience = context, patience
        super().__init__()

    def init_poolmanager(self, *given: Any, **named: Any) -> None:
        """Make the connections with our own trust."""
        super().init_poolmanager(*given, **named, ssl_context=self._context)

    def proxy_manager_for(self, proxy: str, **named: Any) -> Any:
        """Make those through a proxy likewise."""
        return super().proxy_manager_for(proxy, **named, ssl_context=self._context)

    def send(self, *given: Any, **named: Any) -> Any:
        """Send a request, whatever time the caller would give it."""
        return super().send(*given, **{**named, "timeout": self._patience})


def trusting(session: Any, ca_file: str, patience: float = TIMEOUT) -> Any:
    """Let a session of requests trust the authorities of `ca_file` too, where one is given, and return it; it waits `patience` seconds."""
    session.mount("https://", DirectAdapter(trust(ca_file), patience))
    return session


def trust(ca_file: str) -> ssl.SSLContext:
    """Return whom this machine trusts, and the authorities of `ca_file` too. ConfigurationError where that cannot be read."""
    context = ssl.create_default_context()
    if ca_file:
        try:
            context.load_verify_locations(ca_file)
        except OSError as error:  # ssl.SSLError is one.
            remedy = "Give the path of a PEM file, or leave ca_file out."
            what = f"The file of certificate authorities cannot be read ({error})."
            raise ConfigurationError(what, where=f"ca_file {ca_file}", remedy=remedy) from error
    return context


def session(ca_file: str, patience: float = TIMEOUT) -> Any:
    """Return a new session."""
    return trusting(requests.Session(), ca_file, patience)
