"""What ordinary mails say around a letter is known from what people say to us, by the words, the form and the place that it has."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import numpy as np
import pytest

from domain.intent import Intent, IntentKind
from intake.understanding import ordinary
from intake.understanding.intents import concluded, told_by
from intake.understanding.ordinary import (
    NAME,
    PLACES,
    Neighbours,
    OrdinaryWeights,
    is_ordinary,
    neighbours,
    ordinary_weights,
    packed,
    places_of,
    unpacked,
)
from intake.understanding.said import Said, tells
from tests.intake import mails
from tests.intake.ordinary import Taught, hash_of_taught, learned_from, weights_of

_PIECES = "680eeeee1e4f5f8af9804de1831a3ce886409a10457a8f1f93d9669adbe62953"
_LETTERHEAD = """Dear colleagues,
Attached please find our questionnaire.
Kind regards,
Harbour Trust
12 Quay Street, Auckland 1010, New Zealand"""
_TAKEN_BACK = (IntentKind.NOTE, IntentKind.ANSWERS_IN_TEXT, IntentKind.QUESTION, IntentKind.ELSEWHERE)
_BELIEVED = (
    IntentKind.SUCCESSOR,
    IntentKind.DRAFT,
    IntentKind.CONFIDENTIAL,
    IntentKind.CORRECTION,
    IntentKind.UNSUBSCRIBE,
    IntentKind.DECLINE,
)


def _said(text: str, subject: str = "") -> Said:
    return told_by(text, subject, beside=True)


def _reading(kind: IntentKind, told: Said) -> Intent:
    return Intent(intent=kind, words=told.sentences[-1].text)


def test_what_was_learned_is_of_the_mails_and_notes_that_stand() -> None:
    """Whoever adds some runs `python -m tests.intake.ordinary`; that the file is what it gives, `--check` tells."""
    assert learned_from() == hash_of_taught(), NAME


@pytest.mark.sweep
@pytest.mark.parametrize("author", sorted(set(mails.authors()) - set(mails.TALKATIVE)))
def test_of_each_hundred_mails_of_an_author_at_most_three_say_more_than_courtesy(author: str) -> None:
    """They were learned from: what is read of authors who are left out, `--judge` tells."""
    held = [one.id for one in mails.mails(author) if mails.is_held(mails.read(one))]
    assert len(held) <= 0.03 * len(mails.mails(author)), held


@pytest.mark.sweep
@pytest.mark.parametrize("author", mails.TALKATIVE)
def test_of_each_hundred_mails_of_talkative_offices_at_most_twelve_say_more_than_courtesy(author: str) -> None:
    """Subjects that are references, words that speak to people, and languages of which few words are known: none of it is taken back."""
    held = [one.id for one in mails.mails(author) if mails.is_held(mails.read(one))]
    assert len(held) <= 0.12 * len(mails.mails(author)), held


def test_nothing_is_taken_back_in_a_language_of_which_few_words_are_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """Weights know what is polite there, and hardly what is said."""
    monkeypatch.setattr(ordinary, "ordinary_weights", lambda: OrdinaryWeights(60.0, 0.0, bytes(PLACES)))
    told = _said("Gentili colleghi,\nin allegato il questionario compilato.\nCordiali saluti\nLa tabella 3 contiene soltanto stime.")
    assert not is_ordinary([_reading(IntentKind.NOTE, told)], told)


@pytest.mark.parametrize("kind", _TAKEN_BACK)
def test_what_was_read_in_an_address_beneath_a_letter_is_taken_back(kind: IntentKind) -> None:
    """A number of a house is no answer."""
    told = _said(_LETTERHEAD)
    assert is_ordinary([_reading(kind, told)], told)


@pytest.mark.parametrize("kind", _BELIEVED)
def test_what_holds_a_workbook_or_takes_effect_is_never_taken_back(kind: IntentKind) -> None:
    """It has words of its own, beside which nothing else is taken back either."""
    told = _said(_LETTERHEAD)
    assert not is_ordinary([_reading(kind, told)], told)
    assert not is_ordinary([_reading(kind, told), _reading(IntentKind.NOTE, told)], told)


def test_nothing_is_taken_back_where_no_workbook_came_or_the_text_is_longer_than_what_is_read() -> None:
    """There the address may be the answer."""
    told = _said(_LETTERHEAD)
    read = [_reading(IntentKind.NOTE, told)]
    assert not is_ordinary(read, replace(told, beside=False))
    assert not is_ordinary(read, replace(told, cut=True))


def test_what_the_subject_says_is_not_taken_back() -> None:
    """It stands above no letter of an office."""
    told = _said(_LETTERHEAD, "Is this the right form?")
    assert not is_ordinary([Intent(intent=IntentKind.QUESTION, words=told.titles[0].text), _reading(IntentKind.NOTE, told)], told)


@pytest.mark.parametrize(
    "line",
    [
        "The hall in Dock Street was counted twice.",
        "We have left questions 17 to 20 blank.",
        "Please call me about table 3.",
        "Our new address is 12 Quay Street, Auckland 1010.",
        "Who will see these figures?",
    ],
)
def test_who_says_something_beneath_an_address_is_heard(line: str) -> None:
    """One sentence that is not ordinary is enough, wherever it stands."""
    told = _said(f"{_LETTERHEAD}\n{line}")
    assert mails.is_held(concluded(told, [Intent(intent=IntentKind.NOTE, words=line)], {}))


@pytest.mark.parametrize(
    "line",
    [
        "The hall in Dock Street was counted twice.",
        "We left questions 17 to 20 blank.",
        "Nous avons laiss\u00e9 les questions 4 et 5 en blanc.",
    ],
)
def test_who_states_a_fact_or_names_questions_is_heard_however_ordinary_weights_find_it(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its number looks like the number of a house."""
    monkeypatch.setattr(ordinary, "ordinary_weights", lambda: OrdinaryWeights(60.0, 0.0, bytes(PLACES)))
    told, letterhead = _said(line), _said(_LETTERHEAD)
    assert is_ordinary([_reading(IntentKind.NOTE, letterhead)], letterhead)
    assert not is_ordinary([_reading(IntentKind.NOTE, told)], told)


def test_a_sentence_that_tells_something_is_looked_at_though_another_one_was_read() -> None:
    """A note names what carries it, and an answer in the text its row alone."""
    told = _said(f"Our two mills in the north stood still from May on, as the river was low.\n{_LETTERHEAD}")
    assert not is_ordinary([_reading(IntentKind.ANSWERS_IN_TEXT, told)], told)


def test_a_sentence_that_carries_what_was_read_is_looked_at_though_it_tells_little() -> None:
    """A row of a table has too few words to tell something by itself."""
    told = _said("Kind regards,\nTurnover 2025: 1,204")
    assert not any(tells(one, beside=True) for one in told.sentences)
    assert not is_ordinary([_reading(IntentKind.ANSWERS_IN_TEXT, told)], told)


@pytest.mark.parametrize("subject", ["Total for Riga is wrong, we will look again", "We will not take part again"])
def test_a_subject_that_says_something_is_heard_above_a_courteous_letter(subject: str) -> None:
    """A note names the sentences of the letter alone, beneath which the subject would be lost."""
    told = _said(f"Thank you.\n{_LETTERHEAD}", subject)
    assert is_ordinary([_reading(IntentKind.NOTE, told)], replace(told, titles=()))
    assert not is_ordinary([_reading(IntentKind.NOTE, told)], told)


def test_the_pieces_of_a_sentence_are_those_that_were_taught() -> None:
    """Weights of other pieces mean nothing: whoever changes these learns anew, and writes down here what they are."""
    some = (
        "Dear Sir,",
        "12 Quay Street, Auckland 1010",
        "\u7535\u8bdd\uff1a010-5550 0101",
        "Org. no: 974 446 000",
        "T\u00e9l. +41 31 555 01 50 (24h/24)",
    )
    places = [places_of(one) for one in neighbours(some)]
    assert hashlib.sha256(repr(places).encode()).hexdigest() == _PIECES


def test_the_place_and_the_neighbours_of_a_sentence_are_pieces_of_it() -> None:
    """The name of a firm between two telephones is that of the sender's."""
    first, second = neighbours(["Harbour Trust", "T +64 9 555 0188"])
    assert (first.before, first.behind, second.before, second.behind) == ("", "T +64 9 555 0188", "Harbour Trust", "")
    alone = Neighbours(text="Harbour Trust")
    assert places_of(alone) != places_of(first)
    assert all(0 <= one < PLACES for one in places_of(Neighbours(text="")))


def test_weights_are_read_as_they_were_written() -> None:
    """A line of JSON, and a byte for each place."""
    assert unpacked(packed(ordinary_weights(), "some")) == (ordinary_weights(), "some")


def test_what_stands_in_ordinary_mails_is_likelier_than_what_stands_in_notes() -> None:
    """Of two sentences, one of each kind, learning knows which is which."""
    streets, answers = Neighbours(text="12 Quay Street"), Neighbours(text="We counted the hall twice")
    taught = [Taught(np.array(places_of(one), np.intp), polite, 0) for one, polite in ((streets, True), (answers, False)) for _ in range(9)]
    learned = weights_of(taught)
    assert learned.chance(streets) > 0.9
    assert learned.chance(answers) < 0.1
