"""The words of a digest: who is an organisation and who is not, what mailings are called, and which way texts run in its picture."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from digests import digests
from digests.charts import curve_svg
from digests.curve import curve
from digests.facts import Arrival, ArrivalKind, StatusFacts, Upcoming
from digests.named import called
from domain.submission import Standing
from domain.telling import Telling
from domain.texts.bidi import plain
from languages.phrases import phrases
from tests.digests.sample import NOW, facts, organisations


def _tables(told: StatusFacts, language: str, section: str) -> list[tuple[str, ...]]:
    """Return the rows of the tables of a section of the status digest."""
    sections = digests()["status"].build(told, language).context["sections"]
    assert isinstance(sections, list)
    title = phrases("status", language).say(f"section.{section}")
    return [row for one in sections if one["title"] == title for table in one["tables"] for row in table["rows"]]


def test_an_address_never_stands_where_an_organisation_does() -> None:
    """Who is unknown is said to be, and who is of the staff; the address stands beside what they did."""
    stranger = Arrival(when=NOW, organisation="", what=ArrivalKind.WROTE, sender="who@elsewhere.example")
    ours = Arrival(when=NOW, organisation="", what=ArrivalKind.WROTE, sender="staff@study.example", of_staff=True)
    rows = _tables(replace(facts(), arrivals=(stranger, ours)), "fr", "arrivals")
    assert [row[:2] for row in rows[:2]] == [
        ("expéditeur non identifié", "a écrit (who@elsewhere.example)"),
        ("l’équipe de l’étude", "a écrit (staff@study.example)"),
    ]


@pytest.mark.parametrize(
    ("name", "language", "words"),
    [
        ("last-call", "fr", "dernier rappel"),
        ("last_call", "es", "último recordatorio"),
        ("reminder-2", "ar", "التذكير 2"),
        ("reminder2", "ru", "напоминание 2"),
        ("questionnaire", "zh", "问卷"),
        ("last-call", "en", "last call"),
        ("Wave of spring", "fr", "Wave of spring"),
        ("2", "fr", "2"),
    ],
)
def test_a_mailing_of_a_new_study_is_called_in_the_reader_s_language(name: str, language: str, words: str) -> None:
    """What a study calls in its own words stays as it is."""
    assert plain(called(name, phrases("status", language))) == words


def test_what_goes_next_went_last_and_is_in_doubt_is_called_in_the_reader_s_language() -> None:
    """Where no mailing is meant, the kind of letter is."""
    told = replace(facts(), upcoming=(Upcoming("last-call", NOW + timedelta(days=1), 3),))
    assert _tables(told, "fr", "upcoming")[0][0] == "dernier rappel"
    assert not [row for row in _tables(facts(), "fr", "owing") if "last-call" in row[2] or "reminder" in row[2]]
    assert called(Telling("question back", "timeline.letters.question_back"), phrases("status", "fr")) == "demande de rectification"


def test_arabic_texts_of_the_picture_run_from_right_to_left() -> None:
    """A number that begins one stands at its right: the picture has no direction of its own."""
    shown = curve_svg(curve(facts()), phrases("status", "ar"))
    assert f">\N{FIRST STRONG ISOLATE}{len(facts().organisations)} منظمة\N{POP DIRECTIONAL ISOLATE}<" in shown
    assert "\N{FIRST STRONG ISOLATE}" not in curve_svg(curve(facts()), phrases("status", "fr"))


@pytest.mark.parametrize("language", ["ar", "en", "es", "fr", "ru", "zh"])
def test_where_nothing_waits_the_finding_tells_of_no_other_rates(language: str) -> None:
    """What rates there are besides is told once, beneath the table of regions."""
    content = digests()["status"].build(replace(facts(), holds=(), uncertain=()), language)
    assert "AAPOR" not in str(content.context["finding"])
    assert str(content.context["sections"]).count("AAPOR") == 1


def test_one_organisation_that_answered_is_told_in_the_singular() -> None:
    """In the sentence, and above the picture."""
    lines = tuple(facts().organisations)
    asked = tuple(replace(one, standing=Standing.SILENT, answered_at=None) for one in lines[1:])
    one = replace(facts(), organisations=(lines[0], *asked), returns=(NOW - timedelta(days=1),))
    said = {code: digests()["status"].build(one, code).context for code in ("en", "fr", "es")}
    assert str(said["en"]["finding"]).startswith("1 of 20 organisations has answered")
    assert str(said["fr"]["finding"]).startswith("1 des 20 organisations a répondu")
    assert "había enviado una respuesta 1 de 20" in str(said["es"]["sections"])


def test_a_list_without_regions_is_told_as_one_row_without_their_name() -> None:
    """Neither in the standings nor above the names of those who owe; a share of one region has no sum beneath it."""
    nowhere = replace(facts(), organisations=tuple(replace(one, region="") for one in facts().organisations))
    assert [row[:2] for row in _tables(nowhere, "en", "regions")] == [("All", "20")]
    sections = digests()["status"].build(nowhere, "en").context["sections"]
    assert "(no region)" not in str(sections)
    assert "by region" not in str(sections)
    south = replace(facts(), organisations=tuple(one for one in facts().organisations if one.region == "Africa"))
    assert [row[:2] for row in _tables(south, "en", "regions")] == [("Africa", "5")]
    assert "('All', " not in str(digests()["status"].build(south, "en").context["sections"])


def test_sentences_of_a_digest_follow_one_another_as_its_language_writes_them() -> None:
    """In Chinese no blank stands between them."""
    for told in (facts(), replace(facts(), arrivals=(), annexes=2, revised=1)):
        page = str(digests()["status"].build(told, "zh").context)
        assert "\N{IDEOGRAPHIC FULL STOP}" in page
        assert "\N{IDEOGRAPHIC FULL STOP} " not in page


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("owing", [0, 1, 2])
def test_how_many_answers_are_owed_stands_behind_a_colon(language: str, owing: int) -> None:
    """So no verb has to agree with it, be it none, one or many."""
    told, line = facts(), organisations()[0]
    lines = tuple(replace(line, standing=Standing.SILENT if number < owing else Standing.ANSWERED) for number in range(4))
    finding = str(digests()["status"].build(replace(told, organisations=lines), language).context["finding"])
    assert f": {owing}. " in finding
