"""Every value of a study with all that belongs to it, as CSV: a line a value, as `counterfoil trace --json` has it.

It is data for programs: untouched, in UTF-8 without a byte order mark, a line feed behind each line.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import attrgetter
from typing import BinaryIO

from domain.answer import AnswerValue, Located
from domain.submission import Submission
from domain.traced import COLUMNS, Traced, shown

NAME = "values"
_SPECIAL = re.compile(r'[",\r\n]').search


def file_name(study_id: str) -> str:
    """Return the name of the file."""
    return f"{study_id}-values.csv"


def write(file: BinaryIO, values: Iterable[Traced]) -> None:
    """Write the header, and a line for each value as it comes: RFC 4180, times by ISO 8601, true and false, nothing for null."""
    text = io.TextIOWrapper(file, encoding="utf-8", newline="")
    text.write(",".join(COLUMNS) + "\n")
    for sent, those in groupby(values, attrgetter("submission")):
        text.writelines(_lines(sent, those))
    text.flush()
    text.detach()


def _lines(sent: Submission, values: Iterable[Traced]) -> Iterator[str]:
    """Yield the lines of one submission. Most of what stands in them is of the submission, and is made once."""
    number, file, mode = (
        f"{sent.version},{sent.id}",
        f"{_quoted(sent.file_name)},{sent.fingerprint}",
        f"{_quoted(sent.mode)},{shown(sent.letter_id)}",
    )
    message = f"{sent.message_id},{_quoted(sent.sender)},{shown(sent.received_at)}"
    for one in values:
        came = one.came
        marks = f"{_quoted(came.flag)},{_quoted(came.note)}" if came.flag or came.note else ","
        edit = f"{_quoted(one.edited_by)},{_quoted(one.reason)}" if one.edited_by or one.reason else ","
        own = f"{_quoted(one.organisation)},{_quoted(one.item)},{_value(one.value)},{came.status},{_quoted(one.as_written)},{marks}"
        counts = "true" if one.counts else "false"
        yield f"{own},{number},{counts},{file},{_place(came.located)},{message},{edit},{mode},{came.how}\n"


def _value(value: AnswerValue) -> str:
    return repr(value) if type(value) is int or type(value) is float else _quoted(shown(value))


def _place(at: Located | None) -> str:
    return f"{_quoted(at.sheet)},{at.cell},{at.by}" if at else ",,"


def _quoted(text: str) -> str:
    """Return a text as a cell of a CSV, within quotes only where it needs them."""
    return '"' + text.replace('"', '""') + '"' if _SPECIAL(text) else text
