"""The catalogue of sentences: every finding and notice that a respondent reads is said from here, in their language."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from domain.texts import bidi
from domain.texts.visible import without_unseen

# Signs that end a sentence or a label, in the scripts in use, so that no colon or full stop follows.
_ENDINGS = tuple("?!.:;…‽؟؛۔։՞።፧।。！．：；？")
_FIELD = re.compile(r"\{[^{}]*\}")  # What is filled in, whose name says nothing of the sentence.
_QUOTATION_MARKS = frozenset('"＂„‟″〝〞〟')  # Besides those that Unicode calls initial or final.
_QUOTATION = re.compile("“[^”]*”")
_FILE_NAME = 120  # Characters of a file's name that are shown: more than people give, and too few for a story.
ENGLISH = "en"  # The language of the program itself, of its records, and of whoever's language it does not speak.


def counted(number: int, noun: str, plural: str = "") -> str:
    """Return a number of things in English, as in "1 case", "12 cases" and "1,200 letters"."""
    return f"{number:,} {noun if number == 1 else plural or f'{noun}s'}"


def flowing(*sentences: str) -> str:
    """Return sentences one after the other, without those that are blank: a blank stands between, but behind a mark that fills a square."""
    there = [one.strip() for one in sentences if one.strip()]
    apart = ("" if unicodedata.east_asian_width(one[-1]) in {"W", "F"} else " " for one in there)
    return "".join(f"{one}{blank}" for one, blank in zip(there, apart, strict=True)).rstrip()


def short_hash(sha256: str) -> str:
    """Return as much of a SHA-256 as people compare."""
    return sha256[:16]


def sized(number: int) -> str:
    """Return a number of bytes as people say it, as in "98 KB" and "10.0 MB"."""
    return f"{number / 1024:,.0f} KB" if number < 1024 * 1024 else f"{number / 1048576:,.1f} MB"


def quoted(text: str, most: int = 300) -> str:
    """Return what somebody else wrote, on one line and not too long, in quotation marks that nothing in it can end; "" for nothing."""
    whole = " ".join(without_unseen(text).split())
    line = whole if len(whole) <= most else f"{whole[:most].rstrip()}…"
    return f"“{''.join(_single(one, before) for one, before in zip(line, f' {line}', strict=False))}”" if line else ""


def file_called(name: str) -> str:
    """Return how somebody else's file is called, as it stands in a sentence of ours: in quotation marks, and short."""
    return quoted(name, _FILE_NAME) or "“”"


def within_quotation(text: str) -> str:
    """Return what somebody else wrote for a sentence that has its own quotation marks around it: on one line, short, and ending none."""
    return quoted(text, _FILE_NAME)[1:-1]


def outside_quotation(text: str) -> str:
    """Return what of a sentence of ours is our own: without what it quotes."""
    return _QUOTATION.sub("", text)


def _single(sign: str, before: str) -> str:
    """Return a sign of a text within quotation marks: a quotation mark as a single one, which opens or closes as it did."""
    if not _is_quotation_mark(sign):
        return sign
    return "‘" if before.isspace() or unicodedata.category(before) in {"Ps", "Pd"} else "’"


def _is_quotation_mark(sign: str) -> bool:
    return sign in _QUOTATION_MARKS or (sign != "’" and unicodedata.category(sign) in {"Pi", "Pf"})


def ends_itself(text: str) -> bool:
    """Say whether a text ends with a sign that ends it, as a question does, so that neither colon nor full stop follows."""
    return bidi.plain(text).rstrip().endswith(_ENDINGS)


def ended(text: str) -> str:
    """Return a text with a full stop at its end, unless it ends itself: what a server said stands between sentences of ours."""
    return text if ends_itself(text) else f"{text.rstrip()}."


def with_status(status: str | None, said: str) -> str:
    """Return what a mail server said of a letter, its status (RFC 3463) before it where the words do not name that themselves."""
    return said if status and status in said.split() else " ".join(filter(None, [status, said]))


def before_more(label: str) -> str:
    """Return a label without the colon at its end, as it stands before a colon or an addition of ours."""
    bare = label.rstrip()
    return bare[:-1].rstrip() if bare.endswith((":", "：")) else label


@dataclass(frozen=True, slots=True)
class Sentence:
    """What is wrong (or what was done), and how to mend it."""

    message: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The sentences of one language by code. A sentence's fields in braces are filled from the facts given."""

    language: str
    sentences: Mapping[str, Sentence]

    def say(self, code: str, **facts: object) -> Sentence:
        """Return the sentence of `code` with its fields filled; an unknown code is a programming error (KeyError)."""
        sentence = self.sentences[code]
        return Sentence(sentence.message.format_map(facts), sentence.remedy.format_map(facts))

    def tell(self, code: str, **facts: object) -> Sentence:
        """Say a sentence about facts that others wrote: each is isolated where its direction is not that of the sentence."""
        right_to_left = bidi.is_right_to_left(_FIELD.sub("", self.sentences[code].message))
        return self.say(code, **{name: bidi.isolated(bidi.tamed(str(fact)), right_to_left=right_to_left) for name, fact in facts.items()})
