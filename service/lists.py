"""Contact lists: loaded from a file as an update, and written out again."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path

from contacts.compare import Preview, compare
from contacts.load import Watch, read
from contacts.write import as_table
from digests.neutral import marked
from domain.contact import ContactList
from domain.errors import ConfigurationError
from service.wiring import Service
from store import contacts as kept


def load_file(service: Service, file: Path, name: str, columns: Mapping[str, str], *, store: bool, watch: Watch = iter) -> Preview:
    """Read a contact file, tell what it changes in the list `name`, and keep it where `store` says so."""
    try:
        data = file.read_bytes()
    except OSError as error:
        raise ConfigurationError(f"The file cannot be read: {error.strerror}.", where=str(file), remedy="Look at the path.") from error
    loaded = read(data, file.name, columns=columns, watch=watch)
    with service.store.transaction() as tx:
        current = kept.load_list(tx, name)
        preview = compare(current, loaded)
        if store:
            kept.save_list(tx, preview.after, current)
    return preview


def as_csv(contacts: ContactList) -> str:
    """Return a list as CSV that can be loaded again, extra columns included; formulas are neutralised."""
    header, rows = as_table(contacts)
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=";").writerows([marked(cell) for cell in row] for row in [header, *rows])
    return buffer.getvalue()
