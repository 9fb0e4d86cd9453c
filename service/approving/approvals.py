"""How far a mailing is approved: who did, to whom it may go by that, and why it may not leave."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import reduce

from domain.case import Decision
from domain.errors import ConfigurationError
from domain.journal import About, Entry, Subject, What
from domain.letter import Letter
from domain.rules.approved import allowed, people
from domain.sentences import counted
from domain.study import Mailing
from languages.telling import of_error, phrased
from service.approving.differences import Difference, difference
from service.approving.parts import MailingPart, parts_of
from service.approving.proposals import Proposal, addressee, kept, propose, same_parts
from service.cases.waiting import decider_names
from service.studies.running import Running
from service.wiring import Service
from store import Transaction, holds, journal, standing_decisions
from store.archive.originals import Archive

_NAMED = 3  # More addresses are counted.


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """How far a mailing is approved as it would be sent now.

    `by` are those who approved what it sends, of whom `needed` must be different people; `said` is to whom each of them did, and `allows`
    are the addressees whom so many approved. `skipped` says that a person decided not to send it. `sender` and `languages` are those of
    its letters: what was planned with others is made with what nobody approved.
    """

    needed: int
    by: tuple[str, ...] = ()
    said: tuple[tuple[str, Collection[str]], ...] = ()
    allows: frozenset[str] = frozenset()
    skipped: bool = False
    sender: str = ""
    languages: tuple[str, ...] = ()

    @property
    def given(self) -> bool:
        """Say whether the mailing may leave; to whom, is asked for each letter."""
        return len(self.by) >= self.needed and not self.skipped

    @property
    def missing(self) -> int:
        """Return how many people have still to approve it."""
        return max(self.needed - len(self.by), 0)

    def covers(self, letter: Letter) -> bool:
        """Say whether this letter of the mailing may leave; what its recipient asked for by a message is theirs anyway."""
        return letter.asked_for or (self.is_as_seen(letter) and self.reaches(letter.organisation, letter.address))

    def is_as_seen(self, letter: Letter) -> bool:
        """Say whether a letter would be made of what people look at who approve its mailing; it may have been planned before."""
        return not self.needed or (letter.sender == self.sender and letter.language in self.languages)

    def reaches(self, organisation: str | None, address: str) -> bool:
        """Say whether the mailing may leave to an address of an organisation."""
        return not self.needed or (self.given and addressee(organisation, address) in self.allows)

    def may(self, letters: Iterable[Letter]) -> Iterator[Letter]:
        """Yield the letters that may leave."""
        return (one for one in letters if self.covers(one))

    def stay(self, letters: Iterable[Letter]) -> tuple[Letter, ...]:
        """Return the letters that stay: those to the few who were added since the mailing was approved."""
        return tuple(one for one in letters if not self.covers(one)) if self.needed else ()

    def parted(self, letters: Iterable[Letter]) -> tuple[tuple[Letter, ...], tuple[Letter, ...]]:
        """Return the letters that may leave, and those that stay; each is looked at once, since a mailing has thousands."""
        found: tuple[list[Letter], list[Letter]] = ([], [])
        for one in letters:
            found[not self.covers(one)].append(one)
        return tuple(found[0]), tuple(found[1])


@dataclass(frozen=True, slots=True)
class Approved:
    """One approval that was not taken back: the entry, who approved, and what; None where the archive has it no more."""

    entry: Entry
    by: str
    proposal: Proposal | None


def about(study: str, mailing: str) -> About:
    """Return a mailing of a study as what a decision is about."""
    return About(Subject.MAILING, f"{study}/{mailing}")


def approvals(tx: Transaction, archive: Archive, study: str, mailing: str) -> tuple[Approved, ...]:
    """Return the approvals of a mailing that are in force, in order, whether or not they are of what would be sent now."""
    entries = [one for one in standing_decisions.in_force_about(tx, about(study, mailing)) if one.what is What.APPROVE]
    names = decider_names(tx, (one.by for one in entries))
    # Those who were erased are told apart by their numbers.
    plain = Counter(names.values())
    who = {one.by: names[one.by] if plain[names[one.by]] == 1 else f"{names[one.by]} ({one.by})" for one in entries}
    return tuple(Approved(one, who[one.by], kept(archive, one.value)) for one in entries)


def approval(tx: Transaction, archive: Archive, running: Running, mailing: Mailing) -> Approval:
    """Return how far a mailing is approved as the study is now; where the study asks for no approval, it may leave."""
    needed = running.study.approvals
    if not needed:
        return Approval(needed=0)
    study, parts = running.study.id, _parts(running, mailing)
    same = tuple(
        (one.by, one.proposal.addressees.keys())
        for one in approvals(tx, archive, study, mailing.name)
        if one.proposal and same_parts(one.proposal.parts, parts)
    )
    skipped = any(one.study == study and one.decision == Decision.SKIP for one in holds.of_mailings(tx, [mailing.name]))
    return Approval(
        needed=needed,
        by=people(name for name, _ in same),
        said=same,
        allows=allowed(same, needed),
        skipped=skipped,
        sender=mailing.sender,
        languages=running.study.languages,
    )


def _parts(running: Running, mailing: Mailing) -> tuple[MailingPart, ...]:
    """Return the parts of a mailing; none where they cannot be told, since nobody approved that."""
    with suppress(ConfigurationError):
        return parts_of(running, mailing)
    return ()


def changed_since(tx: Transaction, archive: Archive, running: Running, mailing: Mailing) -> tuple[Approved, Difference] | None:
    """Return the newest approval of a mailing that is not of what would be sent now, and what changed; None where the newest is."""
    newest = next(reversed(approvals(tx, archive, running.study.id, mailing.name)), None)
    if newest is None:
        return None
    if newest.proposal is None:
        return newest, Difference((phrased("check.since.not_kept"),))
    found = difference(archive, newest.proposal, propose(tx, running, mailing))
    return (newest, found) if found else None


def _in_turn(said: Iterable[str], joined: str = "timeline.and_then") -> str:
    return reduce(lambda first, second: phrased(joined, first=first, second=second), said)


def why_not(tx: Transaction, archive: Archive, running: Running, mailing: Mailing, found: Approval) -> str:
    """Say why a mailing may not leave; blank where it may."""
    if not found.missing:
        return ""
    try:
        changed = changed_since(tx, archive, running, mailing) if not found.by else None
    except ConfigurationError as error:
        return phrased("reasons.unapproved.unmade", error=of_error(error))
    missing = phrased("reasons.approvers", n=found.missing)
    if changed:
        newest, what = changed
        facts = {"who": newest.by, "entry": str(newest.entry.number), "changes": _in_turn(what.said)}
        return phrased("reasons.unapproved.changed", **facts, missing=missing)
    if found.by:
        return phrased(
            "reasons.unapproved.alone",
            who=_in_turn(found.by, "done.share.and"),
            missing=missing,
        )
    return phrased("reasons.unapproved.nobody", missing=missing)


def refuse_unapproved(tx: Transaction, service: Service, running: Running, mailing: Mailing) -> Approval:
    """Return how far a mailing is approved; ConfigurationError where it may not leave."""
    archive = service.store.archive
    found = approval(tx, archive, running, mailing)
    if why := why_not(tx, archive, running, mailing, found):
        remedy = (
            "Nothing was sent. `counterfoil check` shows what would be sent, and its hash; "
            f"`counterfoil approve {mailing.name} HASH` approves it."
        )
        raise ConfigurationError(f"The mailing may not leave: {why}", where=mailing.name, remedy=remedy, key="not_approved")
    return found


def decided_since(tx: Transaction, study: str, mailing: str, since: datetime) -> bool:
    """Say whether somebody approved a mailing after that moment, or took an approval back."""
    asked = about(study, mailing)
    entries = journal.about(tx, asked.subject, [asked.id])
    return any(one.what in {What.APPROVE, What.UNDO} and one.at >= since for one in entries)


def left_out(mailing: Mailing, letters: Iterable[Letter]) -> str:
    """Say of letters of a mailing that their addressees were added since it was approved; blank where there are none."""
    who = [f"{one.address} ({one.organisation})" for one in letters]
    if not who:
        return ""
    added = phrased("reasons.added", n=len(who))
    if len(who) > _NAMED:
        return phrased("reasons.left_out.first", added=added, who=who[0], mailing=mailing.name)
    return phrased("reasons.left_out.named", added=added, who=", ".join(who), mailing=mailing.name)


@dataclass(slots=True)
class Unapproved:
    """The letters that the sender left in the outbox since nobody approved them as they are, by study and mailing."""

    letters: dict[tuple[str, str], set[int]] = field(default_factory=lambda: defaultdict(set))

    def sentences(self) -> Iterator[str]:
        """Say what waits."""
        for (_, mailing), some in sorted(self.letters.items()):
            waits = counted(len(some), "letter waits", "letters wait")
            yield f"{mailing}: {waits}, since it is not approved as it is now. `counterfoil check` shows what would be sent, and its hash."


@dataclass(slots=True)
class Leave:
    """Which letters the sender may begin, as it is looked up for each batch."""

    archive: Archive
    waits: Unapproved
    found: dict[tuple[str, str], Approval] = field(default_factory=dict)

    def look(self, tx: Transaction, studies: Iterable[Running], letters: Collection[Letter]) -> None:
        """Look up what is approved of the mailings of these letters: between two batches, somebody may have taken it back."""
        for running in studies:
            asked = {one.mailing for one in letters if one.study == running.study.id}
            for mailing in running.study.mailings:
                if mailing.name in asked:
                    self.found[running.study.id, mailing.name] = approval(tx, self.archive, running, mailing)

    def given(self, letter: Letter) -> bool:
        """Say whether a letter of a mailing may be begun."""
        place = (letter.study, letter.mailing or "")
        if self.found[place].covers(letter):
            return True
        self.waits.letters[place].add(letter.id)
        return False
