"""What decision 0116 found: matters that people say in words of which no example has one."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from domain.intent import IntentKind
from intake.understanding.intents import said as sentences
from intake.understanding.intents.wanted import said
from languages.agreement import outdone
from languages.likeness import another_holds, likenesses, places_of

_SENT = datetime(2026, 2, 10, 9, tzinfo=UTC)


def kinds(text: str, *, beside: bool = False) -> set[IntentKind]:
    """Return what a text says."""
    return {one.intent for one in said(text, beside=beside, sent=_SENT)}


@pytest.mark.parametrize(
    "text",
    [
        "Die Gerichte führen darüber keine eigene Statistik; das macht das Ministerium zentral. Bitte an stat@justiz.example.",
        "The Supreme Court does not hold the figures requested. Please write to prisons@justice.example.",
    ],
)
def test_where_somebody_else_is_written_to_another_body_may_have_the_data(text: str) -> None:
    """Both are said: who has them, and where to write."""
    assert kinds(text) == {IntentKind.ELSEWHERE, IntentKind.SUCCESSOR}


def test_a_person_or_an_address_to_write_to_holds_no_data() -> None:
    """That is somebody else to write to."""
    assert another_holds("The ministry does not keep these figures.", [])
    assert not another_holds("Our colleague at the ministry keeps these figures.", [])
    assert not another_holds("Write to the ministry, which keeps these figures.", [])
    assert not another_holds("The ministry is closed on Friday.", [])


def test_a_unit_ends_a_sentence_and_a_label_with_its_number_begins_a_line() -> None:
    """Each says a matter of its own."""
    split = [one.text for one in sentences.read("1.204 statt 1.168 GWh. Die Gasdaten kommen von dort.")]
    assert split == ["1.204 statt 1.168 GWh.", "Die Gasdaten kommen von dort."]
    lines = "linha 3: está certo mesmo, fechou a maternidade em julho passado\nlinha 8: foi falha nossa"
    assert len(sentences.read(lines)) == 2


def test_what_is_surely_right_is_so_in_two_words_and_beside_another_matter() -> None:
    """A figure may be right though something else is wanted as well."""
    assert IntentKind.CONFIRM in kinds("Tatsächlich null.")
    assert kinds("已核对,103.6%属实,走廊加了床。表附上,请重发一次。") >= {IntentKind.CONFIRM}


def test_a_spanish_yes_before_a_comma_supposes_nothing() -> None:
    """It is written as "if" where accents are left out."""
    assert kinds("Sí, sí, está bien puesto.") == {IntentKind.CONFIRM}


def test_an_answer_stands_beside_a_figure_that_is_right() -> None:
    """Where it is plainly another one, in a workbook's mail too."""
    text = "Stimmt schon, 94 Prozent sind Freiwillige. Und das Durchschnittsalter, das du noch wolltest: 38,6."
    assert kinds(text, beside=True) == {IntentKind.ANSWERS_IN_TEXT, IntentKind.CONFIRM}


def test_whoever_plainly_answers_wants_no_other_workbook() -> None:
    """They say why they answer here."""
    assert "resend" in outdone({"answers_in_text": 0.9, "resend": 0.1})
    assert "resend" not in outdone({"answers_in_text": 0.89, "resend": 0.1})


@pytest.mark.parametrize("name", ["unsubscribe", "successor"])
def test_concepts_alone_change_nobody_who_is_written_to(name: str) -> None:
    """They hear nothing of what is denied; the words must say it too."""
    (english,) = (one for one in likenesses() if one.code == "en")
    places = places_of("We are glad to hear of it.")
    also = [20.0 if intent == name else 0.0 for intent in english.intents]
    assert english.shares(places, also)[name] == english.shares(places)[name]
    assert english.shares(places, [20.0 if intent == "confirm" else 0.0 for intent in english.intents])["confirm"] > 0.9


def test_who_answers_nothing_gives_no_answer_that_is_only_rather_like_one() -> None:
    """A figure in what is written beside a refusal is none; one that is plainly an answer is."""
    nothing = "We will not take part.\r\nDecide it: counterfoil held decide 2 accept\ncounterfoil held decide 2 accept"
    assert kinds(nothing) == {IntentKind.DECLINE}


@pytest.mark.parametrize("said", ["counterfoil held decide 2 accept", "Thank you. counterfoil held decide 2 accept"])
def test_a_command_that_somebody_pasted_is_read_where_they_say_nothing_else(said: str) -> None:
    """A person looks at it."""
    assert kinds(said) == {IntentKind.NOTE}
