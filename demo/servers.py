"""The demo's mail servers, as two child processes that surely end: SMTP with a log of what it accepted, and IMAP for what comes back."""

from __future__ import annotations

import json
import re
import smtplib
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from imap_tools import BaseMailBox, MailBoxUnencrypted
from imap_tools.utils import encode_folder

from domain.errors import CounterfoilError

HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """One line of the SMTP server's log: a message for which it took the responsibility. `sha256` is of the content, which `file` holds."""

    time: datetime
    mail_from: str
    rcpt_to: tuple[str, ...]
    message_id: str
    sha256: str
    file: Path


class Servers:
    """Both servers, from `with` to its end; they end too when this process is killed.

    `intake` are addresses (any +tag) or domains whose mail goes into the IMAP server. `script` says what the SMTP server refuses
    (see `demo.smtp_script`). Under the name `authserv_id`, if there is one, it says of what it delivers whether the envelope's sender is
    real (RFC 8601). `security`, `certificate` (a PEM file with key and chain) and `login` are for SMTP, and so is
    `pipelining`: whether it offers that. `user` is the account of the mailbox. Where there is a folder of `studies`, mail for the address
    that any of them names goes into the mailbox too, as soon as it names it.
    """

    host = HOST
    password = "on loopback only"

    def __init__(  # noqa: PLR0913 - each is something of the servers that a test or the demo asks for, and has a default
        self,
        folder: Path,
        *,
        intake: Sequence[str] = (),
        script: Mapping[str, Mapping[str, Any]] | None = None,
        authserv_id: str = "",
        security: str = "none",
        certificate: Path | None = None,
        login: tuple[str, str] | None = None,
        pipelining: bool = False,
        user: str = "returns",
        studies: Path | None = None,
    ) -> None:
        self.folder, self.user = folder, user
        self.smtp_port = 0
        self.imap_port = 0
        self._intake = intake
        self._script = script or {}
        self._smtp_options = ["--security", security, "--authserv-id", authserv_id]
        if certificate is not None:
            self._smtp_options += ["--certificate", str(certificate)]
        if login is not None:
            self._smtp_options += ["--user", login[0], "--password", login[1]]
        self._smtp_options += ["--pipelining"] if pipelining else []
        self._smtp_options += ["--studies", str(studies)] if studies else []
        self._smtp: subprocess.Popen[str] | None = None
        self._imap: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        """Start both; a second at most."""
        self.folder.mkdir(parents=True, exist_ok=True)
        try:
            self._start_imap()
            self._start_smtp()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        self.stop()

    def stop(self) -> None:
        """End both, and return when they are gone."""
        for process in (self._smtp, self._imap):
            if process is not None:
                _end(process)
        self._smtp = self._imap = None

    def accepted(self) -> list[Accepted]:
        """Return what the SMTP server has accepted so far, in order."""
        log = self.folder / "accepted.jsonl"
        return [_accepted(json.loads(line)) for line in log.read_text().splitlines()] if log.exists() else []

    def mail_for(self, address: str) -> list[Path]:
        """Return the messages that came for an address, oldest first."""
        return sorted((self.folder / "mail" / address.lower()).glob("*.eml"))

    def deliver(self, raw: bytes, *, mail_from: str, rcpt_to: str) -> None:
        """Send a message to the SMTP server, as a respondent's own server would; `raw` has CRLF line ends."""
        with smtplib.SMTP(HOST, self.smtp_port, local_hostname="localhost", timeout=30) as client:
            client.sendmail(mail_from, [rcpt_to], raw)

    def renew(self) -> None:
        """Put every message of every folder back into the INBOX under a new UIDVALIDITY, as after a restored or moved mailbox."""
        with self._mailbox() as box:
            kept = [message for folder in box.folder.list() for message in _messages(box, folder.name)]
        if self._imap is not None:
            _end(self._imap)
        self._start_imap()
        with self._mailbox() as box:
            for date, message in kept:
                box.client.append("INBOX", "", date, message)

    def _mailbox(self) -> BaseMailBox:
        return MailBoxUnencrypted(HOST, self.imap_port, timeout=30).login(self.user, self.password)

    def _start_imap(self) -> None:
        arguments = ["--port", str(self.imap_port), "--user", self.user, "--password", self.password]
        self._imap, self.imap_port = self._start("imap_server", arguments)

    def _start_smtp(self) -> None:
        script = self.folder / "script.json"
        script.write_text(json.dumps(self._script))
        arguments = ["--out", str(self.folder), "--script", str(script), "--imap-port", str(self.imap_port)]
        arguments += ["--imap-user", self.user, "--imap-password", self.password, *self._smtp_options]
        for name in self._intake:
            arguments += ["--intake", name]
        self._smtp, self.smtp_port = self._start("smtp_server", arguments)

    def _start(self, name: str, arguments: Sequence[str]) -> tuple[subprocess.Popen[str], int]:
        log = self.folder / f"{name}.log"
        with log.open("a") as stderr:
            command = [sys.executable, "-m", f"demo.{name}", *arguments]
            process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=stderr, text=True)
        line = process.stdout.readline() if process.stdout else ""
        if not line:
            _end(process)
            raise CounterfoilError(
                f"The {name} of the demo did not start.", where=str(log), remedy="The file says why. The extra `demo` must be installed."
            )
        return process, int(json.loads(line)["port"])


def _messages(box: BaseMailBox, folder: str) -> Iterator[tuple[str, bytes]]:
    """Yield the date and the bytes of each message of a folder; a folder that only holds others has none."""
    status, _ = box.client.select(encode_folder(folder).decode(), readonly=True)
    if status != "OK":
        return
    for part in box.client.uid("FETCH", "1:*", "(INTERNALDATE BODY.PEEK[])")[1]:
        date = re.search(rb'"[^"]+"', part[0]) if isinstance(part, tuple) else None
        if date is not None:
            yield date[0].decode(), part[1]


def _end(process: subprocess.Popen[str]) -> None:
    process.terminate()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()


def _accepted(line: dict[str, Any]) -> Accepted:
    return Accepted(
        time=datetime.fromisoformat(line["time"]),
        mail_from=line["mail_from"],
        rcpt_to=tuple(line["rcpt_to"]),
        message_id=line["message_id"],
        sha256=line["sha256"],
        file=Path(line["file"]),
    )
