"""What ordinary mails say around a letter is known from what people say to us, by the words, the form and the place that it has."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import numpy as np
import pytest

from domain.intent import Intent, IntentKind
from intake.understanding.intents import ordinary
from intake.understanding.intents.ordinary import (
    NAME,
    PLACES,
    Neighbours,
    OrdinaryWeights,
    is_ordinary,
    neighbours,
    ordinary_weights,
    packed,
    places_of,
    unlike_ordinary,
    unpacked,
)
from intake.understanding.intents.said import HeardSentence, Said, tells
from intake.understanding.intents.wanted import concluded, told_by
from languages.heard import Heard, courtesy, unheard
from tests.intake import mails
from tests.intake.ordinary import Taught, hash_of_taught, learned_from, weights_of

_PIECES = "47ff1cac1102d041aa8c7b1d25aff96006899077c25c38fd35daa6e1e1b60c09"
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


def _sentence(text: str, heard: Heard | None = None) -> HeardSentence:
    return HeardSentence(text=text, heard=heard or unheard(len(text.split())), asks=False)


def _alone(text: str, heard: Heard | None = None) -> Neighbours:
    return next(neighbours([_sentence(text, heard)]))


def _reading(kind: IntentKind, told: Said) -> Intent:
    return Intent(intent=kind, words=told.sentences[-1].text)


def test_what_was_learned_is_of_the_mails_and_notes_that_stand() -> None:
    """Whoever adds some runs `python -m tests.intake.ordinary`; that the file is what it gives, `--check` tells."""
    assert learned_from() == hash_of_taught(), NAME


@pytest.mark.sweep
@pytest.mark.parametrize("author", sorted({*mails.authors()} - {*mails.TALKATIVE, *mails.PLAIN}))
def test_of_each_hundred_mails_of_an_author_at_most_three_say_more_than_courtesy(author: str) -> None:
    """They were learned from: what is read of authors who are left out, `--judge` tells."""
    held = [one.id for one in mails.mails(author) if mails.is_held(mails.read(one))]
    assert len(held) <= 0.03 * len(mails.mails(author)), held


@pytest.mark.sweep
@pytest.mark.parametrize("author", mails.PLAIN)
def test_of_a_hundred_mails_of_offices_at_most_four_say_more_than_courtesy(author: str) -> None:
    """What is done or final, and words that speak to people, are believed."""
    assert len(mails.mails(author)) == 100
    held = [one.id for one in mails.mails(author) if mails.is_held(mails.read(one))]
    assert len(held) <= 4, held


@pytest.mark.sweep
@pytest.mark.parametrize("author", mails.TALKATIVE)
def test_of_each_hundred_mails_of_talkative_offices_at_most_twelve_say_more_than_courtesy(author: str) -> None:
    """Words that speak to people, and languages of which few words are known: none of it is taken back."""
    held = [one.id for one in mails.mails(author) if mails.is_held(mails.read(one))]
    assert len(held) <= 0.12 * len(mails.mails(author)), held


@pytest.mark.sweep
@pytest.mark.parametrize("author", mails.bodies())
def test_of_four_mails_in_which_people_say_much_that_asks_for_nothing_at_most_one_is_held(author: str) -> None:
    """They were learned from, and others wrote the like of each in which something is told."""
    held = [one.id for one in mails.mails(author) if mails.is_held(mails.read(one))]
    assert len(held) <= 0.25 * len(mails.mails(author)), held


@pytest.mark.sweep
@pytest.mark.parametrize("author", sorted({one.removeprefix("bodies/") for one in mails.bodies()}))
def test_of_each_hundred_mails_that_tell_something_in_passing_at_most_two_are_passed_by(author: str) -> None:
    """They were learned from: what is passed by of authors who are left out, `--judge` tells."""
    passed = [one.says for one in mails.telling(author) if mails.is_passed_by(one)]
    assert len(passed) <= 0.02 * len(mails.telling(author)), passed


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


def test_what_the_subject_asks_is_not_taken_back() -> None:
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


def test_a_long_sentence_is_found_from_a_higher_chance_on_and_none_of_a_language_of_few_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is told in passing stands in long sentences; what is polite in Finnish was hardly taught."""
    monkeypatch.setattr(ordinary, "ordinary_weights", lambda: OrdinaryWeights(-1.4, 0.0, bytes(PLACES)))  # Some .2.
    short, long = (
        "Attached please find our questionnaire.",
        "Attached please find our questionnaire, which counts what they count and not what we do.",
    )
    assert [len(unlike_ordinary(_said(one))) for one in (short, long)] == [0, 1]
    finnish = (
        "Hyvä vastaanottaja,\nOhessa on täytetty lomake kuten pyysitte viime viikolla teidän kirjeessänne, kiitos vielä kerran kaikesta."
    )
    assert not unlike_ordinary(_said(finnish))


@pytest.mark.parametrize(("bias", "taken", "found"), [(0.5, True, 0), (0.3, False, 0), (-2.3, False, 0), (-2.6, False, 1)])
def test_what_is_taken_back_and_what_is_found_depends_on_how_ordinary_weights_find_it(
    bias: float, taken: bool, found: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Chances of .62, .57, .09 and .07: the bounds are .6 and .08."""
    monkeypatch.setattr(ordinary, "ordinary_weights", lambda: OrdinaryWeights(bias, 0.0, bytes(PLACES)))
    told = _said("Harbour Trust of Auckland")
    assert is_ordinary([_reading(IntentKind.NOTE, told)], told) is taken
    assert len(unlike_ordinary(told)) == found


@pytest.mark.parametrize(("bias", "taken"), [(2.3, True), (2.0, False)])
def test_a_subject_is_taken_back_only_where_weights_are_very_sure(bias: float, taken: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Chances of .91 and .88: the bound is .9."""
    monkeypatch.setattr(ordinary, "ordinary_weights", lambda: OrdinaryWeights(bias, 0.0, bytes(PLACES)))
    told = _said(_LETTERHEAD, "Harbour Trust of Auckland, division of statistics and planning, Quay Street")
    assert is_ordinary([Intent(intent=IntentKind.NOTE, words=told.titles[0].text)], told) is taken


def test_what_is_found_is_told_though_something_else_was_taken_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """A letterhead hides nothing."""
    monkeypatch.setattr(ordinary, "ordinary_weights", lambda: OrdinaryWeights(1.7, 0.0, bytes(PLACES)))
    said = "We have the honour to transmit the completed questionnaire, with the exception of table 4, which will follow."
    told = _said(f"{said}\n{_LETTERHEAD}")
    monkeypatch.setattr(ordinary, "tells", lambda one, *, beside: beside and one.text.startswith("12 "))  # As rules read many formulas.
    assert is_ordinary([Intent(intent=IntentKind.NOTE, words="12 Quay Street, Auckland 1010, New Zealand")], told)
    read = Intent(intent=IntentKind.NOTE, words="12 Quay Street, Auckland 1010, New Zealand")
    assert [one.words for one in concluded(told, [read], {})] == [said]


_GAPS = (
    "The questionnaire of our hospital is complete with the exception of the ward in Dock Street.",
    "Sheet 4 is missing from it, and will follow as soon as the depot has counted.",
    "Der Bogen unserer Schule ist ausgef\u00fcllt, nur die Werte der Abendschule sind grob gesch\u00e4tzt.",
    "Nous vous adressons le questionnaire, hormis la feuille des antennes, qui suivra.",
    "Le remito el cuestionario, salvo el apartado de becas, que est\u00e1 pendiente.",
    "Remete-se o question\u00e1rio, com exce\u00e7\u00e3o do grupo III, que n\u00e3o foi preenchido.",
    "Направляем анкету предприятия, заполненную без учёта филиала в порту.",
    "نرفق لكم الاستبيان باستثناء جدول الفروع، وسيصلكم لاحقا.",
    "现送上问卷，第四表暂无数据，待统计后再补报。",
    "The Ministry returns the questionnaire, while it maintains its objections to the names of the islands.",
    "Nous vous transmettons le questionnaire, avec nos réserves sur la méthodologie.",
)


@pytest.mark.parametrize("line", _GAPS)
def test_who_speaks_of_what_is_left_out_reckoned_or_to_come_is_heard_however_ordinary_weights_find_it(
    line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is told in passing, in the sentence that hands the form over."""
    monkeypatch.setattr(ordinary, "ordinary_weights", lambda: OrdinaryWeights(60.0, 0.0, bytes(PLACES)))
    told = _said(line)
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


def test_a_subject_that_is_a_reference_is_taken_back_as_ordinary_sentences_are() -> None:
    """Offices number their letters, and name what they send."""
    told = _said(_LETTERHEAD, "Ref. 12/2026 - Transmission of the Questionnaire on Ports, Division of Statistics")
    assert is_ordinary([_reading(IntentKind.NOTE, told)], told)


def test_what_no_ordinary_mail_says_is_found_though_rules_take_it_for_courtesy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beside a workbook alone, and not in what has no word but those of courtesy."""
    told = _said("Dear colleagues,\nAttached please find our questionnaire.")
    assert not unlike_ordinary(told)
    monkeypatch.setattr(ordinary, "ordinary_weights", lambda: OrdinaryWeights(-60.0, 0.0, bytes(PLACES)))
    assert [one.text for one in unlike_ordinary(told)] == ["Attached please find our questionnaire."]
    assert not unlike_ordinary(replace(told, beside=False))
    assert [(one.intent, one.words) for one in concluded(told, [], {})] == [(IntentKind.NOTE, "Attached please find our questionnaire.")]


def test_the_pieces_of_a_sentence_are_those_that_were_taught() -> None:
    """Weights of other pieces mean nothing: whoever changes these learns anew, and writes down here what they are."""
    some = (
        "Dear Sir,",
        "12 Quay Street, Auckland 1010",
        "\u7535\u8bdd\uff1a010-5550 0101",
        "Org. no: 974 446 000",
        "T\u00e9l. +41 31 555 01 50 (24h/24)",
    )
    weighed = replace(
        unheard(3),
        shares={"note": 0.31, "draft": 0.09, "confirm": 0.64},
        parts=({"note": 0.5}, {"note": 0.7, "question": 0.1}),
        maybe=frozenset({"note"}),
        rather=frozenset({"confirm"}),
        plainly=frozenset({"draft"}),
        denied=frozenset({"question"}),
    )
    sentences = [_sentence(one, heard) for one, heard in zip(some, (None, weighed, None, weighed, courtesy(4)), strict=True)]
    places = [places_of(one) for titles in (False, True) for one in neighbours(sentences, titles=titles)]
    assert hashlib.sha256(repr(places).encode()).hexdigest() == _PIECES


def test_the_place_and_the_neighbours_of_a_sentence_are_pieces_of_it() -> None:
    """The name of a firm between two telephones is that of the sender's."""
    first, second = neighbours([_sentence("Harbour Trust"), _sentence("T +64 9 555 0188")])
    assert (first.before, first.behind, second.before, second.behind) == ("", "T +64 9 555 0188", "Harbour Trust", "")
    assert places_of(_alone("Harbour Trust")) != places_of(first)
    assert all(0 <= one < PLACES for one in places_of(_alone("")))


def test_weights_are_read_as_they_were_written() -> None:
    """A line of JSON, and a byte for each place."""
    assert unpacked(packed(ordinary_weights(), "some")) == (ordinary_weights(), "some")


def test_what_stands_in_ordinary_mails_is_likelier_than_what_stands_in_notes() -> None:
    """Of two sentences, one of each kind, learning knows which is which."""
    streets, answers = _alone("12 Quay Street"), _alone("We counted the hall twice")
    taught = [Taught(np.array(places_of(one), np.intp), polite, 0) for one, polite in ((streets, True), (answers, False)) for _ in range(9)]
    learned = weights_of(taught)
    assert learned.chance(streets) > 0.9
    assert learned.chance(answers) < 0.1
