"""A name with its telephone, or the sender's own name with their addresses, at the end of a letter that no closing ends."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from intake.understanding.own_words.feet import states, tells_of_change
from intake.understanding.own_words.footers import is_footer, resumes_below, tells_of_study
from intake.understanding.own_words.lines import WORD_BEGINS, Paragraph, count_words, is_named, is_prose, paragraphs
from languages.mail import pattern

ADDRESS = re.compile(r"[^\s<>@,;:()]{1,64}@[^\s<>@,;:()]{1,200}")
_NAMES = re.compile(r"[\u3400-\u9fff]{2,}|[^\W\d_]{3,}")
_CONTACT = re.compile(
    r"(?:\+|\b00)\d[\d\s()./-]{6,20}|\(\d{3}\) ?\d{3}[ .-]\d{4}(?!\d)|\bwww\.|https?://|[^\s<>@]{1,64}@[^\s<>@]{1,200}"
    # Written from right to left, the sign of a country stands behind.
    r"|(?<!\d)\d{2,4} [\d\s()./-]{5,18}\+(?!\d)",
    re.IGNORECASE,
)
_LABELLED = r"\b[\s.:'\u05f3\uff1a()]{0,6}"
_DIGITS = r"[+(]{0,2}\d[\d\s()./+-]{4,24}(?:(?:ext|loc)?\.? ?\d{1,5})?"
_SIGN = "[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
_UNCASED = re.compile(f"{_SIGN}{{1,6}}[ \u3000]?{_SIGN}{{1,6}}(?: ?[(\uff08].{{1,24}}[)\uff09])?$")
# A name in a script without capitals that puts blanks between words, as Arabic and Hebrew do.
_UNCASED_WORDS = re.compile("[\u0590-\u05ff\u0620-\u065f\u066e-\u06d3]{2,}(?:[ -][\u0590-\u05ff\u0620-\u065f\u066e-\u06d3]{2,}){1,4}$")
_BEHIND_A_NAME = re.compile(r"\s?[(\uff08|,;/\u00b7\u2022]|\s[-\u2013\u2014]\s")  # What parts a name from what its bearer is.
BLOCK = 16  # The lines that a signature has at most, and one above.
_LONGEST = 90  # The characters of a line of one that has no address.
_SENTENCE, _LANGUAGES = 4, 2


def without_contact(given: tuple[Paragraph, ...], author: str) -> tuple[Paragraph, ...]:
    """Return the paragraphs without the sender's name and addresses at the end, where no closing stands above them.

    Another person's are kept: they may be the successor's.
    """
    lines = [line for paragraph in given for line in (*paragraph, "")]
    written = [position for position, line in enumerate(lines) if line]
    for above, position in list(pairwise(written))[-BLOCK:]:
        if lines[above].endswith((":", "\uff1a")) or not is_signed(lines[position], author):
            continue
        block = [line for line in lines[position:] if line]
        if all(_is_of_signature(one) for one in block):
            return paragraphs(lines[:position])
    return given


def _is_of_signature(line: str) -> bool:
    """Say whether a line may stand beneath a name and says nothing."""
    if tells_of_change(line):
        return False
    short = len(line) <= _LONGEST or _is_title_twice(line)
    return is_contact(line) or is_footer(line) or (short and not is_prose(line, _SENTENCE))


def _is_title_twice(line: str) -> bool:
    """Say whether a title may stand in a line in two languages side by side, and neither figures nor the study are spoken of."""
    parts = line.split(" / ")
    told = any(map(str.isdigit, line)) or tells_of_study(line)
    return len(parts) == _LANGUAGES and all(len(one) <= _LONGEST and not one[0].islower() for one in parts) and not told


def without_card(given: tuple[Paragraph, ...], author: str, *, footed: bool = False) -> tuple[Paragraph, ...]:
    """Return the paragraphs without a name with its telephone at the end, where no closing stands above: somebody writes for a mailbox.

    What may introduce another person is kept: a text that speaks of one, or that does not end before the name, and an address not theirs.
    Where it was `footed`, a footer stood beneath it, and it needs no telephone.
    """
    for number in range(len(given) - 1, 0, -1):
        lines = [line for paragraph in given[number:] for line in paragraph]
        card = _above_footer(lines)
        if len(lines) > BLOCK or (card and not _only_addresses(card)):
            return given
        if not card or not _is_card(card, author, footed=footed):
            continue
        signs_off = _signs_off(given[number - 1], card[0])
        above = (*given[: number - 1], *([given[number - 1][:-1]] if signs_off else [given[number - 1]]))
        if not _introduces(above, card[0], signs_off=signs_off):
            return tuple(one for one in above if one)
    return given


def _above_footer(lines: Sequence[str]) -> Sequence[str]:
    """Return the lines above a footer; all of them where the sender says more below it."""
    begins = next((at for at, line in enumerate(lines) if is_footer(line)), len(lines))
    return lines if resumes_below(lines[begins:]) else lines[:begins]


def _only_addresses(lines: Sequence[str]) -> bool:
    return all(is_contact(line) or not (len(line) > _LONGEST or is_prose(line, _SENTENCE) or states(line)) for line in lines)


def _signs_off(above: Paragraph, name: str) -> bool:
    """Say whether the line above a name is a part of it, as people write their own first name above their full one."""
    return bool(above) and is_named(above[-1]) and set(above[-1].casefold().split()) < set(name.casefold().split())


def _is_card(lines: Sequence[str], author: str, *, footed: bool) -> bool:
    """Say whether lines are a name, with capitals or in signs that need no blanks, with a telephone or a page and no other's address."""
    uncased = bool(_UNCASED.match(lines[0]))  # Such a name is short, and has no sign of a sentence.
    named = uncased or _is_name_in_words(lines[0]) or (lines[0][:1].isupper() and is_named(lines[0]) and count_words(lines[0]) > 1)
    others = (address for line in lines for address in ADDRESS.findall(line.lower()) if address not in author.lower())
    reached = any(is_contact(line) for line in lines[1:]) or (footed and len(lines) > 1 and not any(map(tells_of_study, lines)))
    return named and reached and next(others, None) is None


def _is_name_in_words(line: str) -> bool:
    """Say whether a line may be a name in a script without capitals, and introduces nobody and tells nothing."""
    return bool(_UNCASED_WORDS.match(line)) and not (tells_of_study(line) or pattern("introduction", WORD_BEGINS).search(line))


def _introduces(above: Sequence[Paragraph], name: str, *, signs_off: bool) -> bool:
    """Say whether a text may introduce the person below it: it names or speaks of one, or does not end. Who `signs_off` has ended it."""
    text = " ".join(line for paragraph in above for line in paragraph)
    named = set(_NAMES.findall(name.casefold())) & set(_NAMES.findall(text.casefold()))
    ended = signs_off or text.rstrip().endswith((".", "!", ",", "\u3002", "\u060c"))
    return bool(named) or not ended or bool(pattern("introduction", WORD_BEGINS).search(text))


def is_author(line: str, author: str) -> bool:
    """Say whether a line is the sender's name, or address."""
    address = next(iter(ADDRESS.findall(author.lower())), "")
    if address and address in line.lower() and count_words(line) <= 4:
        return True
    names = set(_NAMES.findall(author.partition("<")[0].casefold()))
    own = set(_NAMES.findall(line.casefold()))
    return is_named(line) and not is_prose(line, 2) and len(names & own) >= min(2, len(names), len(own)) > 0


def is_signed(line: str, author: str) -> bool:
    """Say whether a line is the sender's name or address, or begins with the whole name: "Ana Sol (Ms) | Head of Unit | +65 5550 0388"."""
    if is_author(line, author):
        return True
    name, *behind = _BEHIND_A_NAME.split(line, maxsplit=1)
    names = set(_NAMES.findall(author.partition("<")[0].casefold()))
    return bool(behind) and len(names) > 1 and names <= set(_NAMES.findall(name.casefold())) and is_author(name, author)


def is_contact(line: str) -> bool:
    """Say whether a line has a telephone number, an address of mail or a page, or the label of one."""
    return bool(_CONTACT.search(line) or _labels(line))


def _labels(line: str) -> bool:
    """Say whether a line is a telephone number or the like by its label."""
    return bool(pattern("contact_label", r"^\W{0,4}", _LABELLED + r"[+\d(]").match(line))


def is_telephone(line: str) -> bool:
    """Say whether a line is nothing but telephone numbers with their labels."""
    return (
        pattern("contact_label", r"^\W{0,4}(?:(?:", f"){_LABELLED}{_DIGITS}[,;|/\u2013-]{{0,2}}\\s{{0,3}}){{1,4}}$").match(line) is not None
    )
