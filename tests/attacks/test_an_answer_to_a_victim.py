"""A spammer asks a question in a victim's name, and lets the staff's answer carry their advertisement to the victim.

The answer comes from the agency itself, with everything that proves it, and repeats what was asked: a long text full of links.
"""

from __future__ import annotations

import pytest

from tests.attacks.books import guessed
from tests.attacks.scene import EVIL, STAFF, Left, Scene, person
from tests.cli.program import done

VICTIM, LINK, ANSWER = "victim@third.example", "https://evil.example/pills", "The deadline is the thirtieth of April."
SPAM = f"Is the deadline of {guessed(8)} fixed?\n" + "\n".join(f"Line {number}: buy at {LINK}/{number} now" for number in range(400))


def asked(scene: Scene, sender: str, host: str = "") -> Left:
    """Ask the question, and return the letter that passes it on."""
    scene.write(sender, text=SPAM, subject="Is the deadline fixed?", host=host)
    (passed,) = scene.passed_on()
    return passed


def answer(scene: Scene, passed: Left) -> list[Left]:
    """Let the member of staff reply to it; return what leaves."""
    threads = {"In-Reply-To": passed.letter.message_id, "References": passed.letter.message_id}
    scene.write(STAFF, text=ANSWER, subject=f"Re: {passed.letter.subject}", to=passed.letter.reply_to, **threads)
    return scene.left()


@pytest.mark.parametrize("sender", [VICTIM, person(5)])
def test_an_answer_is_not_sent_to_who_did_not_ask(scene: Scene, sender: str) -> None:
    """The staff are told why, and how it is sent all the same; the question waits."""
    assert not [one for one in answer(scene, asked(scene, sender, EVIL)) if one.to == sender]
    (case,) = [one for one in scene.cases() if "forged" in " ".join(one.reasons)]
    shown = done("held", "show", str(case.id), "--home", scene.home).out
    assert ANSWER in shown
    assert VICTIM not in " ".join(case.reasons)
    assert "Is the deadline" in done("questions", "--home", scene.home).out


def test_who_knows_better_sends_it_without_the_words_of_the_question(scene: Scene) -> None:
    """By the number of the question, as any that is answered at the desk."""
    answer(scene, asked(scene, VICTIM, EVIL))
    number = done("questions", "--home", scene.home, "--json").objects[0]["id"]
    done("questions", "answer", str(number), "--text", ANSWER, "--by", "Miriam Keller", "--home", scene.home)
    scene.take_in()
    (letter,) = [one for one in scene.left() if one.to == VICTIM]
    assert ANSWER in letter.letter.text
    assert not letter.says("evil.example")
    assert "you wrote" not in letter.letter.text


@pytest.mark.parametrize("sender", [person(5), person(7), "stranger@elsewhere.example"])
def test_who_asked_is_answered_with_the_beginning_of_what_they_asked(scene: Scene, sender: str) -> None:
    """Also where their domain has no DMARC, or they are not on record; no answer is a mail of a hundred links."""
    (letter,) = [one for one in answer(scene, asked(scene, sender)) if one.to == sender]
    assert ANSWER in letter.letter.text
    assert "Is the deadline of" in letter.letter.text
    assert letter.letter.text.count(LINK) < 20
    assert "…" in letter.letter.text
