"""The message that effects come from, and what is at hand while they are applied: each module that applies some of them is given it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from domain import effects
from domain.evidence import Strength
from domain.journal import Entry
from domain.message import Clue, NamedDelivery
from domain.study import Study, staff
from domain.submission import Invitation
from intake.parsing.mail import Mail
from intake.understanding.evidence.machine import untagged
from service.studies.running import Running
from store import Transaction, decisions, invitations, journal, messages, standing_decisions
from store.archive.originals import Archive
from store.cases.decisions import Ruling


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The message that effects come from, and the invitation that it was matched to.

    `by` is who decides, as the journal names them; `follows` is the entry of a person's decision that brings these effects. `strengths`
    says by invitation how far the message is believed, `answered` are our letters that it names, `source` is whom the brake counts it for.
    `note` is what a person notes who files its workbook. `clues` say which of our letters it answers. `study` is the one study whose
    organisations alone it names, None where it names those of several, or nobody.
    """

    message: messages.Message
    mail: Mail
    invitation: Invitation | None
    now: datetime
    by: str = decisions.rule("intake")
    follows: int | None = None
    strengths: Mapping[int, Strength] = field(default_factory=dict)
    answered: tuple[NamedDelivery, ...] = ()
    source: str = ""
    note: str = ""
    clues: tuple[Clue, ...] = ()
    study: str | None = None

    @property
    def record(self) -> str:
        """Return where on record it stands what the message brought."""
        return f"message {self.message.id}"

    @property
    def by_person(self) -> bool:
        """Say whether a person decided, whose word needs no other to vouch for it."""
        return self.by.startswith("person:")

    def strength(self, invitation_id: int | None) -> Strength:
        """Return how far the message is believed about an organisation; about none, or one that nothing names, it only says so."""
        return self.strengths.get(invitation_id, Strength.NAMED) if invitation_id is not None else Strength.NAMED


@dataclass(kw_only=True)
class EffectContext:
    """What the effects of one message are applied with, and what is known of those that were applied before."""

    tx: Transaction
    runs: Mapping[str, Running]
    origin: Origin
    archive: Archive
    separator: str
    count: Callable[[effects.CountClaim, Entry], tuple[str, ...]] | None
    # A case knows its own submission: the workbook of this message with the fingerprint that it names, for the organisation that it names.
    filed: dict[tuple[int, str], int] = field(default_factory=dict)
    # Those about which something else stands decided than this reading says: nobody is asked or told of that.
    decided: set[tuple[int, str]] = field(default_factory=set)
    # Letters that another message had reported before: of them nothing more is decided.
    reported: set[int] = field(default_factory=set)

    def invitation(self, invitation_id: int) -> Invitation:
        """Return an invitation; that of the message itself is known."""
        known = self.origin.invitation
        return known if known and known.id == invitation_id else invitations.by_id(self.tx, invitation_id)

    @property
    def staff(self) -> frozenset[str]:
        """Return the addresses of those who look after the studies, and of the studies themselves."""
        return frozenset(address for found in self.runs.values() for address in staff(found.study))

    def study(self, invitation_id: int | None) -> Study:
        """Return the study that an effect concerns; what names none goes to that to whose address it was written, or else the first."""
        if invitation_id is not None:
            return self.runs[self.invitation(invitation_id).study].study
        if self.origin.invitation:
            return self.runs[self.origin.invitation.study].study
        if self.origin.study:
            return self.runs[self.origin.study].study
        to = {untagged(one).lower() for one in self.origin.mail.headers.addresses("to")}
        every = [one.study for one in self.runs.values()]
        return next((one for one in every if one.returns_to.lower() in to), every[0])

    def decide(self, *rulings: Ruling, by: str = "") -> tuple[Entry, ...]:
        """Write decisions because of this message, and return those that are new.

        Read again, it decides nothing that it brought before, and nothing about what a person decided since it came. What a person lets
        take effect does so although it was undone before.
        """
        new = [one if one.follows else replace(one, follows=self.origin.follows) for one in rulings if not self._known(one)]
        return decisions.decide(self.tx, by or self.origin.by, self.origin.now, new)

    def _known(self, ruling: Ruling) -> bool:
        same, message = (ruling.what, ruling.value, ruling.message_id), self.origin.message
        before = (
            journal.about(self.tx, ruling.about.subject, [ruling.about.id])
            if self.origin.follows is None
            else standing_decisions.in_force_about(self.tx, ruling.about)
        )
        if message.state != "pending" and any(one.by_person and one.at >= message.received_at for one in before):
            return True
        return any((one.what, one.value, one.message_id) == same for one in before)
