"""The answers of one version in the words of all: keys, codes and units as the union has them. What is stored stays as it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from domain.answer import AnswerValue
from questionnaire.items import parts

_T = TypeVar("_T")
_ONE = Decimal(1)


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

    def key(self, key: str) -> str:
        """Return the key of an item in the union."""
        if "[" not in key:
            return self._name(key)
        repeat, instance, question = parts(key)
        return f"{self._name(repeat)}[{self.instances.get(repeat, {}).get(instance, instance)}].{self._name(question)}"

    def _name(self, name: str) -> str:
        return self.names.get(name) or self.otherwise.get(name, name)

    def value(self, key: str, value: AnswerValue) -> AnswerValue:
        """Return the value of an item, which has that key in its own version, in the unit and the codes of the union."""
        question = parts(key)[2]
        if isinstance(value, str):
            return self._code(question, value)
        if isinstance(value, tuple):
            return tuple(dict.fromkeys(self._code(question, code) for code in value))
        if isinstance(value, int | float) and not isinstance(value, bool):
            return scaled(value, self.factors.get(question, _ONE))
        return value

    def _code(self, question: str, code: str) -> str:
        return self.codes.get(question, {}).get(code, code)

    def answers(self, answers: Mapping[str, AnswerValue]) -> dict[str, AnswerValue]:
        """Return answers by the union's keys, in its units and codes."""
        return {self.key(key): self.value(key, value) for key, value in answers.items()}

    def keyed(self, things: Mapping[str, _T]) -> dict[str, _T]:
        """Return what is known of answers, such as their provenance, by the union's keys."""
        return {self.key(key): thing for key, thing in things.items()}


def scaled(value: float, factor: Decimal) -> int | float:
    """Return a number times a factor, reckoned in decimals as a person would: 3 x 0.1 is 0.3. A whole number stays one where it can."""
    if factor == _ONE:
        return value
    made = Decimal(repr(value)) * factor
    return int(made) if isinstance(value, int) and made == made.to_integral_value() else float(made)
