"""The columns of the survey sheet: which are used, and what is said of those that are not."""

from __future__ import annotations

from questionnaire.xlsform.cells import NO, YES
from questionnaire.xlsform.extras import REFUSALS
from questionnaire.xlsform.form_sheet import FormRow
from questionnaire.xlsform.headers import Vocabulary
from questionnaire.xlsform.problems import ProblemReport
from questionnaire.xlsform.repeats import COLUMNS
from questionnaire.xlsform.types import RowKind

_MEDIA = "A workbook cannot show pictures or play sound: describe it in the label."
SURVEY = Vocabulary(
    used=frozenset({"type", "name", "label", "hint", "required", "relevant", "constraint", "calculation", "repeat_count", "excel::ref"})
    | {"constraint_message", "required_message", "severity", "unit", "missing", REFUSALS, "previous", "sheet", COLUMNS},
    needed=("type", "name", "label"),
    refused={
        "choice_filter": "Clear the cell. Ask for each level in questions that are relevant for one choice, each with its own list.",
        "trigger": "Clear the cell: a calculation in a workbook is always up to date.",
    },
    unused={
        **dict.fromkeys(("image", "audio", "video", "big_image"), _MEDIA),
        "default": "Clear the cell: cells start blank, because a default that nobody chose is not an answer.",
        "save_to": "Clear the cell: a workbook cannot keep entities.",
        "guidance_hint": "Put it into the hint.",
    },
    ignored=frozenset({"appearance", "parameters", "read_only", "autoplay", "disabled", "rows", "intent", "hxl", "note", "notes"})
    | {"comment", "comments", "noapperrorstring", "no_app_error_string", "body", "control", "bind", "instance", "nodeset", "esri_style"}
    | {"sms_field", "sms_option", "sms_separator", "compact_tag", "attribute", "media", "saveincomplete", "preload", "preloadparams"},
)
_OF_GROUPS = frozenset({"type", "name", "label", "relevant", "sheet"})
_OF_REPEATS = frozenset({"repeat_count", COLUMNS})


def is_disabled(row: FormRow, report: ProblemReport) -> bool:
    """Say whether the author has switched the row off, which is told."""
    if row.text("disabled").casefold() not in YES:
        return False
    report.warning(row.place("disabled"), "The row is disabled, so it is not read.", "Delete it if you no longer need it.")
    return True


def is_comment(row: FormRow, report: ProblemReport) -> bool:
    """Say whether the row has neither type nor name nor label, which is told."""
    if any(map(row.fills, SURVEY.needed)):
        return False
    report.warning(row.place("type"), "The row has no type, name or label, so it is not read.", "Clear it.")
    return True


def check_columns(row: FormRow, kind: RowKind, report: ProblemReport) -> None:
    """Tell of each filled cell that does nothing, or would mean more than is supported."""
    for column, remedy in SURVEY.refused.items():
        if row.fills(column):
            report.error(row.place(column), f"{column} is not supported.", remedy)
    for column, remedy in SURVEY.unused.items():
        for language in row.texts(column):
            report.warning(row.place(column, language), f"{column} is not used.", remedy)
    if "search(" in "".join(row.text("appearance").split()):
        report.error(row.place("appearance"), "search() is not supported.", "Put the choices on the sheet choices, and clear the cell.")
    if row.text("read_only").casefold() not in NO and not row.fills("calculation") and row.text("type").casefold() != "note":
        report.warning(row.place("read_only"), "read_only is not used: the cell takes an answer.", "Make the row a note or a calculation.")
    for column in sorted(_without_use(kind)):
        if row.fills(column):
            report.warning(row.place(column), f"{column} is not used on a {kind}.", "Clear the cell.")


def _without_use(kind: RowKind) -> frozenset[str]:
    if kind is RowKind.QUESTION:
        return _OF_REPEATS | {"sheet"}
    return SURVEY.used - _OF_GROUPS - (_OF_REPEATS if kind is RowKind.REPEAT else frozenset())
