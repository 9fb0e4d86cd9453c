"""The days that a text names, in the languages of the respondents; the cases are in `tests/intake/data/dates.toml`."""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime, time, timedelta, timezone
from pathlib import Path

import pytest
from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st

from domain.intent import IntentKind
from intake.parsing.parse import parse
from intake.understanding.days.dates import MentionedDate, dates
from intake.understanding.intents.wanted import said
from languages import toml_of
from languages.date_tokens import tokens
from languages.dates import templates, vocabulary

CASES = tomllib.loads((Path(__file__).parents[1] / "data" / "dates.toml").read_text(encoding="utf-8"))
READ = ("en", "fr", "ar", "es", "ru", "zh", "de", "pt", "it", "nl", "pl", "ja", "ko", "tr", "sv")
# Not Croatian, whose months in short are common words of other languages.
READ_SINCE = ("uk", "ro", "hu", "el", "he", "vi", "th", "id", "bg", "sr")
WORDS = sorted({" ".join(term.words) for slots in vocabulary().values() for terms in slots.values() for term in terms})
# A Wednesday.
SENT = datetime(2027, 1, 20, 10, 0, tzinfo=timezone(timedelta(hours=1)))


@pytest.mark.parametrize(("language", "text"), [(language, text) for language, cases in CASES.items() for text in cases])
def test_the_days_that_a_sentence_names_are_found(language: str, text: str) -> None:
    """Sent on Wednesday, 20 January 2027."""
    assert [str(found.day) for found in dates(text, SENT)] == CASES[language][text]


@pytest.mark.parametrize("language", READ + READ_SINCE)
@given(day=st.dates(date(2020, 1, 1), date(2039, 12, 31)), style=st.sampled_from(["long", "medium"]))
def test_every_date_that_cldr_prints_in_a_language_is_found_in_a_text_of_that_language(language: str, day: date, style: str) -> None:
    """In its long and its medium form."""
    said = toml_of(language, "dates.toml")
    printed = format_date(day, style, locale=said["locales"][0])
    text = f"{' '.join(said['common'].split()[:8])}: {printed} ({' '.join(said['common'].split()[8:12])})"
    assert [found.day for found in dates(text, SENT)] == [day]


@given(st.text(max_size=300))
def test_whatever_the_text_is_the_days_stand_in_it_in_order(text: str) -> None:
    """No text breaks it."""
    found = dates(text, SENT)
    ends = [position for one in found for position in (one.start, one.end)]
    assert ends == sorted(ends)
    assert all(text[one.start : one.end].strip() for one in found)


@given(
    st.lists(st.integers(0, 120), min_size=2, max_size=3),
    st.sampled_from("./-"),
    st.sampled_from(["На Ваш № {} от 02.03.2026", "by {}", "{}"]),
)
def test_no_row_of_numbers_breaks_it(numbers: list[int], between: str, text: str) -> None:
    """As the references of letters are: "77/2" is no day of any year."""
    told = text.format(between.join(map(str, numbers)))
    assert all(told[found.start : found.end].strip() for found in dates(told, SENT))


@given(st.lists(st.sampled_from(WORDS), max_size=5), st.sampled_from(["", " "]))
def test_no_row_of_words_of_dates_breaks_it(said: list[str], between: str) -> None:
    """As "the fortieth" is no day of any month."""
    for sent in (SENT, datetime(2026, 6, 12, tzinfo=UTC)):
        text = between.join(said)
        assert all(text[found.start : found.end].strip() for found in dates(text, sent))


@pytest.mark.parametrize("told", ["by the fortieth", "am vierzigsten", "the forty-fifth of June", "am 40."])
def test_a_day_that_no_month_has_is_no_day(told: str) -> None:
    """Whenever it is said; a month of 30 days may be behind it."""
    assert not dates(told, datetime(2026, 6, 12, tzinfo=UTC))


@given(st.integers(0, 400))
def test_a_day_without_a_year_is_the_next_one_or_one_that_has_just_been(later: int) -> None:
    """At most a month ago, and less than a year from then."""
    day = SENT.date() - timedelta(days=31) + timedelta(days=later)
    (found,) = dates(format_date(day, "d MMMM", locale="en"), SENT)
    assert (found.day.month, found.day.day) == (day.month, day.day)
    assert timedelta(days=-31) <= found.day - SENT.date() < timedelta(days=366 - 31)


def test_a_day_is_told_with_its_place() -> None:
    """Without what stands around it."""
    text = "Please wait until 15 March. Thanks"
    assert dates(text, SENT) == (MentionedDate(day=date(2027, 3, 15), start=12, end=26, exact=True),)
    assert text[12:26] == "until 15 March"


@pytest.mark.parametrize(
    ("stamp", "sent", "days"),
    [
        ("on 02/03/2027 09:12:31 AM", date(2027, 2, 3), {date(2027, 3, 6)}),
        ("at 03/02/2027, 09:12", date(2027, 2, 3), {date(2027, 6, 3)}),
        ("on 02/03/2027", date(2027, 2, 3), set()),
        ("on 03/03/2027 09:12", date(2027, 3, 3), set()),
    ],
)
def test_a_program_that_stamps_the_day_itself_shows_which_number_is_the_month(stamp: str, sent: date, days: set[date]) -> None:
    """Lotus Notes answers with the moment at which our letter was sent; without the time it may be any day, and 3/3 shows nothing."""
    text = f"I am out of the office until 03/06/2027. This is an automated response to your message sent {stamp}."
    found = dates(text, datetime.combine(sent, time(9, 13), UTC))
    assert {one.day for one in found} & {date(2027, 3, 6), date(2027, 6, 3)} == days


def test_tomorrow_counts_from_where_the_sender_is() -> None:
    """In Fiji it is the next day already."""
    raw = b"From: a@b.example\r\nDate: Wed, 20 Jan 2027 01:00:00 +1200\r\n\r\nTomorrow."
    mail = parse(raw)
    assert mail.sent is not None
    assert mail.date == datetime(2027, 1, 19, 13, 0, tzinfo=UTC)
    assert [found.day for found in dates(mail.text, mail.sent)] == [date(2027, 1, 21)]


def test_reading_costs_as_many_steps_a_word_whatever_stands_around_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Twice the text makes twice the steps, also where nearly every word begins a template."""
    from intake.understanding.days import mentions  # noqa: PLC0415

    steps, plain = 0, mentions._walk

    def counted(*args: object) -> object:
        nonlocal steps
        steps += 1
        return plain(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(mentions, "_walk", counted)
    costs = []
    for times in (100, 200):
        steps = 0
        dates("by the end of the next two weeks in 15 15 more until before hasta finales de " * times, SENT)
        costs.append(steps)
    assert costs[1] <= 2.1 * costs[0]
    assert templates().rule == ""
    assert len(tokens("a b")) == 2


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("You will have the tables in February, on the 12th at the latest.", date(2027, 2, 12)),
        ("He asked not for fifteen days but until 6 March.", date(2027, 3, 6)),
        ("Sie bekommen die Tabellen im Februar, spätestens am 12. Februar.", date(2027, 2, 12)),
        ("Vous aurez les tableaux en février, au plus tard le 12 février.", date(2027, 2, 12)),
        ("The board sits on 3 February, so please give us until the end of February.", date(2027, 2, 28)),
    ],
)
def test_a_day_behind_a_period_says_more_exactly_until_when_time_is_asked_for(text: str, until: date) -> None:
    """A day before it is that of something else, and the last of several days is meant."""
    (found,) = [one for one in said(text, sent=SENT) if one.intent is IntentKind.EXTENSION]
    assert found.until == until


@pytest.mark.parametrize(
    ("sent", "text", "until"),
    [
        (
            date(2026, 11, 19),
            "Our accounts go to the board on 3 December; you will have the answers by the end of the year.",
            date(2026, 12, 31),
        ),
        (
            date(2026, 1, 25),
            "All are busy with the stocktaking of the end of the year; we shall send the answers in February.",
            date(2026, 2, 28),
        ),
        (date(2026, 5, 12), "Our financial year closes on 31 March, so you will have the answers in June.", date(2026, 6, 30)),
        (date(2026, 5, 12), "You will have the answers on 31 March 2027, and our office moves in June.", date(2027, 3, 31)),
        (date(2026, 5, 12), "You will have the answers on 31 March.", date(2027, 3, 31)),
        (date(2026, 5, 12), "Our audit ends on 30 June; you will have the answers at the end of next year.", date(2027, 12, 31)),
        (date(2026, 5, 12), "Our audit ends on 30 June; you will have the answers next year in March.", date(2027, 3, 31)),
        (date(2026, 5, 12), "Our audit ends on 30 June; you will have the answers in March of next year.", date(2027, 3, 31)),
        (date(2026, 5, 12), "Our audit ends on 30 June; you will have the answers in eleven months.", date(2027, 4, 12)),
        (date(2026, 5, 12), "Unser Prüfer kommt am 30. Juni, bitte geben Sie uns bis März nächsten Jahres Zeit.", date(2027, 3, 31)),
    ],
)
def test_a_day_without_a_year_that_is_rather_over_is_not_meant_where_another_is_named(sent: date, text: str, until: date) -> None:
    """So is the end of a year in its first weeks; a day of which the year is told, as by "next year", or that stands alone, is meant."""
    (found,) = [one for one in said(text, sent=datetime.combine(sent, time(9), UTC)) if one.intent is IntentKind.EXTENSION]
    assert found.until == until


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("Please give us until the end of February; the original deadline of 12 February is too early.", date(2027, 2, 28)),
        ("May we answer by the end of February, since your letter only reached us on 25 January?", date(2027, 2, 28)),
        ("Could you extend the deadline to the end of March? Our audit only begins on 6 March.", date(2027, 3, 31)),
        ("Können wir bis Ende Februar antworten, da wir erst ab dem 5. Februar Zeit haben?", date(2027, 2, 28)),
        ("Pouvons-nous répondre d'ici fin février, car l'audit ne commence que le 5 février ?", date(2027, 2, 28)),
        ("Necesitamos una prórroga hasta finales de febrero, porque la auditoría empieza el 5 de febrero.", date(2027, 2, 28)),
        ("We need three more weeks because the office is closed on 25 January.", date(2027, 2, 10)),
        ("We need an extension of four weeks, as the audit begins on 1 February.", date(2027, 2, 17)),
    ],
)
def test_a_day_that_tells_something_else_leaves_the_end_of_a_month_as_it_is(text: str, until: date) -> None:
    """The end of a month says by itself until when; a length of time does so as well where no day is set against it."""
    (found,) = [one for one in said(text, sent=SENT) if one.intent is IntentKind.EXTENSION]
    assert found.until == until


@pytest.mark.parametrize("text", ["by Friday 18", "by Friday the 18th", "hasta el viernes 18", "vendredi 18", "até sexta-feira, 18"])
def test_a_weekday_that_is_wrong_moves_no_day_by_months(text: str) -> None:
    """Sent on 1 June 2026: the 18th is a Thursday, in July it is a Saturday, and only in September a Friday."""
    assert [found.day for found in dates(text, datetime(2026, 6, 1, tzinfo=UTC))] == [date(2026, 6, 18)]
