"""Retention: what has been kept for as long as the settings say goes, by its class; and what had been erased and came back goes again."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from domain.errors import ConfigurationError
from domain.events import Event, tell
from service.at_work import at_work
from service.erasing import DOMAIN
from service.forgetting import Found, in_tables, write_down
from service.holdings import look_for
from service.outliving import outlive
from service.uninterrupted import alone, rehearsed
from service.whose import own_addresses
from service.wiring import Service
from store import Transaction, contacts, decisions, journal, retention, scrubbing, traces
from store.scrubber import Forgotten

_RULE = "retain"  # How the journal calls what decides here.
_NOBODY = Forgotten({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Retained:
    """What went of one class, or would: everything that is older than `before`. `gone` counts messages, letters, people or notes."""

    kept: str
    before: datetime
    gone: int
    originals: int = 0
    dry_run: bool = False


def retain(service: Service, now: datetime, *, dry_run: bool = False) -> tuple[Retained, ...]:
    """Remove what is older than the settings allow. ConfigurationError where they say nothing of it."""
    periods = service.installation.retain
    if not periods:
        remedy = 'Write a table: [retain] with mail = "5 years", and likewise letters, contacts and notes, as far as they are to go.'
        raise ConfigurationError("No period is set, so nothing is removed.", where="counterfoil.toml [retain]", remedy=remedy)
    with alone(service):
        if not dry_run:
            _remove_again(service)
        done = tuple(_class(service, name, now - period, now, dry_run=dry_run) for name, period in periods.items())
        if not dry_run and any(one.gone for one in done):
            service.store.compact()
    return done


def _class(service: Service, name: str, before: datetime, now: datetime, *, dry_run: bool) -> Retained:
    find, count = _CLASSES[name]
    found = find(service, before, now)

    def go(tx: Transaction) -> Retained:
        there = sum(service.store.archive.path(one).is_file() for one in found.originals)
        noted = retention.forget_notes(tx, before) if name == "notes" else 0
        if found.who.people:
            outlive(service, tx, found.who.people, now)
            in_tables(tx, found, decisions.rule(_RULE), "", now)
        scrubbing.blank_letters(tx, found.letters, found.originals)
        scrubbing.blank_messages(tx, list(traces.with_hashes(tx, found.messages).values()))
        if not dry_run and (found.who.people or found.originals or found.letters):
            write_down(service.store, tx, found, decisions.rule(f"{_RULE}-{name}"), now)
        return Retained(kept=name, before=before, gone=noted or count(found), originals=there, dry_run=dry_run)

    if dry_run:
        return rehearsed(service, go)
    with service.store.transaction() as tx:
        journal.alone(tx)
        done = go(tx)
    tell(Event.ERASED, what=name, new=done.gone)
    return done


def _mail(service: Service, before: datetime, _now: datetime) -> Found:
    archive = service.store.archive
    with service.store.reading() as tx:
        old = {sha256: number for sha256, number in retention.old_messages(tx, before).items() if archive.path(sha256).is_file()}
        brought = retention.files_alone_of(tx, frozenset(old.values()))
    return Found(who=_NOBODY, originals=frozenset(old) | brought, messages=frozenset(old))


def _letters(service: Service, before: datetime, _now: datetime) -> Found:
    with service.store.reading() as tx:
        old = retention.old_letters(tx, before)
        return Found(who=_NOBODY, originals=retention.enclosed_alone_in(tx, old), letters=old)


def _contacts(service: Service, before: datetime, _now: datetime) -> Found:
    """Return who stands on lists alone whose studies all ended before then; a study that cannot be read keeps all lists."""
    with service.store.reading() as tx:
        found = at_work(service, tx)
        ended = {one.study.contact_list for one in found.runs.values() if one.study.deadline < before.date()}
        going = {one.study.contact_list for one in found.runs.values() if one.study.deadline >= before.date()}
        over = set() if found.faults else ended - going
        lists = {name: contacts.load_list(tx, name) for name in contacts.list_names(tx)}
        stay = {one.address.lower() for name, each in lists.items() if name not in over for one in each.contacts}
        go = (
            {one.address.lower() for name, each in lists.items() if name in over for one in each.contacts}
            - stay
            - own_addresses(service, tx)
        )
    if not go:
        return Found(who=_NOBODY)
    return look_for(service, {one: f"erased-{secrets.token_hex(4)}@{DOMAIN}" for one in sorted(go)}, everywhere=False)


def _notes(_service: Service, _before: datetime, _now: datetime) -> Found:
    return Found(who=_NOBODY)


_CLASSES: Mapping[str, tuple[Callable[[Service, datetime, datetime], Found], Callable[[Found], int]]] = {
    "mail": (_mail, lambda found: len(found.messages)),
    "letters": (_letters, lambda found: len(found.letters)),
    "contacts": (_contacts, lambda found: len(found.who.people)),
    "notes": (_notes, lambda _: 0),
}


def _remove_again(service: Service) -> None:
    """Remove originals that had been erased and lie in the archive again, as an older copy of it was put back."""
    archive = service.store.archive
    back = {sha256 for one in archive.erasures.read() for sha256 in one.originals if archive.path(sha256).is_file()}
    archive.remove(back)
