"""What the script for Stata does, as far as it can be seen where there is no Stata."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from exports.dataset import Cell, ColumnKind, DataColumn, Gap, with_companions
from exports.words import label_of
from questionnaire.definition import Choice, QuestionType
from tests.exports import stata
from tests.exports.sample import FORM, dataset, question, row, written


def test_what_stata_would_read_by_its_script_is_every_cell_and_label(tmp_path: Path) -> None:
    """Each line is a command whose meaning the manual tells, and what they come to is what was exported."""
    made = dataset()
    written("csv", made, tmp_path)
    saved = stata.run((tmp_path / "study-load.do").read_text(encoding="utf-8"), tmp_path)
    for table in map(with_companions, made.tables):
        frame = saved[made.file(table, "dta")]
        assert [*frame.columns] == [column.name for column in table.columns]
        rows = list(table.rows())
        for place, column in enumerate(table.columns):
            assert frame.columns[column.name] == [_seen(row[place], column) for row in rows], column.name
            assert frame.labels[column.name] == " ".join(label_of(column.label, "en")[:80].split())
            wanted = {str(code.number) for code in column.codes} | {f".{chr(ord('a') + gap.place)}" for gap in column.missing}
            assert {*frame.values.get(column.name, {})} == wanted


def test_a_code_that_reads_as_the_number_of_another_is_not_taken_for_it(tmp_path: Path) -> None:
    """The first has the number 1, since it is called by none, and the second is called 1."""
    choices = (Choice("x", {"en": "X"}), Choice("1", {"en": "One"}))
    form = replace(FORM, questions=(question("q", QuestionType.SELECT_ONE, choices=choices),), repeats=())
    written("csv", dataset([row(0, {"q": "x"}), row(1, {"q": "1"})], form), tmp_path)
    saved = stata.run((tmp_path / "study-load.do").read_text(encoding="utf-8"), tmp_path)["study-answers.dta"]
    assert [saved.values["q"][f"{number:g}"] for number in saved.columns["q"] if isinstance(number, float | int)] == ["X", "One"]


def _seen(cell: Cell, column: DataColumn) -> object:
    if isinstance(cell, Gap):
        return f".{chr(ord('a') + cell.place)}"
    if cell is None:
        return "" if column.kind is ColumnKind.TEXT else "."
    return {code.name: code.number for code in column.codes}.get(cell, cell) if isinstance(cell, str) else cell
