"""What came in a newer edition of a workbook, put into the survey of a form: under which names, and after which rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from exports.edited import PutIn
from questionnaire.adopt import FoundQuestion, FoundRepeat
from questionnaire.adopt.words.names import Taken
from questionnaire.definition import Question, Questionnaire
from service.authoring.renewal.editions import NewEdition
from service.authoring.renewal.form_grid import FormGrid, key_of

CameItem = FoundQuestion | FoundRepeat


@dataclass(frozen=True, slots=True, kw_only=True)
class Insertions:
    """What came in the `first` edition, and what the `others` call its sheets; `survey` is the sheet of the form that it is put into."""

    form: Questionnaire
    survey: FormGrid
    first: NewEdition
    others: Sequence[NewEdition]

    def named(self) -> tuple[list[CameItem], dict[str, str]]:
        """Return what came with names that nothing in the form has, and these by the names that it had."""
        taken = Taken(name for row in self.survey.rows if (name := self.survey.text(row, ("name", ""))))
        names: dict[str, str] = {}
        fresh: list[CameItem] = []
        for item in self._came():
            names[item.name] = taken.give(item.name)
            if isinstance(item, FoundRepeat):
                questions = tuple(replace(one, name=names.setdefault(one.name, taken.give(one.name))) for one in item.questions)
                fresh.append(replace(item, name=names[item.name], questions=questions))
            else:
                fresh.append(replace(item, name=names[item.name]))
        return fresh, names

    def placed(self, items: Sequence[CameItem], rows: Sequence[Sequence[Mapping[str, str]]]) -> Iterator[PutIn]:
        """Yield the rows of each item as they are put in, with the headers that the form has."""
        for item, those in zip(items, rows, strict=True):
            yield PutIn(
                *self._place(item, [{self.survey.headers.get(key_of(one), one): text for one, text in row.items()} for row in those])
            )

    def _came(self) -> Iterator[CameItem]:
        """Yield what came: repeats as a whole where all of their columns did, and questions by themselves."""
        came = self.first.renewal.came
        for sheet in self.first.found.sheets:
            for item in (each for part in sheet.parts for each in part.items):
                if isinstance(item, FoundRepeat) and all(one in came for one in item.questions):
                    yield item
                else:
                    yield from (one for one in (item.questions if isinstance(item, FoundRepeat) else (item,)) if one in came)

    def _place(self, item: CameItem, rows: list[dict[str, str]]) -> tuple[int, list[dict[str, str]]]:
        """Return after which row of the form an item is put in: behind the question before it on its sheet, else before that behind it."""
        cells = self.first.renewal.cells
        first = item.questions[0] if isinstance(item, FoundRepeat) else item
        here = [(cells[one.name][0], one) for one in self.form.answerable if one.name in cells]
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
        group = {"type": "begin_group", "name": f"{(item.name)}_sheet", **self._titles(first.sheet)}
        return max(self.survey.grid), [group, *rows, {"type": "end_group"}]

    def _titles(self, sheet: str) -> dict[str, str]:
        """Return what a sheet is called in each language, by the headers of labels."""
        name = next((one.name for one in self.first.found.sheets if one.label == sheet), "")
        others = {one.language: one.translation.titles.get(name, "") for one in self.others if one.translation}
        return {self.survey.header("label", language): text for language, text in ({"": sheet} | others).items() if text}

    def _repeat_of(self, one: FoundQuestion) -> str:
        """Return the repeat of the form that has other columns of the grid in which a question came."""
        there = next((each for each in self.first.found.repeats if one.cells in {other.cells for other in each.questions}), None)
        cells = {(other.sheet, at) for other in there.questions for at in other.cells} if there else set()
        asked = ((each, self.first.renewal.cells.get(each.name, ())) for each in self.form.answerable if each.repeat)
        return next((each.repeat for each, those in asked if any((at.sheet, at[1:]) in cells for at in those)), "")

    def _outer(self, question: Question) -> tuple[int, int]:
        """Return the first and the last row of a question, or of the repeat that it is in."""
        begin = next((one.place.row for one in self.form.repeats if one.name == question.repeat), 0)
        return (begin, self.survey.end(begin)) if begin else (question.place.row, question.place.row)


def joined(put_in: Sequence[PutIn]) -> list[PutIn]:
    """Return the rows to be put in, those beneath the same row as one."""
    by_row: dict[int, list[Mapping[str, str]]] = {}
    for one in put_in:
        by_row.setdefault(one.after, []).extend(one.rows)
    return [PutIn(after, rows) for after, rows in by_row.items()]
