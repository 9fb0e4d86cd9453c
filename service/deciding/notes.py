"""Notes on an organisation: what a person wants the others to know, on the journal; it changes nothing, and can be undone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.errors import ConfigurationError
from domain.journal import About, Subject, What
from service.deciding.organisation_marks import check_mode
from service.rulings.decided import Decided
from service.studies.find import find_invitation
from service.studies.running import Running
from service.wiring import Service
from store import decisions, journal
from store.cases.decisions import Ruling


@dataclass(frozen=True, slots=True, kw_only=True)
class Noting:
    """What a person notes of an organisation, named by reference or code; `mode` is how it reached them (see `domain.mode`), or ""."""

    organisation: str
    text: str
    by: str
    mode: str = ""


def note(service: Service, running: Running, said: Noting, now: datetime) -> Decided:
    """Note something on an organisation. ConfigurationError where nothing is said, or there is no such organisation or mode."""
    text = said.text.strip()
    if not text:
        raise ConfigurationError("The note says nothing.", where="note", remedy="Write what the others should know.", key="empty_note")
    check_mode(said.mode)
    with service.store.transaction() as tx:
        journal.alone(tx)
        invitation = find_invitation(tx, running.study.id, said.organisation)
        ruling = Ruling(
            what=What.NOTE,
            about=About(Subject.ORGANISATION, str(invitation.id)),
            was=said.mode,
            study=invitation.study,
            invitation_id=invitation.id,
            note=text,
        )
        (entry,) = decisions.decide(tx, decisions.person(tx, said.by), now, [ruling])
    return Decided(entry=entry.number, told=f"Noted on {invitation.organisation} ({invitation.reference}).")
