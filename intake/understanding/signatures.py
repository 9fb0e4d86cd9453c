"""The end of a letter: a closing, a name, a title, addresses. What reads as a sentence below it is the sender's again."""

from __future__ import annotations

import re
from collections.abc import Sequence

from intake.understanding.lines import Paragraph, count_words, is_named, is_prose, paragraphs, sentences_of
from languages.mail import pattern

_DELIMITER = re.compile(r"\s{0,4}(?:--|\u2014|\u2013)\s*$")  # RFC 3676 section 4.3, and what becomes of it.
_ADDRESS = re.compile(r"[^\s<>@,;:()]{1,64}@[^\s<>@,;:()]{1,200}")
_CONTACT = re.compile(r"(?:\+|\b00)\d[\d\s()./-]{6,20}|\bwww\.|https?://|[^\s<>@]{1,64}@[^\s<>@]{1,200}", re.IGNORECASE)
_BLOCK = 16  # The lines that a signature has at most, and one above.
_LONGEST = 300  # The characters of a closing sentence.
_SENTENCE, _FAR_SENTENCE = 4, 8  # The words of a sentence below a closing, and below addresses, where slogans stand.


def without_signature(given: Sequence[Paragraph], author: str) -> tuple[Paragraph, ...]:
    """Return the paragraphs without the sender's signature; `author` is the field From."""
    return _without_contact(_without_closing(given), author)


def _without_closing(given: Sequence[Paragraph]) -> tuple[Paragraph, ...]:
    kept: list[Paragraph] = []
    signed, contact = False, False
    for number, paragraph in enumerate(given):
        own: list[str] = []
        for position, line in enumerate(paragraph):
            rest = paragraph[position:]
            if signed and _resumes(rest, contact=contact):
                signed = contact = False
            if signed:
                contact = contact or bool(_CONTACT.search(line) or _labels(line))
                continue
            signed = _closes(line) or (_thanks(line) and _only_signs(paragraph[position + 1 :], given[number + 1 :]))
            own += [] if signed else [line]
        formula = None if signed else _formula(tuple(own))
        if formula is not None:
            own, signed = list(formula), True
        kept += [tuple(own)] if own else []
    return tuple(kept)


def _closes(line: str) -> bool:
    """Say whether a line is the end of a letter: a delimiter, or a closing with at most a name."""
    if _DELIMITER.match(line):
        return True
    found = pattern("signature", r"^\W{0,8}").match(line)
    return found is not None and is_named(line[found.end() :].strip(" ,.!\u060c\u3002-\u2013\u2014"))


def _thanks(line: str) -> bool:
    return bool(pattern("thanks", r"^\W{0,8}", r"\W{0,4}$").match(line))


def _only_signs(below: Sequence[str], following: Sequence[Paragraph]) -> bool:
    """Say whether what follows is a signature and nothing else; there must be one."""
    lines = [*below, *(line for paragraph in following for line in paragraph)]
    return (
        0 < len(lines) <= 12
        and all(line[:1].isupper() or _is_contact(line) for line in lines)
        and not any(is_prose(one, 4) for one in lines)
    )


def _formula(paragraph: Paragraph) -> Paragraph | None:
    """Return a paragraph without the sentence of courtesy that closes a letter; None where its last sentence is none."""
    lines = sentences_of(paragraph)
    last = lines[-1][-1] if lines and lines[-1] else ""
    found = pattern("closing_formula").search(last[:_LONGEST]) if last else None
    if not found or len(last) > _LONGEST:
        return None
    if found.start() > 12:
        return paragraph  # More than courtesy may stand before it.
    *above, end = lines
    return tuple(" ".join(one) for one in (*above, end[:-1]) if one)


def _resumes(rest: Sequence[str], *, contact: bool) -> bool:
    """Say whether the sender's own words begin again below a closing: with a postscript, or with a sentence."""
    if pattern("postscript", r"^\W{0,4}").match(rest[0]):
        return True
    least = _FAR_SENTENCE if contact else _SENTENCE
    wrapped = len(rest) > 1 and len(rest[0]) >= 50 and is_prose(" ".join(rest), least)
    return not _is_contact(rest[0]) and (wrapped or is_prose(rest[0], least))


def _without_contact(given: tuple[Paragraph, ...], author: str) -> tuple[Paragraph, ...]:
    """Return the paragraphs without the sender's name and addresses at the end, where no closing stands above them.

    Another person's are kept: they may be the successor's.
    """
    lines = [line for paragraph in given for line in (*paragraph, "")]
    written = [position for position, line in enumerate(lines) if line]
    for above, position in zip(written[-_BLOCK:], written[-_BLOCK + 1 :], strict=False):
        if lines[above].endswith((":", "\uff1a")) or not _is_author(lines[position], author):
            continue
        block = [line for line in lines[position:] if line]
        if all(_is_contact(one) or (len(one) <= 90 and not is_prose(one, _SENTENCE)) for one in block):
            return paragraphs(lines[:position])
    return given


def _is_author(line: str, author: str) -> bool:
    """Say whether a line is the sender's name, or address."""
    address = next(iter(_ADDRESS.findall(author.lower())), "")
    if address and address in line.lower() and count_words(line) <= 4:
        return True
    names = set(re.findall(r"[^\W\d_]{3,}", author.partition("<")[0].casefold()))
    own = set(re.findall(r"[^\W\d_]{3,}", line.casefold()))
    return is_named(line) and not is_prose(line, 2) and len(names & own) >= min(2, len(names), len(own)) > 0


def _is_contact(line: str) -> bool:
    return bool(_CONTACT.search(line) or _labels(line))


def _labels(line: str) -> bool:
    """Say whether a line is a telephone number or the like by its label."""
    return bool(pattern("contact_label", r"^\W{0,4}", r"\b[\s.:\uff1a()]{0,6}[+\d(]").match(line))
