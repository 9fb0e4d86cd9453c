"""The letters that are the program's own, as a study has them: in its spelling, and beginning as its own letters begin."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from domain.errors import CounterfoilError
from languages import letter as own_letter
from languages.spelling import respelled
from mailer import frontmatter
from mailer.merge import Template
from service.studies.running import Running

_MODEL = "receipt"  # The letter of a study whose greeting is that of all which the program writes: every study has it.
_LETTERS = 128  # Compiled letters that are kept from one pass to the next, as those that a study writes are.
_KEPT = ("layout", "greeting")  # What is no prose, and what the study itself wrote.


def own_template(running: Running, stem: str, language: str) -> Template:
    """Return a letter of the program's own, compiled."""
    name, source = own_letter(language, stem)
    spoken = name.split(".")[-2]
    return _compiled(source, name, spoken, tuple(running.study.spelling.get(spoken, {}).items()), _greeting(running, spoken))


@lru_cache(maxsize=_LETTERS)
def _compiled(source: str, name: str, language: str, spelling: tuple[tuple[str, str], ...], greeting: str) -> Template:
    written, words = frontmatter.read(source, name), dict(spelling)
    matter = {key: value if key in _KEPT else _respelled(value, words) for key, value in written.matter.items()}
    matter["greeting"] = greeting or matter["greeting"]
    return Template(replace(written, matter=matter, body=respelled(written.body, words)), name, language)


def _respelled(value: Any, words: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _respelled(inner, words) for key, inner in value.items()}
    if isinstance(value, list):
        return [_respelled(inner, words) for inner in value]
    return respelled(value, words) if isinstance(value, str) else value


def _greeting(running: Running, language: str) -> str:
    """Return how the study's own letters greet in this language; "" where it has none, or greets by more than a contact."""
    try:
        name, source = running.folder.letter(_MODEL, language)
        found = frontmatter.read(source, name).matter["greeting"]
    except CounterfoilError:  # A study's faulty letter is told where it is sent itself.
        return ""
    filled = re.findall(r"\{\{(.*?)\}\}", str(found))
    plain = "{%" not in str(found) and all(re.match(r"\s*contact\.", one) and "organisation." not in one for one in filled)
    return str(found) if plain and name.endswith(f".{language}.md") else ""
