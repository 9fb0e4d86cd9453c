"""What decision 0133 found: of whom a wish is, what is confirmed, and what is amiss."""

from __future__ import annotations

import pytest

from domain.intent import IntentKind
from intake.understanding.intent_rules import correction, unsubscribe
from intake.understanding.intents.said import HeardSentence, Said
from intake.understanding.intents.wanted import said
from languages.heard import Heard
from languages.likeness import stands_for
from tests.intake.understanding.test_other_words import kinds


@pytest.mark.parametrize(
    "text",
    [
        "Please take Julian off your list, he left us at Christmas. It is returns@dock.example you should write to instead.",
        "Уберите, пожалуйста, из рассылки Орлова, он уволился. Вместо него пишите на kanc@port.example.",
    ],
)
def test_whom_another_replaces_is_no_sender_who_wants_no_more_mail(text: str) -> None:
    """Whoever tells that a colleague is gone, and who comes instead, stays with us."""
    assert IntentKind.UNSUBSCRIBE not in kinds(text)
    assert IntentKind.SUCCESSOR in kinds(text)


def test_who_has_a_successor_may_want_no_more_mail_too() -> None:
    """Whoever speaks of their own address."""
    text = "Please take my private address off all your lists, I want no more mail. Write to statistics@office.example instead."
    assert IntentKind.UNSUBSCRIBE in kinds(text)


@pytest.mark.parametrize(
    ("text", "confirms"),
    [
        ("We confirm that our university will participate in the survey.", False),
        ("Wir bestätigen gern, dass das Museum bei der Erhebung mitmacht.", False),
        ("Подтверждаем, что наш университет примет участие в обследовании.", False),
        ("We confirm that the figure of 41 participants is right.", True),
    ],
)
def test_whoever_confirms_that_they_take_part_confirms_no_figure(text: str, confirms: bool) -> None:
    """A figure of participants is one."""
    assert (IntentKind.CONFIRM in kinds(text)) is confirms


@pytest.mark.parametrize(
    "text",
    [
        "From now on please write to Natalia Boiko, n.boiko@fish.example. She has asked me to say that she will answer by the end of July.",
        "С 1 июля пишите Наталье Бойко: n.boyko@ryba.example. Она просила передать, что ответит до конца июля.",
    ],
)
def test_a_successor_may_need_time(text: str) -> None:
    """Both are said in one breath."""
    assert {IntentKind.SUCCESSOR, IntentKind.EXTENSION} <= kinds(text)


@pytest.mark.parametrize(
    ("line", "leads"),
    [
        ("Email: office@port.example               NYANDAGO", False),
        ("E-mail : office@port.example", False),
        ("Email: returns@dock.example               NYANDAGO", True),
        ("New email: office@port.example", True),
        ("Email: office@port.example from now on please", True),
    ],
)
def test_the_senders_address_in_the_head_of_a_letter_leads_to_nobody_else(line: str, leads: bool) -> None:
    """Another one may, and so may theirs with a word of what it is now."""
    read = said(f"{line}\nPlease find the form attached.", beside=True, own=frozenset({"office@port.example"}))
    assert (IntentKind.SUCCESSOR in {one.intent for one in read}) is leads


def test_another_address_beneath_a_name_is_among_the_words_of_who_left() -> None:
    """Whoever decides reads it, also where it stands in a line as in the head of a letter."""
    text = "Ms Berg has left us and Mr Aas takes over.\nEmail: returns@dock.example\nPlease find the form attached."
    (one,) = (one for one in said(text, beside=True, own=frozenset({"office@port.example"})) if one.intent is IntentKind.SUCCESSOR)
    assert "returns@dock.example" in one.words


def test_what_words_stand_for_is_told_in_the_language_of_the_text() -> None:
    """A language without such words tells nothing."""
    assert {"twice", "figure"} <= stands_for("That figure is in there twice.", [])
    assert stands_for("qwx zzkv", []) == frozenset()


def _sentence(text: str, *, maybe: str = "", rather: str = "", plainly: str = "", asks: bool = False) -> HeardSentence:
    heard = Heard(
        said=frozenset(),
        words=9,
        unsaid=9,
        courteous=0.0,
        maybe=frozenset(maybe.split()),
        rather=frozenset(rather.split()),
        plainly=frozenset(plainly.split()),
        telling=True,
        unasked=not asks,
    )
    return HeardSentence(text=text, heard=heard, asks=asks)


_TOO_HIGH = "The catch in that row is overstated, the lake reported twice."


@pytest.mark.parametrize(
    ("sentence", "corrects"),
    [
        (_sentence(_TOO_HIGH, maybe="correction"), True),
        (_sentence(_TOO_HIGH), False),
        (_sentence(_TOO_HIGH, maybe="correction", asks=True), False),
        (_sentence(_TOO_HIGH, maybe="correction", rather="confirm"), False),
        (_sentence(_TOO_HIGH, maybe="correction", rather="answers_in_text"), False),
        (_sentence("The lake was calm that week.", maybe="correction"), False),
    ],
)
def test_what_may_be_a_correction_is_one_where_it_names_a_figure_and_what_is_amiss(sentence: HeardSentence, corrects: bool) -> None:
    """It is none where it asks, answers, or says that something is right."""
    assert (correction.RULE.find(Said(sentences=(sentence,)), ()) is not None) is corrects


_SIGN_OFF = "I leave all of your lists."


@pytest.mark.parametrize(
    ("text", "plainly", "asks", "leaves"),
    [
        (_SIGN_OFF, "unsubscribe", False, True),
        (_SIGN_OFF, "", False, False),
        (_SIGN_OFF, "unsubscribe", True, False),
        ("The mail about it ends in the folder for spam.", "unsubscribe", False, False),
    ],
)
def test_what_is_beyond_doubt_like_a_wish_for_no_more_mail_is_one_where_it_speaks_of_stopping(
    text: str, plainly: str, asks: bool, leaves: bool
) -> None:
    """A question is none, and neither is what has no word of stopping."""
    note = Said(sentences=(_sentence(text, plainly=plainly, asks=asks),))
    assert (unsubscribe.RULE.find(note, ()) is not None) is leaves
