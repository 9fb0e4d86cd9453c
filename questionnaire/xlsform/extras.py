"""The columns that are ours: severity, unit, missing, refusals, previous and sheet, and where each of them may stand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from domain.finding import Severity
from questionnaire.definition import QuestionType, Text
from questionnaire.printed import sheet_name
from questionnaire.xlsform.cells import NO, YES, translated
from questionnaire.xlsform.form_sheet import FormRow
from questionnaire.xlsform.problems import ProblemReport

REFUSALS = "excel::refusals"
NUMERIC = frozenset({QuestionType.INTEGER, QuestionType.DECIMAL})
CODED = NUMERIC | {QuestionType.DATE}  # What may have a code instead of its value.
# On questions of other types these are refused, since they would do nothing.
_ALLOWED = {
    "severity": frozenset(QuestionType) - {QuestionType.NOTE},
    "unit": NUMERIC | {QuestionType.CALCULATE},
    "missing": CODED,
    REFUSALS: CODED,
    "previous": NUMERIC,
}
_SEPARATORS = re.compile(r"[\s,;]+")
# What a cell shows as a number, a date or a time, in whatever notation; digits are those of any script.
_LIKE_A_NUMBER = re.compile(r"[-+−]?[\d.,'’/:%-]*\d[\d.,'’/:%-]*(e[-+]?\d+)?", re.IGNORECASE)
_LONGEST_CODE = 30
_SHARE = re.compile(r"(\d+(?:[.,]\d+)?)\s*%|(0?[.,]\d+|0)")


def check_allowed(row: FormRow, kind: QuestionType, report: ProblemReport) -> None:
    """Report each of these columns that is filled on a type of question which has no use for it."""
    for column, types in _ALLOWED.items():
        if kind not in types and row.fills(column):
            remedy = f"Clear the cell: it is for {', '.join(sorted(types))}."
            report.error(row.place(column), f"{column} on a {kind} is not supported.", remedy)


def severity(row: FormRow, report: ProblemReport) -> Severity:
    """Return how much a broken constraint of the row weighs."""
    written = row.text("severity").casefold()
    if written not in {"", *Severity}:
        report.error(row.place("severity"), f"The severity {row.text('severity')!r} is not supported.", "Write error or warning.")
        return Severity.ERROR
    return Severity(written or Severity.ERROR)


def everywhere(row: FormRow, column: str, languages: Iterable[str], report: ProblemReport) -> Text:
    """Return a text that may stand once for all languages, as % may, or in each of them."""
    given = row.texts(column)
    return given if len(given) == 1 else translated(row, column, languages, report)


def missing(row: FormRow, report: ProblemReport) -> tuple[str, ...]:
    """Return the codes that may stand instead of a number."""
    codes: dict[str, str] = {}
    for code in filter(None, _SEPARATORS.split(row.text("missing"))):
        if len(code) > _LONGEST_CODE:
            message = f"A code of {len(code)} characters is not supported."
            report.error(row.place("missing"), message, "Separate several codes with spaces, or choose a shorter one.")
        elif _LIKE_A_NUMBER.fullmatch(code):
            report.error(row.place("missing"), f"The code {code!r} reads as a number.", "Choose a code of letters or signs, such as n/a.")
        elif code.casefold() in codes:
            first = codes[code.casefold()]
            report.error(row.place("missing"), f"The codes {first!r} and {code!r} look the same to people.", "Remove one of the two.")
        codes.setdefault(code.casefold(), code)
    return tuple(codes.values())


def refusals(row: FormRow, codes: Sequence[str], report: ProblemReport) -> tuple[str, ...]:
    """Return those of the missing codes that are refusals, as the column of missing codes writes them."""
    known = {code.casefold(): code for code in codes}
    named = [code for code in _SEPARATORS.split(row.text(REFUSALS)) if code]
    for code in named:
        if code.casefold() not in known:
            remedy = f"Name some of those in the column missing: {', '.join(codes)}." if codes else "Write it into the column missing, too."
            report.error(row.place(REFUSALS), f"{code!r} is none of the missing codes of this question.", remedy)
    return tuple(dict.fromkeys(known[code.casefold()] for code in named if code.casefold() in known))


def previous(row: FormRow, report: ProblemReport) -> tuple[bool, float | None]:
    """Return whether last round's value is shown beside, and the share by which the answer may differ from it."""
    written = row.text("previous").casefold()
    if written in YES | NO:
        return written in YES, None
    share = _SHARE.fullmatch(written)
    if share is None:
        message = f"previous is {row.text('previous')!r}."
        report.error(row.place("previous"), message, "Write yes or no, or how far the answer may be from last round's, such as 25%.")
        return False, None
    value = float((share[1] or share[2]).replace(",", "."))
    return True, value / 100 if share[1] else value


class SheetNames:
    """The names of sheets that were given so far, by language: tells of those that Excel does not take as they are."""

    def __init__(self) -> None:
        self._taken: dict[str, set[str]] = {}

    def read(self, row: FormRow, languages: Iterable[str], report: ProblemReport) -> Text:
        """Return the name of the row's sheet by language."""
        given = everywhere(row, "sheet", languages, report)
        for language, wanted in given.items():
            name = sheet_name(wanted, self._taken.setdefault(language, set()))
            if name != wanted:
                remedy = "Give each sheet a different name, of at most 31 characters and without []:*?/\\ in it."
                report.warning(row.place("sheet", language), f"Excel does not allow the name {wanted!r}; {name!r} is used.", remedy)
        return given
