"""What a service desk's program repeats of a letter of ours and tells of its request: a label and a value on each line."""

from __future__ import annotations

import re

_FIELD = re.compile(r"\W{0,3}(?:[^\W\d_][\w'\u2019./-]{0,24} ?){1,4}[:\uff1a]\s*(\S.{0,200})$")
_ADDRESS = re.compile(r"\S+@\S+")
_LEAST = 8  # Signs of a value, that stand in a subject by no accident.


def is_field(line: str) -> bool:
    """Say whether a line is a label and its value, as in "Priority: 4 - Low"."""
    return _FIELD.match(line) is not None


def without_repeated(words: str, subject: str) -> str:
    """Return words without the lines whose value stands in the `subject`, and without addresses: neither speaks of anything."""
    return "\n".join(_ADDRESS.sub(" ", line) for line in words.splitlines() if not _repeats(line, subject))


def _repeats(line: str, subject: str) -> bool:
    value = _FIELD.match(line)
    return value is not None and len(value[1].strip()) >= _LEAST and value[1].strip() in subject
