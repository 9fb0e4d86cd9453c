"""Rows that matrices have more in a newer edition of a workbook: each is one more choice of the list that the rows come from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from questionnaire.definition import Questionnaire
from questionnaire.renewal import Renewal
from questionnaire.renewed_rows import AddedRow
from questionnaire.xlsform.sheets.file import Grid
from service.authoring.form_grid import FormGrid
from service.authoring.renewed_lists import ListEdits


def own_lists(form: Questionnaire, grids: Mapping[str, Grid]) -> frozenset[str]:
    """Return the lists that only matrices of a form use: what is put into another one would be offered elsewhere, too."""
    survey, choices = (FormGrid(grids.get(name, {}), form.languages[0]) for name in ("survey", "choices"))
    settings = frozenset(word for cells in grids.get("settings", {}).values() for text in cells.values() for word in text.split())
    lists = ListEdits(survey=survey, grid=choices, language=form.languages[0], settings=settings)
    used = Counter(one.list_name for one in form.repeats if one.instances)
    return frozenset(name for name, many in used.items() if name and lists.users(name) == many and lists.rows(name))


def choices_added(form: Questionnaire, first: Renewal, others: Mapping[str, Renewal], lists: ListEdits) -> Iterator[tuple[str, AddedRow]]:
    """Let the lists of matrices have the rows that these have more, and yield those by their keys, such as `energy[gas]`.

    `others` are the same of the workbooks of other languages, which have as many more. A list that several share gets each once.
    """
    codes: dict[str, list[str]] = {}
    for repeat in form.repeats:
        more = _of(first, repeat.name)
        if more and repeat.list_name not in codes:
            theirs = {language: _of(one, repeat.name) for language, one in others.items()}
            said = [{"": one.key} | {language: those[at].key for language, those in theirs.items()} for at, one in enumerate(more)]
            codes[repeat.list_name] = lists.add(repeat.list_name, said)
        yield from ((f"{repeat.name}[{code}]", one) for code, one in zip(codes.get(repeat.list_name, ()), more, strict=False))


def _of(renewal: Renewal, repeat: str) -> list[AddedRow]:
    return [one for one in renewal.added if one.repeat == repeat]
