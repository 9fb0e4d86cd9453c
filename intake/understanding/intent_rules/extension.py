"""They need more time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from domain.intent import Intent, IntentKind
from intake.understanding.days.dates import MentionedDate, dates, lone_weekday
from intake.understanding.intents.said import HeardSentence, IntentRule, Said, words_of

_OTHER = frozenset({"interrogative", "resend", "correction", "draft"})
_WITHOUT = {IntentKind.ELSEWHERE, IntentKind.DECLINE}
_INSTEAD = {IntentKind.DRAFT, IntentKind.ELSEWHERE, IntentKind.DECLINE}
_A_MONTH = timedelta(days=31)
_NEXT = 2  # So many sentences go on with what a sentence tells.


def _find(said: Said, found: Sequence[Intent]) -> Intent | None:
    # "Would the end of March do?" asks for time too.
    day = tuple(one for one in said.where("request") if one.asks and not one.heard.said & _OTHER and days_to_come(one, said))
    # What is not ready yet in a workbook that came along is a draft; answers that wait for approval, and did not come along, are late.
    draft = tuple(one for one in said.where("draft", "pending") if said.beside and not days_to_come(one, said))
    waits = () if said.beside or found else said.where("pending")
    late = tuple(one for one in waits if not one.asks and not one.heard.said & _OTHER)
    # Whoever does not answer, or has another body do it, names days for other reasons: "this mailbox closes at the end of the month".
    waits_for_it = not any(one.intent in _WITHOUT for one in found)
    likely = tuple(
        one for one in said.spoken if waits_for_it and not one.asks and "extension" in one.heard.rather and _bears_out(one, said)
    )
    rest = tuple(one for one in said.where("completing") if _completes(one, said))
    asked = (*(one for one in said.where("extension") if one not in draft), *late, *day, *likely, *rest)
    # Whoever says when the answer will come asks for time until then; a draft, or what comes by post, is here in a way already.
    # Who has not answered yet and speaks of the answer and of a day to come, and of nothing else, promises it as well.
    promises = ("promise",) if found else ("promise", "answering")
    promised = tuple(one for one in said.where(*promises) if not said.beside and not one.asks and days_to_come(one, said))
    if not asked and (not promised or any(one.intent in _INSTEAD for one in found)):
        return None
    return _told(tuple(one for one in said.spoken if one in asked or one in promised), said)


def _told(sentences: Sequence[HeardSentence], said: Said) -> Intent:
    """Return the request that these sentences make, with the day up to which they ask for time, or else the rest of the text."""
    named = _days_of(sentences, said) or _days_of(said.sentences, said)
    until = _told_on(_until(named), _days_of(_behind(sentences, said), said))
    weekly = until is not None and any(_wishes_weekday(one, until, said) for one in said.sentences)
    return Intent(intent=IntentKind.EXTENSION, words=words_of(sentences), until=until, days=_more(named, said), weekly=weekly)


def _wishes_weekday(sentence: HeardSentence, until: date, said: Said) -> bool:
    """Say whether a sentence names a day by its weekday and wishes for it: who promises the answer by Friday may well be in time."""
    named = any(one.weekday and one.day == until for one in days_to_come(sentence, said))
    return named and (sentence.asks or "promise" not in sentence.heard.said)


def _behind(sentences: Sequence[HeardSentence], said: Said) -> tuple[HeardSentence, ...]:
    """Return the sentences that stand right behind these."""
    every = said.sentences
    near = {at + step for at, one in enumerate(every) if one in sentences for step in range(1, _NEXT + 1)}
    return tuple(one for at, one in enumerate(every) if at in near and one not in sentences)


def _told_on(until: date | None, behind: Sequence[MentionedDate]) -> date | None:
    """Return the day until which time is asked for, or a later one right behind it, no more than a month on.

    Who says what holds them up goes on to say when it comes: "they give us the figures by 9 February. Could we send it on the 10th?"
    """
    later = [one.day for one in behind if until and not one.vague and until < one.day <= until + _A_MONTH]
    return max(later, default=until)


def _bears_out(sentence: HeardSentence, said: Said) -> bool:
    """Say whether what may ask for time does: it names a day to come, or promises the answer though no workbook came along."""
    promised = not said.beside and "promise" in sentence.heard.said
    return promised or (_may_wait(sentence, said) and bool(days_to_come(sentence, said)))


def _may_wait(sentence: HeardSentence, said: Said) -> bool:
    """Say whether something is still to come: beside a workbook only where the sentence speaks of the rest, or the workbook is a draft."""
    return not said.beside or "completing" in sentence.heard.said or bool(said.where("draft", "pending"))


def _completes(sentence: HeardSentence, said: Said) -> bool:
    """Say whether whoever sent a draft or a part needs time: another sentence says that it is one, and this one when the rest will come."""
    drafted = any(one != sentence for one in said.where("draft", "pending"))
    return said.beside and drafted and not {"resend", "correction"} & sentence.heard.said and bool(days_to_come(sentence, said))


def _until(named: Sequence[MentionedDate]) -> date | None:
    """Return the last of these days; a year is none where another day is named: "since the system changed this year, in a month".

    Nor is a day that is rather over.

    A day of the calendar right behind a whole month or a length of time says it more exactly: "in April, on the 24th at the latest", "not
    fifteen days but until 6 March". The end of a month is as exact, and a day further behind is that of something else.
    """
    told = [one for one in named if not (one.vague or one.rather_over)] or list(named)
    last = max(told, key=lambda one: one.day, default=None)
    if last is None or last.exact or last.more:
        return last.day if last else None
    behind = next(iter(told[told.index(last) + 1 :]), None)
    return behind.day if behind and behind.told_again and behind.day >= last.day - _A_MONTH else last.day


def _more(named: Sequence[MentionedDate], said: Said) -> int | None:
    """Return how many days more are asked for, the most of them; None where nobody says how long."""
    return max(((one.day - said.sent.date()).days for one in named if one.more), default=None) if said.sent else None


def _days_of(sentences: Sequence[HeardSentence], said: Said) -> tuple[MentionedDate, ...]:
    return tuple(day for one in sentences for day in days_to_come(one, said))


def days_to_come(sentence: HeardSentence, said: Said) -> tuple[MentionedDate, ...]:
    """Return the days that a sentence names, after the one on which it was written; of a promise also "you'll have it Friday"."""
    if said.sent is None:
        return ()
    named = dates(sentence.text, said.sent)
    lone = () if named or "promise" not in sentence.heard.said else lone_weekday(sentence.text, said.sent)
    return tuple(found for found in (*named, *lone) if found.day > said.sent.date())


RULE = IntentRule(
    intent=IntentKind.EXTENSION,
    order=60,
    says="A request for more time, that the deadline is too near or answers wait for approval, or a promise to answer by a day to come.",
    find=_find,
    tell=_told,
)
