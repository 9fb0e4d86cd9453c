"""A colleague who left has an old letter, and writes as the contact that the organisation takes its answers back, or will not take part.

The answer address of the letter proves that they had it, so that their words become a case. A person who decides that case must read first
that the mail server calls the sender forged, and the contact hears of what was decided.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.attacks.deciding import notices, say, told_at_once
from tests.attacks.scene import COORDINATOR, EVIL, Left, Scene, person
from tests.cli.program import counterfoil

WITHDRAWS, DECLINES = "We withdraw our answers.", "We will not take part in this study."
FORMER = "former@freemail.example"
FORGED = "the mail server says that the sender’s address, person3@member3.example, is forged"


def held(scene: Scene) -> dict[str, Any]:
    """Return the one case that waits, as JSON."""
    return counterfoil("held", "--json", "--home", scene.home).one


def answered(scene: Scene) -> None:
    """Let the contact have answered."""
    scene.reply(3, person(3), ("answers.xlsx", scene.workbook(3, employees=1234)))
    assert scene.answers() == {3: 1234}
    scene.left()


def told(scene: Scene, *words: str) -> list[Left]:
    """Return the letters to the contact that left since; what was done is told in them, and how to object."""
    letters = [one for one in scene.left() if one.to == person(3)]
    for one in letters:
        assert all(word in one.letter.text for word in words), one.letter.text
        assert "reply to this letter: a person will read it" in one.letter.text
    return letters


def test_who_looks_at_the_case_reads_that_the_sender_is_forged(scene: Scene) -> None:
    """In the list, by itself, and as JSON, where it has a key of its own."""
    answered(scene)
    scene.write(person(3), host=EVIL, to=scene.letter(3).reply_to, text=WITHDRAWS)
    assert scene.answers() == {3: 1234}
    assert held(scene)["proof"] == "forged"
    for command in (("held",), ("held", "show", "1"), ("held", "show", "1", "--json")):
        assert FORGED in counterfoil(*command, "--home", scene.home).out


def test_a_coordinator_reads_it_before_the_decision_and_the_contact_hears_of_it(scene: Scene) -> None:
    """In the notice above the words that decide; if they withdraw all the same, the letter says in whose name that was asked."""
    told_at_once(scene)
    answered(scene)
    scene.write(person(3), host=EVIL, to=scene.letter(3).reply_to, text=WITHDRAWS)
    (notice,) = notices(scene)
    text = " ".join(notice.letter.text.split())
    assert 0 <= text.find(FORGED) < text.find("It writes to")
    assert f"It writes to {person(3)}." in text
    scene.write(COORDINATOR, text="withdraw", to=notice.answers_to)
    assert scene.answers() == {}
    (letter,) = told(scene, "does not count", "answers back", "that address is forged", "no more letters")
    assert not letter.says(scene.token(3))


def test_a_digest_says_it_too(scene: Scene) -> None:
    """Beside the case, for who reads no notices."""
    answered(scene)
    scene.write(person(3), host=EVIL, to=scene.letter(3).reply_to, text=WITHDRAWS)
    scene.left()
    scene.take_in(days=8)
    (digest,) = [one for one in scene.left() if one.to == COORDINATOR and "forged" in one.letter.text]
    text = " ".join(digest.letter.text.split())
    assert 0 <= text.find("ORG003 will not take part") < text.find(FORGED)


def test_a_withdrawal_from_a_strange_address_says_that_it_is_not_on_record(scene: Scene) -> None:
    """Whoever has the letter may be anybody to whom it was passed on."""
    answered(scene)
    scene.write(FORMER, to=scene.letter(3).reply_to, text=WITHDRAWS)
    assert held(scene)["proof"] == "unknown"
    assert f"{FORMER} is not on record for ORG003" in counterfoil("held", "--home", scene.home).out
    counterfoil("held", "decide", "1", "withdraw", "--by", "staff", "--home", scene.home)
    scene.take_in()
    assert told(scene, "does not count", FORMER, "Nothing proves")


@pytest.mark.parametrize("sender", [person(3), FORMER])
def test_a_decline_in_a_contacts_name_is_told_to_the_contact(scene: Scene, sender: str) -> None:
    """They would hear of the study no more, and of that neither."""
    scene.write(sender, host=EVIL, to=scene.letter(3).reply_to, text=DECLINES)
    scene.left()
    counterfoil("held", "decide", "1", "declined", "--by", "staff", "--home", scene.home)
    scene.take_in()
    assert scene.standing(3) == "declined"
    assert len(told(scene, "will not take part", sender)) == 1


def test_a_decline_that_is_undone_is_told_to_whoever_had_heard_of_it(scene: Scene) -> None:
    """Where the letter had left; the next reminder would be a riddle."""
    scene.write(FORMER, to=scene.letter(3).reply_to, text=DECLINES)
    ran = counterfoil("held", "decide", "1", "declined", "--by", "staff", "--json", "--home", scene.home)
    scene.take_in()
    scene.left()
    counterfoil("undo", str(ran.one["entry"]), "--by", "staff", "--home", scene.home)
    scene.take_in()
    (letter,) = told(scene, "it counts as one that does not take part. That was taken back")
    assert "takes part, and gets our letters again" in letter.letter.text


def test_what_the_contact_themselves_take_back_is_taken_back(scene: Scene) -> None:
    """Their mail server vouches for them, and the case says so; they get the letter as well, which doubts nothing."""
    told_at_once(scene)
    answered(scene)
    scene.reply(3, person(3), text=WITHDRAWS)
    assert held(scene)["proof"] == "vouched"
    (notice,) = notices(scene)
    assert "forged" not in notice.letter.text
    assert f"{person(3)} is on record for ORG003, and the mail server vouches for the address" in " ".join(notice.letter.text.split())
    say(scene, notice, "withdraw")
    assert (scene.answers(), scene.standing(3)) == ({}, "declined")


def test_a_contact_who_declines_is_written_to_no_more(scene: Scene) -> None:
    """Nobody doubts that they did."""
    scene.reply(3, person(3), text=DECLINES)
    scene.left()
    counterfoil("held", "decide", "1", "declined", "--by", "staff", "--home", scene.home)
    scene.take_in()
    assert scene.standing(3) == "declined"
    assert not told(scene)
    assert 3 not in scene.remind()
