"""What a report on quality is made of: the values between the store and the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from domain.quality import Disposition, QualityPlan
from domain.rules.outcome_rates import OutcomeGroup, Rate
from questionnaire.definition import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLine:
    """Where one organisation ended. `weight` is its size, None where the contact list has none."""

    organisation: str
    name: str
    reference: str
    region: str
    weight: float | None
    disposition: Disposition


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcomes:
    """The cases by group, the share `e` of unknown ones that is taken as eligible (None where nothing says), and the rates.

    `weight` is the heading of the column whose numbers were summed, "" where each case counts once.
    """

    weight: str
    cases: Mapping[OutcomeGroup, float]
    e: float | None
    rates: Mapping[str, Rate]


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemLine:
    """What became of one item in the workbooks that count; its key is that of `questionnaire.items`, of a table that of the column.

    `answered` are the values, and the missing codes that are no refusals, of which there are `coded`. With what is unanswered,
    refused, unreadable and withheld they add up to `asked`: where it does not apply, it is not asked. `edited` were put right at the desk,
    and are counted as they are since.
    """

    item: str
    labels: Text
    asked: int
    answered: int
    coded: int
    unanswered: int
    refused: int
    unreadable: int
    withheld: int
    edited: int = 0

    @property
    def rate(self) -> Rate:
        """Return the item non-response: how many of those who were asked gave no answer."""
        return Rate(self.asked - self.answered, self.asked)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckLine:
    """In how many answers a check failed, once for each organisation and answer, and what became of them.

    `confirmed` were said to be right, `corrected` are found no more in the newest workbook; the others are `left`. Of so
    many answers that failed it one was put right at the desk: `edited`.
    """

    check: str
    failed: int
    confirmed: int
    corrected: int
    edited: int = 0

    @property
    def left(self) -> int:
        """Return how many stand as they were."""
        return self.failed - self.confirmed - self.corrected


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """How many days passed from the letter that brought the workbook to the first return: the quartiles of `returns` of them."""

    returns: int
    least: float
    lower: float
    median: float
    upper: float
    most: float


@dataclass(frozen=True, slots=True, kw_only=True)
class MailingLine:
    """A mailing: for how many organisations it left, and how many returned something after it and before the next."""

    mailing: str
    sent: int
    returned: int
    median_days: float | None

    @property
    def rate(self) -> Rate:
        """Return the share of those who got it that returned something before the next."""
        return Rate(self.returned, self.sent)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stratum:
    """Some of the cases, as those of a region or a size: how many there are, and their rates."""

    name: str
    cases: int
    outcomes: Outcomes


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversions:
    """Answers that were written in another way than asked for, by the rule that converted them, and in how many workbooks.

    What was filed before the rules were kept is not among them.
    """

    rules: Mapping[str, int]
    workbooks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityFacts:
    """All that the report says of one study, as of `now` (aware, in the study's zone).

    `ends` is the last day of the collection. `outcomes` are unweighted, and `weighted` by the size where the study names its column;
    `unweighable` are the organisations without a size. `returns` has one instant for each organisation that returned something.
    `sizes` are groups of about as many cases each, from the smallest.
    """

    study_id: str
    title: str
    version: int
    now: datetime
    begun: date
    deadline: date
    ends: date
    plan: QualityPlan
    cases: Sequence[CaseLine]
    outcomes: Outcomes
    weighted: Outcomes | None = None
    unweighable: Sequence[str] = ()
    items: Sequence[ItemLine] = ()
    checks: Sequence[CheckLine] = ()
    conversions: Conversions | None = None
    days: Days | None = None
    mailings: Sequence[MailingLine] = ()
    returns: Sequence[datetime] = ()
    regions: Sequence[Stratum] = ()
    sizes: Sequence[Stratum] = ()
