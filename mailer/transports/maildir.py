"""Writes letters into a Maildir, for rehearsals and tests: a folder that mail programs open."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable
from pathlib import Path

from pydantic import Field

from domain.letter import Envelope, Outcome, Route, Verdict
from domain.ports import Journal, Transport
from languages.telling import phrased
from mailer.transports import TransportPlugin
from settings import private
from settings.reading import Text, TomlSection

_MESSAGE_ID = re.compile(rb"^message-id:\s*(<[^>\r\n]+>)", re.IGNORECASE | re.MULTILINE)


class MaildirTransportSettings(TomlSection):
    """The folder for the letters."""

    path: Text = Field(examples=['path = "out"'])


def open_maildir(settings: MaildirTransportSettings) -> Transport:
    """Return a transport that writes into the folder."""
    return MaildirTransport(Path(settings.path))


class MaildirTransport:
    """Delivers as a delivery agent does: written to `tmp`, synced, renamed into `new`, with Return-Path and Delivered-To above the message.

    A letter's file is named after its Message-ID, so that the same letter twice is one file.
    """

    connections = 1

    def __init__(self, path: Path) -> None:
        self._path = path

    def send(self, envelopes: Iterable[Envelope], journal: Journal) -> None:
        """Write every envelope; what the disk refuses is deferred."""
        for envelope in envelopes:
            if journal.record([], [envelope.letter_id]):
                journal.record([self._deliver(envelope)], [])

    def _deliver(self, envelope: Envelope) -> Verdict:
        route = Route("", f"Maildir {self._path}", "")
        try:
            written = write(self._path, file_name(envelope), _trace(envelope) + envelope.data)
        except OSError as error:
            return Verdict(
                letter_id=envelope.letter_id,
                outcome=Outcome.DEFERRED,
                stage="data",
                code=None,
                text=f"The letter could not be written: {error}",
                route=route,
            )
        return Verdict(letter_id=envelope.letter_id, outcome=Outcome.SENT, stage="data", code=None, text=written.name, route=route)

    def hasten(self, seconds: float) -> None:
        """Do nothing: a letter is written in milliseconds, and no further one is drawn."""

    def probe(self) -> str:
        """Say where the letters go; there is nobody to speak to."""
        return phrased("doctor.maildir", path=str(self._path))

    def limit(self) -> None:
        """Return None: a folder takes a message of any size."""

    def close(self) -> None:
        """Do nothing: no file stays open."""


def file_name(envelope: Envelope) -> str:
    """Return the unique part of a letter's file name: its id, and the hash of its Message-ID (of the whole message where there is none)."""
    head = envelope.data.partition(b"\r\n\r\n")[0]
    message_id = _MESSAGE_ID.search(head)
    name = message_id[1] if message_id else envelope.data
    return f"{envelope.letter_id}.{hashlib.sha256(name).hexdigest()[:20]}.counterfoil"


def write(path: Path, name: str, data: bytes) -> Path:
    """Write one message into the Maildir at `path` (made if need be) and return its file; one that was read meanwhile stays as it is."""
    for folder in ("tmp", "new", "cur"):
        (path / folder).mkdir(parents=True, exist_ok=True)
    read = next((path / "cur").glob(f"{name}:*"), None)
    if read is not None:
        return read
    with (path / "tmp" / name).open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    final = (path / "tmp" / name).replace(path / "new" / name)
    private.flush(path / "new")
    return final


def _trace(envelope: Envelope) -> bytes:
    return f"Return-Path: <{envelope.mail_from}>\r\nDelivered-To: {envelope.rcpt_to}\r\n".encode()


TRANSPORT = TransportPlugin("maildir", "Writes letters into a Maildir, for rehearsals.", MaildirTransportSettings, open_maildir)
