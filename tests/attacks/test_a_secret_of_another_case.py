"""Somebody has secrets of cases that are over, or of another case, and a coordinator's mailbox from which mail is genuine.

They send old answers again, write the secret of one case beside the number of another, and guess.
"""

from __future__ import annotations

import pytest

from domain.mail.case_address import case_address, read_detail
from domain.mail.reference import new_tag
from tests.attacks.deciding import Notice, claim, decision, notices, say, told_at_once
from tests.attacks.scene import BOX, COORDINATOR, STAFF, Scene


def test_an_answer_that_is_sent_again_after_an_undo_decides_nothing(scene: Scene) -> None:
    """Its secret was that of the case as it stood then. The new notice has a new one, and decides."""
    told_at_once(scene)
    notice = claim(scene)
    (done,) = say(scene, notice, "accept")
    undone, again = say(scene, done, "undo")
    assert decision(scene) is None
    (told, *more) = say(scene, notice, "accept")
    assert decision(scene) is None
    assert "after the letter that you answer" in told.letter.text
    assert more == []
    assert notice.answers_to not in {undone.answers_to, again.answers_to}
    say(scene, again, "accept")
    assert decision(scene) == "accept"


def test_an_undo_that_is_sent_again_undoes_nothing_more(scene: Scene) -> None:
    """What was decided since stands."""
    told_at_once(scene)
    (done,) = say(scene, claim(scene), "accept")
    _, again = say(scene, done, "undo")
    say(scene, again, "reject: no")
    say(scene, done, "undo")
    assert decision(scene) == "reject"


def test_a_wish_to_wait_that_is_sent_again_after_an_undo_does_nothing(scene: Scene) -> None:
    """A mark gives the case another secret, as a decision does."""
    told_at_once(scene)
    notice = claim(scene)
    (done,) = say(scene, notice, "wait until 15 April")
    assert scene.standing(6) == "silent, waits"
    say(scene, done, "undo")
    say(scene, notice, "wait until 15 April")
    assert scene.standing(6) == "silent"


def test_the_secret_of_one_case_beside_the_number_of_another_is_none(scene: Scene) -> None:
    """Neither is decided."""
    told_at_once(scene)
    first, second = claim(scene, 6), claim(scene, 8)
    secret = read_detail(first.answers_to.partition("+")[2].partition("@")[0])
    assert secret
    assert secret.case == 1
    for address in (case_address(BOX, 2, secret.secret, "+"), case_address(BOX, 2, new_tag(), "+"), case_address(BOX, 99, new_tag(), "+")):
        scene.write(COORDINATOR, text="accept", to=address)
    assert (decision(scene, 1), decision(scene, 2)) == (None, None)
    say(scene, second, "reject")
    assert (decision(scene, 1), decision(scene, 2)) == (None, "reject")


def test_one_message_to_the_addresses_of_two_cases_decides_neither(scene: Scene) -> None:
    """Nobody knows of which it speaks."""
    told_at_once(scene)
    first, second = claim(scene, 6), claim(scene, 8)
    scene.write(COORDINATOR, text="accept", to=first.answers_to, Cc=second.answers_to)
    assert (decision(scene, 1), decision(scene, 2)) == (None, None)


def test_who_answers_second_is_told_who_decided(scene: Scene) -> None:
    """And can undo it by an answer to that."""
    told_at_once(scene)
    notice = claim(scene)
    say(scene, notice, "accept")
    scene.write(STAFF, text="reject", to=notice.answers_to)
    (told,) = notices(scene, STAFF)
    assert "Thomas Aubert decided it" in told.letter.text
    assert decision(scene) == "accept"
    scene.write(STAFF, text="undo", to=told.answers_to)
    assert decision(scene) is None


def test_a_secret_in_what_is_quoted_or_enclosed_proves_nothing(scene: Scene) -> None:
    """A coordinator writes to the study, with a notice below their words."""
    told_at_once(scene)
    notice = claim(scene)
    quoted = "\n".join(f"> {line}" for line in notice.letter.text.splitlines())
    scene.write(COORDINATOR, text=f"accept\n\nOn 1 March the study wrote:\n> Reply-To: {notice.answers_to}\n{quoted}")
    scene.write(COORDINATOR, ("notice.eml", notice.letter.raw), text="accept")
    assert decision(scene) is None


@pytest.mark.parametrize("sent_again", [1, 3])
def test_the_same_answer_twice_is_one_decision(scene: Scene, sent_again: int) -> None:
    """Whatever delivers it again; who sent it is told what was decided."""
    told_at_once(scene)
    notice = claim(scene)
    for number in range(sent_again + 1):
        said = say(scene, Notice(notice.letter), "accept")
        assert said[0].letter.subject.startswith("Nothing was done" if number else "Done")
    assert scene.answers() == {6: 1}
