"""An answer whose signs stand in a cell each: put together where that can mean one thing only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import dropwhile

from questionnaire.dayparts import DAY_FIRST, YEAR_FIRST
from questionnaire.definition import Question, QuestionType
from questionnaire.reading.values.folding import as_text, is_blank, western_digits
from questionnaire.reading.values.typed import Context, Typed, Unreadable, typed
from workbooks.cells import CellError, CellValue

UNSURE = "signs_unsure"
_YEARS = range(1900, 2200)  # Between these no eight digits are a day from both ends.


def joined(question: Question, values: Sequence[CellValue | None], columns: Sequence[int], context: Context) -> Typed:
    """Return the answer in several cells: None where all are blank, else the value of the question's type, else why it cannot be read.

    The cells come in the order in which the form names them; `columns` says where on the sheet each stands.
    """
    filled = [value for value in values if value is not None and not is_blank(value)]
    if not filled:
        return None
    if broken := next((value for value in filled if isinstance(value, CellError)), None):
        return Unreadable(broken.code, "cell_error")
    if len(filled) == 1 and _is_whole(question, filled[0], len(values)):
        return typed(question, filled[0], context)
    texts = ["" if value is None or is_blank(value) else as_text(value).strip() for value in values]
    if question.type is QuestionType.DATE:
        return _day(texts, columns)
    signs = _trimmed(texts)
    if not all(len(sign) == 1 for sign in signs):
        # A blank between signs was left out, or stands for something.
        return Unreadable(_shown(texts), UNSURE)
    text = "".join(signs)
    plain = western_digits(text)
    return typed(question, int(plain) if question.type is QuestionType.INTEGER and plain.isdecimal() else text, context)


def _is_whole(question: Question, value: CellValue, cells: int) -> bool:
    """Say whether somebody wrote all of the answer into one of the cells; a number there may have lost the zeros before it."""
    if isinstance(value, date | datetime):
        return question.type is QuestionType.DATE
    text = as_text(value)
    return len(text) > 1 and (isinstance(value, str) or question.type is not QuestionType.TEXT or len(text) == cells)


def _trimmed(texts: Sequence[str]) -> list[str]:
    """Return the cells without the blank ones before and behind."""
    behind = list(dropwhile(lambda text: not text, reversed(texts)))
    return list(dropwhile(lambda text: not text, reversed(behind)))


def _shown(texts: Sequence[str]) -> str:
    return " ".join(text or "_" for text in _trimmed(texts))


def _day(texts: Sequence[str], columns: Sequence[int]) -> Typed:
    """Return the day that the cells say: as the form names them, or from the other end of the sheet, whichever is one of our time."""
    days = {day for signs, sizes in _ways(texts, columns) if len(signs) == sum(sizes) and (day := _by_parts(signs, sizes))}
    return days.pop() if len(days) == 1 else Unreadable(_shown(texts), UNSURE)


def _ways(texts: Sequence[str], columns: Sequence[int]) -> Iterator[tuple[Sequence[str], Sequence[int]]]:
    """Yield the cells in each order in which a day may stand in them, and how many of them each part of it has."""
    yield texts, DAY_FIRST
    on_sheet = [text for _, text in sorted(zip(columns, texts, strict=True))]
    yield on_sheet, YEAR_FIRST
    year = DAY_FIRST[-1]
    if sorted(columns[-year:]) == sorted(columns)[:year]:
        # Where the year is asked for first, somebody may begin with the day; where the month is, this would be another day.
        yield on_sheet, DAY_FIRST


def _by_parts(texts: Sequence[str], sizes: Sequence[int]) -> date | None:
    ends = [sum(sizes[: number + 1]) for number in range(len(sizes))]
    parts = [_part(texts[end - size : end]) for end, size in zip(ends, sizes, strict=True)]
    if not all(part.isdecimal() for part in parts):
        return None
    year, month, day = parts if sizes == YEAR_FIRST else reversed(parts)
    try:
        return date(int(year), int(month), int(day)) if int(year) in _YEARS and len(month) <= 2 and len(day) <= 2 else None
    except ValueError:
        return None


def _part(texts: Sequence[str]) -> str:
    """Return the digits of one part of a day: in a cell each, or all in one of its cells."""
    filled = [western_digits(text) for text in texts if text]
    return "".join(_trimmed(texts)) if all(len(text) == 1 for text in filled) else filled[0] if len(filled) == 1 else ""
