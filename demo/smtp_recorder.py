"""What the demo's SMTP server does with each message: keep it as a file, deliver what is for the intake, and write it into the log."""

from __future__ import annotations

import asyncio
import hashlib
import imaplib
import json
import re
import tomllib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from demo.smtp_script import Action, Script, ScriptLine, Stage, without_tag

_HEADER = r"^{}:[ \t]*(.*(?:\r\n[ \t].*)*)"


class ImapDelivery:
    """Appends messages to the INBOX as a delivery agent does, over one connection that is made anew when it was lost."""

    def __init__(self, port: int, user: str, password: str, authserv_id: str = "") -> None:
        self._account = (port, user, password)
        self._authserv_id = authserv_id
        self._client: imaplib.IMAP4 | None = None

    def append(self, mail_from: str, rcpt_to: str, content: bytes) -> None:
        """Deliver one message. It counts as received when its Date says it was written, so that a played study has one clock."""
        trace = f"Return-Path: <{mail_from}>\r\nDelivered-To: {rcpt_to}\r\n{self._authenticated(mail_from)}".encode()
        try:
            self._try(trace + content)
        except (imaplib.IMAP4.abort, OSError):
            self._client = None
            self._try(trace + content)

    def close(self) -> None:
        """Log out, if it ever logged in."""
        if self._client is not None:
            self._client.logout()
            self._client = None

    def _authenticated(self, mail_from: str) -> str:
        """Return what the server says of the sender: in the demo everybody sends from their own domain, under which no other can send."""
        if not self._authserv_id:
            return ""
        spf = f"spf=pass smtp.mailfrom={mail_from}" if mail_from else "spf=none"
        return f"Authentication-Results: {self._authserv_id}; {spf}\r\n"

    def _try(self, message: bytes) -> None:
        if self._client is None:
            port, user, password = self._account
            self._client = imaplib.IMAP4("127.0.0.1", port)
            self._client.login(user, password)
        status, data = self._client.append("INBOX", "", _written_at(message), message)
        if status != "OK":
            raise OSError(f"APPEND: {data!r}")


def _answered_at(studies: Path | None) -> frozenset[str]:
    """Return the addresses at which studies are answered, as their files say at this moment; of one that is being written, none."""
    found = set()
    for file in studies.glob("*/study.toml") if studies else ():
        with suppress(OSError, ValueError):
            found.add(str(tomllib.loads(file.read_text(encoding="utf-8")).get("returns_to", "")).lower())
    return frozenset(found)


class Recorder:
    """The handler behind the server: what it does with each command, by the script, and with each message."""

    def __init__(
        self, out: Path, intake: Sequence[str], script: Script, delivery: ImapDelivery | None, studies: Path | None = None
    ) -> None:
        self._out = out
        self._intake = {name.lower().lstrip("@") for name in intake}
        self._studies = studies
        self._script = script
        self._delivery = delivery
        self._thread = ThreadPoolExecutor(1)
        self._log = (out / "accepted.jsonl").open("ab", buffering=0)

    async def handle_MAIL(self, server: SMTP, _: Session, envelope: Envelope, address: str, options: list[str]) -> str:  # noqa: N802 - the library's name
        """Take the sender, unless the script says otherwise."""
        refusal = await self.act(Stage.MAIL, server, [address])
        if refusal is None:
            envelope.mail_from = address
            envelope.mail_options.extend(options)
        return refusal or "250 OK"

    async def handle_RCPT(self, server: SMTP, _: Session, envelope: Envelope, address: str, options: list[str]) -> str:  # noqa: N802 - as above
        """Take the recipient, unless the script says otherwise."""
        refusal = await self.act(Stage.RCPT, server, [address])
        if refusal is None:
            envelope.rcpt_tos.append(address)
            envelope.rcpt_options.extend(options)
        return refusal or "250 OK"

    async def handle_DATA(self, server: SMTP, _: Session, envelope: Envelope) -> str:  # noqa: N802 - as above
        """Deliver the message, record it, and only then answer."""
        refusal = await self.act(Stage.CONTENT, server, envelope.rcpt_tos)
        if refusal is not None:
            return refusal
        content = envelope.original_content or b""
        try:
            await asyncio.get_running_loop().run_in_executor(self._thread, self._deliver, envelope, content)
        except (OSError, imaplib.IMAP4.error) as error:
            return f"451 4.3.0 Not delivered: {error}"
        return await self.act(Stage.REPLY, server, envelope.rcpt_tos) or "250 OK"

    async def act(self, stage: Stage, server: SMTP, addresses: Sequence[str]) -> str | None:
        """Do what the script says for this step: return a refusal, or None to go on; a dropped or hanging connection never returns."""
        line = next((line for address in addresses if (line := self._script.at(stage, address))), None)
        return None if line is None else await _carry_out(line, server)

    def _deliver(self, envelope: Envelope, content: bytes) -> None:
        mail_from = (envelope.mail_from or "").removeprefix("<>")  # The library leaves the null sender as it is written.
        files = [self._keep(address, content) for address in envelope.rcpt_tos]
        for address in envelope.rcpt_tos:
            if self._delivery is not None and self._is_intake(address):
                self._delivery.append(mail_from, address, content)
        line = {
            "time": datetime.now(UTC).isoformat(),
            "mail_from": mail_from,
            "rcpt_to": envelope.rcpt_tos,
            "message_id": _header("Message-ID", content),
            "sha256": hashlib.sha256(content).hexdigest(),
            "file": str(files[0]),
        }
        self._log.write(json.dumps(line).encode() + b"\n")

    def _is_intake(self, address: str) -> bool:
        mailbox = without_tag(address)
        return mailbox in self._intake or mailbox.rpartition("@")[2] in self._intake or mailbox in _answered_at(self._studies)

    def _keep(self, address: str, content: bytes) -> Path:
        folder = self._out / "mail" / re.sub(r"[^\w.+@=-]", "_", address.lower())
        folder.mkdir(parents=True, exist_ok=True)
        number = 1 + sum(1 for _ in folder.glob("*.eml"))
        file = folder / f"{number:04d}.eml"
        # A respondent who watches the folder never sees half a message.
        part = file.with_suffix(".part")
        part.write_bytes(content)
        return part.replace(file)


class PipeliningRecorder(Recorder):
    """The same for a server that offers PIPELINING: it reads what has come before it was asked for, as the library does anyway."""

    async def handle_EHLO(  # noqa: N802 - as above
        self, _server: SMTP, session: Session, _: Envelope, hostname: str, replies: list[str]
    ) -> list[str]:
        """Offer it beside what the library offers."""
        session.host_name = hostname
        return [*replies[:-1], "250-PIPELINING", replies[-1]]


async def _carry_out(line: ScriptLine, server: SMTP) -> str:
    if line.action is Action.REFUSE:
        return f"{line.code} {line.text}"
    if line.action is Action.DROP and isinstance(server.transport, asyncio.Transport):
        server.transport.abort()
    # The library cancels this when the connection is gone.
    await asyncio.Event().wait()
    return ""


def _header(name: str, content: bytes) -> str:
    head = content.partition(b"\r\n\r\n")[0].decode("utf-8", "replace")
    found = re.search(_HEADER.format(name), head, re.IGNORECASE | re.MULTILINE)
    return found[1].strip() if found else ""


def _written_at(message: bytes) -> datetime | None:
    try:
        instant = parsedate_to_datetime(_header("Date", message))
    except ValueError:
        return None
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
