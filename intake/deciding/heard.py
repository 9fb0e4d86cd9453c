"""A message in which somebody said something: whose it is, what it may do in their name, and the case about what it says. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from domain.case import CaseKind
from domain.effects import Effect, Hold
from domain.intent import Intent, IntentKind
from domain.message import By, Kind, Knowledge, NamedDelivery
from domain.sentences import quoted
from domain.submission import Invitation
from domain.telling import Fact
from intake.deciding.match import match
from intake.deciding.policy import Act, Ground, Upshot, ground, upshot, who_wrote
from intake.understanding.examine import Examined
from languages.telling import phrased

_CAUSES = {IntentKind.DECLINE: "declined"}


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardMessage:
    """A message in which somebody said something, the organisation that it comes from, and on what ground that is believed."""

    examined: Examined
    knowledge: Knowledge
    invitation: Invitation
    ground: Ground
    now: datetime

    def allows(self, act: Act) -> bool:
        """Say whether what a message would do is done."""
        return upshot(act, self.ground) is Upshot.DO

    def case(self, kind: CaseKind, intent: Intent, says: str, **facts: Fact) -> Hold:
        """Return the case about one thing that was said; `says` is the phrase of what its sender seems to say of the organisation."""
        who = self.examined.mail.author or phrased("reasons.unnamed")
        # Answers are told whole: a line that is not understood may be one.
        words = self.examined.own_words if intent.intent is IntentKind.ANSWERS_IN_TEXT else intent.words
        said = phrased(f"reasons.says.{says}", who=who, organisation=self.invitation.organisation, words=quoted(words), **facts)
        return Hold(
            cause=f"{_CAUSES.get(intent.intent, intent.intent.value)}:{self.invitation.id}:{self.examined.sha256[:16]}",
            kind=kind,
            reasons=(said, *self._of_its_sender()),
            invitation_id=self.invitation.id,
            words=self.examined.own_words or intent.words,
            address=intent.address,
        )

    def _of_its_sender(self) -> Iterator[str]:
        """Yield how sure it is who wrote, and that nobody else was told, where a machine seems to have written."""
        yield who_wrote(self.examined, self.knowledge, self.invitation)
        if self.examined.classification.kind is Kind.AUTO_REPLY:
            yield phrased("reasons.by_machine")


def named_deliveries(examined: Examined, knowledge: Knowledge) -> tuple[NamedDelivery, ...]:
    """Return the letters of ours whose tag stands in the message."""
    tags = {clue.value for clue in examined.clues if clue.by is By.THREADING}
    return tuple(delivery for delivery in knowledge.deliveries if delivery.tag in tags)


def belongs_to(examined: Examined, knowledge: Knowledge) -> Invitation | None:
    """Return the one organisation that the evidence of a message names, or None where it disagrees."""
    matched = match(examined.clues, knowledge)
    return matched.invitation if matched and not matched.conflicts else None


def heard_in(examined: Examined, knowledge: Knowledge, now: datetime) -> HeardMessage | None:
    """Return a message as it is heard, or None where it is no one organisation's."""
    invitation = belongs_to(examined, knowledge)
    if invitation is None:
        return None
    return HeardMessage(
        examined=examined, knowledge=knowledge, invitation=invitation, ground=ground(examined, knowledge, invitation), now=now
    )


def case_of(kind: CaseKind, says: str, **facts: Fact) -> Callable[[HeardMessage, Intent], Iterator[Effect]]:
    """Return what makes a case of this kind of what was said, where the sender is believed."""

    def effects(heard: HeardMessage, intent: Intent) -> Iterator[Effect]:
        if heard.allows(Act.ASK):
            yield heard.case(kind, intent, says, **facts)

    return effects
