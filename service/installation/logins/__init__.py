"""Signing in where servers take no password: one file a provider. Each names itself in a `LOGIN`, and a new file is a new provider."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from domain.errors import ConfigurationError
from domain.process.plugins import discover, keyed
from service.installation.logins.keeping import Kept
from settings.reading import Line, TomlSection


class ProviderSettings(TomlSection):
    """What every provider has: `ca_file` is a PEM file of further authorities, for a proxy that opens TLS."""

    ca_file: Line = ""


Settings = TypeVar("Settings", bound=ProviderSettings)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What a person is to do: open `url` in a browser and enter the `code`; or, where `answer` says what, tell the program that.

    It is possible for `seconds`; 0 where nobody said how long.
    """

    url: str
    code: str = ""
    answer: str = ""
    seconds: int = 0


class Login(Protocol):
    """One account of a provider. CounterfoilError where it cannot be reached, NotSignedInError where a person has to act.

    Threads and processes may ask at once.
    """

    def token(self, refused: str) -> str:
        """Return an access token that is valid and is not the one that a server refused ("" where none was)."""

    def sign_in(self, ask: Callable[[Step], str]) -> None:
        """Walk a person through it: `ask` shows what to do, and returns what they answered."""


@dataclass(frozen=True, slots=True)
class Given:
    """What a login is opened with: its name, the folder of the installation, its secret, and where it keeps what it may use later."""

    name: str
    root: Any
    secret: str
    kept: Kept


@dataclass(frozen=True, slots=True)
class LoginPlugin(Generic[Settings]):
    """A provider: the name that [logins.NAME] chooses it by, a sentence about it, its settings, and how it is opened."""

    name: str
    says: str
    settings: type[Settings]
    open: Callable[[Settings, Given], Login]


def providers() -> dict[str, LoginPlugin[Any]]:
    """Return every provider by its name."""
    found: tuple[LoginPlugin[Any], ...] = discover(sys.modules[__name__], "LOGIN")
    return keyed(found, lambda plugin: (plugin.name,), "provider")


def not_installed(error: ImportError, name: str) -> ConfigurationError:
    """Return the error for a provider whose library is not there."""
    where, remedy = f"counterfoil.toml [logins.{name}]", "pip install 'counterfoil[oauth]'"
    return ConfigurationError(f"This login needs a library that is not installed ({error.name}).", where=where, remedy=remedy)
