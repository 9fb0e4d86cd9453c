"""Mail of a program, or a desk, that tells no more than that ours arrived, and bears no mark of it: it waits for no answer."""

from __future__ import annotations

from datetime import datetime

from intake.understanding.days.dates import dates
from intake.understanding.machines.away import unmentioned
from intake.understanding.own_words.lines import count_words
from intake.understanding.own_words.words import sentences
from languages.mail import pattern

_LONGEST = 1_200
_LEAST = 4  # Words; a name or a telephone number is no sentence of its own.
_BESIDE = ("acknowledged_beside", "automatic_promise", "automatic_receipt", "office_rule")
_ALSO = ("acknowledged", "automatic_thanks", "bounce_greeting", "signature")


def sounds_acknowledged(words: str, sent: datetime | None) -> str:
    """Return the words that our mail arrived, where each sentence tells that or what becomes of it; else "".

    At least one tells what becomes of it, since people say as well that something arrived. None names a day: by that somebody means to
    answer, and asks for time if it is late.
    """
    said = sentences(unmentioned(words))
    found = next((match for one in said if (match := pattern("acknowledged").search(one))), None)
    if not found or len(words) > _LONGEST:
        return ""
    beside = [one for one in said if any(pattern(kind).search(one) for kind in _BESIDE)]
    told = (one for one in said if one not in beside and count_words(one) >= _LEAST)
    whole = all(any(pattern(kind).search(one) for kind in _ALSO) for one in told)
    return found[0] if beside and whole and not any(_names_day(one, sent) for one in said) else ""


def _names_day(sentence: str, sent: datetime | None) -> bool:
    """Say whether a sentence names a day. A number of a request may look like one, and the hours of an office are no day to come."""
    if sent is None or any(pattern(kind).search(sentence) for kind in ("acknowledged_beside", "office_rule")):
        return False
    return any(not one.in_hours for one in dates(sentence, sent))
