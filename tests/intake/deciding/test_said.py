"""What comes of what a person said, beyond the rows of docs/flows.md (see tests/flows/test_messages.py)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from domain.case import CaseKind, Decision
from domain.contact import Stopped
from domain.effects import CountClaim, Effect, Hold, Ignore, Reply, SendAgain, Wait
from domain.intent import Intent, IntentKind
from domain.journal import What
from domain.letter import LetterKind
from domain.message import Claim, Kind
from domain.submission import Submission
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
    sent_before,
    without_token,
)

YES = (Intent(intent=IntentKind.CONFIRM, words="Yes.", alone=True),)
CLAIM = Claim(7, ATLSTEL.id, NOW - timedelta(days=1))
ANSWER = {"text": "Yes.", "In_Reply_To": f"<{TAG}@unodc.example>"}
ASKED = Intent(intent=IntentKind.QUESTION, words="Which year is meant?")


def said_yes(raw: bytes, *claims: Claim, **letter: object) -> tuple[Effect, ...]:
    """Return what is decided about a message that says yes to our letter, which asks about the first case, while these wait."""
    return said_yes_after((), raw, *claims, **letter)


def said_yes_after(filed: Iterable[Submission], raw: bytes, *claims: Claim, **letter: object) -> tuple[Effect, ...]:
    """Return the same where these submissions were filed before."""
    examined = replace(scene.understand(raw), intents=YES)
    asking = replace(delivery(), **({"asks": (CLAIM.case_id,)} | letter))  # type: ignore[arg-type]
    return decide(examined, replace(scene.knowledge(examined, deliveries=[asking], filed=filed), claims=claims), FORMS, NOW)


def test_a_contacts_yes_to_the_letter_that_asked_lets_the_workbook_count() -> None:
    """Nobody needs to read it."""
    effects = said_yes(message(**ANSWER), CLAIM)
    assert effects == (CountClaim(case_id=7, invitation_id=ATLSTEL.id, why=f"{ROSSI} says that it is theirs."),)


@pytest.mark.parametrize(
    ("raw", "claims", "letter"),
    [
        (message(**ANSWER), (), {}),
        (message(**ANSWER), (CLAIM,), {"asks": (7, 8)}),
        (message(**ANSWER), (replace(CLAIM, case_id=8),), {}),
        (message(**ANSWER), (CLAIM,), {"asks": ()}),
        (message(**ANSWER), (replace(CLAIM, invitation_id=BAYNET.id),), {}),
        (message(**ANSWER), (CLAIM,), {"address": "former@atlstel.example", "on_record": False}),
        (message(**ANSWER, sender="colleague@atlstel.example"), (CLAIM,), {}),
        (message(text="Yes.", to=PLUS), (CLAIM,), {}),
    ],
    ids=["none", "one of two", "another case", "not asked", "another's", "not on record", "from a colleague", "no letter"],
)
def test_any_other_yes_is_passed_on(raw: bytes, claims: tuple[Claim, ...], letter: dict[str, object]) -> None:
    """It is not certain what it means, or who says it."""
    effects = said_yes(raw, *claims, **letter)
    assert [type(one) for one in effects] == [Reply]


def test_a_yes_beside_or_after_a_workbook_of_its_own_is_a_case() -> None:
    """Which of the two is meant is for a person to ask; a workbook from before the other came says nothing against it."""
    beside = said_yes(message(("a.xlsx", GOOD), **ANSWER), CLAIM)
    after = said_yes_after([replace(sent_before(ROSSI), received_at=NOW)], message(**ANSWER), CLAIM)
    for effects in (beside, after):
        (case,) = of(effects, Hold)
        assert (case.kind, of(effects, CountClaim)) == (CaseKind.REMARK, [])
        assert "case 7" in case.reasons[0]
    before = replace(sent_before(ROSSI), received_at=CLAIM.at - timedelta(days=1))
    assert len(of(said_yes_after([before], message(**ANSWER), CLAIM), CountClaim)) == 1


def test_a_yes_that_let_a_workbook_count_says_the_same_when_it_is_read_again() -> None:
    """Whatever came since."""
    counted = replace(CLAIM, counted=True)
    effects = said_yes_after([replace(sent_before(ROSSI), received_at=NOW)], message(**ANSWER), counted)
    assert [type(one) for one in effects] == [CountClaim]


def test_a_yes_with_more_words_is_a_note() -> None:
    """It is passed on, and reminders wait for whoever answers; nothing counts by it."""
    examined = replace(scene.understand(message(**ANSWER)), intents=(replace(*YES, alone=False),))
    known = replace(scene.knowledge(examined, deliveries=[replace(delivery(), asks=(CLAIM.case_id,))]), claims=(CLAIM,))
    assert [type(one) for one in decide(examined, known, FORMS, NOW)] == [Wait, Reply]


def test_a_workbook_that_is_asked_for_beside_other_words_is_sent_and_the_words_are_passed_on() -> None:
    """Unless a wish stands alone, there is more to read."""
    wish = Intent(intent=IntentKind.RESEND, words="Please.", alone=True)
    assert [type(one) for one in effects_saying(wish, deliveries=[delivery()])] == [SendAgain]
    assert [type(one) for one in effects_saying(replace(wish, alone=False), deliveries=[delivery()])] == [SendAgain, Reply]


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("Please send the questionnaire again.", ""),
        ("Please send the questionnaire in English.", ""),
        ("Please send the questionnaire in French.", "fr"),
        ("We cannot read the English version, please send the French one in French.", "fr"),
        ("Please send the questionnaire in Arabic.", None),
        ("Please send the questionnaire in French or in Spanish.", None),
    ],
)
def test_a_workbook_is_sent_in_the_language_that_is_asked_for(words: str, wanted: str | None) -> None:
    """Where the study has it; else a person reads the wish, and nothing is sent in a language that was not asked for."""
    wish = Intent(intent=IntentKind.RESEND, words=words, alone=True)
    raw = message(text=words, In_Reply_To=f"<{TAG}@unodc.example>")
    examined = replace(scene.understand(raw), intents=(wish,))
    known = replace(scene.knowledge(examined, deliveries=[delivery()]), languages={ATLSTEL.study: ("en", "fr", "es")})
    found = decide(examined, known, FORMS, NOW)
    assert [type(one) for one in found] == [SendAgain if wanted is not None else Reply]
    assert [one.wanted for one in of(found, SendAgain)] == ([wanted] if wanted is not None else [])


@pytest.mark.parametrize(("words", "sent"), [("Please send it in English.", False), ("Please send it in French.", True)])
def test_who_wants_their_own_language_which_the_study_does_not_have_is_heard(words: str, sent: bool) -> None:
    """They got another one, and would get that again."""
    wish = Intent(intent=IntentKind.RESEND, words=words, alone=True)
    examined = replace(scene.understand(message(text=words, In_Reply_To=f"<{TAG}@unodc.example>")), intents=(wish,))
    known = replace(scene.knowledge(examined, deliveries=[delivery()]), languages={ATLSTEL.study: ("fr",)})
    assert [type(one) for one in decide(examined, known, FORMS, NOW)] == [SendAgain if sent else Reply]


def test_a_forged_yes_is_passed_on() -> None:
    """A tag proves the letter, and the server says that its author is somebody else."""
    raw = message(**ANSWER, Authentication_Results="mx.agency.example; dmarc=fail header.from=atlstel.example")
    examined = replace(examine(raw, scene.reader(), Receiving(own=frozenset({BOX}), authserv_ids=("mx.agency.example",))), intents=YES)
    known = replace(scene.knowledge(examined, deliveries=[replace(delivery(), asks=(CLAIM.case_id,))]), claims=(CLAIM,))
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
    effects = effects_saying(Intent(intent=IntentKind.RESEND, words="Please.", alone=True), raw=raw)
    assert [type(one) for one in effects] == [Reply]


@pytest.mark.parametrize(
    "known",
    [{"not_out": frozenset({ATLSTEL.study})}, {"stopped": Stopped.BY_HAND, "contacts": ()}, {"mark": What.INELIGIBLE}],
    ids=["sent to nobody yet", "written to no more", "ineligible"],
)
def test_a_workbook_that_cannot_be_sent_is_a_wish_for_a_person(known: dict[str, Any]) -> None:
    """Else nobody would know of it."""
    wish = Intent(intent=IntentKind.RESEND, words="Please.")
    examined = replace(scene.understand(message(text="Please.", to=PLUS)), intents=(wish,))
    store = scene.knowledge(examined, deliveries=[delivery()])
    invited = replace(ATLSTEL, mark=known.get("mark"))
    candidates = tuple(replace(one, invitation=invited) for one in store.candidates)
    store = replace(store, candidates=candidates, **{name: value for name, value in known.items() if name != "mark"})
    assert [type(one) for one in decide(examined, store, FORMS, NOW)] == [Reply]


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


@pytest.mark.parametrize(
    ("sender", "letter", "waiting"),
    [
        (ROSSI, {}, True),
        ("former@atlstel.example", {"address": "Former@atlstel.example"}, True),
        ("stranger@elsewhere.example", {}, False),
    ],
)
def test_only_whom_a_letter_went_to_lets_an_organisation_wait_by_being_away(sender: str, letter: dict[str, Any], waiting: bool) -> None:
    """Or a contact on record; of anybody else whose mail answers a letter of ours, a person decides."""
    away = Intent(intent=IntentKind.AUTO_REPLY, words="I am away until 20 March.", until=NOW.date() + timedelta(days=5))
    raw = message(text=away.words, sender=sender, In_Reply_To=f"<{TAG}@unodc.example>", Auto_Submitted="auto-replied")
    examined = replace(scene.understand(raw), intents=(away,))
    named = replace(delivery(), **letter)
    effects = decide(examined, scene.knowledge(examined, deliveries=[named]), FORMS, NOW)
    assert [type(one) for one in effects] == [Wait if waiting else Hold]
    if not waiting:
        assert (of(effects, Hold)[0].kind, "not on record" in of(effects, Hold)[0].reasons[0]) == (CaseKind.REMARK, True)


@pytest.mark.parametrize(
    ("until", "closes", "told"),
    [
        (date(2012, 5, 31), date(2012, 5, 31), []),
        (date(2012, 6, 1), date(2012, 5, 31), ["after the collection ends, on 2012-05-31"]),
        (date(2013, 3, 1), None, []),
        (date(2099, 12, 31), None, ["more than a year ahead"]),
        (date(2099, 12, 31), date(2012, 5, 31), ["after the collection ends, on 2012-05-31", "more than a year ahead"]),
    ],
)
def test_a_day_that_is_very_far_ahead_is_told_so(until: date, closes: date | None, told: list[str]) -> None:
    """Whoever decides reads it; what they decide stands."""
    examined = replace(scene.understand(message(**ANSWER)), intents=(Intent(intent=IntentKind.EXTENSION, words="More time.", until=until),))
    known = scene.knowledge(examined, deliveries=[delivery()])
    known = replace(known, deadlines={"cyb12": date(2012, 4, 30)}, closes={"cyb12": closes} if closes else {})
    (case,) = of(decide(examined, known, FORMS, NOW), Hold)
    assert case.options == (Decision.GRANT, Decision.REJECT)
    assert [one in reason for one, reason in zip(told, case.reasons[2:], strict=True)] == [True] * len(told)
