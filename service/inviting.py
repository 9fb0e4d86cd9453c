"""Inviting: every organisation on the list of an applied study has its invitation, and with it reference and token."""

from __future__ import annotations

from domain.study import Study
from service.wiring import Service
from store import Transaction, invitations


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
