"""What becomes of a case: which decisions it offers, and what happens that leaves nothing to decide."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from domain.case import MERGES, OPTIONS, CaseKind, Decision, Headline, Moot
from domain.journal import What
from domain.submission import SubmissionState
from domain.telling import Telling

_HEADLINES = {
    CaseKind.UNSENT: Headline.LETTER,
    CaseKind.LETTER: Headline.LETTER,
    CaseKind.BRAKE: Headline.SEVERAL,
    CaseKind.SURGE: Headline.SEVERAL,
    **dict.fromkeys((CaseKind.REPLIES, CaseKind.STALLED, CaseKind.HALTED, CaseKind.RESTORED), Headline.STUDY),
}
_FILED = (SubmissionState.ACCEPTED, SubmissionState.QUERIED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the decisions that a case offers depend on: whether it waits, and whether its words name an address.

    Its organisation may have `answered`, so that an answer counts (`wholly`, where no part of it is missing), or be `ineligible`: a person
    said that it is not to be asked. A `flawless` workbook was read and has no errors; a `disputed` one says something else
    than what counts, or than what was sent back `beside` it to others of the organisation, where nothing counts. Put together with that,
    it may have no errors either (`flawless_together`). What is `objected` to counts.
    """

    waits: bool
    names: bool = False
    answered: bool = False
    beside: bool = False
    wholly: bool = False
    ineligible: bool = False
    flawless: bool = False
    disputed: bool = False
    flawless_together: bool = False
    objected: bool = False


def offered(kind: CaseKind, facts: Facts) -> tuple[Decision, ...]:
    """Return the decisions that a case offers now; one that was decided offers none.

    Who has answered cannot have declined alone: they withdraw, and their answer with them. Nobody marks otherwise whom a person does not
    ask, and nobody can be added whose address is not known. Of whom nothing is missing, no answer is expected in another way, and no
    reminder is due: a person only notes their words. A workbook without errors counts once it is accepted, so that nothing is to
    be overlooked. It is put together with an answer only where one counts, or where others were sent back the rest;
    where both say something else, a person says which of them is right. What somebody objects to is rejected where it counts.
    """
    impossible = {
        Decision.DECLINED: facts.answered or facts.ineligible,
        Decision.WITHDRAW: not facts.answered or facts.ineligible,
        Decision.GRANT: facts.ineligible,
        Decision.ELSEWHERE: facts.ineligible or facts.wholly,
        Decision.NOTED: kind is CaseKind.ELSEWHERE and not facts.wholly,
        Decision.REJECT: (kind is CaseKind.ELSEWHERE and facts.wholly) or (kind is CaseKind.OBJECTION and not facts.objected),
        Decision.ADD: not facts.names,
        Decision.COUNT: facts.flawless,
        **dict.fromkeys(MERGES, not (facts.answered or facts.beside)),
    }
    if facts.disputed:
        impossible[Decision.MERGE] = True
    if facts.flawless_together:
        impossible[Decision.COUNT_BOTH] = True
    return tuple(option for option in OPTIONS[kind] if facts.waits and not impossible.get(option))


def headed(kind: CaseKind, mailing: str | None) -> Headline:
    """Return what a case is about that is about no one organisation; of most kinds, somebody wrote who is not recognised."""
    return Headline.MAILING if mailing else _HEADLINES.get(kind, Headline.NOBODY)


def is_of_halves(reasons: Iterable[str]) -> bool:
    """Say whether a case asks a person to put halves together."""
    return any(isinstance(one, Telling) and one.phrase == "reasons.halves" for one in reasons)


def closed_by_filing(kind: CaseKind, filed: SubmissionState, *, same_file: bool, instead: bool = False) -> Moot | None:
    """Return why a case of an organisation is moot after a workbook of its own was filed in this state, or None where it still waits.

    A workbook answers whoever seemed to decline; an accepted one, whoever asked for time. The very file that somebody else had sent needs
    no decision once the organisation itself has sent it, and a half none once its sender sent another workbook in its place (`instead`),
    also one that waits. Any other workbook that waits is another answer, and waits on.
    """
    if instead:
        return Moot.REPLACED
    if filed not in _FILED:
        return None
    answered = kind is CaseKind.DECLINE or (kind is CaseKind.EXTENSION and filed is SubmissionState.ACCEPTED)
    return Moot.FILED if answered or (kind in {CaseKind.WORKBOOK, CaseKind.CLAIM} and same_file) else None


def answered_by_mark(mark: What, until: date | None, deadline: date) -> tuple[CaseKind, Moot] | None:
    """Return which cases of an organisation a person answers who marks it, and why nothing is left of them; None where it is none.

    Whoever lets it wait until a day beyond the deadline has granted the time that it asks for.
    """
    if mark is What.DECLINED:
        return CaseKind.DECLINE, Moot.MARKED
    extends = mark is What.WAITING and until is not None and until > deadline
    return (CaseKind.EXTENSION, Moot.EXTENDED) if extends else None


def lifts(mark: What, filed: SubmissionState) -> bool:
    """Say whether a workbook that was filed in this state takes back what its organisation was marked as.

    Who sends a workbook has not declined, and need not answer elsewhere. Who was given time has it until an answer counts. A workbook
    that is held decides nothing, and whether somebody is to be asked at all is for a person to say.
    """
    if mark is What.WAITING:
        return filed is SubmissionState.ACCEPTED
    return mark in {What.DECLINED, What.ELSEWHERE} and filed in _FILED


def filed_again(known: SubmissionState, *, same_sender: bool) -> bool:
    """Say whether a file is filed once more that was filed for the organisation in the state `known` before.

    What counts, or did, is not filed twice. What is held or was rejected says nothing against the same bytes from somebody else.
    """
    return known in {SubmissionState.HELD, SubmissionState.REJECTED} and not same_sender
