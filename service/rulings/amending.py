"""The decision that changes what a contact is called and how it is written to."""

from __future__ import annotations

from collections.abc import Mapping

from domain.contact import Amendment, Contact
from domain.journal import What
from store import Transaction, amendments, decisions
from store.cases.decisions import Ruling


def amending(tx: Transaction, before: Contact, fields: Mapping[str, str], note: str = "", follows: int | None = None) -> list[Ruling]:
    """Return the decision that changes these fields of a contact; none where they are so already."""
    was = {name: str(getattr(before, name)) for name in fields}
    new = {name: text for name, text in fields.items() if was[name] != text}
    if not new:
        return []
    number = amendments.write(tx, Amendment({name: was[name] for name in new}, new))
    differences = ", ".join(f'{name} "{was[name]}" → "{text}"' for name, text in new.items())
    about = decisions.details(tx, before.organisation, before.address)
    return [Ruling(what=What.CHANGE, about=about, value=str(number), note=". ".join(filter(None, [differences, note])), follows=follows)]
