"""Somebody has a coordinator's notice of a case: it was forwarded to them, or lay in a mailbox that others read too.

They have the secret of the case and know who decides it. They write to its address as themselves, and in the coordinator's name.
"""

from __future__ import annotations

import pytest

from domain.journal import What
from store import journal
from tests.attacks.deciding import STRANGER, claim, decision, letters_about_cases, notices, say, told_at_once
from tests.attacks.scene import COORDINATOR, EVIL, STAFF, Scene, outsiders, person


def test_a_coordinator_who_is_authenticated_decides(scene: Scene) -> None:
    """The honest mail: the case is decided in their name, because of their message, and the answer says how to undo it."""
    told_at_once(scene)
    notice = claim(scene)
    (answer,) = say(scene, notice, "Dear all,\n\naccept: they called\n\nBest regards\nThomas Aubert\nReject Ltd")
    assert decision(scene) == "accept"
    assert scene.answers() == {6: 1}
    assert answer.letter.subject == "Done: case 1, accept"
    assert "undo" in answer.letter.text
    with scene.service.store.reading() as tx:
        (entry,) = (one for one in journal.pages(tx) if one.what is What.DECIDE)
        assert journal.names(tx, [int(entry.by.removeprefix("person:"))]).popitem()[1] == "Thomas Aubert"
        assert journal.notes(tx, [entry.number]) == {entry.number: "they called"}
        assert entry.message_id == 2


def test_a_stranger_who_got_the_notice_decides_nothing(scene: Scene) -> None:
    """Its reader is told of their words, as those of somebody who is not known as staff, and nothing is written to them."""
    told_at_once(scene)
    notice = claim(scene)
    scene.left()
    assert say(scene, notice, "accept", STRANGER) == []
    assert outsiders(scene.left()) == []
    assert decision(scene) is None


def test_a_contact_on_record_who_got_the_notice_decides_nothing(scene: Scene) -> None:
    """It was forwarded to the organisation to ask whether the workbook is theirs."""
    told_at_once(scene)
    notice = claim(scene)
    say(scene, notice, "accept", person(6))
    assert decision(scene) is None


def test_a_forged_coordinator_decides_nothing_and_they_are_told(scene: Scene) -> None:
    """The mail server says that it is not they. What they are told has no address that decides anything."""
    told_at_once(scene)
    notice = claim(scene)
    (told,) = say(scene, notice, "accept", host=EVIL)
    assert decision(scene) is None
    assert "the mail server says that it is not from you" in told.letter.text
    assert told.answers_to == "cybercrime.study@unodc.example"
    assert told.links == []


def test_where_nobody_vouches_the_coordinators_address_is_asked(unguarded: Scene) -> None:
    """Nothing is done until an answer to that question comes; whoever has the notice alone never sees it."""
    told_at_once(unguarded)
    notice = claim(unguarded)
    (question,) = say(unguarded, notice, "accept")
    assert decision(unguarded) is None
    assert question.answers_to not in {notice.answers_to, "cybercrime.study@unodc.example"}
    say(unguarded, notice, "yes")
    assert decision(unguarded) is None
    say(unguarded, question, "Yes")
    assert decision(unguarded) == "accept"


def test_another_coordinator_cannot_answer_the_question(unguarded: Scene) -> None:
    """Its secret was made for one address."""
    told_at_once(unguarded)
    (question,) = say(unguarded, claim(unguarded), "accept")
    say(unguarded, question, "yes", STAFF)
    say(unguarded, question, "yes", STRANGER)
    assert decision(unguarded) is None


@pytest.mark.parametrize("words", ["no", "reject", "accept only if it is theirs", "What is this?"])
def test_what_is_no_yes_confirms_nothing(unguarded: Scene, words: str) -> None:
    """Another decision is not what was asked."""
    told_at_once(unguarded)
    (question,) = say(unguarded, claim(unguarded), "accept")
    say(unguarded, question, words)
    assert decision(unguarded) is None


def test_many_answers_in_a_coordinators_name_write_few_letters(unguarded: Scene) -> None:
    """Whoever has the notice can have the coordinator asked, as often as the budgets allow, and about one decision once."""
    told_at_once(unguarded)
    notice = claim(unguarded)
    for _ in range(8):
        unguarded.post(unguarded.compose(COORDINATOR, text="accept", to=notice.answers_to), STRANGER, EVIL, notice.answers_to)
    unguarded.take_in()
    assert len(letters_about_cases(unguarded)) == 1
    assert decision(unguarded) is None
    assert notices(unguarded) == []
