"""Who of a list can be written to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from domain.contact import Contact, ContactList, Organisation, Role, Suppression


@dataclass(frozen=True, slots=True)
class Addressees:
    """The contacts of one organisation that are written to. `to` has at least one; the header of a cc contact's letter shows it."""

    organisation: Organisation
    to: tuple[Contact, ...]
    cc: tuple[Contact, ...]


@dataclass(frozen=True, slots=True)
class Unreachable:
    """An organisation with no address that may be written to, and why."""

    organisation: Organisation
    message: str


@dataclass(frozen=True, slots=True)
class Selection:
    """Every organisation of a list, once: with its addressees, or unreachable."""

    reachable: tuple[Addressees, ...]
    unreachable: tuple[Unreachable, ...]


def select(contacts: ContactList, suppressions: Iterable[Suppression]) -> Selection:
    """Return who of `contacts` is written to, suppressed addresses left out, organisations in the list's order.

    Where no contact with the role `to` is left, the cc contacts are written to in their place: somebody must be addressed.
    """
    reasons = {suppression.address.casefold(): suppression.reason for suppression in suppressions}
    reachable: list[Addressees] = []
    unreachable: list[Unreachable] = []
    of_organisation: dict[str, list[Contact]] = {}
    for contact in contacts.contacts:
        of_organisation.setdefault(contact.organisation, []).append(contact)
    for organisation in contacts.organisations:
        all_of_it = of_organisation.get(organisation.code, [])
        usable = [contact for contact in all_of_it if contact.address.casefold() not in reasons]
        if not usable:
            unreachable.append(Unreachable(organisation, _why(organisation, all_of_it, reasons)))
            continue
        to = tuple(contact for contact in usable if contact.role is Role.TO)
        cc = tuple(contact for contact in usable if contact.role is Role.CC)
        reachable.append(Addressees(organisation, to or cc, cc if to else ()))
    return Selection(tuple(reachable), tuple(unreachable))


def _why(organisation: Organisation, contacts: Iterable[Contact], reasons: dict[str, str]) -> str:
    suppressed = [f"{contact.address}: {reasons[contact.address.casefold()]}" for contact in contacts]
    if not suppressed:
        return f"{organisation.name} ({organisation.code}) has no contact. Add one to the list and load it again."
    return (
        f"{organisation.name} ({organisation.code}) has no address that may be written to ({'; '.join(suppressed)}). "
        "Add another contact to the list and load it again."
    )
