"""Formulas of a sheet that say what must hold, as expressions of a form: differences that must be 0, and comparisons with two words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

_TOKEN = re.compile(
    r"""\s*(?:(?P<text>"(?:[^"]|"")*")|(?P<number>\d+(?:\.\d+)?)(?![A-Za-z])
    |(?P<ref>(?:(?:'(?:[^']|'')+'|[\w.]+)!)?\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?)(?![\w(])
    |(?P<call>[A-Z]+)\(|(?P<sign><>|<=|>=|[-+*/(),<>=]))""",
    re.VERBOSE | re.IGNORECASE,
)
_FINE = frozenset({"", "ok", "okay", "true", "0", "✓", "✔"})  # Words that say that all is well, in any language.
_OTHER = {"=": "!=", "<>": "=", "<": ">=", ">": "<=", "<=": ">", ">=": "<"}
_PLACES = 6  # To which a difference is rounded: what is left of a fraction beyond is no fault of anybody.
_SIDES = re.compile(r"IF\(\s*([^<>=,()]+?)\s*(?:<>|<=|>=|[<>=])\s*([^<>=,()]+?)\s*,", re.IGNORECASE)
_ANSWER = "${"  # With which the expression of a cell begins in which something is asked.
_DEEP = 16  # Parentheses within each other: formulas that read formulas have as many each, and all of them lie on one stack.


class NoExpressionError(Exception):
    """Raised where a formula has something that no expression of ours says."""


class CheckFormula(NamedTuple):
    """What a check cell says: `value`, an expression, and the sign that it must have to 0, as in `= 0`; `word` is what it shows else.

    `sides` are the cells that it compares, in the order of the expression.
    """

    value: str
    wanted: str
    word: str = ""
    sides: tuple[str, ...] = ()


Operands = Callable[[str], list[str]]  # The expressions of the cells of a reference; NoExpressionError where there are none.


def is_comparison(formula: str) -> bool:
    """Say whether a formula gives one of two words."""
    return bool(re.fullmatch(r'IF\(.*,\s*"[^"]*"\s*,\s*"[^"]*"\s*\)', formula.strip(), re.IGNORECASE | re.DOTALL))


def is_fine(formula: str) -> bool:
    """Say whether one of the words that a formula gives says that all is well."""
    return any(word.strip().casefold() in _FINE - {""} for word in re.findall(r'"([^"]*)"', formula))


def is_difference(formula: str) -> bool:
    """Say whether a formula takes one thing from another."""
    depth, text = 0, re.sub(r'"[^"]*"|\'[^\']*\'', "", formula.strip())
    inner = re.fullmatch(r"(?:ROUND|ABS)\((.*?)(?:,\s*\d+)?\)", text, re.IGNORECASE | re.DOTALL)
    for place, sign in enumerate(inner[1] if inner else text):
        depth += (sign == "(") - (sign == ")")
        if sign == "-" and depth == 0 and place:
            return True
    return False


def check(formula: str, operands: Operands) -> CheckFormula:
    """Return what a formula wants; NoExpressionError where that cannot be said."""
    reader = _Reader(formula, operands)
    if is_comparison(formula):
        sides = _SIDES.match(formula.strip())
        return reader.comparison()._replace(sides=sides.groups() if sides else ())
    value = reader.whole()
    return CheckFormula(f"round({value}, {_PLACES})", "=")


def expression(formula: str, operands: Operands) -> str:
    """Return a formula as an expression; NoExpressionError where that cannot be said."""
    return _Reader(formula, operands).whole()


def condition(formula: str, operands: Operands) -> str:
    """Return a formula that is true or false as a condition; NoExpressionError where that cannot be said."""
    return _Reader(formula, operands).condition()


class _Reader:
    def __init__(self, formula: str, operands: Operands) -> None:
        self._tokens, self._operands, self._depth = list(_tokens(formula)), operands, 0

    def whole(self) -> str:
        made = self._sum()
        if self._tokens:
            raise NoExpressionError
        return made

    def comparison(self) -> CheckFormula:
        """Return `IF(one = other, "OK", "wrong")` as what must hold."""
        self._take("call", "IF")
        one = self._sum()
        sign = self._next("sign")
        other = self._sum()
        words = [self._then(","), self._then(",")]
        self._take("sign", ")")
        fine = [word.strip('"').strip().casefold() in _FINE for word in words]
        if sign not in _OTHER or self._tokens:
            raise NoExpressionError
        if fine[0] == fine[1]:
            # Of two words that nobody knows, an equality of answers says which is the good one; one with a number may ask for either.
            if not (_ANSWER in one and _ANSWER in other):
                raise NoExpressionError
            fine = [sign == "=", sign == "<>"]
        if fine[0] == fine[1]:
            raise NoExpressionError
        wanted = sign if fine[0] else _OTHER[sign]
        word = words[fine[0]].strip('"').strip()
        return CheckFormula(f"round({one} - ({other}), {_PLACES})", "!=" if wanted == "<>" else wanted, word)

    def condition(self) -> str:
        """Return comparisons, and AND and OR of them."""
        made = self._condition()
        if self._tokens:
            raise NoExpressionError
        return made

    def _condition(self) -> str:
        self._depth += 1
        kind, text = self._peek()
        if self._depth > _DEEP:
            raise NoExpressionError
        if kind == "call" and text.upper() in {"AND", "OR"}:
            _ = self._tokens.pop(0)
            given = [self._condition()]
            while self._peek() == ("sign", ","):
                self._take("sign", ",")
                given.append(self._condition())
            self._take("sign", ")")
            made = f"({f' {text.lower()} '.join(given)})" if len(given) > 1 else given[0]
        elif kind == "call" and text.upper() == "ISBLANK":
            _ = self._tokens.pop(0)
            made = f"{self._only(self._next('ref'))} = ''"
            self._take("sign", ")")
        else:
            one, sign, other = self._sum(), self._next("sign"), self._sum()
            if sign not in _OTHER:
                raise NoExpressionError
            made = f"{one} {'!=' if sign == '<>' else sign} {other}"
        self._depth -= 1
        return made

    def _then(self, sign: str) -> str:
        self._take("sign", sign)
        return self._next("text")

    def _sum(self) -> str:
        made = self._product()
        while self._peek() in {("sign", "+"), ("sign", "-")}:
            made = f"{made} {self._next('sign')} {self._product()}"
        return made

    def _product(self) -> str:
        made = self._operand()
        while self._peek() in {("sign", "*"), ("sign", "/")}:
            made = f"{made} {'*' if self._next('sign') == '*' else 'div'} {self._operand()}"
        return made

    def _operand(self) -> str:
        self._depth += 1
        kind, text = self._peek()
        if self._depth > _DEEP or (kind not in {"number", "ref", "call"} and text not in {"(", "-"}):
            raise NoExpressionError
        _ = self._tokens.pop(0)
        match kind:
            case "number":
                made = text
            case "ref":
                made = self._only(text)
            case "call":
                made = self._call(text.upper())
            case _:
                made = self._inside() if text == "(" else f"-{self._operand()}"
        self._depth -= 1
        return made

    def _inside(self) -> str:
        made = f"({self._sum()})"
        self._take("sign", ")")
        return made

    def _only(self, reference: str) -> str:
        found = self._operands(reference)
        if len(found) != 1 or ":" in reference:
            raise NoExpressionError
        return found[0]

    def _call(self, name: str) -> str:
        if name not in {"SUM", "ABS", "ROUND"}:
            raise NoExpressionError
        given = [self._argument(series=name == "SUM")]
        while self._peek() == ("sign", ","):
            self._take("sign", ",")
            given.append(self._argument(series=name == "SUM"))
        self._take("sign", ")")
        told = [one for those in given for one in those]
        if not told:  # It adds up cells in which nothing is asked.
            raise NoExpressionError
        return f"{name.lower()}({', '.join(told)})"

    def _argument(self, *, series: bool) -> list[str]:
        kind, text = self._peek()
        if series and kind == "ref" and self._tokens[1:2] in ([("sign", ",")], [("sign", ")")]):
            _ = self._tokens.pop(0)
            return self._operands(text)
        return [self._sum()]

    def _peek(self) -> tuple[str, str]:
        return self._tokens[0] if self._tokens else ("", "")

    def _next(self, kind: str) -> str:
        if self._peek()[0] != kind:
            raise NoExpressionError
        return self._tokens.pop(0)[1]

    def _take(self, kind: str, text: str) -> str:
        if self._next(kind).upper() != text:
            raise NoExpressionError
        return text


def _tokens(formula: str) -> Iterator[tuple[str, str]]:
    text, at = formula.strip(), 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None or found.lastgroup is None:
            raise NoExpressionError
        yield found.lastgroup, found[found.lastgroup]
        at = found.end()
