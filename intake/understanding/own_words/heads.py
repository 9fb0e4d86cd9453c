"""What stands above an official letter and says nothing: its number, its file, its day and place, and by which way it goes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from intake.understanding.own_words.footers import has_matter
from intake.understanding.own_words.lines import Paragraph, is_prose, paragraphs
from languages.mail import pattern

_LONGEST = 80  # The characters of such a line,
_WORDS = 7  # and its words,
_LETTERHEAD = 120  # and the characters of one of a letterhead.
_LINES = 14  # So many lines are looked through for where the letter begins.
_SENTENCE, _LONG_LINE = 4, 60
_ASKS = re.compile("[?\u061f\uff1f=%]")
# A number of nothing but itself: "0214/MPM/GE/2025", "5-2-M/093".
_BARE = re.compile(r"[^\W_]{0,12}(?:[./-][^\W_]{1,12}){2,8}$|[^\W_]{1,12}/[^\W_]{0,8}\d[^\W_]{0,8}$")
# A place, and a day with its year, in whatever order they are written.
_PLACED = re.compile(
    r"(?:[^\W\d_][^\d,\u060c]{1,30}[,\u060c] ?)?(?:[^\W\d_]{1,10} )?\d{1,2}(?:\.|er|\u00ba|[snrt][tdh])? ?(?:[^\W\d_]{1,3} )?"
    r"(?:[^\W\d_]{3,12}|[./-] ?\d{1,2})\.?,? ?(?:[./-]|[^\W\d_]{1,4} )? ?(?:19|20|\u0661\u0669|\u0662\u0660)\d\d\.?(?: ?[^\W\d_]{1,5}\.?)?$"
    r"|(?:[^\W\d_]{2,20}[,\u060c] ?)?[^\W\d_]{3,12} \d{1,2},? (?:19|20)\d\d$"
    "|.{0,8}(?:\\d{4}|[\u3007\u96f6\u4e00-\u4e5d]{4}) ?\u5e74.{1,6}\u6708.{1,4}\u65e5.{0,8}$"
)


# Registries name a letter so: whose it is, its day, and its number.
_REGISTERED = re.compile(
    r"[^\d?=%@]{0,60}\b\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d\d,? (?:no|nr|n\u00b0|n\u00ba|\u2116)\.? ?[\w./-]{2,30}$", re.IGNORECASE
)


def without_head(given: Sequence[Paragraph]) -> tuple[Paragraph, ...]:
    """Return the paragraphs without the lines above the letter that only number and date it.

    Where no letter begins within a few lines, with a greeting or a sentence, they may be answers and are kept.
    """
    lines = [line for paragraph in given for line in (*paragraph, "")]
    written = [position for position, line in enumerate(lines) if line][:_LINES]
    begins = next((position for position in written if _begins(lines[position])), None)
    if begins is None:
        return tuple(given)
    kept = [line for position, line in enumerate(lines) if position >= begins or not (numbers_letter(line) or _heads(line))]
    return paragraphs(kept)


def _begins(line: str) -> bool:
    """Say whether a letter begins with a line: a greeting or a sentence. The subject that is written above one stands in its head."""
    if numbers_letter(line) or _heads(line) or pattern("bounce_subject_field", r"^\W{0,4}", r"\s?[:\uff1a]").match(line):
        return False
    return bool(pattern("bounce_greeting", r"^\W{0,4}").match(line)) or is_prose(line, _SENTENCE) or len(line) >= _LONG_LINE


def _heads(line: str) -> bool:
    """Say whether a line tells who handles a letter, by which way it goes, or whom to write to: it is printed on the paper.

    What names a mailbox, or speaks of a new contact, may be what the sender wants to say.
    """
    if not 0 < len(line) <= _LETTERHEAD or "@" in line or _ASKS.search(line) or has_matter(line):
        return False
    return pattern("letterhead", r"^\W{0,4}").match(line) is not None


def numbers_letter(line: str) -> bool:
    """Say whether a line is but the number of a letter or of its file, or its day, with a label or in the form of such."""
    if not line or len(line) > _LONGEST or not any(sign.isdigit() or sign in "\u3007\u4e8c" for sign in line) or _ASKS.search(line):
        return False
    bare = line.strip(" .*-\u2013\u2014")
    if _BARE.match(bare) or _PLACED.match(bare) or _REGISTERED.match(bare):
        return True
    label = pattern("reference", r"^\W{0,4}", r"(?![^\W\d_\u3400-\u9fff])[\s.:\uff1a\u2116\u00b0\u00ba#/]{0,6}").match(line)
    return label is not None and _is_number(line[label.end() :])


def _is_number(text: str) -> bool:
    """Say whether what stands behind a label is a number of a letter and not a sentence, or the answer to a question."""
    words = text.split()
    before = next((at for at, word in enumerate(words) if any(map(str.isdigit, word))), len(words))
    if any(len(word) > _SENTENCE and word.isalpha() and not word[0].isupper() for word in words[:before]):
        return False  # "Number of employees 541"
    named = sum(1 for word in words if word[0].isalpha() and word.islower() and not any(sign.isdigit() for sign in word))
    return 0 < len(words) <= _WORDS and named <= len(words) / 2 and any(sign.isdigit() for sign in text) and not is_prose(text, _SENTENCE)
