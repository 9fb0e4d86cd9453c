"""The answer to one question, from the cells in which it was found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from domain.submission import AnswerValue, Located
from questionnaire.definition import Question, QuestionType
from questionnaire.layout import Slot
from questionnaire.reading.anchors import Cell
from questionnaire.reading.choices import UnknownChoiceError, is_marked
from questionnaire.reading.folding import as_text, is_blank
from questionnaire.reading.locate import Spot, Survey
from questionnaire.reading.values import Context, Unreadable, typed
from workbooks.cells import CellError, CellValue, a1


class Answer(NamedTuple):
    """What was read of one question. It is a tuple, since one is made per question.

    `problem` says why `value` is None although something stands there; `cells` are the places that disagree, for a sentence; `doubled`
    says that they disagree on where, not on what; `filled` says that somebody wrote something.
    """

    value: AnswerValue = None
    located: Located | None = None
    problem: Unreadable | None = None
    cells: str = ""
    doubled: bool = False
    filled: bool = False


def answer(question: Question, slots: Sequence[Slot], survey: Survey, context: Context) -> Answer:
    """Return the answer to `question` in its `slots`; an older layout that does not know the question has none, and nothing is wrong."""
    if not slots:
        return Answer()
    spots = [survey.spots[slot.key] for slot in slots if slot.key in survey.spots]
    read, at = _read(question, slots, spots, context)
    value, problem = (None, read) if isinstance(read, Unreadable) else (read, None)
    filled = value is not None or any(spot.pending or spot.others or not is_blank(spot.value) for spot in spots)
    doubled = [spot for spot in spots if spot.others or spot.contested]
    cells = ", ".join(_place(cell) for spot in doubled for cell in (spot.cell, *dict(spot.others)))
    return Answer(value, _located(at) if at else None, problem, cells, bool(doubled), filled)


def _read(
    question: Question, slots: Sequence[Slot], spots: Sequence[Spot], context: Context
) -> tuple[AnswerValue | Unreadable, Spot | None]:
    """Return what the cells say, or why it cannot be read, and the cell to be shown."""
    first = spots[0] if spots else None
    if not first or len(spots) < len(slots):
        return Unreadable("", "question_missing"), first
    for spot in spots:
        if spot.contested or any(_differ(value, spot.value) for _, value in spot.others):
            return Unreadable(_texts(spot), "rungs_disagree"), spot
        if spot.pending:
            return Unreadable("", "cell_uncalculated"), spot
    if question.type is QuestionType.SELECT_MULTIPLE:
        return _marked(slots, spots)
    return typed(question, first.value, context), first


def _marked(slots: Sequence[Slot], spots: Sequence[Spot]) -> tuple[tuple[str, ...] | Unreadable | None, Spot]:
    """Return the choices that are marked, None where none is; the first cell that says neither yes nor no makes the whole unreadable."""
    chosen: list[str] = []
    for slot, spot in zip(slots, spots, strict=True):
        if isinstance(spot.value, CellError):
            return Unreadable(spot.value.code, "cell_error"), spot
        try:
            chosen += [slot.choice] if is_marked(spot.value) else []
        except UnknownChoiceError as error:
            return Unreadable(str(error)), spot
    return tuple(chosen) or None, spots[0]


def _differ(one: CellValue | None, other: CellValue | None) -> bool:
    # 1 and TRUE are equal in Python, and are not the same answer.
    return type(one) is not type(other) or one != other


def _located(spot: Spot) -> Located:
    return Located(spot.cell.sheet, a1(spot.cell.row, spot.cell.column), spot.by)


def _place(cell: Cell) -> str:
    return f"{cell.sheet}!{a1(cell.row, cell.column)}"


def _texts(spot: Spot) -> str:
    return " / ".join("—" if value is None else as_text(value) for value in (spot.value, *dict(spot.others).values()))
