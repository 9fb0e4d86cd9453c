"""Numbers in numerals that are words: `三千五百` is 3,500, and `二〇二五` is 2025.

Read only where they say one number: `三千五` is 3,500 to some and 3,005 to nobody, and `七八` is seven or eight.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from languages import known, words

_TEN, _MYRIAD = 10, 10_000  # From a myriad on, a place multiplies all that stands before it.
_SURE = 3  # Digits in a row that are surely one number; two may be a guess between both.
_NEVER = 10**15


def in_western(text: str, *, myriads: bool = True) -> str:
    """Return a text with its numerals as digits; where not `myriads`, those that count in tens of thousands stay."""
    if text.isascii():
        return text
    return _runs().sub(lambda found: _written(found[0], myriads=myriads), text)


def _written(run: str, *, myriads: bool) -> str:
    value = _in_a_row(run) if all(sign in _digits() for sign in run) else _by_places(run)
    if value is None or (not myriads and any(_places().get(sign, 0) >= _MYRIAD for sign in run)):
        return run
    return str(value)


def _in_a_row(run: str) -> int | None:
    values = [_digits()[sign] for sign in run]
    return int("".join(map(str, values))) if len(values) == 1 or len(values) >= _SURE or 0 in values else None


def _by_places(run: str) -> int | None:
    """Return what digits and places add up to; None where they are no number that is written in full."""
    total, parts, high = 0, _Section(), _NEVER
    for sign in run:
        place = _places().get(sign, 0)
        if place < _MYRIAD:
            if not (parts.place(place, first=not total) if place else parts.digit(_digits()[sign])):
                return None
        else:
            section = parts.value(first=True)
            if not section or place >= high:
                return None
            total, parts, high = total + section * place, _Section(), place
    last = parts.value(first=not total)
    return None if last is None else total + last


class _Section:
    """The digits and places between two places that multiply all before them."""

    def __init__(self) -> None:
        self._sum, self._low, self._zero = 0, _MYRIAD, False
        self._digit: int | None = None

    def digit(self, value: int) -> bool:
        """Take a digit; False where there is one without a place."""
        if self._digit is not None:
            return False
        self._zero, self._digit = (True, None) if value == 0 else (self._zero, value)
        return True

    def place(self, place: int, *, first: bool) -> bool:
        """Take a place; False where it is not lower than the one before, or counts nothing. Ten alone is one ten where it is `first`."""
        if self._digit is None and place == _TEN and first and self._low == _MYRIAD and not self._zero:
            self._digit = 1
        if self._digit is None or place >= self._low:
            return False
        self._sum, self._digit, self._low, self._zero = self._sum + self._digit * place, None, place, False
        return True

    def value(self, *, first: bool) -> int | None:
        """Return what it comes to; None where the place of its last digit is left out. `first` says that nothing stands before it."""
        if self._digit is None:
            return self._sum
        is_sure = self._zero or self._low == _TEN or (first and self._low == _MYRIAD)
        return self._sum + self._digit if is_sure else None


@cache
def _digits() -> Mapping[str, int]:
    return {sign: value for code in known() for sign, value in words(code).numerals.items()}


@cache
def _places() -> Mapping[str, int]:
    return {sign: value for code in known() for sign, value in words(code).places.items()}


@cache
def _runs() -> re.Pattern[str]:
    """Return what finds the numerals that stand by themselves, with a digit among them or a ten: 1.2万 has digits of its own."""
    digits, every = "".join(_digits()), "".join((*_digits(), *_places()))
    tens = "".join(sign for sign, value in _places().items() if value == _TEN)
    return re.compile(rf"(?<![\d.,{every}])(?=[{every}]*[{digits}{tens}])[{every}]+(?![\d{every}])")
