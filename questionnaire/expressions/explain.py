"""Says of a text that the parser refused what a person must know to mend it."""

from __future__ import annotations

import re

from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from questionnaire.expressions.errors import ExpressionError
from questionnaire.expressions.functions import FUNCTIONS
from questionnaire.expressions.unsupported import unsupported

# What people write who know other languages, and what it is called here.
_SPELLINGS = {
    "==": "=",
    "<>": "!=",
    "=<": "<=",
    "=>": ">=",
    "&&": "and",
    "||": "or",
    "!": "not(...)",
    "/": "div",
    "%": "mod",
    "&": "and",
    "|": "or",
    "≥": ">=",
    "≤": "<=",
    "≠": "!=",
    "×": "*",
    "÷": "div",
    "−": "-",
    "–": "-",
}
_WORD = re.compile(r"[A-Za-z_][\w.-]*")
_CALLED = re.compile(r"(?<![\w:.${-])[A-Za-z_][\w:.-]*(?=\s*\()")
_TEXT = re.compile(r"\"[^\"]*\"|'[^']*'")
_PATH = re.compile(r"\.\.|/[\w.*@]|//")
_OPERATOR_WORDS = frozenset({"and", "or", "div", "mod"})


def explained(text: str, problem: UnexpectedInput) -> ExpressionError:
    """Return what a person must know about a text that the parser refused."""
    ended = isinstance(problem, UnexpectedToken) and problem.token.type == "$END"
    position = problem.token.start_pos if isinstance(problem, UnexpectedToken) else problem.pos_in_stream
    unknown = _unknown_function(text if ended else text[: position or 0])
    if unknown:
        return unknown
    if ended:
        opened = text.count("(") - text.count(")")
        remedy = "Close the bracket that is open." if opened > 0 else "Add what is missing at the end, or remove the last operator."
        return ExpressionError("The expression ends too early.", len(text) + 1, remedy)
    if _PATH.match(text, position or 0) or _PATH.match(text, max(0, (position or 0) - 1)):
        return ExpressionError("A path is not supported.", (position or 0) + 1, "Write a question as ${name}, wherever it is in the form.")
    return _explained_at(text, position or 0, isinstance(problem, UnexpectedCharacters))


def _unknown_function(before: str) -> ExpressionError | None:
    """Return that a function is unknown which stands before the place where the parser stopped: it is the likelier fault."""
    outside = _TEXT.sub(lambda found: " " * len(found[0]), before)
    for called in _CALLED.finditer(outside):
        if called[0] not in FUNCTIONS and called[0].lower() not in _OPERATOR_WORDS:
            return unsupported(called[0], called.start() + 1)
    return None


def _explained_at(text: str, position: int, unreadable: bool) -> ExpressionError:
    rest, column = text[position:], position + 1
    if rest[0] in "'\"":
        if rest[0] in rest[1:]:
            return ExpressionError("A text is not expected here.", column, "Put an operator such as = before it.")
        return ExpressionError("A quotation mark is not closed.", column, f"Add {rest[0]} at the end of the text.")
    for around in (text[max(0, position - 1) : position + 1], rest[:2], rest[:1]):
        if around in _SPELLINGS:
            return ExpressionError(f"{around!r} is not an operator here.", column, f"Did you mean {_SPELLINGS[around]}?")
    word = _WORD.match(rest)
    if word and unreadable:
        return ExpressionError(f"The word {word[0]!r} has no meaning here.", column, _remedy_for_word(word[0]))
    if rest[0] == "$":
        return ExpressionError("The name of a question is incomplete.", column, "Write it as ${name}.")
    shown = word[0] if word else rest[0]
    return ExpressionError(f"{shown!r} is not expected here.", column, "Check the operators, commas and brackets around it.")


def _remedy_for_word(word: str) -> str:
    if word.lower() in _OPERATOR_WORDS:
        return f"Write {word.lower()} in lower case, between two conditions or values."
    if word.lower() in FUNCTIONS:
        return f"Write it as {word.lower()}({FUNCTIONS[word.lower()].usage})."
    return f"Write ${{{word}}} for the answer to a question, or '{word}' for a text."
