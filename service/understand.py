"""Understanding what came in: examine, let the store find what the evidence names, decide, and apply the effects in one transaction."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime

from domain.case import CaseKind, Moot
from domain.effects import Effect
from domain.errors import StoreError
from domain.events import Event, tell, when_done
from domain.evidence import Strength
from domain.message import Kind, Knowledge
from domain.rules.brake import source
from domain.submission import Invitation, Submission
from intake.deciding.decide import decide, named_deliveries
from intake.deciding.match import match
from intake.deciding.policy import strength
from intake.understanding.examine import Examined, Opens, examine
from service.at_work import AtWork, at_work
from service.cases import close_cases, open_case
from service.effects import Origin, apply_effects
from service.examiners import Examiners
from service.knowledge import knowledge
from service.running import UnreadableStudyError
from service.wiring import Service
from store import Transaction, decisions, holds, journal, messages
from store.archive import Archive

_TOGETHER = 20  # Messages whose effects share a transaction; so long do other writers wait at most.
_BYTES_TOGETHER = 16 * 1024 * 1024  # Memory stays bounded, whatever came in.


@dataclass(frozen=True, slots=True)
class _Desk:
    """What every message of one collect is understood with."""

    service: Service
    reader: Opens
    studies: AtWork
    now: datetime

    def examine(self, message: messages.Message) -> Examined:
        """Return the message looked at by itself: nothing but its original is needed for it."""
        raw = self.service.store.archive.get(message.sha256)
        return examine(raw, self.reader, self.studies.receiving(self.service.installation))


_Group = Sequence[tuple[messages.Message, "Future[Examined]"]]


def understand_pending(service: Service, now: datetime, kinds: dict[str, int], problems: list[str], examiners: Examiners) -> None:
    """Understand every message that waits. One that cannot be understood is held for a person and never stops the next.

    While the effects of some are stored, child processes open the files of the next.
    """
    with service.store.reading() as tx:
        if not messages.pending(tx, 1):
            return
        studies = at_work(service, tx)
    problems += [why for why in studies.faults.values() if why not in problems]
    desk = _Desk(service, examiners, studies, now)
    groups = _groups(desk, examiners)
    ahead = next(groups, None)
    while ahead and not service.stopping.is_set():
        group, ahead = ahead, next(groups, None)
        for kind in filter(None, _conclude_all(desk, group, problems)):
            kinds[kind] = kinds.get(kind, 0) + 1


def _groups(desk: _Desk, examiners: Examiners) -> Iterator[_Group]:
    """Yield the messages that wait, by groups, each being examined meanwhile."""
    after = 0
    while True:
        with desk.service.store.reading() as tx:
            waiting = messages.pending(tx, _TOGETHER, after)
        if not waiting:
            return
        for group in _bounded(desk.service.store.archive, waiting):
            yield [(message, examiners.examined(message.sha256) or examiners.begin(desk.examine, message)) for message in group]
        after = waiting[-1].id


def _bounded(archive: Archive, waiting: Sequence[messages.Message]) -> Iterator[list[messages.Message]]:
    """Yield the messages in order, so many at once as memory allows."""
    group: list[messages.Message] = []
    weight = 0
    for message in waiting:
        size = archive.size(message.sha256)
        if group and weight + size > _BYTES_TOGETHER:
            yield group
            group, weight = [], 0
        group.append(message)
        weight += size
    yield group


def _conclude_all(desk: _Desk, group: _Group, problems: list[str]) -> list[str | None]:
    """Apply what is decided about each message, in one transaction; what fails for one is undone for that one alone. Return the kinds.

    A message of a study that cannot be read now has none: it waits until that was mended.
    """
    for _, examined in group:
        examined.exception()  # A writer must not keep others waiting while a file is opened.
    with desk.service.store.transaction() as tx:
        journal.alone(tx)
        return [_guarded(desk, tx, message, examined, problems) for message, examined in group]


def _guarded(desk: _Desk, tx: Transaction, message: messages.Message, examined: Future[Examined], problems: list[str]) -> str | None:
    try:
        with when_done(), tx.begin_nested():
            return _conclude(desk, tx, message, examined.result())
    except StoreError:
        raise  # The message is none the worse: it is read when the disk and the database do their work again.
    except UnreadableStudyError:
        return None
    except Exception as error:  # noqa: BLE001 - whatever a message does to us, the next one must be read; it is held and told
        problems.append(f"Message {message.id} could not be understood ({type(error).__name__}: {error}). It is held.")
        hold_failed(tx, message, error, desk.now)
        return Kind.UNREADABLE.value


def _failures(tx: Transaction, message: messages.Message) -> tuple[holds.Held, ...]:
    """Return the cases that say that the program failed on a message, oldest first."""
    return tuple(one for one in holds.of_messages(tx, [message.id]) if one.cause.startswith("failed:"))


def hold_failed(tx: Transaction, message: messages.Message, error: Exception, now: datetime) -> None:
    """Hold a message on which the program failed, with the traceback, so that whoever mends the program need not guess.

    What was understood of it before stays. It is held once, but again where it had been understood meanwhile, or fails otherwise than when
    a person decided that there was nothing to do.
    """
    why = f"{type(error).__name__}: {error}"
    fault = "".join(traceback.format_exception(error))
    tell(Event.NOT_UNDERSTOOD, logging.ERROR, message=message.id, error=type(error).__name__)
    reasons, before = (f"The program could not understand this message ({why}).",), _failures(tx, message)
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


def understand(
    service: Service, message: messages.Message, reader: Opens, studies: AtWork, now: datetime, *, follows: int | None = None
) -> str:
    """Understand one message with today's code, and apply what is decided; return its kind.

    `follows` is the entry of a person's decision that lets it take effect.
    """
    desk = _Desk(service, reader, studies, now)
    examined = desk.examine(message)
    with service.store.transaction() as tx:
        journal.alone(tx)
        return _conclude(desk, tx, message, examined, follows)


def _conclude(desk: _Desk, tx: Transaction, message: messages.Message, examined: Examined, follows: int | None = None) -> str:
    studies = desk.studies
    known = knowledge(tx, examined, studies.own, message.id)
    studies.require_any()
    decided = decide(examined, known, studies.forms, studies.local(desk.now))
    invitation = _belongs_to(examined, known, decided)
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
    )
    told = apply_effects(desk.service, tx, studies.runs, origin, decided)
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
