"""How somebody who answers in the name of a study greets their reader: the letter greets so, and does not greet twice."""

from __future__ import annotations

from intake.understanding.own_words.notices import greets

GREETED = "greeted"  # The key in a letter's context under which the greeting stands that its author wrote.


def parted(text: str) -> tuple[str, str]:
    """Return the greeting with which a text begins, "" where there is none or nothing else, and the rest of the text."""
    first, _, rest = text.strip().partition("\n")
    return (first.strip(), rest) if rest.strip() and greets(first.strip()) else ("", text)
