"""A shop's newsletter, and a stranger who knows the tag of one letter: both have sixteen letters before an @.

Any such identifier, of whatever domain, even a message's own, counted as an answer to a letter of ours. The newsletter then reached the
staff; the stranger spoke for an organisation.
"""

from __future__ import annotations

import pytest

from tests.attacks.scene import STAFF, Scene, person


def test_a_newsletter_with_an_identifier_like_ours_is_no_answer(scene: Scene) -> None:
    """It is bulk mail, and nobody is told."""
    more = {"List-Id": "<news.shop.example>", "List-Unsubscribe": "<mailto:stop@shop.example>", "Precedence": "bulk"}
    scene.write("news@shop.example", text="Buy now!", **more, **{"In-Reply-To": "<abcdefghij234567@shop.example>"})
    assert scene.passed_on() == []
    scene.untouched()


@pytest.mark.parametrize("field", ["Message-ID", "In-Reply-To", "References", "X-Microsoft-Original-Message-ID"])
def test_the_tag_of_a_letter_at_another_domain_is_no_thread(scene: Scene, field: str) -> None:
    """Neither in a message's own identifier nor in that which it answers."""
    imitated = {field: f"<{scene.tag(5)}@evil.example>"}
    scene.write("stranger@evil.example", ("questionnaire.xlsx", scene.tokenless(0, employees=1)), **imitated)
    scene.write("stranger@evil.example", text="We will not participate in this study.", **imitated)
    assert scene.answers() == {}
    assert scene.standing(5) == "silent"


def test_our_own_identifier_in_their_message_id_is_no_thread(scene: Scene) -> None:
    """Whoever answers a letter does not take its identifier for their own."""
    scene.write("stranger@evil.example", text="We will not participate in this study.", **{"Message-ID": scene.letter(5).message_id})
    assert scene.standing(5) == "silent"


@pytest.mark.parametrize("fixture", ["scene", "unguarded"])
def test_an_intact_thread_stands_for_a_token_that_was_lost(request: pytest.FixtureRequest, fixture: str) -> None:
    """A contact answers the letter with a workbook that another program wrote anew."""
    scene: Scene = request.getfixturevalue(fixture)
    thread = {"In-Reply-To": scene.letter(5).message_id}
    scene.write(person(5), ("questionnaire.xlsx", scene.tokenless(5, employees=505)), **thread)
    assert scene.answers() == {5: 505}


def test_a_question_through_a_list_of_the_organisation_is_passed_on(scene: Scene) -> None:
    """It answers a letter of ours, whatever the list adds."""
    more = {"List-Id": "<staff.member5.example>", "Precedence": "list", "In-Reply-To": scene.letter(5).message_id}
    scene.write(person(5), text="Which year is meant?", **more)
    assert [one.to for one in scene.passed_on()] == [STAFF]
