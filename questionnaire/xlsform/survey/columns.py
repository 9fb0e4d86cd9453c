"""The columns of the survey sheet: which are used, and what is said of those that are not."""

from __future__ import annotations

from questionnaire.xlsform.choices.choices import MEDIA
from questionnaire.xlsform.choices.filters import FILTER
from questionnaire.xlsform.problems import ProblemReport
from questionnaire.xlsform.questions.beginning import DEFAULT, READ_ONLY
from questionnaire.xlsform.questions.extras import FILL, FLAGS, NOTES, PART, REFUSALS, REVISE
from questionnaire.xlsform.questions.repeats import COLUMNS
from questionnaire.xlsform.questions.types import RowKind
from questionnaire.xlsform.sheets.cells import YES
from questionnaire.xlsform.sheets.form_sheet import FormRow
from questionnaire.xlsform.sheets.headers import PLACED, Vocabulary
from questionnaire.xlsform.survey.elsewhere import TRIGGER

# What the draft of an adopted workbook says of each row: where its answers stand, and how sure each guess is.
PLACES = PLACED | {FILL}
GUESSES = {"excel::guess_cell": "whether an answer stands there", "excel::guess_label": "the label", "excel::guess_type": "the type"}
_OPEN = "needs you"
SURVEY = Vocabulary(
    used=frozenset({"type", "name", "label", "hint", "required", "relevant", "constraint", "calculation", "repeat_count", "excel::ref"})
    | {"constraint_message", "required_message", "severity", "unit", "missing", REFUSALS, FLAGS, NOTES, REVISE, "previous", "sheet"}
    | {
        FILTER,
        PART,
        COLUMNS,
        DEFAULT,
        READ_ONLY,
    },
    needed=("type", "name", "label"),
    by_row=frozenset({"label"}),  # Data of telephones has none, and a question may have a hint alone.
    unused={
        **dict.fromkeys(("image", "audio", "video", "big_image"), MEDIA),
        "save_to": "Clear the cell: a workbook cannot keep entities.",
        TRIGGER: "Clear the cell: a calculation in a workbook is always up to date.",
        "guidance_hint": "Put it into the hint.",
    },
    ignored=frozenset({"appearance", "parameters", "autoplay", "disabled", "rows", "intent", "hxl", "note", "notes"})
    | {"comment", "comments", "noapperrorstring", "no_app_error_string", "body", "control", "bind", "instance", "nodeset", "esri_style"}
    | PLACES
    | frozenset(GUESSES)
    | {"sms_field", "sms_option", "sms_separator", "compact_tag", "attribute", "media", "saveincomplete", "preload", "preloadparams"},
)
_OF_GROUPS = frozenset({"type", "name", "label", "relevant", "sheet", PART})
_OF_REPEATS = frozenset({"repeat_count", COLUMNS})
_OF_QUESTIONS = frozenset({READ_ONLY})  # Forms write it on rows of every kind, where it changes nothing.


def is_read(row: FormRow, report: ProblemReport) -> bool:
    """Say whether the row says anything that counts."""
    return not _is_disabled(row, report) and not _is_comment(row, report)


def _is_disabled(row: FormRow, report: ProblemReport) -> bool:
    """Say whether the author has switched the row off, which is told."""
    if row.text("disabled").casefold() not in YES:
        return False
    report.warning(row.place("disabled"), "The row is disabled, so it is not read.", "Delete it if you no longer need it.")
    return True


def _is_comment(row: FormRow, report: ProblemReport) -> bool:
    """Say whether the row has neither type nor name nor label, which is told."""
    if any(map(row.fills, ("type", "name", "label"))):
        return False
    report.warning(row.place("type"), "The row has no type, name or label, so it is not read.", "Clear it.")
    return True


_LOOK = "Look at its cell in the workbook, or in the copy that shows each guess, correct the row, and write sure here."


def check_columns(row: FormRow, kind: RowKind, report: ProblemReport) -> None:
    """Tell of each filled cell that does nothing, or would mean more than is supported."""
    for column, remedy in SURVEY.unused.items():
        for language in row.texts(column):
            report.warning(row.place(column, language), f"{column} is not used.", remedy)
    for column, what in GUESSES.items():
        if row.text(column).casefold() == _OPEN:
            report.warning(row.place(column), f"Still open: {what}.", _LOOK)
    for column in sorted(_without_use(kind)):
        if row.fills(column):
            report.warning(row.place(column), f"{column} is not used on a {kind}.", "Clear the cell.")


def _without_use(kind: RowKind) -> frozenset[str]:
    if kind is RowKind.QUESTION:
        return _OF_REPEATS | {"sheet", PART}
    return SURVEY.used - _OF_GROUPS - _OF_QUESTIONS - (_OF_REPEATS if kind is RowKind.REPEAT else frozenset())
