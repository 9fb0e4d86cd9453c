"""The codebook: a row for every column of every table, with all that its reader must know."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from exports.answers import tables
from exports.dataset import ColumnKind, DataColumn, Dataset, DataTable, Gap, with_companions
from exports.fixed import RESERVED
from exports.naming import ColumnNames
from exports.seen_answers import SeenAnswers
from exports.words import label_of
from questionnaire.definition import Questionnaire, in_language
from questionnaire.items import key_of
from questionnaire.versions.union import Union

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
    header = ["variable", "table", "key", "kind", *_FORM, "codes", "missing", *texts, "versions", "called"]
    versions = _versions(dataset.union) if dataset.union else ()
    return header, [row for table in dataset.tables for row in _rows(with_companions(table), languages, dataset.union, versions)]


def _rows(table: DataTable, languages: tuple[str, ...], union: Union | None, versions: Sequence[_InVersion]) -> Iterator[list[str]]:
    for column in table.columns:
        own, said = [column.name, table.name, column.key, _TYPES[column.kind]], _explained(column, languages)
        told = [*said[: len(_FORM)], *_numbers(column), *said[len(_FORM) :]]
        yield [*own, *told, "", ""]
        if union and column.missing and not column.companion_of:  # Only answers have gaps.
            for numbers, called, then in _then(column, said, languages, union, versions):
                yield [*own, *then[: len(_FORM)], "", "", *then[len(_FORM) :], numbers, called]


def _numbers(column: DataColumn) -> tuple[str, str]:
    codes = "\n".join(f"{code.number}={code.name}" for code in column.codes)
    return codes, "\n".join(f"{number}={gap.name}" for gap, number in column.missing.items())


def _explained(column: DataColumn, languages: tuple[str, ...]) -> list[str]:
    """Return what the form says of a column: its expressions, and its texts in every language."""
    return [
        *(column.explained.get(heading, "") for heading in _FORM),
        *(label_of(column.label, one) for one in languages),
        *(choices(column, one) for one in languages),
        *(column.explained.get(f"unit::{one}", "") for one in languages),
    ]


class _InVersion(NamedTuple):
    """The columns of one version as it was, by what they hold."""

    number: int
    columns: Mapping[str, DataColumn]


def _versions(union: Union) -> tuple[_InVersion, ...]:
    made = ((one.number, of_form(one.questionnaire).tables) for one in union.versions)
    return tuple(_InVersion(number, {column.key: column for table in tables_ for column in table.columns}) for number, tables_ in made)


def _then(
    column: DataColumn, said: list[str], languages: tuple[str, ...], union: Union, versions: Sequence[_InVersion]
) -> Iterator[tuple[str, str, list[str]]]:
    """Yield the versions that asked for a column, what it was called there, and what was said of it; nothing where all say the same."""
    name, _, code = column.key.partition("/")
    question = union.questionnaire.by_name[name]
    # Every column of a matrix is asked alike: one stands for all.
    matrix = next((one for one in union.questionnaire.repeats if one.name == question.repeat and one.instances), None)
    key = key_of(question, matrix.instances[0].name if matrix else "")
    found: dict[str, tuple[list[str], str, list[str]]] = {}
    for version in versions:
        then = union.as_it_was(version.number, key, code)
        called = (f"{then.item.question.name}/{then.choice.name}" if then.choice else then.item.question.name) if then else ""
        if was := version.columns.get(called):
            told = _explained(was, languages)
            found.setdefault(repr((called, told)), ([], called, told))[0].append(str(version.number))
    same = [(column.key, said)] == [(called, told) for _, called, told in found.values()]
    if not same or sum(len(numbers) for numbers, _, _ in found.values()) < len(versions):
        yield from ((" ".join(numbers), called, told) for numbers, called, told in found.values())


def choices(column: DataColumn, language: str) -> str:
    """Return what the codes of a column mean, a line a code."""
    if column.kind is ColumnKind.FLAG:
        return "1=✓, 0=–"
    return "\n".join(f"{code.name}={label_of(code.label, language)}" for code in column.codes) or column.explained.get("choices", "")


def labelled_gaps(column: DataColumn, language: str) -> dict[int, str]:
    """Return what people see for the numbers of a column's gaps."""
    return {number: label_of(gap.label, language) for gap, number in column.missing.items()}


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
