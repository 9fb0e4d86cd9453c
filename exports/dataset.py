"""What is exported, as every format sees it: tables of columns, whose rows come as a stream.

A cell is a value of its column's kind, a Gap where an answer has none, or None where there is no answer that could have one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import BinaryIO

from exports.words import around
from questionnaire.definition import Text
from questionnaire.versions.union import Union


class ColumnKind(StrEnum):
    """What the cells of a column are."""

    NUMBER = "number"
    CODE = "code"  # One of `codes`: a cell is the name of it.
    FLAG = "flag"  # A choice of several: 1 chosen, 0 not.
    TEXT = "text"
    DATE = "date"
    INSTANT = "instant"  # Aware, in UTC.


@dataclass(frozen=True, slots=True)
class Gap:
    """Why a cell has no value. `place` counts the gaps of a study from 0, the same way for ever; `label` is what people see."""

    name: str
    place: int
    label: Text = field(compare=False)


@dataclass(frozen=True, slots=True)
class ChoiceCode:
    """One code of a column: what the form calls it, the number that stands for it where only numbers can, and what people see."""

    name: str
    number: int
    label: Text


Cell = None | Gap | str | int | float | date | datetime
Explained = Mapping[str, str]  # What a codebook says of a column, by its own headings.


@dataclass(frozen=True, slots=True, kw_only=True)
class DataColumn:
    """One column. `key` is what it holds: the key of an item, of a choice (`question/choice`), or its own name.

    `missing` says the number that stands for each gap, in the formats that hold them in the column itself; a column without has none.
    `companion_of` names the column whose gaps this one tells. `width` is how many bytes its longest text takes in UTF-8.
    `named` is what people read in place of each of its texts, where these are names of the form.
    """

    name: str
    key: str
    kind: ColumnKind
    label: Text
    codes: tuple[ChoiceCode, ...] = ()
    missing: Mapping[Gap, int] = field(default_factory=dict)
    companion_of: str = ""
    width: int = 0
    whole: bool = False  # Its numbers are whole ones.
    explained: Explained = field(default_factory=dict)
    named: Mapping[str, Text] = field(default_factory=dict)

    @property
    def numeric(self) -> bool:
        """Say whether a gap can stand in the column itself, as a number."""
        return self.kind in {ColumnKind.NUMBER, ColumnKind.CODE, ColumnKind.FLAG}


@dataclass(frozen=True, slots=True, kw_only=True)
class DataTable:
    """One table. `rows` gives its rows anew each time, in the same order, and holds a bounded number of them in memory."""

    name: str
    label: str
    columns: tuple[DataColumn, ...]
    rows: Callable[[], Iterable[Sequence[Cell]]]
    keys: tuple[str, ...] = ()  # The columns that tell its rows apart.
    count: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnexFile:
    """A file that came beside workbooks; `open` gives its bytes. `missing` says why these are no longer there, or is "".

    `questions` are the keys of the answers that it is the file of; `guessed` says that none of them names it.
    """

    organisation: str
    reference: str
    message: int
    received_at: datetime
    name: str
    sha256: str
    size: int
    kind: str
    open: Callable[[], BinaryIO]
    missing: str = ""
    questions: tuple[str, ...] = ()
    guessed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AwaitedFile:
    """A file that an answer names and that has not come: `question` is the key of the answer, `name` what is written there."""

    organisation: str
    reference: str
    question: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fieldwork:
    """How a study was collected: its first and last day, and AAPOR's outcome rates as (name, numerator, denominator)."""

    first: date | None
    last: date
    rates: tuple[tuple[str, float, float | None], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """The tables of a study, the first of which has a row an organisation. `as_of` is when its newest datum came: no file is dated later.

    `gaps` are those that the study's answers can have, `zone` is where the study is at home, `version` the form's.
    """

    study_id: str
    title: str
    languages: tuple[str, ...]
    zone: str
    version: str
    as_of: datetime
    gaps: tuple[Gap, ...]
    tables: tuple[DataTable, ...]
    warnings: tuple[str, ...] = ()
    annexes: Callable[[], Iterable[AnnexFile | AwaitedFile]] = tuple
    fieldwork: Fieldwork | None = None
    union: Union | None = None  # All versions of the questionnaire, where these are what is exported.

    def file(self, table: DataTable, ending: str) -> str:
        """Return the name of a table's file."""
        return f"{self.study_id}-{table.name}.{ending}"


def companion(column: DataColumn) -> DataColumn:
    """Return the column that tells why another has no value: blank where it has one."""
    codes = tuple(ChoiceCode(gap.name, number, gap.label) for gap, number in column.missing.items())
    return DataColumn(
        name=f"{column.name}_m",
        key=column.key,
        kind=ColumnKind.CODE,
        label=around("why", column.label),
        codes=codes,
        companion_of=column.name,
    )


def with_companions(table: DataTable, *, everywhere: bool = False) -> DataTable:
    """Return a table in which a column that cannot hold its gaps, or `everywhere` one that has any, is followed by its companion."""
    followed = [one.missing and (everywhere or not one.numeric) for one in table.columns]
    columns = tuple(
        each
        for one, has in zip(table.columns, followed, strict=True)
        for each in ((replace(one, missing={}), companion(one)) if has else (one,))
    )

    def rows() -> Iterator[list[Cell]]:
        for row in table.rows():
            made: list[Cell] = []
            for cell, has in zip(row, followed, strict=True):
                if not has:
                    made.append(cell)
                elif type(cell) is Gap:
                    made += (None, cell.name)
                else:
                    made += (cell, None)
            yield made

    return replace(table, columns=columns, rows=rows)
