"""Passwords: from the environment, a file or the keyring; never from the settings' file itself."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import Field

from domain.errors import ConfigurationError
from settings import private
from settings.reading import Text, TomlSection


class SecretTable(TomlSection):
    """The keys of a section that say where its password is; the first way that is found counts."""

    password_file: Text | None = Field(default=None, examples=['password_file = "smtp.secret"'])
    keyring: Text | None = Field(default=None, examples=['keyring = "counterfoil-smtp"'])


@dataclass(frozen=True, slots=True)
class Passwords:
    """Where passwords of this installation are looked for: its folder, the environment; `where` is the settings' file."""

    root: Path
    environment: Mapping[str, str]
    where: str

    def get(self, name: str, table: SecretTable, user: str, section: str) -> str:
        """Return the password `name` (SMTP, SMTP_ITU of [transports.itu], IMAP, SENT, DATABASE, WORKBOOK), or "" where none is given.

        `section` is the file and the section of the settings in which the `table` stands.
        """
        if given := self.environment.get(f"COUNTERFOIL_{name}_PASSWORD"):
            return given
        if table.password_file:
            return _from_file(Path(self.root, table.password_file), f"{section} password_file")
        return _from_keyring(table.keyring, user, f"{section} keyring") if table.keyring else ""

    def refuse(self, name: str, values: Mapping[str, Any]) -> None:
        """Raise ConfigurationError where a password stands in the settings themselves."""
        if "password" in values:
            raise ConfigurationError(
                "There is a password in the settings file.",
                where=self.where,
                remedy=f"Remove it. Set COUNTERFOIL_{name}_PASSWORD, password_file = PATH or keyring = SERVICE instead.",
            )


def _from_file(path: Path, where: str) -> str:
    remedy = "Let the user that runs Counterfoil read it, and nobody else (chmod 600)."
    try:
        refuse_open(path, where)
        password = path.read_text(encoding="utf-8-sig").strip()  # Some editors begin a file with a mark that nobody sees.
    except FileNotFoundError as error:
        remedy = "Create the file, and let only the service read it (chmod 600), or correct its name."
        raise ConfigurationError(f"The password file {path} is not there.", where=where, remedy=remedy) from error
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise ConfigurationError(f"The password file {path} cannot be read: {reason}.", where=where, remedy=remedy) from error
    if not password:
        remedy = "Write the password into it, or remove the setting where none is needed."
        raise ConfigurationError(f"The password file {path} is empty.", where=where, remedy=remedy)
    return password


def refuse_open(path: Path, where: str, what: str = "password") -> None:
    """Raise ConfigurationError where somebody but its owner may read or change the file of a secret."""
    if private.readable_by_group_or_others(path):
        mode = path.stat().st_mode & 0o777
        raise ConfigurationError(
            f"The {what} file {path} can be read or changed by others than its owner (its mode is {mode:03o}).",
            where=where,
            remedy=f"chmod 600 {shlex.quote(str(path))}. Change the {what} if others may have read it.",
        )


def _from_keyring(service: str, user: str, where: str) -> str:
    try:
        import keyring  # noqa: PLC0415 - an optional extra: only who asks for it needs it
        from keyring.errors import KeyringError  # noqa: PLC0415 - as above
    except ImportError as error:
        raise ConfigurationError(
            "The settings ask for a keyring, but it is not installed.", where=where, remedy="pip install 'counterfoil[keyring]'"
        ) from error
    try:
        password = str(keyring.get_password(service, user) or "")
    except KeyringError as error:
        remedy = "Unlock it for the service, or give the password another way."
        raise ConfigurationError(f"The keyring did not give a password: {error}.", where=where, remedy=remedy) from error
    if not password:
        remedy = f"Put it there (`keyring set {shlex.quote(service)} {shlex.quote(user)}`), or give the password another way."
        raise ConfigurationError(f"The keyring has no password of {user!r} for {service!r}.", where=where, remedy=remedy)
    return password
