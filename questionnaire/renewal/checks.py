"""The checks that a workbook makes of its own answers, in two editions: which are the same, by what they read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from questionnaire.adopt import FoundCheck
from questionnaire.renewal.references import references, renamed

CAME = "came: "  # No name of a question has such signs, so that it is taken for no other of the form.


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckInBoth:
    """A check of either edition, None where it is not there; what each wants of the answers is written in the names of the form.

    What the newer edition alone asks is called `CAME` and the name that this would give it.
    """

    before: FoundCheck | None
    now: FoundCheck | None
    old: str = ""
    new: str = ""


def checks_in_both(
    before: Sequence[FoundCheck], now: Sequence[FoundCheck], older: Mapping[str, str], newer: Mapping[str, str]
) -> Iterator[CheckInBoth]:
    """Yield the checks of two editions; `older` and `newer` are the form's names by those that each edition would give."""
    left = {place: renamed(one.value, newer) for place, one in enumerate(now)}
    for one in before:
        old = renamed(one.value, older)
        alike = {place: _likeness(old, new) for place, new in left.items() if now[place].wanted == one.wanted}
        best = max(alike, key=lambda place: alike[place], default=None)
        if best is None or not alike[best]:
            yield CheckInBoth(before=one, now=None, old=old)
        else:
            yield CheckInBoth(before=one, now=now[best], old=old, new=left.pop(best))
    yield from (CheckInBoth(before=None, now=now[place], new=new) for place, new in left.items())


def _likeness(old: str, new: str) -> float:
    """Return the share of the answers that both read among those that either does; less than a half is another check."""
    mine, theirs = references(old), references(new)
    share = len(mine & theirs) / max(1, len(mine | theirs))
    return share + (old == new) if share >= 0.5 else 0.0
