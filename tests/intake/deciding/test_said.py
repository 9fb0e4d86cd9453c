"""What comes of what a person said, beyond the rows of docs/flows.md (see tests/flows/test_messages.py)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

import pytest

from domain.effects import CountClaim, Effect, Hold, Ignore, Reply, SendAgain, Wait
from domain.intent import Intent, IntentKind
from domain.letter import LetterKind
from domain.message import Claim, Kind
from intake.deciding.decide import decide
from intake.understanding.examine import Examined, examine
from intake.understanding.receiving import Receiving
from tests.intake import scene
from tests.intake.scene import (
    ATLSTEL,
    BAYNET,
    BOX,
    FORMS,
    GOOD,
    NOW,
    PLUS,
    ROSSI,
    TAG,
    delivery,
    effects_of,
    effects_saying,
    message,
    of,
    without_token,
)

YES = (Intent(intent=IntentKind.CONFIRM, words="Yes."),)
CLAIM = Claim(7, ATLSTEL.id, NOW - timedelta(days=1))
ANSWER = {"text": "Yes.", "In_Reply_To": f"<{TAG}@unodc.example>"}
ASKED = Intent(intent=IntentKind.QUESTION, words="Which year is meant?")


def said_yes(raw: bytes, *claims: Claim, **letter: object) -> tuple[Effect, ...]:
    """Return what is decided about a message that says yes to our letter, of which these cases wait."""
    examined = replace(scene.understand(raw), intents=YES)
    known = replace(scene.knowledge(examined, deliveries=[replace(delivery(), **letter)]), claims=claims)  # type: ignore[arg-type]
    return decide(examined, known, FORMS, NOW)


def test_a_contacts_yes_to_the_letter_that_asked_lets_the_workbook_count() -> None:
    """Nobody needs to read it."""
    effects = said_yes(message(**ANSWER), CLAIM)
    assert effects == (CountClaim(case_id=7, invitation_id=ATLSTEL.id, why=f"{ROSSI} says that it is theirs."),)


@pytest.mark.parametrize(
    ("raw", "claims", "letter"),
    [
        (message(**ANSWER), (), {}),
        (message(**ANSWER), (CLAIM, replace(CLAIM, case_id=8)), {}),
        (message(**ANSWER), (replace(CLAIM, at=NOW + timedelta(days=1)),), {}),
        (message(**ANSWER), (replace(CLAIM, invitation_id=BAYNET.id),), {}),
        (message(**ANSWER), (CLAIM,), {"kind": LetterKind.RECEIPT}),
        (message(**ANSWER), (CLAIM,), {"address": "former@atlstel.example", "on_record": False}),
        (message(**ANSWER, sender="colleague@atlstel.example"), (CLAIM,), {}),
        (message(text="Yes.", to=PLUS), (CLAIM,), {}),
    ],
    ids=["none", "two", "later", "another's", "a receipt", "not on record", "from a colleague", "no letter"],
)
def test_any_other_yes_is_passed_on(raw: bytes, claims: tuple[Claim, ...], letter: dict[str, object]) -> None:
    """It is not certain what it means, or who says it."""
    effects = said_yes(raw, *claims, **letter)
    assert [type(one) for one in effects] == [Reply]


def test_a_forged_yes_is_passed_on() -> None:
    """A tag proves the letter, and the server says that its author is somebody else."""
    raw = message(**ANSWER, Authentication_Results="mx.agency.example; dmarc=fail header.from=atlstel.example")
    examined = replace(examine(raw, scene.reader(), Receiving(own=frozenset({BOX}), authserv_ids=("mx.agency.example",))), intents=YES)
    known = replace(scene.knowledge(examined, deliveries=[delivery()]), claims=(CLAIM,))
    assert [type(one) for one in decide(examined, known, FORMS, NOW)] == [Reply]


def test_several_things_in_one_message_are_each_dealt_with() -> None:
    """In the order in which they were said; the same thing twice is one case."""
    more = Intent(intent=IntentKind.EXTENSION, words="More time.")
    effects = effects_saying(more, Intent(intent=IntentKind.CONFIDENTIAL, words="Between us."), ASKED, replace(more, words="Please."))
    assert [one.kind for one in of(effects, Hold)] == ["extension", "remark"]
    assert [type(one) for one in effects if not isinstance(one, Hold)] == [Wait, Reply]


def test_the_workbook_is_asked_for_beside_a_question() -> None:
    """It is sent, and the question is passed on."""
    effects = effects_saying(Intent(intent=IntentKind.RESEND, words="Please."), ASKED, deliveries=[delivery()])
    assert {type(one) for one in effects} == {SendAgain, Reply, Wait}


def test_a_wish_that_cannot_be_fulfilled_is_passed_on() -> None:
    """Nobody vouches for whoever asks for the workbook."""
    raw = message(text="Please.", sender="nobody@elsewhere.example", subject=ATLSTEL.reference)
    effects = effects_saying(Intent(intent=IntentKind.RESEND, words="Please."), raw=raw)
    assert [type(one) for one in effects] == [Reply]


def waits(effects: Iterable[Effect]) -> list[Wait]:
    """Return how long whose reminders wait."""
    return of(effects, Wait)


def test_a_question_beside_a_workbook_that_counts_keeps_nothing_back() -> None:
    """Whoever has answered is not reminded anyway; beside one that is sent back, reminders wait."""
    asks = "Please find attached our answers. Could you tell us whether they are right?"
    assert waits(effects_of(message(("a.xlsx", GOOD), text=asks))) == []
    assert len(waits(effects_of(message(("a.xlsx", scene.workbook(ATLSTEL, victim="Yes")), text=asks)))) == 1
    forged = message(("a.xlsx", without_token(GOOD)), text=asks, sender="stranger@elsewhere.example")
    assert waits(effects_of(forged)) == []


def test_words_of_which_nothing_is_recognised_are_a_note() -> None:
    """They are passed on, and reminders wait for whoever answers; a message without a word keeps nothing back."""
    assert [type(one) for one in effects_saying(deliveries=[delivery()])] == [Wait, Reply]
    empty = message(text="", In_Reply_To=f"<{TAG}@unodc.example>")
    assert [type(one) for one in effects_saying(raw=empty, deliveries=[delivery()])] == [Reply]


def imitation(**headers: str) -> Examined:
    """Return a message that bears the Message-ID of our letter, and one of our addresses."""
    raw = message(text="Which year is meant?", sender=BOX, **headers)
    return scene.understand(raw.replace(b"<one@client.example>", f"<{TAG}@unodc.example>".encode()))


def test_a_message_that_imitates_a_letter_of_ours_does_not_vanish() -> None:
    """The store has the last word: unless it knows that very letter, the message is what it is otherwise."""
    examined = imitation()
    assert examined.classification.kind is Kind.OWN
    known = scene.knowledge(examined, deliveries=[delivery()])
    assert decide(examined, known, FORMS, NOW) == (Ignore("It is a copy of one of our letters."),)
    (reply,) = of(decide(examined, replace(known, copied=None), FORMS, NOW), Reply)
    assert reply.kind is LetterKind.PASSED_ON


def test_answers_in_the_text_are_told_whole() -> None:
    """A line that is not understood as an answer may be one all the same."""
    told = "I cannot open Excel here, so here are our answers:\nA.1 Ana Lopes\nA.4 85 employees\n1.2 Increased\n2.1 Yes"
    (case,) = of(effects_of(message(text=told)), Hold)
    assert " ".join(told.split()) in case.reasons[0]
