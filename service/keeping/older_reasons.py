"""What the case of a store says that is older than what left the house: what was seen, and which letters nothing is known of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from domain.mail.dispatch import Dispatched, Generation, Outside
from domain.rules.older import Again, Older
from domain.sentences import counted
from languages.telling import phrased
from service.letters.mailing_tags import mailing_tags
from service.wiring import Service
from store import Transaction, dispatched, studies

RULE = "restored"  # How the journal calls what decides of such a store.
_NAMED = 5  # More organisations are counted.
_WHY = {
    Older.GONE: "gone",
    Older.ANOTHER: "another",
    Older.BEHIND: "behind",
    Older.UNAWARE: "unaware",
}
_AGAIN = {
    Again.ANOTHER: "again_another",
    Again.UNAWARE: "again_unaware",
    Again.SHORT: "again_short",
    Again.KNOWN: "again_known",
}
_NOT_ALL = (Older.ANOTHER, Again.ANOTHER, Again.SHORT)


@dataclass(frozen=True, slots=True)
class ComparedStore:
    """What was compared: how far the store had come, what stands outside, and why the store is older, or what the book says now."""

    own: Generation
    seen: Outside | None
    why: Older | Again


def reasons_of(service: Service, tx: Transaction, found: ComparedStore) -> Iterator[str]:
    """Yield what the case says: why the store is older, which letters it does not know, and whether these are all."""
    last = found.seen.last if found.seen else found.own
    said = _WHY[found.why] if isinstance(found.why, Older) else _AGAIN[found.why]
    yield phrased(f"reasons.restored.{said}", own=_pass(found.own), seen=_pass(last), path=str(service.store.book.path))
    if found.seen:
        yield from which(service, tx, found.seen.letters)
    whole = found.seen and found.seen.complete and found.why not in _NOT_ALL
    yield phrased("reasons.restored.complete") if whole else torn()


def torn() -> str:
    """Say that more may have left than is known."""
    return phrased("reasons.restored.torn")


def _pass(of: Generation) -> str:
    if not of.at:
        return phrased("reasons.restored.beginning")
    return phrased("reasons.restored.pass", number=str(of.number), when=of.at)


def which(service: Service, tx: Transaction, seen: Sequence[Dispatched]) -> Iterator[str]:
    """Say which letters were begun of which the store knows nothing: by mailing and organisation, as far as the lists tell."""
    news = {one.tag for one in dispatched.unknown(tx, seen)}
    if not news:
        return
    found: dict[str, list[str]] = defaultdict(list)
    for study in studies.applied_ids(tx):
        for tag, mailing, code in mailing_tags(service, tx, study):
            if tag in news:
                found[f"{study}, {mailing}"].append(code)
    told = [f"{of} to {_some(codes)}" for of, codes in found.items()]
    rest = len(news) - sum(map(len, found.values()))
    told += [f"{counted(rest, 'letter')} of other kinds"] if rest else []
    yield f"{counted(len(news), 'letter has', 'letters have')} left, or may have, of which this copy knows nothing: {'; '.join(told)}."


def _some(codes: Collection[str]) -> str:
    some = sorted(codes)
    return ", ".join(some[:_NAMED]) + (f" and {len(some) - _NAMED} more" if len(some) > _NAMED else "")
