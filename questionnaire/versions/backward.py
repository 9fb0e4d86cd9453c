"""From the words of a union back into those of one of its versions: what that version asked, as it would have been answered there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from domain.answer import AnswerValue
from questionnaire.definition import Question, Questionnaire, QuestionType
from questionnaire.items import parts
from questionnaire.kinds import NUMBERS
from questionnaire.versions.history import codes_of
from questionnaire.versions.translation import Translation, unscaled

_CODED = NUMBERS | {QuestionType.SELECT_ONE, QuestionType.SELECT_MULTIPLE}  # A text among their answers is a code.


class UnsaidError(ValueError):
    """A version has no code for a value."""


@dataclass(frozen=True, slots=True)
class SaidBack:
    """Answers by the keys of a version, and the keys of those values that cannot be said there."""

    answers: Mapping[str, AnswerValue]
    unsaid: frozenset[str]


class Backward:
    """The way back into the words of one version, by the way forward."""

    def __init__(self, form: Questionnaire, forward: Translation) -> None:
        self._form, self._forward = form, forward
        self._names = {to: name for name, to in forward.names.items()}
        self._instances = {repeat: _back(codes) for repeat, codes in forward.instances.items()}
        self._codes = {name: _back(codes) for name, codes in forward.codes.items()}

    def key(self, key: str) -> str | None:
        """Return the key that an item of the union has in the version; None where it does not ask for it."""
        repeat, instance, question = parts(key)
        name = self._names.get(question)
        if name is None or name not in self._form.by_name:
            return None
        if not repeat:
            return name
        own = self._names[repeat]
        columns = self._instances[own]
        return f"{own}[{columns.get(instance, instance)}].{name}" if instance in columns or not columns else None

    def keys(self, keys: Iterable[str]) -> frozenset[str]:
        """Return those of these items that the version asks for, by its keys."""
        return frozenset(own for key in keys if (own := self.key(key)) is not None)

    def value(self, own: str, value: AnswerValue) -> AnswerValue:
        """Return the value of an item, which has the key `own` in the version. UnsaidError where the version has no such code."""
        question = self._form.by_name[parts(own)[2]]
        if isinstance(value, str) and question.type in _CODED:
            return self._code(question, value)
        if isinstance(value, tuple):
            return tuple(dict.fromkeys(self._code(question, code) for code in value))
        if isinstance(value, int | float) and not isinstance(value, bool):
            factor = self._forward.factors.get(question.name, Decimal(1))
            return unscaled(value, factor, whole=question.type is QuestionType.INTEGER)
        return value

    def said(self, own: str, value: AnswerValue) -> tuple[AnswerValue, bool]:
        """Return the value of an item as `value` does, and whether it can be said; blank where it cannot."""
        try:
            return self.value(own, value), True
        except UnsaidError:
            return None, False

    def _code(self, question: Question, code: str) -> str:
        found = self._codes.get(question.name, {}).get(code)
        if found is None or found not in codes_of(question):
            raise UnsaidError(code)
        return found

    def answers(self, answers: Mapping[str, AnswerValue]) -> SaidBack:
        """Return answers in the words of the version, of what it asks."""
        made: dict[str, AnswerValue] = {}
        unsaid: set[str] = set()
        for key, value in answers.items():
            own = self.key(key)
            if own is None:
                continue
            made[own], can_be = self.said(own, value)
            if not can_be:
                unsaid.add(own)
        return SaidBack(made, frozenset(unsaid))


def _back(codes: Mapping[str, str]) -> dict[str, str]:
    """Return the codes the other way; of several that became one, that which is called so already, or else the first."""
    made: dict[str, str] = {}
    for code, to in codes.items():
        if code == to or to not in made:
            made[to] = code
    return made
