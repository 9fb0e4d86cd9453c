"""What stands beneath a signature and nobody says to us: opening hours, events, mottos, surveys of a service, how to leave a list."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from intake.understanding.own_words.feet import PAGE, WORD, has_form, speaks_to_us, states
from intake.understanding.own_words.lines import WORD_BEGINS, Paragraph, count_words, is_named, is_postscript, is_prose
from languages.mail import pattern

_LONGEST = 400  # The characters of a line that are looked at.
_MOTTO = re.compile("[\"'\u00ab\u201c\u201e\u300c\u2018*_].{3,}[\"'\u00bb\u201d\u201c\u300d\u2019*_](?:\\W{1,4}[^\\W\\d_].{0,40})?$")
_PAGE = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+|[\w-]+(?:\.[\w-]+){1,4}/\S+", re.IGNORECASE)
_ENDED = ".!?:;,\u061f\u060c\u3002\uff01\uff1f\uff1a\uff0c"
_COUNTS = re.compile(r"(?<!\d)[:=\uff1a]\s*\d+(?:[.,]\d+)?\s*%?$")  # "Opening hours a week: 21" is an answer.
_PARTED = ",:;|-\u2013\u2014\uff0c\uff1a"  # Between a name and what it says.
_OFFICE = 2  # So few words may be the name of an office, such as that for the protection of data.
_ASKS = re.compile("[?\u061f\uff1f]")
_SENTENCE = 4
_SHORT, _SOON, _NAME = 160, 8, 90  # Characters of a footer's line, before its words, and of a name.
_SLOGAN = 6
_BLOCK, _CARD = 16, 2  # The lines of a signature, and those that a name with its office has at least.
_SHORTENED = re.compile(r"(?<![^\W\d_])[^\W\d_]{1,3}\.(?:\s?[^\W\d_]{1,3}\.)*$")
_WISHED = ("!", ",", "\uff01", "\u060c", "\uff0c")
_BELOW = 24  # The lines at the end of a letter among which a footer is looked for where no closing stands above it.


def is_footer(line: str) -> bool:
    """Say whether a line beneath a signature is a footer's by its words, by its link, or as a motto in quotation marks.

    What speaks of the study may have a link or quotation marks as well, and is the sender's.
    """
    text = line[:_LONGEST]
    if is_postscript(text) or states(text):
        return False
    return is_absence(text) or _is_worded(text) or (is_marked(text) and not tells_of_study(text))


def is_marked(line: str) -> bool:
    """Say whether a line is announced to everybody by its form: a page, a motto, hours, a heading, and no word that speaks to us."""
    if PAGE.search(line) or _MOTTO.match(line):
        return True
    return not (_ASKS.search(line) or "@" in line or _COUNTS.search(line) or speaks_to_us(line)) and has_form(line)


def is_absence(line: str) -> bool:
    """Say whether a line tells when its writer will be away, and names nobody to write to; beneath a signature it is no word to us."""
    return (
        len(line) <= _SHORT
        and pattern("planned_absence", r"^\W{0,4}", r"\W{0,4}$").match(line) is not None
        and not (names_another(line) or tells_of_study(line) or "?" in line)
    )


def names_another(line: str) -> bool:
    """Say whether a line names an address, or whom to write to: below an absence that is who answers meanwhile."""
    return not _is_worded(line) and bool("@" in line or pattern("introduction", WORD_BEGINS).search(line))


def _is_worded(text: str) -> bool:
    return is_worded("footer", text)


@lru_cache(maxsize=64)
def is_worded(kind: str, text: str, beside: str = "") -> bool:
    """Say whether a line has words of a `kind` that nobody writes to us, as those of footers, and tells of no study beside them.

    Words of the kind `beside` tell of none, where one is given.
    """
    spans = [found.span() for found in pattern(kind).finditer(text)]
    rest = list(text)
    for start, end in (*spans, *((found.span() for found in pattern(beside, WORD_BEGINS).finditer(text)) if spans and beside else ())):
        rest[start:end] = " " * (end - start)
    return bool(spans) and not tells_of_study("".join(rest))


@lru_cache(maxsize=64)  # Of a line it is asked several times.
def tells_of_study(text: str) -> bool:
    """Say whether a text has a word of what a study is about: its questions and answers, their files, days and people."""
    return has_matter(text) or any(pattern(kind, WORD).search(_PAGE.sub(" ", text)) for kind in ("the_answer", "sends_to_us"))


@lru_cache(maxsize=64)
def has_matter(text: str) -> bool:
    """Say whether a text has such a word besides those for the answer as a whole, which courtesy has too."""
    return pattern("matter", WORD).search(pattern("personal_data", WORD).sub(" ", _PAGE.sub(" ", text))) is not None


def resumes_below_footer(line: str) -> bool:
    """Say whether a line beneath a footer is the sender's again: a postscript, or a sentence that tells of the study."""
    if is_postscript(line):
        return True
    return is_prose(line, _SENTENCE) and (states(line) or (tells_of_study(line) and not _is_worded(line[:_LONGEST])))


def resumes_below_absence(line: str) -> bool:
    """Say whether a line beneath an absence is the sender's again: who answers meanwhile, or any sentence that is no footer's."""
    return names_another(line) or (is_prose(line, _SENTENCE) and not is_footer(line))


def resumes_below(lines: Sequence[str]) -> bool:
    """Say whether any of the lines beneath a footer, or an absence, is the sender's again."""
    absent = next((at for at, line in enumerate(lines) if is_absence(line)), len(lines))
    return any(resumes_below_footer(line) for line in lines) or any(resumes_below_absence(line) for line in lines[absent + 1 :])


def without_footer(given: Sequence[Paragraph]) -> tuple[Paragraph, ...]:
    """Return the paragraphs without the footer at their end, where no closing stands above it: a mailbox names its office alone.

    A line begins one only with words of footers, below a name, and where nothing below it is the sender's again.
    """
    lines = [(number, position) for number, paragraph in enumerate(given) for position in range(len(paragraph))]
    start: int | None = None
    carded = False
    for at in range(len(lines) - 1, max(0, len(lines) - _BELOW), -1):
        number, position = lines[at]
        line = given[number][position]
        # What has words of footers only farther on begins none by itself, but may stand above one, or below.
        if is_absence(line) and any(names_another(given[below][place]) for below, place in lines[at + 1 :]):
            return tuple(given)
        beneath_card = _stands_beneath_card(given, lines[:at], line)
        if beneath_card or _begins_footer(line) or is_absence(line) or (start == at + 1 and _is_footers(line)):
            start, carded = at, beneath_card
        elif _is_footers(line) or (start is not None and _says_little(line)):
            continue
        elif is_prose(line, _SENTENCE) or count_words(line) > 2 * _SENTENCE or tells_of_study(line):
            break
    if start is None or not (carded or _is_named(given, lines[start - 1])):
        return tuple(given)
    number, position = lines[start]
    rest = given[number][:position]
    return (*given[:number], *([rest] if rest else []))


def _is_footers(line: str) -> bool:
    """Say whether a line may be a footer's by its words."""
    return len(line) <= _SHORT and not is_postscript(line) and not _COUNTS.search(line) and _is_worded(line)


def _begins_footer(line: str) -> bool:
    """Say whether a line begins with words of footers, or has them beside a link."""
    if not _is_footers(line):
        return False
    found = next(pattern("footer").finditer(line))
    # "The Post Collective: join us at our open day" begins with who invites.
    named = line[0].isupper() and is_named(line[: found.start()]) and line[: found.start()].rstrip()[-1:] in _PARTED
    return count_words(line) > _OFFICE and (found.start() <= _SOON or named or PAGE.search(line) is not None)


def _stands_beneath_card(given: Sequence[Paragraph], above: Sequence[tuple[int, int]], line: str) -> bool:
    """Say whether a footer of whatever form stands beneath a name and its office, which begin a paragraph or stand below a wish."""
    if not is_footer(line):
        return False
    block: list[str] = []
    number, position = 0, 0
    for place in reversed(above[-_BLOCK:]):
        one = given[place[0]][place[1]]
        if not (is_footer(one) or _is_of_card(one) or _says_little(one)):
            break
        block.append(one)
        number, position = place
    if sum(_is_of_card(one) and not is_footer(one) for one in block) < _CARD:
        return False
    if position:
        return given[number][position - 1].endswith(_WISHED)
    # What a colon announces is no signature.
    return number > 0 and not given[number - 1][-1].endswith((":", "\uff1a"))


def _is_of_card(line: str) -> bool:
    """Say whether a line may be a name, a title, an office or an address: short, no sentence, no figure that is told."""
    ended = line[-1] in _ENDED and not _SHORTENED.search(line)
    labelled = pattern("contact_label", r"^\W{0,4}").match(line)
    told = is_prose(line, _SENTENCE) or (_COUNTS.search(line) and not labelled) or states(line) or "=" in line
    told = told or (tells_of_study(line) and not (line[0].isupper() and is_named(line)))  # Offices are named after files and data, too.
    return len(line) <= _NAME and not (ended or told or (line[0].islower() and count_words(line) > _SENTENCE))


def _says_little(line: str) -> bool:
    """Say whether a line among footers is a short slogan: it speaks to nobody, and tells of no study."""
    return count_words(line) <= _SLOGAN and not (speaks_to_us(line) or tells_of_study(line) or _ASKS.search(line) or "@" in line)


def _is_named(given: Sequence[Paragraph], place: tuple[int, int]) -> bool:
    """Say whether the line at a place may be the name of an office or a person, and not the sender's words."""
    line = given[place[0]][place[1]]
    return len(line) <= _NAME and line[-1] not in _ENDED and not line[0].islower() and not any(sign.isdigit() for sign in line[:2])
