"""The sections of `counterfoil.toml` that choose a plug-in: the keys that every kind has, and those of the plug-in's own model."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, TypeVar

from pydantic import Field

from domain.errors import ConfigurationError
from domain.ports import Mailbox, Transport
from intake.mailboxes import MailboxPlugin, mailboxes
from mailer.transports import TransportPlugin, transports
from service.passwords import Passwords, SecretTable
from settings.reading import Line, Text, TomlSection, read, unknown_key


class TransportTable(SecretTable):
    """What `[transport]` says whatever its kind is."""

    kind: Text = Field(examples=['kind = "smtp"'])


class MailboxTable(SecretTable):
    """What `[mailbox]` says whatever its kind is. Of a `shared` one only mail that belongs to a study is taken.

    `authserv_ids` are the mail servers that are believed about a message's author (RFC 8601); "topmost" is whoever wrote the first header.
    """

    kind: Text = Field(examples=['kind = "imap"'])
    shared: bool = Field(default=False, examples=["shared = true"])
    authserv_ids: list[Line] = Field(default=[], examples=['authserv_ids = ["mx.agency.example"], or ["topmost"] for Microsoft 365'])


Table = TypeVar("Table", TransportTable, MailboxTable)


def transport(values: Mapping[str, Any], passwords: Passwords) -> Callable[[], Transport]:
    """Return what opens the transport of the section `values`; ConfigurationError where a setting is wrong."""
    where = f"{passwords.where} [transport]"
    return _opener(transports(), _common(TransportTable, values, where), values, where, partial(passwords.get, "SMTP"))


def mailbox(values: Mapping[str, Any], passwords: Passwords) -> tuple[Callable[[], Mailbox], MailboxTable]:
    """Return what opens the mailbox of the section `values`, and what the section says whatever its kind is."""
    where = f"{passwords.where} [mailbox]"
    table = _common(MailboxTable, values, where)
    return _opener(mailboxes(), table, values, where, partial(passwords.get, "IMAP")), table


def sent(values: Mapping[str, Any] | None, own: Mapping[str, Any], passwords: Passwords) -> Callable[[], Mailbox]:
    """Return what opens the folder of sent mail: the section `own`, over the `values` of the mailbox where it is in the same account.

    A box of another account has a kind of its own, and its own password.
    """
    where = f"{passwords.where} [sent]"
    elsewhere = "kind" in own or values is None
    both = dict(own) if elsewhere else {**(values or {}), **own}
    secret = partial(passwords.get, "SENT" if elsewhere else "IMAP")
    return _opener(mailboxes(), _common(MailboxTable, both, where), both, where, secret)


def _common(kind: type[Table], values: Mapping[str, Any], where: str) -> Table:
    return read(kind, {key: value for key, value in values.items() if key in kind.model_fields}, where)


def _opener(
    plugins: Mapping[str, TransportPlugin[Any]] | Mapping[str, MailboxPlugin[Any]],
    table: TransportTable | MailboxTable,
    values: Mapping[str, Any],
    where: str,
    password: Callable[[SecretTable, str], str],
) -> Callable[[], Any]:
    if table.kind not in plugins:
        remedy = f"Known: {', '.join(plugins)}."
        raise ConfigurationError(f"There is no plug-in of the kind {table.kind!r}.", where=f"{where} kind", remedy=remedy)
    plugin = plugins[table.kind]
    fields = plugin.settings.model_fields
    # Only a plug-in that takes a password can be told where it is.
    without = {"password"} if "password" in fields else {*SecretTable.model_fields}
    known = [key for key in (*type(table).model_fields, *fields) if key not in without]
    for key in values:
        if key not in known:
            raise unknown_key(key, known, where)
    own = {key: value for key, value in values.items() if key in fields}
    if "password" in fields:
        own["password"] = password(table, str(own.get("user", "")))
    return partial(_open, plugin, read(plugin.settings, own, where), where)


def _open(plugin: TransportPlugin[Any] | MailboxPlugin[Any], settings: TomlSection, where: str) -> Any:
    try:
        return plugin.open(settings)
    except ConfigurationError as error:
        # The plug-in names the key; only here it is known where that stands.
        raise ConfigurationError(error.what, where=f"{where} {error.where}", remedy=error.remedy) from error
