"""The program's own texts as a study spells them: "organization" where its letters say so, or "member" where it asks members."""

from __future__ import annotations

import re
from collections.abc import Mapping


def respelled(text: str, words: Mapping[str, str]) -> str:
    """Return `text` with each of these words as the study writes it, in the plural and with a capital too; fields in braces stay."""
    if not words:
        return text
    by_word = {word.casefold(): wanted for word, wanted in words.items()}
    longest_first = sorted(by_word, key=len, reverse=True)
    pattern = re.compile(rf"\{{[^{{}}]*\}}|\b(?:{'|'.join(map(re.escape, longest_first))})", re.IGNORECASE)
    return pattern.sub(lambda match: match[0] if match[0].startswith("{") else _like(match[0], by_word[match[0].casefold()]), text)


def _like(written: str, wanted: str) -> str:
    return wanted[:1].upper() + wanted[1:] if written[:1].isupper() else wanted
