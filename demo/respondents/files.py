"""Files as a person packs them, and a message as their server hands it over."""

from __future__ import annotations

import io
import smtplib
import zipfile
from collections.abc import Iterable

File = tuple[str, bytes]  # Name and content.
_BEGINNING = (1980, 1, 1, 0, 0, 0)


def zipped(files: Iterable[File]) -> bytes:
    """Return a zip of these files, in their order; the same files give the same bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        for name, content in files:
            package.writestr(zipfile.ZipInfo(name, _BEGINNING), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def without(package: bytes, secret: str) -> bytes:
    """Return a zip, as a workbook is one, whose files are the same but for this text, which is taken out of each."""
    with zipfile.ZipFile(io.BytesIO(package)) as opened:
        return zipped((name, opened.read(name).replace(secret.encode(), b"")) for name in opened.namelist())


def send(raw: bytes, *, mail_from: str, rcpt_to: str, host: str, port: int) -> None:
    """Hand a message over by SMTP; `mail_from` is "" for the null sender of a report or an automatic reply (RFC 3834, RFC 3464)."""
    with smtplib.SMTP(host, port, local_hostname="localhost", timeout=10) as client:
        client.sendmail(mail_from, [rcpt_to], raw)
