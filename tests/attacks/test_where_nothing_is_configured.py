"""An installation whose administrator has configured nothing about mail servers, and a forger who knows a contact.

What stays open then is said in docs/security.md, and `doctor` says it: a first workbook in the contact's name is filed, and told to the
contact; what would replace an answer waits for a person.
"""

from __future__ import annotations

from service.operation import doctor
from tests.attacks.books import guessed
from tests.attacks.scene import EVIL, STAFF, Scene, outsiders, person


def test_a_forged_first_workbook_is_told_to_the_contact(unguarded: Scene) -> None:
    """It may be filed, but not unseen; and nothing goes elsewhere."""
    unguarded.write(person(5), (f"{guessed(5)}.xlsx", unguarded.tokenless(5, employees=1)), host=EVIL)
    left = unguarded.left()
    assert unguarded.answers() in ({}, {5: 1})
    assert person(5) in {one.to for one in left}
    assert not outsiders(left)


def test_nothing_is_replaced_on_the_word_of_from(unguarded: Scene) -> None:
    """It waits, and says what was missing."""
    unguarded.reply(5, person(5), ("answers.xlsx", unguarded.workbook(5, employees=505)))
    unguarded.write(person(5), (f"{guessed(5)}.xlsx", unguarded.tokenless(5, employees=1)), host=EVIL)
    assert unguarded.answers() == {5: 505}
    assert [case.organisation for case in unguarded.cases()] == ["ORG005"]


def test_nobody_is_silenced_on_the_word_of_from(unguarded: Scene) -> None:
    """They are asked."""
    unguarded.write(person(5), text="unsubscribe", host=EVIL)
    assert unguarded.suppressed() == set()
    assert [one.to for one in unguarded.left() if one.to != STAFF] == [person(5)]
    assert 5 in unguarded.remind()


def test_results_that_the_forger_writes_are_not_believed(unguarded: Scene) -> None:
    """No server is believed where none is named."""
    unguarded.reply(5, person(5), ("answers.xlsx", unguarded.workbook(5, employees=505)))
    raw = unguarded.compose(person(5), (f"{guessed(5)}.xlsx", unguarded.tokenless(5, employees=1)))
    fields = b"Authentication-Results: mx.evil.example; dmarc=pass header.from=member5.example\r\n"
    unguarded.post(fields + raw, "x@evil.example", "mail.evil.example")
    unguarded.take_in()
    assert unguarded.answers() == {5: 505}


def test_the_doctor_says_what_stands_open(unguarded: Scene) -> None:
    """And what to write into the settings."""
    told = " ".join(f"{one.what} {one.found} {getattr(one, 'remedy', '')}" for one in doctor.examine(unguarded.service, unguarded.now))
    assert "authserv_ids" in told


def test_honest_answers_go_through(unguarded: Scene) -> None:
    """With the token from anywhere, and without it from the contact."""
    unguarded.reply(5, "colleague@freemail.example", ("answers.xlsx", unguarded.workbook(5, employees=505)))
    unguarded.write(person(6), (f"{guessed(6)}.xlsx", unguarded.tokenless(6, employees=606)))
    assert unguarded.answers() == {5: 505, 6: 606}
