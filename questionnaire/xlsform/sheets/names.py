"""The names of questions and groups: legal in an XLSForm, and each of them once."""

from __future__ import annotations

from dataclasses import replace

from questionnaire.legal import NAME, legal_name
from questionnaire.xlsform.problems import ProblemReport
from questionnaire.xlsform.sheets.form_sheet import FormRow

MAX_NAME = 64
_RESERVED = "meta"


def wrong_name(name: str) -> tuple[str, str] | None:
    """Return what is wrong with a name in itself, and the remedy; None where nothing is."""
    if not NAME.fullmatch(name):
        return f"The name {name!r} has a character in it that names cannot have.", f"Write {legal_name(name)}."
    if name == _RESERVED:
        return f"The name {name!r} is reserved for the form's own data.", "Give it another name."
    return None


class Names:
    """The names that were given so far, each with its row. Excel's defined names do not tell capitals from small letters."""

    def __init__(self, report: ProblemReport) -> None:
        self._report = report
        self._taken: dict[str, tuple[int, str]] = {}
        self.ambiguous: set[str] = set()  # Names that stood in several groups, so that nobody knows which one an expression means.

    def read(self, row: FormRow, otherwise: str = "", group: str = "") -> str:
        """Return the row's name, which is `otherwise` where it has none and need not have one.

        A name that stands in another group already gets the name of its `group` before it.
        """
        name, place = row.text("name") or otherwise, row.place("name")
        if not name and row.has("name"):
            self._report.error(place, "The row has no name.", "Give it a short name of letters, digits and underscores.")
        if not name:
            return name
        if wrong := wrong_name(name):
            self._report.error(place, *wrong)
        return self._take(row, name, group)

    def derive(self, row: FormRow, name: str) -> str:
        """Return a name that the program gives beside the row's own, and keep it."""
        return self._take(row, name, "")

    def _take(self, row: FormRow, name: str, group: str) -> str:
        place = row.place("name")
        if len(name) > MAX_NAME:
            self._report.error(place, f"A name of {len(name)} characters is not supported.", f"Shorten it to {MAX_NAME} or fewer.")
        first, around = self._taken.setdefault(name.casefold(), (row.number, group))
        if first == row.number:
            return name
        longer = f"{group}_{name}"
        if around != group and group and longer.casefold() not in self._taken and len(longer) <= MAX_NAME:
            self.ambiguous.add(name)
            self._report.warning(
                place, f"The name {name!r} is already used in row {first}; here it is {longer!r}.", "Rename one of the two."
            )
            return self.read(replace(row, cells={**row.cells, ("name", ""): longer}), group=group)
        message = f"The name {name!r} is already used in row {first}; the same name twice is not supported."
        self._report.error(place, message, "Give each question and group a different name.")
        return name
