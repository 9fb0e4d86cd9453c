"""What is seen of the form on each sheet of a workbook: its keys, its labels and the headings of its columns of answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from questionnaire.layout import Layout, Slot
from questionnaire.reading.ladder.expected import Expected
from questionnaire.reading.values.folding import as_text, fold
from workbooks.cells import CellValue, Position, Sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetEvidence:
    """What is seen of the form on one sheet of a workbook.

    `keys` are the anchors and `labels` the labels as printed, by position, each in one column; `headed` are the columns by the text above
    them, `above` all that have anything there; `shows` are the sheets of the layout of which there is anything.
    """

    sheet: str
    keys: Mapping[Position, str]
    labels: Mapping[Position, str]
    headed: Mapping[str, tuple[int, ...]]
    shows: frozenset[str]
    above: frozenset[int]

    @property
    def key_column(self) -> int | None:
        """Return the column in which the keys stand, if there are any."""
        return next((column for _, column in self.keys), None)


def evidence_on(sheets: Iterable[Sheet], expected: Expected) -> tuple[SheetEvidence, ...]:
    """Return what is seen on each sheet."""
    return tuple(_evidence(sheet, expected) for sheet in sheets)


def _evidence(sheet: Sheet, expected: Expected) -> SheetEvidence:
    texts = {position: value for position, value in sheet.cells.items() if isinstance(value, str)}
    keys = _in_one_column(texts, expected.key_columns.__contains__)
    labels = _labels(texts, expected)
    below = min((row for row, _ in (*keys, *labels)), default=None)
    headed: dict[str, list[int]] = {}
    # What stands beside or below the first question is no heading, but perhaps an answer that reads like one.
    above = [(position, value) for position, value in sheet.cells.items() if position[0] < below] if below else []
    for (_, column), value in above:
        if text := _heading(value, expected):
            headed.setdefault(text, []).append(column)
    by_text = {text: tuple(columns) for text, columns in headed.items()}
    return SheetEvidence(
        sheet=sheet.name,
        keys=keys,
        labels=labels,
        headed=by_text,
        shows=_shown(keys, labels, expected),
        above=frozenset(column for (_, column), _ in above),
    )


def _labels(texts: Mapping[Position, str], expected: Expected) -> Mapping[Position, str]:
    """Return the labels of questions and choices as printed, by position.

    Where some are not found so, those count that differ in case, accents or spaces only.
    """
    choices = {text for _, text in expected.choices}
    exact = {position: text for position, text in texts.items() if text in expected.titles or text in choices}
    if expected.titles.keys() <= set(exact.values()):
        return _in_one_column(exact, lambda _: True)
    found = dict(exact)
    for position, text in texts.items():
        if position not in exact and (folded := fold(text)):
            label = expected.folded.get(folded) or (folded if folded in choices else "")
            if label:
                found[position] = label
    return _in_one_column(found, lambda _: True)


def _heading(value: CellValue, expected: Expected) -> str:
    """Return the heading that a cell shows, a year among them, which many a program makes a number; "" where it shows none."""
    if isinstance(value, str):
        return value if value in expected.headings else expected.folded_headings.get(fold(value), "")
    text = as_text(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""
    return text if text in expected.headings else ""


def _shown(keys: Mapping[Position, str], labels: Mapping[Position, str], expected: Expected) -> frozenset[str]:
    """Return the sheets of the layout of which a sheet has keys, or labels that no other sheet has."""
    by_key = {expected.sheet_of[anchor] for anchor in keys.values()}
    return frozenset(by_key | {sheet for text in labels.values() if len(rows := expected.titles.get(text, {})) == 1 for sheet in rows})


def headed(slot: Slot, layout: Layout, seen: SheetEvidence) -> tuple[int, ...]:
    """Return the columns whose heading on a sheet is that of a slot."""
    return seen.headed.get(slot.heading or layout.heading, ())


def _in_one_column(cells: Mapping[Position, str], wanted: Callable[[str], bool]) -> dict[Position, str]:
    """Return the wanted texts of the column that has most of them, so that an answer which looks like a label is not taken for one."""
    hits = {position: text for position, text in cells.items() if wanted(text)}
    columns = Counter(column for _, column in hits)
    if len(columns) < 2:
        return hits
    most = columns.most_common(1)[0][0]
    return {position: text for position, text in hits.items() if position[1] == most}
