"""How strong the evidence in a message is for one organisation."""

from __future__ import annotations

from domain.evidence import Authentication, Strength
from domain.message import By, Knowledge
from domain.submission import Invitation
from intake.understanding.examine import Examined

_SECRETS = (By.WORKBOOK_TOKEN, By.PLUS_ADDRESS, By.THREADING)


def strength(examined: Examined, knowledge: Knowledge, invitation: Invitation) -> Strength:
    """Return how far a message is believed about `invitation`: by a secret of it, by its author on record, or by a name alone."""
    named = {candidate.clue.by for candidate in knowledge.candidates if candidate.invitation.id == invitation.id}
    if not named.isdisjoint(_SECRETS):
        return Strength.PROVEN
    passed = examined.author.authentication is Authentication.PASSED
    if passed and invitation.organisation in knowledge.organisations_of_sender:
        return Strength.AUTHENTICATED
    return Strength.NAMED
