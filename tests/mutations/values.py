"""What is typed into the right cell in another way than the cell asks for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from openpyxl.utils.datetime import CALENDAR_MAC_1904

from domain.answer import AnswerValue
from questionnaire.definition import Question, QuestionType, in_language
from questionnaire.reading.values.units import asks_for_percent
from tests.mutations.case import LOST, SECTION, Case, Catalogue, Expected, NotHereError, Touched

VALUES = Catalogue()
T = QuestionType
_NUMBERS = (T.INTEGER, T.DECIMAL)
_EASTERN = str.maketrans("0123456789.,", "٠١٢٣٤٥٦٧٨٩٫٬")
Where = Callable[[Question, AnswerValue], bool]


def _any(*_: object) -> bool:
    return True


def _always(entry: str) -> Callable[[object], str]:
    return lambda _: entry


def _in_words(months: Sequence[str]) -> Callable[[date], str]:
    return lambda day: f"{day.day} {months[day.month - 1]} {day.year}"


def _large(_: Question, answer: AnswerValue) -> bool:
    return isinstance(answer, int | float) and answer >= 1000


def _typed(name: str, types: tuple[QuestionType, ...], write: Callable[[Any], object], where: Where = _any, *, right: bool = True) -> None:
    """Add a mutation that types the same answer in another way; with `right` false nobody can know what it says."""

    def change(case: Case) -> Touched:
        key = case.pick(*types, where=where)
        answer = case.sample.answers[key]
        cell = case.cell(key)
        cell.number_format = "General"
        case.type(key, write(answer))
        return {key: Expected(answer if right else LOST)}

    VALUES.add(name, packed=True)(change)


def _grouped(mark: str, decimal: str) -> Callable[[AnswerValue], str]:
    return lambda answer: f"{answer:,.2f}".replace(",", "_").replace(".", decimal).replace("_", mark)


_typed("a number as text", _NUMBERS, str)
_typed("a number as text with spaces around it", _NUMBERS, lambda answer: f"  {answer} ")
_typed("a number with its thousands apart by a no-break space", _NUMBERS, _grouped("\u00a0", ","), _large)
_typed("a number with its thousands apart by a narrow no-break space", _NUMBERS, _grouped("\u202f", "."), _large)
_typed("a number as 1 234,50", _NUMBERS, _grouped(" ", ","), _large)
_typed("a number as 1.234,50", _NUMBERS, _grouped(".", ","), _large)
_typed("a number as 1,234.50", _NUMBERS, _grouped(",", "."), _large)
_typed("a number as 1'234.50", _NUMBERS, _grouped("'", "."), _large)
_typed("a number in Arabic digits", _NUMBERS, lambda answer: str(answer).translate(_EASTERN))
_typed("a number in Arabic digits with thousands", _NUMBERS, lambda answer: f"{answer:,.2f}".translate(_EASTERN), _large)
_typed("a number with invisible marks of direction", _NUMBERS, lambda answer: f"\u200f{answer}\u200e")
_typed("a number as text with a plus sign", _NUMBERS, "+{}".format)
_typed("a formula that says the number", _NUMBERS, "={}+0".format)
_typed("an approximate number", _NUMBERS, "approx. {}".format)
_typed("a number with a foreign currency", _NUMBERS, "EUR {}".format, right=False)
_typed("a number in thousands", _NUMBERS, "{} thousand".format, right=False)
_typed("a range of numbers", _NUMBERS, lambda answer: f"{answer}-{int(str(answer).partition('.')[0]) + 100}", right=False)
_typed("more than a number", _NUMBERS, "> {}".format, right=False)
_typed("a number with a footnote", _NUMBERS, "{} (1)".format, right=False)
_typed("a number in words", _NUMBERS, lambda _: "about twelve", right=False)
_typed("a number with a question mark", _NUMBERS, "{}?".format, right=False)
_typed("a number on two lines", _NUMBERS, "{}\n(2010: 7)".format, right=False)
_typed("a date instead of a number", _NUMBERS, lambda _: date(2012, 2, 1), right=False)
_typed("1/2 instead of a number", _NUMBERS, lambda _: "1/2", right=False)
for _word in ("-", "nil", "none", "ditto", "see above", "?", "***", "...", "confidential", "same as last year", "TBD", "néant", "لا ينطبق"):
    _typed(f"{_word} instead of a number", _NUMBERS, _always(_word), right=False)
for _error in ("#REF!", "#DIV/0!", "#VALUE!", "#NAME?"):
    _typed(f"{_error} instead of a number", _NUMBERS, _always("=#REF!" if _error == "#REF!" else _error), right=False)
_typed("1E3 notation as text", _NUMBERS, lambda answer: f"{answer:.6E}", right=False)


@VALUES.add("#N/A instead of a number", packed=True)
def _(case: Case) -> Touched:
    key = case.pick(*_NUMBERS, where=lambda question, _: not question.missing)
    case.type(key, "#N/A")
    return {key: Expected(LOST)}


def _not_available(text: str) -> Callable[[Case], Touched]:
    def change(case: Case) -> Touched:
        key = case.pick(*_NUMBERS, where=lambda question, _: not question.missing)
        case.type(key, text)
        return {key: Expected(LOST)}

    return change


def _missing_code(write: Callable[[str], str]) -> Callable[[Case], Touched]:
    def change(case: Case) -> Touched:
        key = case.pick(*_NUMBERS, where=lambda question, _: bool(question.missing))
        code = case.question(key).missing[0]
        case.type(key, write(code))
        return {key: Expected(code)}

    return change


for _text in ("n/a", "N/A", "N.A.", "n.d."):
    VALUES.add(f"{_text} where no code is foreseen", packed=True)(_not_available(_text))
VALUES.add("a missing code", packed=True)(_missing_code(str))
VALUES.add("a missing code in capitals", packed=True)(_missing_code(lambda code: f" {code.upper()} "))


@VALUES.add("12.5 % in words", packed=True)
def _(case: Case) -> Touched:
    key = case.pick(T.DECIMAL, where=lambda question, _: asks_for_percent(question))
    case.type(key, f"{case.sample.answers[key]} %")
    return case.same([key])


@VALUES.add("a number formatted as per cent", packed=True)
def _(case: Case) -> Touched:
    key = case.pick(T.DECIMAL, where=lambda question, _: asks_for_percent(question))
    answer = case.sample.answers[key]
    assert isinstance(answer, float)
    case.type(key, answer / 100)
    case.cell(key).number_format = "0.00%"
    return case.same([key])


@VALUES.add("per cent where none is asked for", packed=True)
def _(case: Case) -> Touched:
    key = case.pick(*_NUMBERS, where=lambda question, _: not asks_for_percent(question))
    case.type(key, "12 %")
    return {key: Expected(LOST)}


@VALUES.add("a number with its unit", packed=True)
def _(case: Case) -> Touched:
    key = case.pick(*_NUMBERS, where=lambda question, _: bool(question.unit))
    unit = in_language(case.question(key).unit, case.sample.language)
    case.type(key, f"{case.sample.answers[key]} {unit}")
    return case.same([key])


def _date(name: str, write: Callable[[Any], object], where: Callable[[date], bool] = lambda _: True, *, right: bool = True) -> None:
    _typed(name, (T.DATE,), write, lambda _, answer: isinstance(answer, date) and where(answer), right=right)


_MONTHS = {
    "en": ("January", "February", "March"),
    "fr": ("janvier", "février", "mars"),
    "ar": ("يناير", "فبراير", "مارس"),
}


_date("a date as 2012-02-13 in text", date.isoformat)
_date("a date as 13.02.2012", lambda day: f"{day:%d.%m.%Y}")
_date("a date as 2012/02/13", lambda day: f"{day:%Y/%m/%d}")
_date("a date as 13/02/2012", lambda day: f"{day:%d/%m/%Y}", lambda day: day.day > 12)
_date("a date as 02/13/2012", lambda day: f"{day:%m/%d/%Y}", lambda day: day.day > 12)
_date("a date that may be of two months", lambda day: f"{day:%d/%m/%Y}", lambda day: day.day <= 12 and day.day != day.month, right=False)
_date("a date with a year of two digits", lambda day: f"{day:%d/%m/%y}", right=False)
_date("a date in Arabic digits", lambda day: f"{day:%Y-%m-%d}".translate(_EASTERN))
for _language, _names in _MONTHS.items():
    _date(
        f"a date in words ({_language})",
        _in_words(_names),
        lambda day: day.month < 4,
    )
_date("a date as a bare serial number", lambda day: (day - date(1899, 12, 30)).days)
_date("a date with a time", lambda day: datetime(day.year, day.month, day.day, 14, 30))  # noqa: DTZ001 - as a sheet has it
_date("a month instead of a date", lambda day: f"{day:%m/%Y}", right=False)
_date("a year instead of a date", lambda day: day.year, right=False)
_date("today in words", lambda _: "today", right=False)


@VALUES.add("a workbook that counts days from 1904")
def _(case: Case) -> Touched:
    case.book.epoch = CALENDAR_MAC_1904
    return case.same(key for key in case.spots if case.question(key).type is T.DATE)


def _choice(name: str, write: Callable[[Case, str], object], *, right: bool = True) -> None:
    def change(case: Case) -> Touched:
        key = case.pick(T.SELECT_ONE)
        case.type(key, write(case, key))
        return {key: Expected(case.sample.answers[key] if right else LOST)}

    VALUES.add(name, packed=True)(change)


def _label(case: Case, key: str, language: str = "") -> str:
    chosen = next(choice for choice in case.question(key).choices if choice.name == case.sample.answers[key])
    return in_language(chosen.label, language or case.sample.language, case.sample.form.languages)


_choice("a choice by its code", lambda case, key: case.sample.answers[key])
_choice(
    "a choice in another language",
    lambda case, key: _label(case, key, case.other_language()),
)
_choice("a choice in capitals with spaces", lambda case, key: f" {_label(case, key).upper()}  ")
_choice("a choice with a full stop", lambda case, key: f"{_label(case, key)}.")
_choice("a choice with a typo", lambda case, key: f"{_label(case, key)[:-1]}q{_label(case, key)[-1]}", right=False)
_choice("a choice with a question mark", lambda case, key: f"{_label(case, key)}?", right=False)
_choice("a choice with a remark", lambda case, key: f"{_label(case, key)} (since 2010)", right=False)
_choice("a choice that is none", lambda _, __: "Something else entirely", right=False)
_choice(
    "two choices in one cell",
    lambda case, key: f"{case.question(key).choices[0].label['en']} / {case.question(key).choices[1].label['en']}",
    right=False,
)
_choice("the number of a choice", lambda _, __: 1, right=False)


def _ticked(name: str, entry: str | float, *, right: bool = True) -> None:
    def change(case: Case) -> Touched:
        key = case.pick(T.SELECT_MULTIPLE)
        for spot in case.spots[key]:
            case.book[spot.sheet].cell(spot.row, spot.column).value = entry
        return {key: Expected(case.sample.answers[key] if right else LOST)}

    VALUES.add(name, packed=True)(change)


for _mark in ("x", "X", "✓", "✔", "oui", "OK", "نعم", "1", "True"):
    _ticked(f"{_mark} beside a choice", _mark, right=_mark != "OK")
_ticked("TRUE beside a choice", entry=True)
_ticked("the number 1 beside a choice", 1)
_ticked("maybe beside a choice", "maybe", right=False)
_ticked("a number beside a choice", 7, right=False)


@VALUES.add("no beside all other choices", packed=True)
def _(case: Case) -> Touched:
    key = case.pick(T.SELECT_MULTIPLE, kind=SECTION)
    spots = case.spots[key]
    ticked, names = {spot.choice for spot in spots}, [choice.name for choice in case.question(key).choices]
    first = spots[0].row - names.index(spots[0].choice)
    for number, name in enumerate(names):
        if name not in ticked:
            case.book[spots[0].sheet].cell(first + number, spots[0].column).value = "No"
    return case.same([key])


def _words(name: str, entry: str) -> None:
    def change(case: Case) -> Touched:
        key = case.pick(T.TEXT)
        cell = case.cell(key)
        cell.value, cell.data_type = entry, "s"
        return {key: Expected(entry)}

    VALUES.add(name, packed=True)(change)


_words("a very long text", " ".join(["A sentence that goes on."] * 1000))
_words("a text that begins with an equals sign", "=SUM of what we know")
_words("a text of several lines", "One\nTwo\n\nThree")
_words("a text with emoji and brackets", "Fine 👍🏽 <b>& so on</b> “quoted”")
_words("a text that looks like a number", "007")
_words("a text that says n/a", "n/a")
_words("a text that is a label", "Yes")


@VALUES.add("a number in the cell of a text", packed=True)
def _(case: Case) -> Touched:
    key = case.pick(T.TEXT)
    case.cell(key).number_format = "General"
    case.cell(key).value = 42
    return {key: Expected("42")}


@VALUES.add("a reference to another answer")
def _(case: Case) -> Touched:
    one, other = case.pick(T.INTEGER, kind=SECTION), case.pick(T.INTEGER, T.DECIMAL, kind=SECTION)
    cell = case.cell(other)
    case.type(one, f"='{cell.parent.title}'!{cell.coordinate}")
    answer = case.sample.answers[other]
    if not isinstance(answer, int):
        raise NotHereError
    return {one: Expected(answer)}


@VALUES.add("a formula with an error")
def _(case: Case) -> Touched:
    key = case.pick(*_NUMBERS)
    case.type(key, "=1/0")
    return {key: Expected(LOST)}
