"""What waits for a person: cases, and letters in doubt. Whoever tells of it (`held`, `status`, `doctor`, the digest) asks here."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple

from domain.case import OPTIONS, CaseKind, CaseReasons, Decision
from domain.evidence import SenderProof
from domain.journal import What
from domain.letter import EVIDENCE, DeliveryState, Letter
from domain.rules.case import Facts, offered
from domain.rules.older import PUT_BACK
from domain.submission import Invitation, Submission, SubmissionState
from domain.telling import Telling
from languages.telling import phrased
from service.answers import disputes
from service.cases import halves, put_together
from service.cases.current_facts import so_now, unsubscribed
from service.cases.objected import objected_to
from service.studies.running import if_readable
from service.wiring import Service
from store import Transaction, counting, holds, invitations, journal, messages, outbox, studies, submission_states, submissions
from store.people.contact_lists import load_list

LETTER = "letter-"  # How a letter in doubt is named as a case: by its own number.


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One case, under the names of the command line's contract. `options` are the decisions that are offered now.

    It waits since `at`; `received_at` is when the message came that it is about, where there is one. `address` is that of the person whom
    its words name, and `mailing` the name of the mailing that it is about. Whoever wrote its words and is `unsubscribed` is not reminded.
    """

    id: int | str
    kind: CaseKind
    reference: str | None
    organisation: str | None
    reasons: tuple[str, ...]
    options: tuple[Decision, ...]
    words: str | None
    at: datetime
    decision: str | None
    by: str | None
    decided_at: datetime | None
    sender: str | None = None
    study: str | None = None
    message_id: int | None = None
    received_at: datetime | None = None
    address: str | None = None
    mailing: str | None = None
    unsubscribed: tuple[str, ...] = ()
    why: CaseReasons = field(default_factory=lambda: CaseReasons(reasons=()))

    @property
    def proof(self) -> SenderProof | None:
        """Return how sure it is who wrote the words of which the case comes; None where it comes of none."""
        return self.why.proof


class _Together(NamedTuple):
    """The cases whose workbook may be put together with another one, which says something else, and those that have no errors then."""

    beside: Collection[int]
    disputed: Collection[int]
    flawless: Collection[int]


def count(tx: Transaction, study: str | None = None) -> int:
    """Return how many cases and letters in doubt wait for a person; those that name no study count for each."""
    return holds.count_waiting(tx, study) + outbox.count(tx, DeliveryState.UNCERTAIN, study)


def count_questions(tx: Transaction, study: str | None = None) -> int:
    """Return how many questions wait for an answer, which are answered and not decided about."""
    return holds.count_questions(tx, study)


def waiting_by_mark(service: Service, tx: Transaction, now: datetime, study: str | None = None) -> int:
    """Return how many organisations were marked so that they wait for us, as `status` counts them; no case asks anything about that.

    They are those of `study`, or of all. A study that cannot be read counts none.
    """
    return sum(_marked(service, tx, one, now) for one in studies.applied_ids(tx) if study in {None, one})


def _marked(service: Service, tx: Transaction, study: str, now: datetime) -> int:
    kinds = {What.WAITING, What.ELSEWHERE}
    marked = {one.organisation: one for one in invitations.marked(tx, study) if one.mark in kinds}
    if not marked:
        return 0
    found = if_readable(service, tx, study)
    if found is None:
        return 0
    listed = {one.code for one in load_list(tx, found.study.contact_list, marked.keys()).organisations}
    today = found.today(now)
    return sum(one.until is None or today <= one.until for code, one in marked.items() if code in listed)


def waiting(tx: Transaction, study: str | None = None, limit: int | None = None) -> tuple[Waiting, ...]:
    """Return what waits, oldest first."""
    lines = [*described(tx, holds.waiting(tx, study, limit)), *_in_doubt(tx, study, limit)]
    return tuple(sorted(lines, key=lambda line: line.at)[:limit])


def everything(tx: Transaction, study: str | None = None) -> tuple[Waiting, ...]:
    """Return every case, those that were decided too, oldest first; with `study` its own, and those that name none."""
    cases = [one for one in holds.everything(tx) if study is None or one.study in {study, None}]
    return tuple(sorted([*described(tx, cases), *_in_doubt(tx, study, None)], key=lambda line: line.at))


def described(tx: Transaction, cases: Iterable[holds.Held]) -> tuple[Waiting, ...]:
    """Return cases as they are told to people, with the organisation that each is about."""
    known = tuple(cases)
    identities = {one.invitation_id for one in known if one.invitation_id is not None}
    by_id = {one.id: one for one in invitations.with_ids(tx, identities)}
    answered = submission_states.with_state(tx, identities, SubmissionState.ACCEPTED)
    flawless = submissions.flawless(tx, {one.submission_id for one in known if one.submission_id is not None and one.decision is None})
    bases = _bases(tx, [one for one in known if one.kind is CaseKind.WORKBOOK and one.decision is None])
    together = _Together(bases.keys(), _disputed(tx, bases), put_together.flawless(tx, bases))
    objected = objected_to(tx, [one for one in known if one.decision is None])
    deciders = decider_names(tx, (one.by for one in known))
    senders = messages.senders(tx, {one.message_id for one in known if one.message_id is not None})
    gone = unsubscribed(tx, known, senders)
    return tuple(
        replace(
            _line(one, by_id.get(one.invitation_id or 0), answered, together, flawless, objected.keys(), gone.get(one.id, ())),
            by=deciders.get(one.by) if one.by else None,
            sender=sender,
            received_at=received,
        )
        for one in known
        for sender, received in [senders.get(one.message_id or 0, (None, None))]
    )


def decider_names(tx: Transaction, deciders: Iterable[str | None]) -> dict[str, str]:
    """Return what those are called whom the journal names as having decided: people by their names, rules by theirs."""
    asked = {one for one in deciders if one}
    people = {one: int(one.removeprefix("person:")) for one in asked if one.startswith("person:")}
    names = journal.names(tx, set(people.values()))
    nobody = phrased("journal.erased_person")
    return {one: names.get(people[one], nobody) if one in people else _rule(one.removeprefix("rule:")) for one in asked}


def _rule(name: str) -> str:
    return phrased("journal.rule", name=Telling(name, f"journal.rules.{name}"))


def _bases(tx: Transaction, cases: Iterable[holds.Held]) -> dict[int, tuple[counting.CountedAnswers, Submission]]:
    """Return of cases that wait about a workbook what it may be put together with, and the workbook, by the number of the case."""
    asked = [one for one in cases if one.submission_id is not None]
    if not asked:
        return {}
    workbooks = {one.id: one for one in submissions.with_ids(tx, {one.submission_id or 0 for one in asked})}
    counts = {one.submission.invitation_id: one for one in counting.of_invitations(tx, {one.invitation_id or 0 for one in asked})}
    returned = halves.sent_back(tx, [one for one in workbooks.values() if one.invitation_id not in counts])
    return {
        one.id: (base, mine)
        for one in asked
        if (mine := workbooks.get(one.submission_id or 0)) and (base := counts.get(one.invitation_id or 0) or returned.get(mine.id))
    }


def _disputed(tx: Transaction, bases: Mapping[int, tuple[counting.CountedAnswers, Submission]]) -> frozenset[int]:
    """Return the numbers of the cases about a workbook which says something else than what it may be put together with."""
    return frozenset(number for number, some in zip(bases, disputes.of_each(tx, bases.values()), strict=True) if some)


def _line(
    held: holds.Held,
    invitation: Invitation | None,
    answered: Collection[int],
    together: _Together,
    flawless: Collection[int],
    objected: Collection[int],
    gone: tuple[str, ...],
) -> Waiting:
    facts = Facts(
        waits=held.decision is None,
        names=held.address is not None,
        answered=held.invitation_id in answered,
        beside=held.id in together.beside,
        wholly=held.invitation_id in answered and invitation is not None and not invitation.lacks,
        ineligible=invitation is not None and invitation.mark is What.INELIGIBLE,
        flawless=held.submission_id in flawless,
        disputed=held.id in together.disputed,
        flawless_together=held.id in together.flawless,
        objected=held.id in objected,
    )
    why = replace(held.why, reasons=(*held.reasons, *so_now(invitation, gone)))
    return Waiting(
        id=held.id,
        kind=held.kind,
        reference=invitation.reference if invitation else None,
        organisation=invitation.organisation if invitation else None,
        reasons=why.whole,
        why=why,
        options=offered(held.kind, facts),
        words=held.words,
        address=held.address,
        at=held.at,
        decision=held.decision,
        by=None,
        decided_at=held.decided_at,
        study=held.study,
        message_id=held.message_id,
        mailing=held.mailing,
        unsubscribed=gone,
    )


def _in_doubt(tx: Transaction, study: str | None, limit: int | None) -> list[Waiting]:
    letters = outbox.in_state(tx, DeliveryState.UNCERTAIN, study, limit)
    invited = {study: invitations.of_study(tx, study, codes) for study, codes in _organisations(letters).items()}
    newest = {one.letter_id: one for one in outbox.attempts(tx, [one.id for one in letters])}
    put_back = {number: one.text for number, one in newest.items() if one.stage == EVIDENCE and PUT_BACK in one.text.lower()}
    return [_doubt(one, invited[one.study].get(one.organisation or ""), put_back.get(one.id, _BROKEN)) for one in letters]


def _organisations(letters: Iterable[Letter]) -> dict[str, set[str]]:
    """Return the organisations that these letters went to, by study."""
    found: dict[str, set[str]] = {}
    for one in letters:
        found.setdefault(one.study, set()).update({one.organisation} if one.organisation else ())
    return found


_BROKEN = phrased("reasons.broken")


def _doubt(letter: Letter, invitation: Invitation | None, why: str) -> Waiting:
    of = letter.mailing or Telling(letter.kind.value.replace("_", " "), f"timeline.letters.{letter.kind}")
    return Waiting(
        id=f"{LETTER}{letter.id}",
        kind=CaseKind.LETTER,
        reference=invitation.reference if invitation else None,
        organisation=letter.organisation,
        reasons=(phrased("reasons.in_doubt", id=str(letter.id), of=of, address=letter.address, why=why),),
        options=OPTIONS[CaseKind.LETTER],
        words=None,
        at=letter.due_at,
        decision=None,
        by=None,
        decided_at=None,
        mailing=letter.mailing,
    )
