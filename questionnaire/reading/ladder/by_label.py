"""The rung of labels: the answer cells beside the label of a question or a choice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from questionnaire.layout import LABEL, Layout, Slot
from questionnaire.reading.ladder.claims import Claims, gathered
from questionnaire.reading.ladder.evidence import SheetEvidence, headed
from questionnaire.reading.ladder.expected import Expected, LabelledRow
from workbooks.cells import Cell


def by_label(layout: Layout, expected: Expected, evidence: Sequence[SheetEvidence]) -> Claims:
    """Return the answer cells beside the labels.

    A label that two questions of one sheet share is no anchor; one that two sheets share counts where it is seen which of them it is. A
    choice's counts below its question's. The row of a select_multiple itself is there too, so that a cell in it can be nobody's.
    """
    return gathered(hit for seen in evidence for hit in _anchored(layout, expected, seen))


def _anchored(layout: Layout, expected: Expected, seen: SheetEvidence) -> Iterator[tuple[str, Cell]]:
    question = ""
    for (row, label), text in sorted(seen.labels.items()):
        choice = expected.choices.get((question, text))
        slots: tuple[Slot, ...] = (choice,) if choice else ()
        if choice is None and text in expected.titles:
            question, slots = _row(expected, seen, text) or LabelledRow("", ())
            if question and not slots:
                yield f"{question}:", Cell(seen.sheet, row, _beside(layout.by_item[question][0], layout, seen, label)[0])
        for slot in slots:
            yield from ((slot.key, Cell(seen.sheet, row, column)) for column in _beside(slot, layout, seen, label))


def _row(expected: Expected, seen: SheetEvidence, text: str) -> LabelledRow | None:
    """Return the row that a label is for on this sheet."""
    rows = expected.titles.get(text, {})
    if len(rows) == 1:
        return next(iter(rows.values()))
    here = [sheet for sheet in rows if sheet in seen.shows]
    if len(here) == 1:
        return rows[here[0]]
    return None if seen.shows else rows.get(seen.sheet)


def _beside(slot: Slot, layout: Layout, seen: SheetEvidence, label: int) -> tuple[int, ...]:
    """Return the columns of a slot in a row whose label stands in the column `label`; of a matrix none where its heading is not found."""
    found = headed(slot, layout, seen)
    if found or slot.heading:
        return found
    return (slot.column + label - LABEL,)
