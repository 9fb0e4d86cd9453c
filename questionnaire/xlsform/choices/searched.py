"""Choices that another program searches for in a CSV beside the form: all of them are offered.

Source: the ODK documentation, "Dynamic selects from pre-loaded data": `search('towns')` in the column appearance. In the list of the
select, one row holds the names of the columns of the CSV (name: the value, label: what is shown); a number is a choice as it stands.
"""

from __future__ import annotations

import re
from dataclasses import replace

from questionnaire.definition import Choice
from questionnaire.expressions.pulled import table_named
from questionnaire.xlsform.choices.external import from_file
from questionnaire.xlsform.choices.filters import FILTER
from questionnaire.xlsform.sheets.form_sheet import FormRow
from questionnaire.xlsform.sheets.surroundings import Surroundings, as_type, without

_SEARCH = re.compile(r"search\s*\(\s*['\"‘’“”](?P<file>[^'\"‘’“”]+)['\"‘’“”]\s*(?P<rest>,)?")
_SELECT = re.compile(r"(?P<kind>\S*(?:\s+(?:one|multiple))?)\s+(?P<list>\S+)", re.IGNORECASE)


def searches(row: FormRow) -> bool:
    """Say whether another program would search for the choices of a row."""
    return "search(" in "".join(row.text("appearance").split())


def searched_files(written: str) -> list[str]:
    """Return the files in which a cell searches: plain names, never a path."""
    found = (table_named(one["file"].strip()) for one in _SEARCH.finditer(written))
    return [name for name in found if not set(name) & set("/\\\0")]


def searched(row: FormRow, around: Surroundings) -> FormRow:
    """Return a row with the choices of the CSV that it searches in, as a text where there is none; any other row as it is."""
    if not searches(row):
        return row
    found, select = _SEARCH.search(row.text("appearance")), _SELECT.fullmatch(row.text("type"))
    choices = _choices(row, found["file"].strip(), select["list"], around) if found and select else ()
    if not (choices and found and select):
        why = "Put the CSV in which it searches beside the form, or the choices on the sheet choices, and clear the appearance."
        around.warn(row, "Choices found by search() are asked as a text.", why)
        return as_type(without(row, "appearance", FILTER), "text")
    name = f"(search {found['file'].strip()} {select['list']})".replace(" ", "_")
    around.lists[name] = choices
    if found["rest"]:
        around.warn(row, "search() offers some rows of its CSV; all of them are offered here.", "Write which ones into choice_filter.")
    else:
        around.warn(row, "search() is read as the list of its CSV.")
    return as_type(without(row, "appearance"), f"{select['kind']} {name}")


def _choices(row: FormRow, file: str, own: str, around: Surroundings) -> tuple[Choice, ...]:
    """Return the choices of a CSV, its columns being named by the list of the select; () where it is not there."""
    theirs = around.lists.get(own, ())
    fixed = tuple(one for one in theirs if one.name.lstrip("-").isdigit())
    named = next((one for one in theirs if one not in fixed), None)
    label = next((text for text in named.label.values() if text), "") if named else ""
    # Several columns may be shown, "town, region": the first is what tells the choices.
    columns = f"value={named.name} label={label.partition(',')[0].strip() or named.name}" if named else ""
    asked = replace(row, cells={**row.cells, ("parameters", ""): columns})
    found = from_file(table_named(file), asked, around.files, around.kept, around.languages, around.report)
    return (*fixed, *found) if found else ()
