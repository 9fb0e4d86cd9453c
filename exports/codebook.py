"""The codebook: a row for every column of every table, with all that its reader must know."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from exports.answers import RESERVED, label_of, tables
from exports.dataset import ColumnKind, DataColumn, Dataset, DataTable, Gap, with_companions
from exports.naming import ColumnNames
from exports.seen import SeenAnswers
from questionnaire.definition import Questionnaire, in_language

_TYPES = {
    ColumnKind.NUMBER: "number",
    ColumnKind.CODE: "code",
    ColumnKind.FLAG: "1 chosen, 0 not",
    ColumnKind.TEXT: "text",
    ColumnKind.DATE: "date",
    ColumnKind.INSTANT: "instant, UTC",
}
_FORM = ("number", "section", "repeat", "type", "required", "relevant", "constraint", "calculation")


def codebook(dataset: Dataset) -> tuple[list[str], list[list[str]]]:
    """Return the header and the rows: the variable, its table, key and kind, the form's expressions, and its texts in every language."""
    languages = dataset.languages
    texts = [f"{what}::{one}" for what in ("label", "choices", "unit") for one in languages]
    header = ["variable", "table", "key", "kind", *_FORM, "codes", "missing", *texts]
    return header, [list(row) for table in dataset.tables for row in _rows(with_companions(table), languages)]


def _rows(table: DataTable, languages: tuple[str, ...]) -> Iterator[Iterator[str]]:
    for column in table.columns:
        yield iter(
            [
                column.name,
                table.name,
                column.key,
                _TYPES[column.kind],
                *(column.explained.get(heading, "") for heading in _FORM),
                "\n".join(f"{code.number}={code.name}" for code in column.codes),
                "\n".join(f"{number}={gap.name}" for gap, number in column.missing.items()),
                *(label_of(column.label, one) for one in languages),
                *(choices(column, one) for one in languages),
                *(column.explained.get(f"unit::{one}", "") for one in languages),
            ]
        )


def choices(column: DataColumn, language: str) -> str:
    """Return what the codes of a column mean, a line a code."""
    if column.kind is ColumnKind.FLAG:
        return "1=✓, 0=–"
    return "\n".join(f"{code.name}={label_of(code.label, language)}" for code in column.codes) or column.explained.get("choices", "")


def labelled_gaps(column: DataColumn) -> dict[int, str]:
    """Return what people see for the numbers of a column's gaps."""
    return {number: gap.label for gap, number in column.missing.items()}


def moved(dataset: Dataset) -> Iterator[str]:
    """Yield a sentence for each column whose missing codes are not the usual ones, since a real value reaches those."""
    for table in dataset.tables:
        for column in table.columns:
            lowest: dict[Gap, int] = {gap: number for gap, number in column.missing.items() if gap.place == 0 and number != -99}
            for number in lowest.values():
                yield f"{column.name}: a real value reaches -99, so its missing codes begin at {number}."


def of_form(questionnaire: Questionnaire) -> Dataset:
    """Return the tables that the answers to a form will have, without a row."""
    made = tables(questionnaire, ColumnNames({}, RESERVED), SeenAnswers(long=frozenset()), lambda: (), count=0, widths={})
    return Dataset(
        study_id=questionnaire.id,
        title=in_language(questionnaire.title, questionnaire.languages[0], questionnaire.languages),
        languages=questionnaire.languages,
        zone="UTC",
        version=questionnaire.version,
        as_of=datetime(2000, 1, 1, tzinfo=UTC),
        gaps=(),
        tables=made,
    )
