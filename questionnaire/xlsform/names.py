"""The names of questions and groups: legal in an XLSForm, and each of them once."""

from __future__ import annotations

import re

from questionnaire.xlsform.form_sheet import FormRow
from questionnaire.xlsform.problems import ProblemReport

MAX_NAME = 64
_NAME = re.compile(r"[^\W\d][\w.-]*")  # As in XML, but for the colon of its namespaces.
_RESERVED = "meta"


class Names:
    """The names that were given so far, each with its row. Excel's defined names do not tell capitals from small letters."""

    def __init__(self, report: ProblemReport) -> None:
        self._report = report
        self._taken: dict[str, int] = {}

    def read(self, row: FormRow, otherwise: str = "") -> str:
        """Return the row's name, which is `otherwise` where it has none and need not have one."""
        name, place = row.text("name") or otherwise, row.place("name")
        if not name and row.has("name"):
            self._report.error(place, "The row has no name.", "Give it a short name of letters, digits and underscores.")
        if not name:
            return name
        if not _NAME.fullmatch(name):
            message = f"The name {name!r} has a character in it that names cannot have."
            self._report.error(place, message, f"Write {legal_name(name)}.")
        elif name == _RESERVED:
            self._report.error(place, f"The name {name!r} is reserved for the form's own data.", "Give it another name.")
        if len(name) > MAX_NAME:
            self._report.error(place, f"A name of {len(name)} characters is not supported.", f"Shorten it to {MAX_NAME} or fewer.")
        first = self._taken.setdefault(name.casefold(), row.number)
        if first != row.number:
            message = f"The name {name!r} is already used in row {first}; the same name twice is not supported."
            self._report.error(place, message, "Give each question and group a different name.")
        return name


def legal_name(name: str) -> str:
    """Return the name nearest to `name` that every program takes."""
    plain = re.sub(r"\W+", "_", name, flags=re.ASCII).strip("_")
    return plain if _NAME.fullmatch(plain) else f"q_{plain}".rstrip("_")
