"""Functions that XLSForms or other languages have and the subset has not: what to write instead."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from difflib import get_close_matches

from questionnaire.expressions.errors import ExpressionError
from questionnaire.expressions.functions import FUNCTIONS

# What a function of the subset is called elsewhere.
_OTHER_NAMES = {
    "length": "string-length",
    "len": "string-length",
    "strlen": "string-length",
    "substring": "substr",
    "mid": "substr",
    "matches": "regex",
    "regexp": "regex",
    "includes": "contains",
    "ifelse": "if",
    "iif": "if",
    "floor": "int",
    "trunc": "int",
    "value": "number",
    "text": "string",
    "concatenate": "concat",
    "counta": "count",
    "total": "sum",
    "minimum": "min",
    "maximum": "max",
    "checked": "selected",
}
_NO_PATHS = "Write a question as ${name}. For a question in a repeat, sum(), min(), max() and count() take all its answers."
_TWICE = "Let the respondent answer it, or leave it out: a workbook cannot keep a value that is calculated only once."
_INSTEAD: Mapping[str, str] = {
    "position": "Leave it out: the workbook numbers the rows of a repeat.",
    "indexed-repeat": _NO_PATHS,
    "current": _NO_PATHS,
    "instance": _NO_PATHS,
    "pulldata": "Put the list beside the form as CSV, with the columns that it names, or put what you need into the form.",
    "once": _TWICE,
    "random": _TWICE,
    "uuid": _TWICE,
    "jr:choice-name": "Compare it with the name of the choice, as in ${question} = 'choice'.",
    "selected-at": "Test each choice with selected(${question}, 'choice').",
    "pow": "Multiply, as in ${number} * ${number}.",
    "format-date": "Use the date as it is: the workbook shows it in the respondent's own format.",
    "date-time": "Use date(): an answer has no time of day.",
    "decimal-date-time": "Subtract one date from another, which gives days, as in today() - ${date}.",
    "isblank": "Write ${question} = ''.",
    "and": "Write and between two conditions, as in ${one} = 1 and ${other} = 2.",
    "or": "Write or between two conditions, as in ${one} = 1 or ${other} = 2.",
    "average": "Divide: sum(${question}) div count(${question}).",
    "now": "Use today(): an answer has no time of day.",
    "countif": "Use count() for the number of answers, or test each answer.",
    "sumif": "Calculate what is to be added in a question of the repeat, then use sum() on that.",
    "join": "Use concat(first, second, ...), which cannot take a repeat.",
}
# The functions of the ODK XForms specification that are not in the subset.
_ODK: frozenset[str] = frozenset(
    name
    for line in (
        "position once index last weighted-checklist checklist boolean boolean-from-string randomize uuid digest area distance",
        "enclosed-area geofence intersects base64-decode extract-signed decimal-date-time decimal-time format-date format-date-time",
        "date-time now indexed-repeat pulldata jr:choice-name jr:itext selected-at join substring-before substring-after translate",
        "normalize-space pow log log10 exp exp10 sqrt sin cos tan asin acos atan atan2 pi random ceiling floor version property current",
        "instance local-name name namespace-uri search",
    )
    for name in line.split()
)


def known_elsewhere(name: str) -> bool:
    """Say whether programs for XLSForms have a function `name` that is not in the subset."""
    return name.lower() in _ODK and name not in FUNCTIONS


def instead(names: Collection[str]) -> str:
    """Return what to write instead of these functions, "" where that cannot be said in one sentence."""
    said = {_INSTEAD.get(name.lower(), "") for name in names}
    return said.pop() if len(said) == 1 else ""


def unsupported(name: str, column: int) -> ExpressionError:
    """Return that there is no function `name`, and what to do about it."""
    return ExpressionError(f"The function {name}() is not supported.", column, _remedy(name.lower()))


def _remedy(name: str) -> str:
    if name in _INSTEAD:
        return _INSTEAD[name]
    near = get_close_matches(name.replace("_", "-"), [*FUNCTIONS, *_OTHER_NAMES, *_INSTEAD], n=1, cutoff=0.6)
    if not near:
        return f"The functions are {', '.join(f'{known}()' for known in FUNCTIONS)}."
    return _INSTEAD.get(near[0]) or f"Did you mean {_OTHER_NAMES.get(near[0], near[0])}()?"
