"""Text from outside, made safe to show: it commands no terminal, forges no line, and does not turn what stands beside it around.

Sources: ECMA-48 (control functions), Unicode Standard Annex 9 (bidirectional formatting) and section 23.9 (tag characters).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_BEGIN, _END = "\u2066\u2067\u2068", "\u2069"
_ISOLATES = re.compile(f"[{_BEGIN}{_END}]")
# Controls but for line feed and tab, line and paragraph separators, embeddings and overrides, annotations, tags, halves of letters.
_UNSAFE = "\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\ufff9-\ufffb\U000e0000-\U000e007f\ud800-\udfff"
_HARMFUL = re.compile(f"[{_UNSAFE}]")
# What is not seen at all, and with which a word is written that looks like another: the soft hyphen, spaces and joiners of no width, and
# operators that are only thought. The joiners between letters stay, which some scripts need.
_UNSEEN = "\u00ad\u180e\u200b\u2060-\u2064\u206a-\u206f\ufeff"
_NOT_SEEN = re.compile(f"[{_UNSEEN}]")
_MARKS = "\u200e\u200f\u061c"  # Marks of a direction, which text from right to left needs and no other does.
_MARKED = re.compile(f"[{_MARKS}]")
_RIGHT = re.compile("[\u0590-\u061b\u061d-\u08ff\ufb1d-\ufdff\ufe70-\ufefe\U00010800-\U00010fff\U0001e800-\U0001efff]")
_ESCAPED = re.compile(f"[{_UNSAFE}{_UNSEEN}{_BEGIN}{_END}{_MARKS}]")
_REPLACEMENT, _DELETE = "\N{REPLACEMENT CHARACTER}", "\N{SYMBOL FOR DELETE}"


def visible(text: str) -> str:
    """Return `text` with what would do harm where it is shown replaced by a sign for it; a line feed and a tab stay what they are.

    A pair of isolates stays, since it only keeps together what stands between; one that is alone would swallow what follows. What nobody
    sees is left out, and so are marks of a direction in text without a letter from right to left.
    """
    if text.isprintable():
        return text
    shown = _HARMFUL.sub(_sign, without_unseen(text).replace("\r\n", "\n"))
    return "\n".join(_paired(line) for line in shown.split("\n")) if _ISOLATES.search(shown) else shown


def without_unseen(text: str) -> str:
    """Return `text` without what nobody sees in it."""
    if text.isprintable():
        return text
    seen = _NOT_SEEN.sub("", text)
    return seen if _RIGHT.search(seen) else _MARKED.sub("", seen)


def all_visible(value: Any) -> Any:
    """Return a value as JSON knows it with every text in it `visible`."""
    if isinstance(value, str):
        return visible(value)
    if isinstance(value, Mapping):
        return {key: all_visible(one) for key, one in value.items()}
    return [all_visible(one) for one in value] if isinstance(value, list | tuple) else value


def escaped(json: str) -> str:
    """Return JSON text with all that is not to be seen written as its number: the same data, and nothing that a terminal would obey."""
    return _ESCAPED.sub(lambda found: "".join(f"\\u{unit:04x}" for unit in _units(found[0])), json)


def _units(character: str) -> tuple[int, ...]:
    """Return the UTF-16 code units of one character."""
    encoded = character.encode("utf-16-be", "surrogatepass")
    return tuple(int.from_bytes(encoded[at : at + 2], "big") for at in range(0, len(encoded), 2))


def _sign(found: re.Match[str]) -> str:
    code = ord(found[0])
    if code < 0x20:
        return chr(0x2400 + code)  # The pictures of the controls.
    return _DELETE if code == 0x7F else _REPLACEMENT


def _paired(line: str) -> str:
    """Return a line without the isolates that have no partner on it."""
    begun: list[int] = []
    alone: set[int] = set()
    for found in _ISOLATES.finditer(line):
        if found[0] != _END:
            begun.append(found.start())
        elif begun:
            begun.pop()
        else:
            alone.add(found.start())
    alone.update(begun)
    return "".join(_REPLACEMENT if at in alone else character for at, character in enumerate(line)) if alone else line
