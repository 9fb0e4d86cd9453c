"""How the program's own texts are written: French with its spaces before signs, and one spelling of a word in English."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# Words that people write to us, by which they are understood: they are written in every way.
HEARD = {"intents.toml", "lists.toml", "filing.toml", "mail.toml", "plain.toml", "dates.toml", "asked.toml", "tongues.toml"}
NO_TEXT = re.compile(r"\{[{%].*?[}%]\}|`[^`]*`|https?://\S+|mailto:\S+")
BEFORE = re.compile(r"(?<![\u00a0\u202f:])[:;?!»](?=\W|$)")
AFTER = re.compile(r"«(?![\u00a0\u202f])")
WRITTEN_OTHERWISE = {
    'organisation = "organization"',  # How a study says that it spells the word otherwise.
    "login.microsoftonline.com/TENANT-ID",  # A path of Microsoft's, and one of its commands.
    "Set-OrganizationConfig",
}


def strings(value: object) -> Iterator[str]:
    """Yield the texts of a TOML value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from strings(inner)


def texts(language: str) -> Iterator[tuple[str, str]]:
    """Yield each line of the program's own texts and of the sample's letters in a language, with its file; fields stand as a letter."""
    folder = ROOT / "languages" / language
    for path in sorted(folder.rglob("*.toml")):
        if path.name not in HEARD:
            for text in strings(tomllib.loads(path.read_text(encoding="utf-8"))):
                yield path.name, NO_TEXT.sub("X", text)
    for path in sorted([*folder.rglob("*.md"), *(ROOT / "templates").rglob(f"*.{language}.md")]):
        for line in path.read_text(encoding="utf-8").splitlines():
            yield path.name, NO_TEXT.sub("X", line)


@pytest.mark.parametrize(
    ("text", "well"), [("Cas 4\u00a0:", True), ("Cas 4 :", False), ("Cas 4:", False), ("à 10:30", True), ("« a\u00a0»", False)]
)
def test_a_sign_without_its_space_is_found(text: str, well: bool) -> None:
    """A plain space divides lines before it; within a time of day there is none."""
    assert (not BEFORE.search(text) and not AFTER.search(text)) is well


def test_french_has_a_space_that_does_not_break_before_its_signs() -> None:
    """Before a colon, a semicolon, a question mark, an exclamation mark and a closing quotation mark; and after an opening one."""
    assert [(name, text) for name, text in texts("fr") if BEFORE.search(text) or AFTER.search(text)] == []


def test_no_french_letter_writes_of_an_organisation_where_its_name_would_be_elided() -> None:
    """Its kind stands before the name: "de Eaux" is no French."""
    places = [*(ROOT / "languages" / "fr").rglob("*.md"), *(ROOT / "languages" / "fr" / "desk").glob("*.toml")]
    places += (ROOT / "templates").rglob("*.fr.md")
    elided = re.compile(r"\b(?:de|que) \{\{? ?organisation(?:\.name)? ?\}")
    assert [path.name for path in places if elided.search(path.read_text(encoding="utf-8"))] == []


def english() -> Iterator[tuple[str, str]]:
    """Yield each line that people read in English, with its file: phrases, pages, messages of the program and its documents."""
    yield from ((name, text) for name, text in texts("en") if not name.endswith(".en.md"))
    packages = ("cli", "contacts", "digests", "domain", "mailer", "questionnaire", "service", "settings", "web", "workbooks")
    sources = [path for package in packages for path in (ROOT / package).rglob("*.py")]
    documents = (ROOT / "docs", ROOT / "docs" / "operations")
    pages = [*(ROOT / "templates" / "web").rglob("*.j2"), ROOT / "README.md", *(page for one in documents for page in one.glob("*.md"))]
    for path in [*sources, *pages]:
        yield from ((path.name, line) for line in path.read_text(encoding="utf-8").splitlines() if not line.lstrip().startswith("#"))


@pytest.mark.parametrize("otherwise", [r"\be-mails?\b", r"\borganiz"])
def test_english_writes_a_word_one_way(otherwise: str) -> None:
    """As the glossary does: email, organisation. The letters of the sample study are in its own spelling."""
    found = [(name, line) for name, line in english() if re.search(otherwise, line, re.IGNORECASE)]
    assert [one for one in found if not any(known in one[1] for known in WRITTEN_OTHERWISE)] == []


@pytest.mark.parametrize("language", ["ar", "he"])
def test_an_arrow_between_what_was_and_what_is_points_where_a_language_is_read(language: str) -> None:
    """From right to left, what was stands at the right: an arrow is not mirrored as a bracket is."""
    assert [(name, text) for name, text in texts(language) if "→" in text] == []
