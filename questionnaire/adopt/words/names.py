"""What questions, lists and choices are called by programs: by their defined names, or after their labels."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_LONGEST = 48
_AT_END = 16  # Letters of a long label's end, where the year, the unit or the part stands that tells it from its neighbours.
_WORD = re.compile(r"[^a-z0-9]+")
_OF_FORMS = "meta"  # What no form can call a question.


def slug(text: str, otherwise: str) -> str:
    """Return a name made from a label: small letters of ASCII, digits and underscores; `otherwise` where nothing of it is left."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    made = _shortened(_WORD.sub("_", plain).strip("_"))
    if len(made) * 3 < min(len(text), _LONGEST) or not made:
        # Of a label in another script hardly anything is left, such as a number in it.
        made = otherwise
    return made if made[0].isalpha() and made != _OF_FORMS else f"q_{made}"


def _shortened(name: str) -> str:
    """Return a name of at most `_LONGEST` letters: the middle is what it loses, where two labels of one table are alike."""
    if len(name) <= _LONGEST:
        return name
    cut = name.find("_", len(name) - _AT_END - 1)
    end = name[cut:] if cut >= 0 else ""
    room = _LONGEST - len(end)
    whole, _, broken = name[: room + 1].rpartition("_")
    return (whole if len(broken) < _AT_END else name[:room]).rstrip("_") + end


class Taken:
    """The names that were given so far; the same name again gets a number."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._names = set(map(str.casefold, names))

    def give(self, wanted: str) -> str:
        """Return `wanted`, or that with the first number behind it that makes it another name."""
        name, number = wanted, 2
        while name.casefold() in self._names:
            name, number = f"{wanted}_{number}", number + 1
        self._names.add(name.casefold())
        return name
