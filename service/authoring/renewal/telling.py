"""What is told of a newer edition of an adopted workbook: what moved, came and went, and what is asked otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet

from questionnaire.adopt import FoundQuestion
from questionnaire.adopted.places import book_of, cells
from questionnaire.definition import Questionnaire
from questionnaire.items import parts
from questionnaire.renewal.added_rows import GrownMatrix
from questionnaire.renewal.changes import Facet
from questionnaire.renewal.renewal import Renewal
from service.authoring.renewal.editions import NewEdition
from service.authoring.renewal.words import ChangeOutcome, ToldChange
from workbooks.cells import Cell

_Came = Sequence[tuple[str, FoundQuestion]]
_MOST = 200  # Signs of a text that are shown.
_WORDS = {Facet.LIMITS: "limits", Facet.MESSAGE: "message", Facet.NUMBER: "number"}
_OUTCOMES = {
    ChangeOutcome.CARRIED: "",
    ChangeOutcome.KEPT: "; it was edited in the form, which stays as it is",
    ChangeOutcome.OPEN: "; the form stays as it is",
}


def of_form(form: Questionnaire, changed: Renewal, came: _Came) -> Iterator[str]:
    """Yield a sentence on each question that moved, came or went."""
    yield from _of_places(form, changed)
    yield from (f"came: {name} at {one.place} ({one.label[:60]})" for name, one in came)
    yield from (f"went: {name}, which stood at {form.by_name[name].cell}; its row is disabled" for name in changed.gone)
    yield from (f"went: {row}; remove its choice, or say where its row is" for row in _rows(changed.lost))
    yield from _of_stamp(form, changed)


def _rows(lost: Iterable[str]) -> Iterator[str]:
    """Yield each row of a matrix that went, with the columns in which it did: one row is told once."""
    found: dict[tuple[str, str], list[str]] = {}
    for repeat, instance, question in map(parts, lost):
        found.setdefault((repeat, instance), []).append(question)
    yield from (f"{repeat}[{instance}].{', '.join(questions)}" for (repeat, instance), questions in found.items())


def of_changes(told: Iterable[ToldChange]) -> Iterator[str]:
    """Yield a sentence on each question that is asked otherwise than before."""
    for one in told:
        behind = f"{_OUTCOMES[one.outcome]}{'; look at it' if one.is_open else ''}"
        yield f"changed: {_change(one)}{behind}"


def of_language(form: Questionnaire, one: NewEdition, came: _Came) -> Iterator[str]:
    """Yield a sentence on each question of the workbook of another language; `form` is as it stands there, `came` is what the first has."""
    changed, file, words = one.renewal, one.found.file, one.words_of(each for _, each in came)
    yield from (f"{file}: {sentence}" for sentence in _of_places(form, changed))
    yield from (f"went: {name}, which stood at {form.by_name[name].cell} before {file}; say where it stands" for name in changed.gone)
    yield from (f"{file}: {name}, which came, was not found; say where it stands" for name, each in came if each.name not in words)
    theirs = {each.cells for each in words.values()}
    yield from (
        f"came: {each.place} ({each.label[:60]}) in {file} alone; nothing reads it" for each in changed.came if each.cells not in theirs
    )
    yield from (f"{file}: {sentence}" for sentence in _of_stamp(form, changed))


def of_cells(
    form: Questionnaire, changed: Renewal, came: _Came, told: Iterable[ToldChange], sheets: AbstractSet[str], grown: Iterable[GrownMatrix]
) -> dict[Cell, str]:
    """Return what is new about the cells of the newer edition, whose `sheets` are there."""
    news: dict[Cell, list[str]] = {}
    for cell, said in _of_rows(changed, grown):
        news.setdefault(cell, []).append(said)
    for name in changed.gone:
        for cell in cells_of_form(form, name)[:1]:
            if cell.sheet in sheets:
                news.setdefault(cell, []).append(f"{name} stood here, and went.")
    for name in changed.moved:
        news.setdefault(changed.cells[name][0], []).append(f"{name} moved from {form.by_name[name].cell}.")
    for name in changed.guessed:
        news.setdefault(changed.cells[name][0], []).append(f"{name}: its label was changed.")
    for name, one in came:
        news.setdefault(Cell(one.sheet, *one.cells[0]), []).append(f"{name} came.")
    for each in told:
        if not each.language and each.change.question in changed.cells:
            said = f"{_change(each)}."
            news.setdefault(changed.cells[each.change.question][0], []).append(said)
    return {cell: "\n".join(said) for cell, said in news.items()}


def _of_rows(changed: Renewal, grown: Iterable[GrownMatrix]) -> Iterator[tuple[Cell, str]]:
    every = [cell for cells in changed.cells.values() for cell in cells]
    for matrix in grown:
        for code, row in matrix.came.items():
            first = min(cell for cell in every if (cell.sheet, cell.row) == (row.sheet, row.row))
            yield first, f"{matrix.repeat}[{code}] came."


def cells_of_form(form: Questionnaire, name: str) -> tuple[Cell, ...]:
    """Return where a question stands in the workbook of its form."""
    return cells(book_of(form.original.data), form.by_name[name].cell) if form.original else ()


def _of_places(form: Questionnaire, changed: Renewal) -> Iterator[str]:
    for name in changed.moved:
        look_at = "; its label was changed, look at it" if name in changed.guessed else ""
        yield f"moved: {name} from {form.by_name[name].cell} to {changed.written[name]}{look_at}"
    yield from (
        f"to look at: {name} at {changed.written[name]}, whose label was changed" for name in changed.guessed if name not in changed.moved
    )
    yield from (f"to look at: {name} at {changed.written[name]}, where the workbook seems to take no answer" for name in changed.closed)


def _of_stamp(form: Questionnaire, changed: Renewal) -> Iterator[str]:
    if form.original and form.original.stamp and not changed.stamp:
        yield f"went: the place of the reference, {form.original.stamp}"


def _change(one: ToldChange) -> str:
    return f"{one.change.question}, {_what(one)}: {_shown(one.change.old)} -> {_shown(one.change.new)}"


def _what(one: ToldChange) -> str:
    word = _WORDS.get(one.change.facet, one.change.facet.value)
    return f"{word} in {one.language}" if one.language else word


def _shown(text: str) -> str:
    return f"{text[:_MOST]}…" if len(text) > _MOST else text or "nothing"
