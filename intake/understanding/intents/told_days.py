"""What looks like courtesy and names a day: "handed over on Monday". Somebody did or will do something then, so a person reads it."""

from __future__ import annotations

from domain.intent import Intent, IntentKind
from intake.understanding.days.dates import dates
from intake.understanding.intents.said import HeardSentence, Said, words_of

_LIKE = 0.9  # So like courtesy is what names a day and no more: "your letter of 4 March is received", "see you on Monday".


def with_told_days(found: list[Intent], said: Said) -> list[Intent]:
    """Return intents, a note for a mere courtesy that tells of a day; beside a workbook people explain themselves, and it stays one."""
    if said.beside or said.sent is None or {one.intent for one in found} != {IntentKind.THANKS}:
        return found
    told = tuple(one for one in said.sentences if _tells_of_a_day(one, said))
    return [Intent(intent=IntentKind.NOTE, words=words_of(told))] if told else found


def _tells_of_a_day(sentence: HeardSentence, said: Said) -> bool:
    return sentence.heard.courteous < _LIKE and said.sent is not None and bool(dates(sentence.text, said.sent))
