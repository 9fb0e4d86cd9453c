"""A colleague who left has an old letter, and writes as the contact that they have left, and who is to be written to from now on.

It reads as an automatic reply, which is passed on to nobody. If a person puts that address on record, it gets last round's values, and the
true contact gets no letter of the study any more: they must hear of that, and whoever decides must read first what is known of the sender.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.attacks.books import guessed
from tests.attacks.deciding import notices, told_at_once
from tests.attacks.scene import COORDINATOR, EVIL, Scene, last_round, person
from tests.cli.program import counterfoil

JOE, EVA = "joe@evil.example", "eva@member4.example"
LEFT = f"I have left the organisation. Please write to my successor, Joe Smith <{JOE}>, from now on."
AWAY = f"I am no longer working at Organisation 4. Please contact my successor Joe Smith <{JOE}>."
MACHINE = "reads as the automatic reply of a mailbox, so that it was passed on to nobody"


def case_of(scene: Scene) -> dict[str, Any]:
    """Return the one case that waits, as JSON."""
    return counterfoil("held", "--json", "--home", scene.home).one


@pytest.mark.parametrize(("text", "subject"), [(LEFT, "New contact"), (AWAY, "Automatic reply: questionnaire")])
def test_the_case_says_that_the_sender_is_forged_and_the_contact_is_told_who_took_their_place(
    scene: Scene, text: str, subject: str
) -> None:
    """At the address that was on record, at once, with a way to object; what they answer is read."""
    scene.write(person(4), host=EVIL, to=scene.letter(4).reply_to, text=text, subject=subject)
    scene.left()
    case = case_of(scene)
    assert (case["kind"], case["proof"]) == ("successor", "forged")
    said = " ".join(case["reasons"])
    assert f"the mail server says that the sender’s address, {person(4)}, is forged" in said
    assert MACHINE in said
    ran = counterfoil("held", "decide", "1", "add", "--by", "staff", "--home", scene.home)
    assert f"{person(4)} will be told" in ran.out
    scene.take_in()
    (letter,) = [one for one in scene.left() if one.to == person(4)]
    for word in (JOE, guessed(4), "we no longer write to you", "is forged", "reply to this letter: a person will read it"):
        assert word in letter.letter.text
    assert not letter.says(scene.token(4))
    assert not letter.says(last_round(4))
    raw = scene.compose(person(4), text="I have not left! Who is Joe?", subject=f"Re: {letter.letter.subject}")
    scene.post(
        raw.replace(b"Subject:", f"In-Reply-To: {letter.letter.message_id}\r\nSubject:".encode(), 1), person(4), "mail.member4.example"
    )
    scene.take_in()
    assert "I have not left!" in "".join(one.letter.text for one in scene.passed_on())


def test_a_decision_that_is_undone_before_the_letter_leaves_is_told_to_nobody(scene: Scene) -> None:
    """Nothing was done that they would object to."""
    scene.write(person(4), host=EVIL, to=scene.letter(4).reply_to, text=LEFT)
    scene.left()
    counterfoil("held", "decide", "1", "add", "--by", "staff", "--home", scene.home)
    counterfoil("held", "undo", "1", "--by", "staff", "--home", scene.home)
    scene.take_in()
    assert not [one for one in scene.left() if one.to == person(4)]


def test_what_is_undone_after_the_letter_left_is_told_to_whom_it_was_written(scene: Scene) -> None:
    """They would think that nobody writes to them any more; and they hear it again where the undoing is undone."""
    scene.write(person(4), host=EVIL, to=scene.letter(4).reply_to, text=LEFT)
    entry = counterfoil("held", "decide", "1", "add", "--by", "staff", "--json", "--home", scene.home).one["entry"]
    scene.take_in()
    assert [one.says("we no longer write to you") for one in scene.left() if one.to == person(4)] == [True]
    for holds in ("we write to you again", f"As we wrote to you before that, we no longer write to you, but to {JOE}."):
        entry = counterfoil("undo", str(entry), "--by", "staff", "--json", "--home", scene.home).one["entry"]
        scene.take_in()
        (letter,) = [one for one in scene.left() if one.to == person(4)]
        assert holds in " ".join(letter.letter.text.split())


def test_a_coordinator_reads_it_before_the_decision(scene: Scene) -> None:
    """And to whom it writes."""
    told_at_once(scene)
    scene.write(person(4), host=EVIL, to=scene.letter(4).reply_to, text=AWAY)
    (notice,) = notices(scene)
    text = " ".join(notice.letter.text.split())
    assert 0 <= text.find("is forged") < text.find("It writes to")
    assert f"It writes to {JOE}, {person(4)}." in text


def test_where_nothing_is_configured_the_case_says_that_nothing_proves_the_sender(unguarded: Scene) -> None:
    """A stranger who knows an address and a reference has no secret; it is enough for a case, and no more."""
    unguarded.write(person(4), host=EVIL, text=f"{AWAY} {guessed(4)}", subject=f"Automatic reply: {guessed(4)}")
    case = case_of(unguarded)
    assert case["proof"] == "on_record"
    assert f"nothing proves that {person(4)} wrote it" in " ".join(case["reasons"])


def test_a_stranger_who_proposes_themselves_is_told_to_the_contact(scene: Scene) -> None:
    """They have the letter, and are not on record; the contact stays, and hears of the other."""
    text = f"I am the new person responsible for this questionnaire. Please write to me, {JOE}, instead."
    scene.write(JOE, host=EVIL, to=scene.letter(4).reply_to, text=text)
    scene.left()
    assert case_of(scene)["proof"] == "unknown"
    counterfoil("held", "decide", "1", "add", "--by", "staff", "--home", scene.home)
    scene.take_in()
    (letter,) = [one for one in scene.left() if one.to == person(4)]
    for word in (JOE, "we now also write to", "reply to this letter: a person will read it"):
        assert word in letter.letter.text


def test_a_contact_who_really_left_is_succeeded(scene: Scene) -> None:
    """Their mail server vouches for them; the successor gets the workbook, and the machine that answers once more opens no other case."""
    told_at_once(scene)
    text = f"I am no longer working at Organisation 4. Please contact my successor Eva Novak <{EVA}>."
    scene.reply(4, person(4), text=text, subject="Automatic reply", **{"Auto-Submitted": "auto-replied"})
    assert case_of(scene)["proof"] == "vouched"
    (notice,) = notices(scene)
    scene.write(COORDINATOR, text="add", to=notice.answers_to)
    scene.take_in()
    left = scene.left()
    assert [one.says(last_round(4)) for one in left if one.to == EVA] == [True]
    (told,) = [one for one in left if one.to == person(4)]
    assert "forged" not in told.letter.text
    assert "Nothing proves" not in told.letter.text
    raw = scene.compose(person(4), text=text, subject="Automatic reply", **{"Auto-Submitted": "auto-replied"})
    again = f"In-Reply-To: {told.letter.message_id}\r\nSubject:".encode()
    scene.post(raw.replace(b"Subject:", again, 1), "", "mail.member4.example", told.letter.return_path)
    scene.take_in()
    assert not scene.cases()
    assert not [one for one in scene.left() if one.to in {person(4), EVA}]
