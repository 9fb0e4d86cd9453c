"""The columns that are no answers, and what the codes in them mean."""

from __future__ import annotations

from collections.abc import Mapping

from domain.answer import ItemStatus
from domain.letter import DeliveryState
from domain.quality import CaseEvent, Code
from domain.rules.decided import MARKS
from domain.submission import Standing, SubmissionState
from exports.dataset import ChoiceCode, ColumnKind, DataColumn
from exports.words import said
from questionnaire.definition import Text

_SINCE = ("answered", "coded")  # Statuses of items that have a value; the others are gaps.


def admin(name: str, kind: ColumnKind, label: str, *, codes: tuple[ChoiceCode, ...] = ()) -> DataColumn:
    """Return a column that is no answer; what it is called explains it."""
    return DataColumn(name=name, key=name, kind=kind, label={"en": label}, whole=kind is ColumnKind.NUMBER, codes=codes)


def _coded(name: str, label: str, codes: Mapping[str, Text], numbers: Mapping[str, int] | None = None) -> DataColumn:
    """Return a column of codes; where no `numbers` are given they are counted from 1, so that a new code goes to the end."""
    made = (ChoiceCode(code, numbers[code] if numbers else place, text) for place, (code, text) in enumerate(codes.items(), 1))
    return admin(name, ColumnKind.CODE, label, codes=tuple(made))


_STANDINGS = {one.value: said(f"standing.{one.value}", "status") for one in Standing} | {"ineligible": said("standing.ineligible")}
_STATES = {one.value: said(f"state.{one.value}") for one in SubmissionState}
_STATUSES = {one.value: said(f"{'status' if one.value in _SINCE else 'gap'}.{one.value}") for one in ItemStatus}
_DISPOSITIONS = {one.value: said(f"code.{one.value}", "quality") for one in Code}
_COMPLETENESS = ("complete", "partial", "break_off")

STANDING = _coded("standing", "Where the organisation stands", _STANDINGS)
STATE = _coded("state", "What became of the submission", _STATES)
STATUS = _coded("status", "Status of the item", _STATUSES)
MARKED = _coded("marked", "What staff marked the organisation as", {one.value: said(f"mark.{one.value}") for one in MARKS})
LETTER_STATE = _coded("state", "State of the letter today", {one.value: said(f"delivery.{one.value}", "status") for one in DeliveryState})
EVENT = _coded("event", "Event that gave the disposition", {one.value: said(f"event.{one.value}", "quality") for one in CaseEvent})
DISPOSITION = _coded(
    "disposition",
    "Disposition of the case: the code of AAPOR (mail surveys of specifically named persons); its number is the code without the point",
    _DISPOSITIONS,
    {code: int(code.replace(".", "")) for code in _DISPOSITIONS},
)
COMPLETENESS = _coded(
    "completeness",
    "How much of the questionnaire is filled in, by the limits of the study: RR1 counts the complete ones, RR2 the partial ones too",
    {one: said(f"completeness.{one}") for one in _COMPLETENESS},
)

ORGANISATION = (
    admin("organisation_code", ColumnKind.TEXT, "Organisation: its code on the contact list"),
    admin("organisation", ColumnKind.TEXT, "Organisation: its name"),
    admin("country", ColumnKind.TEXT, "Country of the organisation, ISO 3166-1 alpha-2"),
    admin("region", ColumnKind.TEXT, "Region of the organisation, as the contact list has it"),
    admin("reference", ColumnKind.TEXT, "Reference printed on the letters and workbooks"),
    STANDING,
    COMPLETENESS,
    admin("form_version", ColumnKind.NUMBER, "Version of the study by which the workbook was read"),
    admin("received_at_utc", ColumnKind.INSTANT, "When the message with the workbook came, in UTC"),
    admin("sender", ColumnKind.TEXT, "Address that sent the workbook"),
    admin("file", ColumnKind.TEXT, "Name of the workbook's file"),
)
INSTANCE = admin("instance", ColumnKind.TEXT, "Column of the matrix, or number of the row in the table")
