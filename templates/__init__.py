"""Everything that is data and goes with the program: sentences, letter layouts, digests, and the sample study."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

from domain.sentences import Catalogue, Sentence


def folder(name: str) -> Traversable:
    """Return a folder of the templates, as in `folder("layouts")`."""
    return resources.files(__name__) / name


@cache
def languages() -> tuple[str, ...]:
    """Return the languages that the program speaks to respondents, in alphabetical order."""
    return tuple(sorted({entry.name.split(".")[1] for entry in folder("sentences").iterdir() if entry.name.endswith(".toml")}))


@cache
def catalogue(language: str) -> Catalogue:
    """Return the catalogue of `language`; English where the program does not speak it."""
    spoken = language if language in languages() else "en"
    files = sorted(
        (entry for entry in folder("sentences").iterdir() if entry.name.endswith(f".{spoken}.toml")),
        key=lambda entry: entry.name,
    )
    sentences: dict[str, Sentence] = {}
    for file in files:
        for code, words in tomllib.loads(file.read_text(encoding="utf-8")).items():
            sentences[code] = Sentence(words["message"], words.get("remedy", ""))
    return Catalogue(spoken, sentences)
