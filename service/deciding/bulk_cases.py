"""Deciding at once about much: replies that wait, what the brake stopped, and what proven messages of one source did."""

from __future__ import annotations

from collections.abc import Iterator

from domain.journal import Entry, Subject, What
from domain.letter import DeliveryState
from domain.rules.undone import obstacle
from domain.sentences import counted
from service.cases.desk import CaseOnDesk
from service.collecting.understand import conclude, made_ready
from service.letters.telling_undone import tell_undone
from service.rulings.decided import Decided
from service.rulings.settling import settling
from service.studies.at_work import at_work
from store import Transaction, decisions, impacts, journal, messages, outbox, replies
from store.cases.decisions import Ruling


def send_replies(desk: CaseOnDesk) -> Decided:
    """Let the replies that wait go out, with the next ones that are sent."""
    return _settle(desk, DeliveryState.QUEUED, "let go by a person", "will be sent")


def drop_replies(desk: CaseOnDesk) -> Decided:
    """Let none of the replies that wait go out."""
    return _settle(desk, DeliveryState.DROPPED, "dropped by a person", "will not be sent")


def _settle(desk: CaseOnDesk, state: DeliveryState, note: str, told: str) -> Decided:
    with desk.service.store.transaction() as tx:
        by, entry = desk.record(tx)
        letters = replies.held_in(tx, desk.held.id)
        decisions.decide(tx, by, desk.now, [settling(tx, letter, state, note, entry.number) for letter in letters])
    return Decided(
        entry=entry.number, told=f"{counted(len(letters), 'automatic reply', 'automatic replies')} {told}.", letters=len(letters)
    )


def let_go(desk: CaseOnDesk) -> Decided:
    """Let what the brake stopped take effect: its messages are understood again, and what they bring falls with this decision."""
    with desk.service.store.reading() as tx:
        studies, known = at_work(desk.service, tx), _stopped(tx, desk)
    ready = {one.id: made_ready(desk.service, studies, one) for one in known}  # A writer must not keep others waiting meanwhile.
    with desk.service.store.transaction() as tx:
        _, entry = desk.record(tx)
        stopped = _stopped(tx, desk)
        for one in stopped:
            found = ready.get(one.id) or made_ready(desk.service, studies, one)  # It may have come meanwhile.
            conclude(desk.service, tx, one, found, studies, desk.now, entry.number)
    return Decided(entry=entry.number, told=f"{counted(len(stopped), 'message has', 'messages have')} taken effect.")


def _stopped(tx: Transaction, desk: CaseOnDesk) -> tuple[messages.Message, ...]:
    return messages.with_ids(tx, {one.message_id for one in impacts.of_hold(tx, desk.held.id)})


def undo_all(desk: CaseOnDesk) -> Decided:
    """Undo every decision that a rule made because of these messages; undoing this one puts them all back."""
    with desk.service.store.transaction() as tx:
        by, entry = desk.record(tx)
        undone = list(_undoable(tx, desk))
        for one in undone:
            ruling = Ruling(
                what=What.UNDO,
                about=one.about,
                study=one.study,
                invitation_id=one.invitation_id,
                undoes=one.number,
                follows=entry.number,
            )
            decisions.decide(tx, by, desk.now, [ruling])
        heard = tell_undone(desk.service, tx, entry, desk.now)
    told = f"{counted(len(undone), 'decision')} undone: what they brought does not count. {heard}".rstrip()
    return Decided(entry=entry.number, told=told, promised=heard)


def _undoable(tx: Transaction, desk: CaseOnDesk) -> Iterator[Entry]:
    """Yield what can be undone, the newest first; a letter that has moved on since keeps what happened to it."""
    brought = {one.message_id for one in impacts.of_hold(tx, desk.held.id)}
    for entry in reversed(journal.of_messages(tx, brought)):
        if entry.study not in {desk.held.study, None}:
            continue  # What the messages brought another study is told in a case of its own.
        if entry.by_person or obstacle(entry, journal.about(tx, entry.about.subject, [entry.about.id])):
            continue
        if entry.about.subject is not Subject.LETTER or _unmoved(tx, entry):
            yield entry


def _unmoved(tx: Transaction, entry: Entry) -> bool:
    return any(letter.state == entry.value for letter in outbox.with_ids(tx, [int(entry.about.id)]))
