"""What questions, lists and choices are called by programs: by their defined names, or after their labels."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_LONGEST = 48
_WORD = re.compile(r"[^a-z0-9]+")
_OF_FORMS = "meta"  # What no form can call a question.


def slug(text: str, otherwise: str) -> str:
    """Return a name made from a label: small letters of ASCII, digits and underscores; `otherwise` where nothing of it is left."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    made = _WORD.sub("_", plain).strip("_")[:_LONGEST].rstrip("_")
    if len(made) * 3 < min(len(text), _LONGEST) or not made:
        # Of a label in another script hardly anything is left, such as a number in it.
        made = otherwise
    return made if made[0].isalpha() and made != _OF_FORMS else f"q_{made}"


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
