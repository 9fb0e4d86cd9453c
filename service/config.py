"""The installation's own settings: `counterfoil.toml`, environment variables and secrets; never those of a study."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from domain.errors import ConfigurationError
from domain.ports import Mailbox, Transport
from service import plugins
from service.passwords import Passwords, SecretTable
from settings.reading import Line, Text, TomlSection, parse, read, told

FILE = "counterfoil.toml"


def _separates(text: str) -> str:
    # RFC 5322 atext and the dot: what may stand in the part before the @.
    if not re.fullmatch(r"[!#$%&'*+/=?^_`{|}~-]{1,3}|\.", text):
        raise told(f"{text!r} cannot be used as a separator in addresses.")
    return text


class StoreTable(TomlSection):
    """Where what happened is kept."""

    url: Text = Field(
        default="sqlite:///counterfoil.db", examples=['url = "sqlite:///counterfoil.db" or "postgresql://USER@HOST/DATABASE"']
    )
    archive: Text = Field(default="archive", examples=['archive = "archive"'])


class AddressesTable(TomlSection):
    """What stands between an address and its tag."""

    separator: Annotated[str, AfterValidator(_separates)] = Field(default="+", examples=['separator = "+"'])


class WorkbooksTable(SecretTable):
    """Where the passwords for encrypted workbooks are."""

    user: Line = Field(default="", examples=['user = "study"'])


class InstallationTable(TomlSection):
    """The tables of `counterfoil.toml`; those of transport and mailbox are read by the plug-ins that they choose."""

    store: StoreTable = Field(default_factory=StoreTable, examples=['a table: [store] with url = "sqlite:///counterfoil.db"'])
    transport: dict[str, Any] | None = Field(default=None, examples=['a table: [transport] with kind = "smtp"'])
    mailbox: dict[str, Any] | None = Field(default=None, examples=['a table: [mailbox] with kind = "imap"'])
    sent: dict[str, Any] | None = Field(default=None, examples=['a table: [sent] with folder = "Sent"'])
    addresses: AddressesTable = Field(default_factory=AddressesTable, examples=['a table: [addresses] with separator = "+"'])
    workbooks: dict[str, Any] = Field(default={}, examples=['a table: [workbooks] with password_file = "workbooks.secret"'])


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """Where things are, and what opens the transport, the mailbox and the folder of sent mail (None where the settings choose none).

    Of a `shared` mailbox only mail that belongs to a study is taken. What the servers `authserv_ids` say of a message's author is believed.
    `passwords` are tried on workbooks that come back encrypted.
    """

    root: Path
    database_url: str
    archive: Path
    transport: Callable[[], Transport] | None
    mailbox: Callable[[], Mailbox] | None
    sent: Callable[[], Mailbox] | None = None
    shared: bool
    separator: str
    authserv_ids: tuple[str, ...] = ()
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
            remedy="Go to your installation, set COUNTERFOIL_HOME to it, or create one with `counterfoil init DIR`.",
        )
    tables = read(InstallationTable, parse(file.read_bytes(), str(file)), str(file))
    secrets = Passwords(root, environment, str(file))
    for name, section in (("SMTP", tables.transport), ("IMAP", tables.mailbox), ("SENT", tables.sent), ("WORKBOOK", tables.workbooks)):
        secrets.refuse(name, section or {})
    transport = plugins.transport(tables.transport, secrets) if tables.transport is not None else None
    mailbox, common = plugins.mailbox(tables.mailbox, secrets) if tables.mailbox is not None else (None, None)
    workbooks = read(WorkbooksTable, tables.workbooks, f"{file} [workbooks]")
    return Installation(
        root=root,
        database_url=_database_url(root, environment.get("COUNTERFOIL_DATABASE_URL") or tables.store.url),
        archive=root / tables.store.archive,
        transport=transport,
        mailbox=mailbox,
        sent=plugins.sent(tables.mailbox, tables.sent, secrets) if tables.sent is not None else None,
        shared=common.shared if common else False,
        separator=tables.addresses.separator,
        authserv_ids=tuple(common.authserv_ids) if common else (),
        # Several studies may share one mailbox, so that each line is a password.
        passwords=tuple(secrets.get("WORKBOOK", workbooks, workbooks.user).splitlines()),
    )


def workbook_passwords(environment: Mapping[str, str]) -> tuple[str, ...]:
    """Return the passwords for encrypted workbooks that the environment gives, one a line."""
    return tuple(environment.get("COUNTERFOIL_WORKBOOK_PASSWORD", "").splitlines())


def _database_url(root: Path, url: str) -> str:
    prefix = "sqlite:///"
    if url.startswith(prefix) and not url.startswith("sqlite:////"):
        return f"{prefix}{root.resolve() / url.removeprefix(prefix)}"
    # The driver is ours to choose; people write the URL that their administrator gave them.
    return url.replace("postgresql://", "postgresql+psycopg://", 1)
