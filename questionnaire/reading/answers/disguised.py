"""Numbers that their cells show as another number, in thousands say, or not at all: nobody knows which one was meant.

Whoever pastes figures from elsewhere brings their formats along, and sees 12 346 where the cell holds 12345678.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from questionnaire.definition import Questionnaire, QuestionType
from questionnaire.items import item_of
from questionnaire.layout import Layout
from questionnaire.reading.answers.answer import Answer
from questionnaire.reading.answers.written_over import original_of
from questionnaire.reading.values.folding import as_text
from questionnaire.reading.values.typed import Unreadable
from workbooks.anatomy import SheetAnatomy
from workbooks.cells import Sheet, from_a1
from workbooks.numberformats import Shown, shown_by_code

CODE = "number_disguised"
_NUMBERS = frozenset({QuestionType.INTEGER, QuestionType.DECIMAL})


def disguised_numbers(
    questionnaire: Questionnaire, layout: Layout, sheets: Mapping[str, Sheet], answers: Mapping[str, Answer]
) -> Iterator[tuple[str, Answer]]:
    """Yield the numbers that are shown otherwise, as unreadable ones; none of a sheet that was sent with such formats, or may have been."""
    pages = {name: sheet for name, sheet in sheets.items() if sheet.disguised}
    if pages and layout.sheets:
        original = original_of(questionnaire, layout)
        pages = {name: sheet for name, sheet in pages.items() if (sent := original.sheet(name)) and not _disguises(sent)}
    for key, answer in answers.items() if pages else ():
        at, value = answer.located, answer.value
        if at is None or at.sheet not in pages or not isinstance(value, int | float):
            continue
        cell = from_a1(at.cell)
        if cell in pages[at.sheet].disguised and item_of(questionnaire, key).question.type in _NUMBERS:
            held = pages[at.sheet].cells[cell]
            yield key, answer._replace(value=None, problem=Unreadable(as_text(held), CODE), how=None, filled=True)


def _disguises(sent: SheetAnatomy) -> bool:
    """Say whether its author let a sheet show numbers so."""
    return any(shown_by_code(code) is Shown.DISGUISED for code in {one.code for one in sent.formats.values()} if code)
