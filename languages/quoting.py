"""What somebody else wrote, in the quotation marks of the language in which the program speaks."""

from __future__ import annotations

from domain.sentences import within_quotation
from domain.texts import bidi
from languages import catalogue, locales


def quoted_in(language: str, text: str) -> str:
    """Return what somebody else wrote in the quotation marks of a language, on one line and short, so that nothing in it ends them."""
    inside = bidi.isolated(bidi.tamed(within_quotation(text)), right_to_left=locales.right_to_left(language))
    return catalogue(language).say("letter_quoted", text=inside).message
