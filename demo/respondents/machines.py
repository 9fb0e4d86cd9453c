"""What machines write back: an automatic reply, as Exchange makes it, and a delivery report, as Postfix makes it."""

from __future__ import annotations

import html
from datetime import datetime
from email.utils import format_datetime

from demo.respondents.letter import Received, open_letter
from demo.respondents.mime import MimePart, address_field, digest, message, multipart, narrowest, text_field, written
from demo.respondents.wording import wording

_NOTICE = """This is the mail system at host {mta}.

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients. It's attached below.

                   The mail system

<{failed}>: {diagnostic}
"""


def out_of_office(letter: Received, *, sender: str, sender_name: str, text: str, now: datetime, language: str | None = None) -> bytes:
    """Return an automatic reply with the fields of RFC 3834 as Exchange sets them; it is sent with the null sender.

    It goes to the address from which the letter came in truth (Return-Path), or, where that is not known, to its sender.
    """
    seed = digest("out of office", letter.message_id, sender, text, now).upper()
    page = "".join(f"<p>{html.escape(line) or '&nbsp;'}</p>" for line in text.split("\n"))
    page = f"<html><body>{page}</body></html>"
    charset = narrowest(text, page)
    parts = [written("plain", f"{text}\n", charset), written("html", page, charset)]
    fields = (
        address_field("From", sender_name, sender),
        address_field("To", letter.sender_name, letter.return_path or letter.sender),
        text_field("Subject", f"{wording(language or letter.language).away} {letter.subject}"),
        f"Date: {format_datetime(now)}",
        f"Message-ID: <{seed[:32]}@EXCH01.{sender.rpartition('@')[2]}>",
        f"In-Reply-To: {letter.message_id}",
        "References: " + "\r\n ".join((*letter.references, letter.message_id)),
        text_field("Thread-Topic", letter.subject),
        "Auto-Submitted: auto-generated",
        "X-Auto-Response-Suppress: All",
        f"X-MS-Exchange-Inbox-Rules-Loop: {sender}",
        "MIME-Version: 1.0",
    )
    return message(fields, multipart("alternative", f"_000_{seed[:32]}EXCH01_", parts))


def delivery_report(letter_raw: bytes, *, failed: str, status: str = "5.1.1", diagnostic: str, now: datetime, reporting_mta: str) -> bytes:
    """Return the report (RFC 3464) that a letter did not reach `failed`, with the letter's head; it is sent with the null sender.

    `status` is the enhanced code (RFC 3463): one that begins with 4 says that the server still tries. `diagnostic` is what the
    other server said. The report goes to the letter's Return-Path, or, where that does not stand in it, to its sender.
    """
    letter = open_letter(letter_raw)
    seed = digest("delivery report", letter_raw, failed, status, diagnostic, now)
    delayed = status.startswith("4")
    title = "Delayed Mail (still being retried)" if delayed else "Undelivered Mail Returned to Sender"
    said = f"host {reporting_mta} said: {diagnostic}"
    notice = written("plain", _NOTICE.format(mta=reporting_mta, failed=failed, diagnostic=said), narrowest(said))
    report = _fields(
        (f"Reporting-MTA: dns; {reporting_mta}", f"X-Postfix-Queue-ID: {seed[:10].upper()}", f"Arrival-Date: {format_datetime(now)}"),
        (
            f"Final-Recipient: rfc822; {failed}",
            f"Original-Recipient: rfc822;{failed}",
            f"Action: {'delayed' if delayed else 'failed'}",
            f"Status: {status}",
            f"Diagnostic-Code: smtp; {diagnostic}",
        ),
    )
    parts = [
        MimePart(("Content-Description: Notification", *notice.fields), notice.body),
        MimePart(("Content-Description: Delivery report", "Content-Type: message/delivery-status"), report),
        MimePart(("Content-Description: Undelivered Message Headers", "Content-Type: text/rfc822-headers"), _head(letter_raw)),
    ]
    fields = (
        f"Date: {format_datetime(now)}",
        address_field("From", "Mail Delivery System", f"MAILER-DAEMON@{reporting_mta}"),
        text_field("Subject", title),
        f"To: {letter.return_path or letter.sender}",
        "Auto-Submitted: auto-replied",
        f"Message-ID: <{now:%Y%m%d%H%M%S}.{seed[:10].upper()}@{reporting_mta}>",
        "MIME-Version: 1.0",
    )
    return message(fields, multipart("report; report-type=delivery-status;", f"{seed[:10].upper()}.{seed[10:20]}/{reporting_mta}", parts))


def _fields(*groups: tuple[str, ...]) -> bytes:
    return "\r\n".join("\r\n".join((*group, "")) for group in groups).encode()


def _head(raw: bytes) -> bytes:
    return raw.partition(b"\r\n\r\n")[0] + b"\r\n"
