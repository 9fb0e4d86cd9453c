"""What is written into a form for a newer edition of its workbook: the places of its questions, and rows for what is asked besides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from exports.edited import PutIn, SheetEdits
from questionnaire.adopt import Adopted, FoundQuestion, FoundRepeat, Sureness, additions
from questionnaire.adopt.names import Taken
from questionnaire.definition import Question, Questionnaire
from questionnaire.renewal import Renewal
from questionnaire.xlsform.file import Grid
from questionnaire.xlsform.headers import TRANSLATED, header
from questionnaire.xlsform.languages import language_code
from workbooks.cells import Cell

_LINES = ("excel::rows", "excel::key", "excel::header")
_Item = FoundQuestion | FoundRepeat


@dataclass(frozen=True)
class FormEdits:
    """What is written into the sheets of a form, `grids`, for a newer edition of its workbook."""

    form: Questionnaire
    found: Adopted
    renewal: Renewal
    grids: Mapping[str, Grid]

    def all(self) -> tuple[dict[str, SheetEdits], dict[str, str]]:
        """Return what is written into each sheet, and the names that what came has got."""
        choices = self.grids.get("choices", {})
        lists = {text for cells in choices.values() for text in cells.values()}
        items, names = self._named(list(_came(self.found, self.renewal.came)))
        rows, listed = additions(self.found, items, lists)
        headers = self._headers("survey")
        rows = [[{headers.get(_key(one), one): text for one, text in row.items()} for row in those] for those in rows]
        label = next((text for (base, _), text in headers.items() if base == "label"), "label")
        put_in = [PutIn(*self._place(item, those, label)) for item, those in zip(items, rows, strict=True)]
        made = {
            "survey": SheetEdits(texts=dict(self._texts()), put_in=_joined(put_in)),
            "settings": SheetEdits(texts={self._top("settings") + 1: self._settings()}),
        }
        if listed:
            spelt = self._headers("choices")
            columns = [spelt.get(_key(one), one) for one in ("list_name", "name", f"label::{self.found.language}")]
            more = [dict(zip(columns, row, strict=True)) for row in listed]
            made["choices"] = SheetEdits(put_in=[PutIn(max(choices, default=1), more)])
        return made, names

    def _headers(self, sheet: str) -> dict[tuple[str, str], str]:
        """Return the headers of a sheet as a person wrote them, by what they name."""
        written = next((cells for cells in self.grids.get(sheet, {}).values() if len(cells) > 1), {})
        return {_key(text, self.form.languages[0]): text for text in written.values()}

    def _top(self, sheet: str) -> int:
        """Return the row of a sheet's headers."""
        rows = self.grids.get(sheet, {})
        return next((row for row, cells in rows.items() if len(cells) > 1), min(rows, default=1))

    def _settings(self) -> dict[str, str]:
        file = f"{self.found.file} sha256:{self.found.sha256}"
        return {"excel::workbook": file, "excel::stamp": self.renewal.stamp}

    def _texts(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Yield what stands in the rows of the form now: places; of what is gone, that it is not read."""
        for question in self.form.answerable:
            written = self.renewal.written.get(question.name)
            guess = {"excel::guess_cell": Sureness.NEEDS_YOU.value} if question.name in self.renewal.guessed else {}
            yield question.place.row, {"excel::cell": written, **guess} if written else {"disabled": "yes"}
        for repeat in self.form.repeats:
            lines = self.renewal.lines.get(repeat.name)
            ends = (repeat.place.row, self._end(repeat.place.row))
            yield from (
                [(repeat.place.row, dict(zip(_LINES, lines, strict=True)))] if lines else [(row, {"disabled": "yes"}) for row in ends]
            )

    def _named(self, items: Sequence[_Item]) -> tuple[list[_Item], dict[str, str]]:
        """Return what came with names that nothing in the form has, and these by the names that it had."""
        taken = Taken(_names(self.grids["survey"]))
        names: dict[str, str] = {}
        fresh: list[_Item] = []
        for item in items:
            names[item.name] = taken.give(item.name)
            if isinstance(item, FoundRepeat):
                questions = tuple(replace(one, name=names.setdefault(one.name, taken.give(one.name))) for one in item.questions)
                fresh.append(replace(item, name=names[item.name], questions=questions))
            else:
                fresh.append(replace(item, name=names[item.name]))
        return fresh, names

    def _place(self, item: _Item, rows: list[dict[str, str]], label: str) -> tuple[int, list[dict[str, str]]]:
        """Return after which row of the form an item is put in: behind the question before it on its sheet, else before that behind it."""
        first = item.questions[0] if isinstance(item, FoundRepeat) else item
        here = [(self.renewal.cells[one.name][0], one) for one in self.form.answerable if one.name in self.renewal.cells]
        here = sorted((pair for pair in here if pair[0].sheet == first.sheet), key=lambda pair: pair[0])
        inside = self._repeat_of(first) if isinstance(item, FoundQuestion) else ""
        if inside:
            here = [pair for pair in here if pair[1].repeat == inside]
            before = [one for cell, one in here if cell.column < first.cells[0][1]]
            return (before[-1] if before else here[0][1]).place.row - (not before), rows
        before = [one for cell, one in here if cell[1:] < first.cells[0]]
        if before:
            return self._outer(before[-1])[1], rows
        if here:
            return self._outer(here[0][1])[0] - 1, rows
        group = {"type": "begin_group", "name": f"{(item.name)}_sheet", label: first.sheet}
        return max(self.grids["survey"]), [group, *rows, {"type": "end_group"}]

    def _repeat_of(self, one: FoundQuestion) -> str:
        """Return the repeat of the form that has other columns of the grid in which a question came."""
        there = next((each for each in self.found.repeats if one.cells in {other.cells for other in each.questions}), None)
        cells = {(other.sheet, at) for other in there.questions for at in other.cells} if there else set()
        asked = self.form.answerable
        return next((each.repeat for each in asked if each.repeat and any((at.sheet, at[1:]) in cells for at in self._cells(each))), "")

    def _cells(self, question: Question) -> Sequence[Cell]:
        return self.renewal.cells.get(question.name, ())

    def _outer(self, question: Question) -> tuple[int, int]:
        """Return the first and the last row of a question, or of the repeat that it is in."""
        begin = next((one.place.row for one in self.form.repeats if one.name == question.repeat), 0)
        return (begin, self._end(begin)) if begin else (question.place.row, question.place.row)

    def _end(self, begin: int) -> int:
        """Return the row in which a repeat ends."""
        depth = 0
        for row, texts in self.grids["survey"].items():
            words = {text.strip().casefold().replace(" ", "_") for text in texts.values()}
            if row >= begin:
                depth += bool(words & {"begin_repeat", "begin_group"}) - bool(words & {"end_repeat", "end_group"})
                if depth == 0:
                    return row
        return begin


def _key(written: str, default: str = "") -> tuple[str, str]:
    """Return the column that a header names, and its language; `default` where it should have one and names none."""
    found = header(written)
    return found.base, (language_code(found.language) or found.language) if found.language else default if found.base in TRANSLATED else ""


def _names(grid: Grid) -> Iterator[str]:
    """Yield what stands in the column of names: of groups, repeats and questions."""
    top, columns = next(
        ((row, [at for at, text in cells.items() if _key(text)[0] == "name"]) for row, cells in grid.items() if len(cells) > 1), (0, [])
    )
    yield from (cells[at] for row, cells in grid.items() if row > top for at in columns if at in cells)


def _came(found: Adopted, came: Sequence[FoundQuestion]) -> Iterator[_Item]:
    """Yield what came: repeats as a whole where all of their columns did, and questions by themselves."""
    left = list(came)
    for sheet in found.sheets:
        for item in (each for part in sheet.parts for each in part.items):
            if isinstance(item, FoundRepeat) and all(one in left for one in item.questions):
                yield item
            else:
                yield from (one for one in (item.questions if isinstance(item, FoundRepeat) else (item,)) if one in left)


def _joined(put_in: Sequence[PutIn]) -> list[PutIn]:
    """Return the rows to be put in, those beneath the same row as one."""
    by_row: dict[int, list[Mapping[str, str]]] = {}
    for one in put_in:
        by_row.setdefault(one.after, []).extend(one.rows)
    return [PutIn(after, rows) for after, rows in by_row.items()]
