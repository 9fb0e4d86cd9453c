"""The room for languages: all that depends on a language is in a folder of its own, `languages/<code>/`, and nowhere else.

A language that has `sentences/` is spoken: respondents can be written to in it. One that has only words is read. docs/languages.md tells
how to add one. Files are read when they are first needed, and once.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from importlib import import_module, resources
from importlib.resources.abc import Traversable
from typing import Any, Final

from domain.sentences import ENGLISH as ENGLISH
from domain.sentences import Catalogue, Sentence
from languages.checked import checked
from languages.writing import Words

_FILES: Final = f"{__name__}.files"
_kept: dict[tuple[str, ...], Mapping[str, Any]] = {}  # What `read_all` found: the words of files, by language and name.


@cache
def known() -> tuple[str, ...]:
    """Return the codes of all languages that have a folder: English, then the others in alphabetical order."""
    folders = sorted(entry.name for entry in resources.files(__name__).iterdir() if entry.is_dir() and not entry.name.startswith("_"))
    return (ENGLISH, *(code for code in folders if code != ENGLISH))


@cache
def spoken() -> tuple[str, ...]:
    """Return the languages that the program speaks to respondents, in alphabetical order."""
    return tuple(sorted(code for code in known() if _file(code, "sentences").is_dir()))


def in_spoken(language: str) -> str:
    """Return `language` where the program speaks it, also without what only a form says of it, as in fr-x-formal; else English."""
    known = without_private(language)
    return known if known in spoken() else ENGLISH


def without_private(language: str) -> str:
    """Return a code without its private part (BCP 47, section 2.2.7); one that has no other part as it is."""
    return language.partition("-x-")[0]


@cache
def catalogue(language: str) -> Catalogue:
    """Return the catalogue of `language`; English where the program does not speak it, and for a sentence that it lacks."""
    own = in_spoken(language)
    sentences = dict(catalogue(ENGLISH).sentences) if own != ENGLISH else {}
    for file in sorted(_file(own, "sentences").iterdir(), key=lambda entry: entry.name):
        for code, said in tomllib.loads(file.read_text(encoding="utf-8")).items():
            sentences[code] = Sentence(said["message"], said.get("remedy", ""))
    # What the workbook prints for yes and no is the first of the words that are read as such, so that it is always read.
    sentences["workbook_yes"], sentences["workbook_no"] = Sentence(words(own).yes[0]), Sentence(words(own).no[0])
    return Catalogue(own, sentences)


@cache
def words(language: str) -> Words:
    """Return how a language is written, and its words in answers; what it does not say is blank."""
    return checked(Words, toml_of(language, "words.toml"))


def every(pick: Callable[[Words], Iterable[str]]) -> tuple[str, ...]:
    """Return the words that `pick` takes of each language, English first, each once."""
    return tuple(dict.fromkeys(word for code in known() for word in pick(words(code))))


@cache
def toml_of(language: str, *path: str) -> Mapping[str, Any]:
    """Return what a TOML file of a language says, as in `toml_of("fr", "mail.toml")`; nothing where there is no such file."""
    if (said := _kept.get((language, *path))) is not None:
        return said
    file = _file(language, *path) if language in known() else None
    return tomllib.loads(file.read_text(encoding="utf-8")) if file and file.is_file() else {}


@cache
def bytes_of(language: str, name: str) -> bytes:
    """Return a file of a language as it is; nothing where there is none."""
    file = _file(language, name)
    return file.read_bytes() if file.is_file() else b""


def read_all() -> None:
    """Read the files of every language by which messages are understood, for a process that soon can read no more.

    What the files say is kept for the next start (`languages.kept`), or parsed, which takes ten times as long. What is heard of
    `intents.toml` is kept or made of it by itself, and no message is read with the words of the console.
    """
    if not recall():
        there = {code: {entry.name for entry in _file(code).iterdir() if entry.name.endswith(".toml")} for code in known()}
        names = frozenset().union(*there.values()) - {"intents.toml", "console.toml"}
        found: dict[tuple[str, ...], Mapping[str, Any]] = {(code, name): toml_of(code, name) for code in known() for name in names}
        import_module("languages.kept").keep(_FILES, found)
        _kept.update(found)
    for code in known():
        words(code)


@cache
def recall() -> bool:
    """Take what the files say as `read_all` kept it at an earlier start, and say whether it was there; else each is parsed when needed."""
    found: Mapping[tuple[str, ...], Mapping[str, Any]] | None
    found = import_module("languages.kept").before(_FILES)  # It looks for the folders of the languages, which are this module's.
    _kept.update(found or {})
    return found is not None


def letter(language: str, stem: str) -> tuple[str, str]:
    """Return the name and source of a letter that is the program's own, in `language` where that is spoken, else in English."""
    name = f"{stem}.{in_spoken(language)}.md"
    return name, _file(in_spoken(language), "letters", f"{stem}.md").read_text(encoding="utf-8")


@cache
def written() -> tuple[str, ...]:
    """Return the languages in which a new study can be written: those that have its letters, in alphabetical order."""
    return tuple(sorted(code for code in known() if _file(code, "study").is_dir()))


def study_file(language: str, name: str) -> str:
    """Return a file with which a new study begins, in a language that is `written`: a letter, as in "circular.md", or "form.toml"."""
    return _file(language, "study", name).read_text(encoding="utf-8")


def _file(language: str, *path: str) -> Traversable:
    return resources.files(__name__).joinpath(language, *path)
