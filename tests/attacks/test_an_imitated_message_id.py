"""A relay of a provider that dislikes the study wants what people ask to vanish, and may rewrite headers on the way.

It gives a question an identifier that looks like one of ours, or a Reply-To that looks like our answer address: then the message was taken
for a letter of ours that came back, and nobody read it.
"""

from __future__ import annotations

import pytest

from tests.attacks.scene import BOX, EVIL, STAFF, Scene, person

ASKS = "Which year is meant in question 1.4?"
LOOKS_LIKE_OURS = "<abcdefghij234567@unodc.example>"


@pytest.mark.parametrize(
    "more",
    [
        {"Message-ID": LOOKS_LIKE_OURS, "Reply-To": "cybercrime.study+rabcdefghij234567@unodc.example"},
        {"Message-ID": LOOKS_LIKE_OURS, "Reply-To": "box+babcdefghij234567@member5.example"},
    ],
)
def test_a_question_that_imitates_our_identifiers_is_passed_on(scene: Scene, more: dict[str, str]) -> None:
    """It is a question, since no letter of ours has that tag."""
    scene.write(person(5), text=ASKS, **more)
    assert scene.kinds() == ["question"]
    assert [one.to for one in scene.passed_on()] == [STAFF]


def test_what_is_forged_in_our_own_name_does_not_vanish(scene: Scene) -> None:
    """Our address in From proves nothing; a person sees what was said."""
    scene.post(scene.compose(BOX, text=ASKS, **{"Message-ID": LOOKS_LIKE_OURS}), "x@evil.example", EVIL)
    scene.take_in()
    assert "own" not in scene.kinds()
    assert [(one.to, one.says(ASKS)) for one in scene.passed_on()] == [(STAFF, True)]


def test_a_copy_of_our_own_letter_that_comes_back_is_nothing(scene: Scene) -> None:
    """A distribution list on which our mailbox stands sends it."""
    raw = scene.letter(5).raw.partition(b"Delivered-To:")[2].partition(b"\r\n")[2]
    scene.post(raw, "list@member5.example", "mail.member5.example")
    scene.take_in()
    assert scene.kinds() == ["own"]
    assert scene.left() == []
