"""A study's folder: `study.toml`, letters and questionnaire, read into values."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from apscheduler.triggers.cron import CronTrigger

from domain.errors import ConfigurationError
from domain.study import Attachment, Audience, DigestPlan, Mailing, Person, Sender, Study
from questionnaire.definition import Questionnaire
from questionnaire.xlsform import load as load_form
from service.config import unknown_key
from service.previous import Previous, last_round

_UNITS = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(weeks=1)}


@dataclass(frozen=True)
class Folder:
    """The files of a study by their path in its folder, with `/`. What stands in them is parsed when it is first asked for, and once."""

    files: Mapping[str, bytes]

    @cached_property
    def study(self) -> Study:
        """Return the study that study.toml describes (see `load_study`)."""
        return load_study(self)

    @cached_property
    def questionnaire(self) -> Questionnaire:
        """Return the study's questionnaire (FormErrors where it is faulty)."""
        name = self.study.questionnaire
        if name not in self.files:
            remedy = f"Put the XLSForm into the study's folder as {name}."
            raise ConfigurationError(f"There is no {name}.", where="study.toml questionnaire", remedy=remedy)
        return load_form(self.files[name], name)

    @cached_property
    def previous(self) -> Previous:
        """Return last round's values, where the study shows them."""
        return last_round(self.files, self.questionnaire)

    def letter(self, stem: str, language: str) -> tuple[str, str]:
        """Return the name and source of a letter in `language`, or in English where it is not written in it."""
        for name in (f"letters/{stem}.{language}.md", f"letters/{stem}.en.md"):
            if name in self.files:
                return name, self.files[name].decode("utf-8-sig")
        raise ConfigurationError(
            f"There is no letter {stem!r} in {language} nor in English.", where="letters", remedy=f"Write letters/{stem}.{language}.md."
        )


def read_folder(root: Path) -> Folder:
    """Read the files of a study that count: study.toml, the letters, the questionnaire and last round's values."""
    if not (root / "study.toml").is_file():
        raise ConfigurationError(
            "There is no study.toml in the study's folder.", where=str(root), remedy="`counterfoil init DIR` shows one."
        )
    chosen = [root / "study.toml", *sorted(root.glob("letters/*.md")), *sorted(root.glob("*.xlsx")), *root.glob("previous.csv")]
    return Folder({path.relative_to(root).as_posix(): path.read_bytes() for path in chosen if not path.name.startswith("~$")})


def load_study(files: Folder) -> Study:
    """Return the study that the folder's study.toml describes; every fault is told with its key."""
    where = "study.toml"
    try:
        settings = tomllib.loads(files.files[where].decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"This is not TOML: {error}.", where=where, remedy="Mend the line that is named.") from error
    zone = _zone(str(settings.get("zone", "UTC")), where)
    convert: dict[str, Callable[[Any], Any]] = {
        "languages": tuple,
        "late_after": lambda text: _span(text, where),
        "contact": lambda value: _value(Person, value, f"{where} [contact]"),
        "coordinators": lambda rows: tuple(_value(Person, row, f"{where} [[coordinators]]") for row in rows),
        "senders": lambda by_key: tuple(_value(Sender, {"key": key} | row, f"{where} [senders.{key}]") for key, row in by_key.items()),
        "mailings": lambda rows: tuple(_mailing(row, zone, where) for row in rows),
        "digests": lambda rows: tuple(_digest(row, zone, where) for row in rows),
        "deadline": lambda value: _typed(value, date, "deadline", "2012-04-30", where),
    }
    study: Study = _value(Study, settings, where, convert)
    _agree(study, where)
    return study


def _value(kind: type[Any], settings: Mapping[str, Any], where: str, convert: Mapping[str, Callable[[Any], Any]] | None = None) -> Any:
    known = tuple(field.name for field in fields(kind))
    for key in settings:
        if key not in known:
            raise unknown_key(key, known, where)
    try:
        return kind(**{key: (convert or {}).get(key, lambda value: value)(value) for key, value in settings.items()})
    except TypeError as error:
        # A dataclass names the arguments that it misses, and they are our keys.
        missing = str(error).partition(": ")[2] or str(error)
        raise ConfigurationError(f"A setting is missing: {missing}.", where=where, remedy="Add it; the sample study shows each.") from error


def _mailing(row: Mapping[str, Any], zone: ZoneInfo, where: str) -> Mailing:
    place = f"{where} [[mailings]] {row.get('name', '')}"
    convert: dict[str, Callable[[Any], Any]] = {
        "at": lambda value: _typed(value, datetime, "at", "2012-02-10T10:00:00", place).replace(tzinfo=zone),
        "audience": lambda value: _choice(Audience, value, place),
        "attach": lambda values: tuple(_choice(Attachment, value, place) for value in values),
    }
    mailing: Mailing = _value(Mailing, row, place, convert)
    return mailing


def _digest(row: Mapping[str, Any], zone: ZoneInfo, where: str) -> DigestPlan:
    plan: DigestPlan = _value(DigestPlan, row, f"{where} [[digests]]")
    try:
        CronTrigger.from_crontab(plan.cron, timezone=zone)
    except ValueError as error:
        remedy = "Five fields: minute, hour, day, month, weekday; as in 0 8 * * mon."
        raise ConfigurationError(
            f"{plan.cron!r} is no cron time: {error}.", where=f"{where} [[digests]] {plan.name}", remedy=remedy
        ) from error
    return plan


def _choice(kind: Any, value: str, where: str) -> Any:
    known = tuple(member.value for member in kind)
    if value not in known:
        raise unknown_key(value, known, where)
    return kind(value)


def _typed(value: Any, kind: type[Any], key: str, example: str, where: str) -> Any:
    if type(value) is not kind:
        raise ConfigurationError(f"{key} is not a {kind.__name__}.", where=where, remedy=f"Write {key} = {example}, without quotes.")
    return value


def _zone(name: str, where: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ConfigurationError(f"{name!r} is no time zone.", where=f"{where} zone", remedy="Write one such as Europe/Vienna.") from error


def _span(text: str, where: str) -> timedelta:
    number, _, unit = str(text).strip().partition(" ")
    if not number.isdigit() or unit.rstrip("s") not in _UNITS:
        raise ConfigurationError(f"{text!r} is no length of time.", where=f"{where} late_after", remedy='Write one such as "2 days".')
    return int(number) * _UNITS[unit.rstrip("s")]


def _agree(study: Study, where: str) -> None:
    senders = tuple(sender.key for sender in study.senders)
    names = [mailing.name for mailing in study.mailings]
    for mailing in study.mailings:
        if mailing.sender not in senders:
            raise unknown_key(mailing.sender, senders, f"{where} [[mailings]] {mailing.name} sender")
        if names.count(mailing.name) > 1:
            raise ConfigurationError(f"Two mailings are called {mailing.name!r}.", where=where, remedy="Give each a name of its own.")
    if not study.mailings:
        raise ConfigurationError("The study has no mailing.", where=where, remedy="Add a [[mailings]] table; the sample study shows one.")
