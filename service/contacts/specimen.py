"""An organisation that stands for those which are not known yet: with it, a study can be looked at before its list is loaded."""

from __future__ import annotations

from datetime import datetime

from domain.contact import Contact, Organisation
from domain.mail.reference import new_tag, printed
from domain.rules.owes import Owes
from domain.submission import Invitation, Standing
from service.contacts.census import InvitedOrganisation, census
from service.studies.inviting import invite_all
from service.studies.running import Running
from service.wiring import Service

_CODE = "EXAMPLE"


def cases_or_specimens(service: Service, running: Running, now: datetime) -> tuple[dict[str, InvitedOrganisation], bool]:
    """Return the invited organisations of a study, or specimens where its list is empty; and whether they are specimens."""
    invite_all(service, running.study)
    with service.store.reading() as tx:
        cases = census(tx, running, now)
    return (cases, False) if cases else (specimens(running), True)


def specimens(running: Running) -> dict[str, InvitedOrganisation]:
    """Return one organisation for each language of a study. Its contact has the address of the study's own, and nothing is kept of it."""
    study = running.study
    made = {}
    for language in study.languages:
        code = f"{_CODE}-{language.upper()}"
        contact = Contact(organisation=code, address=study.contact.address, language=language)
        made[code] = InvitedOrganisation(
            organisation=Organisation(code=code, name=code),
            invitation=Invitation(id=0, study=study.id, organisation=code, reference=printed(study.prefix, 0), token=new_tag()),
            contacts=(contact,),
            usable=(contact,),
            standing=Standing.SILENT,
            waits=False,
            owes=Owes.ANSWER,
            answered_at=None,
            returned_at=None,
            problem="",
        )
    return made
