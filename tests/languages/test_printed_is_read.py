"""What the program prints in a language it reads in that language: yes and no, dates, numbers with their units, whole workbooks."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import example as with_example
from hypothesis import given
from hypothesis import strategies as st

from languages import catalogue, spoken
from languages.locales import day, number
from languages.phrases import phrases
from questionnaire.definition import Choice, Place, Question, QuestionType
from questionnaire.pages import lay_out
from questionnaire.reading import LayoutState, read
from questionnaire.reading.values.choices import is_marked
from questionnaire.reading.values.numbers import AmbiguousNumberError, parse_number
from questionnaire.reading.values.typed import Context, Converted, typed
from tests.questionnaire.workbook_samples import ACTS, SAMPLE, TRUE, fill, personal
from workbooks.caged.reader import Reader
from workbooks.cells import Workbook

LANGUAGES = st.sampled_from(spoken())
PLACE = Place("survey", 2)
WHOLE = st.integers(-(10**12), 10**12)
AMOUNTS = st.decimals(-(10**9), 10**9, allow_nan=False, allow_infinity=False, places=2).map(float)


def question(kind: QuestionType, **more: object) -> Question:
    """Return a question of a kind."""
    return Question(name="q", type=kind, label={"en": "Question"}, section="", place=PLACE, **more)  # type: ignore[arg-type]


def answer(asked: Question, value: str, language: str) -> object:
    """Return the answer that is read in a cell, whether it was converted or not."""
    made = typed(asked, value, Context(language, (language,)))
    return made.value if isinstance(made, Converted) else made


@pytest.mark.parametrize("language", spoken())
def test_the_printed_yes_and_no_are_read_in_every_cell_that_takes_them(language: str) -> None:
    """Beside a choice of several, on the sheet of findings, and as a choice of a list that has both."""
    yes, no = (catalogue(language).say(f"workbook_{word}").message for word in ("yes", "no"))
    assert is_marked(yes)
    assert not is_marked(no)
    listed = question(QuestionType.SELECT_ONE, choices=(Choice("one", {language: yes}), Choice("two", {language: no})))
    assert [answer(listed, word, language) for word in (yes, no)] == ["one", "two"]
    # Whoever fills in a form in another language may still write their own.
    foreign = question(QuestionType.SELECT_ONE, choices=(Choice("yes", {"en": "Yes"}), Choice("no", {"en": "No"})))
    assert [answer(foreign, word, "en") for word in (yes, no)] == ["yes", "no"]


@given(LANGUAGES, st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_a_date_as_letters_write_it_is_that_date(language: str, value: date) -> None:
    """The first of a month and every name of a month among them."""
    assert answer(question(QuestionType.DATE), day(value, language), language) == value


@pytest.mark.parametrize("language", spoken())
def test_the_examples_that_a_workbook_gives_are_read(language: str) -> None:
    """The date and the numbers in what it says of an answer that it could not read."""
    said = catalogue(language)
    for code, kind in (("check_type_date", QuestionType.DATE), ("check_type_integer", QuestionType.INTEGER)):
        (example,) = [word.strip(".,،。") for word in said.say(code, value="").remedy.split() if any(map(str.isdigit, word))]
        assert answer(question(kind), example, language) == {"check_type_date": date(2012, 2, 10)}.get(code, 1250)
    (example,) = [word.rstrip(".،。") for word in said.say("check_type_decimal", value="").remedy.split() if any(map(str.isdigit, word))]
    assert answer(question(QuestionType.DECIMAL), example, language) == 1250.5


@given(LANGUAGES, WHOLE | AMOUNTS)
def test_a_number_as_letters_write_it_is_that_number(language: str, value: float) -> None:
    """Whole, or with two decimals as amounts have."""
    assert parse_number(number(value, language), language) == value


@with_example("ar", 0.0005)
@given(LANGUAGES, st.floats(-(10**9), 10**9, allow_nan=False))
def test_a_number_with_three_decimals_is_read_as_itself_or_not_at_all(language: str, value: float) -> None:
    """Where a comma before three digits may group them, it is asked about. A tie may be rounded either way."""
    try:
        found = parse_number(number(value, language), language)
    except AmbiguousNumberError:
        return
    assert found == pytest.approx(value, rel=0, abs=0.000501)


@given(LANGUAGES, WHOLE)
def test_a_number_is_read_with_its_unit_behind_it(language: str, value: int) -> None:
    """As the help beside the cell prints the unit, and with the sign of per cent where that is asked for."""
    people = question(QuestionType.INTEGER, unit={language: "people"})
    unit = catalogue(language).say("workbook_unit", unit="people").message
    assert "people" in unit
    assert answer(people, f"{number(value, language)} people", language) == value
    share = question(QuestionType.INTEGER, unit={language: "%"})
    assert answer(share, f"{number(value, language)} %", language) == value


@pytest.mark.parametrize("language", spoken())
def test_a_whole_workbook_filled_in_its_own_words_is_read_without_a_question(language: str) -> None:
    """Every kind of answer, typed as text as the language writes it."""
    yes = catalogue(language).say("workbook_yes").message
    label = {one.name: one.label.get(language, one.label["en"]) for one in SAMPLE.questions}
    choice = {one.name: one.label.get(language, one.label["en"]) for asked in SAMPLE.questions for one in asked.choices}
    filled = fill(
        personal(language),
        {
            label["name"]: "Ann Example",
            label["staff"]: number(1250, language),
            label["founded"]: day(date(1990, 3, 1), language),
            label["role"]: choice["isp"],
            label["victim"]: choice["yes"],
            (label["acts"], ACTS[1].label.get(language, ACTS[1].label["en"])): yes,
            label["loss"]: number(12.5, language),
        },
    )
    with Reader() as reader:
        workbook = reader.open(filled, "filled.xlsx")[0].result
    assert isinstance(workbook, Workbook)
    found = read(workbook, SAMPLE, [lay_out(SAMPLE, each) for each in spoken()], today=date(2012, 3, 1))
    assert (found.layout, found.language, found.findings) == (LayoutState.EXACT, language, ())
    wanted = {"staff": 1250, "founded": date(1990, 3, 1), "role": "isp", "victim": "yes", "acts": ("access",), "loss": 12.5}
    assert {name: found.answers[name] for name in wanted} == wanted


@pytest.mark.parametrize("language", spoken())
def test_a_workbook_in_a_language_that_the_form_lacks_is_read_without_a_question(language: str) -> None:
    """The form's texts are printed in another language, and the program's own words in this one: none is taken for a remark."""
    asked = [
        question(QuestionType.TEXT, required=TRUE, hint={"en": "In full"}),
        question(QuestionType.INTEGER, required=TRUE, unit={"en": "people"}, missing=("n/a",)),
    ]
    named = (replace(one, name=f"q{number}", label={"en": f"Question {number}"}) for number, one in enumerate(asked))
    alone = replace(SAMPLE, languages=("en",), sections=(), questions=tuple(named))
    filled = fill(personal(language, alone), {"Question 0": "Ann Example", "Question 1": 12})
    with Reader() as reader:
        workbook = reader.open(filled, "filled.xlsx")[0].result
    assert isinstance(workbook, Workbook)
    found = read(workbook, alone, [lay_out(alone, language)], today=date(2012, 3, 1))
    assert (found.answers, found.findings) == ({"q0": "Ann Example", "q1": 12}, ())


def test_a_digest_writes_dates_in_the_order_of_its_language() -> None:
    """The year, the month and the day in Chinese; in Russian the word for the year, so that no sentence ends with two full stops."""
    moment = datetime(2012, 4, 1, 9, 5, tzinfo=UTC)
    shown = {code: phrases("status", code) for code in ("en", "fr", "ru", "zh")}
    assert {code: said.short_day(moment.date(), year=True).replace("\u00a0", " ") for code, said in shown.items()} == {
        "en": "1 Apr 2012",
        "fr": "1er avr. 2012",
        "ru": "1 апр. 2012",
        "zh": "2012年4月1日",
    }
    assert {code: said.moment(moment) for code, said in shown.items()} == {
        "en": "Sun 1 Apr, 09:05",
        "fr": "dim. 1 avr., 09:05",
        "ru": "вс 1 апр., 09:05",
        "zh": "4月1日周日，09:05",
    }
    assert (shown["ru"].day(moment.date()), shown["zh"].day(moment.date())) == ("1 апреля 2012 года", "2012年4月1日")
