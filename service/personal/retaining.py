"""Retention: what has been kept for as long as the settings say goes, by its class; and what had been erased and came back goes again."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from domain.errors import ConfigurationError
from domain.process.events import Event, tell
from service.personal.erasing import DOMAIN
from service.personal.forgetting import Found, in_tables, write_down
from service.personal.holdings import look_in_tables
from service.personal.outliving import outlive
from service.personal.whose import own_addresses
from service.process.uninterrupted import alone, rehearsed
from service.studies.at_work import at_work
from service.wiring import Service
from store import Transaction, contact_lists, decisions, journal, retention, scrubbing, traces
from store.personal.scrubber import Forgotten

_RULE = "retain"  # How the journal calls what decides here.
_NOBODY = Forgotten({})
_NONE = Found(who=_NOBODY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Retained:
    """What went of one class, or would: everything that is older than `before`. `gone` counts messages, letters, people or notes.

    `users`, `unbound` and `users_kept` are users of the console who are called as these people are (see `service.personal.erasing.Gone`).
    """

    kept: str
    before: datetime
    gone: int
    originals: int = 0
    dry_run: bool = False
    users: tuple[str, ...] = ()
    unbound: tuple[str, ...] = ()
    users_kept: tuple[str, ...] = ()


def retain(service: Service, now: datetime, *, dry_run: bool = False) -> tuple[Retained, ...]:
    """Remove what is older than the settings allow. ConfigurationError where they say nothing of it."""
    periods = service.installation.retain
    if not periods:
        remedy = 'Write a table: [retain] with mail = "5 years", and likewise letters, contacts and notes, as far as they are to go.'
        raise ConfigurationError("No period is set, so nothing is removed.", where="counterfoil.toml [retain]", remedy=remedy)
    with alone(service):
        before = {name: now - period for name, period in periods.items()}
        if dry_run:
            return rehearsed(service, lambda tx: _rehearsal(service, tx, before, now))
        service.store.archive.remove(_back(service))
        done = tuple(_done(service, name, until, now) for name, until in before.items())
        if any(one.gone for one in done):
            service.store.compact()
    return done


def _rehearsal(service: Service, tx: Transaction, before: Mapping[str, datetime], now: datetime) -> tuple[Retained, ...]:
    """Return what would go of each class, of what those before it leave: all is done in one transaction, of which nothing stays."""
    gone, done = _back(service), list[Retained]()
    for name, until in before.items():
        found = _CLASSES[name][0](_There(service, tx, frozenset(gone)), until)
        done.append(replace(_go(service, tx, name, found, until, now, gone), dry_run=True))
        gone |= found.originals
    return tuple(done)


def _done(service: Service, name: str, before: datetime, now: datetime) -> Retained:
    with service.store.reading() as tx:
        found = _CLASSES[name][0](_There(service, tx, frozenset()), before)
    with service.store.transaction() as tx:
        journal.alone(tx)
        done = _go(service, tx, name, found, before, now, frozenset())
        if found.who.people or found.originals or found.letters:
            write_down(service.store, tx, found, decisions.rule(f"{_RULE}-{name}"), now)
    tell(Event.ERASED, what=name, new=done.gone)
    return done


def _go(service: Service, tx: Transaction, name: str, found: Found, before: datetime, now: datetime, gone: Collection[str]) -> Retained:
    """Take what was found of a class out of the tables."""
    there = len(service.store.archive.there(found.originals - frozenset(gone)))
    noted = retention.forget_notes(tx, before) if name == "notes" else 0
    users = scrubbing.users_of(tx, found.who)
    if found.who.people:
        outlive(service, tx, found.who.people, now)
        in_tables(tx, found, decisions.rule(_RULE), "", now)
    scrubbing.blank_letters(tx, found.letters, found.originals)
    scrubbing.blank_messages(tx, list(traces.with_hashes(tx, found.messages).values()))
    return Retained(
        kept=name,
        before=before,
        gone=noted or _CLASSES[name][1](found),
        originals=there,
        users=tuple(one.name for one in users.gone),
        unbound=tuple(one.name for one in users.unbound),
        users_kept=tuple(one.name for one in users.kept),
    )


@dataclass(frozen=True, slots=True)
class _There:
    """What is looked through: the tables, and the archive but for what is `gone` from it."""

    service: Service
    tx: Transaction
    gone: frozenset[str]

    def has(self, sha256: str) -> bool:
        """Say whether something lies in the archive still."""
        return sha256 not in self.gone and self.service.store.archive.has(sha256)


def _mail(there: _There, before: datetime) -> Found:
    old = {sha256: number for sha256, number in retention.old_messages(there.tx, before).items() if there.has(sha256)}
    brought = retention.files_alone_of(there.tx, frozenset(old.values()))
    return Found(who=_NOBODY, originals=frozenset(old) | brought, messages=frozenset(old))


def _letters(there: _There, before: datetime) -> Found:
    old = retention.old_letters(there.tx, before)
    return Found(who=_NOBODY, originals=retention.enclosed_alone_in(there.tx, old), letters=old)


def _contacts(there: _There, before: datetime) -> Found:
    """Return who stands on lists alone whose studies all ended before then; a study that cannot be read keeps all lists."""
    tx = there.tx
    found = at_work(there.service, tx)
    ended = {one.study.contact_list for one in found.runs.values() if one.study.deadline < before.date()}
    going = {one.study.contact_list for one in found.runs.values() if one.study.deadline >= before.date()}
    over = set() if found.faults else ended - going
    lists = {name: contact_lists.load_list(tx, name) for name in contact_lists.list_names(tx)}
    stay = {one.address.lower() for name, each in lists.items() if name not in over for one in each.contacts}
    there_still = {one.address.lower() for name, each in lists.items() if name in over for one in each.contacts}
    go = there_still - stay - own_addresses(there.service, tx)
    return look_in_tables(there.service, tx, {one: f"erased-{secrets.token_hex(4)}@{DOMAIN}" for one in sorted(go)}) if go else _NONE


def _notes(_there: _There, _before: datetime) -> Found:
    return _NONE


_CLASSES: Mapping[str, tuple[Callable[[_There, datetime], Found], Callable[[Found], int]]] = {
    "mail": (_mail, lambda found: len(found.messages)),
    "letters": (_letters, lambda found: len(found.letters)),
    "contacts": (_contacts, lambda found: len(found.who.people)),
    "notes": (_notes, lambda _: 0),
}


def _back(service: Service) -> set[str]:
    """Return the originals that had been erased and lie in the archive again, as an older copy of it was put back: they go first."""
    archive = service.store.archive
    return archive.there(sha256 for one in archive.erasures.read() for sha256 in one.originals)
