"""What nobody wrote: classification banners, warnings of gateways, legal notices, and what programs add about themselves."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

from intake.understanding.lines import Paragraph, sentences_of
from intake.understanding.quotations import is_rule
from languages.mail import alternatives, pattern

_SEARCHED = 3_000  # A notice that stands farther behind in a paragraph is not looked for.


def without_notices(given: Iterable[Paragraph]) -> tuple[Paragraph, ...]:
    """Return the paragraphs without what was added to them. Below a legal notice nobody writes, unless it stands on top."""
    kept: list[Paragraph] = []
    for paragraph in given:
        bare = without_additions(paragraph)
        start = _notice(bare)
        if start is None:
            kept += [bare] if bare else []
            continue
        before = "\n".join(bare)[:start].strip()
        kept += [tuple(before.split("\n"))] if before else []
        if kept:
            break
    return tuple(kept)


def without_banners(given: Sequence[Paragraph]) -> tuple[Paragraph, ...]:
    """Return the paragraphs without lines that are classifications; all of them where there is nothing else."""
    bare = (tuple(line for line in paragraph if not _alone("banner", line)) for paragraph in given)
    return tuple(paragraph for paragraph in bare if paragraph) or tuple(given)


def without_additions(paragraph: Paragraph) -> Paragraph:
    """Return a paragraph without its rules, its marks of outside mail, and the sentences that programs add."""
    bare = (unmarked(line) for line in paragraph)
    lines = tuple(line for line in bare if line and not is_rule(line) and not _alone("sent_from", line))
    if not pattern("added").search(" ".join(lines)[:_SEARCHED]):
        return lines
    said = (" ".join(one for one in sentences if not pattern("added").search(one)) for sentences in sentences_of(lines))
    return tuple(line for line in said if line)


def unmarked(line: str) -> str:
    """Return a line without the mark of a gateway before it, such as [EXTERNAL]."""
    return _external().sub("", line).strip()


@cache
def _external() -> re.Pattern[str]:
    """Return what finds marks before a text: in brackets or stars, since the words alone may be anybody's."""
    return re.compile(
        rf"^(?:\s{{0,4}}[\[(*{{<\u3010]{{1,3}}\s?(?:{alternatives('external_mark')})\s?[\])*}}>\u3011]{{1,3}}[:\s-]{{0,4}})+", re.IGNORECASE
    )


def _alone(kind: str, line: str) -> bool:
    return bool(pattern(kind, r"^\W{0,8}", r"\W{0,8}$").match(line))


def _notice(paragraph: Paragraph) -> int | None:
    """Return where a legal notice begins in the lines of a paragraph, or None where there is none."""
    text = "\n".join(paragraph)[:_SEARCHED]
    found = pattern("notice_heading", r"(?:^|(?<=\n))[^\w\n]{0,8}").search(text)
    plain = text.replace("\n", " ")
    legal = pattern("legal_notice").search(plain)
    starts = [found.start()] if found else []
    if legal:
        subject = pattern("notice_subject").search(plain)
        start = min(legal.start(), subject.start()) if subject else legal.start()
        starts.append(max(plain.rfind(". ", 0, start) + 1, text.rfind("\n", 0, start) + 1 if _begins_line(text, start) else 0))
    return min(starts, default=None)


def _begins_line(text: str, start: int) -> bool:
    """Say whether the line of `start` begins a sentence, so that the line above it is none of it."""
    line = text.rfind("\n", 0, start) + 1
    return line > 0 and not text[line : line + 1].islower()
