"""What stands in the rows of questions and was not read: remarks right of the answers, and texts in place of printed ones left of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cached_property

from domain.finding import Finding, Severity
from questionnaire import checks
from questionnaire.checks.subject import shortened
from questionnaire.definition import Question
from questionnaire.items import item_of
from questionnaire.layout import Layout
from questionnaire.reading.answers.extract import Extraction
from questionnaire.reading.answers.strays import Stray, printed_texts
from questionnaire.reading.findings.unplaced import many
from questionnaire.reading.values.folding import as_text, fold
from workbooks.cells import Cell, Sheet, a1

_SEVERAL = 3  # Of more texts in one column is told together.


def remarks(subject: checks.CheckSubject, extracted: Extraction, sheets: Mapping[str, Sheet], layout: Layout) -> Iterator[Finding]:
    """Yield what else stands beside answers; of many texts in one column together, as of labels that were translated."""
    if not extracted.misplaced.remarks:
        return
    columns: dict[tuple[str, int], list[Stray]] = {}
    printed = _Printed(subject, extracted, layout)
    for stray in extracted.misplaced.remarks:
        if not printed.is_left(stray) or printed.is_changed(stray):
            columns.setdefault((stray.cell.sheet, stray.cell.column), []).append(stray)
    for (sheet, _), those in columns.items():
        texts = [stray for stray in those if isinstance(stray.value, str)]
        if len(texts) > _SEVERAL:
            yield many("stray_text", subject.catalogue, sheets[sheet], [stray.cell[1:] for stray in texts])
        for stray in those if len(texts) <= _SEVERAL else (one for one in those if not isinstance(one.value, str)):
            yield printed.changed(stray) if printed.is_left(stray) else _beside(subject, stray)


def _beside(subject: checks.CheckSubject, stray: Stray) -> Finding:
    said = subject.catalogue.tell("stray_beside", value=shortened(as_text(stray.said)))
    sheet, row, column = stray.cell
    return Finding(
        code="stray_text", severity=Severity.WARNING, message=said.message, remedy=said.remedy, sheet=sheet, cell=a1(row, column)
    )


class _Printed:
    """What is printed left of the answers."""

    def __init__(self, subject: checks.CheckSubject, extracted: Extraction, layout: Layout) -> None:
        self._subject, self._locations, self._keys = subject, extracted.locations, dict[tuple[str, int], str]()
        for slot in layout.slots:
            if (spot := extracted.locations.spots.get(slot.key)) and (slot.item or slot.question) in extracted.answers:
                self._keys.setdefault(spot.cell[:2], slot.item or slot.question)

    def is_left(self, stray: Stray) -> bool:
        """Say whether it stands where labels and numbers do, so that it is most likely an edited one."""
        return stray.cell.column < min(self._locations.columns[stray.cell.sheet])

    def is_changed(self, stray: Stray) -> bool:
        """Say whether it says something else than what may be printed there: a label that shows other answers says what these are."""
        question = self._question(stray.cell)
        return question is not None and not question.mentions and fold(as_text(stray.value)) not in self._shown

    @cached_property
    def _shown(self) -> frozenset[str]:
        return frozenset(map(fold, printed_texts(self._subject.questionnaire).texts))

    def changed(self, stray: Stray) -> Finding:
        """Return what is told of it, at its own cell."""
        item = item_of(self._subject.questionnaire, self._keys[stray.cell[:2]])
        said = self._subject.finding("label_changed", Severity.WARNING, item, "label_changed", value=shortened(as_text(stray.value)))
        return replace(said, sheet=stray.cell.sheet, cell=a1(*stray.cell[1:]))

    def _question(self, cell: Cell) -> Question | None:
        key = self._keys.get(cell[:2])
        return item_of(self._subject.questionnaire, key).question if key else None
