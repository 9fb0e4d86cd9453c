"""The cells of a survey row as values: texts in every language, and expressions; what is wrong goes to the report."""

from __future__ import annotations

from collections.abc import Iterable

from questionnaire.definition import Text
from questionnaire.expressions import Expression, ExpressionError, parse
from questionnaire.xlsform_problems import Report
from questionnaire.xlsform_table import Row

_STRAIGHT = str.maketrans({"“": '"', "”": '"', "„": '"', "‟": '"', "‘": "'", "’": "'", "‚": "'", "‛": "'"})
_YES = frozenset({"yes", "true", "true()", "1", "y"})
_NO = frozenset({"", "no", "false", "false()", "0", "n"})
_EVERY_LANGUAGE = "Write it in every language of the form."


def label(row: Row, languages: Iterable[str], report: Report) -> Text:
    """Return the label, which must stand in every language and is printed as it is."""
    given = row.texts("label")
    missing = [language for language in languages if language not in given]
    if missing:
        report.error(row.place("label", missing[0]), f"The label is missing in {', '.join(missing)}.", _EVERY_LANGUAGE)
    for language, text in given.items():
        if "${" in text:
            place = row.place("label", language)
            report.error(place, "The label holds the answer to another question.", "Word it without ${...}: it is printed as it is.")
    return given


def translated(row: Row, column: str, languages: Iterable[str], report: Report) -> Text:
    """Return a text that may be missing, but if it stands in one language is wanted in all."""
    given = row.texts(column)
    missing = [language for language in languages if language not in given]
    if given and missing:
        report.warning(row.place(column, missing[0]), f"The {column} is missing in {', '.join(missing)}.", _EVERY_LANGUAGE)
    return given


def expression(row: Row, column: str, report: Report) -> Expression | None:
    """Return the expression in a cell, its typographic quotation marks made straight, or None where it is blank or wrong."""
    written = row.text(column)
    text = written.translate(_STRAIGHT)
    if not text:
        return None
    if text != written:
        report.warning(row.place(column), "Typographic quotation marks were read as straight ones.", "Write straight ones, ' or \".")
    try:
        return parse(text)
    except ExpressionError as error:
        report.error(row.place(column), f"{error.what} (Character {error.column} of {text!r}.)", error.remedy)
        return None


def required(row: Row, report: Report) -> Expression | None:
    """Return when an answer is required: yes, no, or an expression."""
    text = row.text("required").casefold()
    if text in _NO:
        return None
    return parse("true()") if text in _YES else expression(row, "required", report)
