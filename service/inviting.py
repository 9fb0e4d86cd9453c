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
    """Say that nobody on the list of a study may be written to, or is on it, and which lists there are; blank where somebody may."""
    organisations, may_be_written_to = contacts.size(tx, study.contact_list)
    if may_be_written_to:
        return ""
    if organisations:
        return f"Nobody on the contact list {study.contact_list!r} is written to any more: `counterfoil contacts list` shows why."
    others = ", ".join(contacts.list_names(tx))
    return f"The contact list {study.contact_list!r} is empty{f' (loaded are: {others})' if others else ''}."


def refuse_empty(tx: Transaction, study: Study) -> None:
    """Raise ConfigurationError where a study has nobody to write to, so that no mailing is used up by going to nobody."""
    if why := nobody_on(tx, study):
        load = f"Load {study.contact_list} with `counterfoil contacts load`, or release an address, then do it again."
        remedy = f"Nothing was sent or applied. {load}"
        raise ConfigurationError(why, where="study.toml contact_list", remedy=remedy)
