"""Erasing: a person, or all people of an organisation, is forgotten, and what they answered for their organisation stays.

First what is held is looked for, which takes a while and locks nothing; then all of it goes at once. The erasure log is written before
anything goes (see `service.forgetting`).
"""

from __future__ import annotations

import json
import secrets
import time
from base64 import b64decode
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import NoReturn, TypeVar

from domain.errors import ConfigurationError
from domain.events import Event, tell
from intake.understanding.searching import author, naming, together
from service.forgetting import Found, in_tables, told_apart, write_down
from service.known import known_studies
from service.wiring import Service
from store import Transaction, contacts, decisions, invitations, journal, scrubbing, studies
from store.scrubbing import Forgotten

DOMAIN = "erased.invalid"  # RFC 6761: nobody's, for ever.
_FEW = 20  # Files of the installation's folder that are named.
_PATIENCE = 30.0  # Seconds for a pass of the sender or the collector to end.
_LARGE = 20_000_000  # Bytes: a file of the folder that is larger is not looked through.


Value = TypeVar("Value")


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
    name the person, and are left to whoever made them. `compacted` says whether the database's files hold no trace any more.
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
    compacted: bool | None = None
    dry_run: bool = False


class _NotMeantError(Exception):
    """Ends a transaction of which nothing is to stay."""


def erase(service: Service, said: Erasing, now: datetime, *, dry_run: bool = False) -> Gone:
    """Erase whoever is named. ConfigurationError where that is a study's own address, or where nothing is known by that name."""
    with service.store.reading() as tx:
        people = people_called(service, tx, said.who)
    found = look_for(service, {one: f"erased-{secrets.token_hex(4)}@{DOMAIN}" for one in sorted(people)})
    if dry_run:
        return _rehearsed(service, found, said, now)
    with alone(service):
        return _erase(service, found, said, now)


def people_called(service: Service, tx: Transaction, name: str) -> frozenset[str]:
    """Return the addresses in lower case that a person means: one, or those of an organisation and of whoever wrote for it."""
    name = name.strip()
    own = own_addresses(service, tx)
    if "@" in name:
        if name.lower() in own:
            raise ConfigurationError(
                "This address belongs to a study: to its contact, a coordinator, a sender or its mailbox.",
                where=name,
                remedy="Take it out of study.toml and run `counterfoil study apply`, then repeat this.",
            )
        return frozenset({name.lower()})
    code = _code(tx, name)
    invited = [one.id for study in studies.applied_ids(tx) if (one := invitations.of(tx, study, code))]
    theirs = {one.lower() for one in contacts.ever_of(tx, code)} | scrubbing.senders_to(tx, invited)
    others = {one for one in theirs if contacts.organisations_of(tx, [one]) - {code}}
    if not theirs - own - others:
        raise ConfigurationError(
            "Nobody of this organisation is known.", where=code, remedy="`counterfoil contacts list` shows the contacts."
        )
    return frozenset(theirs - own - others)


def _code(tx: Transaction, name: str) -> str:
    if there := contacts.organisation(tx, name):
        return there.code
    if found := invitations.with_references(tx, [name.upper()]):
        return found[0].organisation
    remedy = "Give an address, an organisation's code or its printed reference; `counterfoil contacts list` shows them."
    raise ConfigurationError(f"There is no organisation {name!r}, and this is no address.", where="erase", remedy=remedy)


def own_addresses(service: Service, tx: Transaction) -> frozenset[str]:
    """Return the addresses of those who run the studies, and of the studies themselves, in lower case."""
    known, _ = known_studies(service, tx)
    people = {one.address.lower() for study in known for one in (study.contact, *study.coordinators)}
    return frozenset(people | {one.address.lower() for study in known for one in study.senders} | {one.returns_to.lower() for one in known})


def _staff_names(service: Service, tx: Transaction) -> frozenset[str]:
    known, _ = known_studies(service, tx)
    people = {one.name for study in known for one in (study.contact, *study.coordinators)}
    return frozenset(people | {one.name for study in known for one in study.senders})


def look_for(service: Service, people: Mapping[str, str], *, everywhere: bool = True) -> Found:
    """Return what is held about these people: what is theirs by the tables, and what else in the archive and in letters names them.

    Where it is not looked for everywhere, it is what is theirs alone: so many people at once would take too long.
    """
    with service.store.reading() as tx:
        theirs = scrubbing.messages_of(tx, people)
        written = scrubbing.letters_to(tx, people)
        brought = scrubbing.files_of(tx, theirs)
        who = Forgotten(people, _names(service, tx, people, list(theirs.values())))
        settled = studies.files_ever(tx)
    enclosed = {str(one["sha256"]) for context in written.values() for one in _attachments(context)}
    known = frozenset({*theirs.values(), *brought, *enclosed}) - settled
    own = Found(who=who, originals=known, letters=frozenset(written), messages=frozenset(theirs.values()))
    if not everywhere:
        return own
    named, unread = _originals(service, who, known | settled)
    letters = own.letters | _letters(service, who, own.letters)
    return replace(own, originals=known | named, letters=letters, unread=unread, files=tuple(_files(service, who)))


def _attachments(context: Mapping[str, object]) -> list[Mapping[str, object]]:
    found = context.get("attachments")
    return [one for one in found if isinstance(one, Mapping) and "sha256" in one] if isinstance(found, list) else []


def _names(service: Service, tx: Transaction, people: Mapping[str, str], messages: Sequence[str]) -> frozenset[str]:
    """Return the names that are these people's alone: what contacts are called, and what stands in From beside the address."""
    archive = service.store.archive
    found = set(scrubbing.names_of(tx, people))
    for sha256 in messages:
        if archive.path(sha256).is_file():
            found.add(author(service.cage, archive.get(sha256)))
    return told_apart(tx, people, found, _staff_names(service, tx))


def _originals(service: Service, who: Forgotten, besides: Collection[str]) -> tuple[frozenset[str], tuple[str, ...]]:
    """Return which contents of the archive name these people, and which cannot be looked through."""
    archive, needles = service.store.archive, sorted(who.needles)
    sizes = [(one, archive.size(one)) for one in archive.hashes() if one not in besides]
    found: set[str] = set()
    unread: list[str] = []
    for group in together(sizes):
        for sha256, names in zip(group, naming(service.cage, needles, [archive.path(one).read_bytes() for one in group]), strict=True):
            if names:
                found.add(sha256)
            elif names is None:
                unread.append(sha256)
    return frozenset(found), tuple(unread)


def _letters(service: Service, who: Forgotten, besides: Collection[int]) -> frozenset[int]:
    """Return the letters whose recorded bytes name these people."""
    needles, found = sorted(who.needles), set[int]()
    with service.store.reading() as tx:
        batch: dict[str, bytes] = {}
        for number, _, own in scrubbing.recorded(tx):
            if number not in besides:
                batch[str(number)] = b"".join(b64decode(one["own"]) for one in json.loads(own) if "own" in one)
            if sum(map(len, batch.values())) > 4_000_000:
                found |= _naming(service, needles, batch)
                batch = {}
        found |= _naming(service, needles, batch)
    return frozenset(found)


def _naming(service: Service, needles: Sequence[str], batch: Mapping[str, bytes]) -> set[int]:
    # What cannot be looked through is ours, and of another's letter: it goes, too.
    return {int(one) for one, names in zip(batch, naming(service.cage, needles, list(batch.values())), strict=True) if names is not False}


def _files(service: Service, who: Forgotten) -> Iterator[str]:
    """Yield the files of the installation's folder that name these people; not those of the store, nor mail in folders."""
    root, store = service.installation.root, service.store
    kept = {path.resolve() for path in (*store.files, store.archive.erasures.path, store.book.path)}
    archive = store.archive.root.resolve()
    files = [one for one in sorted(root.rglob("*")) if one.is_file() and not one.is_symlink() and one.resolve() not in kept]
    mine = [one for one in files if archive not in one.resolve().parents and not _is_mail(one) and one.stat().st_size <= _LARGE]
    told = 0
    for group in together([(str(one), one.stat().st_size) for one in mine]):
        for path, names in zip(group, naming(service.cage, sorted(who.needles), [Path(one).read_bytes() for one in group]), strict=True):
            if names and told < _FEW:
                told += 1
                yield str(Path(path).relative_to(root))


def _is_mail(path: Path) -> bool:
    return path.parent.name in {"new", "cur", "tmp"}


def _rehearsed(service: Service, found: Found, said: Erasing, now: datetime) -> Gone:
    """Return what would go."""

    def go(tx: Transaction) -> Gone:
        rows, _ = in_tables(tx, found, decisions.person(tx, said.by), said.note, now)
        return _gone(service, found, rows, scrubbing.mentioned_in_answers(tx, found.who), _kept(tx, found), dry_run=True)

    return rehearsed(service, go)


def rehearsed(service: Service, go: Callable[[Transaction], Value]) -> Value:
    """Return what something would do: it does it in a transaction of which nothing stays."""
    done: list[Value] = []
    try:
        with service.store.transaction() as tx:
            journal.alone(tx)
            done.append(go(tx))
            _take_back()
    except _NotMeantError:
        return done[0]


def _kept(tx: Transaction, found: Found) -> int:
    return len(contacts.suppressed(tx, found.who.people))


def _take_back() -> NoReturn:
    raise _NotMeantError


def _erase(service: Service, found: Found, said: Erasing, now: datetime) -> Gone:
    with service.store.transaction() as tx:
        journal.alone(tx)
        by = decisions.person(tx, said.by)
        rows, entries = in_tables(tx, found, by, said.note, now)
        answers = scrubbing.mentioned_in_answers(tx, found.who)
        gone = _gone(service, found, rows, answers, _kept(tx, found))
        write_down(service.store, tx, found, by, now)
    compacted = service.store.compact()
    tell(Event.ERASED, what="people", new=gone.people)
    return replace(gone, entries=entries, compacted=compacted)


def _gone(service: Service, found: Found, rows: Mapping[str, int], answers: int, kept: int, *, dry_run: bool = False) -> Gone:
    there = sum(service.store.archive.path(one).is_file() for one in found.originals)
    return Gone(
        people=len(found.who.people),
        originals=there,
        letters=len(found.letters),
        rows={table: number for table, number in sorted(rows.items()) if number},
        suppressions=kept,
        answers=answers,
        unread=found.unread,
        files=found.files,
        dry_run=dry_run,
    )


@contextmanager
def alone(service: Service) -> Iterator[None]:
    """Keep the sender and the collector away meanwhile: what they have in hand would be written after it was erased."""
    end = time.monotonic() + _PATIENCE
    while True:
        with service.store.exclusive("sender") as sender, service.store.exclusive("collector") as collector:
            if sender and collector:
                yield
                return
        if time.monotonic() > end:
            remedy = "Try again in a minute, or stop the service first."
            raise ConfigurationError("Letters are being sent or collected just now, so nothing was erased.", where="erase", remedy=remedy)
        time.sleep(0.5)
