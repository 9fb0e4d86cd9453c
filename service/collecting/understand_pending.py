"""Understanding all that waits: while the effects of some messages are stored, the next are examined; one that fails stops no other."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from datetime import datetime

from domain.errors import StoreError
from domain.message import Kind
from domain.process.events import when_done
from intake.understanding.examine import Examined
from languages import recall
from service.cases.paused_collecting import ends_here
from service.collecting.examiners import Examiners, InHand, given_up, why_none
from service.collecting.message_groups import GroupDesk, MessageGroup, light_or_alone, message_groups, put_back, still_mine
from service.collecting.read_ahead import read_ahead
from service.collecting.turns import ALONE, Comes, Turn
from service.collecting.understand import Ready, conclude, failure, hold_failed, staff_says
from service.deciding.accepting import claimed_in
from service.deciding.case_reading import CaseAnswered
from service.process.overtime import afresh, bounded
from service.studies.at_work import at_work
from service.studies.running import UnreadableStudyError
from service.wiring import Service
from store import Transaction, examinations, journal, messages
from store.database.remembered import remembering

_NO_STUDY = "No study is applied yet, so what came in waits: `counterfoil study apply` puts one into use."


def understand_pending(
    service: Service, now: datetime, kinds: dict[str, int], problems: list[str], examiners: Examiners, turn: Turn = ALONE
) -> bool:
    """Understand every message that waits. One that cannot be understood is held for a person and never stops the next.

    While the effects of some are stored, the next are examined; but nothing is examined beside a message that may end the service. Return
    whether it is to be called again at once: a reader beside this one (see `service.collecting.turns`) died with earlier messages in hand.
    """
    with service.store.reading() as tx:
        if not messages.pending(tx, 1):
            return False
        recall()  # Studies are read with words that messages are read with soon: so none of them is parsed for that.
        studies = at_work(service, tx)
    at_fault = list(studies.faults.values())
    nothing_applied = not studies.runs and not at_fault
    problems += [why for why in ([_NO_STUDY] if nothing_applied else at_fault) if why not in problems]
    if nothing_applied:
        return False
    desk, comes = GroupDesk(service, studies, now, turn), Comes.NOW
    groups = message_groups(desk, examiners)
    ahead = next(groups, None)
    while ahead and not ends_here(service):
        group, ahead = ahead, None if ahead.suspect else next(groups, None)
        if (comes := turn.comes(service, group.messages[0][0].id)) is not Comes.NOW:
            put_back(desk, group)
            break
        try:
            concluded = _conclude_all(desk, group, problems, examiners)
        except StoreError:
            if ahead:
                put_back(desk, ahead)
            raise
        for kind in filter(None, concluded):
            kinds[kind] = kinds.get(kind, 0) + 1
        if why := why_none([examined for _, examined in group.messages]):
            problems.append(f"{why} All messages wait; `counterfoil doctor` says more.")
            break
        ahead = ahead or next(groups, None)
    if ahead:
        put_back(desk, ahead)
    return comes is Comes.AFTER_ANOTHER


def _conclude_all(desk: GroupDesk, group: MessageGroup, problems: list[str], examiners: Examiners) -> list[str | None]:
    """Apply what is decided about each message, in one transaction; what fails for one is undone for that one alone. Return the kinds.

    A message of a study that cannot be read now has none: it waits until that was mended. So does one that was not read to its end, as the
    service is to stop.
    """
    examiners.await_all([examined for _, examined in group.messages])  # A writer must not keep others waiting meanwhile.
    try:
        return [kind for some in light_or_alone(group) for kind in _conclude_some(desk, some, problems, examiners)]
    except StoreError:
        put_back(desk, group)  # They were examined well enough: what failed is the store.
        raise


@bounded()
def _conclude_some(desk: GroupDesk, group: MessageGroup, problems: list[str], examiners: Examiners) -> list[str | None]:
    with desk.service.store.reading() as tx:
        group = still_mine(desk, tx, group)
    claimed = _claimed(desk, group, examiners)
    answered = _answered(desk, group)
    with desk.service.store.transaction() as tx:
        journal.alone(tx)
        group = still_mine(desk, tx, group)
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


def _answered(desk: GroupDesk, group: MessageGroup) -> dict[int, CaseAnswered | Exception]:
    """Let the verbs of the desk do what coordinators answer about cases, each in a transaction of its own, and return what came of it."""
    found: dict[int, CaseAnswered | Exception] = {}
    for message, one in group.messages:
        afresh()
        if given_up(one) or one.exception() is not None:
            continue
        try:
            answered = staff_says(desk.service, desk.studies, message, one.result().take(), desk.now)
            found |= {message.id: answered} if answered else {}
        except StoreError:
            raise
        except Exception as error:  # noqa: BLE001 - the next message must be read; this one is held where it is concluded
            found[message.id] = error
    return found


def _claimed(desk: GroupDesk, group: MessageGroup, examiners: Examiners) -> dict[int, Future[InHand]]:
    """Have the messages examined again whose workbooks a yes among these may let count, and return them by the number of that yes."""
    found = ((message.id, one.result().take()) for message, one in group.messages if not given_up(one) and one.exception() is None)
    with desk.service.store.reading() as tx:
        claims = {number: claim for number, examined in found if (claim := claimed_in(tx, examined))}
    claimed = {number: examiners.examine_again(claim.sha256, desk.receiving) for number, claim in claims.items()}
    examiners.await_all(list(claimed.values()))
    return claimed


def _guarded(
    desk: GroupDesk,
    tx: Transaction,
    message: messages.Message,
    examined: Sequence[Future[InHand]],
    problems: list[str],
    answered: CaseAnswered | Exception | None,
) -> str | None:
    """Conclude a message; `examined` is itself, and the message with the workbook that it may let count."""
    afresh()
    try:
        with when_done(), tx.begin_nested():
            itself, *claimed = (one.result().take() for one in examined)
            ready = Ready(itself, claimed[0] if claimed else None, _unfailed(answered))
            return conclude(desk.service, tx, message, ready, desk.studies, desk.now)
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
