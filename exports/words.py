"""What exports say beside the form, in every language that the program speaks: why a value is missing, and what codes of its own mean."""

from __future__ import annotations

from functools import cache

from languages import spoken
from languages.phrases import phrases
from questionnaire.definition import Text, in_language


@cache
def said(key: str, digest: str = "exports") -> Text:
    """Return a phrase in every language; `digest` names the file of words that has it."""
    return {language: phrases(digest, language).say(key) for language in spoken()}


def around(key: str, label: Text) -> Text:
    """Return a label within a phrase, in the languages of the label."""
    return {language: phrases("exports", language).say(key, label=text) for language, text in label.items()}


def label_of(label: Text, language: str) -> str:
    """Return a label in a language, or else in English, or else in any."""
    return in_language(label, language, ("en",))
