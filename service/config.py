"""The installation's own settings: `counterfoil.toml`, environment variables and secrets; never those of a study."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from domain.errors import ConfigurationError

FILE = "counterfoil.toml"
_SECTIONS = ("store", "transport", "mailbox", "addresses", "workbooks")


@dataclass(frozen=True, slots=True)
class Installation:
    """Where things are and how mail leaves and comes in. `transport` and `mailbox` are their plug-ins' settings, with `kind`.

    `passwords` are tried on workbooks that come back encrypted.
    """

    root: Path
    database_url: str
    archive: Path
    transport: Mapping[str, Any]
    mailbox: Mapping[str, Any]
    separator: str
    passwords: tuple[str, ...] = field(default=(), repr=False)

    @property
    def studies(self) -> Path:
        """Return the folder of the studies."""
        return self.root / "studies"


def load(root: Path, environment: Mapping[str, str]) -> Installation:
    """Read the settings of the installation in `root`; environment variables win over the file."""
    file = root / FILE
    if not file.is_file():
        raise ConfigurationError(
            f"There is no {FILE} here.",
            where=str(root),
            remedy="Go to your installation, or name it with --home or COUNTERFOIL_HOME, or make one with `counterfoil init DIR`.",
        )
    settings = read_toml(file)
    for section in settings:
        if section not in _SECTIONS:
            raise unknown_key(section, _SECTIONS, str(file))
    store = settings.get("store", {})
    return Installation(
        root=root,
        database_url=_database_url(root, environment.get("COUNTERFOIL_DATABASE_URL") or store.get("url", "sqlite:///counterfoil.db")),
        archive=root / store.get("archive", "archive"),
        transport=_with_secret(settings.get("transport", {}), "SMTP", root, environment, str(file)),
        mailbox=_with_secret(settings.get("mailbox", {}), "IMAP", root, environment, str(file)),
        separator=settings.get("addresses", {}).get("separator", "+"),
        passwords=_passwords(settings.get("workbooks", {}), root, environment, str(file)),
    )


def workbook_passwords(environment: Mapping[str, str]) -> tuple[str, ...]:
    """Return the passwords for encrypted workbooks that the environment gives, one a line."""
    return tuple(environment.get("COUNTERFOIL_WORKBOOK_PASSWORD", "").splitlines())


def _passwords(settings: Mapping[str, Any], root: Path, environment: Mapping[str, str], where: str) -> tuple[str, ...]:
    """Return the passwords for encrypted workbooks: several studies may share one mailbox, so that each line is one."""
    for key in settings.keys() - {"password", "password_file", "keyring", "user"}:
        raise unknown_key(key, ("password_file", "keyring", "user"), f"{where} [workbooks]")
    return tuple(str(_with_secret(settings, "WORKBOOK", root, environment, where)["password"]).splitlines())


def read_toml(file: Path) -> dict[str, Any]:
    """Read a TOML file; a fault in it is told with its line."""
    try:
        return tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"This is not TOML: {error}.", where=str(file), remedy="Mend the line that is named.") from error


def unknown_key(key: str, known: tuple[str, ...], where: str) -> ConfigurationError:
    """Return the error for a word that means nothing here, with the nearest one that does."""
    near = get_close_matches(key, known, n=1)
    remedy = f"Did you mean {near[0]!r}?" if near else f"Known here: {', '.join(known)}."
    return ConfigurationError(f"{key!r} is not known here.", where=where, remedy=remedy)


def _database_url(root: Path, url: str) -> str:
    prefix = "sqlite:///"
    if url.startswith(prefix) and not url.startswith("sqlite:////"):
        return f"{prefix}{root.resolve() / url.removeprefix(prefix)}"
    # The driver is ours to choose; people write the URL that their administrator gave them.
    return url.replace("postgresql://", "postgresql+psycopg://", 1)


def _with_secret(settings: Mapping[str, Any], name: str, root: Path, environment: Mapping[str, str], where: str) -> dict[str, Any]:
    """Return the settings with `password` taken from the environment, a file or the keyring; it is never in the settings' file itself."""
    if "password" in settings:
        raise ConfigurationError(
            "A password stands in the settings' file.",
            where=where,
            remedy=f"Remove it; give COUNTERFOIL_{name}_PASSWORD, or password_file = PATH, or keyring = SERVICE.",
        )
    rest = {key: value for key, value in settings.items() if key not in {"password_file", "keyring"}}
    return rest | {"password": _secret(settings, name, root, environment, where)}


def _secret(settings: Mapping[str, Any], name: str, root: Path, environment: Mapping[str, str], where: str) -> str:
    if given := environment.get(f"COUNTERFOIL_{name}_PASSWORD"):
        return given
    if "password_file" in settings:
        try:
            return Path(root, settings["password_file"]).read_text(encoding="utf-8").strip()
        except OSError as error:
            remedy = "Make the file, readable for the service alone."
            raise ConfigurationError(f"The password file cannot be read: {error.strerror}.", where=where, remedy=remedy) from error
    if "keyring" in settings:
        return _from_keyring(settings["keyring"], str(settings.get("user", "")), where)
    return ""


def _from_keyring(service: str, user: str, where: str) -> str:
    try:
        import keyring  # noqa: PLC0415 - an optional extra: only who asks for it needs it
    except ImportError as error:
        raise ConfigurationError(
            "The keyring is asked for, but not installed.", where=where, remedy="pip install 'counterfoil[keyring]'"
        ) from error
    return keyring.get_password(service, user) or ""
