"""The answer to one item, from the cells in which it was found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from domain.answer import AnswerValue, Located, Rung
from domain.finding import Severity
from questionnaire.definition import Question, QuestionType
from questionnaire.designed.signs import without_print
from questionnaire.layout import Slot
from questionnaire.reading.ladder.spots import Locations, Spot
from questionnaire.reading.values.choices import UnknownChoiceError, is_marked
from questionnaire.reading.values.conversions import ConversionRule
from questionnaire.reading.values.folding import as_text, is_blank
from questionnaire.reading.values.signs import joined
from questionnaire.reading.values.typed import Context, Converted, Unreadable, typed
from questionnaire.reading.values.unknown import CODE as UNKNOWN
from questionnaire.reading.values.unknown import is_unknown
from workbooks.cells import Cell, CellError, CellValue, a1


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversion:
    """An answer that was written in another way than its cell asks for: what was `written`, what was `read`, and by which rule (`how`)."""

    question: str
    sheet: str
    cell: str
    written: str
    read: AnswerValue
    how: ConversionRule


class AsideIssue(NamedTuple):
    """What is wrong with the flag or the note beside a figure, or with one more cell of an answer: at which cell, and what stands there.

    `other` is what else is said: in the cell of the figure, or, of a cell that nobody can be sure of, which cells may be meant. `sentence`
    says it where that is not the one of the code.
    """

    code: str
    severity: Severity
    cell: Cell
    value: str
    other: str = ""
    sentence: str = ""


class Answer(NamedTuple):
    """What was read of one item. It is a tuple, since one is made per item.

    `problem` says why `value` is None although something stands there; `cells` are the places that disagree, for a sentence; `doubled`
    says that they disagree on where, not on what; `filled` says that somebody wrote something; `how` is the rule of a conversion, and
    `written` what stands in the cell where that is not the value itself. `flag` marks the value, and `note` is what was remarked on it;
    `issues` are what is wrong with these.
    """

    value: AnswerValue = None
    located: Located | None = None
    problem: Unreadable | None = None
    cells: str = ""
    doubled: bool = False
    filled: bool = False
    how: ConversionRule | None = None
    written: str = ""
    flag: str = ""
    note: str = ""
    issues: tuple[AsideIssue, ...] = ()

    def conversion(self, key: str) -> Conversion | None:
        """Return how the answer was converted, or None where it was not."""
        at = self.located
        return (
            Conversion(question=key, sheet=at.sheet, cell=at.cell, written=self.written, read=self.value, how=self.how)
            if self.how and at
            else None
        )


class Marked(NamedTuple):
    """One cell of an answer; for select_multiple, with the code and the label of its choice."""

    spot: Spot
    choice: str = ""
    label: str = ""


def answer(question: Question, slots: Sequence[Slot], locations: Locations, context: Context) -> Answer:
    """Return the answer to an item in its `slots`: it is missing where one of them was not found."""
    spots = locations.spots
    if (
        len(slots) == 1
        and (spot := spots.get(slots[0].key))
        and not slots[0].choice
        and not (spot.others or spot.contested or spot.pending)
    ):
        return _typed(question, _without_print(spot, slots[0].printed), context)
    found = [Marked(spots[slot.key], slot.choice, slot.choice_label) for slot in slots if slot.key in spots]
    if not found or len(found) < len(slots):
        return missing(found)
    return answer_in(question, found, context)


def missing(found: Sequence[Marked] = ()) -> Answer:
    """Return the answer of an item that has a cell which is not in the workbook; `found` are those that are."""
    located = _located(found[0].spot.cell, found[0].spot.by) if found else None
    filled = any(mark.spot.pending or not is_blank(mark.spot.value) for mark in found)
    return Answer(None, located, Unreadable("", "question_missing"), filled=filled)


def answer_in(question: Question, marks: Sequence[Marked], context: Context) -> Answer:
    """Return the answer to a question in its cells: several, where each has a choice of a select_multiple, or one sign of the answer."""
    doubtful = [mark.spot for mark in marks if mark.spot.others or mark.spot.contested or mark.spot.pending]
    if doubtful and (doubt := _doubt(doubtful)):
        read, at = doubt
        more = _also(marks, at) if question.type is QuestionType.SELECT_MULTIPLE else ()
        return Answer(None, _located(at.cell, at.by), read, _cells(doubtful), bool(at.others or at.contested), filled=True, issues=more)
    cells, doubled = (_cells(doubtful), True) if doubtful else ("", False)
    if question.type is QuestionType.SELECT_MULTIPLE:
        return _marked(marks)._replace(cells=cells, doubled=doubled)
    made = _signed(question, [mark.spot for mark in marks], context) if len(marks) > 1 else _typed(question, marks[0].spot, context)
    return made._replace(cells=cells, doubled=doubled) if doubled else made


def _typed(question: Question, spot: Spot, context: Context) -> Answer:
    """Return the answer in one cell that is nobody else's."""
    value, located = spot.value, _located(spot.cell, spot.by)
    if value is None or is_blank(value):
        return Answer(None, located)
    made = typed(question, value, context, percent=spot.percent)
    if isinstance(made, Unreadable):
        if is_unknown(question, made.raw):
            # As if the cell were blank, with what was written as the note.
            issue = AsideIssue(UNKNOWN, Severity.WARNING, spot.cell, made.raw)
            return Answer(None, located, note=made.raw, issues=(issue,))
        return Answer(None, located, made, "", False, True)
    if isinstance(made, Converted):
        return Answer(made.value, located, filled=True, how=made.how, written=as_text(value), flag=made.flag)
    # By position, since this is done for every answer.
    return Answer(made, located, None, "", False, True, None, "" if made is value else as_text(value))


def _signed(question: Question, spots: Sequence[Spot], context: Context) -> Answer:
    """Return the answer whose signs stand in a cell each."""
    located = _located(spots[0].cell, spots[0].by)
    made = joined(question, [spot.value for spot in spots], [spot.cell.column for spot in spots], context)
    if made is None:
        return Answer(None, located)
    written = "".join(as_text(spot.value) for spot in spots if spot.value is not None)
    if isinstance(made, Unreadable):
        return Answer(None, located, made, filled=True)
    value = made.value if isinstance(made, Converted) else made
    # Figures and days that are put together of signs are asked for so, and nothing was converted.
    return Answer(value, located, filled=True, written="" if value == written else written)


def _without_print(spot: Spot, printed: str) -> Spot:
    """Return a cell with what was written into it alone, where a gap or a box was printed there together with words."""
    if not printed or not isinstance(spot.value, str) or spot.value == printed:
        return spot
    written = without_print(spot.value, printed)
    return spot if written == spot.value else spot._replace(value=written or None)


def _doubt(spots: Sequence[Spot]) -> tuple[Unreadable, Spot] | None:
    """Return why one of the cells cannot be the answer, and which; None where all that may be meant say the same."""
    for spot in spots:
        if spot.contested or any(_differ(value, spot.value) for _, value in spot.others):
            return Unreadable(_texts(spot), "rungs_disagree"), spot
        if spot.pending:
            return Unreadable("", "cell_uncalculated"), spot
    return None


def _marked(marks: Sequence[Marked]) -> Answer:
    """Return the choices that are marked, None where none is; a cell that says neither yes nor no makes the whole unreadable."""
    said = [(mark, _mark(mark)) for mark in marks if mark.spot.value is not None or mark.spot.pending]
    faults = [(mark.spot, made) for mark, made in said if isinstance(made, Unreadable)]
    if faults:
        (spot, problem), *others = faults
        return Answer(None, _located(spot.cell, spot.by), problem, filled=True, issues=_told(others))
    filled = any(not is_blank(mark.spot.value) for mark, _ in said)
    located = _located(marks[0].spot.cell, marks[0].spot.by)
    chosen = tuple(mark.choice for mark, is_chosen in said if is_chosen)
    return Answer(chosen or None, located, filled=filled, written=_marks(marks) if filled else "")


def _mark(mark: Marked) -> bool | Unreadable:
    """Return whether a choice is marked, or why its cell says neither yes nor no."""
    if mark.spot.pending:
        return Unreadable("", "cell_uncalculated")
    if isinstance(mark.spot.value, CellError):
        return Unreadable(mark.spot.value.code, "cell_error")
    try:
        return is_marked(mark.spot.value, mark.label)
    except UnknownChoiceError as error:
        return Unreadable(str(error))


def _also(marks: Sequence[Marked], told: Spot) -> tuple[AsideIssue, ...]:
    """Return what is told of the marks besides the one whose fault is that of the answer, and those of which it is told with that."""
    others = [mark for mark in marks if mark.spot is not told and not mark.spot.contested and not mark.spot.others]
    return _told((mark.spot, made) for mark in others if isinstance(made := _mark(mark), Unreadable))


def _told(faults: Iterable[tuple[Spot, Unreadable]]) -> tuple[AsideIssue, ...]:
    """Return what is told of cells beside the one whose fault is that of the answer."""
    told = []
    for spot, fault in faults:
        code, sentence = (fault.code, "") if fault.code else ("type", f"check_type_{QuestionType.SELECT_MULTIPLE.value}")
        told.append(AsideIssue(code, Severity.ERROR, spot.cell, fault.raw, sentence=sentence))
    return tuple(told)


def _marks(marks: Sequence[Marked]) -> str:
    """Return what stands in the cells of a question with several choices, as in `C5: Yes; C7: x`."""
    cells = ((mark.spot.cell, mark.spot.value) for mark in marks)
    return "; ".join(f"{a1(cell.row, cell.column)}: {as_text(value)}" for cell, value in cells if value is not None and not is_blank(value))


def _differ(one: CellValue | None, other: CellValue | None) -> bool:
    # 1 and TRUE are equal in Python, and are not the same answer.
    return type(one) is not type(other) or one != other


@lru_cache(maxsize=65536)
def _located(cell: Cell, by: Rung) -> Located:
    # Most workbooks have their answers in the same cells.
    return Located(cell.sheet, a1(cell.row, cell.column), by)


def _cells(spots: Iterable[Spot]) -> str:
    return ", ".join(_place(cell) for spot in spots for cell in (spot.cell, *dict(spot.others)))


def _place(cell: Cell) -> str:
    return f"{cell.sheet}!{a1(cell.row, cell.column)}"


def _texts(spot: Spot) -> str:
    return " / ".join("—" if value is None else as_text(value) for value in (spot.value, *dict(spot.others).values()))
