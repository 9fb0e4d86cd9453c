"""An organisation may wait for several reasons: where one is taken back, the others still hold its reminders."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from service.letters import questions
from service.letters.questions import Answering, answer
from service.operation.tick import tick
from service.sending.send import send_due
from store import outbox
from tests.service.installed import at
from tests.service.office import ME, Office, person

QUESTION = "What does question 3 mean?"


def asked(office: Office) -> None:
    """Let the first organisation ask something."""
    office.write(person(0), text=QUESTION, reply_to=0)


def answered(office: Office) -> None:
    """Answer its question."""
    with office.service.store.reading() as tx:
        (one,) = questions.questions(tx, office.now)
    answer(office.service, Answering(question=str(one.id), text="It means what you sold.", by=ME), office.later())
    send_due(office.service, office.later())


@pytest.mark.parametrize("until", [date(2012, 5, 20), None])
def test_a_question_holds_reminders_once_the_mark_above_it_is_undone(office: Office, until: date | None) -> None:
    """It came in while a person had marked the organisation already; read again, it is written down once."""
    office.mark(0, "waiting", until=until)
    asked(office)
    before = len(office.entries())
    office.replay()
    assert len(office.entries()) == before
    office.undo(next(one.number for one in office.entries() if one.what == "waiting" and one.by_person))
    assert office.standing(0) == "silent, waits"
    office.check()


def test_the_mark_stands_as_it_was_while_nobody_undoes_it(office: Office) -> None:
    """What a person said is not made shorter by a question."""
    office.mark(0, "waiting", until=date(2012, 5, 20))
    asked(office)
    office.now = at("03-20")
    assert office.standing(0) == "silent, waits"
    office.check()


def test_a_question_that_is_answered_leaves_what_else_is_waited_for(office: Office) -> None:
    """And holds nothing once that is undone, too; undoing its answer lets it wait again."""
    office.mark(0, "waiting", until=date(2012, 5, 20))
    marked = office.entry("waiting")
    asked(office)
    answered(office)
    assert office.standing(0) == "silent, waits"
    office.undo(marked)
    assert office.standing(0) == "silent"
    office.undo(office.entry("decide"))
    assert office.standing(0) == "silent, waits"
    office.check()


def test_of_two_questions_the_one_that_is_open_holds_reminders(office: Office) -> None:
    """Also where the one that is answered came last, or the one that lets them wait for longer."""
    asked(office)
    office.now += timedelta(days=2)
    office.write(person(0), text="And which year is meant in question 5?", reply_to=0)
    with office.service.store.reading() as tx:
        first, second = questions.questions(tx, office.now)
    answer(office.service, Answering(question=str(second.id), text="The last one.", by=ME), office.later())
    assert office.standing(0) == "silent, waits"
    answer(office.service, Answering(question=str(first.id), text="What you sold.", by=ME), office.later())
    assert office.standing(0) == "silent"
    office.check()


def test_no_reminder_leaves_while_the_question_is_open(office: Office) -> None:
    """The mailing of the timetable passes it by, as it does whoever is only given time."""
    office.now = at("03-24")
    entry = office.mark(0, "waiting", until=date(2012, 5, 20))
    asked(office)
    office.undo(entry)
    office.write(person(1), text="Thank you.")
    tick(office.service, at("03-26"))
    with office.service.store.reading() as tx:
        assert {one.address for one in outbox.of_mailings(tx, ["reminder"])} == {person(1), person(2)}
