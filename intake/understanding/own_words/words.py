"""A person's own words in a message: without what they quote, their signature, and what their mail program adds."""

from __future__ import annotations

import re
from functools import lru_cache

from intake.parsing.wrapping import rejoined
from intake.understanding.own_words.banners import without_banners, without_warnings
from intake.understanding.own_words.heads import without_head
from intake.understanding.own_words.lines import Paragraph, count_words, paragraphs, uncut
from intake.understanding.own_words.marks import unlabelled
from intake.understanding.own_words.notices import without_cards, without_notices
from intake.understanding.own_words.quotations import own_parts, without_torn
from intake.understanding.own_words.signatures import without_signature
from languages.mail import pattern

_BIDI = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_URL = re.compile(r"\b(?:https?://|www\.)\S+", re.IGNORECASE)
FEWEST_ASKED = 3
_BEHIND_A_QUESTION = re.compile("(?<=？)")
# In Japanese and Korean it is a word that asks, and a full stop stands behind it.
_ASKED = re.compile(
    "(?:\u3067\u3057\u3087\u3046\u304b|\u3067\u3059\u304b|\u307e\u3059\u304b|\u307e\u305b\u3093\u304b|\ub098\uc694|\uae4c\uc694?|\uc2b5\ub2c8\uae4c)[\u3002.]?$"
)
_SENTENCE_END = re.compile(r"(?<=[.!?؟。])\s+")


def own_words(text: str, author: str = "") -> str:
    """Return the own lines with those put together that a program broke: in which sentences they are meant, not where they stood."""
    return rejoined(own_lines(text, author))


@lru_cache(maxsize=16)
def own_lines(text: str, author: str = "") -> str:
    """Return what the sender wrote themselves, without what they quote, their signature, and what programs and gateways add.

    Whatever may be a person's own is kept. `author` is the field From: with it a signature is known that no closing announces.
    """
    return "\n\n".join("\n".join(one) for part in _unquoted(text) for one in without_signature(part, author))


def with_signature(text: str) -> str:
    """Return what stands above the first quotation, or above the second where the sender wrote nothing above the first.

    Nothing is cut out of it: whoever goes on below their signature, or below a notice, is still heard where that matters.
    """
    return next((whole for part in own_parts(_lines(text)) if (whole := "\n".join(part).strip())), "")


def sure_lines(text: str, author: str = "") -> str:
    """Return the own lines without those that a program may have broken off from what is quoted, as nobody can tell."""
    return own_lines("\n".join(without_torn(_lines(text))), author)


@lru_cache(maxsize=16)
def _unquoted(text: str) -> tuple[tuple[Paragraph, ...], ...]:
    """Return the paragraphs between the quotations without what was added to them; they are the same whoever signed."""
    above, *between = (paragraphs(part) for part in own_parts(without_cards(_lines(text))))
    # Below a quotation, and all by itself, a word such as "Public" is an answer.
    return (_above(above), *(without_banners(without_notices(part), least=2) for part in between))


def _lines(text: str) -> list[str]:
    return [line.removeprefix(">") if line.startswith(">From ") else line for line in _BIDI.sub("", text).split("\n")]


def _above(given: tuple[Paragraph, ...]) -> tuple[Paragraph, ...]:
    """Return the paragraphs above the first quotation without what was added to them; all of them where there is nothing else."""
    return without_head(without_banners(without_notices(without_warnings(given)))) or without_notices(given)


def bare_subject(subject: str) -> str:
    """Return a subject without its `Re:`, `Fwd:` and their like in other languages, and without what gateways and programs mark it with."""
    marks = pattern("subject_mark", r"^\s*(?:", r"\s*(?:\[\d+\])?\s*[:：]\s*)+")
    bare = _as_given(subject)
    while (less := unlabelled(marks.sub("", bare))) != bare:
        bare = less
    return bare


def subjects_of(subject: str) -> tuple[str, str]:
    """Return a bare subject as its author's, and as that of the letter which they answer or forward; one of both is empty."""
    bare = bare_subject(subject)
    return (bare, "") if bare == _as_given(subject) else ("", bare)


def _as_given(subject: str) -> str:
    """Return a subject as its author, or the letter that they answer, gave it."""
    return unlabelled(_BIDI.sub("", subject))


def sentences(text: str) -> tuple[str, ...]:
    """Return the sentences of `text`, without web addresses."""
    lines = ((" ".join(part.split()) for part in _SENTENCE_END.split(line)) for line in _URL.sub("", text).split("\n"))
    return tuple(found for line in lines for found in uncut(part for part in line if part))


def asks(text: str) -> bool:
    """Say whether a sentence of `text` is a question by its mark, or by the word that ends it; "Urgent?" alone asks nobody."""
    # Behind that of Chinese stands no blank.
    said = (part for one in sentences(text) for part in _BEHIND_A_QUESTION.split(one))
    return any((one.endswith(("?", "؟", "？")) or _ASKED.search(one)) and count_words(one) >= FEWEST_ASKED for one in said)
