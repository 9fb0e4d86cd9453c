"""The columns that are ours, from severity and unit to part and sheet, and where each of them may stand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from domain.finding import Severity
from domain.rules.parts import named
from questionnaire.definition import LAST_ROUND, ORGANISATION, Aside, Choice, QuestionType, Repeat, Text
from questionnaire.kinds import FIGURES, NUMBERS
from questionnaire.printed import sheet_name
from questionnaire.xlsform.problems import ProblemReport
from questionnaire.xlsform.sheets.cells import NO, YES, translated
from questionnaire.xlsform.sheets.form_sheet import FormRow

REFUSALS = "excel::refusals"
FLAGS, NOTES, REVISE = "excel::flags", "excel::notes", "excel::revise"
PART = "excel::part"
CELL = "excel::cell"
FILL, FILLS = "excel::fill", (ORGANISATION, LAST_ROUND)
# On questions of other types these are refused, since they would do nothing.
_ALLOWED = {
    "severity": frozenset(QuestionType) - {QuestionType.NOTE},
    "unit": NUMBERS | {QuestionType.CALCULATE},
    "missing": FIGURES,
    REFUSALS: FIGURES,
    "previous": NUMBERS,
    FLAGS: NUMBERS,
    NOTES: NUMBERS,
    REVISE: NUMBERS,
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


def missing(row: FormRow, lists: Mapping[str, tuple[Choice, ...]], language: str, report: ProblemReport) -> tuple[Choice, ...]:
    """Return the codes that may stand instead of a number, with what they mean, as far as the form says it.

    They are those of a list of the choices sheet, or as in `n/a conf`, or as in `n/a=Not available; conf=Confidential`.
    """
    written = row.text("missing")
    if written in lists:
        found = lists[written]
    elif "=" in written:
        pairs = (one.partition("=") for one in written.split(";") if one.strip())
        found = tuple(Choice(code.strip(), {language: says.strip()} if says.strip() else {}) for code, _, says in pairs)
    else:
        found = tuple(Choice(code, {}) for code in _SEPARATORS.split(written) if code)
    return _each_once(row, found, report)


def _each_once(row: FormRow, given: Iterable[Choice], report: ProblemReport) -> tuple[Choice, ...]:
    codes: dict[str, Choice] = {}
    for one in given:
        code = one.name
        if len(code) > _LONGEST_CODE:
            message = f"A code of {len(code)} characters is not supported."
            report.error(row.place("missing"), message, "Separate several codes with spaces, or choose a shorter one.")
        elif not code or len(code.split()) > 1:
            remedy = "Write n/a conf, or codes with what they mean, such as n/a=Not available; conf=Confidential."
            report.error(row.place("missing"), f"{code!r} is no code.", remedy)
        elif _LIKE_A_NUMBER.fullmatch(code):
            report.error(row.place("missing"), f"The code {code!r} reads as a number.", "Choose a code of letters or signs, such as n/a.")
        elif code.casefold() in codes:
            first = codes[code.casefold()].name
            report.error(row.place("missing"), f"The codes {first!r} and {code!r} look the same to people.", "Remove one of the two.")
        codes.setdefault(code.casefold(), one)
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


def flags(row: FormRow, lists: Mapping[str, tuple[Choice, ...]], language: str, report: ProblemReport) -> tuple[Choice, ...]:
    """Return the codes that may mark a figure: those of a list of the choices sheet, or as in `p=Provisional; e=Estimated`."""
    written = row.text(FLAGS)
    if written in lists:
        return lists[written]
    if written.casefold() in NO:
        return ()
    found: dict[str, Choice] = {}
    for one in filter(None, map(str.strip, written.split(";"))):
        code, sign, says = map(str.strip, one.partition("="))
        if not sign or not says or not code or len(code.split()) > 1 or len(code) > _LONGEST_CODE or code[0].isdigit():
            remedy = "Write codes with what they mean, such as p=Provisional; e=Estimated, or the name of a list on the sheet choices."
            report.error(row.place(FLAGS), f"{one!r} is no flag.", remedy)
        elif code.casefold() in found:
            report.error(row.place(FLAGS), f"The flag {code!r} is there twice.", "Remove one of the two.")
        else:
            found[code.casefold()] = Choice(code, {language: says})
    return tuple(found.values())


def yes_or_no(row: FormRow, column: str, report: ProblemReport, *, otherwise: bool = False) -> bool:
    """Return whether the row asks for what the column is about; `otherwise` is what holds where the cell is blank."""
    written = row.text(column).casefold()
    if written not in YES | NO:
        report.error(row.place(column), f"{column} is {row.text(column)!r}.", "Write yes or no.")
    return written in YES if written else otherwise


def asides(row: FormRow, marks: Sequence[Choice], report: ProblemReport, *, notes: bool) -> tuple[Aside, ...]:
    """Return what has a cell of its own beside the figure: a flag where `marks` are given, a note where the row or the form asks for it."""
    wanted = {Aside.FLAG: bool(marks), Aside.NOTE: yes_or_no(row, NOTES, report, otherwise=notes)}
    return tuple(aside for aside, is_wanted in wanted.items() if is_wanted)


def fill(row: FormRow, kind: QuestionType, report: ProblemReport, *, in_repeat: Repeat | None, previous: bool) -> str:
    """Return what is put into the cell of an adopted workbook beforehand.

    Such a workbook shows last round's figure nowhere else, and an answer is only compared with what its workbook shows.
    """
    written = " ".join(row.text(FILL).casefold().split())
    if previous and row.exact(CELL) and written != LAST_ROUND:
        remedy = "Write last round into the column excel::fill to have it put into the cell. The list of outliers compares all the same."
        report.warning(
            row.place("previous"), "No answer is compared with last round's when it comes in: the workbook does not show it.", remedy
        )
    if wrong := _of_fill(written, kind, in_repeat, previous=previous) if written else None:
        report.error(row.place(FILL), f"{FILL} {wrong[0]}", wrong[1])
    return written


def _of_fill(written: str, kind: QuestionType, in_repeat: Repeat | None, *, previous: bool) -> tuple[str, str] | None:
    """Return what is wrong with what is to be put there, and how to mend it."""
    if written not in FILLS:
        return f"is {written!r}.", f"Write {', '.join(FILLS)}, or clear the cell."
    if in_repeat and not in_repeat.instances:
        return "in a table is not supported: its rows are different in each round.", "Clear the cell."
    if written == ORGANISATION:
        return ("organisation in a matrix is not supported.", "Name a single answer for it.") if in_repeat else None
    if kind not in NUMBERS:
        return f"last round on a {kind} is not supported.", f"Clear the cell: it is for {', '.join(sorted(NUMBERS))}."
    return None if previous else ("is last round, but nothing of it is asked for.", "Write yes into the column previous, too.")


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


class SectionParts:
    """The parts that were named so far: one is written in one way."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def read(self, row: FormRow, report: ProblemReport, *, begins_section: bool) -> tuple[str, ...]:
        """Return the parts to which the row's section belongs; what is no section belongs to none."""
        found = named(row.text(PART))
        if found and not begins_section:
            remedy = "Write it in the row that begins the section."
            report.error(row.place(PART), "A part for some of a section is not supported.", remedy)
            return ()
        return tuple(self._known.setdefault(one.casefold(), one) for one in found)


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
