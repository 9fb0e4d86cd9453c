"""Numbers, days and choices that their cells show as others, in thousands say, or not at all: nobody knows which one was meant.

Whoever pastes figures from elsewhere brings their formats along, and sees 12 346 where the cell holds 12345678. What stands in a cell that
was merged with the one before it, nobody sees at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import islice

from questionnaire.definition import Questionnaire, QuestionType
from questionnaire.items import item_of
from questionnaire.layout import Layout
from questionnaire.reading.answers.answer import Answer
from questionnaire.reading.answers.written_over import original_of
from questionnaire.reading.values.folding import as_text
from questionnaire.reading.values.typed import Unreadable
from workbooks.anatomy import SheetAnatomy, cells_of
from workbooks.appearance.numberformats import Shown, shown_by_code
from workbooks.cells import CellValue, Position, Sheet, from_a1

_MERGED = 200_000  # Nobody merges more cells of a form than that, and no more are looked at.
_NUMBER, _DAY, _CHOICE = "number_disguised", "date_disguised", "choice_disguised"
_CODES = {
    QuestionType.INTEGER: _NUMBER,
    QuestionType.DECIMAL: _NUMBER,
    QuestionType.DATE: _DAY,
    QuestionType.SELECT_ONE: _CHOICE,
}
TOLD = frozenset(_CODES)  # Of these types what is shown otherwise is not read.


def disguised_answers(
    questionnaire: Questionnaire, layout: Layout, sheets: Mapping[str, Sheet], answers: Mapping[str, Answer]
) -> Iterator[tuple[str, Answer]]:
    """Yield the answers that are shown otherwise, as unreadable ones; none of a sheet that was sent with such formats, or may have been."""
    pages = {name: sheet for name, sheet in sheets.items() if sheet.disguised or sheet.merged}
    original = original_of(questionnaire, layout) if pages and layout.sheets else None
    unseen = {name: _unseen(sheet, original.sheet(name) if original else None) for name, sheet in pages.items()}
    for key, answer in answers.items() if pages else ():
        at = answer.located
        if at is None or at.sheet not in pages or answer.value is None or answer.problem:
            continue
        if original and original.sheet(at.sheet) is None:
            continue
        cell = from_a1(at.cell)
        if cell in unseen[at.sheet] and (code := _CODES.get(item_of(questionnaire, key).question.type)):
            held = answer.value if isinstance(answer.value, date) else pages[at.sheet].cells[cell]
            yield key, answer._replace(value=None, problem=Unreadable(as_text(held), code), how=None, filled=True)


def _unseen(sheet: Sheet, sent: SheetAnatomy | None) -> frozenset[Position]:
    """Return the filled cells of a sheet that do not show what they hold, where they did as it was sent."""
    covered = _covered(sheet.merged, sheet.cells) - (_covered(sent.sheet.merged, sheet.cells) if sent else frozenset())
    return covered if sent and _disguises(sent) else covered | sheet.disguised


def _covered(merged: Mapping[Position, Position], filled: Mapping[Position, CellValue]) -> frozenset[Position]:
    """Return the filled cells that stand in a merged area and are not its first one, which alone is seen; all where the areas are huge."""
    within = (cell for first, last in merged.items() for cell in cells_of((first, last)) if cell != first)
    cells = frozenset(islice(within, _MERGED + 1))
    return frozenset(filled) if len(cells) > _MERGED else cells & filled.keys()


def _disguises(sent: SheetAnatomy) -> bool:
    """Say whether its author let a sheet show numbers so."""
    codes = {one.code for one in sent.formats.values() if one.code}
    obscured = any(one.obscured for one in sent.formats.values())
    return sent.disguises or obscured or any(shown_by_code(code) is Shown.DISGUISED for code in codes)
