"""A case that waits for a person, as a digest lists it, and what two workbooks say differently in one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from domain.case import CaseKind, Decision
from domain.said_of_case import Beside


@dataclass(frozen=True, slots=True)
class SaidInCell:
    """What a workbook says of a question, as text, and the `place` where it stands; blank where that is not told."""

    text: str
    place: str = ""

    @property
    def beside(self) -> str:
        """Return it on one line, with its place behind it."""
        text = " ".join(self.text.split())
        return f"{text} ({self.place})" if self.place else text

    @property
    def beneath(self) -> str:
        """Return it with its place on a line of its own, as in a table."""
        return "\n".join(filter(None, (self.text, self.place)))


@dataclass(frozen=True, slots=True)
class DifferingCell:
    """What two workbooks say of one question."""

    question: str
    first: SaidInCell
    second: SaidInCell


@dataclass(frozen=True, slots=True)
class MeantOrganisation:
    """An organisation of which a workbook may be that waits: what came with it `named` it, or else its sender is on record there."""

    reference: str
    name: str
    named: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldLine:
    """A case that waits for a person. `how` is the command that decides it, with WHAT where one of the `options` goes.

    `reply_to` is the address of answers that decide it, and `decisions` what they may say; where it is blank, the command alone decides.
    `received_at` is when the message came that it is about, None where there is none; it waits `since`, or since then where that is None.
    `mailing` is the name of the one that it is about, where it is about one. What can be done `at_desk` names commands. It stands for
    so many `others`, which are about workbooks in the same organisation's name that nothing proves either. `differing` is what two
    workbooks say of the same question, where it must be decided which is right, and `lacking` what would still be missing or wrong by each
    decision that puts them together. `meant` are the organisations whose it may be instead. Whoever wrote its words and is `unsubscribed`
    is not reminded.
    """

    id: int
    organisation: str | None
    reasons: tuple[str, ...]
    options: tuple[str, ...]
    received_at: datetime | None
    how: str
    since: datetime | None = None
    kind: CaseKind = CaseKind.WORKBOOK
    mailing: str | None = None
    reply_to: str = ""
    decisions: tuple[Decision | Beside, ...] = ()
    at_desk: str = ""
    others: int = 0
    differing: tuple[DifferingCell, ...] = ()
    meant: tuple[MeantOrganisation, ...] = ()
    lacking: Mapping[Decision, tuple[str, ...]] = field(default_factory=dict)
    unsubscribed: tuple[str, ...] = ()

    @property
    def begun_at(self) -> datetime | None:
        """Return when it began, to tell the older from the newer."""
        return self.received_at or self.since
