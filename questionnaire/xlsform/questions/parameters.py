"""The column parameters: which a type may have, and what each may be. Most change nothing in a workbook, but a wrong one is a slip.

Source: the XLSForm reference, "Parameters", and what pyxform accepts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from questionnaire.xlsform.problems import ProblemReport
from questionnaire.xlsform.sheets.form_sheet import FormRow

_PARAMETER = re.compile(r"([\w-]+)\s*=\s*([^\s;,]*)")
_SEPARATORS, _EQUALS = re.compile(r"[\s;,]+"), re.compile(r"\s*=\s*")
_LOCATION = ("location-priority", "location-min-interval", "location-max-age")  # An audit has all of them or none.
_ANYTHING, _NUMBER, _WHOLE, _TRUTH = r".+", r"-?\d+(\.\d+)?", r"\d+", r"true|false"
_SELECT = {"randomize": _TRUTH, "seed": rf"{_NUMBER}|\$\{{.+\}}", "value": _ANYTHING, "label": _ANYTHING}
_BY_TYPE: Mapping[str, Mapping[str, str]] = {
    "select": _SELECT,
    "rank": _SELECT,
    "range": {
        "start": _NUMBER,
        "end": _NUMBER,
        "step": _NUMBER,
        "tick_interval": _NUMBER,
        "placeholder": _NUMBER,
        "tick_labelset": _ANYTHING,
    },
    "image": {"max-pixels": _WHOLE, "app": _ANYTHING},
    "audio": {"quality": "voice-only|low|normal|external"},
    "background-audio": {"quality": "voice-only|low|normal"},
    "audit": {
        "location-priority": "no-power|low-power|balanced|high-accuracy",
        "location-min-interval": _WHOLE,
        "location-max-age": _WHOLE,
        "track-changes": _TRUTH,
        "track-changes-reasons": "on-form-edit",
        "identify-user": _TRUTH,
    },
}


def check_parameters(row: FormRow, report: ProblemReport) -> None:
    """Report each parameter that the row's type does not have, or that is not what it may be."""
    kind = "_".join(row.text("type").casefold().split())
    allowed = next((each for name, each in _BY_TYPE.items() if kind == name or kind.startswith(f"{name}_")), None)
    given = dict(_PARAMETER.findall(row.text("parameters")))
    for name, value in given.items() if allowed else ():
        pattern = allowed.get(name.casefold()) if allowed else None
        if pattern is None:
            remedy = f"Those of {row.text('type').split()[0]} are {', '.join(allowed or ())}."
            report.error(row.place("parameters"), f"The parameter {name!r} is not supported.", remedy)
        elif not re.fullmatch(pattern, value, re.IGNORECASE):
            report.error(row.place("parameters"), f"The parameter {name} cannot be {value!r}.", "Correct it, or leave it out.")
    for token in _SEPARATORS.split(_EQUALS.sub("=", row.text("parameters"))) if allowed else ():
        if token and "=" not in token:
            report.error(row.place("parameters"), f"{token!r} is no parameter.", "Write each as name=value, with spaces between them.")
    if kind == "audit":
        _check_audit(row, given, report)
    if kind == "range":
        _check_range(row, given, report)
    if "seed" in given and given.get("randomize", "").casefold() != "true":
        report.error(row.place("parameters"), "A seed without randomize=true is not supported.", "Add randomize=true, or remove the seed.")


def _check_audit(row: FormRow, given: Mapping[str, str], report: ProblemReport) -> None:
    if row.text("name") not in {"", "audit"}:
        report.error(row.place("name"), f"An audit is never called {row.text('name')!r}.", "Clear the cell.")
    missing = [name for name in _LOCATION if name not in given]
    if missing and len(missing) < len(_LOCATION):
        report.error(row.place("parameters"), f"An audit of locations also needs {' and '.join(missing)}.", "Add it, or remove the others.")
    least, most = (given.get(name, "") for name in _LOCATION[1:])
    if least.isdecimal() and most.isdecimal() and int(most) < int(least):
        message = f"The location-max-age {most} is less than the location-min-interval {least}."
        report.error(row.place("parameters"), message, f"Write {least} or more.")


def _check_range(row: FormRow, given: Mapping[str, str], report: ProblemReport) -> None:
    """Report a step that leads nowhere: of nothing, or wider than the range."""
    # Other programs begin at 1 where it is not said.
    numbers = [given.get(name, usual) for name, usual in (("start", "1"), ("end", "10"), ("step", "1"))]
    if not all(re.fullmatch(_NUMBER, one) for one in numbers):
        return  # Which is told.
    start, end, step = map(float, numbers)
    if not step or step > abs(end - start):
        message = f"From {numbers[0]} to {numbers[1]} there is no step of {numbers[2]}."
        report.error(row.place("parameters"), message, "Write start and end, and a step that is neither 0 nor wider.")
