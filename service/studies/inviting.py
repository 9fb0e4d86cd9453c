"""Inviting: every organisation on the list of an applied study has its invitation, and with it reference and token."""

from __future__ import annotations

from domain.errors import ConfigurationError
from domain.study import Study
from languages.telling import phrased
from service.wiring import Service
from store import Transaction, contact_lists, invitations, suppressions

_TOGETHER = 2_000  # Organisations that are invited together.


def invite(tx: Transaction, study: Study) -> None:
    """Give every organisation of the study's list its invitation: some thousands at a time, however many there are."""
    after: str | None = None
    while missing := invitations.missing(tx, study.id, study.contact_list, after, _TOGETHER):
        invitations.invite(tx, study.id, study.prefix, missing)
        after = missing[-1]


def invite_all(service: Service, study: Study) -> None:
    """Give every organisation of the study's list its invitation; where none is missing, nobody waits for a writer."""
    with service.store.reading() as tx:
        missing = invitations.missing(tx, study.id, study.contact_list, None, 1)
    if missing:
        with service.store.transaction() as tx:
            invite(tx, study)


def nobody_on(tx: Transaction, study: Study) -> str:
    """Say that nobody on the list of a study may be written to, or is on it, and which lists there are; blank where somebody may."""
    organisations, may_be_written_to = suppressions.size(tx, study.contact_list)
    if may_be_written_to:
        return ""
    if organisations:
        return phrased("faults.nobody_written_to", list=repr(study.contact_list))
    others = tuple(contact_lists.list_names(tx))
    return phrased("faults.list_empty_others" if others else "faults.list_empty", list=repr(study.contact_list), others=others)


def refuse_empty(tx: Transaction, study: Study) -> None:
    """Raise ConfigurationError where a study has nobody to write to, so that no mailing is used up by going to nobody."""
    if why := nobody_on(tx, study):
        raise ConfigurationError(why, where="study.toml contact_list", remedy=phrased("faults.nothing_sent_do", list=study.contact_list))
