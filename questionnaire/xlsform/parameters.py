"""The column parameters: which a type may have, and what each may be. Most change nothing in a workbook, but a wrong one is a slip.

Source: the XLSForm reference, "Parameters", and what pyxform accepts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from questionnaire.xlsform.form_sheet import FormRow
from questionnaire.xlsform.problems import ProblemReport

_PARAMETER = re.compile(r"([\w-]+)\s*=\s*([^\s;,]*)")
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
    if "seed" in given and given.get("randomize", "").casefold() != "true":
        report.error(row.place("parameters"), "A seed without randomize=true is not supported.", "Add randomize=true, or remove the seed.")
