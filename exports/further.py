"""The columns of the tables beside the answers: how each case stands, what was sent, confirmed, converted, and does not count."""

from __future__ import annotations

from dataclasses import replace

from exports.columns import DISPOSITION, EVENT, LETTER_STATE, MARKED, STANDING, STATE, STATUS, admin
from exports.dataset import ColumnKind, DataColumn

_CODE = admin("organisation_code", ColumnKind.TEXT, "Organisation: its code on the contact list")
_SUBMISSION = admin("submission", ColumnKind.NUMBER, "Submission: the number of the workbook that was read")
# It is a share, and every other number is a whole one.
SHARE = replace(
    admin("answered_share", ColumnKind.NUMBER, "Share of what completeness is measured by that is filled in, from 0 to 1"), whole=False
)
_VERSION = admin("form_version", ColumnKind.NUMBER, "Version of the study by which the workbook was read")
_ITEM = admin("item", ColumnKind.TEXT, "Key of the answer: the question, or repeat[instance].question")

CASES: tuple[DataColumn, ...] = (
    _CODE,
    admin("reference", ColumnKind.TEXT, "Reference printed on the letters and workbooks"),
    STANDING,
    DISPOSITION,
    EVENT,
    admin("event_at_utc", ColumnKind.INSTANT, "When that event was, in UTC"),
    admin("event_record", ColumnKind.TEXT, "Record of that event, as in `submission 12`"),
    SHARE,
    admin("final", ColumnKind.FLAG, "1: the collection is over, and the disposition is final; 0: it is a temporary one"),
    MARKED,
    admin("contacts", ColumnKind.NUMBER, "Contacts on the list"),
    admin("letters", ColumnKind.NUMBER, "Letters that left"),
    admin("bounced", ColumnKind.NUMBER, "Letters that came back"),
    admin("first_sent_at_utc", ColumnKind.INSTANT, "When the first letter was handed over, in UTC"),
    admin("last_sent_at_utc", ColumnKind.INSTANT, "When the last letter was handed over, in UTC"),
    admin("returned_at_utc", ColumnKind.INSTANT, "When the first workbook came that was not rejected, in UTC"),
    admin("answered_at_utc", ColumnKind.INSTANT, "When the workbook came that counts, in UTC"),
    admin("problem", ColumnKind.TEXT, "Why no contact can be reached"),
)
ATTEMPTS: tuple[DataColumn, ...] = (
    _CODE,
    admin("letter", ColumnKind.NUMBER, "Number of the letter"),
    admin("kind", ColumnKind.TEXT, "Kind of the letter"),
    admin("mailing", ColumnKind.TEXT, "Mailing that it belongs to"),
    admin("role", ColumnKind.TEXT, "Role of the contact: to or cc"),
    LETTER_STATE,
    admin("attempted_at_utc", ColumnKind.INSTANT, "When it was tried to hand it over, in UTC"),
    admin("outcome", ColumnKind.TEXT, "Outcome of the attempt"),
    admin("reply", ColumnKind.TEXT, "Reply of the mail server"),
)
EDITS: tuple[DataColumn, ...] = (
    _CODE,
    _ITEM,
    admin("old", ColumnKind.TEXT, "What was written"),
    admin("new", ColumnKind.TEXT, "What counts instead, as long as it stands"),
    admin("edited_by", ColumnKind.TEXT, "Who changed it; 'program' where a rule converted it"),
    admin("edited_at_utc", ColumnKind.INSTANT, "When it was changed, in UTC; blank where a rule converted it on reading"),
    admin("reason", ColumnKind.TEXT, "Why, or by which rule"),
    admin("stands", ColumnKind.NUMBER, "1: it counts; 0: it was undone, or another edit or a newer answer took its place"),
    admin("flag", ColumnKind.TEXT, "Flag that the figure was given at the desk"),
)
REVISIONS: tuple[DataColumn, ...] = (
    _CODE,
    _ITEM,
    DataColumn(
        name="shown",
        key="shown",
        kind=ColumnKind.NUMBER,
        label={"en": "Figure of the last round, as it stood in the workbook; blank where none was known"},
    ),
    admin("revised", ColumnKind.TEXT, "What it should be, or a missing code"),
    admin("flag", ColumnKind.TEXT, "Flag of the revised figure"),
    admin("note", ColumnKind.TEXT, "Note on the revised figure"),
    _VERSION,
)
CONFIRMATIONS: tuple[DataColumn, ...] = (
    _CODE,
    _SUBMISSION,
    STATE,
    _ITEM,
    admin("failed_check", ColumnKind.TEXT, "Check that was not passed"),
    admin("message", ColumnKind.TEXT, "What the respondent was asked"),
    admin("reason", ColumnKind.TEXT, "Why the answer is right all the same, in the respondent's words"),
    _VERSION,
)
SUBMISSIONS: tuple[DataColumn, ...] = (
    _CODE,
    _SUBMISSION,
    STATE,
    _VERSION,
    admin("received_at_utc", ColumnKind.INSTANT, "When the message with the workbook came, in UTC"),
    admin("sender", ColumnKind.TEXT, "Address that sent the workbook"),
    admin("mode", ColumnKind.TEXT, "How a workbook reached the office that a person filed: paper, telephone or upload; blank: by mail"),
    admin("file", ColumnKind.TEXT, "Name of the workbook's file"),
    admin("sha256", ColumnKind.TEXT, "SHA-256 of the workbook's file, by which it stands in the archive"),
    admin("language", ColumnKind.TEXT, "Language of the workbook"),
    admin("answered", ColumnKind.NUMBER, "How many answers it has"),
    admin("errors", ColumnKind.NUMBER, "How many findings are errors"),
    admin("warnings", ColumnKind.NUMBER, "How many findings are warnings"),
)
OTHERS: tuple[DataColumn, ...] = (
    _CODE,
    _SUBMISSION,
    STATE,
    _VERSION,
    _ITEM,
    admin("answer", ColumnKind.TEXT, "Answer, as codes; several choices with a blank between"),
    STATUS,
    admin("written", ColumnKind.TEXT, "What stood in the cell, where that is not just the value"),
)
