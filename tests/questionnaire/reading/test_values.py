"""What people write into cells, and what is surely meant by it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaire.definition import Choice, Question, QuestionType
from questionnaire.reading.values.choices import UnknownChoiceError, is_marked
from questionnaire.reading.values.conversions import ConversionRule
from questionnaire.reading.values.numbers import AmbiguousNumberError, parse_number
from questionnaire.reading.values.typed import Context, Converted, Unreadable, typed
from tests.questionnaire.workbook_samples import SAMPLE, YES_NO, question
from workbooks.cells import CellError, CellValue

LANGUAGES = ("en", "fr", "ar")
TEXT, WHOLE, NUMBER, DAY = (
    question("x", kind, "How many?", "Combien ?", "كم؟")
    for kind in (QuestionType.TEXT, QuestionType.INTEGER, QuestionType.DECIMAL, QuestionType.DATE)
)
ONE = question("x", QuestionType.SELECT_ONE, "Which?", "Lequel ?", "أيها؟", choices=YES_NO)


def said(asked: Question, value: CellValue | None, language: str = "en") -> object:
    """Return the answer, or the code of the sentence that says why there is none."""
    found = typed(asked, value, Context(language, LANGUAGES))
    return (found.code or "untyped",) if isinstance(found, Unreadable) else found.value if isinstance(found, Converted) else found


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("1234", "en", 1234),
        (" 1 234 567 ", "en", 1234567),
        ("1\u00a0234,5", "fr", 1234.5),
        ("1\u202f234,5", "en", 1234.5),
        ("1'234.50", "fr", 1234.5),
        ("1,234.5", "fr", 1234.5),
        ("1.234,5", "en", 1234.5),
        ("1,234,567", "ar", 1234567),
        ("1.234.567", "en", 1234567),
        ("12,5", "en", 12.5),
        ("0,125", "ar", 0.125),
        ("1234,567", "en", 1234.567),
        ("1,234", "en", 1234),
        ("١٢٣٤", "ar", 1234),
        ("١٬٢٣٤٫٥", "ar", 1234.5),
        ("۱۲", "en", 12),
        ("-12", "en", -12),
        ("\u2212 3,5", "fr", -3.5),
        ("+7", "en", 7),
        (".5", "en", 0.5),
        ("1 234,5", "ru", 1234.5),
        ("1\u00a0234\u00a0567,25", "ru", 1234567.25),
        ("1,234", "zh", 1234),
        ("１２３４", "zh", 1234),
        ("１，２３４．５", "zh", 1234.5),
        ("－１２", "zh", -12),
        ("1,23,456", "en", 123456),
        ("-12,34,56,789.50", "fr", -123456789.5),
    ],
)
def test_numbers_are_read_in_the_notations_of_the_six_languages(text: str, language: str, expected: float) -> None:
    """Spaces, points, commas, the digits of Arabic, and digits and signs as wide as a Chinese character."""
    assert parse_number(text, language) == expected


@pytest.mark.parametrize(
    ("text", "language"),
    [
        *(("1.234", language) for language in ("ar", "de", "en", "fr", "ru", "zh")),
        *(("1,234", language) for language in ("ar", "de", "fr", "ru")),
        ("999,999", "xx"),
        ("١,٢٣٤", "ar"),
    ],
)
def test_a_number_that_is_two_numbers_is_not_read(text: str, language: str) -> None:
    """Whoever fills in a workbook may write numbers as another language does; only what a language groups by is sure."""
    with pytest.raises(AmbiguousNumberError):
        parse_number(text, language)


@pytest.mark.parametrize(
    "text", ["", "-", "about 50", "12 34", "1,23,45", "1,234,56", "123,45,678", "50 000 $", "1-2", "1e5", "12.", "٫", "²", "--1", "1" * 400]
)
def test_what_is_no_number_is_none(text: str) -> None:
    """Nothing is made of it."""
    assert parse_number(text, "en") is None


@pytest.mark.parametrize("text", ["100{}000", "1{}000", "12{}345", "-1{}000", "100{}000 people"])
@pytest.mark.parametrize("mark", [",", ".", "٫", "，", "．"])
@pytest.mark.parametrize("language", ["en", "fr", "ar", "ru", "zh", "xx"])
def test_three_digits_behind_a_mark_are_no_decimals_of_a_whole_number(text: str, mark: str, language: str) -> None:
    """A hundred thousand never becomes a hundred: where the language does not group by that mark, whoever wrote it is asked."""
    asked = replace(WHOLE, unit={"en": "people"})
    groups = (language, mark) in {("en", ","), ("en", "，"), ("zh", ","), ("zh", "，")}
    plain = int(text.removesuffix(" people").format(""))
    assert said(asked, text.format(mark), language) == (plain if groups else ("number_ambiguous",))


def test_three_digits_behind_a_mark_are_no_decimals_in_arabic_digits_either() -> None:
    """Nor where the number has a flag beside it."""
    assert [said(WHOLE, text, "ar") for text in ("١٠٠٫٠٠٠", "١٠٠,٠٠٠", "۱٫۰۰۰")] == [("number_ambiguous",)] * 3
    assert said(WHOLE, "١٠٠٬٠٠٠", "ar") == 100_000
    flagged = replace(WHOLE, flags=(Choice("p", {"en": "Provisional"}),))
    assert (said(flagged, "1000 p", "fr"), said(flagged, "1,000 p", "en")) == (1000, 1000)
    assert isinstance(typed(flagged, "1,000 p", Context("fr", LANGUAGES)), Unreadable)


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("12,0", "fr", 12),
        ("12.00", "en", 12),
        ("1234,000", "fr", 1234),
        ("1 234,000", "fr", 1234),
        ("1.234,000", "en", 1234),
        ("0,000", "fr", 0),
    ],
)
def test_a_mark_that_can_only_be_that_of_decimals_is_one_in_a_whole_number_too(text: str, language: str, expected: int) -> None:
    """By the number of digits, or by another mark that groups."""
    assert said(WHOLE, text, language) == expected


@pytest.mark.parametrize("text", ["{}", "ca. {}", "~{}", "{} t", "{} p", "-{}"])
def test_three_digits_behind_a_mark_are_asked_about_in_a_decimal_question_too(text: str) -> None:
    """Five thousand never becomes five: neither alone, nor as an estimate, nor beside a unit or a flag."""
    asked = replace(NUMBER, unit={"en": "t"})
    for language, number in [("en", "5.000"), ("en", "12.345"), ("fr", "5,000"), ("fr", "5.000"), ("fr", "12,345"), ("ar", "5.000")]:
        assert said(asked, text.format(number), language) == ("number_ambiguous",)
        assert said(asked, text.format(f"{number}0"), language) == said(asked, text.format(f"{number}0".replace(",", ".")), "en")
    assert said(asked, text.format("5,000"), "en") == (-5000 if "-" in text else 5000)


def test_what_a_question_asks_for_says_which_mark_is_that_of_decimals() -> None:
    """Nobody means thousands of per cent, and a step behind the number counts parts of itself."""
    share = replace(NUMBER, unit={"en": "%"})
    assert [said(share, text, "fr") for text in ("12,345", "12.345 %", "0,125")] == [12.345, 12.345, 0.125]
    assert said(share, "12.345", "en") == 12.345
    assert said(replace(NUMBER, unit={"zh": "元"}), "1.234万", "zh") == 12_340


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_number_that_a_cell_shows_as_per_cent_is_no_text_of_a_language(language: str) -> None:
    """0.12345 is 12.345 per cent, whatever that would say if somebody had typed it."""
    share = replace(NUMBER, unit={"en": "%"})
    context = Context(language, LANGUAGES)
    assert typed(share, 0.12345, context, percent=True) == 12.345
    assert typed(replace(share, type=QuestionType.INTEGER), 0.12, context, percent=True) == 12
    assert typed(replace(share, type=QuestionType.INTEGER), 0.12345, context, percent=True) == Unreadable("12.345%", "number_fraction")


@given(st.integers(-(10**12), 10**12))
def test_every_way_to_group_a_whole_number_gives_that_number(number: int) -> None:
    """With spaces always; with commas in English."""
    for grouped in (f"{number:_}".replace("_", "\u00a0"), f"{number:_}".replace("_", " "), str(number)):
        assert {parse_number(grouped, language) for language in LANGUAGES} == {number}
    assert parse_number(f"{number:,}", "en") == number


@given(st.text(max_size=20))
def test_whatever_is_typed_is_an_answer_a_blank_or_untyped_and_never_an_exception(text: str) -> None:
    """Of every type, in every language."""
    for asked in (TEXT, WHOLE, NUMBER, DAY, ONE):
        for language in LANGUAGES:
            said(asked, text, language)


@pytest.mark.parametrize(
    ("asked", "value", "expected"),
    [
        (WHOLE, 12, 12),
        (WHOLE, 12.0, 12),
        (WHOLE, "12.0", 12),
        (WHOLE, 12.5, ("number_fraction",)),
        (WHOLE, "12,5", ("number_fraction",)),
        (WHOLE, True, ("untyped",)),
        (WHOLE, date(2012, 1, 2), ("number_is_date",)),
        (WHOLE, "15 %", ("number_percent",)),
        (WHOLE, float("inf"), ("untyped",)),
        (NUMBER, 3, 3.0),
        (NUMBER, "many", ("untyped",)),
        (NUMBER, time(1, 2), ("untyped",)),
        (NUMBER, CellError("#DIV/0!"), ("cell_error",)),
        (NUMBER, None, None),
        (NUMBER, " \u00a0", None),
        (TEXT, "  two\r\nlines ", "two\nlines"),
        (TEXT, 12, "12"),
        (TEXT, 2.5, "2.5"),
        (TEXT, date(2012, 4, 30), "2012-04-30"),
        (TEXT, datetime(2012, 4, 30), "2012-04-30"),  # noqa: DTZ001 - cells know no zone
        (TEXT, "\u200f", None),
        (TEXT, CellError("#N/A"), ("cell_error",)),
    ],
)
def test_a_cell_gives_the_type_that_the_question_asks_for(asked: Question, value: CellValue | None, expected: object) -> None:
    """Or says that it does not."""
    found = said(asked, value)
    assert found == expected
    assert type(found) is type(expected)


def test_per_cent_is_dropped_where_the_question_asks_for_it() -> None:
    """Elsewhere 15 % may be 15 or 0.15."""
    assert said(SAMPLE.by_name["loss"], "12,5 %", "fr") == 12.5
    assert said(SAMPLE.by_name["loss"], "١٢٪", "ar") == 12.0


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (date(2012, 4, 30), date(2012, 4, 30)),
        (datetime(2012, 4, 30, 8, 15), date(2012, 4, 30)),  # noqa: DTZ001 - cells know no zone
        ("2012-04-30", date(2012, 4, 30)),
        ("2012/4/30", date(2012, 4, 30)),
        ("2012-04-30T00:00:00", date(2012, 4, 30)),
        ("30 April 2012", date(2012, 4, 30)),
        ("30th of April, 2012", date(2012, 4, 30)),
        ("April 30, 2012", date(2012, 4, 30)),
        ("30-Apr-2012", date(2012, 4, 30)),
        ("1er août 2012", date(2012, 8, 1)),
        ("30 déc. 2012", date(2012, 12, 30)),
        ("٣٠ نيسان/أبريل ٢٠١٢", date(2012, 4, 30)),
        ("30 كانون الثاني 2012", date(2012, 1, 30)),
        ("30 апреля 2012 г.", date(2012, 4, 30)),
        ("30 апреля 2012г.", date(2012, 4, 30)),
        ("30 апреля 2012 года", date(2012, 4, 30)),
        ("«30» апреля 2012 г.", date(2012, 4, 30)),
        ("30 апр. 2012", date(2012, 4, 30)),
        ("15 март 2026", date(2026, 3, 15)),
        ("2026年3月15日", date(2026, 3, 15)),
        ("二〇二六年三月十五日", date(2026, 3, 15)),
        ("二零二六年十二月三十一日", date(2026, 12, 31)),
        ("2026 年 03 月 15 日", date(2026, 3, 15)),
        ("２０２６年３月１５号", date(2026, 3, 15)),
        ("2026／3／15", date(2026, 3, 15)),
        ("2026年2月30日", ("date_unknown",)),
        ("2026年3月", ("untyped",)),
        ("03.04.2012", date(2012, 4, 3)),
        ("30/04/2012", date(2012, 4, 30)),
        ("04/30/2012", date(2012, 4, 30)),
        ("4/4/2012", date(2012, 4, 4)),
        ("03/04/2012", ("date_ambiguous",)),
        ("\u202e20.11.2002", ("date_disguised",)),
        ("20.\u200f11.2002", ("date_disguised",)),
        ("\u200f30.04.2012\u200f", date(2012, 4, 30)),
        ("3-4-2012", ("date_ambiguous",)),
        ("03/04/12", ("untyped",)),
        ("31/02/2012", ("date_unknown",)),
        ("02/30/2012", ("date_unknown",)),
        ("30 February 2012", ("date_unknown",)),
        ("2011-02-29", ("date_unknown",)),
        (20120431, ("date_unknown",)),
        ("32/02/2012", ("untyped",)),
        ("2012-13-01", ("untyped",)),
        ("04.30.2012", ("untyped",)),
        ("30 نيسان/مايو 2012", ("untyped",)),
        ("2012", ("untyped",)),
        ("April 2012", ("untyped",)),
        (2012, ("untyped",)),
        ("1447-07-11", ("untyped",)),
        ("11/7/1447", ("date_ambiguous",)),
        ("١١.٧.١٤٤٧", ("untyped",)),
        ("20.10.1404", ("untyped",)),
        ("31/12/2568", ("untyped",)),
        (date(2568, 12, 31), ("untyped",)),
        (date(1299, 12, 31), date(1299, 12, 31)),
        (date(1500, 1, 1), date(1500, 1, 1)),
        (date(2399, 12, 31), date(2399, 12, 31)),
        (True, ("untyped",)),
    ],
)
def test_dates_are_read_where_they_are_one_date(value: CellValue, expected: object) -> None:
    """Day and month are never guessed, nor whether a year is of the calendar of Islam, of Iran or of Thailand."""
    assert said(DAY, value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Yes", "yes"),
        (" YES. ", "yes"),
        ("Yes?", ("untyped",)),
        ("oui", "yes"),
        ("نعم", "yes"),
        ("Don’t know", "unknown"),
        ("ne sait pas", "unknown"),
        ("لا أعرف", "unknown"),
        ("unknown", "unknown"),
        (True, "yes"),
        (False, "no"),
        ("yess", ("untyped",)),
        ("Yes and no", ("untyped",)),
        (5, ("untyped",)),
    ],
)
def test_a_choice_is_known_by_label_in_any_language_or_by_code(value: CellValue, expected: object) -> None:
    """What fits none is not assumed to be the nearest."""
    assert said(ONE, value) == expected


def test_a_code_that_is_another_choices_label_gives_way_to_the_label() -> None:
    """People see labels; what names two choices otherwise is not read."""
    crossed = question("x", QuestionType.SELECT_ONE, "X", "X", "X", choices=(
        Choice("1", {"en": "2", "fr": "deux"}), Choice("2", {"en": "1", "fr": "un"}), Choice("un", {"en": "3", "fr": "trois"}),
    ))  # fmt: skip
    assert said(crossed, 1) == "2"
    assert said(crossed, "2") == "1"
    assert said(crossed, "UN") == ("choice_ambiguous",)


@pytest.mark.parametrize("value", ["Yes", "oui", "نعم", "Да", "да.", "是", "是。", "对", "x", "X", 1, "1", 1.0, True, "true", "✓", "TRUE"])
def test_a_yes_cell_says_yes(value: CellValue) -> None:
    """In many ways."""
    assert is_marked(value)


@pytest.mark.parametrize("value", [None, "", " ", "No", "non", "لا", "Нет", "否", "不是", 0, "0", False, "faux"])
def test_a_yes_cell_says_no(value: CellValue | None) -> None:
    """Or nothing."""
    assert not is_marked(value)


@pytest.mark.parametrize("value", ["maybe", 2, "?x", date(2012, 1, 1), CellError("#REF!")])
def test_a_yes_cell_that_says_neither_is_not_read(value: CellValue) -> None:
    """It is a finding."""
    with pytest.raises(UnknownChoiceError):
        is_marked(value)


REVENUE = replace(NUMBER, label={"en": "Revenue", "fr": "Recettes"}, unit={"en": "USD (US$)", "fr": "dollars É.-U."})
STAFF = replace(WHOLE, label={"en": "Number of full-time employees", "fr": "Nombre d'employés", "ar": "عدد الموظفين"})


@pytest.mark.parametrize(
    ("asked", "text", "expected"),
    [
        (REVENUE, "USD 1,200", 1200.0),
        (REVENUE, "1 200 usd", 1200.0),
        (REVENUE, "US$ 12.5", 12.5),
        (REVENUE, "1 200,50 dollars É.-U.", 1200.5),
        (STAFF, "12 employees", 12),
        (STAFF, "12 employés", 12),
        (STAFF, "12 Employees.", 12),
        (REVENUE, "1200 EUR", ("number_unit",)),
        (REVENUE, "€1200", ("number_unit",)),
        (REVENUE, "1.2 million USD", ("number_unit",)),
        (STAFF, "12 full-time", 12),
        (STAFF, "12 of", ("number_unit",)),
        (STAFF, "about 12", 12),
        (STAFF, "employees 12", ("number_unit",)),
        (STAFF, "(12)", ("number_unit",)),
        (STAFF, "12 thousand", ("number_unit",)),
        (STAFF, "> 12", ("number_bound",)),
        (STAFF, "12 (estimate)", ("number_unit",)),
    ],
)
def test_a_unit_is_left_away_only_where_the_question_asks_for_it(asked: Question, text: str, expected: object) -> None:
    """Another unit, another currency, a multiplier or a doubt makes it another number."""
    assert said(asked, text) == expected


@pytest.mark.parametrize(
    "unit",
    ["thousand EUR", "EUR thousand", "1 000 EUR", "1000 EUR", "EUR '000", "million EUR", "Mio. EUR", "EUR (k)", "Tsd. EUR", "tys. EUR"],
)
@pytest.mark.parametrize("written", ["1234000 EUR", "EUR 1234", "1 234 EUR"])
def test_a_unit_without_its_multiple_is_not_the_one_that_was_asked_for(unit: str, written: str) -> None:
    """Whoever writes EUR where thousands of them are asked for may mean either: nobody multiplies or takes it for thousands."""
    assert said(replace(NUMBER, label={"en": "Turnover"}, unit={"en": unit}), written) == ("number_unit",)
    assert said(replace(NUMBER, label={"en": f"Turnover, {unit}"}), written) == ("number_unit",)


@pytest.mark.parametrize(
    ("unit", "written"),
    [
        ("thousand EUR", "1234 thousand EUR"),
        ("EUR thousand", "EUR thousand 1234"),
        ("kg", "1234 kg"),
        ("m", "1234 m"),
        ("m³ a day", "1234 m³"),
    ],
)
def test_a_unit_with_its_multiple_is(unit: str, written: str) -> None:
    """A unit that only looks like a multiple is none."""
    assert said(replace(NUMBER, label={"en": "Amount"}, unit={"en": unit}), written) == 1234


@pytest.mark.parametrize("unit", ["m²", "m2", "m^2"])
@pytest.mark.parametrize("written", ["120 m2", "120m²", "120 m^2", "m2 120"])
def test_a_square_is_one_however_it_is_typed(unit: str, written: str) -> None:
    """No keyboard has the sign; a cube is no square."""
    area = replace(NUMBER, label={"en": "Area"}, unit={"en": unit})
    assert said(area, written) == 120
    assert said(area, written.replace("2", "3").replace("13", "12").replace("²", "³")) == ("number_unit",)


@pytest.mark.parametrize(
    ("label", "written", "expected"),
    [
        ("Area (ha)", "5 ha", 5),
        ("Area [km²]", "5 km2", 5),
        ("Площадь, га", "5 га", 5),
        ("Turnover (thousand EUR)", "5 thousand EUR", 5),
        ("Turnover (thousand EUR)", "5 EUR", ("number_unit",)),
        ("Area (ha) – Reference year – 2024", "5 ha", 5),
        ("Water (million m³) – 2024", "5 million m3", 5),
        ("Water (million m³) – 2024", "5 m3", ("number_unit",)),
        ("Area (ha) – 2024", "5 m", ("number_unit",)),
        ("Area (ha)", "5 m", ("number_unit",)),
        ("Staff (without m)", "5 m", ("number_unit",)),
        ("Yes, k", "5 k", ("number_unit",)),
    ],
)
def test_a_unit_may_stand_at_the_end_of_the_label(label: str, written: str, expected: object) -> None:
    """In brackets or behind a comma, as many offices print it, also before the heading of a column; all of it must be written."""
    assert said(replace(NUMBER, label={"en": label}), written) == expected


PEOPLE = replace(WHOLE, label={"zh": "贵机构有多少工作人员？", "en": "How many people work there?"})
INCOME = replace(NUMBER, label={"zh": "年收入"}, unit={"zh": "元"})
INCOME_BY_TENS_OF_THOUSANDS = replace(NUMBER, label={"zh": "年收入（万元）"})
COSTS = replace(NUMBER, label={"ru": "Расходы"}, unit={"ru": "рублей"})


@pytest.mark.parametrize(
    ("asked", "text", "language", "expected"),
    [
        (PEOPLE, "1万", "zh", 10_000),
        (PEOPLE, "1.2万", "zh", 12_000),
        (PEOPLE, "１．２万人", "zh", 12_000),
        (PEOPLE, "1.005亿", "zh", 100_500_000),
        (PEOPLE, "3亿5000万", "zh", 350_000_000),
        (PEOPLE, "1万2000", "zh", 12_000),
        (PEOPLE, "2千3百", "zh", 2_300),
        (PEOPLE, "-1.5万", "zh", -15_000),
        (PEOPLE, "1萬", "en", 10_000),
        (PEOPLE, "三千五百", "zh", 3_500),
        (PEOPLE, "三千五百人", "zh", 3_500),
        (PEOPLE, "三万五千", "zh", 35_000),
        (PEOPLE, "三万零五", "zh", 30_005),
        (PEOPLE, "一亿二千万", "zh", 120_000_000),
        (PEOPLE, "一百零五", "zh", 105),
        (PEOPLE, "十", "zh", 10),
        (PEOPLE, "十二", "zh", 12),
        (PEOPLE, "二十五", "zh", 25),
        (PEOPLE, "两千", "zh", 2_000),
        (PEOPLE, "壹仟贰佰", "zh", 1_200),
        (PEOPLE, "二〇〇", "zh", 200),
        (PEOPLE, "一二三", "en", 123),
        (PEOPLE, "七", "zh", 7),
        (PEOPLE, "七八", "zh", ("untyped",)),
        (PEOPLE, "七八个", "zh", ("untyped",)),
        (PEOPLE, "三四百", "zh", ("untyped",)),
        (PEOPLE, "三千五", "zh", ("untyped",)),
        (PEOPLE, "一万五", "zh", ("untyped",)),
        (PEOPLE, "五百三千", "zh", ("untyped",)),
        (PEOPLE, "百", "zh", ("untyped",)),
        (PEOPLE, "几十", "zh", ("number_unit",)),
        (PEOPLE, "二十多", "zh", ("number_unit",)),
        (PEOPLE, "一万亿", "zh", ("untyped",)),
        (INCOME, "五万元", "zh", 50_000.0),
        (INCOME_BY_TENS_OF_THOUSANDS, "五万", "zh", ("untyped",)),
        (INCOME_BY_TENS_OF_THOUSANDS, "三千五百", "zh", 3500.0),
        (PEOPLE, "12人", "zh", 12),
        (PEOPLE, "12户", "zh", ("number_unit",)),
        (INCOME, "5万元", "zh", 50_000.0),
        (INCOME, "5万美元", "zh", ("number_unit",)),
        (INCOME, "约5万", "zh", 50_000.0),
        (INCOME, "1万2", "zh", ("untyped",)),
        (INCOME, "2万3万", "zh", ("number_unit",)),
        (INCOME, "1,234万", "fr", 12_340.0),
        (INCOME, "1,234万", "ar", ("number_ambiguous",)),
        (INCOME_BY_TENS_OF_THOUSANDS, "5万", "zh", ("number_unit",)),
        (INCOME_BY_TENS_OF_THOUSANDS, "5", "zh", 5.0),
        (replace(INCOME, label={"en": "Income in thousand USD"}), "5万元", "zh", ("number_unit",)),
        (replace(INCOME, label={"en": "Income, USD '000"}), "5万元", "zh", ("number_unit",)),
        (replace(INCOME, unit={}, hint={"zh": "以万元为单位"}), "5万", "zh", ("number_unit",)),
        (COSTS, "1 234,5 рублей", "ru", 1234.5),
        (COSTS, "1,5 млн рублей", "ru", ("number_unit",)),
        (COSTS, "5 тыс.", "ru", ("number_unit",)),
        (COSTS, "около 5", "ru", 5.0),
    ],
)
def test_a_number_that_is_counted_by_steps_is_read_where_the_question_asks_for_ones(
    asked: Question, text: str, language: str, expected: object
) -> None:
    """Who asks for tens of thousands and gets 5万 does not know which is meant; other languages have no such steps."""
    assert said(asked, text, language) == expected


def test_per_cent_is_read_in_russian_and_chinese() -> None:
    """Behind the number, or in words before it."""
    share = replace(NUMBER, label={"ru": "Доля в процентах", "zh": "百分比"})
    assert said(share, "12,5 %", "ru") == said(share, "12,5 процента", "ru") == said(share, "百分之12.5", "zh") == 12.5
    assert said(share, "１２．５％", "zh") == 12.5
    assert said(INCOME, "百分之12", "zh") == said(COSTS, "12 процентов", "ru") == ("number_percent",)


def test_a_missing_code_is_an_answer_whatever_its_case_and_punctuation() -> None:
    """Excel makes an error value of #N/A, and it says the same; another question does not know the code."""
    asked = replace(WHOLE, missing=("n/a", "D", "P"))
    for written in ("n/a", "N/A", "N.A.", " na ", CellError("#N/A")):
        assert said(asked, written) == "n/a"
    assert said(asked, "d") == "D"
    assert said(asked, "DP") == ("untyped",)
    assert said(WHOLE, "n/a") == ("untyped",)
    assert said(WHOLE, CellError("#N/A")) == ("cell_error",)


def test_a_number_that_is_shown_as_per_cent_is_that_many_per_cent() -> None:
    """Spreadsheet programs keep twelve per cent as 0.12. Where the question does not ask for per cent, nobody knows what is meant."""
    share = replace(NUMBER, label={"en": "Share of revenue, in %"})
    context = Context("en", LANGUAGES)
    assert typed(share, 0.12, context, percent=True) == 12.0
    assert typed(share, 0.12, context) == 0.12
    assert typed(NUMBER, 0.12, context, percent=True) == Unreadable("12%", "number_percent")
    assert typed(TEXT, 0.125, context, percent=True) == "12.5%"


@pytest.mark.parametrize(
    ("number", "since_1904", "expected"),
    [
        (41029, False, date(2012, 4, 30)),
        (39567, True, date(2012, 4, 30)),
        (20120430, False, date(2012, 4, 30)),
        (20121330, False, ("untyped",)),
        (2012, False, ("untyped",)),
        (41029.5, False, ("untyped",)),
    ],
)
def test_a_bare_number_is_a_date_where_it_can_be_nothing_else(number: float, since_1904: bool, expected: object) -> None:
    """A program that drops number formats leaves the day as spreadsheet programs count it; a year alone is no day."""
    found = typed(DAY, number, Context("en", LANGUAGES, since_1904))
    assert (found.value if isinstance(found, Converted) else ("untyped",)) == expected


def test_what_was_written_in_another_way_is_told() -> None:
    """What was typed as the cell asks for it is not."""
    context = Context("fr", LANGUAGES)
    assert typed(NUMBER, "1 234,50", context) == Converted(1234.5, ConversionRule.NUMBER_TEXT)
    assert typed(DAY, "30 avril 2012", context) == Converted(date(2012, 4, 30), ConversionRule.DATE_TEXT)
    assert typed(ONE, "Yes", context) == Converted("yes", ConversionRule.CHOICE_LANGUAGE)
    assert typed(ONE, "unknown", context) == Converted("unknown", ConversionRule.CHOICE_CODE)
    assert typed(ONE, True, context) == Converted("yes", ConversionRule.CHOICE_YES_NO)
    for asked, value in ((NUMBER, 1234.5), (DAY, date(2012, 4, 30)), (DAY, "2012-04-30"), (ONE, "Oui"), (ONE, " oui ")):
        assert not isinstance(typed(asked, value, context), Converted)


def test_a_yes_cell_that_holds_its_choice_again_says_yes() -> None:
    """A choice that is called No keeps its no."""
    assert is_marked("fraud", "Fraud")
    assert not is_marked("No", "No")


@pytest.mark.parametrize(
    ("unit", "written", "value"),
    [
        ("EUR", "€5,000", 5000.0),
        ("EUR", "5 000 €", 5000.0),
        ("€", "5 000 EUR", 5000.0),
        ("RUB", "5 000 ₽", 5000.0),
        ("EUR million", "5 €", ("number_unit",)),
        ("USD", "5 000 €", ("number_unit",)),
        ("USD", "$5,000", ("number_unit",)),
    ],
)
def test_the_sign_of_one_currency_is_its_code(unit: str, written: str, value: object) -> None:
    """That of several is asked about, as is one that the question does not ask for."""
    assert said(replace(NUMBER, unit={"en": unit}), written) == value
    assert said(replace(NUMBER, label={"en": f"Revenue ({unit})"}), written) == value


@pytest.mark.parametrize(
    ("label", "written"), [("ثانوي", "ثانوى"), ("مدرسة", "مدرسه"), ("کتابی", "كتابي"), ("Yıllık", "YILLIK"), ("أهلي", "اهلى")]
)
def test_letters_that_are_written_one_for_the_other_name_the_same_choice(label: str, written: str) -> None:
    """As in Egypt, on Persian keyboards, and in Turkish capitals; where two labels differ in them alone, the exact one counts."""
    choices = (Choice("a", {"en": label}), Choice("b", {"en": "Other"}))
    assert said(replace(ONE, choices=choices), written) == "a"
    both = (Choice("a", {"en": label}), Choice("b", {"en": written}))
    assert [said(replace(ONE, choices=both), one) for one in (label, written)] == ["a", "b"]


@pytest.mark.parametrize(("text", "day"), [("20250304", date(2025, 3, 4)), ("٢٠٢٥٠٣٠٤", date(2025, 3, 4)), ("20250230", ("date_unknown",))])
def test_eight_digits_are_a_day_also_as_a_text(text: str, day: object) -> None:
    """As the number is; a year or the number of a day is none."""
    assert said(DAY, text) == day
    assert [said(DAY, one) for one in ("2025", "45720", "04032025")] == [("untyped",)] * 3
