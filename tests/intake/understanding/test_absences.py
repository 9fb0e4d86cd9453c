"""Until when somebody is away, and until when they promise something, in languages in which little else is read."""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest

from intake.parsing.parse import parse
from intake.understanding.days.dates import dates, with_whole_days
from intake.understanding.days.days_of_absence import tells_only_days
from intake.understanding.machines.away import back

SENT = datetime(2026, 2, 2, 9, tzinfo=UTC)  # A Monday.
CASES = tomllib.loads((Path(__file__).parents[1] / "data" / "absences.toml").read_text(encoding="utf-8"))
AWAY = [(language, text) for language, said in CASES.items() for text in said["away"]]
PROMISED = [(language, text) for language, said in CASES.items() for text in said.get("promised", ())]


@pytest.mark.parametrize(("language", "text"), AWAY)
def test_an_automatic_reply_tells_until_when_somebody_is_away(language: str, text: str) -> None:
    """The last day of absence or the day of return, as it is written."""
    assert _back(text) == CASES[language]["away"][text]


@pytest.mark.parametrize(("language", "text"), PROMISED)
def test_what_is_promised_names_its_days(language: str, text: str) -> None:
    """And what is long past, or done every week, names none."""
    assert [found.day for found in dates(text, SENT)] == CASES[language]["promised"][text]


@pytest.mark.parametrize("language", ["uk", "ro", "hu", "el", "he", "vi", "th", "id", "bg", "hr", "sr", "sl", "sk", "et", "lv", "lt"])
def test_each_language_is_shown_by_a_dozen_sentences(language: str) -> None:
    """A rate over fewer would say little."""
    assert sum(map(len, CASES[language].values())) >= 12


def test_a_month_that_is_another_one_elsewhere_is_this_one_only_in_its_own_language() -> None:
    """The Croatian October is called what the Polish and Czech November is."""
    said = {
        "Na godišnjem sam odmoru do 10. listopada, odgovorit ću po povratku.": date(2026, 10, 10),
        "Jestem na urlopie do 10 listopada, odpowiem po powrocie.": date(2026, 11, 10),
        "Do 10. listopadu mám dovolenou.": date(2026, 11, 10),
        "10. listopada": date(2026, 11, 10),
    }
    assert {text: _back(text) or dates(text, SENT)[0].day for text in said} == said


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("15 เมษายน 2569", date(2026, 4, 15)),
        ("15 เมษายน 2599", date(2056, 4, 15)),
        ("15 April 2560", date(2017, 4, 15)),
        ("15/4/2569", date(2026, 4, 15)),
        ("2569-04-15", date(2026, 4, 15)),
        ("15 April 2559", date(2026, 4, 15)),  # That is no year, but how many of something there are.
        ("15 April 2600", date(2026, 4, 15)),
    ],
)
def test_a_year_counted_from_the_buddha_is_ours(text: str, day: date) -> None:
    """543 years less, of those that somebody may mean today."""
    assert [found.day for found in dates(text, SENT)] == [day]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Kérjük, hogy a kérdőív legkésőbb 03.04. és nem később legyen meg.", date(2026, 3, 4)),
        ("Wir bitten um Geduld bis 03.04. und danken für Ihre Nachricht.", date(2026, 4, 3)),
        ("Čekejte prosím do 3. 4. a děkuji.", date(2026, 4, 3)),
    ],
)
def test_points_tell_that_the_day_stands_first_but_in_hungarian(text: str, day: date) -> None:
    """There the year comes first, and the month behind it."""
    assert [found.day for found in dates(text, SENT)] == [day]


@pytest.mark.parametrize(
    "text",
    ["by 2026-02-20-x2", "by 2026-02-20.1", "by 2026-02-20-kl.xlsx", "Ask Ian Marc by Marc 15.", "We have 3. 4. to fill in, vin and lis."],
)
def test_what_only_looks_like_a_day_is_none(text: str) -> None:
    """Rows of numbers, versions, and first names that are short for months elsewhere."""
    assert dates(text, SENT) == ()


def test_what_is_no_month_is_not_read_with_a_day() -> None:
    """As in a row of numbers with points."""
    texts = ("do 3. 14. a", "do 3. 4 a", "do 03. 04. a")
    assert [found.day for text in texts for found in dates(text, SENT)] == [date(2026, 2, 3), date(2026, 2, 3), date(2026, 4, 3)]


def test_points_within_an_abbreviation_do_not_count() -> None:
    """As in "t.o.m.", which leads to a day; a point behind a word ends what was said."""
    assert [found.day for found in dates("Jag är borta t.o.m. fredag", SENT)] == [date(2026, 2, 6)]
    assert dates("We are open until. Friday is a holiday", SENT) == ()


def test_the_number_of_a_day_ends_no_sentence() -> None:
    """Its month, or the words behind it, go on; what begins anew does not."""
    one = ("Ich bin bis 15.", "August weg."), ("2026.", "augusztus 24-ig."), ("Do 4.", "6. ne."), ("Vissza márc.", "9. napján.")
    two = ("Until March 15.", "We write later."), ("In May.", "We go."), ("It is no 2.", "Yes."), ("We have it.", "15 people write.")
    assert [with_whole_days(parts) for parts in one] == [(" ".join(parts),) for parts in one]
    assert [with_whole_days(parts) for parts in two] == [*two]


def test_a_day_of_a_week_ends_what_is_told_of_that_week_and_none_of_another_sentence() -> None:
    """Who is closed in a month, and tells a day of it elsewhere, is closed all month."""
    assert _back("Our office is closed in week 8, until Friday 20 February.") == date(2026, 2, 20)
    assert _back("Our office is closed in February. I am in Vienna until 24 February.") == date(2026, 2, 28)
    assert _back("I am on leave until the end of February. Until 25 February please write to Anna.") == date(2026, 2, 28)


def _back(text: str) -> date | None:
    message = EmailMessage()
    message["From"], message["Date"], message["Subject"] = "a@office.example", SENT, "Re: 2026"
    message.set_content(text)
    mail = parse(message.as_bytes())
    return back(mail, mail.text, mail.sent)


@pytest.mark.parametrize(
    ("text", "only"),
    [
        ("Od 20. 7. do 31. 7. 2026 sem odsoten.", True),
        ("I am out of the office until 20 July.", True),
        ("Od 20. 7. do 31. 7. 2026 sem odsoten, nesreč je bilo 14.", False),
        ("1. 20 7. 31", False),
    ],
)
def test_the_days_of_an_absence_are_no_figures(text: str, only: bool) -> None:
    """Though points stand behind them as behind the numbers of questions; another number beside them is one."""
    assert tells_only_days(text, SENT) is only
    assert not tells_only_days(text, None)
