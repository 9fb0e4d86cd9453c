"""The tags of the letters that the mailings of a study can have, planned or not: they are derived, and so they are known before."""

from __future__ import annotations

from collections.abc import Iterator

from domain.mail.reference import derived_tag
from service.letters.planned import mailing_cause
from service.studies.running import if_readable
from service.wiring import Service
from store import Transaction, contact_lists, generation


def mailing_tags(service: Service, tx: Transaction, study: str) -> Iterator[tuple[str, str, str]]:
    """Yield the tag, the mailing and the organisation of each letter that the mailings of a study can have."""
    found = if_readable(service, tx, study)
    if found is None:
        return
    key = generation.secret(tx)
    for contact in contact_lists.load_list(tx, found.study.contact_list).contacts:
        for mailing in found.study.mailings:
            cause = mailing_cause(study, mailing.name, contact.organisation, contact.address)
            yield derived_tag(key, cause), mailing.name, contact.organisation
