"""A store that is older than what left the house sends nothing: it says what it sees, and goes on by a person's word.

What the case says stands in `service.keeping.older_reasons`, and what becomes of letters that left before in `service.keeping.left_before`.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from domain.case import CaseKind
from domain.errors import ConfigurationError
from domain.mail.dispatch import Dispatched, Generation
from domain.process.events import Event, tell
from domain.rules.older import Again, looked_again, older
from languages.telling import phrased, together
from service.cases.desk import CaseOnDesk
from service.keeping.older_reasons import RULE, ComparedStore, reasons_of, torn
from service.keeping.unlisted import told as told_unlisted
from service.process.leases import Duty
from service.rulings.decided import Decided
from service.rulings.opening import open_case
from service.wiring import Service
from store import Transaction, decisions, dispatch_book, dispatched, generation, holds, journal, leases


def look(service: Service, now: datetime) -> str | None:
    """Return why nothing is sent, or None where the store knows of all that left. What is found anew becomes a case.

    The book is read before the store: a pass and its letters are written down inside first, so that no other process looks like one of
    another store.
    """
    with service.store.reading() as tx:
        since = generation.current(tx).number
    text = service.store.book.read(since)
    with service.store.reading() as tx:
        if not _news(tx, text):
            waits = waiting(tx)
            return sentence(waits) if waits else None
    with service.store.transaction() as tx:
        journal.alone(tx)
        # Another process may have begun the book, or a page, since it was read: what the store says by now of passes stands in it by now.
        if news := _news(tx, service.store.book.read(since)):
            case = waiting(tx)
            _tell_again(service, tx, case, news, now) if case else _stop(service, tx, news, now)
            # The book begins anew from here: an older copy that is put back once more is found again.
            with service.store.book.page(generation.current(tx)) as page:
                page.end()
        waits = waiting(tx)
    return sentence(waits) if waits else None


def begin_pass(service: Service, tx: Transaction, now: datetime, fence: int = 0) -> Generation:
    """Begin the next pass of the sender. The book is there before the first: where it is missing later, somebody has removed it.

    Who begins while others send, with the lease `fence`, joins their pass: a copy of the database from now meets all that they begin in it.
    """
    own = generation.current(tx)
    if own.number and any(one.fence != fence and one.name.startswith(Duty.SENDER) for one in leases.in_force(tx)):
        return own
    if own.number == 0:
        with service.store.book.page(replace(own, at=now)) as page:
            page.end()
    return generation.advance(tx, now)


def stop(service: Service, reasons: Sequence[str], known: Sequence[Dispatched], now: datetime) -> None:
    """Let nothing be sent any more for these reasons, and keep what is `known` of letters that left."""
    with service.store.transaction() as tx:
        journal.alone(tx)
        if waiting(tx) is None:
            dispatched.remember(tx, known)
            _open(tx, generation.current(tx), reasons, now)


def refuse_older(service: Service, now: datetime) -> None:
    """Raise ConfigurationError where the store is older than what left."""
    if why := look(service, now):
        raise ConfigurationError(why, where="send", remedy=phrased("faults.nothing_lost_do"))


def waiting(tx: Transaction) -> holds.Held | None:
    """Return the case that lets nothing be sent, or None where there is none."""
    return next((one for one in holds.everywhere(tx, CaseKind.RESTORED) if one.decision is None), None)


def sentence(case: holds.Held) -> str:
    """Say why nothing is sent, and how it goes on."""
    return phrased("doctor.fault.nothing_sent", reasons=together(*case.reasons), id=str(case.id))


def _news(tx: Transaction, text: str | None) -> ComparedStore | None:
    """Return what the book tells that is news to the store and to its case; None where it tells nothing new."""
    if waiting(tx):
        return _put_there(tx, text)
    own = generation.current(tx)
    seen = dispatch_book.seen(text, own.number)
    if seen and seen.last.store != own.store:
        seen = dispatch_book.seen(text, 0)
    # Which letters a store knows is only asked where the passes do not tell already.
    same = seen is not None and (seen.last.store, seen.last.number) == (own.store, own.number)
    why = older(own, seen, len(dispatched.unknown(tx, seen.letters)) if seen and same else 0)
    return ComparedStore(own, seen, why) if why else None


def _put_there(tx: Transaction, text: str | None) -> ComparedStore | None:
    """Return what a book says that was put there since the case was opened; None where it is the one that was begun then, or none."""
    own = generation.current(tx)
    last = dispatch_book.seen(text, own.number)
    if looked_again(own, last, 0) is None:
        return None
    whole = dispatch_book.seen(text, 0)
    why = looked_again(own, whole, len(dispatched.unknown(tx, whole.letters)) if whole else 0)
    # Where nothing is missing, a pass of long ago that was never ended is no matter any more.
    seen = dispatch_book.seen(text, own.number - 1) if why is Again.KNOWN else whole
    return ComparedStore(own, seen, why) if why else None


def _stop(service: Service, tx: Transaction, found: ComparedStore, now: datetime) -> None:
    """Keep what the book knows, and open the case."""
    known = found.seen.letters if found.seen else ()
    dispatched.remember(tx, known)
    after = generation.advance(tx, now, found.seen.last.number if found.seen else 0)
    _open(tx, after, tuple(reasons_of(service, tx, found)), now)
    tell(Event.OLDER, logging.ERROR, error=found.why.value)


def _tell_again(service: Service, tx: Transaction, case: holds.Held, found: ComparedStore, now: datetime) -> None:
    """Keep what a book knows that was put there since, and let the case say what is seen now."""
    if found.seen and found.why is Again.UNAWARE:
        dispatched.remember(tx, dispatched.unknown(tx, found.seen.letters))
    if found.seen and found.seen.last.store == found.own.store and found.seen.last.number >= found.own.number:
        generation.advance(tx, now, found.seen.last.number)
    holds.tell_again(tx, case.id, tuple(reasons_of(service, tx, found)))


def _open(tx: Transaction, at: Generation, reasons: Sequence[str], now: datetime) -> None:
    cause = f"restored:{at.store}:{at.number}:{now.isoformat()}"
    held = holds.Held(cause=cause, kind=CaseKind.RESTORED, study=None, reasons=tuple(reasons), at=now)
    open_case(tx, held, decisions.rule(RULE))


def go_on(desk: CaseOnDesk) -> Decided:
    """Let sending go on: what is known to have left counts as sent, and all else is sent.

    Where more may have left than is known, that is a person's word against what is seen, and they say why. ConfigurationError where they do
    not, and where the book is another now than when the case was last told.
    """
    look(desk.service, desk.now)
    with desk.service.store.reading() as tx:
        case = waiting(tx)
    if case and case.reasons != desk.held.reasons:
        remedy = phrased("faults.decide_now_do")
        raise ConfigurationError(phrased("faults.changed_since", said=sentence(case)), where=f"case {case.id}", remedy=remedy)
    if case and torn() in case.reasons and not desk.said.note.strip():
        said, remedy = phrased("faults.more_may_have_left"), phrased("faults.more_may_have_left_do")
        raise ConfigurationError(said, where=f"case {case.id}", remedy=remedy)
    return _decided(desk, "Sending goes on: what left before counts as sent, and the rest is sent with the next letters.")


def doubt(desk: CaseOnDesk) -> Decided:
    """Let sending go on, but for what may have left before: that comes into doubt when its turn comes."""
    return _decided(desk, "Sending goes on. What may have left before comes into doubt instead: settle it with `counterfoil deliveries`.")


def _decided(desk: CaseOnDesk, told: str) -> Decided:
    with desk.service.store.transaction() as tx:
        _, entry = desk.record(tx)
        known = told_unlisted(desk.service, tx)
    return Decided(entry=entry.number, told="\n".join([told, *known]))
