"""The tables of `counterfoil.toml`, as far as no plug-in reads its own."""

from __future__ import annotations

import ipaddress
import re
from typing import Annotated, Any

from pydantic import AfterValidator, Field, field_validator, model_validator

from domain.study import DEFAULT
from domain.texts.secrets import has_secret
from service.installation.outgoing import DkimTable
from service.installation.passwords import SecretTable
from service.installation.periods import RetainTable
from service.installation.pinging import MonitoringTable
from service.installation.public import ConsoleTable, WebTable
from settings.reading import Line, Text, TomlSection, told


def _separates(text: str) -> str:
    # RFC 5322 atext and the dot: what may stand in the part before the @.
    if not re.fullmatch(r"[!#$%&'*+/=?^_`{|}~-]{1,3}|\.", text):
        raise told(f"{text!r} cannot be used as a separator in addresses.")
    return text


def _names(text: str) -> str:
    # It is part of the name of an environment variable.
    if text == DEFAULT or not re.fullmatch(r"[a-z][a-z0-9-]{0,30}", text):
        raise told(
            f"{text!r} cannot be the name of a transport, a mailbox or a login.",
            f"Use small letters, digits and hyphens, as in [transports.itu]; {DEFAULT!r} is what [transport] is called.",
        )
    return text


_ELSEWHERE = (
    "Remove it. Set COUNTERFOIL_DATABASE_PASSWORD, password_file = PATH or keyring = SERVICE in [store] instead, or the whole URL as "
    "COUNTERFOIL_DATABASE_URL; or let PostgreSQL look for it (PGPASSWORD, ~/.pgpass). Change it if others may have read it."
)


def _open(url: str) -> str:
    if has_secret(url):
        raise told("There is a password in the settings file.", _ELSEWHERE)
    return url


class StoreTable(SecretTable):
    """Where what happened is kept; `password_file` and `keyring` have the password of a database that is no file."""

    url: Annotated[Text, AfterValidator(_open)] = Field(
        default="sqlite:///counterfoil.db", examples=['url = "sqlite:///counterfoil.db" or "postgresql://USER@HOST/DATABASE"']
    )
    archive: Text = Field(default="archive", examples=['archive = "archive"'])

    @model_validator(mode="before")
    @classmethod
    def _no_password(cls, values: Any) -> Any:
        if isinstance(values, dict) and "password" in values:
            raise told("There is a password in the settings file.", _ELSEWHERE)
        return values


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
