"""The texts of a form without markup, which a workbook cannot show (see `questionnaire.markup`)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from questionnaire.definition import Choice
from questionnaire.markup import plain
from questionnaire.xlsform.sheets.form_sheet import FormRow

_TEXTS = frozenset({"label", "hint", "constraint_message", "required_message"})


def plain_row(row: FormRow) -> FormRow:
    """Return a row whose texts have no markup."""
    cells = {key: plain(text) if key[0] in _TEXTS else text for key, text in row.cells.items()}
    return row if cells == row.cells else replace(row, cells=cells)


def plain_lists(lists: Mapping[str, tuple[Choice, ...]]) -> dict[str, tuple[Choice, ...]]:
    """Return lists of choices whose labels have no markup."""
    return {name: plain_choices(choices) for name, choices in lists.items()}


def plain_choices(choices: Iterable[Choice]) -> tuple[Choice, ...]:
    """Return choices whose labels have no markup."""
    return tuple(replace(one, label={language: plain(said) for language, said in one.label.items()}) for one in choices)
