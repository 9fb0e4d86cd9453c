"""A person's own words in a message: without what they quote, their signature, and what their mail program adds."""

from __future__ import annotations

import re
from functools import lru_cache

from languages.mail import pattern

_BIDI = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_RULE = re.compile(r"^\s*_{10,}\s*$")
_URL = re.compile(r"\b(?:https?://|www\.)\S+", re.IGNORECASE)
_SENTENCE_END = re.compile(r"(?<=[.!?؟。])\s+|\n+")


@lru_cache(maxsize=16)
def own_words(text: str) -> str:
    """Return what the sender wrote themselves: quoted lines, forwarded text, signatures and legal notices are cut off."""
    lines = _BIDI.sub("", text).split("\n")
    kept: list[str] = []
    for position, line in enumerate(lines):
        if line.lstrip().startswith(">"):
            continue
        if not line.strip():
            kept.append("")
            continue
        if _ends(line, lines[position + 1 : position + 4]):
            break
        if not _attributes(line, lines[position + 1 : position + 2]):
            # The second line of an attribution that was broken in two went with the first.
            if position == 0 or _attribution().match(lines[position - 1]) or not _attributes(lines[position - 1], [line]):
                kept.append(line.strip())
        elif not any(later.lstrip().startswith(">") for later in lines[position + 1 : position + 4]):
            break  # The quotation below is not marked line by line, so it reaches to the end.
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()


def _attributes(line: str, following: list[str]) -> bool:
    """Say whether a quotation is announced by this line, or by it and the next one: programs break it in two."""
    return bool(_attribution().match(line) or _attribution().match(" ".join([line.rstrip(), *following])))


def _ends(line: str, following: list[str]) -> bool:
    if _RULE.match(line) or any(one.match(line) for one in _endings()):
        return True
    return bool(_field("field_from").match(line)) and any(_field("field_other").match(later) for later in following)


def _attribution() -> re.Pattern[str]:
    return pattern("attribution", r"^\s*", r"\s*[:：]\s*$")


def _endings() -> tuple[re.Pattern[str], ...]:
    """Return what begins that which is not the sender's own: a forwarded message, the end of a letter, a legal notice."""
    signature = pattern("signature", r"^\s*(?:--\s*|", r")\s*[,.،]?\s*$")
    return pattern("forwarded", r"^\W*", r"\W*$"), signature, pattern("legal_notice", r"^\W*")


def _field(kind: str) -> re.Pattern[str]:
    return pattern(kind, r"^\W*", r"\W{0,4}\s*[:：]")


def bare_subject(subject: str) -> str:
    """Return a subject without its `Re:`, `Fwd:` and their like in other languages."""
    marks = pattern("subject_mark", r"^\s*(?:", r"\s*(?:\[\d+\])?\s*[:：]\s*)+")
    return marks.sub("", _BIDI.sub("", subject)).strip()


def sentences(text: str) -> tuple[str, ...]:
    """Return the sentences of `text`, without web addresses."""
    return tuple(found for part in _SENTENCE_END.split(_URL.sub("", text)) if (found := " ".join(part.split())))
