"""Forgetting: what an erasure takes from the store, in one order that nothing can interrupt for good.

The erasure log is on disk before anything goes. Where the program ends before the rest is done, or the database is replaced by an older
copy, the store has followed fewer lines than there are, and the next that opens it goes on.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from domain.errors import CounterfoilError
from domain.journal import What
from domain.sentences import counted
from languages.telling import phrased
from store import Store, Transaction, contacts, decisions, generation, journal, keyed_hashes, scrubbing, traces
from store.archive.erasures import Erased
from store.cases.decisions import Ruling
from store.personal.scrubber import Forgotten

_RULE = "erasure"  # How the journal calls what erases again.
_LEAST = 5  # Letters of a name that is looked for everywhere; shorter ones stand in too many words.


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What is to go: who, what lies in the archive and messages by their SHA-256, letters by their numbers, and files that wait."""

    who: Forgotten
    originals: frozenset[str] = frozenset()
    letters: frozenset[int] = frozenset()
    messages: frozenset[str] = frozenset()
    unread: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    uploads: tuple[Path, ...] = ()


def told_apart(tx: Transaction, people: Mapping[str, str], names: Iterable[str], besides: Collection[str] = ()) -> frozenset[str]:
    """Return the names that are these people's alone, and long enough that no other words are taken for them."""
    shared = {one.casefold() for one in (*traces.others_names(tx, people), *besides)}
    shared |= {one.name.casefold() for one in contacts.every_organisation(tx)}
    return frozenset(name for one in names if _is_name(name := " ".join(one.split())) and name.casefold() not in shared)


def _is_name(name: str) -> bool:
    return len(name.split()) > 1 and sum(map(str.isalpha, name)) >= _LEAST and "@" not in name


def in_tables(tx: Transaction, found: Found, by: str, note: str, now: datetime) -> tuple[Mapping[str, int], tuple[int, ...]]:
    """Erase from the tables, and return of how many rows something went, and the entries of the journal that say so."""
    value = counted(len(found.originals), "original")
    abouts = decisions.addresses(tx, found.who.people)
    rulings = [Ruling(what=What.ERASE, about=one, value=value, note=note) for one in abouts.values()]
    written = decisions.decide(tx, by, now, rulings)
    rows = scrubbing.erase(tx, found.who, found.letters, found.originals, now)
    return rows, tuple(one.number for one in written)


def write_down(store: Store, tx: Transaction, found: Found, why: str, now: datetime) -> None:
    """Write the erasure down outside of the database, remove what goes from the archive, and keep that the store has followed."""
    log = store.archive.erasures
    hashes = traces.hashes_of(tx, found.letters)
    people = {keyed_hashes.keyed(tx, own): instead for own, instead in found.who.people.items()}
    log.append(
        Erased(
            at=now,
            why=why,
            people=people,
            names={keyed_hashes.keyed(tx, name.casefold()): len(name.split()) for name in found.who.names},
            originals=tuple(sorted(found.originals)),
            letters=tuple(sorted(hashes)),
            messages=tuple(sorted(found.messages)),
        )
    )
    store.archive.remove(found.originals)
    generation.followed(tx, log.count())


def catch_up(store: Store) -> int:
    """Erase again what an older copy of the database still knows, and what an erasure that was interrupted has left; return how many."""
    log = store.archive.erasures
    lines = log.count()
    with store.reading() as tx:
        behind = generation.erasures(tx)
    if lines <= behind:
        return 0
    with store.transaction() as tx:
        journal.alone(tx)
        again = list(log.read(after=generation.erasures(tx)))
        for one in again:
            _again(store, tx, one)
        generation.followed(tx, lines)
    store.compact()
    return len(again)


def _again(store: Store, tx: Transaction, one: Erased) -> None:
    known = {keyed_hashes.keyed(tx, address): address for address in traces.known_addresses(tx)} if one.people else {}
    people = {known[key]: instead for key, instead in one.people.items() if key in known}
    letters, messages = traces.letters_with(tx, one.letters), traces.with_hashes(tx, one.messages)
    if people or one.names:
        who = Forgotten(people, traces.names_by_hash(tx, one.names) | told_apart(tx, people, traces.names_of(tx, people)))
        in_tables(tx, Found(who=who, originals=frozenset(one.originals), letters=letters), decisions.rule(_RULE), "", one.at)
    scrubbing.blank_letters(tx, letters, one.originals)
    scrubbing.blank_messages(tx, list(messages.values()))
    store.archive.remove(one.originals)


def require_followed(store: Store) -> str:
    """Say whether the store has followed the erasure log. CounterfoilError where the log is older than the store, or originals are back."""
    log, archive = store.archive.erasures, store.archive
    with store.reading() as tx:
        followed = generation.erasures(tx)
    lines = log.count()
    if lines < followed:
        raise CounterfoilError(
            phrased("doctor.fault.log_behind", n=lines, followed=str(followed)),
            where=log.lines.where,
            remedy=phrased("doctor.fault.log_behind_do"),
        )
    if back := archive.there(sha256 for one in log.read() for sha256 in one.originals):
        raise CounterfoilError(phrased("doctor.fault.back_again", n=len(back)), remedy=phrased("doctor.fault.back_again_do"))
    return phrased("doctor.erased", n=lines) if lines else phrased("doctor.nothing_erased")
