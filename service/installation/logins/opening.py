"""The tables [logins.NAME] of `counterfoil.toml`: the keys that every login has, and those of its provider."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field

from domain.errors import ConfigurationError
from service.installation.logins import Given, Login, providers
from service.installation.logins.keeping import Kept
from service.installation.passwords import Passwords, SecretTable
from settings.reading import Text, read, unknown_key

FOLDER = "logins"


class Keep(StrEnum):
    """Where refresh tokens are kept."""

    FILE = "file"
    KEYRING = "keyring"


class LoginTable(SecretTable):
    """What [logins.NAME] says whoever the provider is; `password_file` and `keyring` have the application's secret."""

    provider: Text = Field(examples=['provider = "microsoft"'])
    keep: Annotated[Keep, Field(strict=False)] = Field(default=Keep.FILE, examples=['keep = "file" or "keyring"'])


def secret_of(name: str) -> str:
    """Return what the secret of a login is called in the environment."""
    return f"LOGIN_{name.upper().replace('-', '_')}"


def open_logins(tables: Mapping[str, Mapping[str, Any]], secrets: Passwords) -> dict[str, Login]:
    """Return the logins by their names; nobody is asked yet. ConfigurationError where a setting is wrong."""
    return {name: _opened(name, values, secrets) for name, values in tables.items()}


def _opened(name: str, values: Mapping[str, Any], secrets: Passwords) -> Login:
    where = f"{secrets.where} [logins.{name}]"
    secrets.refuse(secret_of(name), values)
    table = read(LoginTable, {key: value for key, value in values.items() if key in LoginTable.model_fields}, where)
    known = providers()
    if table.provider not in known:
        raise unknown_key(table.provider, tuple(known), f"{where} provider")
    plugin = known[table.provider]
    for key in values:
        if key not in {*LoginTable.model_fields, *plugin.settings.model_fields}:
            raise unknown_key(key, (*LoginTable.model_fields, *plugin.settings.model_fields), where)
    own = read(plugin.settings, {key: value for key, value in values.items() if key in plugin.settings.model_fields}, where)
    kept = Kept(name, secrets.root / FOLDER, in_keyring=table.keep is Keep.KEYRING)
    secret = secrets.get(secret_of(name), table, name, where)
    try:
        return plugin.open(own, Given(name, secrets.root, secret, kept))
    except ConfigurationError as error:
        raise ConfigurationError(error.what, where=f"{where} {error.where}", remedy=error.remedy) from error
