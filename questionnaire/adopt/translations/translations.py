"""What the workbook of another language says of the questions of the first: which of its cells, lists and labels are theirs.

A question is found by the defined name of its cells, by their place on a sheet that lies as the first one does, or else in order: between
two others that were found, if as many of the same kinds are asked there. What is left is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from questionnaire.adopt.translations.order import in_order
from questionnaire.adopt.translations.pairs import is_doubtful
from questionnaire.adopt.values import Adopted, AskingSheet, FoundQuestion, FoundRepeat
from questionnaire.designed.places import quoted
from workbooks.cells import a1


@dataclass(frozen=True, slots=True, kw_only=True)
class TranslatedBook:
    """The workbook of another language: its questions and repeats by the names of the first, `titles` of sheets and headings as well.

    `told` are sentences on what the two do not have in common, and on lists that are paired by nothing but their order; `doubted` are these
    by the questions of such lists, which a person must look at. `moved` says that anything stands elsewhere than in the first.
    """

    found: Adopted
    questions: Mapping[str, FoundQuestion]
    repeats: Mapping[str, FoundRepeat]
    titles: Mapping[str, str]
    told: tuple[str, ...]
    doubted: Mapping[str, str]
    moved: bool


def translation(first: Adopted, other: Adopted, sheets: Mapping[str, str]) -> TranslatedBook:
    """Return what `other` says of the questions of `first`; `sheets` are its sheets by those of the first."""
    matched = _matched(first, other, sheets)
    repeats = dict(_repeats(first, other, matched))
    whole = {one.name for repeat in first.repeats if repeat.name not in repeats for one in repeat.questions}
    matched = {name: one for name, one in matched.items() if name not in whole}
    doubts = dict(_doubts(first, other, matched, repeats))
    return TranslatedBook(
        found=other,
        questions=matched,
        repeats=repeats,
        titles=dict(_titles(first, other, sheets)),
        told=(*_differences(first, other, matched), *doubts.values()),
        doubted=doubts,
        moved=any(matched.get(one.name) is None or matched[one.name].place != one.place for one in first.questions)
        or any(repeats[one.name].lines != one.lines for one in first.repeats if one.name in repeats),
    )


def _matched(first: Adopted, other: Adopted, sheets: Mapping[str, str]) -> dict[str, FoundQuestion]:
    named = {one.place.casefold(): one for one in other.questions if one.named}
    found = {one.name: named[one.place.casefold()] for one in first.questions if one.named and one.place.casefold() in named}
    for sheet, there in sheets.items():
        mine, theirs = [[one for one in those.questions if one.sheet == name] for those, name in ((first, sheet), (other, there))]
        by_cells = {one.cells: one for one in theirs}
        if len(by_cells) == len(mine) and all(one.cells in by_cells for one in mine):
            found = {one.name: by_cells[one.cells] for one in mine} | found
        else:
            named_so = {name: one.name for name, one in found.items()}
            same = in_order([(one.name, one.signature) for one in mine], [(one.name, one.signature) for one in theirs], named_so)
            by_own_name = {one.name: one for one in theirs}
            found |= {name: by_own_name[other] for name, other in same.items()}
    return found


def _repeats(first: Adopted, other: Adopted, matched: Mapping[str, FoundQuestion]) -> Iterator[tuple[str, FoundRepeat]]:
    """Yield the repeats whose columns were all found in one of the other workbook, with as many rows."""
    for repeat in first.repeats:
        columns = [matched.get(one.name) for one in repeat.questions]
        there = next((each for each in other.repeats if columns[0] in each.questions), None)
        if there and all(one in there.questions for one in columns) and len(there.keys) == len(repeat.keys):
            yield repeat.name, there


def _titles(first: Adopted, other: Adopted, sheets: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    by_label = {sheet.label: sheet for sheet in other.sheets}
    for sheet in first.sheets:
        there = by_label.get(sheets.get(sheet.label, ""))
        if there:
            yield sheet.name, there.label
            yield from _of_parts(sheet, there)


def _of_parts(sheet: AskingSheet, there: AskingSheet) -> Iterator[tuple[str, str]]:
    if len(sheet.parts) == len(there.parts):
        yield from ((one.name, other.label) for one, other in zip(sheet.parts, there.parts, strict=True) if one.name and other.label)


def _differences(first: Adopted, other: Adopted, matched: Mapping[str, FoundQuestion]) -> Iterator[str]:
    for one in first.questions:
        there = matched.get(one.name)
        if there is None:
            yield f"{_said(one, first)} was not found in {other.file}."
        elif one.kind.untold or there.kind.untold:
            # Words told the type, and those of one language may say more than those of another.
            continue
        elif len(one.kind.choices) != len(there.kind.choices):
            yield f"{_said(one, first)} has {_count(one.kind.choices)}, and in {other.file} it has {len(there.kind.choices)}."
        elif one.kind.type != there.kind.type:
            yield f"{_said(one, first)} is {one.kind.type}, and in {other.file} it is {there.kind.type}."
    theirs = {one.place for one in matched.values()}
    yield from (f"{_said(one, other)} asks for something that {first.file} does not." for one in other.questions if one.place not in theirs)


def _doubts(
    first: Adopted, other: Adopted, matched: Mapping[str, FoundQuestion], repeats: Mapping[str, FoundRepeat]
) -> Iterator[tuple[str, str]]:
    """Yield the questions whose choices, or the keys of whose rows, may stand in another order there, with a sentence on each."""
    for one in first.questions:
        mine, theirs = one.kind.choices, matched[one.name].kind.choices if one.name in matched else ()
        if len(mine) == len(theirs) and is_doubtful(mine, theirs):
            yield one.name, f"{_said(one, first)}: look whether its choices are the same in {other.file}: {_paired(mine, theirs)}."
    for repeat in first.repeats:
        there = repeats.get(repeat.name)
        if there and is_doubtful(repeat.keys, there.keys):
            one = repeat.questions[0]
            yield one.name, f"{_said(one, first)}: look whether its rows are the same in {other.file}: {_paired(repeat.keys, there.keys)}."


def _paired(mine: Sequence[str], theirs: Sequence[str]) -> str:
    return ", ".join(f"{one!r} is {other!r}" for one, other in zip(mine, theirs, strict=True))


def _said(one: FoundQuestion, book: Adopted) -> str:
    return f"{quoted(one.sheet)}!{a1(*one.cells[0])} in {book.file} ({one.label[:60]!r})"


def _count(choices: Iterable[str]) -> str:
    number = len(tuple(choices))
    return f"{number} choice{'' if number == 1 else 's'}"
