"""Answers whose cell is blank, since they were written elsewhere: beside it, behind the label, in a comment, or in the row beneath.

One is read only where nothing else can be meant: the cell itself is blank, and all that was written beside it in its row says one and the
same thing of the type that the question asks for. What may be the answer, and is not surely read, is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from domain.answer import AnswerValue, Located, Rung
from questionnaire.definition import Question, Questionnaire, QuestionType
from questionnaire.items import parts
from questionnaire.layout import Layout, Slot
from questionnaire.reading.answers.answer import Answer
from questionnaire.reading.answers.strays import Stray, printed_texts, strays
from questionnaire.reading.ladder.spots import Locations, Spot
from questionnaire.reading.values.choices import AmbiguousChoiceError, UnknownChoiceError, is_marked, several_choices
from questionnaire.reading.values.conversions import ConversionRule
from questionnaire.reading.values.flags import flag_of
from questionnaire.reading.values.folding import as_text, is_blank, visible
from questionnaire.reading.values.typed import Context, Converted, Unreadable, typed
from workbooks.annotate import theirs
from workbooks.cells import Cell, CellValue, Sheet, a1, from_a1

_BEHIND = re.compile(r"\s*[:=：]\s*(.+)", re.DOTALL)
_TEXTS = frozenset({QuestionType.TEXT})


class _Written(NamedTuple):
    """Something that may be the answer: where it stands, what it says, and how it stands there."""

    cell: Cell
    value: CellValue
    how: ConversionRule
    is_sure: bool = True  # Whether nothing but an answer would stand there, so that even a text is one.


@dataclass(frozen=True, slots=True)
class Misplaced:
    """The answers that were found elsewhere, by the key of the item, with those of which that is not sure; and what was not read.

    `beside` are values of the question's own type beside an answer, by the key of its item, and `remarks` all else; `taken` are the cells
    from which an answer was read.
    """

    answers: Mapping[str, Answer] = field(default_factory=dict)
    beside: Mapping[str, tuple[Stray, ...]] = field(default_factory=dict)
    remarks: tuple[Stray, ...] = ()
    taken: frozenset[Cell] = frozenset()


def misplaced(
    questionnaire: Questionnaire,
    layout: Layout,
    locations: Locations,
    sheets: Mapping[str, Sheet],
    answers: Mapping[str, Answer],
    context: Context,
) -> Misplaced:
    """Return what was written elsewhere than in the cells, given the `answers` that were read in them."""
    around = strays(questionnaire, layout, locations, sheets)
    commented = any(sheet.comments for sheet in sheets.values())
    rows = _Rows(layout, locations, sheets, around, context)
    found: dict[str, Answer] = {}
    beside: dict[str, tuple[Stray, ...]] = {}
    taken: set[Cell] = set()
    left = {stray.cell: stray for those in around.values() for stray in those}
    printed = printed_texts(questionnaire)
    anchors = layout.by_anchor
    for key, got in answers.items():
        if not locations.exact and type(got.value) is str and (got.value in anchors or got.value.partition("\n")[0] in printed.first_lines):
            # Columns were deleted, and what was printed beside the answers has taken their place.
            found[key] = got._replace(value=None, problem=Unreadable(got.value, "answer_is_print"), how=None)
            continue
        if got.problem or got.located is None or (got.filled and not around):
            continue
        question = questionnaire.by_name[parts(key)[2]]
        slots = layout.by_item.get(key, ())
        if got.filled or got.issues:
            if also := rows.also(question, slots):
                beside[key] = also
            elif remarked := rows.remarked(question, slots, got):
                found[key], cells = remarked
                taken.update(cells)
        elif made := (rows.several(question, slots, got) if slots and slots[0].choice else rows.one(question, slots, got, commented)):
            found[key], cells = made
            taken.update(cells)
    told = {stray.cell for those in beside.values() for stray in those} | taken
    remarks = tuple(stray for cell, stray in left.items() if cell not in told)
    return Misplaced(found, beside, remarks, frozenset(taken))


class _Rows:
    """The rows of the questions, with what stands in them."""

    def __init__(
        self,
        layout: Layout,
        locations: Locations,
        sheets: Mapping[str, Sheet],
        around: Mapping[tuple[str, int], Sequence[Stray]],
        context: Context,
    ) -> None:
        self._layout, self._locations, self._sheets, self._around, self._context = layout, locations, sheets, around, context
        self._owned = {spot.cell[:2] for spot in locations.spots.values()}
        self._of_cell = {spot.cell: spot for spot in locations.spots.values()}

    def also(self, question: Question, slots: Sequence[Slot]) -> tuple[Stray, ...]:
        """Return what stands right of an answer and could be the answer to its question as well."""
        if len(slots) != 1 or slots[0].heading or question.type in _TEXTS or not (spot := self._locations.spots.get(slots[0].key)):
            return ()
        return tuple(
            stray
            for stray in self._around.get(spot.cell[:2], ())
            if stray.cell.column > spot.cell.column and not isinstance(typed(question, stray.said, self._context), Unreadable)
        )

    def remarked(self, question: Question, slots: Sequence[Slot], got: Answer) -> tuple[Answer, list[Cell]] | None:
        """Return an answer with what was remarked on it right of its cell, or with the flag that stands there; None where nothing is.

        In a row with several cells a remark belongs to none of them, so that it is told.
        """
        spot = self._locations.spots.get(slots[0].key) if len(slots) == 1 and not slots[0].heading else None
        those = [one for one in self._around.get(spot.cell[:2], ()) if one.cell.column > spot.cell.column] if spot else []
        if not those or not all(isinstance(one.said, str) for one in those):
            return None
        texts = [as_text(one.said) for one in those]
        flags = [flag for text in texts if (flag := flag_of(text, question.flags))]
        if len(flags) > 1 or (flags and got.flag):
            flags = []
        notes = [text for text in texts if not flags or not flag_of(text, question.flags)]
        said = got._replace(flag=flags[0] if flags else got.flag, note="\n".join(filter(None, [got.note, *notes])))
        return said, [one.cell for one in those]

    def one(self, question: Question, slots: Sequence[Slot], got: Answer, commented: bool) -> tuple[Answer, list[Cell]] | None:
        """Return the answer to a question that has one cell, which is blank, and the cells that say it; None where nothing does."""
        spot = self._locations.spots.get(slots[0].key) if len(slots) == 1 else None
        written: list[_Written] = []
        if spot and not slots[0].heading:
            written += self._in_row(question, slots[0], spot)
        if spot and not slots[0].heading and not written:
            written += self._beneath(spot)
        if commented and got.located:
            written += self._in_comments(slots, got.located, spot)
        return self._decided(question, written, got) if written else None

    def _in_row(self, question: Question, slot: Slot, spot: Spot) -> Iterator[_Written]:
        label = visible(slot.label)
        for stray in self._around.get(spot.cell[:2], ()):
            if stray.cell.column > spot.cell.column:
                yield _Written(stray.cell, stray.said, ConversionRule.BESIDE, is_sure=not stray.overwritten and not stray.rest)
                continue
            text = visible(as_text(stray.value))
            if text.startswith(label) and (behind := _BEHIND.fullmatch(text[len(label) :])):
                yield _Written(stray.cell, behind[1], ConversionRule.LABEL)
            elif question.type not in _TEXTS and not isinstance(typed(question, stray.value, self._context), Unreadable):
                # A number right beside stands in place of the label; one further left is most likely the printed number, edited.
                yield _Written(stray.cell, stray.value, ConversionRule.LABEL, is_sure=stray.cell.column == spot.cell.column - 1)

    def _beneath(self, spot: Spot) -> Iterator[_Written]:
        """Yield what stands alone in a row that was put in between this one and the next question's, which has an answer."""
        sheet, row, column = spot.cell
        cells = self._sheets[sheet].cells
        value, after = cells.get((row + 1, column)), self._of_cell.get(Cell(sheet, row + 2, column))
        alone = (sheet, row + 1) not in self._owned and not any((row + 1, at) in cells for at in range(1, column))
        if value is not None and not is_blank(value) and alone and after and not is_blank(after.value):
            yield _Written(Cell(sheet, row + 1, column), value, ConversionRule.BELOW)

    def _in_comments(self, slots: Sequence[Slot], located: Located, spot: Spot | None) -> Iterator[_Written]:
        row, column = from_a1(located.cell)
        comments = self._sheets[located.sheet].comments
        beside = range(1, column) if spot and slots and not slots[0].heading else ()
        for at in (column, *beside):
            said = theirs(comments.get((row, at), ""))
            if text := visible(said):
                yield _Written(Cell(located.sheet, row, at), said if at == column else text, ConversionRule.COMMENT)

    def _decided(self, question: Question, written: Sequence[_Written], got: Answer) -> tuple[Answer, list[Cell]] | None:
        read = [(one, self._value(question, one)) for one in written]
        good = [(one, value) for one, value in read if value is not None]
        distinct = {(type(value), value) for _, value in good}
        if len(distinct) == 1 and all(one.is_sure or question.type not in _TEXTS for one, _ in good) and self._is_alone(good):
            one, value = good[0]
            by = got.located.by if got.located else Rung.ADDRESS
            at = Located(one.cell.sheet, a1(one.cell.row, one.cell.column), by)
            said = Answer(value, at, filled=True, how=one.how, written=as_text(one.value))
            return said, [each.cell for each, _ in good]
        return _doubtful(list(written), got), [one.cell for one in written]

    def _is_alone(self, good: Sequence[tuple[_Written, AnswerValue]]) -> bool:
        return all(one.is_sure or one.how != ConversionRule.LABEL for one, _ in good)

    def _value(self, question: Question, one: _Written) -> AnswerValue:
        percent = (one.cell.row, one.cell.column) in self._sheets[one.cell.sheet].percent
        made = typed(question, one.value, self._context, percent=percent)
        if isinstance(made, Converted):
            # An estimate beside a cell is not surely its answer.
            return None if made.how is ConversionRule.NUMBER_ESTIMATE else made.value
        return None if isinstance(made, Unreadable) else made

    def several(self, question: Question, slots: Sequence[Slot], got: Answer) -> tuple[Answer, list[Cell]] | None:
        """Return the answer to a question with several choices of which none is marked, as it is marked beside, or written out above."""
        spots = [(slot, spot) for slot in slots if (spot := self._locations.spots.get(slot.key))]
        beside = [
            (slot, stray) for slot, spot in spots for stray in self._around.get(spot.cell[:2], ()) if stray.cell.column > spot.cell.column
        ]
        written = [_Written(stray.cell, stray.said, ConversionRule.BESIDE) for _, stray in beside]
        comments = [one for _, spot in spots for one in self._in_comments((), Located(spot.cell.sheet, a1(*spot.cell[1:]), spot.by), None)]
        above = list(self._above(spots))
        if not written and not comments and not above:
            return None
        chosen = self._marked(beside) if beside else self._named(question, above[0]) if above else ()
        if chosen and not comments and not (beside and above):
            one = (written or above)[0]
            at = Located(one.cell.sheet, a1(one.cell.row, one.cell.column), spots[0][1].by)
            said = "; ".join(as_text(each.value) for each in (written or above))
            return Answer(chosen, at, filled=True, how=one.how, written=said), [each.cell for each in (*written, *above)]
        return _doubtful([*written, *comments, *above], got), [each.cell for each in (*written, *above)]

    def _above(self, spots: Sequence[tuple[Slot, Spot]]) -> Iterator[_Written]:
        """Yield what stands in the row of the question itself, which has no cell for an answer."""
        sheet, row, column = spots[0][1].cell
        cells = self._sheets[sheet].cells
        label = cells.get((row - 1, column - 1))
        value = cells.get((row - 1, column))
        if isinstance(label, str) and visible(label) == visible(spots[0][0].label) and value is not None and not is_blank(value):
            yield _Written(Cell(sheet, row - 1, column), value, ConversionRule.BESIDE)

    def _marked(self, beside: Sequence[tuple[Slot, Stray]]) -> tuple[str, ...]:
        try:
            return tuple(dict.fromkeys(slot.choice for slot, stray in beside if is_marked(stray.said, slot.choice_label)))
        except UnknownChoiceError:
            return ()

    def _named(self, question: Question, one: _Written) -> tuple[str, ...]:
        """Return the choices that a text names, all of them or none."""
        try:
            return several_choices(question, as_text(one.value), self._context.language, self._context.languages)
        except (UnknownChoiceError, AmbiguousChoiceError):
            return ()


def _doubtful(written: Sequence[_Written], got: Answer) -> Answer:
    said = " / ".join(as_text(one.value) for one in written)
    cells = ", ".join(f"{one.cell.sheet}!{a1(one.cell.row, one.cell.column)}" for one in written)
    return got._replace(problem=Unreadable(said, "answer_beside"), cells=cells, filled=True)
