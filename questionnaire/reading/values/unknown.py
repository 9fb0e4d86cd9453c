"""Words in place of a number or a day that nobody knows, as in `n.d.` or `not available`: a cell that may be blank is so with them."""

from __future__ import annotations

from functools import cache

from languages import every
from questionnaire.definition import Question
from questionnaire.kinds import FIGURES
from questionnaire.reading.values.folding import fold

CODE = "answer_unknown"
# Statistical tables write two or three dots for what is not available; a dash is none to some, and nought to others.
_DOTS = frozenset({"..", "...", "…"})


def is_unknown(question: Question, text: str) -> bool:
    """Say whether a text in the cell of a question that is never required says only that there is no answer."""
    if question.type not in FIGURES or question.required is not None:
        return False
    return text.strip() in _DOTS or _letters(text) in _words()


def _letters(text: str) -> str:
    return "".join(character for character in fold(text) if character.isalnum())


@cache
def _words() -> frozenset[str]:
    return frozenset(map(_letters, every(lambda words: words.unknown)))
