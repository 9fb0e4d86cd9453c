"""A letter's file and the facts of one recipient -> subject, text and HTML; and the letter to the whole group, to be set as PDF.

The Markdown is read, and the CSS written into the elements, once for each letter; a rendering then runs two compiled templates.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from domain.errors import LetterError
from languages.locales import right_to_left
from languages.telling import phrased, together
from mailer import blocks, frontmatter
from mailer.frontmatter import LetterSource
from mailer.layouts import programs
from mailer.program import Program, vet
from mailer.tags import Tags

_KEPT = 128  # Compiled letters that are kept from one pass to the next: some twenty in six languages.
_KNOWN = 8  # Senders of studies for whom a letter is kept.
_PERSONAL = frozenset({"contact", "organisation", "reference"})
_GROUP = ("reference", "place_date", "addressee", "subject_line", "salutation", "contacts", "signatures", "letterhead")


@dataclass(frozen=True, slots=True)
class Rendered:
    """One recipient's letter: `text` has LF line ends and one line a paragraph, `html` is a whole document."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class LineBlock:
    """A contact (with a heading) or a signature (with a note, as in "[Original signed]")."""

    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupLetter:
    """The letter addressed to the group, with every element of a formal circular. `name` is its file, for errors."""

    name: str
    language: str
    letterhead: tuple[str, ...]
    reference: str
    place_date: str
    addressee: str
    contacts: tuple[LineBlock, ...]
    subject_line: str
    salutation: str
    body: tuple[blocks.Block, ...]
    signatures: tuple[LineBlock, ...]


class Template:
    """A letter in one language, compiled. `layout` is the name in its front matter."""

    def __init__(self, source: LetterSource, name: str, language: str) -> None:
        self.name, self.language, self.layout = name, language, source.layout
        for key, value in source.matter.items():
            for text in _texts_of(value):
                vet(text, file=name, line=source.lines[key], language=language)
        vet(source.body, file=name, line=source.body_line, language=language)
        self._matter = {key: self._compiled(value, source.lines[key]) for key, value in source.matter.items()}
        # The letterhead names those who sign, whose name ends each signature, unless the letter says otherwise.
        self._matter.setdefault("letterhead", [*dict.fromkeys(block["lines"][-1] for block in self._matter.get("signatures", []))])
        self._text, self._html, self._body = programs(source, name, language)
        self._standing = {"language": language, "direction": "rtl" if right_to_left(language) else "ltr"}
        self._known: frozenset[str] = frozenset()
        self._knowing: dict[str, Template] = {}

    def knowing(self, shared: Mapping[str, Any]) -> Template:
        """Return the letter for contexts that all hold these values: what it says of nothing else is worked out once, and kept."""
        key = repr(shared)
        # Looked up once: a letter is kept for all threads, and another may empty this in between.
        found = self._knowing.get(key)
        if found is None:
            found = self._made_knowing({**self._standing, **shared})
            if len(self._knowing) >= _KNOWN:
                self._knowing.clear()
            self._knowing[key] = found
        return found

    def _made_knowing(self, known: Mapping[str, Any]) -> Template:
        made = copy(self)
        made._known = frozenset(known)
        made._matter = {key: _foreknown(value, known) for key, value in self._matter.items()}
        letter = {key: value for key, value in made._matter.items() if not _programs_in(value)}
        made._text, made._html = (one.knowing({**known, "letter": letter}, "letter") for one in (self._text, self._html))
        return made

    def fits(self, context: Mapping[str, Any]) -> bool:
        """Say whether a context says nothing else of what is known already."""
        return self._known.isdisjoint(context)

    def render(self, context: Mapping[str, Any]) -> Rendered:
        """Return the letter for one recipient; LetterError names the file and the line."""
        whole = {**self._standing, **context}
        letter = {key: _filled(value, whole) for key, value in self._matter.items()}
        whole["letter"] = letter
        subject = " ".join(letter["subject"].split())
        if not subject:
            raise LetterError(phrased("letters.no_subject"), where=self.name, remedy=phrased("letters.no_subject_do"))
        text = re.sub(r"\n{3,}", "\n\n", self._text.run(whole)).strip()
        return Rendered(subject, f"{text}\n", self._html.run(whole))

    def body(self, context: Mapping[str, Any]) -> str:
        """Return the HTML of the letter's own words for one recipient, without what its layout says."""
        return self._body.run({**self._standing, **context})

    def group(self, context: Mapping[str, Any]) -> GroupLetter:
        """Return the letter to the whole group; it cannot name one recipient (LetterError)."""
        whole = {**self._standing, **{key: value for key, value in context.items() if key not in _PERSONAL}}
        if missing := [key for key in frontmatter.REQUIRED["circular"] if key not in self._matter]:
            keys = phrased("letters.pdf_lacks_do", keys=tuple(frontmatter.REQUIRED["circular"]))
            raise LetterError(phrased("letters.pdf_lacks", field=missing[0]), where=self.name, remedy=keys)
        try:
            letter = {key: _filled(self._matter[key], whole) for key in _GROUP}
            body = blocks.blocks(self._body.run(whole))
        except LetterError as error:
            remedy = together(error.remedy, phrased("letters.whole_group", names=tuple(sorted(_PERSONAL))))
            raise LetterError(error.what, where=error.where, remedy=remedy) from error
        return GroupLetter(
            name=self.name,
            language=self.language,
            letterhead=tuple(letter["letterhead"]),
            contacts=_line_blocks(letter["contacts"], "heading"),
            signatures=_line_blocks(letter["signatures"], "note"),
            body=body,
            **{key: letter[key] for key in ("reference", "place_date", "addressee", "subject_line", "salutation")},
        )

    def _compiled(self, value: Any, line: int) -> Any:
        """Return `value` with every text that holds tags made a program."""
        if isinstance(value, dict):
            return {key: self._compiled(inner, line) for key, inner in value.items()}
        if isinstance(value, list):
            return [self._compiled(inner, line) for inner in value]
        if not isinstance(value, str) or "{" not in value:
            return value
        tags = Tags.beside([value])
        source = tags.restore(tags.protect(value, self.name, line))
        return Program(source, where=f"{self.name}, line {line}", language=self.language, markup=False)


def compile_letter(source: str, *, name: str, language: str) -> Template:
    """Return a letter's file as a template. `name` is the file's name for errors, as in `circular.en.md`.

    LetterError says file, line and remedy for whatever is wrong in the front matter, the Jinja or the layout.
    """
    return _compiled_letter(source, name, language)


@lru_cache(maxsize=_KEPT)
def _compiled_letter(source: str, name: str, language: str) -> Template:
    return Template(frontmatter.read(source, name), name, language)


def _texts_of(value: Any) -> list[str]:
    if isinstance(value, dict | list):
        return [text for inner in (value.values() if isinstance(value, dict) else value) for text in _texts_of(inner)]
    return [value] if isinstance(value, str) else []


def _filled(value: Any, context: Mapping[str, Any]) -> Any:
    if isinstance(value, Program):
        return value.run(context)
    if isinstance(value, dict):
        return {key: _filled(inner, context) for key, inner in value.items()}
    return [_filled(inner, context) for inner in value] if isinstance(value, list) else value


def _foreknown(value: Any, known: Mapping[str, Any]) -> Any:
    if isinstance(value, Program):
        made = value.knowing(known)
        return made if made.said is None else made.said
    if isinstance(value, dict):
        return {key: _foreknown(inner, known) for key, inner in value.items()}
    return [_foreknown(inner, known) for inner in value] if isinstance(value, list) else value


def _programs_in(value: Any) -> bool:
    if isinstance(value, dict | list):
        return any(map(_programs_in, value.values() if isinstance(value, dict) else value))
    return isinstance(value, Program)


def _line_blocks(values: list[dict[str, Any]], heading: str) -> tuple[LineBlock, ...]:
    return tuple(LineBlock(value.get(heading, ""), tuple(value["lines"])) for value in values)
