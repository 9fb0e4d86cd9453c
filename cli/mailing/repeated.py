"""deliveries --repeated: who was sent a mailing more than once, and how each letter of it came about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cli.session import emit, out, say
from domain.sentences import counted

if TYPE_CHECKING:
    from service.mailings.repeated import SentRepeatedly


def tell_repeated(found: Sequence[SentRepeatedly], as_json: bool) -> None:
    """Print an addressee, and beneath it a line a letter; of all of them, since whoever asks has to answer for each."""
    if as_json:
        for one in found:
            emit(one)
        return
    for one in found:
        times = counted(len(one.letters), "time")
        say(f"{one.address}: {one.mailing} of {one.study}, {times}")
        for letter in one.letters:
            by = f", by {letter.by}" if letter.by else ""
            entry = f" (entry {letter.entry}{by}{f': {letter.note}' if letter.note else ''})" if letter.entry else ""
            first = f"{letter.id:>6}  {letter.at:%Y-%m-%d %H:%M}  {letter.outcome:<9}  "
            say(f"{letter.how or 'No entry says how it came.'}{entry}", first, " " * len(first))
    who = counted(len(found), "addressee was", "addressees were")
    out.print(f"\n{who} sent a mailing more than once." if found else "Nobody was sent a mailing more than once.", markup=False)
