"""Erasing: a person, or all people of an organisation, is forgotten, and what they answered for their organisation stays.

First what is held is looked for (see `service.personal.holdings`); then all of it goes at once. The erasure log is written before anything
goes (see `service.personal.forgetting`).
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from domain.process.events import Event, tell
from domain.rules.erased_users import ErasedUsers
from service.contacts import uploads
from service.personal.forgetting import Found, in_tables, write_down
from service.personal.holdings import look_for
from service.personal.outliving import outlive
from service.personal.whose import people_called
from service.process.uninterrupted import alone, rehearsed
from service.wiring import Service
from store import Transaction, decisions, journal, scrubbing, suppressions, traces

DOMAIN = "erased.invalid"  # RFC 6761: nobody's, for ever.
_OF_THE_ERASING = {"journal_name"}  # The entry that says who is erased names them until it is written.


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasing:
    """Whom a person wants erased: an address, or an organisation by its code or printed reference; and who says so, why."""

    who: str
    by: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """What went, or would: so many people, originals, letters, and rows by their tables; `entries` are those of the journal.

    `answers` name the person and stay. What could not be looked through is `unread`, by its SHA-256; `files` of the installation's folder
    name the person, and are left to whoever made them; `uploads` to the console named the person, and waited to be loaded. `compacted`
    says whether the database's files hold no trace any more. `users` of the console are called as the person is, and sign in no more;
    `unbound` ones are called so by the provider of single sign-on; `users_kept` would be one of these, and are the last who may add users.
    `unknown` says that nothing was held of the person: the address may be written otherwise.
    """

    people: int
    originals: int
    letters: int
    rows: Mapping[str, int]
    suppressions: int
    answers: int
    unread: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    entries: tuple[int, ...] = ()
    uploads: int = 0
    users: tuple[str, ...] = ()
    unbound: tuple[str, ...] = ()
    users_kept: tuple[str, ...] = ()
    compacted: bool | None = None
    unknown: bool = False
    dry_run: bool = False


def erase(service: Service, said: Erasing, now: datetime, *, dry_run: bool = False) -> Gone:
    """Erase whoever is named. ConfigurationError where that is a study's own address, or where nothing is known by that name."""
    with service.store.reading() as tx:
        people = people_called(service, tx, said.who)
    found = look_for(service, {one: f"erased-{secrets.token_hex(4)}@{DOMAIN}" for one in sorted(people)})
    if dry_run:
        return _rehearsed(service, found, said, now)
    with alone(service):
        return _erase(service, found, said, now)


def _rehearsed(service: Service, found: Found, said: Erasing, now: datetime) -> Gone:
    """Return what would go."""

    def go(tx: Transaction) -> Gone:
        by, users = decisions.person(tx, said.by), scrubbing.users_of(tx, found.who)
        rows, _ = in_tables(tx, found, by, said.note, now)
        gone = _gone(service, found, rows, traces.mentioned_in_answers(tx, found.who), _kept(tx, found), dry_run=True)
        return _with_users(gone, users)

    return rehearsed(service, go)


def _kept(tx: Transaction, found: Found) -> int:
    return len(suppressions.suppressed(tx, found.who.people))


def _erase(service: Service, found: Found, said: Erasing, now: datetime) -> Gone:
    uploads.drop(found.uploads)
    with service.store.transaction() as tx:
        journal.alone(tx)
        by, users = decisions.person(tx, said.by), scrubbing.users_of(tx, found.who)
        outlive(service, tx, found.who.people, now)
        rows, entries = in_tables(tx, found, by, said.note, now)
        answers = traces.mentioned_in_answers(tx, found.who)
        gone = _with_users(_gone(service, found, rows, answers, _kept(tx, found)), users)
        write_down(service.store, tx, found, by, now)
    compacted = service.store.compact()
    tell(Event.ERASED, what="people", new=gone.people)
    return replace(gone, entries=entries, compacted=compacted)


def _gone(service: Service, found: Found, rows: Mapping[str, int], answers: int, kept: int, *, dry_run: bool = False) -> Gone:
    there = len(service.store.archive.there(found.originals))
    went = {table for table, number in rows.items() if number} - _OF_THE_ERASING
    held = (went, found.originals, found.letters, found.files, found.uploads, found.unread, kept, answers)
    return Gone(
        people=len(found.who.people),
        originals=there,
        letters=len(found.letters),
        rows={table: number for table, number in sorted(rows.items()) if number},
        suppressions=kept,
        answers=answers,
        unread=found.unread,
        files=found.files,
        uploads=len(found.uploads),
        unknown=not any(held),
        dry_run=dry_run,
    )


def _with_users(gone: Gone, users: ErasedUsers) -> Gone:
    went, unbound, kept = (tuple(one.name for one in some) for some in (users.gone, users.unbound, users.kept))
    return replace(gone, users=went, unbound=unbound, users_kept=kept)
