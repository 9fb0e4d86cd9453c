"""What stands where the program prints nothing at all: below the questions of a sheet, and on sheets that somebody added."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, lru_cache

from domain.finding import Finding, Severity
from domain.sentences import Catalogue
from questionnaire.checks.subject import shortened
from questionnaire.definition import Questionnaire
from questionnaire.layout import Layout
from questionnaire.pages import cover_name, is_current, pages
from questionnaire.reading.answers.extract import Extraction, sheets_of
from questionnaire.reading.values.folding import as_text, is_blank, visible
from workbooks.cells import CellValue, Position, Sheet, Visibility, Workbook, a1


class OutsideQuestions:
    """Where the program prints nothing, in a workbook of the present version: of an earlier one it is not known what else it printed."""

    def __init__(self, questionnaire: Questionnaire, layout: Layout, extracted: Extraction) -> None:
        self._form, self._layout, self._extracted = questionnaire, layout, extracted
        self._known = is_current(questionnaire, layout)
        self._last = _last_rows(_Key(questionnaire, layout.language)) if self._known else {}

    def below(self, sheet: Sheet) -> list[Position]:
        """Return the cells below the last line of a sheet of questions that stand in no column of answers: of these is told elsewhere."""
        locations = self._extracted.locations
        columns, keys = locations.columns.get(sheet.name), locations.key_columns.get(sheet.name)
        last = self._last_here.get(sheet.name, 0)
        if not columns or not keys or not last:
            return []
        beneath = [at for at in sheet.cells if at[0] > last and at[1] < keys and at[1] not in columns]
        return sorted(at for at in beneath if not is_blank(sheet.cells[at]))

    def added(self, workbook: Workbook, words: Catalogue) -> Iterator[Finding]:
        """Yield a warning for each sheet that people see and that is not the program's, with something on it."""
        if self._extracted.alone or not self._known:
            return
        ours = {*self._last_here, *(found.sheet for found in self._extracted.tables.values())}
        ours |= {cover_name(self._layout.language), *self._last}
        for name, sheet in sheets_of(workbook).items():
            if name in ours or sheet.visibility is not Visibility.VISIBLE:
                continue
            first = min((at for at, value in sheet.cells.items() if not is_blank(value)), default=None)
            if first is None or any(self._is_ours(value) for value in sheet.cells.values()):
                continue
            said = words.tell("sheet_added", sheet=name, value=shortened(as_text(sheet.cells[first])))
            yield Finding(
                code="stray_text", severity=Severity.WARNING, message=said.message, remedy=said.remedy, sheet=name, cell=a1(*first)
            )

    def _is_ours(self, value: CellValue) -> bool:
        """Say whether a cell shows that a sheet is the cover under another name, which has the title, or one of ours a second time.

        Of that, which has keys, the ladder tells.
        """
        return isinstance(value, str) and (value in self._own or visible(value) in self._own)

    @cached_property
    def _own(self) -> frozenset[str]:
        keys = (column.key for table in self._layout.tables for column in table.columns)
        return frozenset((*map(visible, self._form.title.values()), *keys, *self._layout.by_anchor))

    @cached_property
    def _last_here(self) -> Mapping[str, int]:
        """Return the row of the last line that is printed on each sheet with answers, wherever its rows have moved.

        0 of one with a table, which grows.
        """
        if self._extracted.locations.exact:
            return self._last
        rows: dict[str, list[tuple[int, int]]] = {}
        printed: dict[str, str] = {}
        for slot in self._layout.slots if self._known else ():
            if spot := self._extracted.locations.spots.get(slot.key):
                printed[spot.cell.sheet] = slot.sheet
                rows.setdefault(slot.sheet, []).append((slot.row, spot.cell.row))
        return {here: _moved(self._last.get(there, 0), rows[there]) for here, there in printed.items()}


def _moved(last: int, rows: Sequence[tuple[int, int]]) -> int:
    """Return where the last line of a sheet stands of whose lines it is known in which row they were printed, and where they are."""
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
def _last_rows(key: _Key) -> Mapping[str, int]:
    made = pages(key.form, key.language)
    return {page.sheet: 0 if page.table else max((line.row for line in page.lines), default=0) for page in made}
