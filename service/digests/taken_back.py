"""What staff did of which a digest tells: by mail; and what somebody undid of another, since whoever had decided gets no letter."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from digests.facts import Arrival, ArrivalKind
from domain.case import Decision
from domain.journal import Entry, Subject, What
from service.cases.entries import told
from service.cases.waiting import decider_names
from store import Transaction, holds, invitations, journal, journal_pages


@dataclass(frozen=True, slots=True)
class OverruledDecisions:
    """Decisions of people that other people undid, each with the entry that undid it."""

    tx: Transaction
    pairs: tuple[tuple[Entry, Entry], ...]

    @classmethod
    def since(cls, tx: Transaction, study: str, since: datetime | None) -> OverruledDecisions:
        """Return those of a study that were undone since then."""
        undone = journal_pages.undoings(tx, study, since)
        before = {one.number: one for one in journal.find(tx, {one.undoes for one in undone if one.undoes is not None})}
        pairs = ((before[one.undoes], one) for one in undone if one.undoes in before)
        return cls(tx, tuple((one, by) for one, by in pairs if one.by_person and one.by != by.by))

    @property
    def messages(self) -> frozenset[int]:
        """Return the numbers of the messages by which they were undone."""
        return frozenset(by.message_id for _, by in self.pairs if by.message_id is not None)

    def arrivals(self, named: Callable[[Collection[str]], Mapping[str, str]], zone: ZoneInfo) -> Iterator[Arrival]:
        """Yield what a digest tells of each, of the organisations that have a name here (by code), and of what is about none."""
        about = {by.invitation_id for _, by in self.pairs if by.invitation_id}
        whose = {one.id: one.organisation for one in invitations.with_ids(self.tx, about)}
        names, lines = named(set(whose.values())), {one.number: one.what for one in told(self.tx, [one for one, _ in self.pairs])}
        people = decider_names(self.tx, {entry.by for pair in self.pairs for entry in pair})
        for one, by in self.pairs:
            code = whose.get(by.invitation_id or 0)
            if code is None or code in names:
                yield Arrival(
                    when=by.at.astimezone(zone),
                    organisation=names[code] if code else "",
                    what=ArrivalKind.TAKEN_BACK,
                    address=people[by.by],
                    decided=lines[one.number],
                    decider=people[one.by],
                    of_staff=True,
                )


def done_by_mail(tx: Transaction, of_ours: Collection[int]) -> dict[int | None, ArrivalKind]:
    """Return what was done by these messages of the staff; what was decided about one that became a case is none of its own doing."""
    own = {(str(one.id), one.message_id) for one in holds.of_messages(tx, of_ours)}
    done = [one for one in journal.of_messages(tx, of_ours) if one.by_person and one.follows is None]
    by_them = [one for one in done if one.about.subject is not Subject.CASE or (one.about.id, one.message_id) not in own]
    return {one.message_id: _done(one) for one in reversed(by_them)}


def _done(entry: Entry) -> ArrivalKind:
    if entry.what is What.DECIDE and entry.value == Decision.ANSWERED:
        return ArrivalKind.REPLIED
    return {What.UNDO: ArrivalKind.UNDONE, What.WAITING: ArrivalKind.PUT_OFF}.get(entry.what, ArrivalKind.DECIDED)
