"""The census of a study: every organisation with its contacts, where it stands, and whether it still owes an answer."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from domain.contact import Absence, Contact, Organisation, Role, Stopped, Suppression
from domain.journal import What
from domain.letter import DeliveryState
from domain.quality import CaseEvent, EventSource
from domain.rules import parts
from domain.rules.not_taken import anything_unusable, not_taken
from domain.rules.owes import Owes, owes
from domain.rules.standing import History, Mark, Reach, is_away, is_on_us, kept_of_erased, mailed, standing, waits_for_us
from domain.submission import Invitation, Standing, SubmissionState
from service.contacts.claimed import Claimed, claims_of
from service.studies.running import Running
from service.wiring import Service
from store import Transaction, case_events, contact_lists, deliveries, held_elsewhere, holds, invitations, submission_states, suppressions
from store.database.mapping import chunked
from store.journal.more_time import granted

_PART = 1_000  # Organisations that are in memory together.


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitedOrganisation:
    """One organisation in one study. `usable` are the contacts that mailings go to; `problem` says why none can be reached.

    `reach` is how each contact can be reached, in their order. `unreached` says the same without a mail server's words: by address, why it
    is not written to, or what became of the newest letter.
    Mailings go to those that may be written to, and to who is away only where all are.

    `standing` is None where it is ineligible; `waits` says that it waits for us. `returned_at` is when its first workbook came that was
    not rejected. `claims` are the cases that ask whether a workbook is this organisation's own. `came` are its workbooks, oldest first.
    `not_taken` is what came last of it, where that could not be taken: BLANK or UNREADABLE. `granted` is until when a person gave it time,
    where that is later than the study's deadline.
    """

    organisation: Organisation
    invitation: Invitation
    contacts: tuple[Contact, ...]
    usable: tuple[Contact, ...]
    standing: Standing | None
    waits: bool
    owes: Owes
    answered_at: datetime | None
    returned_at: datetime | None
    problem: str
    reach: tuple[Reach, ...] = ()
    unreached: Mapping[str, Stopped | DeliveryState] = field(default_factory=dict)
    claims: tuple[Claimed, ...] = ()
    came: tuple[submission_states.Came, ...] = ()
    not_taken: CaseEvent | None = None
    granted: date | None = None

    @property
    def on_us(self) -> bool:
        """Say whether it waits for something that we do: it is not only given time, and does not answer elsewhere."""
        return is_on_us(self.standing, waits=self.waits, mark=self.invitation.mark, until=self.invitation.until)

    @property
    def mark(self) -> Mark | None:
        """Return what a person said of it last; None where nobody said anything, or took it back."""
        return _mark(self.invitation)

    @property
    def parts_missing(self) -> tuple[str, ...]:
        """Return the parts that are missing of an answer of which others have come."""
        return parts.named(self.invitation.lacks)

    @property
    def parts_came(self) -> tuple[str, ...]:
        """Return the parts that have come of an answer of which others are missing."""
        there = dict.fromkeys(part for one in self.came if one.state is SubmissionState.ACCEPTED for part in parts.named(one.part))
        return parts.arrived(there, self.invitation.lacks) if self.invitation.lacks else ()

    def owes_of(self, contact: Contact) -> Owes:
        """Return what is asked of one contact: of one whose part has come, nothing; a correction only where its own part was sent back."""
        lacks = self.invitation.lacks
        if self.owes is Owes.NOTHING or not contact.part:
            return self.owes
        if not parts.concerns(contact.part, lacks):
            return Owes.NOTHING
        own = self._own(contact)
        asked = own[-1] is SubmissionState.QUERIED if own else self.not_taken is not None
        return Owes.CORRECTION if asked else Owes.ANSWER

    def not_taken_of(self, contact: Contact | None) -> CaseEvent | None:
        """Return `not_taken` as one contact is told of it: one whose own part came is told of that one, and not of another's scan."""
        return None if contact and contact.part and self._own(contact) else self.not_taken

    def _own(self, contact: Contact) -> list[SubmissionState]:
        return [one.state for one in self.came if parts.concerns(contact.part, one.part)]

    @property
    def to(self) -> tuple[Contact, ...]:
        """Return the contacts to whom letters are addressed: the usable to-contacts, or else all usable ones."""
        return tuple(contact for contact in self.usable if contact.role is Role.TO) or self.usable

    @property
    def cc(self) -> tuple[Contact, ...]:
        """Return the other usable contacts."""
        return tuple(contact for contact in self.usable if contact not in self.to)

    def contact(self, address: str) -> Contact | None:
        """Return the contact with this address."""
        return next((contact for contact in self.contacts if contact.address.lower() == address.lower()), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What the store knows of some organisations, by invitation, by address, or by organisation and address."""

    states: Mapping[int, tuple[submission_states.Came, ...]]
    held: frozenset[int | None]
    elsewhere: frozenset[int]
    stopped: Mapping[str, Suppression]
    lost: Mapping[tuple[str, str], DeliveryState]
    away: Mapping[str, Absence]
    today: date
    claims: Mapping[int, tuple[Claimed, ...]]
    kept: Mapping[int, Mapping[CaseEvent, EventSource]]
    granted: Mapping[int, date]


def census(tx: Transaction, running: Running, now: datetime, only: Collection[str] | None = None) -> dict[str, InvitedOrganisation]:
    """Return the invited organisations of a study by code, as they stand at `now`; `only` names the organisations that are wanted."""
    study = running.study.id
    listed = contact_lists.load_list(tx, running.study.contact_list, only)
    invited = invitations.of_study(tx, study, only)
    chosen = [one for one in listed.organisations if one.code in invited]
    by_code: dict[str, list[Contact]] = {}
    for contact in listed.contacts:
        by_code.setdefault(contact.organisation, []).append(contact)
    ids = None if only is None else [invited[one.code].id for one in chosen]
    kept, states = case_events.of_study(tx, study, ids), submission_states.states_of(tx, study, ids)
    known = _Known(
        states=states,
        held=holds.organisations_waiting(tx, study, ids),
        elsewhere=held_elsewhere.among(tx, [one for one, events in kept.items() if CaseEvent.HELD in events]),
        stopped=suppressions.suppressed_on(tx, running.study.contact_list, only),
        lost=deliveries.lost(tx, study, only),
        away=suppressions.absent(tx, [one.address for one in listed.contacts]),
        today=running.today(now),
        claims=claims_of(tx, study, ids),
        kept=kept,
        granted=granted(tx, [one.id for one in invited.values() if one.mark is What.WAITING or one.id in states], running.study.deadline),
    )
    return {one.code: _case(one, invited[one.code], tuple(by_code.get(one.code, ())), known) for one in chosen}


def parts_of(
    tx: Transaction, running: Running, now: datetime, only: Collection[str] | None = None
) -> Iterator[dict[str, InvitedOrganisation]]:
    """Yield the census part by part, as all stand in one transaction; `only` names the organisations that are wanted."""
    for codes in _codes(tx, running.study.contact_list) if only is None else chunked(sorted(only), _PART):
        yield census(tx, running, now, codes)


def _codes(tx: Transaction, contact_list: str) -> Iterator[tuple[str, ...]]:
    after: str | None = None
    while codes := contact_lists.codes_on(tx, contact_list, after, _PART):
        yield codes
        after = codes[-1]


def census_in_parts(service: Service, running: Running, now: datetime) -> Iterator[dict[str, InvitedOrganisation]]:
    """Yield the census part by part, as each stands when its turn comes: with a million organisations it is never in memory as a whole."""
    after: str | None = None
    while True:
        with service.store.reading() as tx:
            codes = contact_lists.codes_on(tx, running.study.contact_list, after, _PART)
            found = census(tx, running, now, codes) if codes else {}
        if not codes:
            return
        yield found
        after = codes[-1]


def _mark(invitation: Invitation) -> Mark | None:
    return Mark(What(invitation.mark), invitation.until) if invitation.mark else None


def _case(organisation: Organisation, invitation: Invitation, everyone: tuple[Contact, ...], known: _Known) -> InvitedOrganisation:
    came, kept = known.states.get(invitation.id, ()), known.kept.get(invitation.id, {})
    newest = _newest(came, everyone)
    unusable = not_taken(kept, newest.state, newest.received_at) if newest else not_taken(kept)
    reach = {one.address: _reach(one, known) for one in everyone}
    history = History(
        states=[one.state for one in came],
        waits=invitation.id in known.held,
        lacks=bool(invitation.lacks),
        mark=_mark(invitation),
        contacts=tuple(reach.values()) or kept_of_erased(kept),
        unusable=anything_unusable(kept) or invitation.id in known.elsewhere,
    )
    found, waits = standing(history), waits_for_us(history, known.today)
    left_alone, whole = waits or invitation.id in known.elsewhere, () if invitation.lacks else came
    return InvitedOrganisation(
        organisation=organisation,
        invitation=invitation,
        contacts=everyone,
        usable=_usable(everyone, reach, known),
        standing=found,
        waits=waits,
        owes=owes(found, waits=left_alone, newest=newest.state if newest else None, not_taken=unusable is not None),
        not_taken=unusable,
        granted=known.granted.get(invitation.id),
        came=came,
        answered_at=next((one.received_at for one in reversed(whole) if one.state is SubmissionState.ACCEPTED), None),
        returned_at=min((one.received_at for one in came if one.state is not SubmissionState.REJECTED), default=None),
        problem=_problem(everyone, reach, known) if found is Standing.UNDELIVERABLE or (found is Standing.SILENT and not everyone) else "",
        reach=tuple(reach.values()),
        unreached=_unreached(reach) if found is Standing.UNDELIVERABLE else {},
        claims=known.claims.get(invitation.id, ()),
    )


def _usable(everyone: Iterable[Contact], reach: Mapping[str, Reach], known: _Known) -> tuple[Contact, ...]:
    may = [one for one in everyone if reach[one.address].stopped is None]
    away = [one for one in may if (left := known.away.get(one.address.lower())) and is_away(left.until, known.today)]
    return mailed(may, away)


def _newest(came: Sequence[submission_states.Came], everyone: Iterable[Contact]) -> submission_states.Came | None:
    """Return the newest workbook of an organisation; of what was rejected, neither somebody else's is, nor what has no answer at all."""
    own = {one.address.lower() for one in everyone} | {one.sender.lower() for one in came if one.state is not SubmissionState.REJECTED}
    return next((one for one in reversed(came) if one.sender.lower() in own and not one.is_no_answer), None)


def _reach(contact: Contact, known: _Known) -> Reach:
    suppression = known.stopped.get(contact.address.lower())
    return Reach(suppression.why if suppression else None, known.lost.get((contact.organisation, contact.address.lower())))


def _unreached(reach: Mapping[str, Reach]) -> dict[str, Stopped | DeliveryState]:
    return {address: why for address, way in reach.items() if (why := way.stopped or way.newest)}


def _problem(everyone: tuple[Contact, ...], reach: Mapping[str, Reach], known: _Known) -> str:
    """Say why none of these contacts can be reached."""
    if not everyone:
        return "no contact is left on the list"
    stopped = [one.address for one in everyone if reach[one.address].stopped]
    reasons = [f"{address}: {known.stopped[address.lower()].reason}" for address in stopped]
    reasons += [f"{address}: {way.newest.value}" for address, way in reach.items() if address not in stopped and way.newest]
    return "; ".join(reasons)
