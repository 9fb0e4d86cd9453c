"""The rows of matrices that had figures in the last round and are not asked of now: one that got another code loses none without a word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

from domain.changes import Changes
from domain.errors import CounterfoilError
from languages.telling import phrased
from questionnaire.definition import Questionnaire
from questionnaire.items import is_flag, parts
from service.studies.called_before import in_names_of_now
from service.studies.previous_export import BOOK, FOLDER, header_of, of_export

if TYPE_CHECKING:
    from service.studies.folder import Folder

Rows = Mapping[str, tuple[str, ...]]  # The codes of the rows of each matrix, by its name.
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def rows_of(form: Questionnaire) -> Rows:
    """Return the codes of the rows of a form's matrices."""
    return {one.name: tuple(row.name for row in one.instances) for one in form.repeats if one.instances}


def lost_rows(folder: Folder) -> Iterator[str]:
    """Yield the sentences of `rows_unknown` for the folder of a study; what cannot be read is told by itself."""
    with suppress(CounterfoilError):
        form, changes = folder.questionnaire, folder.study.last_round
        yield from rows_unknown(form, folder.before.rows or rows_had(folder.files, form, changes), changes)


def rows_unknown(form: Questionnaire, had: Rows, changes: Changes) -> Iterator[str]:
    """Yield a sentence for each matrix of which some rows show no figure of the last round, while others had figures then.

    A row may be new, and another one gone; only whoever made the form knows. Years that came where others went are not told.
    `had` are the rows of then, by the name that their matrix had then or has now.
    """
    then = {now: old for old, now in changes.renamed.items()}
    shown = {one.repeat for one in form.questions if one.previous}
    for repeat in (one for one in form.repeats if one.name in shown and one.instances):
        before, codes = had.get(then.get(repeat.name, repeat.name)) or had.get(repeat.name, ()), [one.name for one in repeat.instances]
        gone, new = _but_years([one for one in before if one not in codes], [one for one in codes if one not in before])
        if gone and new:
            title = next(iter(repeat.label.values()), repeat.name)
            yield phrased("check.rows_not_in_last_round", title=title, new=tuple(new), gone=tuple(gone), list=repeat.list_name)


def _but_years(gone: list[str], new: list[str]) -> tuple[list[str], list[str]]:
    """Return rows that went and that came without the years, where some went as others came; the same year on both sides stays."""
    went, came = ({year for one in some for year in _YEAR.findall(one)} for some in (gone, new))
    if not went or not came:
        return gone, new
    both = went & came
    kept = ([one for one in some if both.intersection(years := _YEAR.findall(one)) or not years] for some in (gone, new))
    return next(kept), next(kept)


def rows_had(files: Mapping[str, bytes], form: Questionnaire, changes: Changes) -> Rows:
    """Return the rows that figures of the last round are about, as a table or an export in the study's folder has them."""
    if BOOK in files or any(name.startswith(FOLDER) for name in files):
        keys: Iterable[str] = (key for _, values in of_export(files, form, _as_it_is, changes.renamed) for key in values)
    else:
        keys = in_names_of_now(header_of(files), changes)
    found: dict[str, dict[str, None]] = {}
    for repeat, row, _ in (parts(key) for key in keys if not is_flag(key)):
        found.setdefault(repeat, {})[row] = None
    return {repeat: tuple(rows) for repeat, rows in found.items()}


def _as_it_is(text: str, _where: str, _column: str) -> str:
    return text
