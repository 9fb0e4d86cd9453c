"""What a cell says, as the type that its question asks for; what is not surely read is `Unreadable`, never a guess."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from math import isfinite

from domain.answer import AnswerValue
from questionnaire.definition import Question, QuestionType
from questionnaire.kinds import FIGURES, NUMBERS
from questionnaire.reading.values.choices import AmbiguousChoiceError, UnknownChoiceError, is_left_blank, one_choice
from questionnaire.reading.values.conversions import ConversionRule
from questionnaire.reading.values.dates import AmbiguousDateError, NoSuchDayError, of_another_calendar, parse_date, parse_day_number
from questionnaire.reading.values.flags import is_bound, without_about, without_flag
from questionnaire.reading.values.folding import as_text, fold, is_blank, is_turned, western_digits
from questionnaire.reading.values.numbers import AmbiguousNumberError, Number, parse_number
from questionnaire.reading.values.scales import in_digits
from questionnaire.reading.values.units import ForeignUnitError, asks_for_percent, percent_off, unit_off
from workbooks.cells import CellError, CellValue


@dataclass(frozen=True, slots=True)
class Unreadable:
    """What could not be read as its type. `code` is the sentence that says why ("" where only the type is wrong)."""

    raw: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Converted:
    """An answer that was written in another way than the cell asks for, and is told to whoever wrote it. `flag` is what marks it."""

    value: AnswerValue
    how: ConversionRule
    flag: str = ""


@dataclass(frozen=True, slots=True)
class Context:
    """The language of the workbook, those of the form, and whether its days are counted from 1904 instead of 1900."""

    language: str
    languages: tuple[str, ...]
    since_1904: bool = False


Typed = AnswerValue | Converted | Unreadable
_MARKS = ".,"
_DAY_DIGITS = 8
_LONGEST = 400  # Characters that a number or a day takes, with all that people write beside it: a longer text is neither.


def typed(question: Question, value: CellValue | None, context: Context, *, percent: bool = False) -> Typed:
    """Return the answer in one cell: None for a blank one, else the value of the question's type, else why it cannot be read.

    `percent` says that the cell shows its number as per cent. A select_multiple has a cell a choice, and is read by `choices.is_marked`.
    """
    if value is None or is_blank(value):
        return None
    if question.type in FIGURES and isinstance(value, str) and (illegible := _illegible(question, value)):
        return illegible
    if question.missing and (code := _missing(question, value)):
        return code if as_text(value) == code else Converted(code, ConversionRule.MISSING_CODE)
    if isinstance(value, CellError):
        return Unreadable(value.code, "cell_error")
    if percent and isinstance(value, int | float) and not isinstance(value, bool):
        if question.type in NUMBERS:
            return _shown_as_percent(question, value)
        value = f"{value * 100:.15g}%"
    return _READERS[question.type](question, value, context)


def _illegible(question: Question, text: str) -> Unreadable | None:
    """Return why a text is no figure, before it is looked at: it is too long, or shows its reader other digits."""
    if len(text) > _LONGEST and len(raw := as_text(text)) > _LONGEST:
        return Unreadable(raw)
    code = "date_disguised" if question.type is QuestionType.DATE else "number_disguised"
    return Unreadable(as_text(text), code) if is_turned(text) else None


def _missing(question: Question, value: CellValue) -> str:
    """Return the missing code that a cell holds, whatever its case and punctuation; "" where it holds none.

    Excel makes an error value of its own of a bare #N/A: it says the same as n/a.
    """
    if not isinstance(value, str | CellError):
        return ""
    wanted = _letters(value.code if isinstance(value, CellError) else value)
    same = [code for code in question.missing if _letters(code) == wanted]
    exact = [code for code in question.missing if code == value]
    return (exact or same)[0] if exact or len(same) == 1 else ""


def _letters(text: str) -> str:
    folded = fold(text)
    return "".join(character for character in folded if character.isalnum()) or folded


def _text(_: Question, value: CellValue, __: Context) -> Typed:
    return as_text(value)


def _integer(question: Question, value: CellValue, context: Context) -> Typed:
    return _numeric(question, value, context, whole=True)


def _decimal(question: Question, value: CellValue, context: Context) -> Typed:
    return _numeric(question, value, context, whole=False)


def _numeric(question: Question, value: CellValue, context: Context, *, whole: bool) -> Typed:
    found, how = _number(question, value, context)
    flag = ""
    if isinstance(found, Unreadable) and isinstance(value, str):
        found, how, flag = _flagged(question, value, context, found)
    if isinstance(found, Unreadable):
        return found
    if whole and not float(found).is_integer():
        return Unreadable(as_text(value), "number_fraction")
    number = int(found) if whole else float(found)
    return Converted(number, how, flag) if how else number


def _shown_as_percent(question: Question, value: float) -> Typed:
    """Return the number that a cell shows as per cent: its plain value to whoever typed it, so that nothing was converted."""
    shown = f"{value * 100:.15g}"
    if not isfinite(value):
        return Unreadable(as_text(value))
    if not asks_for_percent(question):
        return Unreadable(f"{shown}%", "number_percent")
    whole = question.type is QuestionType.INTEGER
    if whole and not float(shown).is_integer():
        return Unreadable(f"{shown}%", "number_fraction")
    return int(float(shown)) if whole else float(shown)


def _flagged(
    question: Question, value: str, context: Context, otherwise: Unreadable
) -> tuple[Number | Unreadable, ConversionRule | None, str]:
    """Return the number in a text that has a flag beside it, how it was made and the flag; else why there is none."""
    if is_bound(value):
        return Unreadable(as_text(value), "number_bound"), None, ""
    sign = without_about(value, question.flags) or without_flag(value, question.flags)
    found = _number(question, sign.rest, context)[0] if sign else otherwise
    if sign is None or isinstance(found, Unreadable):
        # Where it is known what is wrong with the number beside a sign, that is told, and not the sign.
        code = found.code if isinstance(found, Unreadable) else ""
        return Unreadable(as_text(value), code or otherwise.code), None, ""
    return found, ConversionRule.NUMBER_ESTIMATE if sign.is_estimate else ConversionRule.NUMBER_FLAG, sign.flag


def _number(question: Question, value: CellValue, context: Context) -> tuple[Number | Unreadable, ConversionRule | None]:
    """Return the number in a cell, and how it was made of a text (None where it was none)."""
    raw = as_text(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return (value if isfinite(value) else Unreadable(raw)), None
    if not isinstance(value, str):
        # A date here is mostly a number that the spreadsheet program took for one, as in 1-2.
        return Unreadable(raw, "number_is_date" if isinstance(value, date) else ""), None
    try:
        text, how = _plain(question, in_digits(question, western_digits(raw), context.language))
        # Nobody means thousands of per cent.
        decimal = _MARKS if asks_for_percent(question) else ""
        number = parse_number(text, context.language, whole=question.type is QuestionType.INTEGER, decimal=decimal)
    except AmbiguousNumberError:
        return Unreadable(raw, "number_ambiguous"), None
    except ForeignUnitError as error:
        return Unreadable(raw, error.code), None
    return (Unreadable(raw), None) if number is None else (number, how)


def _plain(question: Question, raw: str) -> tuple[str, ConversionRule]:
    """Return a text without its per cent sign or unit, and what was left away; ForeignUnitError where it is not what the question asks."""
    text = percent_off(raw)
    if text is not None:
        # Fifteen per cent is 15 where the question asks for per cent; elsewhere it may be 0.15, and nobody knows.
        if not asks_for_percent(question):
            raise ForeignUnitError(raw, "number_percent")
        return text, ConversionRule.NUMBER_PERCENT
    bare = unit_off(question, raw)
    return (raw, ConversionRule.NUMBER_TEXT) if bare is None else (bare, ConversionRule.NUMBER_UNIT)


def _date(_: Question, value: CellValue, context: Context) -> Typed:
    found = _any_date(value, context)
    day = found.value if isinstance(found, Converted) else found
    return Unreadable(as_text(value)) if isinstance(day, date) and of_another_calendar(day) else found


def _any_date(value: CellValue, context: Context) -> Typed:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    raw = as_text(value)
    try:
        if isinstance(value, str):
            found = parse_date(raw) or _of_eight_digits(raw)
            return Unreadable(raw) if found is None else found if raw == found.isoformat() else Converted(found, ConversionRule.DATE_TEXT)
        day = parse_day_number(value, since_1904=context.since_1904) if isinstance(value, int) and not isinstance(value, bool) else None
    except AmbiguousDateError:
        return Unreadable(raw, "date_ambiguous")
    except NoSuchDayError:
        return Unreadable(raw, "date_unknown")
    return Converted(day, ConversionRule.DATE_NUMBER) if day else Unreadable(raw)


def _of_eight_digits(text: str) -> date | None:
    """Return the day that eight digits say, which are a text in a file of text; fewer may be a year, or a part of a day."""
    plain = western_digits(text)
    return parse_day_number(int(plain), since_1904=False) if len(plain) == _DAY_DIGITS and plain.isdecimal() else None


def _select_one(question: Question, value: CellValue, context: Context) -> Typed:
    raw = as_text(value)
    if is_left_blank(question, value):
        return None
    try:
        code, how = one_choice(question, value, context.language, context.languages)
    except AmbiguousChoiceError:
        return Unreadable(raw, "choice_ambiguous")
    except UnknownChoiceError:
        # The check of types offers the nearest label.
        return Unreadable(raw)
    return Converted(code, how) if how else code


_READERS: Mapping[QuestionType, Callable[[Question, CellValue, Context], Typed]] = {
    QuestionType.TEXT: _text,
    QuestionType.INTEGER: _integer,
    QuestionType.DECIMAL: _decimal,
    QuestionType.DATE: _date,
    QuestionType.SELECT_ONE: _select_one,
}
