"""Columns of exports that are called otherwise than what they hold, since that name is taken: told before anything is exported."""

from __future__ import annotations

from collections.abc import Iterator

from exports.codebook import of_form
from exports.naming import plain
from languages.telling import phrased
from questionnaire.definition import Questionnaire
from service.studies.running import Running


def called_otherwise(running: Running) -> Iterator[str]:
    """Yield the sentence that says which columns and tables of the answers to a study's questionnaire are, where any are."""
    found = tuple(f"{key} ({name})" for key, name in _replaced(running.questionnaire))
    if found:
        yield phrased("check.called_otherwise", file=running.study.questionnaire, columns=found)


def _replaced(asked: Questionnaire) -> Iterator[tuple[str, str]]:
    """Yield what is called so, as the codebook has it, and how it is called; a name that only had to be shortened is its own."""
    whole, *repeats = of_form(asked).tables
    for table in (whole, *repeats):
        yield from ((column.key, column.name) for column in table.columns if column.name != plain(column.key))
    for repeat, table in zip(asked.repeats, repeats, strict=True):
        if table.name != plain(f"table {repeat.name}").removeprefix("table_"):
            yield repeat.name, table.name
