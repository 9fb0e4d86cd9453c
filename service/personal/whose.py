"""Who is meant when a person says whom to erase, and whose addresses are the studies' own."""

from __future__ import annotations

from domain.errors import ConfigurationError
from service.studies.known import known_studies
from service.wiring import Service
from store import Transaction, contacts, invitations, studies, traces


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
    theirs = {one.lower() for one in contacts.ever_of(tx, code)} | traces.senders_to(tx, invited)
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


def staff_names(service: Service, tx: Transaction) -> frozenset[str]:
    """Return what those who run the studies are called."""
    known, _ = known_studies(service, tx)
    people = {one.name for study in known for one in (study.contact, *study.coordinators)}
    return frozenset(people | {one.name for study in known for one in study.senders})
