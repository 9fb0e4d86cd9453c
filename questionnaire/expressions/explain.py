"""Says of a text that the parser refused what a person must know to mend it."""

from __future__ import annotations

import re
from difflib import get_close_matches

from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from questionnaire.expressions.errors import ExpressionError
from questionnaire.expressions.functions import FUNCTIONS

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


def nearest_function(name: str) -> str:
    """Return what to do about a function that is not in the table."""
    near = get_close_matches(name.lower(), FUNCTIONS, n=1, cutoff=0.6)
    if near:
        return f"Did you mean {near[0]}()?"
    return f"The functions are {', '.join(f'{known}()' for known in FUNCTIONS)}."


def explained(text: str, problem: UnexpectedInput) -> ExpressionError:
    """Return what a person must know about a text that the parser refused."""
    if isinstance(problem, UnexpectedToken) and problem.token.type == "$END":
        opened = text.count("(") - text.count(")")
        remedy = "Close the bracket that is open." if opened > 0 else "Add what is missing at its end, or remove the last operator."
        return ExpressionError("The expression ends too early.", len(text) + 1, remedy)
    position = problem.token.start_pos if isinstance(problem, UnexpectedToken) else problem.pos_in_stream
    return _explained_at(text, position or 0, isinstance(problem, UnexpectedCharacters))


def _explained_at(text: str, position: int, unreadable: bool) -> ExpressionError:
    rest, column = text[position:], position + 1
    if rest[0] in "'\"":
        if rest[0] in rest[1:]:
            return ExpressionError("A text is not expected here.", column, "Put an operator such as = before it.")
        return ExpressionError("A quotation mark is not closed.", column, f"Add {rest[0]} at the end of the text.")
    for around in (text[max(0, position - 1) : position + 1], rest[:2], rest[:1]):
        if around in _SPELLINGS:
            return ExpressionError(f"{around!r} is no operator here.", column, f"Did you mean {_SPELLINGS[around]}?")
    word = _WORD.match(rest)
    if word and unreadable:
        return ExpressionError(f"The word {word[0]!r} has no meaning here.", column, _remedy_for_word(word[0]))
    if rest[0] == "$":
        return ExpressionError("A question is named incompletely.", column, "Write it as ${name}.")
    shown = word[0] if word else rest[0]
    return ExpressionError(f"{shown!r} is not expected here.", column, "Check the operators, commas and brackets around it.")


def _remedy_for_word(word: str) -> str:
    if word.lower() in {"and", "or", "div", "mod"}:
        return f"Write {word.lower()} in small letters between two conditions or values."
    if word.lower() in FUNCTIONS:
        return f"Write it as {word.lower()}({FUNCTIONS[word.lower()].usage})."
    return f"Write ${{{word}}} for the answer to a question, or '{word}' for a text."
