"""Notices of cases: each case that waits is sent to the coordinators who want it at once, in a mail of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from domain.case import UNVOUCHED, CaseKind
from domain.letter import Letter
from domain.rules.budget import DAY
from domain.rules.by_mail import AT_THE_DESK, NOTICES_A_DAY, NOTICES_ABOUT_ONE
from domain.study import CasesBy, Person
from service.cases.shares import is_theirs
from service.cases.states import STATE, state_of, turn_of
from service.deciding.case_facts import SentAlong, facts_for, original_of
from service.deciding.case_letters import notice, notice_cause
from service.letters import queueing
from service.studies.at_work import at_work
from service.studies.running import Running
from service.wiring import Service
from store import Transaction, holds, replies

_Due = tuple[Person, holds.Held, int, str]


def plan_notices(service: Service, running: Running, now: datetime) -> int:
    """Put the notices of the cases of a study that nobody was told of into the outbox; return how many.

    What is more than a day's measures waits in the digest, and is told the day after.
    """
    with service.store.reading() as tx:
        due = _due_of(tx, running, running.study.coordinators, now)
    if not due:
        return 0
    letters = _letters(service, running, due, now)
    with service.store.transaction() as tx:
        return queueing.plan(tx, letters)


def will_tell(tx: Transaction, running: Running, reader: Person, case: int, now: datetime) -> bool:
    """Say whether the next notices tell a coordinator of this case."""
    return any(one.id == case for _, one, *_ in _due_of(tx, running, [reader], now))


def _due_of(tx: Transaction, running: Running, readers: Sequence[Person], now: datetime) -> list[_Due]:
    """Return the cases of which the coordinators are to be told who want each in a mail of its own."""
    at_once = [one for one in readers if one.wishes.cases is CasesBy.AT_ONCE]
    cases = [one for one in holds.waiting(tx, running.study.id) if one.kind not in AT_THE_DESK] if at_once else []
    return [one for reader in at_once for one in _due(tx, running, reader, cases, now)]


def _due(tx: Transaction, running: Running, reader: Person, cases: list[holds.Held], now: datetime) -> list[_Due]:
    """Return the cases of which a coordinator was not told since they wait, oldest first, as far as the day's measures go.

    What nobody vouches for comes behind all else and has a measure of its own, so that no flood of it keeps a coordinator from what is.
    So has each organisation, whose secret somebody may have stolen.
    """
    theirs = [one for one in _first_claims(cases) if is_theirs(tx, running.study.id, reader, one)]
    by_cause = {notice_cause(one, turn_of(tx, one), reader.address): one for one in theirs}
    told = {one.cause for one in replies.with_causes(tx, by_cause)}
    new = [(reader, one, state_of(tx, one), cause) for cause, one in by_cause.items() if cause not in told]
    told_today = _told(tx, reader, now) if new else []
    few, spent = list(_few_of_each(new, told_today)), Counter(one.kind in UNVOUCHED for one in told_today)
    vouched, unvouched = (
        [due for due in few if (due[1].kind in UNVOUCHED) is wanted][: max(0, NOTICES_A_DAY - spent[wanted])] for wanted in (False, True)
    )
    return [*vouched, *unvouched]


def _few_of_each(new: Sequence[_Due], told: Iterable[holds.Held]) -> Iterator[_Due]:
    """Yield what is new, of each organisation as much as its measure of the day leaves beside what was `told`."""
    spent = Counter(one.invitation_id for one in told)
    for due in new:
        spent[due[1].invitation_id] += 1
        if due[1].invitation_id is None or spent[due[1].invitation_id] <= NOTICES_ABOUT_ONE:
            yield due


def _first_claims(cases: list[holds.Held]) -> Iterator[holds.Held]:
    """Yield the cases, of claims about one organisation the oldest that waits: the next is told once that is decided."""
    claimed: set[int | None] = set()
    for one in cases:
        if one.kind is not CaseKind.CLAIM or one.invitation_id not in claimed:
            claimed |= {one.invitation_id} if one.kind is CaseKind.CLAIM else set()
            yield one


def _told(tx: Transaction, reader: Person, now: datetime) -> list[holds.Held]:
    """Return for each notice of the last day the case that it is about."""
    about = (one.context.get(STATE) for one in replies.notices_to(tx, reader.address, now - DAY))
    told = [int(one[0]) for one in about if isinstance(one, list)]
    cases = {one.id: one for one in holds.with_ids(tx, told)}
    return [cases[number] for number in told if number in cases]


def _letters(service: Service, running: Running, due: list[_Due], now: datetime) -> list[Letter]:
    """Return the notices; what of an original may leave is looked at once for each case, and outside of any transaction."""
    with service.store.reading() as tx:
        studies = at_work(service, tx)
    originals: dict[int, SentAlong] = {}
    letters = []
    for reader, held, state, cause in due:
        if held.id not in originals:
            originals[held.id] = original_of(service, studies, held, running.study.returns_to, now)
        with service.store.reading() as tx:
            facts = facts_for(service, tx, running, held, now, reader)
        if facts.decisions and facts.reply_to:
            letters.append(notice(running, reader, facts, state, cause, originals[held.id], service.store.archive))
    return letters
