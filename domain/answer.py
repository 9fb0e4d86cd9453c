"""One answer: its value, and what is known beside it: how it stood in the workbook, where, and what its status is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import NamedTuple

# The typed value of one question: a choice name is a str, a select_multiple a tuple of choice names, a blank is None.
AnswerValue = None | str | int | float | bool | date | datetime | time | tuple[str, ...]


class Rung(StrEnum):
    """The ways to find an answer, the strongest first."""

    NAME = "name"  # The defined name of its cell.
    KEY = "key"  # The key in the hidden column of its row.
    LABEL = "label"  # The label beside it.
    ADDRESS = "address"  # The cell in which it was printed.


@dataclass(frozen=True, slots=True)
class Located:
    """Where an answer was found, and by which rung."""

    sheet: str
    cell: str
    by: Rung


class ItemStatus(StrEnum):
    """What one item came to in one submission. Source: the item states of Eurostat's QPI, and AAPOR's item non-response."""

    ANSWERED = "answered"
    UNANSWERED = "unanswered"  # It was asked, and nothing was written.
    NOT_APPLICABLE = "not_applicable"  # By the form's own `relevant`.
    NOT_ASKED = "not_asked"  # The version of the workbook does not have it.
    CODED = "coded"  # A missing code stands there instead of a value.
    WITHHELD = "withheld"  # It was given, and is not shown or used.
    UNREADABLE = "unreadable"  # Something was written that is no surely read value.


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """How an answer came about. `written` is the text of its cell where that is not just the value, `how` the rule of a conversion.

    `flag` is a code of the form that marks the value (p for provisional), `note` what was remarked on it. `located` is None for what no
    cell holds, as for a calculation.
    """

    status: ItemStatus = ItemStatus.ANSWERED
    written: str = ""
    flag: str = ""
    note: str = ""
    located: Located | None = None
    how: str = ""


class FigureMarks(NamedTuple):
    """What is known beside a figure: the code that marks it, and what was remarked on it; "" where nothing is."""

    flag: str = ""
    note: str = ""


UNANSWERED = Provenance(status=ItemStatus.UNANSWERED)
