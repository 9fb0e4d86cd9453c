"""A newer edition of an adopted workbook: where the questions of the form stand in it, what it asks besides, and what it asks no more.

A question is looked for by its label among what the newer edition asks. For what labels do not tell, that is looked at as a copy that came
back is: by defined names, and by what is printed in rows and above columns. Where a label was changed, a question is found by what is asked
around it, and a person must look.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace

from questionnaire.adopt import Adopted, FoundQuestion, adopt
from questionnaire.adopt.translations.order import in_order
from questionnaire.adopted.layout import lay_out_adopted
from questionnaire.adopted.places import book_of, cells
from questionnaire.definition import AdoptedFile, Questionnaire
from questionnaire.designed.places import NamesOfCells, named_cells, place
from questionnaire.items import parts
from questionnaire.layout import Layout
from questionnaire.reading.answers.extract import sheets_of
from questionnaire.reading.ladder.adopted import Alignments, locate_adopted
from questionnaire.reading.ladder.pairing import paired
from questionnaire.renewal.added_rows import AddedRow, GrownMatrix, added_rows, plain_key
from questionnaire.renewal.changes import AskedInBoth, asked_in_both, is_called_alike
from questionnaire.renewal.checks import CAME, CheckInBoth, checks_in_both
from questionnaire.renewal.grids import Cells, cells_of, grid_of, lines_of, with_rows
from questionnaire.renewal.places import placed, slots_there
from questionnaire.renewal.printed import by_print, without_formulas
from questionnaire.renewal.rekeyed import Rekeyed, rekeyed, rows_of_instances
from questionnaire.renewal.same_questions import asked_there
from workbooks.anatomy import Anatomy
from workbooks.cells import Workbook


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewal:
    """Where the questions of a form stand in a newer edition of its workbook, by their names.

    `cells` are those of each question that was found, `written` how the form names them, `lines` the rows, key and header of repeats.
    `moved` stand elsewhere than before, `guessed` were found by what is asked around them alone, `gone` were not found; `lost` are cells of
    matrices that were not, though others of their column were. `came` are asked in the newer edition only, `grown` have more cells there
    than the form asks for. `asked` are those that both editions ask, `closed` were found where the newer one seems to take no answer.
    `checks` are those that the workbooks make, `rekeyed` are rows of matrices whose keys are others, `rows` are those that were found by
    matrix and code, and `added` those that matrices have besides. `stamp` is the place of the reference, "" for none.
    """

    cells: Mapping[str, Cells]
    written: Mapping[str, str]
    lines: Mapping[str, tuple[str, str, str]]
    moved: tuple[str, ...]
    guessed: tuple[str, ...]
    gone: tuple[str, ...]
    lost: tuple[str, ...]
    came: tuple[FoundQuestion, ...]
    grown: tuple[FoundQuestion, ...]
    asked: Mapping[str, AskedInBoth]
    closed: tuple[str, ...] = ()
    checks: tuple[CheckInBoth, ...] = ()
    rekeyed: tuple[Rekeyed, ...] = ()
    rows: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    added: tuple[AddedRow, ...] = ()
    stamp: str = ""


def renewed(form: Questionnaire, language: str, newer: Adopted, book: Anatomy, workbook: Workbook) -> Renewal:
    """Return how a form stands to a newer edition of its workbook: what was found in that, how it is made, and what it holds.

    The form is as it stands in the workbook of `language`; ValueError where it has none.
    """
    original, layout = form.original, lay_out_adopted(form, language)
    if original is None:
        raise ValueError("The questionnaire has no workbook that was adopted.")
    lying = paired(workbook, sheets_of(workbook), layout)
    spots = locate_adopted(workbook, sheets_of(workbook), layout, lying).spots
    older = adopt(original.data, original.file)
    before = {question.name: cells(book_of(original.data), question.cell) for question in form.answerable}
    printed = without_formulas(book, by_print(form, layout, lying, workbook, newer, spots))
    places = placed(before, (asked_there(older), asked_there(newer)), printed, (book_of(original.data), book))
    sure = places.cells
    guessed = dict(_by_order(form, original, older, newer, sure, lying))
    found = {question.name: those for question in form.answerable if (those := sure.get(question.name) or guessed.get(question.name))}
    at = slots_there(layout.slots, spots, places)
    other_keys = tuple(rekeyed(form, layout.slots, at, found, newer))
    found = with_rows(form, found, newer, ((one.repeat, one.row) for one in other_keys))
    rows = _in_order(form, rows_of_instances(layout.slots, at, found, other_keys))
    taken = {cell for those in found.values() for cell in those}
    both, closed, checks = _in_both(older, newer, before, found)
    names = named_cells(book)
    fresh = [one for one in newer.questions if any(cell not in taken for cell in cells_of(one))]
    return Renewal(
        cells=found,
        written=_written(found, names),
        lines=dict(_lines(form, found, newer, rows)),
        moved=tuple(name for name, those in found.items() if those != before[name]),
        guessed=tuple(name for name in guessed if name not in both or not is_called_alike(both[name])),
        gone=tuple(question.name for question in form.answerable if question.name not in found),
        lost=tuple(_lost(layout, found, rows, {(one.repeat, one.instance) for one in other_keys})),
        came=tuple(one for one in fresh if not any(cell in taken for cell in cells_of(one))),
        grown=tuple(one for one in fresh if any(cell in taken for cell in cells_of(one))),
        asked=both,
        rekeyed=other_keys,
        rows=rows,
        added=tuple(added_rows(form, found, rows, newer, _keys(form, older, before))),
        closed=closed,
        checks=checks,
        stamp=_stamp(original, lying),
    )


def with_rows_that_came(
    found: Renewal, form: Questionnaire, newer: Adopted, book: Anatomy, grown: Iterable[tuple[GrownMatrix, Mapping[str, AddedRow]]]
) -> Renewal:
    """Return where the questions of a form stand once it asks the rows that came, each of which has its place by its code."""
    grown = tuple(grown)
    cells = with_rows(form, found.cells, newer, ((one.repeat, one.row) for _, there in grown for one in there.values()))
    rows = dict(found.rows)
    for matrix, there in grown:
        at = {**rows.get(matrix.repeat, {}), **{code: one.row for code, one in there.items()}}
        rows[matrix.repeat] = {code: at[code] for code in matrix.order if code in at}
    taken = {cell for those in cells.values() for cell in those}
    return replace(
        found,
        cells=cells,
        rows=rows,
        written=_written(cells, named_cells(book)),
        lines=dict(_lines(form, cells, newer, rows)),
        grown=tuple(one for one in found.grown if not taken.issuperset(cells_of(one))),
    )


def _in_order(form: Questionnaire, rows: Mapping[str, Mapping[str, int]]) -> dict[str, dict[str, int]]:
    """Return the rows of matrices in the order of their lists."""
    named = {repeat.name: rows.get(repeat.name, {}) for repeat in form.repeats if repeat.instances}
    codes = {repeat.name: [one.name for one in repeat.instances] for repeat in form.repeats}
    return {name: {code: those[code] for code in codes[name] if code in those} for name, those in named.items()}


def _written(found: Mapping[str, Cells], names: NamesOfCells) -> dict[str, str]:
    return {name: place(those[0].sheet, [cell[1:] for cell in those], names)[0] for name, those in found.items()}


def _lines(
    form: Questionnaire, found: Mapping[str, Cells], newer: Adopted, rows: Mapping[str, Mapping[str, int]]
) -> Iterator[tuple[str, tuple[str, str, str]]]:
    """Yield the lines of repeats by their names; `rows` are those of matrices, in the order of their lists."""
    for repeat in form.repeats:
        if lines := lines_of(form, repeat, found, newer, [*rows.get(repeat.name, {}).values()]):
            yield repeat.name, lines


def _keys(form: Questionnaire, older: Adopted, before: Mapping[str, Cells]) -> dict[str, frozenset[str]]:
    """Return the keys that the older edition has in each matrix, without what tells nothing of them."""
    there = {repeat.name: grid_of(form, repeat, before, older) for repeat in form.repeats}
    return {name: frozenset(map(plain_key, one.keys)) for name, one in there.items() if one}


def _in_both(
    older: Adopted, newer: Adopted, before: Mapping[str, Cells], found: Mapping[str, Cells]
) -> tuple[dict[str, AskedInBoth], tuple[str, ...], tuple[CheckInBoth, ...]]:
    """Return the questions as both editions ask them, by name, those of which only the place is there now, and the checks."""
    was, now = ({cell: one for one in those.questions for cell in cells_of(one)} for those in (older, newer))
    pairs = {name: (was[before[name][0]], now.get(those[0])) for name, those in found.items() if before[name] and before[name][0] in was}
    old_names = {one.name: name for name, (one, _) in pairs.items()}
    new_names = {one.name: name for name, (_, one) in pairs.items() if one}
    both = {name: asked_in_both(name, one, other, old_names, new_names) for name, (one, other) in pairs.items() if other}
    # A check may read what is asked no more.
    every = {was[cells[0]].name: name for name, cells in before.items() if cells and cells[0] in was}
    there = {one.name: new_names.get(one.name, f"{CAME}{one.name}") for one in newer.questions}
    return both, tuple(name for name in pairs if name not in both), tuple(checks_in_both(older.checks, newer.checks, every, there))


def _lost(
    layout: Layout, found: Mapping[str, Cells], rows: Mapping[str, Mapping[str, int]], rekeyed_: AbstractSet[tuple[str, str]]
) -> Iterator[str]:
    """Yield what a matrix asks in rows that are gone, or in which its column has no cell any more; a column may be found by its place."""
    for slot in layout.slots:
        repeat, instance, question = parts(slot.item)
        row, those = rows.get(repeat, {}).get(instance), found.get(question, ())
        if slot.item and those and (repeat, instance) not in rekeyed_ and not any(cell.row == row for cell in those):
            yield slot.item


def _by_order(
    form: Questionnaire, original: AdoptedFile, before: Adopted, newer: Adopted, found: Mapping[str, Cells], lying: Alignments
) -> Iterator[tuple[str, Cells]]:
    """Yield those that nothing printed tells of, between others that were found."""
    older = {cell: one for one in before.questions for cell in cells_of(one)}
    at = {cell: one for one in newer.questions for cell in cells_of(one)}
    book = book_of(original.data)
    for sheet, those in lying.items():
        mine = [(one, cells(book, one.cell)[0]) for one in form.answerable]
        asked = [(one.name, older[cell].signature) for one, cell in mine if cell.sheet == sheet and cell in older]
        theirs = {one.name: one for one in newer.questions if one.sheet == those[0].sheet}
        known = {name: at[there[0]].name for name, there in found.items() if there[0] in at}
        same = in_order(asked, [(one.name, one.signature) for one in theirs.values()], known)
        taken = set(known.values())
        yield from ((name, cells_of(theirs[other])) for name, other in same.items() if name not in found and other not in taken)


def _stamp(original: AdoptedFile, lying: Alignments) -> str:
    """Return where the reference is printed now; "" where nobody knows."""
    book = book_of(original.data)
    at = cells(book, original.stamp)[0] if original.stamp else None
    if at is None or original.stamp.casefold() in book.names:
        return original.stamp
    for one in lying.get(at.sheet, ()):
        row, column = one.row(at.row), one.column(at.column)
        if row and column:
            return place(one.sheet, [(row, column)], NamesOfCells({}))[0]
    return ""
