"""Who was sent a mailing more than once, and how each letter of it came about: the entry of the journal, and who decided it.

The same letter counts twice where it was handed over twice, as one in doubt that somebody let be sent again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from domain.journal import Entry, Subject, What
from domain.letter import EVIDENCE, DeliveryState, Letter, Outcome
from service.cases import entries
from service.letters.listed import Narrowed, wanted
from service.mailings.shares import AGAIN
from store import Transaction, invitations, journal, ledger, outbox
from store.outbox import Attempt

_LEFT = (DeliveryState.SENT, DeliveryState.BOUNCED, DeliveryState.UNCERTAIN, DeliveryState.SENDING)
_TAKEN = (Outcome.SENT, Outcome.UNCERTAIN)
_ASKED = "Its recipient asked for it by a message."


@dataclass(frozen=True, slots=True, kw_only=True)
class HowItCame:
    """One letter that left, or may have, at a time: what became of that, and the `entry` by which it was sent, with who decided and why.

    `entry`, `by` and `note` are None where no entry says so, as of what its recipient asked for.
    """

    id: int
    organisation: str | None
    at: datetime
    outcome: str
    how: str
    entry: int | None = None
    by: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SentRepeatedly:
    """An address to which more than one letter of a mailing left, or may have, the oldest first."""

    study: str
    mailing: str
    address: str
    letters: tuple[HowItCame, ...]


@dataclass(frozen=True, slots=True)
class _Left:
    """One time at which a letter left, or may have; `anew` says that somebody let the same letter be sent again before."""

    letter: Letter
    at: datetime
    outcome: str
    anew: bool


def repeated(tx: Transaction, narrowed: Narrowed) -> tuple[SentRepeatedly, ...]:
    """Return who was sent a mailing more than once, in the order of the first letters; `narrowed` names no state and no day."""
    letters = [one for one in ledger.find(tx, wanted(tx, narrowed)) if one.mailing]
    tried: dict[int, list[Attempt]] = {}
    for one in outbox.attempts(tx, [letter.id for letter in letters]):
        tried.setdefault(one.letter_id, []).append(one)
    by_address: dict[tuple[str, str, str], list[_Left]] = {}
    for letter in letters:
        place = (letter.study, str(letter.mailing), letter.address.lower())
        by_address.setdefault(place, []).extend(_departures(letter, tried.get(letter.id, ())))
    several = {place: sorted(some, key=lambda one: (one.at, one.letter.id)) for place, some in by_address.items() if len(some) > 1}
    # Of a mailing that was sent to many by name there are as many entries: they are read once, and not for each address.
    entries_of = {mailing: _sendings(tx, *mailing) for mailing in {(study, name) for study, name, _ in several}}
    return tuple(
        SentRepeatedly(study=study, mailing=name, address=some[0].letter.address, letters=tuple(_how(tx, some, entries_of[study, name])))
        for (study, name, _), some in several.items()
    )


def _sendings(tx: Transaction, study: str, name: str) -> tuple[Entry, ...]:
    return tuple(one for one in journal.about(tx, Subject.MAILING, [f"{study}/{name}"]) if one.what is What.SEND)


def _departures(letter: Letter, history: Sequence[Attempt]) -> Iterator[_Left]:
    """Yield each time that a letter was handed over; one of which only evidence is left, as the dispatch book, was so once."""
    taken = [one for one in history if one.stage != EVIDENCE and one.outcome in _TAKEN]
    for number, one in enumerate(taken):
        became = letter.state.value if one is taken[-1] and letter.state in _LEFT else one.outcome
        yield _Left(letter, one.at, became, anew=number > 0)
    if not taken and letter.state in _LEFT:
        yield _Left(letter, history[-1].at if history else letter.planned_at, letter.state.value, anew=False)


def _how(tx: Transaction, left: Sequence[_Left], sent: Iterable[Entry]) -> Iterator[HowItCame]:
    """Yield how each letter came about that `sent`, or the settling of a doubt, explains; entries are told as `show` tells them."""
    settled = [one for one in journal.about(tx, Subject.LETTER, {one.letter.id for one in left if one.anew}) if _is_anew(one)]
    for one in left:
        entry = _newest(_resent(one, settled) if one.anew else _sent(tx, one.letter, sent))
        asked = one.letter.asked_for and not one.anew
        bare = HowItCame(
            id=one.letter.id, organisation=one.letter.organisation, at=one.at, outcome=one.outcome, how=_ASKED if asked else ""
        )
        known = entries.told(tx, [entry]) if entry and not asked else ()
        yield replace(bare, how=known[0].what, entry=known[0].number, by=known[0].by, note=known[0].note) if known else bare


def _is_anew(entry: Entry) -> bool:
    return entry.what is What.SETTLE and entry.value == DeliveryState.QUEUED


def _resent(left: _Left, settled: Iterable[Entry]) -> list[Entry]:
    return [one for one in settled if one.about.id == str(left.letter.id) and one.at <= left.at]


def _sent(tx: Transaction, letter: Letter, sent: Iterable[Entry]) -> list[Entry]:
    """Return the entries by which a letter may have been planned: of the whole mailing, or of its organisation alone.

    A further letter to an address is of who asked for one, and of nobody else.
    """
    own = invitations.of(tx, letter.study, letter.organisation) if letter.organisation else None
    known = [one for one in sent if one.at <= letter.planned_at]
    if ":again:" in letter.cause:
        return [one for one in known if own and one.invitation_id == own.id and one.was == AGAIN]
    return [one for one in known if one.invitation_id is None or (own and one.invitation_id == own.id)]


def _newest(found: Iterable[Entry]) -> Entry | None:
    return max(found, key=lambda one: (one.at, one.number), default=None)
