"""The cells of a survey row as values: texts in every language, and expressions; what is wrong goes to the report."""

from __future__ import annotations

from collections.abc import Iterable

from questionnaire.definition import Text
from questionnaire.expressions import Expression, ExpressionError, parse
from questionnaire.expressions.grammar import MAX_EXPRESSION
from questionnaire.xlsform.problems import ProblemReport
from questionnaire.xlsform.sheets.form_sheet import FormRow

YES = frozenset({"yes", "true", "true()", "1", "y"})
NO = frozenset({"", "no", "false", "false()", "0", "n"})
_STRAIGHT = str.maketrans({"“": '"', "”": '"', "„": '"', "‟": '"', "‘": "'", "’": "'", "‚": "'", "‛": "'"})
_TRUTHS = {"yes": "true()", "true": "true()", "no": "false()", "false": "false()"}  # As in pyxform.
_INSTEAD_OF_LABELS = ("hint", "image", "big_image", "audio", "video")  # One of them is enough, as in pyxform.
_EVERY_LANGUAGE = "Write it in every language of the form."


def label(row: FormRow, languages: Iterable[str], report: ProblemReport) -> Text:
    """Return the label of what people see, which must stand in one language at least, but where a hint or a picture does."""
    if not row.texts("label"):
        if any(map(row.fills, _INSTEAD_OF_LABELS)):
            report.warning(row.place("label"), "The label is missing, so the name is printed.", _EVERY_LANGUAGE)
        else:
            report.error(row.place("label"), "The label is missing; a row without one is not supported.", _EVERY_LANGUAGE)
    return translated(row, "label", languages, report)


def heading(row: FormRow, languages: Iterable[str], report: ProblemReport) -> Text:
    """Return the label of a group or repeat, which may go without one."""
    if not row.texts("label"):
        report.warning(row.place("label"), "The label is missing, so the name is printed.", _EVERY_LANGUAGE)
    return translated(row, "label", languages, report)


def translated(row: FormRow, column: str, languages: Iterable[str], report: ProblemReport) -> Text:
    """Return a text that may be missing, but if it stands in one language is wanted in all."""
    given = row.texts(column)
    missing = [language for language in languages if language not in given]
    if given and missing:
        message = f"The {column} is missing in {', '.join(missing)}, so it is printed there in another language."
        report.warning(row.place(column, missing[0]), message, _EVERY_LANGUAGE)
    return given


def expression(row: FormRow, column: str, report: ProblemReport) -> Expression | None:
    """Return the expression in a cell, its typographic quotation marks made straight, or None where it is blank or wrong."""
    written = row.text(column)
    text = written.translate(_STRAIGHT)
    if not text:
        return None
    text = _TRUTHS.get(text.casefold(), text)
    if len(text) > MAX_EXPRESSION:
        message = f"An expression of {len(text)} characters is not supported."
        report.error(row.place(column), message, "Split it into several calculations.")
        return None
    if written.translate(_STRAIGHT) != written:
        report.warning(row.place(column), "Curly quotation marks were read as straight ones.", "Write straight ones, ' or \".")
    try:
        return parse(text, row.tables)
    except ExpressionError as error:
        shown = text if len(text) <= 80 else f"{text[:79]}…"
        report.error(row.place(column), f"{error.what} (Character {error.column} of {shown!r}.)", error.remedy)
        return None


def required(row: FormRow, report: ProblemReport) -> Expression | None:
    """Return when an answer is required: yes, no, or an expression."""
    text = row.text("required").casefold()
    if text in NO:
        return None
    return parse("true()") if text in YES else expression(row, "required", report)
