"""The sections of `counterfoil.toml` that choose a plug-in: the keys that every kind has, and those of the plug-in's own model."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Final, TypeVar

from pydantic import Field

from domain.errors import ConfigurationError
from domain.mail.endpoint import Token
from domain.mail.limits import PRESETS, UNLIMITED, SendingLimits
from domain.ports import Mailbox, Transport
from domain.study import DEFAULT
from intake.mailboxes import MailboxPlugin, mailboxes
from mailer.transports import TransportPlugin, transports
from service.installation.logins import Login
from service.installation.passwords import Passwords, SecretTable
from settings.reading import Line, Text, TomlSection, read, unknown_key

INBOX: Final = "INBOX"
FOLDER: Final = "Counterfoil"  # Where messages go on the server once they are kept; a queue's out-tray, not a record.


class AccountTable(SecretTable):
    """The keys of a section that signs in somewhere: with a password, or by one of [logins.NAME]."""

    login: Text | None = Field(default=None, examples=['login = "office", the NAME of a table [logins.NAME]'])


class TransportTable(AccountTable):
    """What `[transport]` says whatever its kind is: `limits` names a preset, and each limit that stands beside it holds instead."""

    kind: Text = Field(examples=['kind = "smtp"'])

    limits: Text | None = Field(default=None, examples=[f'limits = "microsoft-365", or another of {", ".join(PRESETS)}'])
    per_minute: int | None = Field(default=None, ge=1, le=100_000, examples=["per_minute = 30"])
    per_day: int | None = Field(default=None, ge=1, le=10_000_000, examples=["per_day = 10000"])
    per_minute_to_domain: int | None = Field(default=None, ge=1, le=100_000, examples=["per_minute_to_domain = 20"])


class MailboxTable(AccountTable):
    """What `[mailbox]` says whatever its kind is. Of a `shared` one only mail that belongs to a study is taken.

    `authserv_ids` are the mail servers that are believed about a message's author (RFC 8601); "topmost" is whoever wrote the first header.
    More `folders` are taken in as the first one is; of a folder of `junk` only mail that belongs to a study is taken.
    """

    kind: Text = Field(examples=['kind = "imap"'])
    shared: bool = Field(default=False, examples=["shared = true"])
    authserv_ids: list[Line] = Field(default=[], examples=['authserv_ids = ["mx.agency.example"], or ["topmost"] for Microsoft 365'])
    folders: list[Text] = Field(default=[], examples=['folders = ["Returns"]'])
    junk: list[Text] = Field(default=[], examples=['junk = ["Junk"]'])


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """A folder that is looked into: `mailbox` is the name of its table in the settings, and `folder` is "" for the one that all have.

    Of one that is `sifted` only mail that belongs to a study is taken; so it is of one for `junk`.
    """

    mailbox: str
    folder: str
    open: Callable[[], Mailbox]
    sifted: bool
    junk: bool


@dataclass(frozen=True, slots=True)
class Secrets:
    """What signs in: passwords, and logins by their names."""

    passwords: Passwords
    logins: Mapping[str, Login] = field(default_factory=dict)


Table = TypeVar("Table", TransportTable, MailboxTable)


def transport(values: Mapping[str, Any], secrets: Secrets, name: str = DEFAULT) -> Callable[[], Transport]:
    """Return what opens the transport of the section `values`, which is called `name`; ConfigurationError where a setting is wrong."""
    where = f"{secrets.passwords.where} [{'transport' if name == DEFAULT else f'transports.{name}'}]"
    return _opener(transports(), _common(TransportTable, values, where), values, where, secrets, secret_of(name))


def limits(values: Mapping[str, Any], where: str) -> SendingLimits:
    """Return what the section of a transport allows to leave: what it says itself, or else the preset that it names."""
    table = _common(TransportTable, values, where)
    if table.limits is not None and table.limits not in PRESETS:
        raise unknown_key(table.limits, list(PRESETS), f"{where} limits")
    said = {key: value for key in ("per_minute", "per_day", "per_minute_to_domain") if (value := getattr(table, key)) is not None}
    return replace(PRESETS[table.limits] if table.limits else UNLIMITED, **said)


def secret_of(transport: str) -> str:
    """Return what the password of a transport is called in the environment: SMTP, or SMTP_ITU of [transports.itu]."""
    return _secret("SMTP", transport)


def _secret(stem: str, name: str) -> str:
    return stem if name == DEFAULT else f"{stem}_{name.upper().replace('-', '_')}"


def mailbox(values: Mapping[str, Any], secrets: Secrets, name: str = DEFAULT) -> tuple[tuple[Intake, ...], MailboxTable]:
    """Return the folders of the mailbox of the section `values`, which is called `name`, and what it says whatever its kind is."""
    where = f"{secrets.passwords.where} [{'mailbox' if name == DEFAULT else f'mailboxes.{name}'}]"
    table = _common(MailboxTable, values, where)
    opens = partial(_opener, mailboxes(), table, where=where, secrets=secrets, name=mailbox_secret_of(name))
    _refuse_folders([str(values.get("folder", INBOX)), *table.folders, *table.junk], where)
    first = Intake(mailbox=name, folder="", open=opens(values), sifted=table.shared, junk=False)
    more = (
        Intake(mailbox=name, folder=folder, open=opens({**values, "folder": folder}), sifted=junk or table.shared, junk=junk)
        for junk, folders in ((False, table.folders), (True, table.junk))
        for folder in folders
    )
    return (first, *more), table


def mailbox_secret_of(mailbox: str) -> str:
    """Return what the password of a mailbox is called in the environment: IMAP, or IMAP_EAST of [mailboxes.east]."""
    return _secret("IMAP", mailbox)


def _refuse_folders(folders: Sequence[str], where: str) -> None:
    """Refuse a folder that is named twice, and the one into which all is moved: it would be taken from there, and moved there, for ever."""
    # Of all names this one alone is the same in whatever letters it is written (RFC 9051 section 5.1).
    named = [INBOX if one.upper() == INBOX else one for one in folders]
    if twice := [one for number, one in enumerate(named) if one in named[:number]]:
        remedy = "Name each folder once, as folder, among folders or in junk."
        raise ConfigurationError(f"The folder {twice[0]} is named twice.", where=f"{where} folders", remedy=remedy)
    if FOLDER in named:
        what = f"The folder {FOLDER} is where messages are moved that were taken in."
        raise ConfigurationError(what, where=f"{where} folders", remedy="Name another folder, as folder, among folders or in junk.")


def sent(values: Mapping[str, Any] | None, own: Mapping[str, Any], secrets: Secrets) -> Callable[[], Mailbox]:
    """Return what opens the folder of sent mail: the section `own`, over the `values` of the mailbox where it is in the same account.

    A box of another account has a kind of its own, and its own password.
    """
    where = f"{secrets.passwords.where} [sent]"
    elsewhere = "kind" in own or values is None
    both = dict(own) if elsewhere else {**(values or {}), **own}
    return _opener(mailboxes(), _common(MailboxTable, both, where), both, where, secrets, "SENT" if elsewhere else "IMAP")


def _common(kind: type[Table], values: Mapping[str, Any], where: str) -> Table:
    return read(kind, {key: value for key, value in values.items() if key in kind.model_fields}, where)


def _opener(
    plugins: Mapping[str, TransportPlugin[Any]] | Mapping[str, MailboxPlugin[Any]],
    table: TransportTable | MailboxTable,
    values: Mapping[str, Any],
    where: str,
    secrets: Secrets,
    name: str,
) -> Callable[[], Any]:
    if table.kind not in plugins:
        remedy = f"Known: {', '.join(plugins)}."
        raise ConfigurationError(f"There is no plug-in of the kind {table.kind!r}.", where=f"{where} kind", remedy=remedy)
    plugin = plugins[table.kind]
    fields = plugin.settings.model_fields
    # Only a plug-in that takes a password can be told where it is.
    without = {"password", "token"} if "password" in fields else {*AccountTable.model_fields}
    without |= set() if "folder" in fields else {"folders", "junk"}
    known = [key for key in (*type(table).model_fields, *fields) if key not in without]
    for key in values:
        if key not in known:
            raise unknown_key(key, known, where)
    own = _preset(table, fields) | {key: value for key, value in values.items() if key in fields}
    if "password" in fields:
        user = str(own.get("user", ""))
        own["password"] = secrets.passwords.get(name, table, user, where)
        if table.login is not None:
            own["token"] = _token(table.login, user, secrets.logins, where)
    return partial(_open, plugin, read(plugin.settings, own, where), where)


def _preset(table: TransportTable | MailboxTable, fields: Collection[str]) -> dict[str, Any]:
    """Return what the preset of a transport says for keys of its plug-in."""
    chosen = PRESETS.get(table.limits or "") if isinstance(table, TransportTable) else None
    said = {"connections": chosen.connections, "per_connection": chosen.per_connection} if chosen else {}
    return {key: value for key, value in said.items() if key in fields and value is not None}


def _token(login: str, user: str, logins: Mapping[str, Login], where: str) -> Token:
    if login not in logins:
        known = f"Known: {', '.join(logins)}." if logins else f'Write a table: [logins.{login}] with provider = "microsoft" or "google".'
        raise ConfigurationError(f"There is no login {login!r}.", where=f"{where} login", remedy=known)
    if not user:
        raise ConfigurationError("A login needs a user.", where=f"{where} user", remedy='Write user = "study@agency.example".')
    return logins[login].token


def _open(plugin: TransportPlugin[Any] | MailboxPlugin[Any], settings: TomlSection, where: str) -> Any:
    try:
        return plugin.open(settings)
    except ConfigurationError as error:
        # The plug-in names the key; only here it is known where that stands.
        raise ConfigurationError(error.what, where=f"{where} {error.where}", remedy=error.remedy) from error
