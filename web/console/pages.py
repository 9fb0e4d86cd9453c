"""How pages are drawn: from templates, in the reader's language, with dates and numbers as that language writes them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache, partial
from types import CodeType
from zoneinfo import ZoneInfo

import jinja2
from babel import negotiate_locale
from jinja2.bccache import Bucket
from markupsafe import Markup

import templates
from digests.headlines import headline
from domain.desk import EVERY_STUDY, DeskRole
from domain.errors import CounterfoilError
from domain.texts import bidi
from languages import ENGLISH
from languages.locales import locale_of, right_to_left
from languages.phrases import Phrases, console_languages, console_phrases, phrases
from languages.telling import PRESSED, colon, comma, told_in
from service.process.presence import is_running
from web.console.doors import PAGE_LANGUAGE, PageAnswer, Visit, place

LANGUAGE = "language"  # The cookie that says in which one a person wants to read.
_FOLDER = "web/console"
_COMMAND = re.compile(r"counterfoil [a-z]")


def wanted_language(chosen: str, accepted: str) -> str:
    """Return the language that somebody chose, or else the first that their browser asks for and the console speaks; or English."""
    if chosen in console_languages():
        return chosen
    wanted = [one.partition(";")[0].strip().replace("-", "_") for one in accepted.split(",")[:20]]
    return negotiate_locale([*wanted, *(one.partition("_")[0] for one in wanted)], console_languages()) or ENGLISH


def draw(visit: Visit, shown: PageAnswer) -> str:
    """Return a page as HTML."""
    said = console_phrases(visit.language)
    page = _environment(visit.language).get_template(f"{shown.template}.html.j2")
    return page.render(_common(visit, said) | {"asked": "", "again": ()} | dict(shown.facts))


def _common(visit: Visit, said: Phrases) -> dict[str, object]:
    study = visit.running.study if visit.running else None
    return {
        "visit": visit,
        "here": visit.here,
        "page_language": PAGE_LANGUAGE,
        "user": visit.user,
        "language": visit.language,
        "languages": [(code, str(locale_of(code).get_language_name(code))) for code in console_languages()],
        "direction": "rtl" if right_to_left(visit.language) else "ltr",
        "say": said.say,
        "count": said.count,
        "said_of": partial(_said_of, said),
        "digest": phrases("status", visit.language),
        "named": _Named(said),
        "spoken": partial(_spoken, visit.language),
        "headline": partial(headline, phrases("status", visit.language)),
        "when": _When(said, ZoneInfo(study.zone) if study else None, visit.now),
        "day": said.day,
        "number": said.number,
        "study": study,
        "title": study.title_in(visit.language) if study else "",
        "paused": bool(visit.running and visit.running.paused),
        "silent": visit.user is not None and not is_running(visit.service),
        "style": style()[0],
        "place": place,
        "roles": tuple(DeskRole),
        "everywhere": visit.user is not None and visit.user.may(DeskRole.ADMINISTER, EVERY_STUDY),
    }


def _said_of(said: Phrases, error: CounterfoilError) -> str:
    """Return what is told of an error in the language of the page; blank where it is told in English, which has all its details.

    Where that tells whoever reads it to type a command, what the console says takes the place of it: there are buttons here.
    """
    if not error.key or f"fault.{error.key}" not in said.phrases:
        return ""
    phrase = said.say(f"fault.{error.key}", **error.facts)
    if said.language != ENGLISH:
        return phrase
    what, remedy = (told_in(one, ENGLISH, PRESSED) or str(one) for one in (error.what, error.remedy or ""))
    if not _COMMAND.search(f"{what} {remedy}"):
        return ""
    return phrase if _COMMAND.search(what) or phrase.startswith(what) else f"{what} {phrase}"


def _spoken(reader: str, language: str) -> str:
    """Return what a language is called in that of the reader; its code where nobody has named it."""
    names = locale_of(reader).languages
    return str(names.get(language.replace("-", "_")) or names.get(language.partition("-")[0]) or language)


class _Named:
    """What a word of the program is called in the language of the page; one that nobody has translated stays as it is."""

    def __init__(self, said: Phrases) -> None:
        self._said = said

    def __call__(self, kind: str, word: object) -> str:
        key = f"{kind}.{word}"
        return self._said.say(key) if key in self._said.phrases else str(word).replace("_", " ")


class _When:
    """Writes a moment in a zone, else in that of the study or UTC, with the year where another could be meant; and a date as it is."""

    def __init__(self, said: Phrases, zone: ZoneInfo | None, now: datetime) -> None:
        self._said, self._zone, self._now = said, zone or ZoneInfo("UTC"), now

    def __call__(self, moment: datetime | date, zone: str = "") -> str:
        if not isinstance(moment, datetime):
            return self._said.day(moment)
        there = ZoneInfo(zone) if zone else self._zone
        local = moment.astimezone(there)
        return self._said.moment(local, year=local.year != self._now.astimezone(there).year)


def load_templates(language: str) -> None:
    """Load all pages and words of a language, which else are loaded as they are asked for."""
    _ = console_phrases(language), phrases("status", language), phrases("quality", language)
    environment = _environment(language)
    for name in _sources():
        environment.get_template(name)


class _Compiled(jinja2.BytecodeCache):
    """The templates as they were compiled, which takes most of the time of a page that is drawn first: once for all languages."""

    def __init__(self) -> None:
        self._known: dict[str, CodeType] = {}

    def __len__(self) -> int:
        return len(self._known)

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give the template that is known."""
        bucket.code = self._known.get(bucket.key)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Remember a template that was compiled."""
        if bucket.code:
            self._known[bucket.key] = bucket.code


_COMPILED = _Compiled()


def compiled() -> int:
    """Return how many templates were compiled since the program started."""
    return len(_COMPILED)


@cache
def _sources() -> Mapping[str, str]:
    return {entry.name: entry.read_text(encoding="utf-8") for entry in templates.folder(_FOLDER).iterdir() if entry.name.endswith(".j2")}


@cache
def _environment(language: str) -> jinja2.Environment:
    """Return what draws pages in a language, in which its macros know how to say what the program tells of its work."""
    made = jinja2.Environment(
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        loader=jinja2.DictLoader(_sources()),
        bytecode_cache=_COMPILED,
        finalize=_tamed,
    )
    made.globals |= {"told": partial(told_in, language=language, door=PRESSED), "comma": comma(language), "colon": colon(language)}
    made.globals["direction"] = "rtl" if right_to_left(language) else "ltr"
    return made


def _tamed(value: object) -> object:
    """Return what a page prints; of a text, what would turn others around is left out, by which a program passes for a document."""
    return bidi.tamed(value) if isinstance(value, str) and not isinstance(value, Markup) else value


@cache
def style() -> tuple[str, bytes]:
    """Return the address of the style sheet, which changes with what stands in it, and its bytes."""
    data = (templates.folder(_FOLDER) / "console.css").read_bytes()
    return f"/style/{hashlib.sha256(data).hexdigest()[:16]}.css", data
