"""The answers stand in the text itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

from domain.intent import Intent, IntentKind
from intake.understanding.days.dates import dates
from intake.understanding.intents.said import HeardSentence, IntentRule, Said, tells, words_of
from intake.understanding.own_words.heads import numbers_letter

# The number of a question, then an answer: as in "4) n/a", "Q3: yes", "p2 no", and in a line of its own "1.2 of which rural".
_SEPARATOR = "(?:[.):=/\u2013\u2014-]\\s|\\s[:\u2013\u2014=-]\\s|[):\uff1a\u3001](?=[^\\W\\d]))"
_ANSWER = re.compile(
    rf"(?:^|[\s,;(])(?:[^\W\d]{{1,10}}[ .]?)?\d{{1,2}}(?:\.\d{{1,2}}){{0,2}}{_SEPARATOR}"
    r"|(?:^|[\s,;(\u3001\u3002\uff0c\uff1b])[^\W\d]\.?\d{1,2}[\s:=\uff1a]\s?(?=\w)|^\d{1,2}\.\d{1,2}\.?\s(?=\S)|^[^\W\d][).]\s(?=\d)"
)
_NAMED = r"(?<![.\u2116]\s)(?<!\u2116)"  # The number behind "Nr.", "Art." or "\u2116" is a name.
_FIGURE = re.compile(_NAMED + "(?<![A-Za-z0-9_/.,+])\\d[\\d.,\u00a0\u066b\u066c]{0,14}(?![\\d/]*/)")
_TIME = re.compile(r"\d{1,2}(?::| ?h ?)\d{2}(?::\d{2})?")
_DAY = re.compile(r"\b\d{1,2}([./-])\d{1,2}\1(?:19|20)\d\d\b")  # Also one of which nobody knows which number is the month.
_YEAR = re.compile(r"(?:19|20)\d\d[.,]?$")
_PHONE = re.compile(r"\+?\(?\d{2,5}\)?(?:[ -]\d{2,5}){2,6}")
# A postal code by its sign, and a telephone by its own, at the beginning of a line.
_POST = re.compile(r"\W{0,3}(?:\u3012 ?\d|(?:(?:tel|fax)(?:[ .:]{1,3}no)?|\u2706|\u260e|\u260f)[ .:\uff1a]{1,3}[+(\d])", re.IGNORECASE)
_REFERENCE = re.compile(r"\b[^\W\d_]{1,8}\d{0,6}(?:[-/]\d{1,8}){1,4}\b")  # "CYB12-0008-4", "A/123/2026"
# How large a file is, as programs that register mail write behind its name, and how many there are before it.
_NAME = r"\.(?:xls[xmb]?|ods|pdf|docx?|zip|csv)\b"
_FILE = re.compile(
    rf"\b\d{{1,2}} ?\((?=[^()]{{1,80}}{_NAME})|[\w.-]{{1,80}}{_NAME}"
    "(?:\\W{1,3}[\\d.,]{1,9} ?(?:[kmg\u043a\u043c\u0433]i?[bo\u0431]|bytes?|octets?)\\b)?",
    re.IGNORECASE,
)
_PAIRS, _FIGURES = 2, 3
_OF_ANOTHER_FIGURE = {"confirm", "correction"}
_LETTERS = re.compile(r"[^\W\d_]{2}")
# Whoever says one of these tells figures for another reason.
_OTHER = {IntentKind.CORRECTION, IntentKind.DECLINE, IntentKind.SUCCESSOR, IntentKind.ELSEWHERE, IntentKind.RESEND, IntentKind.DRAFT}


def _find(said: Said, found: Sequence[Intent]) -> Intent | None:
    other = any(one.intent in _OTHER for one in found)
    # Whoever answers nothing gives no answer that is only rather like one.
    declined = any(one.intent == IntentKind.DECLINE for one in found)
    told = tuple(
        one
        for one in said.spoken
        if ("answers_in_text" in one.heard.said and _tells(one, said) and not (declined and "answers_in_text" not in one.heard.plainly))
        or (not declined and _answers(one, said))
    )
    if not told and other:
        return None
    answering = tuple(one for one in said.sentences if not one.asks)
    rows = tuple(one for one in answering if is_row(one, said) and not (said.beside and _is_courteous(one)))
    pairs = sum(len(_ANSWER.findall(_undated(one.text, said.sent))) for one in rows)
    if said.beside and pairs < _PAIRS and not any(_tells_beside(one, said) for one in told):
        return None  # "Our answers are below" speaks of the workbook then.
    if said.beside and not told and not all("answers_in_text" in one.heard.rather for one in rows):
        return None  # Numbers stand in whatever explains a workbook.
    telling = tuple(one for one in answering if figures(one, said)) if not said.beside else ()
    count = sum(figures(one, said) for one in telling)
    others = any(_is_plain(one) for one in told)
    right = any(one.intent == IntentKind.CONFIRM for one in found) and not others
    if right and pairs < _PAIRS and sum(figures(one, said) for one in told) < _PAIRS:
        return None  # Whoever says that a figure is right tells it, or why.
    sentences = (*told, *(rows if pairs >= _PAIRS else ()), *(telling if count >= _least(telling) else ()))
    if not sentences:
        return None
    return Intent(intent=IntentKind.ANSWERS_IN_TEXT, words=words_of(tuple(one for one in said.spoken if one in sentences)))


def _is_courteous(sentence: HeardSentence) -> bool:
    """Say whether a numbered sentence is courtesy, as in letters whose paragraphs are numbered: "2. The form is attached herewith"."""
    return "courtesy" in sentence.heard.said and not tells(sentence, beside=True) and not _is_plain(sentence)


def _tells_beside(sentence: HeardSentence, said: Said) -> bool:
    """Say whether a sentence tells an answer beside a workbook: it has a figure, or is surely an answer, "question 3, left blank: four"."""
    return _is_plain(sentence) or ("answers_in_text" in sentence.heard.rather and figures(sentence, said) > 0)


def _is_plain(sentence: HeardSentence) -> bool:
    """Say whether a sentence is like an answer beyond doubt, and not what it says of another figure."""
    return "answers_in_text" in sentence.heard.plainly and sentence.heard.said.isdisjoint(_OF_ANOTHER_FIGURE)


def _least(telling: Sequence[HeardSentence]) -> int:
    """Return how many figures tell answers: fewer where one of the sentences that have them is rather like an answer."""
    return _FIGURES - any("answers_in_text" in one.heard.rather for one in telling)


def _answers(sentence: HeardSentence, said: Said) -> bool:
    """Say whether a sentence is rather like an answer, and has two figures: "question 18, which stayed blank: 36"."""
    rather = not sentence.asks and "answers_in_text" in sentence.heard.rather and sentence.heard.said.isdisjoint(_OF_ANOTHER_FIGURE)
    return rather and "portion" in sentence.heard.said and figures(sentence, said) >= _PAIRS


def _tells(sentence: HeardSentence, said: Said) -> bool:
    """Say whether a sentence tells more than the years, days and telephone numbers in it: a figure, an answer, or that there is none."""
    digits = any(sign.isdigit() for sign in sentence.text)
    nil = not said.beside and "nil" in sentence.heard.said
    return (
        not digits or nil or (figures(sentence, said) > 0 and bool(_LETTERS.search(sentence.text))) or bool(_ANSWER.search(sentence.text))
    )


def is_row(sentence: HeardSentence, said: Said) -> bool:
    """Say whether a sentence has the number of a question with an answer behind it."""
    return _begins_row(sentence.text, said.sent)


@lru_cache(maxsize=64)
def _begins_row(text: str, sent: datetime | None) -> bool:
    return not _is_address(text) and bool(_ANSWER.search(_undated(text, sent)))


def figures(sentence: HeardSentence, said: Said) -> int:
    """Return how many numbers a sentence tells that are no dates, years, references or telephone numbers."""
    return _count_figures(sentence.text, said.sent)


@lru_cache(maxsize=64)
def _count_figures(text: str, sent: datetime | None) -> int:
    """Return the same of a text; several rules ask it of the same sentence."""
    if not any(sign.isdigit() for sign in text) or _is_address(text):
        return 0
    bare = _PHONE.sub(" ", _TIME.sub(" ", _DAY.sub(" ", _undated(_REFERENCE.sub(" ", _FILE.sub(" ", text)), sent))))
    return sum(1 for number in _FIGURE.findall(bare) if not _YEAR.match(number))


def _is_address(text: str) -> bool:
    """Say whether a line only numbers a letter, or is a postal address or a telephone by its mark: its numbers answer nothing."""
    return numbers_letter(text) or _POST.match(text) is not None


def _undated(text: str, sent: datetime | None) -> str:
    """Return a text with spaces where it names a day."""
    for day in dates(text, sent) if sent else ():
        text = text[: day.start] + " " * (day.end - day.start) + text[day.end :]
    return text


RULE = IntentRule(
    intent=IntentKind.ANSWERS_IN_TEXT,
    order=85,
    says="A statement that the answers stand in the text, two numbers of questions with answers, or three figures without another matter.",
    find=_find,
)
