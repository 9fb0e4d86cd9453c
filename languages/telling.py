"""What the program tells of its own work, in the languages of the console: the phrases of `languages/<code>/desk/*.toml`.

Each sentence is made in English, as a `Telling`, and said in another language when somebody reads it. A phrase is called by its file and
its key in it, as in "journal.accept"; those of the console are "console." and theirs. A phrase with plurals is counted by its fact `n`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date, datetime
from functools import cache, reduce
from string import Formatter

from domain.errors import Asked, CounterfoilError, OriginalError
from domain.sentences import flowing
from domain.telling import Fact, Telling
from domain.texts import bidi
from languages import ENGLISH, catalogue, locales, spoken, toml_of
from languages.phrases import Phrases, console_phrases, flat

_FILES = (
    "journal",
    "timeline",
    "reasons",
    "messages",
    "doctor",
    "check",
    "desk",
    "lists",
    "faults",
    "done",
    "letters",
    "form",
    "pressed",
    "mailed",
)
# Fields that are words of the program, and how the console calls such words.
_WORDS = {"state": "submission", "mark": "mark", "decision": "decision", "hindrance": "hindrance"}
_LONGEST = 1000  # Characters of what is looked at: who fills a longer text with pieces of phrases lets nobody wait for its page.
# Fields that may be sentences themselves, and by which phrases they are known; of several, by the last.
_REPLACES = ("reasons.replaces", "reasons.replaces_filed")
_WITHIN = {
    "why": ("reasons.says", "messages.why", *_REPLACES, "reasons.replaces_unknown"),
    "what": _REPLACES,
    "told": ("form.says",),
    "thing": ("form.thing",),
    "other_thing": ("form.thing",),
}
# Doors at which a sentence that names a command is told otherwise: what to press in the console, and where in a letter to a coordinator.
PRESSED, MAILED = "pressed", "mailed"  # A phrase of theirs is called by the door and by the phrase that it stands for.
_OF_CONSOLE = "console."  # How phrases are called whose words are those of buttons and lists: no sentence of English has them.
_MAILING = re.compile(r"(?P<what>[a-z_-]*[a-z])(?:[-_]?(?P<number>\d+))?")  # As in "last-call" and "reminder-2".
_FIELD = re.compile(r"(?<!\\\{)\\\{(\w+)\\\}")  # As `re.escape` writes a field of a phrase; a brace that is written twice is a brace.


def phrased(phrase: str, **facts: Fact) -> Telling:
    """Return the sentence of this phrase with these facts; an unknown phrase is a programming error (KeyError)."""
    return Telling(_filled(_phrases(ENGLISH), phrase, facts, kept=True), phrase, facts)


def named(kind: str, word: str) -> Telling:
    """Return a word of the program, which other languages call as the console does, as in `named("decision", "accept")`."""
    return Telling(word.replace("_", " "), f"console.{kind}.{word}")


def mailing_called(name: str) -> str:
    """Return the name of a mailing: one that a new study begins with is called in each language, with the number behind it ("reminder-2").

    Any other goes by the name that its study gives it.
    """
    found = _MAILING.fullmatch(name)
    key = f"timeline.mailings.{found['what'].replace('-', '_')}" if found else ""
    if not found or key not in _phrases(ENGLISH).phrases:
        return name
    return (
        Telling(name, "timeline.numbered", {"what": Telling(found["what"], key), "number": found["number"]})
        if found["number"]
        else Telling(name, key)
    )


def sentence(code: str, **facts: str) -> tuple[Telling, Telling]:
    """Return what respondents are told by a sentence of the catalogue, and its remedy, for whoever reads it at the desk."""
    said = catalogue(ENGLISH).say(code, **facts)
    return Telling(said.message, f"sentence.{code}.message", facts), Telling(said.remedy, f"sentence.{code}.remedy", facts)


def together(*said: str) -> str:
    """Return sentences one after the other, without those that are blank; as a telling where each of them is one."""
    there = [one for one in said if one]
    if there and all(isinstance(one, Telling) for one in there):
        return reduce(lambda first, second: phrased("timeline.and", first=first, second=second), there)
    return flowing(*there)


def of_error(error: CounterfoilError) -> str:
    """Return an error with its place and its remedy in one line: a telling where both sentences are, or the console has words for it.

    How something is given to a verb (`Asked`) only the command line knows: elsewhere such a place is left out.
    """
    if error.key:
        return Telling(str(error), f"console.fault.{error.key}", {name: _of_console(one) for name, one in error.facts.items()})
    said = together(error.what, error.remedy)
    if not isinstance(said, Telling):
        return str(error)
    placed = error.where and not isinstance(error.where, Asked)
    return (
        Telling(str(error), "desk.at", {"where": heard("desk.place", str(error.where)), "what": said})
        if placed
        else Telling(str(error), said.phrase, said.facts)
    )


def of_original(error: CounterfoilError) -> str:
    """Return the same for a page: of an original that cannot be had, what is missing and not where it lies on the computer."""
    return together(error.what, error.remedy) if isinstance(error, OriginalError) else of_error(error)


def refusal_in(error: CounterfoilError, language: str) -> str:
    """Return why something is refused for a letter in `language`: with its remedy, where that language has words for it."""
    return (told_in(of_error(error), language, MAILED) if language != ENGLISH else "") or error.what


def _of_console(fact: object) -> Fact:
    return fact if isinstance(fact, str | int | date) else str(fact)


def told_in(text: str, language: str, door: str = "") -> str:
    """Return what a text says in `language`, with days as people write them; "" where it is known in English alone, and read in another.

    In English it has the words of the text as it is kept, but for the names of rules. What names a command is told otherwise at another
    `door`, see `PRESSED`.
    """
    return _told(_phrases(language, door), text)


def told_by(door: str, text: str, language: str) -> str:
    """Return what a text says at a door that has a phrase of its own for it, in `language`; "" where it has none."""
    own = isinstance(text, Telling) and f"{door}.{text.phrase}" in _phrases(ENGLISH).phrases
    return told_in(text, language, door) if own else ""


def _told(phrases: Phrases, text: str) -> str:
    language = phrases.language
    if isinstance(text, Telling) and _is_said(phrases, text) and not (language == ENGLISH and text.phrase.startswith(_OF_CONSOLE)):
        return _filled(phrases, text.phrase, text.facts)
    return text if language == ENGLISH else ""


def heard(table: str, text: str) -> str:
    """Return a text as the telling that it is by this phrase, or one of this table, as in "journal.note", where it is just that in English.

    For what is kept as text alone. A field of a phrase that ends with `day` takes a date of ISO 8601, as does `until`.
    """
    for phrase, pattern in _patterns(table) if len(text) <= _LONGEST else ():
        if found := pattern.fullmatch(text):
            return Telling(text, phrase, {name: _fact(name, one) for name, one in found.groupdict().items()})
    return text


def _fact(name: str, text: str) -> Fact:
    if _is_day(name):
        with suppress(ValueError):  # What only looks like a day is told as it is.
            return date.fromisoformat(text)
    if name in _WORDS:
        return named(_WORDS[name], text.replace(" ", "_"))
    return reduce(lambda said, table: heard(table, said), _WITHIN.get(name, ()), text)


def _is_day(name: str) -> bool:
    return name.endswith("day") or name == "until"


def comma(language: str) -> str:
    """Return what stands between two texts that a language lists."""
    return catalogue(language).say("check_comma").message


def colon(language: str) -> str:
    """Return the colon behind a word, as the language writes it: in French with a space before it."""
    return catalogue(language).say("letter_colon").message


def files() -> tuple[str, ...]:
    """Return the names of the files in which these phrases are."""
    return _FILES


def _is_said(phrases: Phrases, text: Telling) -> bool:
    """Say whether a language has the phrase of a sentence, and the sentence all that the phrase speaks of."""
    known = [one for one in (text.phrase, f"{text.phrase}.other") if one in phrases.phrases]
    return bool(known) and _fields(phrases.phrases[known[0]]) <= {*text.facts}


def _fields(phrase: str) -> frozenset[str]:
    return frozenset(field for _, field, _, _ in Formatter().parse(phrase) if field)


def _filled(phrases: Phrases, phrase: str, facts: Mapping[str, Fact], *, kept: bool = False) -> str:
    """Return a phrase with its facts; as it is `kept`, days are those of ISO 8601 and what is told already stays, to be known again."""
    written = {name: _kept(fact) if kept else _written(fact, phrases) for name, fact in facts.items()}
    if phrase in phrases.phrases:
        return phrases.say(phrase, **written)
    number = facts.get("n", 0)
    plural = locales.locale_of(phrases.language).plural_form(number if isinstance(number, int) else 0)
    return phrases.say(f"{phrase}.{plural}" if f"{phrase}.{plural}" in phrases.phrases else f"{phrase}.other", **written)


def _written(fact: Fact, phrases: Phrases) -> str:
    language = phrases.language
    if isinstance(fact, tuple):
        return comma(language).join(_written(one, phrases) for one in fact)
    if isinstance(fact, str):
        return _told(phrases, fact) or _isolated(_requoted(fact, language), language)
    if isinstance(fact, int):
        return locales.number(fact, language)
    return phrases.moment(fact, year=True) if isinstance(fact, datetime) else phrases.day(fact)


def _kept(fact: Fact) -> str:
    """Return a fact as it stands in the English text that is kept."""
    if isinstance(fact, tuple):
        return comma(ENGLISH).join(map(_kept, fact))
    if isinstance(fact, str):
        return _isolated(fact, ENGLISH) if not isinstance(fact, Telling) else str(fact)
    if isinstance(fact, int):
        return locales.number(fact, ENGLISH)
    return f"{fact:%Y-%m-%d %H:%M}" if isinstance(fact, datetime) else fact.isoformat()


def _requoted(text: str, language: str) -> str:
    """Return what others wrote, which `domain.sentences.quoted` put in quotation marks, in those of the language."""
    inside = text[1:-1]
    whole = len(text) > 1 and text[0] == "“" and text[-1] == "”" and not {"“", "”"} & set(inside)
    return catalogue(language).say("letter_quoted", text=inside).message if whole else text


def _isolated(text: str, language: str) -> str:
    """Return what others wrote as it can stand in a sentence of this language."""
    return bidi.isolated(bidi.tamed(text), right_to_left=locales.right_to_left(language))


@cache
def _phrases(language: str, door: str = "") -> Phrases:
    """Return the phrases that a language has, and those of the console in it; as they are told at a door, where that has its own."""
    if door:
        usual = _phrases(language).phrases
        return Phrases(language, {**usual, **{key: usual.get(f"{door}.{key}", one) for key, one in usual.items()}})
    own = {f"{name}.{key}": phrase for name in _FILES for key, phrase in flat(toml_of(language, "desk", f"{name}.toml")).items()}
    console = console_phrases(language)
    own |= {f"console.{key}": one for key, one in console.phrases.items()} if console.language == language else {}
    if language in spoken():
        for code, said in catalogue(language).sentences.items():
            own |= {f"sentence.{code}.message": said.message, f"sentence.{code}.remedy": said.remedy}
    return Phrases(language, own)


@cache
def _patterns(table: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(_readable(table))


def _readable(table: str) -> Iterator[tuple[str, re.Pattern[str]]]:
    """Yield the phrases of a table with what their English texts match, those with the most words of their own first."""
    found = {key: phrase for key, phrase in _phrases(ENGLISH).phrases.items() if f"{key}.".startswith(f"{table}.")}
    for key in sorted(found, key=lambda one: -len(re.sub(r"\{\w+\}", "", found[one]))):
        pattern = _FIELD.sub(_group, re.escape(found[key])).replace(r"\{\{", r"\{").replace(r"\}\}", r"\}")
        yield key, re.compile(pattern, re.DOTALL)


def _group(field: re.Match[str]) -> str:
    return rf"(?P<{field[1]}>{_taken(field[1])})"


def _taken(name: str) -> str:
    return r"\d{4}-\d{2}-\d{2}" if _is_day(name) else r"[\d,]+" if name == "n" else ".+?"
