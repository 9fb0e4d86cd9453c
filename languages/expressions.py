"""Regular expressions of the words of all languages, compiled once and kept for the next start.

Such an expression holds what people write in fifteen languages, and all of them take Python a fifth of a second. What one is compiled to
is a list of numbers, of which a pattern is made in no time: so these are kept (`languages.kept`), each under the whole expression. How a
pattern is made of them is not promised by Python. Where it is done otherwise than here, each is compiled as ever; and Python itself looks
through the numbers before it believes them.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from typing import Any, Final

from languages import kept

_NAME: Final = f"{__name__}.compiled"
_NUMBERS: Final = "I"  # As `_sre.CODESIZE` has it: four bytes each.
Code = tuple[int, bytes, int, Mapping[str, int], tuple[str | None, ...]]  # Flags, numbers, how many groups, and what they are called.
_Key = tuple[str, int]


@dataclass(slots=True)
class _Compiled:
    """What was kept, and what this process asked for: `used` of both, and whether anything of it `is_new`."""

    kept: Mapping[_Key, Code]
    used: dict[_Key, Code] = field(default_factory=dict)
    is_new: bool = False


@cache
def compiled(expression: str, flags: int = re.IGNORECASE) -> re.Pattern[str]:
    """Return what `re.compile` does."""
    here, key = _all(), (expression, int(flags))
    code = here.kept.get(key)
    if code is None and (code := _code(expression, flags)):
        here.is_new = True
    if code and (pattern := _pattern(expression, code)):
        here.used[key] = code
        return pattern
    return re.compile(expression, flags)


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
