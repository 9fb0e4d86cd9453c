"""Understanding what came in: examine, let the store find what the evidence names, decide, and apply the effects in one transaction."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from cage.cage import InsideError
from domain.case import CaseKind, Moot
from domain.effects import Effect
from domain.errors import StoreError
from domain.events import Event, tell, when_done
from domain.evidence import Strength
from domain.message import Kind, Knowledge
from domain.rules.brake import source
from domain.submission import Invitation, Submission
from intake.deciding.decide import as_known, decide, named_deliveries
from intake.deciding.match import match
from intake.deciding.policy import strength
from intake.understanding.caged import GivenUpError
from intake.understanding.examine import Examined
from intake.understanding.receiving import Receiving
from languages.telling import phrased
from service import read_by_hand
from service.accepting import claimed_in, examined_again, file_claim
from service.at_work import AtWork, at_work
from service.case_answers import CaseAnswered, answer
from service.cases import close_cases, open_case
from service.effect_context import Origin
from service.effects import apply_effects
from service.examiners import Examiners, InHand, ToDo, given_up, is_heavy, why_none
from service.knowledge import knowledge
from service.mailed_filing import filed_by_mail
from service.read_ahead import read_ahead
from service.replying import Asking, put_out
from service.running import UnreadableStudyError
from service.turns import ALONE, Comes, Turn
from service.wiring import Service
from store import Transaction, decisions, examinations, holds, invitations, journal, messages
from store.archive import Archive
from store.remembered import remembering

_TOGETHER = 20  # Messages whose effects share a transaction; so long do other writers wait at most.
_BYTES_TOGETHER = 16 * 1024 * 1024  # Memory stays bounded, whatever came in.
_NO_STUDY = "No study is applied yet, so what came in waits: `counterfoil study apply` puts one into use."


@dataclass(frozen=True, slots=True)
class _Desk:
    """What every message of one collect is understood with."""

    service: Service
    studies: AtWork
    now: datetime
    turn: Turn = ALONE

    @property
    def receiving(self) -> Receiving:
        """Return what is ours about the mailbox."""
        return self.studies.receiving(self.service.installation)


@dataclass(frozen=True, slots=True)
class Ready:
    """A message that was examined, the one whose workbook its bare yes may let count, and what came of it as an answer about a case."""

    examined: Examined
    claimed: Examined | None = None
    answered: CaseAnswered | None = None


@dataclass(frozen=True, slots=True)
class _Group:
    """Messages whose effects share a transaction, each being examined. A `suspect` was tried before: it stands alone."""

    messages: Sequence[tuple[messages.Message, Future[InHand]]]
    suspect: bool


def understand_pending(
    service: Service, now: datetime, kinds: dict[str, int], problems: list[str], examiners: Examiners, turn: Turn = ALONE
) -> bool:
    """Understand every message that waits. One that cannot be understood is held for a person and never stops the next.

    While the effects of some are stored, the next are examined; but nothing is examined beside a message that may end the service. Return
    whether it is to be called again at once, since a reader beside this one (see `service.turns`) died with earlier messages in hand.
    """
    with service.store.reading() as tx:
        if not messages.pending(tx, 1):
            return False
        studies = at_work(service, tx)
    at_fault = list(studies.faults.values())
    nothing_applied = not studies.runs and not at_fault
    problems += [why for why in ([_NO_STUDY] if nothing_applied else at_fault) if why not in problems]
    if nothing_applied:
        return False
    desk, comes = _Desk(service, studies, now, turn), Comes.NOW
    groups = _groups(desk, examiners)
    ahead = next(groups, None)
    while ahead and not service.stopping.is_set():
        group, ahead = ahead, None if ahead.suspect else next(groups, None)
        if (comes := turn.comes(service, group.messages[0][0].id)) is not Comes.NOW:
            _put_back(desk, group)
            break
        try:
            concluded = _conclude_all(desk, group, problems, examiners)
        except StoreError:
            if ahead:
                _put_back(desk, ahead)
            raise
        for kind in filter(None, concluded):
            kinds[kind] = kinds.get(kind, 0) + 1
        if why := why_none([examined for _, examined in group.messages]):
            problems.append(f"{why} All messages wait; `counterfoil doctor` says more.")
            break
        ahead = ahead or next(groups, None)
    if ahead:
        _put_back(desk, ahead)
    return comes is Comes.AFTER_ANOTHER


def _groups(desk: _Desk, examiners: Examiners) -> Iterator[_Group]:
    """Yield the messages that wait, by groups, each being examined meanwhile."""
    after = 0
    while True:
        waiting = desk.turn.take(desk.service, _TOGETHER, after)
        with desk.service.store.reading() as tx:
            tried = examinations.tried(tx, [message.sha256 for message in waiting])
        if not waiting:
            return
        kept = {message.sha256: found for message in waiting if (found := examiners.examined(message.sha256))}
        suspects = tried.keys() - kept.keys()
        for group in _bounded(desk.service.store.archive, waiting, suspects):
            yield _begun(desk, examiners, group, kept, tried)
        after = waiting[-1].id


def _begun(
    desk: _Desk,
    examiners: Examiners,
    group: Sequence[messages.Message],
    kept: dict[str, Future[InHand]],
    tried: Mapping[str, examinations.Tried],
) -> _Group:
    """Begin to examine a group, which is recorded first; those that were examined to know that they are ours are not examined again."""
    fresh = [message.sha256 for message in group if message.sha256 not in kept]
    if fresh:
        with desk.service.store.transaction() as tx:
            examinations.begin(tx, fresh, tried)
    archive, receiving = desk.service.store.archive, desk.receiving
    todo = {one: ToDo(sha256=one, load=partial(archive.get, one), before=tried.get(one, examinations.Tried())) for one in fresh}
    examined = {one: examiners.begin(what, receiving) for one, what in todo.items()}
    return _Group([(message, (kept | examined)[message.sha256]) for message in group], suspect=any(one in tried for one in fresh))


def _bounded(archive: Archive, waiting: Sequence[messages.Message], suspects: Collection[str]) -> Iterator[list[messages.Message]]:
    """Yield the messages in order, so many at once as memory allows; a suspect stands alone."""
    group: list[messages.Message] = []
    weight, alone = 0, False
    for message in waiting:
        size, suspect = archive.size(message.sha256), message.sha256 in suspects
        if group and (weight + size > _BYTES_TOGETHER or suspect or alone):
            yield group
            group, weight = [], 0
        group.append(message)
        weight, alone = weight + size, suspect
    yield group


def _conclude_all(desk: _Desk, group: _Group, problems: list[str], examiners: Examiners) -> list[str | None]:
    """Apply what is decided about each message, in one transaction; what fails for one is undone for that one alone. Return the kinds.

    A message of a study that cannot be read now has none: it waits until that was mended. So does one that was not read to its end, as the
    service is to stop.
    """
    examiners.await_all([examined for _, examined in group.messages])  # A writer must not keep others waiting meanwhile.
    try:
        return [kind for some in _light_or_alone(group) for kind in _conclude_some(desk, some, problems, examiners)]
    except StoreError:
        _put_back(desk, group)  # They were examined well enough: what failed is the store.
        raise


def _put_back(desk: _Desk, group: _Group) -> None:
    """Say that no message of a group is being examined any more, as far as the store does its work."""
    with suppress(StoreError), desk.service.store.transaction() as tx:
        mine = desk.turn.mine(tx, [message.id for message, _ in group.messages])
        examinations.conclude(tx, [message.sha256 for message, _ in group.messages if message.id in mine])
        desk.turn.let_go(tx, mine)


def _light_or_alone(group: _Group) -> Iterator[_Group]:
    """Yield what is concluded together, in order: of those that weigh much memory holds one at a time."""
    some: list[tuple[messages.Message, Future[InHand]]] = []
    for one in group.messages:
        if is_heavy(one[1]):
            yield from (_Group(each, group.suspect) for each in (some, [one]) if each)
            one[1].result().let_go()
            some = []
        else:
            some.append(one)
    if some:
        yield _Group(some, group.suspect)


def _still(desk: _Desk, tx: Transaction, group: _Group) -> _Group:
    """Return those of a group that are still this reader's: where its lease has ended, another one reads them."""
    mine = desk.turn.mine(tx, [message.id for message, _ in group.messages])
    return _Group([one for one in group.messages if one[0].id in mine], group.suspect)


def _conclude_some(desk: _Desk, group: _Group, problems: list[str], examiners: Examiners) -> list[str | None]:
    with desk.service.store.reading() as tx:
        group = _still(desk, tx, group)
    claimed = _claimed(desk, group, examiners)
    answered = _answered(desk, group)
    with desk.service.store.transaction() as tx:
        journal.alone(tx)
        group = _still(desk, tx, group)
        read = [(message, (found, *filter(None, [claimed.get(message.id)]))) for message, found in group.messages]
        examinations.conclude(tx, [message.sha256 for message, _ in group.messages])
        with remembering(tx):
            _read_ahead(tx, [one.result().take() for _, one in group.messages if not given_up(one) and one.exception() is None])
            concluded = [
                _guarded(desk, tx, message, found, problems, answered.get(message.id))
                for message, found in read
                if not any(map(given_up, found))
            ]
        desk.turn.let_go(tx, [message.id for message, _ in group.messages])
    return concluded


def _read_ahead(tx: Transaction, examined: Sequence[Examined]) -> None:
    """Ask once for what these messages name. Where one of them names what nobody can ask for, each asks by itself, and that one is held."""
    try:
        with tx.begin_nested():
            read_ahead(tx, examined)
    except StoreError:
        raise
    except Exception:  # noqa: BLE001 - It is told of the message that does it to us, as soon as that is concluded.
        return


def _answered(desk: _Desk, group: _Group) -> dict[int, CaseAnswered | Exception]:
    """Let the verbs of the desk do what coordinators answer about cases, each in a transaction of its own, and return what came of it."""
    found: dict[int, CaseAnswered | Exception] = {}
    for message, one in group.messages:
        if given_up(one) or one.exception() is not None:
            continue
        try:
            answered = _staff_says(desk.service, desk.studies, message, one.result().take(), desk.now)
            found |= {message.id: answered} if answered else {}
        except StoreError:
            raise
        except Exception as error:  # noqa: BLE001 - the next message must be read; this one is held where it is concluded
            found[message.id] = error
    return found


def _staff_says(service: Service, studies: AtWork, message: messages.Message, examined: Examined, now: datetime) -> CaseAnswered | None:
    """Do what whoever looks after a study says by mail: of a case, or of a workbook that they bring for an organisation."""
    return answer(service, studies, message, examined, now) or filed_by_mail(service, studies, message, examined, now)


def _claimed(desk: _Desk, group: _Group, examiners: Examiners) -> dict[int, Future[InHand]]:
    """Have the messages examined again whose workbooks a yes among these may let count, and return them by the number of that yes."""
    found = ((message.id, one.result().take()) for message, one in group.messages if not given_up(one) and one.exception() is None)
    with desk.service.store.reading() as tx:
        claims = {number: claim for number, examined in found if (claim := claimed_in(tx, examined))}
    claimed = {number: examiners.examine_again(claim.sha256, desk.receiving) for number, claim in claims.items()}
    examiners.await_all(list(claimed.values()))
    return claimed


def _guarded(
    desk: _Desk,
    tx: Transaction,
    message: messages.Message,
    examined: Sequence[Future[InHand]],
    problems: list[str],
    answered: CaseAnswered | Exception | None,
) -> str | None:
    """Conclude a message; `examined` is itself, and the message with the workbook that it may let count."""
    try:
        with when_done(), tx.begin_nested():
            itself, *claimed = (one.result().take() for one in examined)
            return _conclude(desk, tx, message, Ready(itself, claimed[0] if claimed else None, _unfailed(answered)))
    except StoreError:
        raise  # The message is none the worse: it is read when the disk and the database do their work again.
    except UnreadableStudyError:
        return None
    except Exception as error:  # noqa: BLE001 - whatever a message does to us, the next one must be read; it is held and told
        problems.append(f"Message {message.id} could not be understood ({failure(error)}). It is held.")
        hold_failed(tx, message, error, desk.now)
        return Kind.UNREADABLE.value


def _unfailed(answered: CaseAnswered | Exception | None) -> CaseAnswered | None:
    if isinstance(answered, Exception):
        raise answered
    return answered


def _failures(tx: Transaction, message: messages.Message) -> tuple[holds.Held, ...]:
    """Return the cases that say that the program failed on a message, oldest first."""
    return tuple(one for one in holds.of_messages(tx, [message.id]) if one.cause.startswith("failed:"))


def failure(error: Exception) -> str:
    """Return what an error says; what failed in the cage says itself what it was."""
    return str(error) if isinstance(error, InsideError | GivenUpError) else f"{type(error).__name__}: {error}"


def hold_failed(tx: Transaction, message: messages.Message, error: Exception, now: datetime) -> None:
    """Hold a message on which the program failed, with the traceback, so that whoever mends the program need not guess.

    What was understood of it before stays. It is held once, but again where it had been understood meanwhile, or fails otherwise than when
    a person decided that there was nothing to do.
    """
    why = failure(error)
    fault = "".join(traceback.format_exception(error))
    tell(Event.NOT_UNDERSTOOD, logging.ERROR, message=message.id, error=type(error).__name__)
    reasons = (why if isinstance(error, GivenUpError) else phrased("reasons.not_understood", why=why),)
    before = _failures(tx, message)
    held = holds.Held(
        cause=f"failed:{message.sha256}:{len(before)}",
        kind=CaseKind.MESSAGE,
        study=message.study,
        message_id=message.id,
        invitation_id=message.invitation_id,
        reasons=reasons,
        fault=fault,
        at=now,
    )
    last = before[-1] if before else None
    if last is None or last.decision == Moot.UNDERSTOOD or (last.decision is not None and last.reasons != reasons):
        open_case(tx, held, decisions.rule("intake"))
    if message.state != "done":
        failed = messages.Understood(
            kind=Kind.UNREADABLE, rule="failed", why=why, sender=None, subject=None, study=None, invitation_id=None, effects=("held",)
        )
        messages.finish(tx, message.id, failed, "failed")


def understand(service: Service, message: messages.Message, studies: AtWork, now: datetime) -> str:
    """Understand one message with today's code, and apply what is decided; return its kind."""
    ready = made_ready(service, studies, message)
    with service.store.transaction() as tx:
        journal.alone(tx)
        return conclude(service, tx, message, ready, studies, now)


def made_ready(service: Service, studies: AtWork, message: messages.Message) -> Ready:
    """Examine all that a message needs, before a transaction begins: a writer must not keep others waiting meanwhile."""
    examined = examined_again(service, studies, message)
    with service.store.reading() as tx:
        claim = claimed_in(tx, examined)
    answered = _staff_says(service, studies, message, examined, message.received_at)
    return Ready(examined, examined_again(service, studies, claim) if claim else None, answered)


def conclude(
    service: Service,
    tx: Transaction,
    message: messages.Message,
    ready: Ready,
    studies: AtWork,
    now: datetime,
    follows: int | None = None,
) -> str:
    """Apply what is decided about a message that was examined; return its kind.

    `follows` is the entry of a person's decision that lets it take effect.
    """
    return _conclude(_Desk(service, studies, now), tx, message, ready, follows)


def _conclude(desk: _Desk, tx: Transaction, message: messages.Message, ready: Ready, follows: int | None = None) -> str:
    studies, claimed = desk.studies, ready.claimed
    known = knowledge(
        tx,
        ready.examined,
        studies.own,
        message.id,
        staff=studies.staff,
        archive=desk.service.store.archive,
        bringing=studies.bringing,
        copies=desk.service.installation.copies,
    )
    examined, filed = as_known(ready.examined, known), read_by_hand.filed_before(tx, message)
    examined = read_by_hand.as_filed(examined, filed) if filed else examined
    studies.require_any()
    # What it asks for counts from when it came, whenever it is read.
    answered = ready.answered
    if filed:
        decided = read_by_hand.read_again(tx, studies, message, examined, filed)
    else:
        decided = () if answered and not answered.about_none else decide(examined, known, studies.forms, studies.local(message.received_at))
    invitation = _whose(tx, answered) if answered and not answered.about_none else _belongs_to(examined, known, decided)
    by = decisions.rule(examined.classification.rule)
    origin = Origin(
        message=message,
        mail=examined.mail,
        invitation=invitation,
        now=desk.now,
        by=by,
        follows=follows,
        strengths=strengths(examined, known),
        answered=named_deliveries(examined, known),
        source=source(examined.author),
        clues=examined.clues,
    )
    told = apply_effects(desk.service, tx, studies.runs, origin, decided, partial(file_claim, desk.service, tx, studies, claimed))
    told += _tell(desk, tx, message, answered, by) if answered else ()
    understood = messages.Understood(
        kind=examined.classification.kind.value,
        rule=examined.classification.rule,
        why=examined.classification.why,
        sender=examined.mail.sender or None,
        subject=examined.mail.subject or None,
        study=invitation.study if invitation else None,
        invitation_id=invitation.id if invitation else None,
        effects=told,
        server=examined.author.server if desk.service.installation.authserv_ids else None,
    )
    messages.finish(tx, message.id, understood)
    tell(Event.UNDERSTOOD, message=message.id, kind=understood.kind, rule=understood.rule, study=understood.study)
    if message.state != "pending":
        waiting = [one for one in _failures(tx, message) if one.decision is None]
        close_cases(tx, waiting, Moot.UNDERSTOOD, decisions.rule("intake"), desk.now)
    return understood.kind


def _whose(tx: Transaction, answered: CaseAnswered) -> Invitation | None:
    return invitations.by_id(tx, answered.invitation_id) if answered.invitation_id is not None else None


def _tell(desk: _Desk, tx: Transaction, message: messages.Message, answered: CaseAnswered, by: str) -> tuple[str, ...]:
    """Put what a coordinator is told of their answer into the outbox, as far as the budgets go, and return what is recorded of it."""
    if answered.running:
        put_out(tx, answered.running.study, answered.letters, Asking(message.id, by, desk.now))
    for sentence in answered.told:
        desk.service.tell(sentence)
    return answered.told


def strengths(examined: Examined, known: Knowledge) -> Mapping[int, Strength]:
    """Return how far a message is believed about each of the organisations that its evidence names."""
    invited = {candidate.invitation.id: candidate.invitation for candidate in known.candidates}
    return {number: strength(examined, known, invitation) for number, invitation in invited.items()}


def _belongs_to(examined: Examined, known: Knowledge, decided: Sequence[Effect]) -> Invitation | None:
    """Return the invitation that a message is shown under: that of its submission, or else the one that its evidence names."""
    filed = next((one.invitation_id for one in decided if isinstance(one, Submission)), None)
    if filed is not None:
        return next(candidate.invitation for candidate in known.candidates if candidate.invitation.id == filed)
    matched = match(examined.clues, known)
    return matched.invitation if matched else None
