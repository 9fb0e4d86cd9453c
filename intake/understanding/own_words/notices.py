"""What nobody wrote: legal notices, cards, marks of outside mail, and what programs add about themselves."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from intake.understanding.own_words.banners import is_added, is_labelled
from intake.understanding.own_words.lines import WORD_BEGINS, Paragraph, is_broken, is_postscript, is_prose, sentences_of
from intake.understanding.own_words.marks import unmarked
from intake.understanding.own_words.quotations import is_rule
from languages.mail import pattern

_SEARCHED = 3_000  # A notice that stands farther behind in a paragraph is not looked for.
_LINES = 16  # Nor one that so many lines stand above in its paragraph.
_SENTENCE = 4
# So many different words of notices make one below the end of a letter, and below a sentence, which may go on with it.
_LEGAL, _LEGAL_BELOW_SENTENCE = 2, 3
_BETWEEN = re.compile(r"[.!?\u061f]\s{1,9}|[\u3002\uff01\uff1f]\s{0,9}|[\n]")
_CARD = re.compile(r"\s{0,8}(BEGIN|END):VCARD\s*$", re.IGNORECASE)  # RFC 6350 section 6.1.
_BEFORE_LETTERS = (",", ":", "\u060c", "\uff0c", "\uff1a")  # What stands behind a greeting.
_LINK = re.compile(r"\s?<https?://[^\s>]{1,400}>")
# What a mail program writes in place of a picture: its identifier (RFC 2392), its name, or what it shows.
_PICTURE = re.compile(
    r"\W?(?:cid:[^\s\]]{1,200}|(?:logo|image|bild|imagen|imagem)\b[^\]\d?=]{0,60}|image\d{1,4}\.\w{3,4}[^\]]{0,40})\]", re.IGNORECASE
)


def without_notices(given: Iterable[Paragraph]) -> tuple[Paragraph, ...]:
    """Return the paragraphs without what was added to them. Below a legal notice nobody writes, unless it stands on top."""
    kept: list[Paragraph] = []
    above, goes_on = "", False
    for paragraph in given:
        bare = without_additions(paragraph)
        start = _notice(bare)
        # Only below the end of a letter, never below a greeting, is what speaks of its own message a notice.
        begins = len(kept) == 1 and _only_greets(kept[0])
        speaks = None if begins else _speaks_of_itself(bare, paragraph[0] if is_rule(paragraph[0]) else above, goes_on=goes_on)
        above, goes_on = paragraph[-1], speaks is not None
        said = "\n".join(bare)[:start].strip().split("\n")[:speaks]
        kept += [tuple(said)] if any(said) else []
        if start is not None and kept:
            break
    return tuple(kept)


def _only_greets(paragraph: Paragraph) -> bool:
    """Say whether a paragraph is a greeting: below it a letter begins, and has not come to the end below which notices stand."""
    return len(paragraph) == 1 and greets(paragraph[0])


def greets(line: str) -> bool:
    """Say whether a line is the greeting of a letter."""
    return line.endswith(_BEFORE_LETTERS) and bool(pattern("bounce_greeting", r"^\W{0,4}").match(line))


def without_cards(lines: Sequence[str]) -> list[str]:
    """Return the lines without visiting cards written out as text."""
    kept: list[str] = []
    inside = False
    for line in lines:
        edge = _CARD.match(line)
        inside = edge[1].upper() == "BEGIN" if edge else inside and bool(line.strip())
        kept += [] if edge or inside else [line]
    return kept


def without_additions(paragraph: Paragraph) -> Paragraph:
    """Return a paragraph without its rules, its marks of outside mail, and the sentences that programs add."""
    bare = (unmarked(line) for line in paragraph)
    lines = tuple(
        line
        for line in bare
        if line and not (is_rule(line) or is_labelled(line) or _is_picture(line) or _alone("sent_from", _LINK.sub("", line)))
    )
    begins = " ".join(lines)[:_SEARCHED]
    if not any(pattern(kind).search(begins) for kind in ("added", "gateway")):
        return lines
    said = (" ".join(one for one in sentences if not is_added(one) and not is_labelled(one)) for sentences in sentences_of(lines))
    return tuple(line for line in said if line)


def _is_picture(line: str) -> bool:
    """Say whether a line but stands for a picture: "[cid:image001.png@01DC]", "[Logo Port Office]"."""
    return line.startswith("[") and _PICTURE.fullmatch(line) is not None


def _alone(kind: str, line: str) -> bool:
    return bool(pattern(kind, r"^\W{0,8}", r"\W{0,8}$").match(line))


def _notice(paragraph: Paragraph) -> int | None:
    """Return where a legal notice begins in the lines of a paragraph, or None where there is none."""
    text = "\n".join(paragraph)[:_SEARCHED]
    heading = pattern("notice_heading", r"(?:^|(?<=\n))[^\w\n]{0,8}").search(text)
    legal = pattern("legal_notice").search(text.replace("\n", " "))
    return min((*([heading.start()] if heading else ()), *([_begin(text, legal.start())] if legal else ())), default=None)


def _begin(text: str, legal: int) -> int:
    """Return where the sentence begins that is surely a notice's, or the first one right above it that speaks of its own message."""
    begins = [0, *(found.end() for found in _BETWEEN.finditer(text, 0, legal) if found[0] != "\n" or not text[found.end()].islower())]
    start = begins.pop()
    while begins and _speaks(text[begins[-1] : start]):
        start = begins.pop()
    return start


def _speaks(sentence: str) -> bool:
    return bool(pattern("notice_subject").search(sentence) and pattern("notice_word", WORD_BEGINS).search(sentence))


def _speaks_of_itself(paragraph: Paragraph, above: str, *, goes_on: bool) -> int | None:
    """Return the line from which on a paragraph speaks of its own message as only lawyers do, below the end of a letter; or None.

    A sentence above may be the sender's, and so may be what speaks of answers; `goes_on` tells that a notice stands above.
    """
    for number, line in enumerate(paragraph[:_LINES]):
        text = " ".join(paragraph[number:])[:_SEARCHED]
        legal = {found[0].casefold() for found in pattern("notice_word", WORD_BEGINS).finditer(text)}
        if len(legal) < _LEGAL or is_postscript(line):
            return None
        before = paragraph[number - 1] if number else above
        least = _LEGAL_BELOW_SENTENCE if is_prose(before, _SENTENCE) and not goes_on else _LEGAL
        two = " ".join(paragraph[number : number + 2])
        begins = _is_legal(two if is_broken(line) else line) and pattern("notice_subject").search(two)
        if before and (goes_on or begins) and len(legal) >= least and not pattern("the_answer").search(text):
            return number
    return None


def _is_legal(begun: str) -> bool:
    """Say whether a sentence begins a notice: it speaks of its own message, or is a heading in words of notices."""
    telling = not is_prose(begun, _SENTENCE) or pattern("notice_subject").search(begun)
    return bool(telling and pattern("notice_word", WORD_BEGINS).search(begun))
