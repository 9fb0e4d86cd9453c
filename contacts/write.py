"""A contact list as a table of texts, with headings that `contacts.load` knows: what is written out can be loaded again."""

from __future__ import annotations

from domain.contact import Contact, ContactList

_HEADINGS = ("organisation code", "organisation", "country", "region", "email", "contact name", "language", "role", "salutation")


def as_table(contacts: ContactList) -> tuple[list[str], list[list[str]]]:
    """Return the header and one row a contact, the extra columns last; an organisation without contacts has a row without an address."""
    # A study without parts has no such column.
    parts = ["part"] if any(contact.part for contact in contacts.contacts) else []
    extra = list(dict.fromkeys(heading for contact in contacts.contacts for heading in contact.extra))
    of_organisation: dict[str, list[Contact]] = {}
    for contact in contacts.contacts:
        of_organisation.setdefault(contact.organisation, []).append(contact)
    rows: list[list[str]] = []
    for organisation in contacts.organisations:
        about = [organisation.code, organisation.name, organisation.country, organisation.region]
        if organisation.code not in of_organisation:
            rows.append([*about, *[""] * (len(_HEADINGS) - len(about) + len(parts) + len(extra))])
        for contact in of_organisation.get(organisation.code, []):
            told = [
                contact.address,
                contact.name,
                contact.language,
                contact.role.value,
                contact.salutation,
                *([contact.part] if parts else []),
            ]
            rows.append([*about, *told, *(contact.extra.get(heading, "") for heading in extra)])
    return [*_HEADINGS, *parts, *extra], rows
