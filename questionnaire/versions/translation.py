"""The answers of one version in the words of all: keys, codes and units as the union has them. What is stored stays as it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple, TypeVar

from domain.answer import AnswerValue
from questionnaire.items import parts

_T = TypeVar("_T")
_ONE = Decimal(1)


class _Item(NamedTuple):
    """What an item of a version is in the union: its key, and how its values are said there."""

    key: str
    codes: Mapping[str, str]
    factor: Decimal
    same: bool  # Its values stay as they are.


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    """From one version into the union. All are by the names of that version; what is not named stays as it is.

    `names` are those of questions and repeats, `instances` the columns of a matrix by its name. `factors` and `codes` are those of
    questions. `otherwise` are names that only other versions have: an answer under one of them is none of this version's, and is not lost.
    """

    names: Mapping[str, str]
    instances: Mapping[str, Mapping[str, str]]
    factors: Mapping[str, Decimal]
    codes: Mapping[str, Mapping[str, str]]
    otherwise: Mapping[str, str]
    # Every answer of every organisation passes through here, and a study has few keys.
    _known: dict[str, _Item] = field(default_factory=dict, init=False, repr=False, compare=False)

    def key(self, key: str) -> str:
        """Return the key of an item in the union."""
        return self._item(key).key

    def _item(self, key: str) -> _Item:
        if (known := self._known.get(key)) is None:
            repeat, instance, question = parts(key) if "[" in key else ("", "", key)
            named = self._name(question)
            if repeat:
                named = f"{self._name(repeat)}[{self.instances.get(repeat, {}).get(instance, instance)}].{named}"
            codes = {code: other for code, other in self.codes.get(question, {}).items() if code != other}
            factor = self.factors.get(question, _ONE)
            known = self._known[key] = _Item(named, codes, factor, not codes and factor == _ONE)
        return known

    def _name(self, name: str) -> str:
        return self.names.get(name) or self.otherwise.get(name, name)

    def value(self, key: str, value: AnswerValue) -> AnswerValue:
        """Return the value of an item, which has that key in its own version, in the unit and the codes of the union."""
        return _said(self._item(key), value)

    def answers(self, answers: Mapping[str, AnswerValue]) -> dict[str, AnswerValue]:
        """Return answers by the union's keys, in its units and codes."""
        made, known = dict[str, AnswerValue](), self._known
        for key, value in answers.items():
            item = known.get(key) or self._item(key)
            made[item.key] = value if item.same else _said(item, value)
        return made

    def keyed(self, things: Mapping[str, _T]) -> dict[str, _T]:
        """Return what is known of answers, such as their provenance, by the union's keys."""
        return {self.key(key): thing for key, thing in things.items()}


def _said(item: _Item, value: AnswerValue) -> AnswerValue:
    if isinstance(value, str):
        return item.codes.get(value, value)
    if isinstance(value, tuple):
        return tuple(dict.fromkeys(item.codes.get(code, code) for code in value))
    return scaled(value, item.factor) if isinstance(value, int | float) and not isinstance(value, bool) else value


def scaled(value: float, factor: Decimal) -> int | float:
    """Return a number times a factor, reckoned in decimals as a person would: 3 x 0.1 is 0.3. A whole number stays one where it can."""
    if factor == _ONE:
        return value
    made = Decimal(repr(value)) * factor
    return int(made) if isinstance(value, int) and made == made.to_integral_value() else float(made)


def unscaled(value: float, factor: Decimal, *, whole: bool = False) -> int | float:
    """Return the number that times a factor is `value`; a `whole` one where it can be."""
    if factor == _ONE:
        return value
    made = Decimal(repr(value)) / factor
    return int(made) if whole and made == made.to_integral_value() else float(made)
