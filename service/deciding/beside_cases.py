"""A coordinator's answer to a letter that decides no case: to a digest as a whole, or to the letter that passed a message on.

It decides nothing. Whoever writes it believes that it does, so that they are told, and where the case is decided that it is about.
"""

from __future__ import annotations

from collections.abc import Sequence

from domain.letter import Letter
from domain.rules.by_mail import AT_THE_DESK
from domain.said_of_case import Beside
from domain.study import Person
from intake.deciding.answering import answered_passing_on
from intake.understanding.coordinators.case_words import said_of_case
from service.cases.shares import is_theirs
from service.deciding.case_reading import CaseAnswered, CaseReading, told_of_case
from service.deciding.case_replies import Replying
from service.deciding.digest_answers import of_digest
from service.studies.running import Running
from store import Transaction, holds, outbox


def beside_cases(reading: CaseReading, known: Sequence[tuple[Running, Person]]) -> CaseAnswered | None:
    """Say to whoever answered such a letter that nothing was done; None where the message answers none.

    `known` are the studies whose coordinator its author is.
    """
    return _of_passed_on(reading, known) or _of_digest(reading, known)


def _of_digest(reading: CaseReading, known: Sequence[tuple[Running, Person]]) -> CaseAnswered | None:
    with reading.service.store.reading() as tx:
        found = of_digest(tx, known, reading.examined)
    if found is None:
        return None
    run, person, digest = found
    letter = _replying(reading, run, person).nothing_of_digest(digest)
    return CaseAnswered(told=("an answer to a digest decides nothing",), letters=(letter,), running=run, about_none=True)


def _of_passed_on(reading: CaseReading, known: Sequence[tuple[Running, Person]]) -> CaseAnswered | None:
    """Name the cases that a decision is surely about: those of the message that was passed on, as far as the coordinator decides them.

    The letter that says so goes to the address on record, as a notice of the case does: what answers it decides by the case's secret.
    """
    if reading.forged:
        return None
    with reading.service.store.reading() as tx:
        letter = answered_passing_on(reading.examined, outbox.with_tags(tx, reading.answered_tags))
        found = next(((run, person) for run, person in known if letter and letter.study == run.study.id), None)
    if letter is None or found is None:
        return None
    # What strangers write in a coordinator's name is not read as a decision: that takes time.
    examined, at = reading.examined, reading.studies.local(reading.message.received_at)
    said = said_of_case(examined.own_words, at, examined.signed_words)
    if said is None or said.what is Beside.YES:
        return None
    run, person = found
    with reading.service.store.reading() as tx:
        replying = _replying(reading, run, person)
        cases = _cases(tx, replying, letter)
    waiting = [one for one in cases if one.decision is None]
    if len(waiting) > 1:
        several = replying.nothing_of_several(waiting)
        return CaseAnswered(told=("an answer to what was passed on decides none of its cases",), letters=(several,), running=run)
    if not cases:
        return None
    held = (waiting or cases)[-1]
    answer = replying.nothing(held, "passed_on" if waiting else "older", said, "")
    return told_of_case(f"case {held.id}: nothing was decided, as what was passed on was answered", answer, run, held)


def _replying(reading: CaseReading, run: Running, person: Person) -> Replying:
    return Replying(service=reading.service, running=run, person=person, answering=reading.answering)


def _cases(tx: Transaction, replying: Replying, letter: Letter) -> list[holds.Held]:
    """Return the cases of the message that a letter passed on that its reader decides by mail, or decided; oldest first."""
    number = letter.context.get("message_id")
    found = holds.of_messages(tx, [number]) if isinstance(number, int) else ()
    return [one for one in found if one.kind not in AT_THE_DESK and is_theirs(tx, replying.running.study.id, replying.person, one)]
