"""Looking at one case: its reasons, the words, the original, and what a decision would change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.answer import AnswerValue
from domain.case import CaseKind, Decision
from domain.errors import ConfigurationError
from domain.finding import Severity
from domain.journal import Subject
from domain.letter import Letter, LetterKind
from domain.submission import Submission, SubmissionState
from languages import ENGLISH
from languages.telling import phrased, together
from service.answers.counting import counted_of
from service.answers.disputes import Dispute, disputes
from service.cases import halves
from service.cases.desk import find
from service.cases.entries import Told, told
from service.cases.options import lacking_then, meaning
from service.cases.put_together import points_of
from service.cases.waiting import LETTER, Waiting, described, waiting
from service.studies.running import require_running
from service.wiring import Service
from store import Transaction, holds, journal, messages, replies, submission_states, submissions
from store.answers.counting import CountedAnswers

_SAYS = 100  # Characters of what a letter passes on, by which it is told from the others.
_PROOFS = frozenset({"forged", "named", "vouched"})  # How far a message is believed, where phrases say it.


@dataclass(frozen=True, slots=True)
class AnswerChange:
    """An answer that would count otherwise after a decision; a blank is None."""

    question: str
    before: AnswerValue
    now: AnswerValue


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingLetter:
    """An automatic reply that waits in a case: to whom, because of whose message, how far that is believed, and what it says."""

    id: int
    kind: LetterKind
    to: str
    sender: str
    proof: str
    organisation: str
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One case as a person sees it.

    `answers` is how many a held workbook has, `errors` how many of its findings are errors, `counting` whether its organisation has
    answers already. `disputes` are the cells of which it and those say different things, and `lacking` is what would still be missing or
    wrong by each decision that puts them together. `letters` are those that wait for a decision about it.
    """

    case: Waiting
    message: messages.Message | None = None
    original: str | None = None
    file_name: str | None = None
    fault: str | None = None
    answers: int | None = None
    errors: int = 0
    counting: bool = False
    instead: bool = False
    changes: tuple[AnswerChange, ...] = ()
    disputes: tuple[Dispute, ...] = ()
    lacking: Mapping[Decision, tuple[str, ...]] = field(default_factory=dict)
    entries: tuple[Told, ...] = ()
    letters: tuple[WaitingLetter, ...] = ()

    @property
    def meanings(self) -> tuple[tuple[str, str], ...]:
        """Return the decisions that are offered, and what each does, as a sentence."""
        known = (
            (one, meaning(self.case.kind, one, instead=self.instead, unsubscribed=self.case.unsubscribed)) for one in self.case.options
        )
        return tuple((one.value, together(means, lacking_then(one, self.lacking.get(one, ())))) for one, means in known)


def case(service: Service, tx: Transaction, name: str, language: str = ENGLISH) -> Seen:
    """Return one case by its number, or a letter in doubt by `letter-N`; questions without a printed number are named in `language`."""
    if name.startswith(LETTER):
        return _letter(tx, name)
    held, archive = find(tx, name), service.store.archive
    (line,) = described(tx, [held])
    found = messages.with_ids(tx, [held.message_id]) if held.message_id else ()
    mine, counts = _submissions(service, tx, held) if held.decision is None else (None, None)
    base = (counts or halves.sent_back(tx, [mine]).get(mine.id)) if mine else None
    return Seen(
        case=line,
        message=found[0] if found else None,
        original=(archive.erased(found[0].sha256) or archive.where(found[0].sha256)) if found else None,
        file_name=held.file_name,
        fault=held.fault,
        answers=len(mine.answers) if mine else None,
        errors=sum(one.severity is Severity.ERROR for one in mine.findings) if mine else 0,
        counting=counts is not None,
        instead=_takes_a_place(tx, held, mine),
        changes=_changes(counts, mine) if mine else (),
        disputes=disputes(tx, base, mine) if base and mine else (),
        lacking=points_of(tx, base, mine, line.options, language),
        entries=told(tx, [one for one in journal.about(tx, Subject.CASE, [held.id]) if one.about.subject is Subject.CASE]),
        letters=tuple(map(_waiting, replies.held_in(tx, held.id))),
    )


def _takes_a_place(tx: Transaction, held: holds.Held, mine: Submission | None) -> bool:
    """Say whether the workbook of a case, if it counts, takes the place of what counts; one of a part is put beside it."""
    whose = held.invitation_id if held.decision is None and held.kind in {CaseKind.WORKBOOK, CaseKind.CLAIM} else None
    if whose is None or (mine and mine.part):
        return False
    return bool(submission_states.with_state(tx, [whose], SubmissionState.ACCEPTED))


def _waiting(letter: Letter) -> WaitingLetter:
    said = letter.context.get("original")
    original = said if isinstance(said, dict) else {}
    proof = str(original.get("proof") or "")
    return WaitingLetter(
        id=letter.id,
        kind=letter.kind,
        to=letter.address,
        sender=letter.asker or "",
        proof=_vouched(proof or ("vouched" if letter.believed else "named")),
        organisation=letter.organisation or "",
        says=" ".join(str(original.get("text") or "").split())[:_SAYS],
    )


def _vouched(proof: str) -> str:
    """Return how far the message is believed that a reply answers; a proof of another kind is told by its own word."""
    return phrased(f"desk.proof.{proof}") if proof in _PROOFS else proof


def _letter(tx: Transaction, name: str) -> Seen:
    found = next((one for one in waiting(tx) if one.id == name), None)
    if found is None:
        raise ConfigurationError(f"{name} is not in doubt.", where="held", remedy="`counterfoil held` lists the letters in doubt.")
    return Seen(case=found)


def _submissions(service: Service, tx: Transaction, held: holds.Held) -> tuple[Submission | None, CountedAnswers | None]:
    """Return the submission that a case is about, and what counts for its organisation now."""
    if held.submission_id is None or held.study is None:
        return None, None
    (mine,) = submissions.with_ids(tx, [held.submission_id]) or (None,)
    found = next(counted_of(tx, require_running(service, tx, held.study), [held.invitation_id or 0]), None)
    return mine, found


def _changes(counts: CountedAnswers | None, mine: Submission) -> tuple[AnswerChange, ...]:
    """Return what would count otherwise, in the words of all versions: what the newer one was not asked does not change."""
    if counts is None or counts.words is None:
        return changes(dict(counts.submission.answers) if counts else {}, mine.answers)
    before = {key: value for key, value in counts.submission.answers.items() if counts.words.asks(mine.version, key)}
    return changes(before, counts.words.translation(mine.version).answers(mine.answers))


def changes(before: dict[str, AnswerValue], now: dict[str, AnswerValue]) -> tuple[AnswerChange, ...]:
    """Return the answers that differ, in the order of the newer ones; what is no longer answered comes last."""
    keys = dict.fromkeys((*now, *before))
    return tuple(AnswerChange(key, before.get(key), now.get(key)) for key in keys if before.get(key) != now.get(key))
