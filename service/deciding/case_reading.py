"""What is known of a coordinator's message while it is read as an answer about a case, and what comes of that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.evidence import Authentication
from domain.intent import IntentKind
from domain.letter import Letter
from domain.message import By, Kind
from intake.understanding.examine import Examined
from service.deciding.case_letters import AnswerToDecision
from service.studies.at_work import AtWork
from service.studies.running import Running
from service.wiring import Service
from store import holds, messages


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseAnswered:
    """What came of a coordinator's answer: sentences for the record, the letters about it, its study and its organisation.

    One that is `about_none` is about no case: it is read as any other message as well.
    """

    told: tuple[str, ...]
    letters: tuple[Letter, ...] = ()
    running: Running | None = None
    invitation_id: int | None = None
    about_none: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseReading:
    """A message of a coordinator as it is read, and when; `studies` are those that are at work."""

    service: Service
    studies: AtWork
    message: messages.Message
    examined: Examined
    now: datetime

    @property
    def believed(self) -> bool:
        """Say whether a mail server says that the author is who they say."""
        return self.examined.author.authentication is Authentication.PASSED

    @property
    def forged(self) -> bool:
        """Say whether a mail server says that they are not."""
        return self.examined.author.authentication is Authentication.FAILED

    @property
    def kinds(self) -> frozenset[Kind]:
        """Return what the message is, and what else."""
        return frozenset((self.examined.classification.kind, *self.examined.classification.also))

    @property
    def intents(self) -> frozenset[IntentKind]:
        """Return what its author means."""
        return frozenset(one.intent for one in self.examined.intents)

    @property
    def answered_tags(self) -> list[str]:
        """Return the tags of our letters that the message answers itself, and not only further up in its thread."""
        return [one.value for one in self.examined.clues if one.by is By.THREADING and one.where == "In-Reply-To"]

    @property
    def answering(self) -> AnswerToDecision:
        """Return what a letter answers; whoever has a secret of ours asked for it, unless they are forged."""
        return AnswerToDecision.of(self.message, self.examined, self.now, believed=not self.forged)


def told_of_case(told: str, letter: Letter | None, running: Running, held: holds.Held) -> CaseAnswered:
    """Return what came of an answer about one case."""
    return CaseAnswered(told=(told,), letters=(letter,) if letter else (), running=running, invitation_id=held.invitation_id)
