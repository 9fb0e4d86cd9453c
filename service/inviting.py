"""Inviting: every organisation on the list of an applied study has its invitation, and with it reference and token."""

from __future__ import annotations

from domain.errors import ConfigurationError
from domain.study import Study
from service.wiring import Service
from store import Transaction, contacts, invitations


def invite(tx: Transaction, study: Study) -> None:
    """Give every organisation of the study's list its invitation."""
    missing = invitations.missing(tx, study.id, study.contact_list)
    if missing:
        invitations.invite(tx, study.id, study.prefix, missing)


def invite_all(service: Service, study: Study) -> None:
    """Give every organisation of the study's list its invitation; where none is missing, nobody waits for a writer."""
    with service.store.reading() as tx:
        missing = invitations.missing(tx, study.id, study.contact_list)
    if missing:
        with service.store.transaction() as tx:
            invite(tx, study)


def nobody_on(tx: Transaction, study: Study) -> str:
    """Say that nobody is on the list of a study, and which lists there are; blank where somebody is."""
    if contacts.size(tx, study.contact_list)[0]:
        return ""
    others = ", ".join(contacts.list_names(tx))
    return f"The contact list {study.contact_list!r} is empty{f' (loaded are: {others})' if others else ''}."


def refuse_empty(tx: Transaction, study: Study) -> None:
    """Raise ConfigurationError where nobody is on the list of a study, so that no mailing is used up by going to nobody."""
    if why := nobody_on(tx, study):
        remedy = f"Nothing was sent or applied. Load {study.contact_list} with `counterfoil contacts load`, then do it again."
        raise ConfigurationError(why, where="study.toml contact_list", remedy=remedy)
