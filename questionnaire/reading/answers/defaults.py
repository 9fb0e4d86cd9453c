"""Cells that begin with a default: which were left as they were, and what counts in those that nobody may change.

A default that was left is an answer, where its question applies, and nothing that anybody wrote. One whose formula was not calculated by
the program that saved the workbook is worked out here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from domain.answer import AnswerValue
from domain.finding import Severity
from questionnaire.calculated import calculated
from questionnaire.definition import Item, Questionnaire
from questionnaire.expressions import truth
from questionnaire.expressions.values import text
from questionnaire.initial import constant, hangs_on_day, initial
from questionnaire.items import item_of, parts
from questionnaire.reading.answers.answer import Answer, AsideIssue
from questionnaire.scopes import Scopes
from workbooks.cells import Cell, from_a1

_ROUNDS = 8  # Defaults that hang on defaults; a form takes none that hangs on itself.
_PENDING = "cell_uncalculated"


@dataclass(frozen=True, slots=True)
class Begun:
    """The answers with their defaults, and the keys of those whose cell holds what it held when the workbook was sent."""

    answers: Mapping[str, Answer]
    left: frozenset[str] = frozenset()

    @property
    def touched(self) -> bool:
        """Say whether anybody wrote anything."""
        return any(key not in self.left and (got.filled or got.issues or got.note) for key, got in self.answers.items())

    @property
    def given(self) -> dict[str, Answer]:
        """Return the answers without those that were left as they were."""
        return {key: Answer(None, got.located) if key in self.left else got for key, got in self.answers.items()}


def begun(form: Questionnaire, answers: Mapping[str, Answer], today: date, *, locked: bool = True) -> Begun:
    """Return the answers of a workbook in which some questions began with a default, or could not be changed where it was `locked`."""
    names = {one.name for one in form.questions if one.default or (one.read_only and not one.fill)}
    if not names:
        return Begun(answers)
    items = [item_of(form, key) for key in answers if parts(key)[2] in names]
    found, before = _Found(form, dict(answers), items, today, locked=locked), dict[str, AnswerValue]()
    for _ in range(_ROUNDS):
        found.settle()
        now = {item.key: found.answers[item.key].value for item in items}
        if now == before:
            break
        before = now
    return Begun(found.answers, frozenset(found.left))


class _Found:
    """The answers while they are settled: what a default is may hang on what others are."""

    def __init__(self, form: Questionnaire, answers: dict[str, Answer], items: list[Item], today: date, *, locked: bool) -> None:
        self._locked, self._form, self._read, self._items, self._today = locked, form, dict(answers), items, today
        self.answers, self.left = answers, set[str]()

    def settle(self) -> None:
        """Look at every item once, beside the answers as they stand."""
        scopes = self._scopes()
        self.left = set()
        for item in self._items:
            got = self._read[item.key]
            begins = initial(item.question, scopes.of(item), self._today)
            made = _locked(item, got, begins) if self._is_locked(item) else _open(item, got, begins)
            if not made.issues if self._is_locked(item) else _is_left(item, made, begins):
                self.left.add(item.key)
                made = made if self._applies(item, scopes) else Answer(None, made.located, issues=made.issues)
            self.answers[item.key] = made

    def _applies(self, item: Item, scopes: Scopes) -> bool:
        relevant = item.question.relevant
        return relevant is None or not scopes.known(relevant, item) or truth(relevant.run(scopes.of(item), None, self._today))

    def _is_locked(self, item: Item) -> bool:
        return self._locked and item.question.read_only

    def _scopes(self) -> Scopes:
        values = {key: got.value for key, got in self.answers.items()}
        unread = {key for key, got in self.answers.items() if got.problem and got.problem.code != _PENDING}
        worked_out = calculated(self._form, values, unread, self._today)
        return Scopes(self._form, {**values, **worked_out.values}, {*unread, *worked_out.unknown})


def _open(item: Item, got: Answer, begins: AnswerValue) -> Answer:
    """Return what stands in a cell that takes an answer: where its formula was not calculated, what that gives."""
    pending = item.question.default and got.problem and got.problem.code == _PENDING
    return Answer(begins, got.located, filled=begins is not None) if pending else got


def _locked(item: Item, got: Answer, begins: AnswerValue) -> Answer:
    """Return what counts in a cell that nobody may change: its default, with what is to be said where something else stands there."""
    made = Answer(got.value if hangs_on_day(item.question) and got.value is not None else begins, got.located, filled=begins is not None)
    pending = got.problem is not None and got.problem.code in {_PENDING, "question_missing"}
    cleared = got.value is None and got.problem is None and constant(item.question) is not None
    changed = got.problem is not None or (got.value is not None and not _same(got.value, made.value)) or cleared
    if pending or not changed or not got.located:
        return made
    row, column = from_a1(got.located.cell)
    written = got.problem.raw if got.problem else text(got.value)
    issue = AsideIssue("read_only_changed", Severity.WARNING, Cell(got.located.sheet, row, column), written or "—", text(begins) or "—")
    return made._replace(issues=(issue,))


def _is_left(item: Item, made: Answer, begins: AnswerValue) -> bool:
    if made.value is None or made.flag or made.note:
        return False
    # The day on which the workbook was opened may be long past.
    of_day = hangs_on_day(item.question) and isinstance(made.value, date) and isinstance(begins, date) and made.value <= begins
    return of_day or _same(made.value, begins)


def _same(one: AnswerValue, other: AnswerValue) -> bool:
    if isinstance(one, str) and isinstance(other, str):
        return " ".join(one.split()) == " ".join(other.split())
    return one == other
