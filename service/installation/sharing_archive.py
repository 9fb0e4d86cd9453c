"""Where the archive lies when it is no folder: the table `[archive]`, which names a bucket of an S3-compatible store."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field

from domain.errors import ConfigurationError
from domain.mail.endpoint import is_loopback
from domain.texts.secrets import without_user
from service.installation.passwords import Passwords, SecretTable
from settings.reading import Line, Text, read, told
from store.archive.objects import S3Bucket

# What every such store takes: a bucket's name (docs.aws.amazon.com, "Bucket naming rules"), and keys of safe characters.
_URL = re.compile(r"s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])((?:/[A-Za-z0-9!_.*'()-]+)*)/?")
# What is anything else lets the library end the program.
_ENDPOINT = re.compile(r"(https?)://([A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|\[[0-9a-f:.]{2,45}\])(?::([1-9][0-9]{0,4}))?/?")


def _s3(text: str) -> str:
    if not (found := _URL.fullmatch(text)) or {".", ".."} & {*found[2].split("/")}:
        raise told(
            f"{without_user(text)!r} names no bucket.",
            'Write url = "s3://BUCKET" or "s3://BUCKET/FOLDER", in small letters, digits and hyphens.',
        )
    return text


def _endpoint(text: str) -> str:
    if not (found := _ENDPOINT.fullmatch(text)) or int(found[3] or 443) > 65535:
        raise told(f"{without_user(text)!r} is no endpoint.", 'Write it without the bucket: endpoint = "https://s3.agency.example".')
    return text.rstrip("/")


class ArchiveTable(SecretTable):
    """The bucket in which the archive lies, and its keys: `key_id` is what AWS calls the access key ID. `timeout` is in seconds."""

    url: Annotated[Text, AfterValidator(_s3)] = Field(examples=['url = "s3://study/2026"'])
    endpoint: Annotated[Text, AfterValidator(_endpoint)] | None = Field(default=None, examples=['endpoint = "https://s3.agency.example"'])
    region: Line = Field(default="", examples=['region = "eu-west-1"'])
    key_id: Line = Field(default="", examples=['key_id = "AKIA..."'])
    plain_http: bool = Field(default=False, examples=["plain_http = false"])
    timeout: float = Field(default=60, gt=0, le=600, examples=["timeout = 60"])


def bucket_of(values: Mapping[str, Any], secrets: Passwords, environment: Mapping[str, str]) -> S3Bucket | None:
    """Return the bucket that `[archive]` names, None where there is no such table. ConfigurationError where a key has no secret.

    COUNTERFOIL_ARCHIVE_URL wins over its url.
    """
    other = environment.get("COUNTERFOIL_ARCHIVE_URL")
    if not values and not other:
        return None
    secrets.refuse("ARCHIVE", values)
    table = read(ArchiveTable, {**values, "url": other} if other else values, f"{secrets.where} [archive]")
    secret = secrets.get("ARCHIVE", table, table.key_id, f"{secrets.where} [archive]")
    if found := _wrong(table, secret):
        raise ConfigurationError(found[0], where=f"{secrets.where} [archive]", remedy=found[1])
    parts = urlsplit(table.url)
    return S3Bucket(
        name=parts.netloc,
        prefix=parts.path.strip("/"),
        endpoint=table.endpoint or "",
        region=table.region or "us-east-1",  # What stores besides AWS take for theirs.
        key_id=table.key_id,
        secret=secret,
        timeout=table.timeout,
    )


def _wrong(table: ArchiveTable, secret: str) -> tuple[str, str] | None:
    """Return what cannot be meant of the table as a whole, and how to mend it."""
    parts = urlsplit(table.endpoint or "")
    if bool(secret) != bool(table.key_id):
        remedy = (
            "Write key_id, and give its secret by COUNTERFOIL_ARCHIVE_PASSWORD, password_file or keyring; or neither, where the machine "
            "has keys of AWS by itself."
        )
        return "The archive has one of the two parts of its key.", remedy
    if not table.endpoint and not table.region:
        return "Neither endpoint nor region is set.", "Write the region of AWS, or the endpoint of your own store."
    if parts.scheme == "http" and not (table.plain_http or is_loopback(parts.hostname or "")):
        remedy = "Write https://, or plain_http = true where nobody else can listen on the way."
        return "Over plain HTTP everybody on the way reads the originals.", remedy
    return None
