"""What was cut away as no own words of a mail, as far as it takes back what they say. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from languages.taking_back import TakenBack, taken_back

_SENTENCE_ENDS = (".", "!", "?", "؟", "。", "！", "？", ":")
_CORRECTS = 9  # Words of a line that takes back.


def cut_away(own_words: str, whole: str) -> tuple[str, ...]:
    """Return the lines of a whole text that are none of the own words in it."""
    own = {line.strip() for line in own_words.splitlines()}
    return tuple(line for one in whole.splitlines() if (line := one.strip()) and line not in own)


def is_retracted_beneath(cut: Sequence[str]) -> bool:
    """Say whether a line that was cut away takes back all, as in "forget it". A disclaimer says when: "ignore this if it is not for you".

    Where the line before has no end, it is the rest of a sentence that is written over several.
    """
    for before, line in zip(("", *cut), cut, strict=False):
        goes_on = len(before.split()) > _CORRECTS and not before.endswith(_SENTENCE_ENDS)
        if not goes_on and len(line.split()) <= _CORRECTS and any(_all_of_it(one) for one in taken_back(line)[:1]):
            return True
    return False


def _all_of_it(found: TakenBack) -> bool:
    return not found.conditional and (not found.more or (found.by > 1 and found.first))
