"""What comes of the automatic reply of a mailbox: until when its owner is away, who stands in, or that they have left. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from domain.case import CaseKind
from domain.effects import Effect, Wait
from domain.intent import Intent, IntentKind
from domain.message import By, Knowledge
from domain.rules.waiting import while_away
from intake.deciding.heard import HeardMessage, case_of, heard_in
from intake.deciding.policy import Act, on_record
from intake.understanding.examine import Examined
from languages.telling import phrased


def decide_away(examined: Examined, knowledge: Knowledge, now: datetime) -> Iterator[Effect]:
    """Yield what comes of the automatic reply of a mailbox that says until when its owner is away, or who stands in for them."""
    heard = heard_in(examined, knowledge, now)
    if heard is None:
        return
    for intent in (one for one in examined.intents if one.intent is IntentKind.AUTO_REPLY):
        if intent.left:
            yield from _left(heard, intent)
            continue
        until = while_away(intent.until, now.date())
        if until and heard.allows(Act.ASK) and not _is_ours(heard):
            if not intent.address:
                yield heard.case(CaseKind.REMARK, intent, "away_unknown", until=intent.until or until)
        elif until and heard.allows(Act.ASK):
            yield Wait(
                invitation_id=heard.invitation.id,
                until=until,
                why=phrased("journal.noted.away", sender=examined.mail.author, day=intent.until or until),
            )
        if intent.address and heard.allows(Act.SUBSTITUTE):
            yield heard.case(CaseKind.SUBSTITUTE, intent, "substitute", address=intent.address)


def _left(heard: HeardMessage, intent: Intent) -> Iterator[Effect]:
    """Tell of a mailbox whose owner is no longer there, whom somebody else succeeds: nobody waits until they are back."""
    named = {"address": intent.address} if intent.address else {}
    yield from case_of(CaseKind.SUCCESSOR, "left_named" if named else "left", **named)(heard, intent)


def _is_ours(heard: HeardMessage) -> bool:
    """Say whether a message comes from an address on record, or from the one to which the letter that it answers went."""
    tags = {clue.value for clue in heard.examined.clues if clue.by is By.THREADING}
    answered = {one.address.lower() for one in heard.knowledge.deliveries if one.tag in tags}
    return on_record(heard.examined, heard.knowledge, heard.invitation) or heard.examined.mail.author in answered
