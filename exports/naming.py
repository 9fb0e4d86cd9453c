"""ColumnNames that every statistics program takes, and numbers for codes: given once in a study, and the same for ever.

A name is `[a-z][a-z0-9_]{0,31}`, without a reserved word of SPSS, Stata, SQL or Python, unique whatever the case, and does not end with an
underscore. Source: Stata's manual [U] 11.3, SPSS Statistics' rules for variable names.
"""

from __future__ import annotations

import hashlib
import keyword
import re
import unicodedata
from collections.abc import Iterable, Mapping

_ROOM = 30  # Characters of a name, so that its companion (`_m`) has room too.
_SPSS = "all and by eq ge gt le lt ne not or to with"
_STATA = """
aggregate array boolean break byte case catch class colvector complex const continue default delegate delete do double else end enum
explicit export external float for friend function global goto if in inline int local long mata matrix namespace new null numeric nullmat
operator orgtypedef pointer polymorphic pragma private protected public quad real return rowvector scalar short signed static strl string
struct super switch template this throw transmorphic try typedef typename union unsigned using vector version virtual void volatile while
"""
_SQL_AND_R = "select from where group order table null true false na nan inf"
_RESERVED = frozenset(" ".join([_SPSS, _STATA, _SQL_AND_R, *keyword.kwlist]).lower().split())
_STR = re.compile(r"str\d+")  # A type of Stata.


class ColumnNames:
    """The names and numbers of a study. `frozen` are those given before, by what they stand for; `new` are those given now."""

    def __init__(self, frozen: Mapping[str, str], reserved: Iterable[str] = ()) -> None:
        """Know what is taken; `reserved` are the names of what is no answer."""
        self.new: dict[str, str] = {}
        self._known = dict(frozen)
        self._taken = {text for key, text in frozen.items() if key.startswith("name=")} | set(reserved)
        self._given: dict[str, list[int]] = {}
        for key, text in frozen.items():
            group, _, _ = key.partition("=")
            if group != "name":
                self._given.setdefault(group, []).append(int(text))

    def name(self, key: str) -> str:
        """Return the name of what has this key."""
        if (known := self._known.get(f"name={key}")) is not None:
            return known
        made = self._free(plain(key))
        self._taken.add(made)
        self._keep(f"name={key}", made)
        return made

    def has(self, group: str, one: str | None = None) -> bool:
        """Say whether anything of a group has a number, or this `one`."""
        return bool(self._given.get(group)) if one is None else f"{group}={one}" in self._known

    def number(self, group: str, one: str, first: int, wish: int | None = None) -> int:
        """Return the number of `one` of a group: `wish` where nothing else has it, or else the next one, counted from `first`."""
        if (known := self._known.get(f"{group}={one}")) is not None:
            return int(known)
        given = self._given.setdefault(group, [])
        made = wish if wish is not None and wish not in given else max([first - 1, *given]) + 1
        given.append(made)
        self._keep(f"{group}={one}", str(made))
        return made

    def _keep(self, key: str, text: str) -> None:
        self._known[key] = self.new[key] = text

    def _free(self, wanted: str) -> str:
        tried, count = wanted, 1
        while not self._is_free(tried):
            count += 1
            tried = f"{wanted[: _ROOM - len(str(count)) - 1].rstrip('_')}_{count}"
        return tried

    def _is_free(self, name: str) -> bool:
        # A companion is called like its column with `_m`, so neither may be a name of something else.
        return not {name, f"{name}_m", name.removesuffix("_m")} & self._taken


def plain(key: str) -> str:
    """Return a name for a key, without regard to other names; one that had to be shortened ends with a mark of the whole."""
    ascii_ = unicodedata.normalize("NFKD", key).encode("ascii", "ignore").decode()
    name = re.sub(r"[^a-z0-9]+", "_", ascii_.lower()).strip("_")
    mark = hashlib.sha256(key.encode()).hexdigest()[:4]
    if not name:
        return f"q_{mark}"
    if not name[0].isalpha() or name in _RESERVED or _STR.fullmatch(name):
        name = f"q_{name}"
    return name if len(name) <= _ROOM else f"{name[: _ROOM - 5].rstrip('_')}_{mark}"
