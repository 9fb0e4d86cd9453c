"""The installation's own settings: `counterfoil.toml`, environment variables and secrets; never those of a study."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, Field, field_validator

from domain.endpoint import NameServers
from domain.errors import ConfigurationError
from domain.limits import SendingLimits
from domain.ports import Mailbox, Transport
from domain.study import DEFAULT
from mailer.address import ascii_address
from mailer.dkim import SigningKey
from service import plugins
from service.logins import Login
from service.logins.opening import open_logins
from service.outgoing import DkimTable, Outgoing, signing_keys
from service.passwords import Passwords, SecretTable
from service.periods import RetainTable
from service.pinging import MonitoringTable
from service.public import ConsoleTable, WebTable
from service.sharing_archive import bucket_of
from settings.reading import Line, Text, TomlSection, parse, read, told
from store.objects import S3Bucket

FILE = "counterfoil.toml"


def _separates(text: str) -> str:
    # RFC 5322 atext and the dot: what may stand in the part before the @.
    if not re.fullmatch(r"[!#$%&'*+/=?^_`{|}~-]{1,3}|\.", text):
        raise told(f"{text!r} cannot be used as a separator in addresses.")
    return text


def _names(text: str) -> str:
    # It is part of the name of an environment variable.
    if text == DEFAULT or not re.fullmatch(r"[a-z][a-z0-9-]{0,30}", text):
        raise told(
            f"{text!r} cannot be the name of a transport or a login.",
            f"Use small letters, digits and hyphens, as in [transports.itu]; {DEFAULT!r} is what [transport] is called.",
        )
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


class DnsTable(TomlSection):
    """Which name servers `check` asks about a sender's domain; without any, those of this machine. `timeout` is in seconds."""

    servers: list[Line] = Field(default=[], examples=['servers = ["192.0.2.53"]'])
    port: int = Field(default=53, ge=1, le=65535, examples=["port = 53"])
    timeout: float = Field(default=3, gt=0, le=60, examples=["timeout = 3"])

    @field_validator("servers")
    @classmethod
    def _addresses(cls, servers: list[str]) -> list[str]:
        for one in servers:
            try:
                ipaddress.ip_address(one)
            except ValueError:
                raise told(f"{one!r} is no IP address.") from None
        return servers


class InstallationTable(TomlSection):
    """The tables of `counterfoil.toml`; those of transport and mailbox are read by the plug-ins that they choose."""

    store: StoreTable = Field(default_factory=StoreTable, examples=['a table: [store] with url = "sqlite:///counterfoil.db"'])
    archive: dict[str, Any] = Field(default={}, examples=['a table: [archive] with url = "s3://BUCKET/FOLDER"'])
    transport: dict[str, Any] | None = Field(default=None, examples=['a table: [transport] with kind = "smtp"'])
    transports: dict[Annotated[str, AfterValidator(_names)], dict[str, Any]] = Field(
        default={}, examples=['tables: [transports.NAME], each with kind = "smtp"']
    )
    logins: dict[Annotated[str, AfterValidator(_names)], dict[str, Any]] = Field(
        default={}, examples=['tables: [logins.NAME], each with provider = "microsoft" or "google"']
    )
    mailbox: dict[str, Any] | None = Field(default=None, examples=['a table: [mailbox] with kind = "imap"'])
    mailboxes: dict[Annotated[str, AfterValidator(_names)], dict[str, Any]] = Field(
        default={}, examples=['tables: [mailboxes.NAME], each with kind = "imap"']
    )
    dkim: list[DkimTable] = Field(default=[], examples=["a table: [[dkim]] with domain, selector and key_file"])
    sent: dict[str, Any] | None = Field(default=None, examples=['a table: [sent] with folder = "Sent"'])
    addresses: AddressesTable = Field(default_factory=AddressesTable, examples=['a table: [addresses] with separator = "+"'])
    dns: DnsTable = Field(default_factory=DnsTable, examples=['a table: [dns] with servers = ["192.0.2.53"]'])
    web: WebTable | None = Field(default=None, examples=['a table: [web] with url = "https://study.agency.example"'])
    console: ConsoleTable = Field(default_factory=ConsoleTable, examples=['a table: [console] with url = "https://desk.agency.example"'])
    monitoring: MonitoringTable | None = Field(default=None, examples=['a table: [monitoring] with ping = "https://..."'])
    retain: RetainTable = Field(default_factory=RetainTable, examples=['a table: [retain] with mail = "5 years"'])
    workbooks: dict[str, Any] = Field(default={}, examples=['a table: [workbooks] with password_file = "workbooks.secret"'])


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """Where things are, and what opens the transport and the folder of sent mail (None where the settings choose none).

    `transports` are those with a name, which senders of studies choose; `limits` are what each transport, and the default, may send.
    `intakes` are the folders of all mailboxes that take returns. What the servers `authserv_ids` say of a message's author is believed.
    `passwords` are tried on workbooks that come back encrypted. The keys `signing` sign the letters of their domains, and `dns` is who is
    asked about the domains of senders. `web` is where we are in the web, None where nobody is to reach us there; `console` is where staff
    and coordinators reach us; `oidc_secret` is that of the console at its provider of single sign-on, "" where it has none.
    `copies` are the boxes that get a copy of each letter (`bcc`), and `retain` is how old each class of personal data may become.
    `monitoring` is who misses us. `account` is the address of the mailbox, where its user is one, or that letters leave by; else "".
    Where there is a `bucket`, the archive lies in it, and in the folder `archive` nothing but what waits for a moment.
    """

    root: Path
    database_url: str
    archive: Path
    transport: Callable[[], Transport] | None
    intakes: tuple[plugins.Intake, ...] = ()
    sent: Callable[[], Mailbox] | None = None
    separator: str
    transports: Mapping[str, Callable[[], Transport]] = field(default_factory=dict)
    limits: Mapping[str, SendingLimits] = field(default_factory=dict)
    logins: Mapping[str, Login] = field(default_factory=dict)
    authserv_ids: tuple[str, ...] = ()
    dns: NameServers = field(default_factory=NameServers)
    passwords: tuple[str, ...] = field(default=(), repr=False)
    signing: tuple[SigningKey, ...] = ()
    web: WebTable | None = None
    console: ConsoleTable = field(default_factory=ConsoleTable)
    oidc_secret: str = field(default="", repr=False)
    copies: frozenset[str] = frozenset()
    retain: Mapping[str, timedelta] = field(default_factory=dict)
    monitoring: MonitoringTable | None = None
    account: str = ""
    bucket: S3Bucket | None = None

    @property
    def outgoing(self) -> Outgoing:
        """Return what every letter is given."""
        return Outgoing(self.separator, self.signing, self.web.url if self.web else "")

    @property
    def studies(self) -> Path:
        """Return the folder of the studies."""
        return self.root / "studies"


@dataclass(frozen=True, slots=True)
class Places:
    """Where an installation keeps what happened: a database, and an archive in a folder, or in a bucket with its keys."""

    database_url: str
    archive: Path
    bucket: S3Bucket | None = None


def places(root: Path, environment: Mapping[str, str]) -> Places:
    """Return where the installation in `root` keeps what happened; no secret is needed for that but the one of a bucket."""
    file, tables = _tables(root)
    return _places(root, tables, environment, Passwords(root, environment, str(file)))


def _places(root: Path, tables: InstallationTable, environment: Mapping[str, str], secrets: Passwords) -> Places:
    url = environment.get("COUNTERFOIL_DATABASE_URL") or tables.store.url
    return Places(database_url(root, url), root / tables.store.archive, bucket_of(tables.archive, secrets, environment))


def _tables(root: Path) -> tuple[Path, InstallationTable]:
    file = root / FILE
    if not file.is_file():
        raise ConfigurationError(
            f"There is no {FILE} here.",
            where=str(root),
            remedy="Go to your installation, set COUNTERFOIL_HOME to it, or create one with `counterfoil init DIR`.",
        )
    return file, read(InstallationTable, parse(file.read_bytes(), str(file)), str(file))


def load(root: Path, environment: Mapping[str, str]) -> Installation:
    """Read the settings of the installation in `root`; environment variables win over the file."""
    file, tables = _tables(root)
    secrets = Passwords(root, environment, str(file))
    found = _places(root, tables, environment, secrets)
    named = {plugins.secret_of(name): section for name, section in tables.transports.items()}
    boxes = {**({DEFAULT: tables.mailbox} if tables.mailbox is not None else {}), **tables.mailboxes}
    taking = {plugins.mailbox_secret_of(name): section for name, section in boxes.items()}
    secret = {"SMTP": tables.transport, **named, **taking, "SENT": tables.sent, "WORKBOOK": tables.workbooks}
    for name, section in secret.items():
        secrets.refuse(name, section or {})
    signing = plugins.Secrets(secrets, open_logins(tables.logins, secrets))
    transport = plugins.transport(tables.transport, signing) if tables.transport is not None else None
    taken = [plugins.mailbox(section, signing, name) for name, section in boxes.items()]
    workbooks = read(WorkbooksTable, tables.workbooks, f"{file} [workbooks]")
    return Installation(
        root=root,
        database_url=found.database_url,
        archive=found.archive,
        bucket=found.bucket,
        transport=transport,
        transports={name: plugins.transport(section, signing, name) for name, section in tables.transports.items()},
        limits={
            name: plugins.limits(section, f"{file} [{'transport' if name == DEFAULT else f'transports.{name}'}]")
            for name, section in {DEFAULT: tables.transport or {}, **tables.transports}.items()
            if section
        },
        logins=signing.logins,
        intakes=tuple(intake for intakes, _ in taken for intake in intakes),
        sent=plugins.sent(tables.mailbox, tables.sent, signing) if tables.sent is not None else None,
        separator=tables.addresses.separator,
        # Of a name that one of the mailboxes does not know, nobody there takes away what a stranger writes under it.
        authserv_ids=tuple(one for one in taken[0][1].authserv_ids if all(one in table.authserv_ids for _, table in taken))
        if taken
        else (),
        signing=signing_keys(root, tables.dkim, str(file)),
        web=tables.web,
        console=tables.console,
        oidc_secret=secrets.get("OIDC", oidc, oidc.client_id) if (oidc := tables.console.oidc) else "",
        copies=frozenset(_copied_to((tables.transport or {}, *tables.transports.values()))),
        retain=tables.retain.periods,
        monitoring=tables.monitoring,
        account=next((user for one in (*boxes.values(), tables.transport) if "@" in (user := str((one or {}).get("user", "")))), ""),
        dns=NameServers(servers=tuple(tables.dns.servers), port=tables.dns.port, timeout=tables.dns.timeout),
        # Several studies may share one mailbox, so that each line is a password.
        passwords=tuple(secrets.get("WORKBOOK", workbooks, workbooks.user).splitlines()),
    )


def _copied_to(transports: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Yield where copies of letters go, as a server names it in a report; that each is an address was seen when its transport was read."""
    yield from (ascii_address(box).lower() for one in transports if (box := one.get("bcc")))


def workbook_passwords(environment: Mapping[str, str]) -> tuple[str, ...]:
    """Return the passwords for encrypted workbooks that the environment gives, one a line."""
    return tuple(environment.get("COUNTERFOIL_WORKBOOK_PASSWORD", "").splitlines())


def database_url(root: Path, url: str) -> str:
    """Return the URL of a database as the store takes it, from one that a person writes: a relative file stands in the installation."""
    prefix = "sqlite:///"
    if url.startswith(prefix) and not url.startswith("sqlite:////"):
        return f"{prefix}{root.resolve() / url.removeprefix(prefix)}"
    # The driver is ours to choose; people write the URL that their administrator gave them.
    return url.replace("postgresql://", "postgresql+psycopg://", 1)
