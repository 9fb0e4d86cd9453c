"""Microsoft 365: the message trace of Exchange Online as CSV.

It comes in several forms: as Get-MessageTraceV2 and the admin centre export it (a status for each recipient), as an enhanced summary (all
recipients in one column, each with the steps of its message), and as an extended report (a line for each step).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping

from mailer.logs import Fate, MailLog, Trace, Wanted, tag_of

_MESSAGE_ID = ("messageid", "internetmessageid")
_RECIPIENT = ("recipientaddress", "recipient", "recipients")
_STEP = ("status", "deliverystatus", "eventid", "event")
_STAMP = ("datetimeutc", "origintimestamputc", "received", "receiveddate", "date")
_TRACE_ID = ("networkmessageid", "messagetraceid")
_STEPS = "recipientstatus"  # "a@b.example##Receive, Send;c@d.example##Receive, Fail"; in an extended report the server's words.
# Quarantined is missing: whether it is let out, nobody knows yet.
_FATES = {
    "delivered": Fate.ARRIVED,
    "deliver": Fate.ARRIVED,
    "send": Fate.ARRIVED,
    "sendexternal": Fate.ARRIVED,
    "failed": Fate.BOUNCED,
    "fail": Fate.BOUNCED,
    "filteredasspam": Fate.BOUNCED,
    "pending": Fate.TAKEN,
    "gettingstatus": Fate.TAKEN,
    "expanded": Fate.TAKEN,
    "expand": Fate.TAKEN,
    "receive": Fate.TAKEN,
    "defer": Fate.TAKEN,
    "submit": Fate.TAKEN,
    "transfer": Fate.TAKEN,
}


def recognises(line: str) -> bool:
    """Say whether a line is the head of such a table."""
    columns = {_key(one) for one in re.split(r"[,;\t]", line)}
    return not columns.isdisjoint(_MESSAGE_ID) and not columns.isdisjoint((*_RECIPIENT, _STEPS))


def read(lines: Iterable[str], wanted: Wanted) -> Iterator[Trace]:
    """Yield what became of the messages that are wanted."""
    source = iter(lines)
    head = next((line for line in source if recognises(line)), "")
    sign = max(",;\t", key=head.count)
    columns = [_key(one) for one in next(csv.reader([head], delimiter=sign), [])]
    for cells in csv.reader(source, delimiter=sign):
        row = dict(zip(columns, cells, strict=False))
        message_id = _first(row, _MESSAGE_ID).strip().strip("<>")
        if tag_of(message_id) in wanted:
            stamp, queue = _stamp(row), _first(row, _TRACE_ID)
            for recipient, step in _told(row):
                if fate := _fate(step):
                    words = f"{step} {row.get(_STEPS, '')}".strip()
                    yield Trace(message_id=message_id, recipient=recipient, fate=fate, words=words, stamp=stamp, queue=queue)


def _told(row: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield each recipient of a row, and what is said of it."""
    recipients, step = _first(row, _RECIPIENT), _first(row, _STEP)
    if recipients and step:
        yield from ((one.strip(), step) for one in recipients.split(";"))
        return
    for one in row.get(_STEPS, "").split(";"):
        recipient, _, steps = one.partition("##")
        yield recipient.strip(), steps.strip()


def _stamp(row: Mapping[str, str]) -> str:
    """Return the time of a row, which is always in UTC; where the row does not say so itself, it is said here."""
    found = _first(row, _STAMP).strip()
    return f"{found}+00:00" if re.fullmatch(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?", found) else found


def _fate(steps: str) -> Fate | None:
    """Return what the last step that says something comes to; None where none does."""
    known = [_FATES[key] for one in steps.split(",") if (key := _key(one)) in _FATES]
    return known[-1] if known else None


def _first(row: Mapping[str, str], names: Iterable[str]) -> str:
    return next((row[name] for name in names if row.get(name)), "")


def _key(name: str) -> str:
    return re.sub(r"[^a-z]", "", name.lower())


LOG = MailLog("Microsoft 365", "The message trace of Exchange Online as CSV, in UTF-8 or UTF-16.", recognises, read)
