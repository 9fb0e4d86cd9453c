"""The installation's own settings: `counterfoil.toml`, environment variables and secrets; never those of a study."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from domain.errors import ConfigurationError
from domain.mail.endpoint import NameServers
from domain.mail.limits import SendingLimits
from domain.ports import Mailbox, Transport
from domain.study import DEFAULT
from mailer.address import ascii_address
from mailer.dkim import SigningKey
from service.installation import plugins
from service.installation.logins import Login
from service.installation.logins.opening import open_logins
from service.installation.outgoing import Outgoing, signing_keys
from service.installation.passwords import Passwords
from service.installation.pinging import MonitoringTable
from service.installation.public import ConsoleTable, WebTable
from service.installation.sharing_archive import bucket_of
from service.installation.tables import InstallationTable, WorkbooksTable
from settings.reading import parse, read
from store.archive.objects import S3Bucket
from store.database.addresses import may_share, signed_in
from store.database.faults import OWN

FILE = "counterfoil.toml"
_DATABASE = "COUNTERFOIL_DATABASE_URL"
_FILES = frozenset({"path", "ca_file"})  # Keys of whatever tables that name a file or a folder.


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
    `read_as` are the addresses of all mailboxes that are read; () where one of them, such as a Maildir, does not say what its address is.
    Where there is a `bucket`, the archive lies in it, and in the folder `archive` nothing but what waits for a moment.
    `database_called` is where the URL of the database was given.
    """

    root: Path
    database_url: str = field(repr=False)
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
    read_as: tuple[str, ...] = ()
    bucket: S3Bucket | None = None
    database_called: str = OWN

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
    """Where an installation keeps what happened: a database, and an archive in a folder, or in a bucket with its keys.

    `database_called` is where the URL of the database was given.
    """

    database_url: str = field(repr=False)
    archive: Path
    bucket: S3Bucket | None = None
    database_called: str = OWN


def places(root: Path, environment: Mapping[str, str]) -> Places:
    """Return where the installation in `root` keeps what happened; no secret is needed for that but those of database and bucket."""
    file, tables = _tables(root)
    return _places(root, tables, environment, Passwords(root, environment, str(file)))


def _places(root: Path, tables: InstallationTable, environment: Mapping[str, str], secrets: Passwords) -> Places:
    given = environment.get(_DATABASE)
    url = database_url(root, given or tables.store.url)
    bucket = bucket_of(tables.archive, secrets, environment)
    return Places(_signed_in(url, tables, secrets), root / tables.store.archive, bucket, _DATABASE if given else OWN)


def new_database(installation: Installation, url: str, environment: Mapping[str, str]) -> str:
    """Return the URL of a database that is to be this installation's, with the password of [store] where that is for both."""
    file, tables = _tables(installation.root)
    secrets, to = Passwords(installation.root, environment, str(file)), database_url(installation.root, url)
    return _signed_in(to, tables, secrets) if may_share(to, installation.database_url) else to


def _signed_in(url: str, tables: InstallationTable, secrets: Passwords) -> str:
    return signed_in(url, partial(secrets.get, "DATABASE", tables.store, section=f"{secrets.where} [store]"))


def _tables(root: Path) -> tuple[Path, InstallationTable]:
    file = root / FILE
    if not file.is_file():
        raise ConfigurationError(
            f"There is no {FILE} here.",
            where=str(root),
            remedy="Go to your installation, set COUNTERFOIL_HOME to it, or create one with `counterfoil init DIR`.",
        )
    return file, read(InstallationTable, _in_home(parse(file.read_bytes(), str(file)), root), str(file))


def _in_home(values: dict[str, Any], root: Path) -> dict[str, Any]:
    """Return tables of settings with the relative files and folders in them in the installation, from wherever the program is started.

    Those of secrets are looked for there by whoever reads them.
    """
    return {key: _placed(key, value, root) for key, value in values.items()}


def _placed(key: str, value: object, root: Path) -> object:
    if isinstance(value, dict):
        return _in_home(value, root)
    return str(root / value) if key in _FILES and isinstance(value, str) and value.strip() else value


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
        database_called=found.database_called,
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
        authserv_ids=_believed({name: table.authserv_ids for name, (_, table) in zip(boxes, taken, strict=True)}, str(file)),
        signing=signing_keys(root, tables.dkim, str(file)),
        web=tables.web,
        console=tables.console,
        oidc_secret=secrets.get("OIDC", oidc, oidc.client_id, f"{file} [console.oidc]") if (oidc := tables.console.oidc) else "",
        copies=frozenset(_copied_to((tables.transport or {}, *tables.transports.values()))),
        retain=tables.retain.periods,
        monitoring=tables.monitoring,
        read_as=_read_as(boxes.values()),
        account=next((user for one in (*boxes.values(), tables.transport) if "@" in (user := str((one or {}).get("user", "")))), ""),
        dns=NameServers(servers=tuple(tables.dns.servers), port=tables.dns.port, timeout=tables.dns.timeout),
        # Several studies may share one mailbox, so that each line is a password.
        passwords=tuple(secrets.get("WORKBOOK", workbooks, workbooks.user, f"{file} [workbooks]").splitlines()),
    )


def _read_as(boxes: Iterable[Mapping[str, object]]) -> tuple[str, ...]:
    """Return the addresses of mailboxes; () where one does not say its own: whom the transport logs in as is nobody's mailbox."""
    users = tuple(str(box.get("user", "")) for box in boxes)
    return users if all("@" in one for one in users) else ()


def _believed(named: Mapping[str, Sequence[str]], file: str) -> tuple[str, ...]:
    """Return the servers that every mailbox names: where one does not know a name, nobody removes what a stranger writes under it.

    Where some name any and none is left, that is refused: as if no server were named, an address on record would be enough everywhere.
    """
    spelt = {box: [one.lower() for one in ids] for box, ids in named.items()}
    first = next(iter(spelt.values()), [])
    believed = tuple(one for one in dict.fromkeys(first) if all(one in each for each in spelt.values()))
    if any(spelt.values()) and not believed:
        lacking = next(box for box, ids in spelt.items() if set(ids) != set(first) or not ids)
        raise ConfigurationError(
            "The mailboxes have no mail server in common whose word on senders is believed.",
            where=f"{file} [{'mailbox' if lacking == DEFAULT else f'mailboxes.{lacking}'}] authserv_ids",
            remedy="Name in each mailbox the servers that all of them know; or none in any, and then an address on record is enough.",
        )
    return believed


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
