"""What calculations leave out, and why one has no value: by the figures that it reads, itself or by other calculations.

A sum passes over a figure that is a missing code, or that was not answered, as a spreadsheet does. What does not apply, or was not asked,
lacks in no sum.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice

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

    def of(self, answers: _Answers, statuses: _Statuses) -> CalculatedAnswers:
        """Return what there is to say of the calculations of one organisation's answers."""
        return CalculatedAnswers(self, answers, statuses)

    def reads(self, question: Question) -> Sequence[Question]:
        """Return the questions that a calculation reads, in the order of the form; none where it is no calculation."""
        return self._reads.get(question.name, ())

    def passes_over(self, question: Question, read: Question) -> bool:
        """Say whether a calculation leaves a figure that it reads out where that is blank."""
        return read.name in self._passes_over.get(question.name, ())

    def gap_of(self, question: Question, value: AnswerValue) -> Gap | None:
        """Return the gap of a missing code of a question; None where a value is none."""
        return self._own.get(question.name, {}).get(value) if isinstance(value, str) else None

    def instances(self, answers: _Answers) -> Mapping[str, tuple[str, ...]]:
        """Return the instances of each repeat among answers."""
        return instances(self._form, answers)


class CalculatedAnswers:
    """What there is to say of the calculations of one organisation's answers.

    Many read the same, as each row of a table does that has a share of the total: what was found once is not looked for again.
    """

    def __init__(self, calculations: Calculations, answers: _Answers, statuses: _Statuses) -> None:
        self._calculations, self._answers, self._statuses = calculations, answers, statuses
        self._partial: dict[str, bool] = {}
        self._partial_columns: dict[tuple[str, bool], bool] = {}
        self._blank: dict[str, Gap | None] = {}
        self._blank_columns: dict[str, tuple[Gap | None, ...]] = {}

    @cached_property
    def _instances(self) -> Mapping[str, tuple[str, ...]]:
        return self._calculations.instances(self._answers)

    def is_partial(self, question: Question, instance: str) -> bool:
        """Say whether a figure that a calculation reads is a missing code, or one that it passes over was asked and has no value."""
        key = key_of(question, instance)
        if key not in self._partial:
            self._partial[key] = any(self._leaves_out(one, question, instance) for one in self._calculations.reads(question))
        return self._partial[key]

    def why_blank(self, question: Question, instance: str) -> Gap | None:
        """Return why a calculation has no value: as the first figure that it reads has none; None where all have one."""
        key = key_of(question, instance)
        if key not in self._blank:
            every = (why for one in self._calculations.reads(question) for why in self._first_blank(one, question, instance))
            self._blank[key] = next(every, None)
        return self._blank[key]

    def _leaves_out(self, one: Question, question: Question, instance: str) -> bool:
        """Say whether a calculation leaves out a figure of a question that it reads."""
        passed_over = self._calculations.passes_over(question, one)
        if not _reads_column(question, one):
            return self._is_left_out(one, instance if one.repeat else "", passed_over)
        column = one.name, passed_over
        if column not in self._partial_columns:
            self._partial_columns[column] = any(self._is_left_out(one, where, passed_over) for where in self._instances[one.repeat])
        return self._partial_columns[column]

    def _is_left_out(self, one: Question, where: str, passed_over: bool) -> bool:
        value = self._answers.get(key_of(one, where))
        return (value is None and passed_over and self._lacks(one, where)) or value in one.missing or self.is_partial(one, where)

    def _lacks(self, one: Question, where: str) -> bool:
        """Say whether a figure that has no value is missing: it was asked, or worked out of what was."""
        status = self._statuses.get(key_of(one, where))
        why = OF_STATUS[status] if status is not None else self.why_blank(one, where) if one.calculation else BLANK
        return why not in _LACKS_NOTHING

    def _first_blank(self, one: Question, question: Question, instance: str) -> tuple[Gap | None, ...]:
        """Return why the first figure has no value that a calculation reads of a question; nothing where all have one."""
        if not _reads_column(question, one):
            return self._why(one, instance if one.repeat else "")
        if one.name not in self._blank_columns:
            found = (why for where in self._instances[one.repeat] for why in self._why(one, where))
            self._blank_columns[one.name] = tuple(islice(found, 1))
        return self._blank_columns[one.name]

    def _why(self, one: Question, where: str) -> tuple[Gap | None, ...]:
        """Return why a figure has no value, which of a calculation may be nothing that it reads; nothing where it has one."""
        key = key_of(one, where)
        value = self._answers.get(key)
        if gap := self._calculations.gap_of(one, value):
            return (gap,)
        if value is not None and value != "":
            return ()
        if key in self._statuses:
            return (OF_STATUS[self._statuses[key]],)
        return (self.why_blank(one, where) if one.calculation else BLANK,)


def _reads_column(question: Question, one: Question) -> bool:
    """Say whether a calculation reads a question in all instances: in its own repeat it reads the one in which it stands."""
    return bool(one.repeat) and one.repeat != question.repeat


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
