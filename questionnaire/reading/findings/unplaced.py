"""What stands in a column of answers beside no question, or where nothing is asked: it would else be lost without a word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from domain.finding import Finding, Severity
from domain.sentences import Catalogue
from questionnaire.checks.subject import shortened
from questionnaire.definition import Questionnaire
from questionnaire.layout import Layout
from questionnaire.reading.answers.added import Added
from questionnaire.reading.answers.extract import Extraction
from questionnaire.reading.answers.strays import aside_columns
from questionnaire.reading.findings.outside import OutsideQuestions
from questionnaire.reading.ladder.expected import expected_of
from questionnaire.reading.ladder.spots import Locations
from questionnaire.reading.values.folding import as_text, fold, is_blank
from workbooks.cells import Position, Sheet, Workbook, a1

_MANY, _NAMED = 20, 3  # So many cells of one sheet are told together, and so many of them are named.
_TOGETHER = {"stray_text": "stray_many", "over_formula": "over_formulas"}
_KEY_PREFIX = "q_"  # With which the key of every question begins.


def unplaced(
    workbook: Workbook, questionnaire: Questionnaire, layout: Layout, extracted: Extraction, words: Catalogue
) -> tuple[Finding, ...]:
    """Return a warning for each text that stands in an answer column beside no question; one for all where a sheet has many."""
    if layout.sheets:
        return tuple(_on_adopted(workbook, extracted.added, words))
    locations, expected = extracted.locations, expected_of(layout)
    rows: dict[str, set[int]] = {name: set(sheet.rows) for name, sheet in expected.sheets.items()} if locations.exact else {}
    for spot in locations.spots.values() if not locations.exact else ():
        for cell in (spot.cell, *dict(spot.others)):
            rows.setdefault(cell.sheet, set()).add(cell.row)
    told: list[Finding] = []
    asides = aside_columns(layout, locations)
    taken = extracted.misplaced.taken | {stray.cell for stray in extracted.misplaced.remarks}
    outside = OutsideQuestions(questionnaire, layout, extracted)
    for sheet in workbook.sheets:
        here = rows.get(sheet.name, set())
        beside = _on_sheet(questionnaire, sheet, locations, here, expected.headings)
        beside += _beside_no_figure(sheet, asides.get(sheet.name, set()), here, locations)
        beneath = outside.below(sheet)
        found = [at for at in dict.fromkeys((*beside, *beneath)) if not taken or (sheet.name, *at) not in taken]
        # Of very many a letter would be longer than anybody reads, or than one may be.
        told += (
            (many("stray_text", words, sheet, found),)
            if len(found) >= _MANY
            else (_single("stray_text", words, sheet, at, "stray_below" if at in beneath else "") for at in found)
        )
    told += outside.added(workbook, words)
    return tuple(told)


def _on_adopted(workbook: Workbook, added: Added, words: Catalogue) -> Iterator[Finding]:
    """Yield a warning for each cell that was written beside the answers or over a formula; one for all where a sheet has many.

    A sheet has many where its labels were translated. One without any formula was saved by a program that keeps none, whoever typed.
    """
    for sheet in workbook.sheets:
        for code, cells in (("stray_text", added.beside), ("over_formula", added.over)):
            here = [cell[1:] for cell in cells if cell.sheet == sheet.name]
            together = len(here) >= _MANY or (code == "over_formula" and len(here) > _NAMED and not sheet.formulas)
            yield from (many(code, words, sheet, here),) if together else (_single(code, words, sheet, at) for at in here)


def many(code: str, words: Catalogue, sheet: Sheet, here: Sequence[Position]) -> Finding:
    """Return one warning for many cells of a sheet."""
    cells = ", ".join(a1(*at) for at in here[:_NAMED])
    said = words.tell(_TOGETHER[code], number=len(here), value=shortened(as_text(sheet.cells[here[0]])), cells=f"{cells} …")
    return Finding(code=code, severity=Severity.WARNING, message=said.message, remedy=said.remedy, sheet=sheet.name, cell=a1(*here[0]))


def _single(code: str, words: Catalogue, sheet: Sheet, at: Position, sentence: str = "") -> Finding:
    said = words.tell(sentence or code, value=shortened(as_text(sheet.cells[at])))
    return Finding(code=code, severity=Severity.WARNING, message=said.message, remedy=said.remedy, sheet=sheet.name, cell=a1(*at))


def _on_sheet(questionnaire: Questionnaire, sheet: Sheet, locations: Locations, rows: set[int], headings: frozenset[str]) -> list[Position]:
    columns, keys = locations.columns.get(sheet.name), locations.key_columns.get(sheet.name)
    if not columns:
        return []
    found = _beside_no_question(sheet, columns, rows, headings)
    if sheet.name in locations.unheaded:
        # What stands where a heading is gone is told as that.
        first = min(rows, default=0)
        found = [at for at in found if at[0] > first]
    found = _beside_no_calculation(questionnaire, sheet, found, keys) if found else found
    return found + _between(sheet, columns, rows, keys) if sheet.name in locations.headed else found


def _beside_no_question(sheet: Sheet, columns: frozenset[int], rows: set[int], headings: frozenset[str]) -> list[Position]:
    """Return the cells of the answer columns that stand beside no question, but for the headings."""
    beside = [at for at in sheet.cells if at[1] in columns and at[0] not in rows]
    return sorted(at for at in beside if not is_blank(sheet.cells[at]) and as_text(sheet.cells[at]) not in headings)


def _beside_no_figure(sheet: Sheet, columns: set[int], rows: set[int], locations: Locations) -> list[Position]:
    """Return the cells of the columns for flags and notes in the rows of questions that have none."""
    held = {spot.cell[1:] for spot in locations.spots.values() if columns and spot.cell.sheet == sheet.name}
    return sorted(at for at in sheet.cells if at[1] in columns and at[0] in rows and at not in held and not is_blank(sheet.cells[at]))


def _between(sheet: Sheet, columns: frozenset[int], rows: set[int], keys: int | None) -> list[Position]:
    """Return the cells of a matrix in a column among its own that has none of the headings, as that of a year which was added."""
    end = keys - 1 if keys else max(columns)  # Before the keys stands the help.
    added = set(range(min(columns), end)) - columns
    return sorted(at for at in sheet.cells if at[1] in added and at[0] in rows and not is_blank(sheet.cells[at]))


def _beside_no_calculation(questionnaire: Questionnaire, sheet: Sheet, found: list[Position], keys: int | None) -> list[Position]:
    """Return the cells that are not in the row of a calculation, which has a key that takes no answer, or else its label."""
    labels = {fold(label) for question in questionnaire.questions if question.calculation for label in question.label.values()}
    wanted = {row for row, _ in found}
    worked_out = {
        row
        for (row, column), value in sheet.cells.items()
        if row in wanted and isinstance(value, str) and (value.startswith(_KEY_PREFIX) if column == keys else fold(value) in labels)
    }
    return [at for at in found if at[0] not in worked_out]
