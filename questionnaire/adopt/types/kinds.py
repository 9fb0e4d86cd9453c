"""What is typed into a cell: by its validation, its number format, and what stands there already."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from questionnaire.adopt.page.frames import is_ticked
from questionnaire.adopt.sureness import Sureness
from questionnaire.designed.lists import choices
from questionnaire.designed.page import SeenSheet
from questionnaire.designed.signs import TICK, boxed, is_sign, is_yes_or_no
from questionnaire.expressions.values import iso_date
from workbooks.anatomy import Anatomy, Validation, shifted
from workbooks.appearance.numberformats import Shown, shown_by_code
from workbooks.appearance.serials import moment
from workbooks.cells import CellValue, Position

_OPERATORS = {
    "between": (">=", "<="), "greaterThan": (">",), "greaterThanOrEqual": (">=",), "lessThan": ("<",), "lessThanOrEqual": ("<=",),
    "equal": ("=",), "notEqual": ("!=",), "notBetween": ("<", ">"),
}  # fmt: skip
_BY_RULE = {"whole": "integer", "decimal": "decimal", "date": "date", "time": "time", "textLength": "text"}
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_TODAY = re.compile(r"TODAY\(\s*\)", re.IGNORECASE)
_DAY = re.compile(r"DATE\(\s*(\d{4})\s*,\s*(\d{1,2})\s*,\s*(\d{1,2})\s*\)", re.IGNORECASE)
_DIGITS = re.compile(r"[0#?]")
_FRACTION = re.compile(r"[0#?][.][0#?]|/|E\+")
_LITERAL = re.compile(r'"[^"]*"?|\\.|_.|\*.|\[[^\]]*\]', re.DOTALL)
_WIDE = 4  # A box over so many columns, or over several rows, is for words.
_DIGITS_KEPT = 15  # By Excel, and by the expressions of a form.
_ENDLESS = 1e12  # "At most 999,999,999,999" is said where a rule wants an end and there is none.


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerKind:
    """The type of an answer in an XLSForm, and how sure that is; of a select, its choices and what the list is called ("" if nothing).

    `rule` is what its validation wants of it, as an expression. `shares` says that its cell shows a number in per cent: half is 50 there.
    `untold` is the type by all but words, where words around the cell tell another one: those of another language may not tell it.
    """

    type: str
    sureness: Sureness
    choices: tuple[str, ...] = ()
    list_name: str = ""
    rule: str = ""
    message: str = ""
    hint: str = ""
    shares: bool = False
    untold: str = ""


UNKNOWN = AnswerKind(type="text", sureness=Sureness.NEEDS_YOU)


def kind_of(book: Anatomy, page: SeenSheet, at: Position, name_of: Callable[[str], str]) -> AnswerKind:
    """Return what is typed at a cell. `name_of` gives the question that stands at a reference to a cell, or ""."""
    if at in page.anatomy.ticks:
        return AnswerKind(type="select_one", sureness=Sureness.SURE, choices=("TRUE", "FALSE"))
    if at in page.anatomy.boxes:
        return AnswerKind(type="select_one", sureness=Sureness.GUESSED, choices=("TRUE", "FALSE"))
    validation = page.anatomy.validated.get(at)
    found = _by_validation(book, page, at, validation, name_of) if validation else None
    return found or _by_print(page, at) or _by_format(page, at)


def _by_print(page: SeenSheet, at: Position) -> AnswerKind | None:
    """Return what a box is ticked with, whether it is drawn or printed as a sign."""
    said = page.value(at)
    shown = isinstance(said, str) and (is_sign(said, page.format(at)) or bool(boxed(said)))
    ticked = shown or (said is None and (is_ticked(page, at) or is_behind_yes(page, at)))
    return AnswerKind(type="select_one", sureness=Sureness.GUESSED, choices=(TICK,)) if ticked else None


def is_behind_yes(page: SeenSheet, at: Position) -> bool:
    """Say whether a cell stands behind the word for yes or no, and another one in its row behind another of these words."""
    if not is_yes_or_no(page.words((at[0], at[1] - 1))):
        return False
    texts = {text for column, text in page.rows.get(at[0], {}).items() if is_yes_or_no(text) and not page.text((at[0], column + 1))}
    return len(texts) > 1


def is_tick(page: SeenSheet, at: Position, kind: AnswerKind) -> bool:
    """Say whether a cell is ticked rather than filled in: one sign is all that it takes."""
    return at in page.anatomy.ticks or at in page.anatomy.boxes or (len(kind.choices) == 1 and len(kind.choices[0]) <= 2)


def _by_validation(book: Anatomy, page: SeenSheet, at: Position, rule: Validation, name_of: Callable[[str], str]) -> AnswerKind | None:
    if rule.kind == "list":
        moved = at[0] - rule.start[0], at[1] - rule.start[1]
        found = choices(book, page.anatomy, rule.first, moved)
        name = rule.first if rule.first.casefold() in book.names else ""
        unknown = replace(UNKNOWN, hint=rule.prompt)
        return replace(unknown, type="select_one", sureness=Sureness.SURE, choices=found, list_name=name) if found else unknown
    kind = _BY_RULE.get(rule.kind)
    if kind is None:
        return None
    shares = kind in {"integer", "decimal"} and _shows_percent(page, at)
    moved = at[0] - rule.start[0], at[1] - rule.start[1]
    wanted = _expression(rule, kind, lambda formula: name_of(shifted(formula, *moved)), shares=shares)
    told = rule.error if wanted else ""
    return AnswerKind(type=kind, sureness=Sureness.SURE, rule=wanted, message=told, hint=rule.prompt, shares=shares)


def _shows_percent(page: SeenSheet, at: Position) -> bool:
    code = page.format(at).code
    return bool(code) and shown_by_code(code) is Shown.PERCENT


def _expression(rule: Validation, kind: str, name_of: Callable[[str], str], *, shares: bool) -> str:
    """Return the limits that a rule sets as an expression, as far as they are numbers, days, or answers."""
    if kind not in {"integer", "decimal", "date", "text"}:
        return ""
    subject = "string-length(.)" if kind == "text" else "."
    signs = _OPERATORS.get(rule.operator, ())
    limits = [_limit(formula, kind, name_of, shares=shares) for formula in (rule.first, rule.second)[: len(signs)]]
    told = [f"{subject} {sign} {limit}" for sign, limit in zip(signs, limits, strict=True) if limit]
    if rule.operator == "notBetween":
        return " or ".join(told) if len(told) == len(signs) else ""
    return " and ".join(told)


def beyond_limits(rule: Validation) -> Iterator[tuple[str, str]]:
    """Yield the limits of a rule that are neither numbers nor days, each with its sign: they may name answers, or work something out."""
    formulas = (rule.first, rule.second)
    for sign, formula in zip(_OPERATORS.get(rule.operator, ()), formulas, strict=False):
        written = formula.strip()
        plain = _NUMBER.fullmatch(written) and rule.kind != "time"
        if not plain and not (rule.kind == "date" and _day(written)):
            yield sign, written


def _limit(formula: str, kind: str, name_of: Callable[[str], str], *, shares: bool) -> str:
    written = formula.strip()
    if kind == "date" and (worked_out := _day(written)):
        return worked_out
    if not _NUMBER.fullmatch(written):
        name = name_of(written)
        return f"${{{name}}}" if name else ""
    if kind == "date":
        day = moment(float(written), Shown.DATE, since_1904=False)
        return f"date('{day:%Y-%m-%d}')" if isinstance(day, date) else ""
    # Half is 50 where the cell shows per cent, and is read as that.
    digits = len(written.lstrip("-0.").replace(".", ""))
    limit = f"{float(written) * 100:.12g}" if shares else written if digits <= _DIGITS_KEPT else f"{float(written):.{_DIGITS_KEPT}g}"
    return limit if abs(float(written)) < _ENDLESS and "e" not in limit.casefold() else ""


def _day(formula: str) -> str:
    """Return a day that Excel works out of nothing else, as an expression; "" of any other formula."""
    if _TODAY.fullmatch(formula):
        return "today()"
    found = _DAY.fullmatch(formula)
    day = iso_date(f"{found[1]}-{found[2]:0>2}-{found[3]:0>2}") if found else None
    return f"date('{day:%Y-%m-%d}')" if day else ""


def _by_format(page: SeenSheet, at: Position) -> AnswerKind:
    code = page.format(at).code
    shown = shown_by_code(code) if code else None
    if shown is Shown.DATE:
        return AnswerKind(type="date", sureness=Sureness.SURE)
    if shown is Shown.PERCENT:
        return AnswerKind(type="decimal", sureness=Sureness.SURE, shares=True)
    if shown in {Shown.TIME, Shown.DURATION}:
        return AnswerKind(type="time", sureness=Sureness.GUESSED)
    if code == "@":
        return AnswerKind(type="text", sureness=Sureness.SURE)
    plain = _LITERAL.sub("", code.partition(";")[0])
    if _DIGITS.search(plain):
        return (
            AnswerKind(type="decimal", sureness=Sureness.SURE)
            if _FRACTION.search(plain)
            else AnswerKind(type="integer", sureness=Sureness.GUESSED)
        )
    return _by_value(page, at, page.anatomy.sheet.cells.get(at))


def _by_value(page: SeenSheet, at: Position, value: CellValue | None) -> AnswerKind:
    """Return what an example or last year's figure shows, or the room that there is."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return AnswerKind(type="decimal", sureness=Sureness.GUESSED)
    rows, columns = page.extent(at)
    if rows > 1 or columns >= _WIDE:
        return AnswerKind(type="text", sureness=Sureness.GUESSED)
    return UNKNOWN
