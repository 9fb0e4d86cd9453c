"""Regular expressions of the words of all languages, compiled once and kept for the next start.

Such an expression holds what people write in fifteen languages, and all of them take Python a fifth of a second. What one is compiled to
is a list of numbers, of which a pattern is made in no time: so these are kept (`languages.kept`), each under the whole expression. How a
pattern is made of them is not promised by Python. Where it is done otherwise than here, each is compiled as ever; and Python itself looks
through the numbers before it believes them.
"""

from __future__ import annotations

import re
import sys
from array import array
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from typing import Any, Final

from languages import kept
from languages.needles import by_needle, has_one, plain, rarest, ways

_NAME: Final = f"{__name__}.compiled"
_WAYS: Final = -1  # Stands for flags, in the key of the needles of an expression.
_NUMBERS: Final = "I"  # As `_sre.CODESIZE` has it: four bytes each.
Code = tuple[int, bytes, int, Mapping[str, int], tuple[str | None, ...]]  # Flags, numbers, how many groups, and what they are called.
_Key = tuple[str, int]


@dataclass(slots=True)
class _Compiled:
    """What was kept, and what this process asked for: `used` of both, and whether anything of it `is_new`."""

    kept: Mapping[_Key, Any]
    used: dict[_Key, Any] = field(default_factory=dict)
    is_new: bool = False


@dataclass(frozen=True, slots=True)
class Spoken:
    """An expression without regard to case, and what a text needs to say it (see `languages.needles`), where that can be told.

    `screen` finds the rarest needles of its `ways`, which are packed under what it finds.
    """

    pattern: re.Pattern[str]
    screen: re.Pattern[str] | None
    ways: Mapping[str, bytes]

    def search(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """Return the first place where a text says it, between `start` and `end`, or None."""
        return self.pattern.search(text, start, end) if self._is_in(text) else None

    def match(self, text: str) -> re.Match[str] | None:
        """Return where a text begins with it, or None."""
        # Looked for in one place, it is told as soon as what it needs.
        return self.pattern.match(text) if self.screen is None or self.screen.search(plain(text)) else None

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Yield every place where a text says it, in order."""
        return self.pattern.finditer(text) if self._is_in(text) else iter(())

    def sub(self, replacement: str, text: str) -> str:
        """Return a text with something else in each of these places."""
        return self.pattern.sub(replacement, text) if self._is_in(text) else text

    def _is_in(self, text: str) -> bool:
        return self.screen is None or has_one(plain(text), self.screen, self.ways)


@cache
def spoken(expression: str) -> Spoken:
    """Return what finds an expression without regard to case."""
    rare, packed = _kept((expression, _WAYS), lambda: _screened(expression))
    return Spoken(compiled(expression), compiled(rare, 0) if rare else None, packed)


def _screened(expression: str) -> tuple[str, Mapping[str, bytes]]:
    """Return what finds the rarest needles of an expression, and its ways by these, packed; "" where they cannot be told."""
    found = ways(expression, re.IGNORECASE)
    return (rarest(found) if found else "", by_needle(found))


@cache
def compiled(expression: str, flags: int = re.IGNORECASE) -> re.Pattern[str]:
    """Return what `re.compile` does."""
    code = _kept((expression, int(flags)), lambda: _code(expression, flags))
    return (_pattern(expression, code) if code else None) or re.compile(expression, flags)


def _kept(key: _Key, make: Callable[[], Any]) -> Any:
    """Return what was kept under a key, or what is made now, which is kept unless it is None."""
    here = _all()
    found = here.kept.get(key)
    if found is None and (found := make()) is not None:
        here.is_new = True
    if found is not None:
        here.used[key] = found
    return found


def keep_compiled() -> None:
    """Keep the expressions that this process asked for, where any of them was not kept before."""
    here = _all()
    if here.is_new:
        kept.keep(_NAME, dict(here.used))
        here.is_new = False


@cache
def _all() -> _Compiled:
    return _Compiled(kept.before(_NAME) or {})


def _code(expression: str, flags: int) -> Code | None:
    """Return what an expression is compiled to, as `re._compiler.compile` does it; None where this Python does it otherwise."""
    try:
        compiler: Any = import_module("re._compiler")
        parsed = import_module("re._parser").parse(expression, flags)
        numbers = array(_NUMBERS, compiler._code(parsed, flags)).tobytes()
        named: dict[str, int] = dict(parsed.state.groupdict)
        by_number = {number: name for name, number in named.items()}
        names = tuple(by_number.get(number) for number in range(parsed.state.groups))
        return int(flags | parsed.state.flags), numbers, parsed.state.groups - 1, named, names
    except (ImportError, AttributeError, TypeError, OverflowError):
        return None


def _pattern(expression: str, code: Code) -> re.Pattern[str] | None:
    """Return the pattern that `_code` told; None where this Python makes it otherwise."""
    flags, numbers, groups, named, names = code
    try:
        pattern: re.Pattern[str] = import_module("_sre").compile(
            expression, flags, array(_NUMBERS, numbers).tolist(), groups, dict(named), names
        )
    except (ImportError, AttributeError, TypeError, ValueError, OverflowError, RuntimeError):
        return None
    return pattern
