"""What mail servers report, written by anybody: delivery status notifications and complaints about whatever addresses they like."""

from __future__ import annotations

from collections.abc import Iterable

from tests.attacks.scene import BOX

_DAEMON = "MAILER-DAEMON@mx.evil.example"


def dsn(addresses: Iterable[str], *, to: str = BOX, returned: str = "", status: str = "5.1.1") -> bytes:
    """Return a report (RFC 3464) that these addresses do not exist; `returned` are the headers of the letter that it is about."""
    groups = "".join(
        f"\nFinal-Recipient: rfc822; {address}\nAction: failed\nStatus: {status}\nDiagnostic-Code: smtp; 550 {status} unknown user\n"
        for address in addresses
    )
    return _report("delivery-status", to, "delivery-status", f"Reporting-MTA: dns; mx.evil.example\n{groups}", returned)


def complaint(address: str, *, to: str = BOX, returned: str = "") -> bytes:
    """Return a feedback report (RFC 5965) that this recipient complained."""
    fields = f"Feedback-Type: abuse\nUser-Agent: Loop/1.0\nVersion: 1\nOriginal-Rcpt-To: {address}\n"
    return _report("feedback-report", to, "feedback-report", fields, returned)


def head(raw: bytes, *without: str) -> str:
    """Return the headers of a letter as a report returns them, apart from the fields named."""
    lines, kept = raw.partition(b"\r\n\r\n")[0].decode().split("\r\n"), []
    left_out = False
    for line in lines:
        left_out = left_out if line[:1].isspace() else line.partition(":")[0].lower() in without
        if not left_out:
            kept.append(line)
    return "\n".join(kept) + "\n"


def _report(kind: str, to: str, second: str, fields: str, returned: str) -> bytes:
    third = f"--b\nContent-Type: text/rfc822-headers\n\n{returned}\n" if returned else ""
    text = (
        f"From: {_DAEMON}\nTo: {to}\nSubject: Undelivered Mail Returned to Sender\nDate: Thu, 01 Mar 2012 10:00:00 +0100\n"
        f"Message-ID: <{abs(hash((kind, to, fields, returned)))}@mx.evil.example>\nMIME-Version: 1.0\n"
        f'Content-Type: multipart/report; report-type={kind}; boundary="b"\n\n'
        f"--b\nContent-Type: text/plain\n\nThis is a report.\n--b\nContent-Type: message/{second}\n\n{fields}\n{third}--b--\n"
    )
    return text.replace("\r\n", "\n").replace("\n", "\r\n").encode()
