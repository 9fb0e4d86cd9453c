"""Sentences that the program says of its own work: English text that knows which phrase it is, and so can be said in other languages."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime

Fact = str | int | date | tuple[str, ...]
"""What fills a field of a phrase: a text (or a sentence, as a `Telling`), a number of things, a day or a moment, or several texts.

What is a number only by its looks, as that of a letter, is a text: languages group the digits of numbers, and count by them.
"""


class Telling(str):
    """A sentence in English that knows its phrase, by the name of it, and the facts that fill it.

    Wherever texts are compared, written and kept it is its English text, which the command line and its JSON say.
    """

    __slots__ = ("facts", "phrase")
    phrase: str
    facts: Mapping[str, Fact]

    def __new__(cls, text: str, phrase: str = "", facts: Mapping[str, Fact] | None = None) -> Telling:  # noqa: PYI034 - typed by its name
        """Keep the phrase and its facts beside the text."""
        made = super().__new__(cls, text)
        made.phrase, made.facts = phrase, dict(facts or {})
        return made


def plain(fact: Fact) -> object:
    """Return a fact as values of JSON, of which `read` makes it again; a text that is no telling is itself."""
    if isinstance(fact, Telling):
        return {"text": str(fact), "phrase": fact.phrase, "facts": {name: plain(one) for name, one in fact.facts.items()}}
    if isinstance(fact, tuple):
        return [plain(one) for one in fact]
    if isinstance(fact, date):
        return {"moment" if isinstance(fact, datetime) else "day": fact.isoformat()}
    return fact


def read(value: object) -> Fact:
    """Return the fact of which these are the values of JSON. What is none is its text: a sentence is told, whoever wrote its record."""
    match value:
        case {"text": str(text), "phrase": str(phrase), "facts": dict(facts)}:
            return Telling(text, phrase, {str(name): read(one) for name, one in facts.items()})
        case {"day": str(day)}:
            return date.fromisoformat(day)
        case {"moment": str(moment)}:
            return datetime.fromisoformat(moment)
        case list(several):
            return tuple(map(text_of, several))
        case int() | str():
            return value
    return str(value)


def text_of(value: object) -> str:
    """Return the sentence of which these are the values of JSON."""
    found = read(value)
    return found if isinstance(found, str) else str(found)


def kept(text: str) -> str:
    """Return a sentence as a text of which `known` makes it again: a telling as its JSON, any other as it is."""
    return json.dumps(plain(text), ensure_ascii=False) if isinstance(text, Telling) else text


def known(text: str) -> str:
    """Return the sentence that was `kept` as this text; what is none of ours is itself."""
    try:
        found = json.loads(text) if text.startswith('{"text": ') else text
    except ValueError:
        return text
    return text_of(found) if isinstance(found, dict) else text
