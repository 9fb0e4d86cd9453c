"""What calculations leave out, and why one has no value: by the figures that it reads, itself or by other calculations.

A sum passes over a figure that is a missing code, or that was not answered, as a spreadsheet does. What does not apply, or was not asked,
lacks in no sum.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from domain.answer import AnswerValue, ItemStatus
from exports.dataset import Gap
from exports.missing import BLANK, NOT_APPLICABLE, NOT_ASKED, OF_STATUS
from questionnaire.definition import Question, Questionnaire
from questionnaire.expressions.tree import Call, Literal, Name, Node, children
from questionnaire.items import instances, key_of

_PASS_OVER = frozenset({"sum", "min", "max"})  # What leaves a blank out; any other calculation of it is blank itself, or counts it.
_NEVER_BLANK = frozenset({"sum", "count", "count-non-empty"})
_LACKS_NOTHING = (NOT_APPLICABLE, NOT_ASKED)
_Answers = Mapping[str, AnswerValue]
_Statuses = Mapping[str, ItemStatus]


class Calculations:
    """The calculations of a form, with the gaps of its missing codes by question and code (`own`)."""

    def __init__(self, form: Questionnaire, own: Mapping[str, Mapping[str, Gap]] | None = None) -> None:
        self._form, self._own = form, own or {}
        made = {one.name: one.calculation for one in form.questions if one.calculation}
        order = {one.name: place for place, one in enumerate(form.questions)}
        self._reads = {
            name: [form.by_name[each] for each in sorted(one.reads & form.by_name.keys(), key=order.__getitem__)]
            for name, one in made.items()
        }
        self._passes_over = {name: frozenset(_passed_over(one.tree)) for name, one in made.items()}

    def gaps(self, question: Question) -> dict[str, Gap]:
        """Return the gaps of the missing codes that may stand in a figure that a calculation reads."""
        found: dict[str, Gap] = {}
        for one in self._reads.get(question.name, ()):
            found |= {**self.gaps(one), **self._own.get(one.name, {})}
        return found

    def may_be_partial(self, question: Question) -> bool:
        """Say whether a calculation reads a figure that may be a missing code, or passes over one that may be blank."""
        return bool(self._passes_over.get(question.name)) or any(
            one.missing or self.may_be_partial(one) for one in self._reads.get(question.name, ())
        )

    def is_partial(self, question: Question, instance: str, answers: _Answers, statuses: _Statuses) -> bool:
        """Say whether a figure that a calculation reads is a missing code, or one that it passes over was asked and has no value."""
        passes_over = self._passes_over.get(question.name, frozenset())
        for one in self._reads.get(question.name, ()):
            for where in self._where(one, question, instance, answers):
                key = key_of(one, where)
                value = answers.get(key)
                if value is None and one.name in passes_over and self._lacks(one, where, answers, statuses):
                    return True
                if value in one.missing or self.is_partial(one, where, answers, statuses):
                    return True
        return False

    def why_blank(self, question: Question, instance: str, answers: _Answers, statuses: _Statuses) -> Gap | None:
        """Return why a calculation has no value: as the first figure that it reads has none; None where all have one."""
        for one in self._reads.get(question.name, ()):
            for where in self._where(one, question, instance, answers):
                key = key_of(one, where)
                value = answers.get(key)
                if isinstance(value, str) and value in self._own.get(one.name, {}):
                    return self._own[one.name][value]
                if value is None or value == "":
                    if one.calculation and key not in statuses:
                        return self.why_blank(one, where, answers, statuses)
                    return OF_STATUS[statuses[key]] if key in statuses else BLANK
        return None

    def _lacks(self, one: Question, where: str, answers: _Answers, statuses: _Statuses) -> bool:
        """Say whether a figure that has no value is missing: it was asked, or worked out of what was."""
        key = key_of(one, where)
        why = OF_STATUS[statuses[key]] if key in statuses else self.why_blank(one, where, answers, statuses) if one.calculation else BLANK
        return why not in _LACKS_NOTHING

    def _where(self, one: Question, question: Question, instance: str, answers: _Answers) -> tuple[str, ...]:
        """Return the instances of a question that a calculation reads: in its own repeat the one it stands in, else all."""
        if not one.repeat:
            return ("",)
        return (instance,) if one.repeat == question.repeat else instances(self._form, answers)[one.repeat]


def may_be_blank(question: Question) -> bool:
    """Say whether a calculation may have no value though it applies: a sum of nothing is 0."""
    tree = question.calculation.tree if question.calculation else None
    return tree is not None and not (isinstance(tree, Call) and tree.function in _NEVER_BLANK)


def _passed_over(node: Node, *, within: bool = False) -> Iterator[str]:
    """Yield the names of what a calculation leaves out where it is blank."""
    if isinstance(node, Name):
        if within:
            yield node.name
        return
    if isinstance(node, Call):
        # Instead of a blank, its author wrote a figure of his own.
        put_in = node.function == "coalesce" and isinstance(node.arguments[-1], Literal)
        within = node.function in _PASS_OVER or put_in or (within and node.function not in _NEVER_BLANK)
    for each in children(node):
        yield from _passed_over(each, within=within)
