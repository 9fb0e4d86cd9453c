"""What letters claim that may be undone: time that is given, a workbook that counts, an answer that was put right at the desk.

And what was done in an organisation's name, since its words asked for that.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from domain.letter import CHANGED, DECIDED_BY, EDIT, EXTENDED, UNDONE, WAITING, DeliveryState, Letter, LetterKind
from domain.submission import Invitation
from store import Transaction, outbox

TIME = "time"  # The matter of until when an organisation has time.
WORKBOOK = "workbook"  # The matter of whether a workbook counts; its number follows.
EDITED = "edit"  # The matter of whether an edit stands; its entry follows.
IN_NAME = "changed"  # The matter of whether a decision about words in an organisation's name stands; its entry follows.
SO = "yes"  # What is said of a workbook that counts, or of what stands; of one that does not, it is blank.
_LEFT = (DeliveryState.SENDING, DeliveryState.SENT, DeliveryState.UNCERTAIN)  # Whoever is written to has it, or may have it.


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterClaim:
    """What a letter says of a matter: of time the last day, else `SO` or nothing."""

    matter: str
    says: str
    letter: Letter

    @property
    def left(self) -> bool:
        """Say whether whoever is written to has it, or may have it."""
        return has_left(self.letter)

    @property
    def waits(self) -> bool:
        """Say whether it is to leave yet."""
        return self.letter.state in WAITING

    @property
    def dropped(self) -> bool:
        """Say whether it was not wanted when its turn came."""
        return self.letter.state is DeliveryState.DROPPED


def claim(letter: Letter) -> LetterClaim | None:
    """Return what a letter claims; None where that is nothing which could be undone."""
    undone, submission = letter.context.get(UNDONE), letter.context.get("submission")
    if isinstance(undone, dict):
        return LetterClaim(matter=str(undone["matter"]), says=str(undone["says"]), letter=letter)
    if until := said_until(letter):
        return LetterClaim(matter=TIME, says=until.isoformat(), letter=letter)
    if EDIT in letter.context:
        return LetterClaim(matter=f"{EDITED}:{letter.context[EDIT]}", says=SO, letter=letter)
    if CHANGED in letter.context:
        return LetterClaim(matter=f"{IN_NAME}:{letter.context[DECIDED_BY]}", says=SO, letter=letter)
    if letter.kind is LetterKind.RECEIPT and isinstance(submission, int):
        return LetterClaim(matter=f"{WORKBOOK}:{submission}", says=SO, letter=letter)
    return None


def has_left(letter: Letter) -> bool:
    """Say whether whoever a letter is written to has it, or may have it."""
    return letter.state in _LEFT


def said_until(letter: Letter) -> date | None:
    """Return until when a letter about more time says that there is time; None of any other letter."""
    told = letter.context.get(EXTENDED)
    return date.fromisoformat(str(told["until"])) if isinstance(told, dict) else None


def of_organisation(tx: Transaction, whose: Invitation, matters: Collection[str]) -> tuple[LetterClaim, ...]:
    """Return what letters claim of these matters of an organisation, in the order of planning."""
    ours = (claim(one) for one in outbox.of_organisations(tx, [whose.organisation]) if one.study == whose.study)
    return tuple(one for one in ours if one and one.matter in matters)


def newest(known: Iterable[LetterClaim]) -> tuple[LetterClaim, ...]:
    """Return of each address and matter the newest claim that left."""
    return tuple({(one.letter.address.lower(), one.matter): one for one in known if one.left}.values())
