"""What a check says of one answer or one file."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding weighs."""

    ERROR = "error"  # The submission is queried: it goes back to the respondent.
    WARNING = "warning"  # It is told in the receipt, and the submission is accepted.


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One failed check: where it is, what is wrong, and how to mend it, in the respondent's language.

    `cell` is an A1 reference on `sheet`. `question` is the key of the answer: the XLSForm name, or `repeat[instance].name`. `label` is what
    the respondent sees.
    """

    code: str
    severity: Severity
    message: str
    remedy: str
    question: str | None = None
    sheet: str | None = None
    cell: str | None = None
    label: str | None = None
    confirmed: str | None = None  # The reason why the respondent says that the answer is right all the same.
