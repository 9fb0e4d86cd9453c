"""The contacts of one organisation: added, changed, taken off the list; each is a decision that can be undone."""

from __future__ import annotations

from contacts.typed_contact import FIELDS
from domain.errors import ConfigurationError
from service.deciding import people
from service.deciding.people import ContactMeant
from service.mailings.late import unreached_at
from service.views.case_file import code_of
from web.console.acts import done, missed
from web.console.doors import Answer, NotThereError, Visit, place


def edit(visit: Visit) -> Answer:
    """Do with a contact what the form says. What stands there as it was is left."""
    what, address = visit.pressed("add", "change", "retire"), visit.given.get("address", "").strip()
    said = ContactMeant(
        address=visit.given.get("whose", "").strip() or address,
        by=visit.by,
        note=visit.given.get("note", "").strip(),
        organisation=_code(visit),
        list=visit.study.study.contact_list,
        fields={name: visit.given[name] for name in FIELDS if name in visit.given},
    )
    match what:
        case "add":
            made = people.add(visit.service, said, visit.now)
        case "change":
            made = people.change(visit.service, said, visit.now, address=address or None)
        case _:
            made = people.retire(visit.service, said, visit.now)
    late = unreached_at(visit.service, said.address, visit.now, said.organisation or "") if what == "add" else ()
    back = place("studies", visit.study.study.id, "organisations", visit.path["reference"])
    return done(visit, "", made.entry, back, made.told, after=tuple(missed(visit, late)))


def _code(visit: Visit) -> str:
    with visit.service.store.reading() as tx:
        try:
            return code_of(tx, visit.study, visit.path["reference"])
        except ConfigurationError:
            raise NotThereError("There is no such organisation.") from None
