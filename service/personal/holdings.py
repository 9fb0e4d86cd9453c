"""What is held about people: by the tables, in the archive, in the recorded bytes of letters, and in the installation's folder.

Looking takes a while and locks nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from intake.understanding.searching import author, naming, together
from service.contacts import uploads
from service.personal.forgetting import Found, told_apart
from service.personal.whose import staff_names
from service.wiring import Service
from store import Transaction, contacts, studies, traces
from store.outbox.recipe import own_in
from store.personal.scrubber import Forgotten

_FEW = 20  # Files of the installation's folder that are named.
_LARGE = 20_000_000  # Bytes: a file of the folder that is larger is not looked through.


def look_for(service: Service, people: Mapping[str, str]) -> Found:
    """Return what is held about these people: what is theirs by the tables, and what else in the archive and in letters names them."""
    with service.store.reading() as tx:
        own = look_in_tables(service, tx, people)
        settled = studies.files_ever(tx)
    who = own.who
    named, unread = _originals(service, who, own.originals | settled)
    letters = own.letters | _letters(service, who, own.letters)
    files = tuple(_files(service, who))
    originals, waiting = own.originals | named, tuple(_uploads(service, who))
    return replace(own, originals=originals, letters=letters, unread=unread, files=files, uploads=waiting)


def look_in_tables(service: Service, tx: Transaction, people: Mapping[str, str]) -> Found:
    """Return what is theirs alone by the tables: to look everywhere for very many people at once would take too long."""
    theirs = traces.messages_of(tx, people) | traces.filed_by_hand(tx, _wholly(tx, people))
    written = traces.letters_to(tx, people)
    brought = traces.files_of(tx, theirs)
    who = Forgotten(people, _names(service, tx, people, list(theirs.values())))
    enclosed = {str(one["sha256"]) for context in written.values() for one in _attachments(context)}
    known = frozenset({*theirs.values(), *brought, *enclosed}) - studies.files_ever(tx)
    return Found(who=who, originals=known, letters=frozenset(written), messages=frozenset(theirs.values()))


def _wholly(tx: Transaction, people: Mapping[str, str]) -> frozenset[str]:
    """Return the organisations of which these are all the people who are known: what was filed by hand for these is theirs."""
    known = contacts.ever_of_each(tx, contacts.organisations_of(tx, people))
    return frozenset(code for code, addresses in known.items() if addresses <= people.keys())


def _attachments(context: Mapping[str, object]) -> list[Mapping[str, object]]:
    found = context.get("attachments")
    return [one for one in found if isinstance(one, Mapping) and "sha256" in one] if isinstance(found, list) else []


def _names(service: Service, tx: Transaction, people: Mapping[str, str], messages: Sequence[str]) -> frozenset[str]:
    """Return the names that are these people's alone: what contacts are called, and what stands in From beside the address."""
    archive = service.store.archive
    found = set(traces.names_of(tx, people))
    for sha256 in messages:
        if archive.has(sha256):
            found.add(author(service.cage, archive.get(sha256)))
    return told_apart(tx, people, found, staff_names(service, tx))


def _originals(service: Service, who: Forgotten, besides: Collection[str]) -> tuple[frozenset[str], tuple[str, ...]]:
    """Return which contents of the archive name these people, and which cannot be looked through."""
    archive, needles = service.store.archive, sorted(who.needles)
    sizes = [(one, archive.size(one)) for one in archive.hashes() if one not in besides]
    found: set[str] = set()
    unread: list[str] = []
    for group in together(sizes):
        contents = {one: archive.left(one) for one in group}
        unread += [one for one, content in contents.items() if content is None]
        there = {one: content for one, content in contents.items() if content is not None}
        for sha256, names in zip(there, naming(service.cage, needles, list(there.values())), strict=True):
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
        for number, _, own in traces.recorded(tx):
            if number not in besides:
                batch[str(number)] = own_in(own, number)
            if sum(map(len, batch.values())) > 4_000_000:
                found |= _naming(service, needles, batch)
                batch = {}
        found |= _naming(service, needles, batch)
    return frozenset(found)


def _naming(service: Service, needles: Sequence[str], batch: Mapping[str, bytes]) -> set[int]:
    # What cannot be looked through is ours, and of another's letter: it goes, too.
    return {int(one) for one, names in zip(batch, naming(service.cage, needles, list(batch.values())), strict=True) if names is not False}


def _files(service: Service, who: Forgotten) -> Iterator[str]:
    """Yield the files of the installation's folder that name these people; not those of the store, what waits to be loaded, or mail."""
    root, store = service.installation.root, service.store
    kept = {path.resolve() for path in (*store.files, *store.archive.erasures.lines.files, store.book.path)}
    kept |= {path.resolve() for path in uploads.waiting(service)}
    archive = store.archive.root.resolve()
    files = [one for one in sorted(root.rglob("*")) if one.is_file() and not one.is_symlink() and one.resolve() not in kept]
    mine = [one for one in files if archive not in one.resolve().parents and not _is_mail(one) and one.stat().st_size <= _LARGE]
    told = 0
    for group in together([(str(one), one.stat().st_size) for one in mine]):
        for path, names in zip(group, naming(service.cage, sorted(who.needles), [Path(one).read_bytes() for one in group]), strict=True):
            if names and told < _FEW:
                told += 1
                yield str(Path(path).relative_to(root))


def _uploads(service: Service, who: Forgotten) -> Iterator[Path]:
    """Yield the files that wait to be loaded and name these people; one that cannot be looked through goes, too: it can be sent again."""
    files = uploads.waiting(service)
    for group in together([(str(one), one.stat().st_size) for one in files]):
        for path, names in zip(group, naming(service.cage, sorted(who.needles), [Path(one).read_bytes() for one in group]), strict=True):
            if names is not False:
                yield Path(path)


def _is_mail(path: Path) -> bool:
    return path.parent.name in {"new", "cur", "tmp"}
