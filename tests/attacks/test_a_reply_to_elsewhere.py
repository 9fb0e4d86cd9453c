"""A rival wants to read what an organisation answered, and to change it unseen.

They know its reference and the name of its contact. They forge From, and let Reply-To lead to themselves: the answer is superseded, and
the receipt with the old and the new values comes to them alone.
"""

from __future__ import annotations

import pytest

from tests.attacks.scene import EVIL, STAFF, Scene, outsiders, person

RIVAL = "rival@evil.example"


@pytest.fixture(params=["scene", "unguarded"])
def answered(request: pytest.FixtureRequest) -> Scene:
    """Let an organisation have answered, with a mail server that is believed and without."""
    found: Scene = request.getfixturevalue(request.param)
    found.reply(5, person(5), ("answers.xlsx", found.workbook(5, employees=505)))
    assert found.answers() == {5: 505}
    found.left()
    return found


def test_a_forged_author_supersedes_nothing_and_learns_nothing(answered: Scene) -> None:
    """The new workbook waits, the old answer counts, and no letter goes to Reply-To."""
    answered.write(person(5), ("answers.xlsx", answered.tokenless(5, employees=1)), host=EVIL, **{"Reply-To": RIVAL})
    assert answered.answers() == {5: 505}
    assert not outsiders(answered.left())
    assert [case.organisation for case in answered.cases()] == ["ORG005"]


def test_even_with_the_token_reply_to_gets_nothing_that_carries_data(scene: Scene) -> None:
    """Whoever has the workbook is answered at From, and never elsewhere."""
    scene.write("colleague@member5.example", ("answers.xlsx", scene.workbook(5, employees=505)), **{"Reply-To": RIVAL})
    assert scene.answers() == {5: 505}
    left = scene.left()
    assert not outsiders(left, "colleague@member5.example")
    assert person(5) in {one.to for one in left}


@pytest.mark.parametrize(("contact", "answers"), [(7, {person(7)}), (5, set())], ids=["a domain without DMARC", "a forged author"])
def test_the_staff_answer_a_question_to_its_author_and_not_to_reply_to(scene: Scene, contact: int, answers: set[str]) -> None:
    """What they write may say what nobody else should read; nothing leaves where the mail server calls the author forged."""
    scene.reply(contact, person(contact), text="Which figures of last round do you have of us?", host=EVIL, **{"Reply-To": RIVAL})
    (passed,) = scene.passed_on()
    assert (passed.to, RIVAL in passed.letter.reply_to) == (STAFF, False)
    thread = {"In-Reply-To": passed.letter.message_id, "subject": f"Re: {passed.letter.subject}"}
    scene.write(STAFF, text="Those of 2010.", to=passed.letter.reply_to, **thread)
    left = scene.left()
    assert {one.to for one in left if one.to != STAFF} == answers
    assert not outsiders(left)


def test_a_contact_whose_mail_program_sets_reply_to_is_answered(scene: Scene) -> None:
    """At their own address."""
    more = {"Reply-To": "office@member5.example"}
    scene.reply(5, person(5), ("answers.xlsx", scene.workbook(5, employees=505)), **more)
    assert scene.answers() == {5: 505}
    assert [one.to for one in scene.left()] == [person(5)]
