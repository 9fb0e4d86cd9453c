"""Reading a contact file as the last one with the same headings was read: what a person said of its columns is said once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from contacts.columns import ContactField, SeenColumns, UnknownColumnsError
from contacts.loaded import Loaded, Note
from languages.telling import phrased
from service.wiring import Service
from store import Transaction, read_columns

Reads = Callable[[Mapping[str, str]], Loaded]


@dataclass(frozen=True, slots=True)
class ReadAs:
    """A file as it was read, with what a person said of its columns, now or before: THEIRS -> OURS."""

    loaded: Loaded
    columns: Mapping[str, str]

    def remember(self, tx: Transaction, name: str) -> None:
        """Keep how it was read, for the next file of this list with the same headings."""
        read_columns.remember(tx, name, _headings(self.loaded), self.columns)


def read_as_before(service: Service, name: str, columns: Mapping[str, str], reads: Reads) -> ReadAs:
    """Return a file of a list as it is read by `columns`, and else as the last with the same headings was; what is said now counts first.

    UnknownColumnsError where a column is missing that no list can do without, and nobody said which it is.
    """
    found: Loaded | UnknownColumnsError
    try:
        found = reads(columns)
    except UnknownColumnsError as error:
        found = error
    seen = found.seen if isinstance(found, UnknownColumnsError) else found
    with service.store.reading() as tx:
        remembered = read_columns.remembered(tx, name, _headings(seen))
    # Which column is the address, say, is said anew: the one that it was before is not the address as well.
    before = {theirs: ours for theirs, ours in remembered.items() if ours == ContactField.EXTRA or ours not in columns.values()}
    whole = {**before, **columns}
    if whole == dict(columns):
        if isinstance(found, UnknownColumnsError):
            raise found
        return ReadAs(found, columns)
    said = ", ".join(f"{theirs}={ours}" for theirs, ours in before.items() if theirs not in columns)
    again = reads(whole)
    note = Note(row=0, column="", value="", message=phrased("lists.as_last_time", columns=said))
    return ReadAs(replace(again, notes=(note, *again.notes)), whole)


def _headings(seen: Loaded | SeenColumns) -> str:
    return hashlib.sha256("\n".join(sorted(seen.columns)).encode()).hexdigest()
