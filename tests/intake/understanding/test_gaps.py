"""Who speaks of what is left out, reckoned, to come, new or objected to is heard however ordinary their sentence is (decision 0202)."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from intake.understanding.intents import ordinary
from intake.understanding.intents.ordinary import PLACES, OrdinaryWeights, unlike_ordinary
from intake.understanding.intents.wanted import told_by
from languages import toml_of

LINES = tomllib.loads((Path(__file__).parents[1] / "data" / "whole" / "gaps.toml").read_text(encoding="utf-8"))
ALL = [line for of in LINES.values() for line in of["gaps"]]
COURTESY = [line for of in LINES.values() for line in of["courtesy"]]


def rows(language: str) -> list[re.Pattern[str]]:
    """Return the expressions of a language."""
    return [re.compile(one, re.IGNORECASE) for one in toml_of(language, "plain.toml")["lacks"]]


@pytest.mark.parametrize("language", LINES)
def test_each_row_knows_a_line_that_no_other_row_of_any_language_knows(language: str) -> None:
    """So that none can go without a test that misses it."""
    others = {code: rows(code) for code in LINES}
    assert len(LINES[language]["gaps"]) == len(others[language])
    for at, line in enumerate(LINES[language]["gaps"]):
        knows = [(code, place) for code, some in others.items() for place, one in enumerate(some) if one.search(line)]
        assert knows == [(language, at)], line


@pytest.mark.parametrize("line", ALL)
def test_who_speaks_of_gaps_is_heard_where_weights_are_not_very_sure(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rules may take all of it for the courtesy that begins the sentence."""
    monkeypatch.setattr(ordinary, "ordinary_weights", lambda: OrdinaryWeights(1.7, 0.0, bytes(PLACES)))  # Some .85.
    assert [one.text for one in unlike_ordinary(told_by(line, beside=True))] == [line]
    assert [one.text for one in unlike_ordinary(told_by("Thank you.", line.rstrip("."), beside=True))] == [line.rstrip(".")]


@pytest.mark.parametrize("line", COURTESY)
def test_courtesy_speaks_of_no_gaps(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Though it has words like theirs."""
    monkeypatch.setattr(ordinary, "ordinary_weights", lambda: OrdinaryWeights(0.0, 0.0, bytes(PLACES)))
    assert not unlike_ordinary(told_by(line, beside=True))


@pytest.mark.parametrize(
    "text",
    [
        "The form is complete with the exception of table 4, if anything is unclear please call.",
        "Nothing is missing on sheets 1 to 3, and sheet 4 will follow.",
        "Va completo y sin falta alguna, salvo el cuadro 4.",
        "Es fehlt nichts, nur die Angaben zum Dezember sind vorläufig.",
        "The depots aren't included in it.",
    ],
)
def test_a_gap_beside_what_only_sounds_like_one_is_heard(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only those words are passed over."""
    monkeypatch.setattr(ordinary, "ordinary_weights", lambda: OrdinaryWeights(1.7, 0.0, bytes(PLACES)))
    assert unlike_ordinary(told_by(text, beside=True))


@pytest.mark.parametrize(
    "line",
    [
        "Objet : Transmission de la fiche",
        "Betreff: Fischereibogen West",
        "الموضوع: تعبئة الاستبيان",
    ],
)
def test_a_line_that_names_what_a_letter_is_about_tells_nothing(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """There are as many of these as there are surveys, so that no weights know them; of gaps it is heard all the same."""
    monkeypatch.setattr(ordinary, "ordinary_weights", lambda: OrdinaryWeights(-60.0, 0.0, bytes(PLACES)))
    assert line not in [one.text for one in unlike_ordinary(told_by(f"{line}\n\nMadame,", beside=True))]
    told = "Objet : fiche remplie avec trois des quatre stations"
    assert told in [one.text for one in unlike_ordinary(told_by(f"{told}\n\nMadame,", beside=True))]
