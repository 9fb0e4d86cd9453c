"""How much of workbooks with their truth beside them is found: `python -m tests.adopt.written FOLDER [--why] [--back]`.

For each NAME.xlsx of the folder NAME.json says which cells ask ("cells", each with its type and label), which tables grow ("tables"), and
which tempting cells do not ask ("not_asked"). Cells of tables are neither asked for nor extra; a table is found where nearly all of its
cells beneath headings are. A label is right if most words of the shorter of the two are in both: the title of a part is said apart. With
`--why` what is missed and extra is named, with `--back` a copy of each is filled and read back.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from languages.likeness import words_of
from questionnaire.adopt import Sureness, adopt
from questionnaire.adopt.values import Adopted
from questionnaire.designed.page import SeenSheet
from tests.adopt.making import Sample
from tests.adopt.returned import by_openpyxl, compared, filling, reading_of, sent
from tests.adopt.score import cells
from workbooks.anatomy import Anatomy, anatomy, areas_of, cells_of
from workbooks.cells import Position, a1

_NEARLY = 0.9  # Of the cells of a table so large a share is found where it is.
_LABEL = 0.5  # Of the words of the shorter of two labels so large a share is in both, if they say the same.
# What a type may be called that takes every answer of the true one.
_TYPES = {"integer": {"integer", "decimal"}, "percent": {"decimal", "integer"}, "tick": {"select_one", "tick"}}

_Cell = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Written:
    """A workbook with its truth: the cells that ask with type and label, those of each table, and those that tempt."""

    name: str
    data: bytes
    cells: Mapping[_Cell, tuple[str, str]]
    tables: tuple[frozenset[_Cell], ...]
    in_tables: frozenset[_Cell]
    tempting: frozenset[_Cell]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What became of one workbook, in figures, and which cells were missed and which are extra."""

    asked: int
    found: int
    extra: int
    tempted: int
    sure: int
    right: int
    tables: int
    of_tables: int
    typed: int
    labelled: int
    missed: tuple[_Cell, ...]
    more: tuple[_Cell, ...]


def written(folder: Path) -> Iterator[Written]:
    """Yield the workbooks of a folder that have their truth beside them."""
    for path in sorted(folder.glob("*.json")):
        if path.with_suffix(".xlsx").exists():
            yield truth_of(path.stem, path.with_suffix(".xlsx").read_bytes(), json.loads(path.read_text(encoding="utf-8")))


def truth_of(name: str, data: bytes, said: Mapping[str, Any]) -> Written:
    """Return a workbook with what its truth says of it."""
    book = anatomy(data)
    return Written(
        name=name,
        data=data,
        cells={(sheet, at): (one["type"], one["label"]) for sheet, those in said["cells"].items() for at, one in those.items()},
        tables=tuple(frozenset(_headed(book, one["sheet"], one["header"], one["rows"])) for one in said["tables"]),
        in_tables=frozenset((one["sheet"], a1(*at)) for one in said["tables"] for at in _open(book, one["sheet"], one["rows"])),
        tempting=frozenset((sheet, at) for sheet, those in said["not_asked"].items() for at in those),
    )


def _headed(book: Anatomy, sheet: str, header: str, rows: str) -> Iterator[_Cell]:
    """Yield the cells of a table that stand beneath a heading."""
    page = SeenSheet(book.by_name[sheet.casefold()])
    headed = {column for area in areas_of(header) for row, column in cells_of(area) if page.text((row, column))}
    yield from ((sheet, a1(*at)) for at in _open(book, sheet, rows) if at[1] in headed)


def _open(book: Anatomy, sheet: str, rows: str) -> Iterator[Position]:
    page = book.by_name[sheet.casefold()]
    for area in areas_of(rows):
        yield from (at for at in cells_of(area) if page.anchors.get(at, at) == at and at not in page.formulas)


def figures(one: Written) -> Figures:
    """Adopt a workbook and compare."""
    seen = dict(cells(_adopted(one)))
    known, grown = one.cells, one.in_tables
    sure = right = typed = labelled = 0
    for at, (label, kind, label_guess, kind_guess, cell_guess) in seen.items():
        truth = known.get(at)
        claims = [(cell_guess, truth is not None or at in grown)]
        if truth:
            is_typed, is_labelled = kind in _TYPES.get(truth[0], {truth[0]}), _is_like(label, truth[1])
            typed += is_typed
            labelled += is_labelled
            claims += [(kind_guess, is_typed), (label_guess, is_labelled)]
        sure += sum(guess is Sureness.SURE for guess, _ in claims)
        right += sum(guess is Sureness.SURE and so for guess, so in claims)
    more = seen.keys() - known.keys() - grown
    return Figures(
        asked=len(known),
        found=len(seen.keys() & known.keys()),
        extra=len(more),
        tempted=len(more & one.tempting),
        sure=sure,
        right=right,
        tables=sum(len(seen.keys() & table) >= len(table) * _NEARLY for table in one.tables),
        of_tables=len(one.tables),
        typed=typed,
        labelled=labelled,
        missed=tuple(sorted(known.keys() - seen.keys())),
        more=tuple(sorted(more)),
    )


def _adopted(one: Written) -> Adopted:
    return adopt(one.data, f"{one.name}.xlsx")


def _is_like(label: str, truth: str) -> bool:
    wanted, said = set(words_of(truth)), set(words_of(label))
    return len(wanted & said) >= max(1, min(len(wanted), len(said)) * _LABEL)


def _line(name: str, got: Figures) -> str:
    share = got.found / max(1, got.asked)
    return (
        f"{name:36}{got.found:5}/{got.asked:4}{share:8.1%}{got.extra:6} ({got.tempted:3}){got.right:6}/{got.sure:4}"
        f"{got.tables:4}/{got.of_tables:2}{got.typed:6}{got.labelled:6}"
    )


def _back(one: Written) -> str:
    """Return what becomes of a copy that is filled and read back."""
    copy = sent(Sample(one.name, one.data, {}))
    typed, wanted = filling(copy)
    got = compared(reading_of(copy, by_openpyxl(copy.copy, typed)), wanted)
    return f"{got.right:6}/{got.answers:4} read right, {got.told} told, {len(got.wrong)} wrong"


def main(folder: Path, *, why: bool, back: bool) -> None:
    """Print a line a workbook, and the sums."""
    sys.stdout.write(
        f"{'workbook':36}{'found':>10}{'':8}{'extra (tempted)':>12}{'sure right':>11}{'tables':>7}{'typed':>6}{'labelled':>9}\n"
    )
    every = list[Figures]()
    for one in written(folder):
        got = figures(one)
        every.append(got)
        sys.stdout.write(f"{_line(one.name, got)}{_back(one) if back else ''}\n")
        if why:
            for title, those in (("missed", got.missed), ("extra", got.more)):
                sys.stdout.write(f"    {title}: {' '.join(f'{sheet}!{at}' for sheet, at in those)}\n" if those else "")
    sums = {
        name: sum(getattr(got, name) for got in every)
        for name in ("asked", "found", "extra", "tempted", "sure", "right", "tables", "of_tables", "typed", "labelled")
    }
    sys.stdout.write(f"{_line('all', Figures(**sums, missed=(), more=()))}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), why="--why" in sys.argv, back="--back" in sys.argv)
