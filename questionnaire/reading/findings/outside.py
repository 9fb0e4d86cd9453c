"""What stands where the program prints nothing at all: below the questions of a sheet, and on sheets that somebody added."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from domain.finding import Finding, Severity
from domain.sentences import Catalogue
from questionnaire.checks.subject import shortened
from questionnaire.definition import Questionnaire
from questionnaire.layout import Layout
from questionnaire.pages import cover_name, is_current, pages
from questionnaire.reading.answers.extract import Extraction, sheets_of
from questionnaire.reading.values.folding import as_text, is_blank, visible
from workbooks.cells import Position, Sheet, Visibility, Workbook, a1


def below_questions(sheet: Sheet, questionnaire: Questionnaire, layout: Layout, extracted: Extraction) -> list[Position]:
    """Return the cells below the last line of a sheet of questions that stand in no column of answers: of these is told elsewhere.

    Of an earlier version it is not known what else it printed.
    """
    locations = extracted.locations
    columns, keys = locations.columns.get(sheet.name, frozenset[int]()), locations.key_columns.get(sheet.name)
    there = _sheets(layout, extracted) if columns and keys and is_current(questionnaire, layout) else {}
    last = _last_row(questionnaire, layout, extracted, there[sheet.name]) if keys and sheet.name in there else 0
    if not last or not keys:
        return []
    beneath = [at for at in sheet.cells if at[0] > last and at[1] < keys and at[1] not in columns]
    return sorted(at for at in beneath if not is_blank(sheet.cells[at]))


def added_sheets(
    workbook: Workbook, questionnaire: Questionnaire, layout: Layout, extracted: Extraction, words: Catalogue
) -> Iterator[Finding]:
    """Yield a warning for each sheet that people see and that is not the program's, with something on it."""
    ours = {*_sheets(layout, extracted), *(found.sheet for found in extracted.tables.values())}
    if extracted.alone or not is_current(questionnaire, layout):
        return
    ours |= {cover_name(layout.language), *(name for name, _ in _last_rows(_Key(questionnaire, layout.language)))}
    # The cover under another name has the title, and one of our sheets that stands there twice has its keys, of which the ladder tells.
    own = {visible(title) for title in questionnaire.title.values()} | {column.key for table in layout.tables for column in table.columns}
    for name, sheet in sheets_of(workbook).items():
        filled = sorted(at for at, value in sheet.cells.items() if not is_blank(value)) if name not in ours else []
        shown = {visible(value) for value in sheet.cells.values() if isinstance(value, str)} if filled else set()
        if not filled or sheet.visibility is not Visibility.VISIBLE or shown & own or not shown.isdisjoint(layout.by_anchor):
            continue
        said = words.tell("sheet_added", sheet=name, value=shortened(as_text(sheet.cells[filled[0]])))
        yield Finding(
            code="stray_text", severity=Severity.WARNING, message=said.message, remedy=said.remedy, sheet=name, cell=a1(*filled[0])
        )


def _sheets(layout: Layout, extracted: Extraction) -> Mapping[str, str]:
    """Return the sheets on which answers were found, with the name under which each was printed."""
    spots = extracted.locations.spots
    return {spots[slot.key].cell.sheet: slot.sheet for slot in layout.slots if slot.key in spots}


def _last_row(questionnaire: Questionnaire, layout: Layout, extracted: Extraction, printed: str) -> int:
    """Return the row of the last line that is printed on a sheet, wherever its rows have moved; 0 of one with a table, which grows."""
    last = dict(_last_rows(_Key(questionnaire, layout.language))).get(printed, 0)
    rows = [
        (slot.row, spot.cell.row) for slot in layout.slots if (spot := extracted.locations.spots.get(slot.key)) and slot.sheet == printed
    ]
    was, now = max(rows)
    return last and max(last, now + last - was, *(row for _, row in rows))


class _Key:
    """A form in a language, as the key of a cache: the same only where its questions are the very same objects."""

    def __init__(self, form: Questionnaire, language: str) -> None:
        self.form, self.language = form, language

    def __hash__(self) -> int:
        return hash((id(self.form.questions), self.language))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and self.form.questions is other.form.questions and self.language == other.language


@lru_cache(maxsize=64)
def _last_rows(key: _Key) -> tuple[tuple[str, int], ...]:
    made = pages(key.form, key.language)
    return tuple((page.sheet, 0 if page.table else max((line.row for line in page.lines), default=0)) for page in made)
