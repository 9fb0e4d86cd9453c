"""What offers choices in ways that a workbook has not: other choices, lists from files, ranks and loops; as rows that it can hold."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from questionnaire.definition import Choice
from questionnaire.xlsform.choices.external import from_file
from questionnaire.xlsform.choices.filters import FILTER
from questionnaire.xlsform.choices.searched import searched
from questionnaire.xlsform.sheets.form_sheet import FormRow
from questionnaire.xlsform.sheets.surroundings import Rows, Surroundings, as_type, constrained, translated, without

OTHER = "other"  # The choice that or_other adds, as pyxform names it.
SELECT = r"(?P<select>select_one|select_multiple|select1|select_all_that_apply)"
_OR_OTHER = re.compile(rf"{SELECT}(?:_from)?_(?P<list>\S+?)_or_(?:specify_)?other", re.IGNORECASE)
_OF_FILE = re.compile(rf"(?:{SELECT}|(?P<rank>rank))_from_file_(?P<file>.+)", re.IGNORECASE)
_OF_ANSWERS = re.compile(r"(?:select_one|select_multiple|rank)_\$\{.*", re.IGNORECASE)
_RANK = re.compile(r"rank_(?P<list>\S+)", re.IGNORECASE)
_EXTERNAL = re.compile(r"select_one_external_(?P<list>\S+)", re.IGNORECASE)
_LOOP = re.compile(r"begin_loop_(?:over_)?(?P<list>\S+)", re.IGNORECASE)


def offered(row: FormRow, around: Surroundings) -> Rows | None:
    """Return what becomes of a row that offers choices in such a way; None of any other."""
    written = "_".join(row.text("type").split())
    return next((make(row, found, around) for pattern, make in _PATTERNS if (found := pattern.fullmatch(written))), None)


def named_files(written: str) -> list[str]:
    """Return the file that a type names, as in `select_one_from_file towns.csv`: a plain name, never a path."""
    found = _OF_FILE.fullmatch("_".join(written.split()))
    name = found["file"].strip() if found else ""
    return [name] if name and not set(name) & set("/\\\0") and name.lower().endswith(".csv") else []


def _or_other(row: FormRow, found: re.Match[str], around: Surroundings) -> Rows:
    """Add the choice `other` to the list, and a text that asks which; both are named as in pyxform."""
    name, own = row.text("name"), around.lists.get(found["list"])
    select = "select_one" if found["select"].lower().endswith(("one", "1")) else "select_multiple"
    if own is None:
        return (as_type(row, f"{select} {found['list']}"),)
    added = () if any(one.name == OTHER for one in own) else (Choice(OTHER, around.words("form_other")),)
    around.lists[f"{found['list']}+{OTHER}"] = (*own, *added)
    around.warn(row, f"or_other is asked as the choice {OTHER!r} and a text {name}_{OTHER}.")
    asked = as_type(row, f"{select} {found['list']}+{OTHER}")
    which = as_type(replace(row, cells={("name", ""): f"{name}_{OTHER}"}), "text", relevant=f"selected(${{{name}}}, '{OTHER}')")
    return (asked, translated(which, "label", around.words("form_which_other")))


def _of_file(row: FormRow, found: re.Match[str], around: Surroundings) -> Rows:
    """Take the choices of a CSV beside the form; where it is not there, ask in a text."""
    file = found["file"].strip()
    choices = from_file(file, row, around.files, around.kept, around.languages, around.report)
    if not choices:
        around.warn(
            row,
            f"The choices of {file!r} cannot be read, so that a text is asked.",
            "Put it beside the form as CSV with the columns name and label.",
        )
        return (as_type(without(row, FILTER), "text"),)
    around.lists[f"({file})"] = choices
    made = as_type(row, f"{(found['select'] or found['rank']).lower()} ({file})")
    return offered(made, around) or (searched(made, around),)


def _external(row: FormRow, found: re.Match[str], around: Surroundings) -> Rows:
    if found["list"] in around.external:
        around.lists[f"({found['list']})"] = around.external[found["list"]]
        return (as_type(row, f"select_one ({found['list']})"),)
    return (row,)


def _of_answers(row: FormRow, _found: re.Match[str], around: Surroundings) -> Rows:
    told = f"{row.text('type')!r} offers what is answered elsewhere in the form, which no drop-down can know before: a text is asked."
    around.warn(row, told, "Or put the choices on the sheet choices.")
    return (as_type(without(row, FILTER), "text"),)


def _rank(row: FormRow, found: re.Match[str], around: Surroundings) -> Rows:
    """Ask for the rank of each choice, no two of which are the same."""
    choices = around.lists.get(found["list"], ())
    if not choices:
        return (row,)
    names = [f"{row.text('name')}_{one.name}" for one in choices]
    around.warn(row, f"A rank is asked as an integer for each choice: {', '.join(names[:3])}{', ...' if len(names) > 3 else ''}.")
    return tuple(_ranked(row, choice, name, names, around) for choice, name in zip(choices, names, strict=True))


def _ranked(row: FormRow, choice: Choice, name: str, names: list[str], around: Surroundings) -> FormRow:
    others = "".join(f" and . != ${{{other}}}" for other in names if other != name)
    labels = {
        ("label", language): f"{said}: {choice.label.get(language) or next(iter(choice.label.values()), choice.name)}"
        for language, said in (row.texts("label") or around.words("form_rank")).items()
    }
    begins = {"default": str(first.index(choice.name) + 1)} if choice.name in (first := row.text("default").split()) else {}
    made = constrained(
        as_type(without(row, "label", FILTER, "parameters", "default"), "integer", name=name, **begins),
        f". >= 1 and . <= {len(names)}{others}",
    )
    made = replace(made, cells={**made.cells, **labels})
    return translated(translated(made, "hint", around.words("form_rank")), "constraint_message", around.words("form_rank"))


def _loop(row: FormRow, found: re.Match[str], around: Surroundings) -> Rows:
    """Make a matrix of a loop: a column for each choice of its list."""
    name = found["list"].removeprefix("${").removesuffix("}")
    around.warn(row, f"A loop is a matrix here: each choice of {name} is a column.")
    return (as_type(row, "begin_repeat", **{"excel::columns": name}),)


_PATTERNS: tuple[tuple[re.Pattern[str], Callable[[FormRow, re.Match[str], Surroundings], Rows]], ...] = (
    (_OF_FILE, _of_file),
    (_EXTERNAL, _external),
    (_OF_ANSWERS, _of_answers),
    (_OR_OTHER, _or_other),
    (_RANK, _rank),
    (_LOOP, _loop),
)
