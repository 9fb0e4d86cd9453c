"""Further time counts from what an organisation has: from the deadline, or from the day that it was given before."""

from __future__ import annotations

import pytest

from tests.service.letters.test_extended import LATER, sent, told
from tests.service.office import Office, person


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("Sorry, could we have one more week please?", "2012-05-27"),
        ("Could we get another two weeks?", "2012-06-03"),
        ("Bonjour, finalement il nous faudrait encore une semaine de plus, est-ce possible ?", "2012-05-27"),
        ("Wir brauchen leider noch eine weitere Woche.", "2012-05-27"),
        ("Necesitamos una semana más para responder.", "2012-05-27"),
        ("Precisamos de mais uma semana para responder.", "2012-05-27"),
        ("نحتاج إلى أسبوع إضافي للإجابة على الاستبيان.", "2012-05-27"),
        ("Нам нужна ещё одна неделя для ответа.", "2012-05-27"),
        ("请再给我们一周时间填写问卷。", "2012-05-27"),
        ("We need some more time to answer.", "2012-06-03"),
    ],
)
def test_further_time_is_counted_from_the_day_that_was_granted_before(office: Office, text: str, until: str) -> None:
    """Whoever has time until 20 May asks for a week beyond that day, and whoever names no day gets two weeks beyond it, and is told."""
    told(office, LATER)
    office.write(person(0), text=text, reply_to=0)
    (case,) = office.cases()
    assert until in case.reasons[0] or "some more time" in text
    done = office.decide(case.id, "grant").told
    assert f"has time until {until}, and is not reminded before" in done
    assert f"{person(0)} will be told of it" in done
    assert sent(office) == [(person(0), until)]


def test_what_was_granted_and_is_over_counts_no_more(office: Office) -> None:
    """Further time counts from the day of writing then, as after the deadline."""
    told(office, LATER)
    office.later(days=100)
    office.write(person(0), text="We need two more weeks to answer the questionnaire.", reply_to=0)
    assert "until 2012-06-23" in office.cases()[0].reasons[0]


def test_who_waits_for_an_answer_was_granted_no_time(office: Office) -> None:
    """Reminders wait by a rule while nobody answers their question: a week more is one beyond the deadline."""
    office.write(person(0), text="Which year do you mean in question 3?", reply_to=0)
    office.write(person(0), text="And could we have one more week please?", reply_to=0)
    assert "until 2012-05-07" in office.cases()[-1].reasons[0]


def test_two_who_ask_for_another_week_at_the_same_time_mean_the_same_one(office: Office) -> None:
    """What the second case says is what is granted, though the first one was granted meanwhile."""
    office.write(person(0), text="Could we have one more week please?", reply_to=0)
    office.write(person(0), text="We need one more week to answer the questionnaire.", reply_to=0)
    first, second = office.cases()
    assert "has time until 2012-05-07" in office.decide(first.id, "grant").told
    assert "has time until 2012-05-07 already" in office.decide(second.id, "grant").told


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("Pls can we have till next friday?? snowed under", "2012-05-25"),
        ("We need until Sunday to answer.", "2012-05-27"),
        ("Pourriez-vous nous accorder un délai jusqu'à vendredi prochain ?", "2012-05-25"),
        ("Bitte geben Sie uns noch bis nächsten Freitag Zeit.", "2012-05-25"),
        ("¿Podríamos tener tiempo hasta el próximo viernes?", "2012-05-25"),
        ("Poderíamos ter até sexta-feira que vem?", "2012-05-25"),
        ("Можно нам до следующей пятницы?", "2012-05-25"),
        ("可以宽限到星期五吗？", "2012-05-25"),
        ("نرجو إمهالنا حتى الجمعة القادمة.", "2012-05-25"),
    ],
)
def test_a_weekday_until_which_more_time_is_wished_is_the_first_one_beyond_what_they_have(office: Office, text: str, until: str) -> None:
    """Nobody asks for the day of the deadline, nor for one before it: of who has time until Sunday 20 May, Friday is the 25th."""
    told(office, LATER)
    office.write(person(0), text=text, reply_to=0)
    (case,) = office.cases()
    assert f"until {until}" in case.reasons[0]
    assert f"has time until {until}" in office.decide(case.id, "grant").told


def test_who_promises_the_answer_by_a_weekday_means_the_next_one(office: Office) -> None:
    """It may well be in time."""
    office.write(person(0), text="We will send our answers on Friday.", reply_to=0)
    assert "until 2012-03-02, though everybody has time" in office.cases()[0].reasons[0]
