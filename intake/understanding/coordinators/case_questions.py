"""Whether a question stands beside a decision in an answer about a case, so that nobody knows whether it is meant. Pure."""

from __future__ import annotations

from domain.said_of_case import Beside
from languages.decisions import said, without_courtesy
from languages.requests import QUESTION_MARKS

_END = " \t*_\"'”“»«"
_FIRST = 2  # Lines among which the decision is: the first may be a greeting.


def asks_beside(own_words: str) -> bool:
    """Say whether one of the first lines of own words begins with a decision, says more, and ends as a question."""
    lines = [one.strip() for one in own_words.splitlines() if one.strip()][:_FIRST]
    return any(_asks(one) for one in lines if one.rstrip(_END).endswith(QUESTION_MARKS))


def _asks(line: str) -> bool:
    name, rest = said(without_courtesy(line) or line)
    return name not in {"", Beside.YES} and any(one.isalnum() for one in rest)
