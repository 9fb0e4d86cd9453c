"""A rival writes "unsubscribe" forty times, for forty contacts; or to an address that they invented, so that what asks them back bounces.

Each may bring one short question at most, to the address that is to be silenced; what comes back of that must not go on for ever.
"""

from __future__ import annotations

from tests.attacks.reports import dsn, head
from tests.attacks.scene import EVIL, ORGANISATIONS, Scene, person

NOBODY = "nobody@evil.example"


def test_forty_forged_wishes_suppress_nobody(scene: Scene) -> None:
    """Each address is asked once at most, in a letter without a token."""
    for _ in range(2):
        for number in range(ORGANISATIONS):
            scene.post(scene.compose(person(number), subject="unsubscribe", text=""), "x@evil.example", EVIL)
        scene.take_in()
    asked = [one.to for one in scene.left() if one.to.startswith("person")]
    assert len(asked) == len(set(asked))
    scene.untouched()


def test_what_asks_for_a_confirmation_carries_no_token(scene: Scene) -> None:
    """Its tag confirms that one question, and nothing of an organisation."""
    scene.write(person(5), text="unsubscribe", host=EVIL)
    asked = [one for one in scene.left() if one.to == person(5)]
    assert not [one for one in asked if any(one.says(scene.token(number)) for number in range(ORGANISATIONS))]
    for one in asked:
        thread = {"In-Reply-To": one.letter.message_id}
        scene.write("x@evil.example", ("answers.xlsx", scene.tokenless(5, employees=1)), **thread)
    assert scene.answers() == {}


def test_the_bounce_of_a_confirmation_brings_no_other(scene: Scene) -> None:
    """Nor does an automatic reply to it."""
    scene.write(NOBODY, text="unsubscribe")
    scene.write(NOBODY, text="unsubscribe", subject="again")
    asked = [one.letter for one in scene.left() if one.to == NOBODY]
    assert len(asked) <= 1
    for letter in asked:
        scene.post(dsn([NOBODY], to=letter.return_path, returned=head(letter.raw)), "", EVIL, letter.return_path)
        scene.post(scene.compose(NOBODY, text="I am away.", **{"In-Reply-To": letter.message_id}), NOBODY, EVIL)
    scene.take_in()
    assert not [one for one in scene.left() if one.to == NOBODY]


def test_whoever_confirms_what_they_were_asked_is_not_written_to_any_more(scene: Scene) -> None:
    """A contact of a domain whose mail says nothing of its author answers "yes"."""
    scene.border.says = False
    scene.write(person(5), text="unsubscribe")
    (asked,) = [one.letter for one in scene.left() if one.to == person(5)]
    scene.write(person(5), text="Yes", subject=f"Re: {asked.subject}", to=asked.reply_to, **{"In-Reply-To": asked.message_id})
    assert scene.suppressed() == {person(5)}
    assert 5 not in scene.remind()
