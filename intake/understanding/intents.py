"""What a person wants, read from their own words, in the languages of the respondents; cautious, since a person reads the rest."""

from __future__ import annotations

import re
from functools import cache

from domain.intent import Intent, IntentKind
from intake.understanding.rule import OpenedMessage
from intake.understanding.words import bare_subject, sentences
from languages.mail import alternatives, pattern

_MANY_WORDS, _SHORT = 40, 40


def intents(message: OpenedMessage, words: str) -> tuple[Intent, ...]:
    """Return what a person's own `words`, and the subject of their message, say; nothing where there is no word."""
    found = []
    if stop := wants_no_mail(words, bare_subject(message.mail.subject)):
        found.append(Intent(intent=IntentKind.UNSUBSCRIBE, words=stop))
    if declines(words):
        found.append(Intent(intent=IntentKind.DECLINE, words=words))
    elif asks(words):
        found.append(Intent(intent=IntentKind.QUESTION, words=words))
    return tuple(found)


def asks(words: str) -> bool:
    """Say whether own words that came beside a workbook are for a person: a question, a request, a refusal, more than a cover note."""
    if declines(words):
        return True
    said = [sentence for sentence in sentences(words) if not pattern("courtesy").search(sentence)]
    if any(sentence.rstrip(' "»').endswith(("?", "؟", "？")) or pattern("request").search(sentence) for sentence in said):
        return True
    told = [sentence for sentence in said if len(sentence.split()) >= 4]
    return len(told) >= 3 or sum(len(sentence.split()) for sentence in told) >= _MANY_WORDS


def declines(words: str) -> bool:
    """Say whether own words tell that the organisation will not take part."""
    return bool(pattern("decline").search(" ".join(words.split())))


def wants_no_mail(words: str, subject: str) -> str:
    """Return the words in which a person asks not to be written to, or ""; long letters never count, since they say more than that."""
    for text in (subject, words.replace("\n", " ").strip()):
        if _stop_alone().fullmatch(text.strip()):
            return text.strip()
    first = words.strip().split("\n")[0]
    if len(words.split()) <= 6 and _stop_alone().fullmatch(first):
        return first
    said = pattern("stop_said").search(words) if len(words.split()) <= _SHORT else None
    return said[0] if said else ""


def says_answer_is_attached(words: str) -> bool:
    """Say whether own words tell that the answer itself is attached, so that a file which is no workbook is meant as one."""
    return bool(pattern("attached").search(words) and pattern("the_answer").search(words))


def names_the_answer(name: str) -> bool:
    """Say whether a file name tells that the file is the questionnaire."""
    return bool(pattern("the_answer").search(name.replace("_", " ")))


@cache
def _stop_alone() -> re.Pattern[str]:
    """Return what finds a wish for no mail that is a whole text, with polite words before and behind it."""
    before, after = rf"(?:(?:{alternatives('stop_before')})\s+)?", rf"(?:\s+(?:{alternatives('stop_after')}))?\W*"
    return pattern("stop", before, after)
