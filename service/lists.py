"""Contact lists: loaded from a file as an update, and written out again."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path

from contacts.compare import Preview, compare, merged
from contacts.load import read
from domain.contact import ContactList
from domain.errors import ConfigurationError
from service.wiring import Service
from store import contacts as kept


def load_file(service: Service, file: Path, name: str, columns: Mapping[str, str], *, store: bool) -> Preview:
    """Read a contact file, tell what it changes in the list `name`, and keep it where `store` says so."""
    try:
        data = file.read_bytes()
    except OSError as error:
        raise ConfigurationError(f"The file cannot be read: {error.strerror}.", where=str(file), remedy="Look at the path.") from error
    loaded = read(data, file.name, columns=columns)
    with service.store.transaction() as tx:
        current = kept.load_list(tx, name)
        preview = compare(current, loaded)
        if store:
            kept.save_list(tx, merged(ContactList(name, current.organisations, current.contacts), loaded))
    return preview


def as_csv(contacts: ContactList) -> str:
    """Return a list as CSV that can be loaded again, extra columns included; formulas are neutralised."""
    extra = sorted({key for contact in contacts.contacts for key in contact.extra})
    organisations = {one.code: one for one in contacts.organisations}
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";")
    writer.writerow(["code", "organisation", "country", "region", "language", "role", "name", "address", "salutation", *extra])
    for contact in contacts.contacts:
        one = organisations[contact.organisation]
        plain = [one.code, one.name, one.country, one.region, contact.language, contact.role, contact.name, contact.address]
        row = [*plain, contact.salutation, *(contact.extra.get(key, "") for key in extra)]
        writer.writerow([f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell for cell in row])
    return buffer.getvalue()
