"""Whose workbook this is: the marks that were stamped into it, wherever they survived.

It stands apart from `questionnaire.reading`, so that the cage, which knows no form, loads none of that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from domain.mail.reference import find_references, is_tag
from questionnaire.layout import MARKS_SHEET, PUT
from workbooks.cells import Sheet, Visibility, Workbook

_TOKEN_NAME, _PROPERTY = "counterfoil_token", "counterfoil "
_COVER_ROWS = 12  # The printed reference stands near the top of the first sheets.


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """What a workbook says of itself; None where it says nothing. `conflicts` are sentences, for staff, about marks that disagree.

    `put` is what was put into the cells of an adopted workbook before it was sent, by the key of the item, "" for nothing.
    """

    token: str | None = None
    reference: str | None = None
    version: str | None = None
    language: str | None = None
    study: str | None = None
    conflicts: tuple[str, ...] = ()
    put: Mapping[str, str] = field(default_factory=dict)


def identify(workbook: Workbook) -> Marks:
    """Return the marks of `workbook`: the hidden sheet's cell is the strongest, then the constant, then the document property.

    The reference counts as it is printed on the cover only where the hidden marks have none. A foreign workbook has none of them.
    """
    hidden = list(_hidden(workbook))
    properties = {name.casefold().removeprefix(_PROPERTY): value for name, value in workbook.properties.items()}
    constants = {name.casefold(): value for name, value in workbook.constants.items()}
    marks = [*hidden, ("the document properties", properties)]
    tokens = [
        (where, said.get("token", "")) for where, said in (*hidden, ("a constant", {"token": constants.get(_TOKEN_NAME, "")}), marks[-1])
    ]
    references = [(where, said.get("reference", "")) for where, said in marks]
    references += [("the cover", text) for text in _printed(workbook)]
    clean_tokens = [(where, token.strip().lower()) for where, token in tokens if is_tag(token.strip().lower())]
    clean_references = [(where, reference) for where, text in references for reference in find_references(text)]
    return Marks(
        token=_first(clean_tokens),
        reference=_first(clean_references),
        version=_said("version", marks),
        language=_said("language", marks),
        study=_said("study", marks),
        put={name.removeprefix(PUT): value for _, said in reversed(hidden) for name, value in said.items() if name.startswith(PUT)},
        conflicts=(*_conflicts("token", clean_tokens), *_conflicts("reference", clean_references)),
    )


def _hidden(workbook: Workbook) -> Iterator[tuple[str, Mapping[str, str]]]:
    for sheet in workbook.sheets:
        if sheet.name.casefold().startswith(MARKS_SHEET):
            yield f"the hidden sheet {sheet.name}", _rows(sheet)


def _rows(sheet: Sheet) -> dict[str, str]:
    names = {row: value for (row, column), value in sheet.cells.items() if column == 1 and isinstance(value, str)}
    return {name: str(sheet.cells.get((row, 2), "")) for row, name in names.items()}


def _printed(workbook: Workbook) -> Iterator[str]:
    for sheet in workbook.sheets[:2]:
        if sheet.visibility is Visibility.VISIBLE:
            # A reference has at least two hyphens, so that few cells are looked at closely.
            yield from (value for (row, _), value in sheet.cells.items() if row <= _COVER_ROWS and isinstance(value, str) and "-" in value)


def _first(found: Iterable[tuple[str, str]]) -> str | None:
    return next((value for _, value in found), None)


def _said(name: str, marks: Iterable[tuple[str, Mapping[str, str]]]) -> str | None:
    return next((said[name] for _, said in marks if said.get(name)), None)


def _conflicts(what: str, found: list[tuple[str, str]]) -> Iterator[str]:
    for where, value in found[1:]:
        if value != found[0][1]:
            yield f"{found[0][0].capitalize()} has the {what} {found[0][1]}, but {where} has {value}."
