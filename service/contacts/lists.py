"""Contact lists: loaded from a file as an update, and written out again."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from contacts.compare import Preview, compare
from contacts.elsewhere import with_shared_told
from contacts.kept_off import named_in, with_left_told, with_own_told, without_retired
from contacts.load import WatchRows, read
from contacts.loaded import ContactKey, Loaded, Note
from contacts.write import as_table
from domain.contact import ContactList, Retirement, Suppression
from domain.errors import ConfigurationError
from domain.journal import About, Subject, What
from domain.study import staff
from exports.neutral import marked
from service.contacts.columns_kept import read_as_before
from service.contacts.known_files import FileKey, key_of_file
from service.contacts.list_names import names_like
from service.contacts.states import ContactLine, lines_in_pages
from service.contacts.successors import successors
from service.studies.inviting import invite
from service.studies.known import known_studies
from service.studies.running import UnreadableStudyError, readable
from service.wiring import Service
from store import Transaction, contact_lists, decisions, loads, studies, suppressions
from store.cases.decisions import Ruling
from store.people.of_other_lists import retired_elsewhere


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """Who loads a list, when, and why."""

    by: str
    at: datetime
    note: str = ""


def load_file(
    service: Service,
    file: Path,
    name: str,
    columns: Mapping[str, str],
    *,
    store: bool,
    sheet: str | None = None,
    watch: WatchRows = iter,
    signed: Signed | None = None,
) -> Preview:
    """Read a contact file, of a spreadsheet one sheet; tell what it changes in the list `name`, and keep it where `store` says so.

    Columns of which nothing is said are read as in the last file with the same headings. The journal says who loaded it, where a person
    `signed`; then that can be undone.
    """
    try:
        data = file.read_bytes()
    except OSError as error:
        raise ConfigurationError(f"The file cannot be read: {error.strerror}.", where=str(file), remedy="Check the path.") from error

    def reads(given: Mapping[str, str]) -> Loaded:
        known = key_of_file(data, file.name, given, sheet)
        return service.read_files.read(known, lambda: read(data, file.name, columns=given, sheet=sheet, watch=watch))

    found = read_as_before(service, name, columns, reads)
    loaded, key = found.loaded, key_of_file(data, file.name, found.columns, sheet)
    mark = service.store.commits.mark()
    # Who only looks keeps no writer waiting.
    with service.store.transaction() if store else service.store.reading() as tx:
        if not store:
            return _looked(service, tx, name, key, loaded, mark)
        about = _about(service, tx, name, loaded)
        current = contact_lists.load_list(tx, name)
        preview = about.compared(current, loaded, ())
        made = loads.changes(tx, current, preview.after)
        contact_lists.save_list(tx, preview.after, current)
        found.remember(tx, name)
        invite_to(service, tx, name)
        if entry := _tell(tx, name, preview, signed):
            loads.keep(tx, entry, made)
            preview = replace(preview, entry=entry)
    service.read_files.forget(key[0])  # It is looked at no more.
    return preview


@dataclass(frozen=True, slots=True, kw_only=True)
class _About:
    """What the store has about a file beside the list: warnings of the list, who left it or another, our addresses, who is suppressed.

    `after` are the addresses that took the places of those who left and whom the file names.
    """

    unused: tuple[Note, ...]
    retired: tuple[Retirement, ...]
    left: tuple[Retirement, ...]
    after: Mapping[ContactKey, str]
    own: frozenset[str]
    stopped: Mapping[str, Suppression]

    def compared(self, current: ContactList, loaded: Loaded, elsewhere: Iterable[tuple[str, str]]) -> Preview:
        """Return what a file would do to a list."""
        others = tuple(elsewhere)
        said = with_own_told(replace(loaded, warnings=(*self.unused, *loaded.warnings)), self.own)
        kept = with_left_told(without_retired(said, self.retired, self.stopped, current.name, self.after), self.left, self.after)
        listed = (*((one.organisation, one.address) for one in current.contacts), *others)
        return compare(current, with_shared_told(kept, listed), others)


def _about(service: Service, tx: Transaction, name: str, loaded: Loaded) -> _About:
    retired, left = tuple(gone for gone, _ in contact_lists.retired_on(tx, name)), retired_elsewhere(tx, name)
    return _About(
        unused=tuple(_unused(service, tx, name)),
        retired=retired,
        left=left,
        after=successors(tx, named_in(loaded, (*left, *retired))),
        own=_own_addresses(service, tx),
        stopped=suppressions.suppressed(tx, [one.address for one in loaded.contacts]),
    )


@dataclass(frozen=True, slots=True)
class _There:
    """All that a look depends on: of the list each organisation with an address, and those that the file names as they are `listed`."""

    about: _About
    addresses: Sequence[tuple[str, str]]
    codes: frozenset[str]
    listed: contact_lists.PlainList


def _looked(service: Service, tx: Transaction, name: str, key: FileKey, loaded: Loaded, mark: object) -> Preview:
    """Return what a file would change in a list, of which it needs the organisations that it names; of the others who is there is told."""

    def asks() -> _There:
        about, there = _about(service, tx, name, loaded), contact_lists.addresses_on(tx, name)
        named = {one.code.casefold() for one in loaded.organisations}
        codes = {code for code in {*(code for code, _ in there), *(one.organisation for one in about.retired)} if code.casefold() in named}
        return _There(about, there, frozenset(codes), contact_lists.plain_list(tx, name, codes))

    def compares(found: _There) -> Preview:
        elsewhere = tuple(one for one in found.addresses if one[0] not in found.codes)
        return found.about.compared(found.listed.made(), loaded, elsewhere)

    # Whether a study means to use the list stands in the folders of studies, and not in the store.
    return service.read_files.compared(key, (name, mark, tuple(_unused(service, tx, name))), asks, compares)


def _tell(tx: Transaction, name: str, made: Preview, signed: Signed | None) -> int:
    """Write who loaded a list, and return the number of the entry; 0 where nobody signed, or nothing changed."""
    if signed is None or not (made.added or made.changed):
        return 0
    value = f"{len(made.added)} added, {len(made.changed)} changed"
    ruling = Ruling(what=What.LOAD, about=About(Subject.CONTACT_LIST, name), value=value, note=signed.note)
    (entry,) = decisions.decide(tx, decisions.person(tx, signed.by), signed.at, [ruling])
    return entry.number


def _unused(service: Service, tx: Transaction, name: str) -> Iterator[Note]:
    """Yield the warning that a list is new and that no study uses it: its name may be a slip of the pen."""
    there = contact_lists.list_names(tx)
    known, whole = known_studies(service, tx)
    used = {one.contact_list for one in known}
    if name in there or name in used or not whole:
        return
    near = [repr(one) for one in names_like(name, (*there, *used))]
    meant = f"Did you mean {' or '.join(near)}?" if near else "A study uses the one that is named as `contact_list` in its study.toml."
    yield Note(row=0, column="", value=name, message=f"The list {name!r} is new, and no study uses it. {meant}")


def _own_addresses(service: Service, tx: Transaction) -> frozenset[str]:
    """Return the addresses of the studies that were applied and of their staff, in lower case."""
    found: set[str] = set()
    for study_id in studies.applied_ids(tx):
        with suppress(UnreadableStudyError):
            one = readable(service, tx, study_id)
            found |= staff(one.study) if one else frozenset()
    return frozenset(found)


def invite_to(service: Service, tx: Transaction, name: str) -> None:
    """Give those who are new on a list their invitations to the studies that use it, so that whoever reads finds them there."""
    for study_id in studies.applied_ids(tx):
        # A study that cannot be read is invited to before its next mailing, and when it is applied again.
        with suppress(UnreadableStudyError):
            found = readable(service, tx, study_id)
            if found and found.study.contact_list == name:
                invite(tx, found.study)


def _require(tx: Transaction, name: str | None) -> None:
    """Raise ConfigurationError where a list that is named does not exist."""
    there = contact_lists.list_names(tx)
    if name is not None and name not in there:
        remedy = f"The lists are: {', '.join(there)}." if there else "There is none yet: load one with `counterfoil contacts load`."
        raise ConfigurationError(f"There is no contact list {name!r}.", where="contacts", remedy=remedy, key="no_list")


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptList:
    """A list with so many `organisations` that have a contact on it, and so many lines: its contacts, and those who were taken off it."""

    name: str
    organisations: int
    number: int
    lines: Iterator[ContactLine]


def lists_kept(tx: Transaction, name: str | None, now: datetime) -> list[KeptList]:
    """Return the list of this name, or else every list; the contacts are read, as they stand, while they are taken."""
    _require(tx, name)
    names = [name] if name else contact_lists.list_names(tx)
    return [_list_kept(tx, one, now) for one in names]


def _list_kept(tx: Transaction, name: str, now: datetime) -> KeptList:
    organisations, listed, retired = contact_lists.numbers_on(tx, name)
    return KeptList(name=name, organisations=organisations, number=listed + retired, lines=lines_in_pages(tx, name, now))


def as_csv(service: Service, name: str) -> str:
    """Return a list as CSV that can be loaded again, extra columns included; formulas are neutralised."""
    with service.store.reading() as tx:
        _require(tx, name)
        header, rows = as_table(contact_lists.load_list(tx, name))
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=";").writerows([marked(cell) for cell in row] for row in [header, *rows])
    return buffer.getvalue()


def list_size(service: Service, name: str) -> tuple[int, int]:
    """Return how many organisations and contacts a list has, also those not written to; 0 and 0 where there is none of this name."""
    with service.store.reading() as tx:
        organisations, listed, _ = contact_lists.numbers_on(tx, name)
    return organisations, listed
