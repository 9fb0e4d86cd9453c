"""The functions of texts in Excel: by FIND and EXACT, which tell capitals from small letters and know no wildcards."""

from __future__ import annotations

from questionnaire.expressions.excel_pieces import Constant, Logical, NoReadingError, Numeric, Piece, Textual
from questionnaire.expressions.excel_values import textual
from questionnaire.expressions.values import number

_LONGEST = 32_767  # Characters that a cell holds.


def string_length(value: Piece) -> Piece:
    """Return how many characters a text has."""
    return Numeric(formula=f"LEN({textual(value)})", whole=True)


def string(value: Piece) -> Piece:
    """Return a value as a text."""
    return Textual(textual(value))


def concat(*values: Piece) -> Piece:
    """Return the texts one after the other."""
    return Textual(f"({'&'.join(map(textual, values))})")


def contains(value: Piece, part: Piece) -> Piece:
    """Return the condition that one text stands in the other; a blank one stands in every text."""
    whole, wanted = textual(value), textual(part)
    found = f"ISNUMBER(FIND({wanted},{whole}))"
    return Logical(found if isinstance(part, Constant) and wanted != '""' else f'IF({wanted}="",TRUE,{found})')


def starts_with(value: Piece, part: Piece) -> Piece:
    """Return the condition that the one text begins with the other."""
    return _at_end("LEFT", value, part)


def ends_with(value: Piece, part: Piece) -> Piece:
    """Return the condition that the one text ends with the other."""
    return _at_end("RIGHT", value, part)


def _at_end(function: str, value: Piece, part: Piece) -> Piece:
    wanted = textual(part)
    return Logical(f"EXACT({function}({textual(value)},LEN({wanted})),{wanted})")


def substr(value: Piece, start: Piece, *end: Piece) -> Piece:
    """Return the characters from a constant place up to another one, counted from 0 and not from the end."""
    whole = textual(value)
    counted = [number(place.value) for place in (start, *end) if isinstance(place, Constant)]
    if len(counted) < 1 + len(end):
        raise NoReadingError
    first, last = (*counted, _LONGEST)[:2]
    if first is None or last is None:
        return Constant(None)
    if min(first, last) < 0:
        raise NoReadingError
    length = int(last) - int(first)
    return Textual(f"MID({whole},{int(first) + 1},{length})") if length > 0 else Constant(None)


def regex(_value: Piece, _pattern: Piece) -> Piece:
    """Raise NoReadingError: Excel has no regular expressions that run in linear time, and other programs have none."""
    raise NoReadingError
