"""Whether two lists in two languages may be paired by their order: each may be in the alphabetical order of its own language."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

_CODE = re.compile(r"\d+|\b[A-Z]{2,}\b")
_LEAST = 3  # Texts in order that show an order even if the one before or behind them, such as "Other", is not in it.


def is_doubtful(first: Sequence[str], other: Sequence[str]) -> bool:
    """Say whether nothing tells that the texts of two lists of the same length stand in the same order.

    Equal texts and equal codes tell it, as in "AT Austria" and "AT Autriche"; and so does an order that is not the alphabet's in both.
    """
    mine, theirs = [_signature(text) for text in first], [_signature(text) for text in other]
    unlike = sum(one != there for one, there in zip(mine, theirs, strict=True))
    if list(first) == list(other) or (unlike <= 1 and len(set(mine)) == len(mine)):
        return False
    crossed = any(one != there and one in theirs for one, there in zip(mine, theirs, strict=True))
    return crossed or (_is_alphabetical(first) and _is_alphabetical(other))


def _signature(text: str) -> str:
    return " ".join(_CODE.findall(text)) or text.strip().casefold()


def _is_alphabetical(texts: Sequence[str]) -> bool:
    plain = [_plain(text) for text in texts]
    parts = [plain, *((plain[1:], plain[:-1]) if len(plain) > _LEAST else ())]
    return any(part == sorted(part) for part in parts)


def _plain(text: str) -> str:
    return "".join(one for one in unicodedata.normalize("NFKD", text).casefold() if one.isalnum())
