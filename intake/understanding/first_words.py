"""Where a person's own words begin that decide or file something, and whether that is surely theirs. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from languages.decisions import said
from languages.mail import pattern


def without_greeting(own_words: str) -> Iterator[str]:
    """Yield the lines of own words; a greeting above them is passed over, unless it decides."""
    lines = [line.strip() for line in own_words.splitlines() if line.strip()]
    greets = len(lines) > 1 and (lines[0].endswith((",", "،", "，")) or pattern("bounce_greeting").match(lines[0]))
    yield from lines[1:] if greets and not said(lines[0])[0] else lines


def is_torn(own_words: str, torn: Collection[str]) -> bool:
    """Say whether own words begin with one of the lines that may be the rest of a quoted one (`words.torn_words`)."""
    return next(without_greeting(own_words), "") in torn
