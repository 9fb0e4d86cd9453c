"""Settings are read into typed models (pydantic); every fault is a sentence with its place and a line that would be right."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from datetime import datetime
from difflib import get_close_matches
from typing import Annotated, Any, NamedTuple, TypeVar, get_args, get_origin

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails, PydanticCustomError

from domain.errors import ConfigurationError


class TomlSection(BaseModel):
    """A table of settings. Nothing is converted: a number is no text, and "no" is neither true nor false.

    The first of a field's `examples` is what a person is told to write, as in `port = 587`.
    """

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


Model = TypeVar("Model", bound=TomlSection)
Place = tuple[int | str, ...]

_SHOULD = {
    "string_type": "be a text in quotes",
    "int_type": "be a whole number, without quotes",
    "float_type": "be a number, without quotes",
    "bool_type": "be true or false, without quotes",
    "date_type": "be a date, without quotes",
    "datetime_type": "be a date with a time, without quotes",
    "timezone_naive": "be a time without its own time zone",
    "list_type": "be a list",
    "too_short": "have at least one entry",
    "dict_type": "be a table",
    "model_type": "be a table",
}


_DATE_LINE = re.compile(r"\s*([\w-]+)\s*=\s*(\d{4}-\d{1,2}-\d{1,2}(?:[T ][\d:]+)?)\s*(?:#.*)?$")


def parse(data: bytes, where: str) -> dict[str, Any]:
    """Return the tables of a TOML file; a fault in it is told with its line."""
    try:
        return tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _no_toml("it is not in UTF-8", f"{where} line {line}", "Save the file as UTF-8.") from error
    except (ValueError, RecursionError) as error:  # TOML that is none, numbers of thousands of digits.
        _refuse_no_date(data.decode("utf-8-sig"), where)
        raise _no_toml(str(error), where, "Correct the line that is named.") from error


def _no_toml(said: str, where: str, remedy: str) -> ConfigurationError:
    facts = {"where": where, "said": said}
    return ConfigurationError(f"This is not TOML: {said}.", where=where, remedy=remedy, key="setting_toml", facts=facts)


def _refuse_no_date(text: str, where: str) -> None:
    """Raise ConfigurationError for the first line whose value looks like a date and is none, which TOML calls anything but that."""
    for number, line in enumerate(text.splitlines(), start=1):
        found = _DATE_LINE.match(line)
        if found and not _is_date(found[2]):
            remedy = f"Write year, month and day, as in {found[1]} = 2012-04-30{'T10:00:00' if 'T' in found[2] else ''}."
            place = f"{where} line {number} {found[1]}"
            facts = {"where": place, "text": found[2]}
            raise ConfigurationError(f"{found[2]} is not a date.", where=place, remedy=remedy, key="setting_date", facts=facts)


def _is_date(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def read(kind: type[Model], values: Mapping[str, Any], where: str) -> Model:
    """Return `values` as a model; ConfigurationError with the first fault, its place (file, table, key) and a line that would be right."""
    try:
        return kind.model_validate(values)
    except ValidationError as error:
        # Where a key is misspelt another one is missing: the misspelling is what helps.
        fault = min(error.errors(include_url=False), key=lambda one: one["type"] != "extra_forbidden")
        raise _told(kind, values, fault, where) from None


def told(what: str, remedy: str = "") -> PydanticCustomError:
    """Return what a validator raises: a sentence, and a remedy where the field's example is none."""
    return PydanticCustomError("told", "{what}", {"what": what, "remedy": remedy})


def unknown_key(key: str, known: Sequence[str], where: str) -> ConfigurationError:
    """Return the error for a word that means nothing here, with the nearest one that does."""
    near = get_close_matches(key, known, n=1)
    remedy = f"Did you mean {near[0]!r}?" if near else f"Known here: {', '.join(known)}."
    facts = {"where": where, "setting": key}
    return ConfigurationError(f"{key!r} is not known here.", where=where, remedy=remedy, key="setting_unknown", facts=facts)


def _line(text: str) -> str:
    if not text.isprintable():
        raise told("The text has a line break or another character that cannot be printed.")
    return text


def _filled(text: str) -> str:
    if not text.strip():
        raise told("The text is blank.")
    return text


# A text on one line, and one that is not blank.
Line = Annotated[str, AfterValidator(_line)]
Text = Annotated[Line, AfterValidator(_filled)]


def _told(kind: type[TomlSection], values: Mapping[str, Any], fault: ErrorDetails, where: str) -> ConfigurationError:
    spot = _spot(kind, fault["loc"])
    table, key = _place(values, fault["loc"])
    place = " ".join(filter(None, (where, table, key)))
    context = fault.get("ctx", {})
    choices = re.findall(r"'([^']*)'", str(context.get("expected", "")))
    if fault["type"] == "extra_forbidden":
        return unknown_key(str(fault["loc"][-1]), tuple(spot.table.model_fields), f"{where} {table}".rstrip())
    if choices and isinstance(fault["input"], str):
        return unknown_key(fault["input"], choices, place)
    remedy = context.get("remedy") or f"Write {spot.example}."
    said = _sentence(fault, str(context.get("what", "")))
    return ConfigurationError(said, where=place, remedy=remedy, key="setting_wrong", facts={"where": place})


def _sentence(fault: ErrorDetails, what: str) -> str:
    key = str(fault["loc"][-1])
    if fault["type"] == "missing":
        return f"No {key} is given."
    if what:
        return what
    name = key if isinstance(fault["loc"][-1], str) else "The entry"
    should = _SHOULD.get(fault["type"]) or fault["msg"].removeprefix("Input should ")
    return f"{name} is {_shown(fault['input'])}, but should {should}."


def _shown(value: object) -> str:
    if isinstance(value, Mapping | list):
        return ("a table" if isinstance(value, Mapping) else "a list") if value else "empty"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str | float) or (isinstance(value, int) and value.bit_length() < 64):
        return repr(value) if len(repr(value)) < 80 else f"{repr(value)[:70]}..."
    return "a very large number" if isinstance(value, int) else str(value)


class _Spot(NamedTuple):
    """The innermost table of a place, and the field there (None for a key that is not known)."""

    table: type[BaseModel]
    field: FieldInfo | None

    @property
    def example(self) -> str:
        """Return what to write."""
        return str(self.field.examples[0]) if self.field and self.field.examples else "it as in the sample"


def _spot(table: type[BaseModel], place: Place) -> _Spot:
    field = table.model_fields.get(str(place[0])) if place else None
    if field is None:
        return _Spot(table, None)
    # The tables of a list or of a table of tables are one step further in, behind their number or name.
    further = 2 if get_origin(field.annotation) in {list, dict} else 1
    for inner in (field.annotation, *get_args(field.annotation)):
        if isinstance(inner, type) and issubclass(inner, BaseModel) and len(place) > further:
            return _spot(inner, place[further:])
    return _Spot(table, field)


def _place(values: Any, place: Place) -> tuple[str, str]:
    """Return a place as people say it, table and key: `[contact]`, `address`; `[[mailings]] 3 (reminder)`, `at`; or only a key."""
    header, key = "", ""
    path: list[str] = []
    for step in place:
        values = _within(values, step)
        if isinstance(step, int) and isinstance(values, Mapping):
            name = values.get("name")
            header, key = f"[[{'.'.join(path)}]] {step + 1}" + (f" ({name})" if isinstance(name, str) and name.isprintable() else ""), ""
        elif isinstance(step, int):
            key = f"{key}, entry {step + 1}"
        else:
            header = f"[{'.'.join(path)}]" if path and not header.startswith("[[") else header
            path.append(step)
            key = step
    return header, key


def _within(values: Any, step: int | str) -> Any:
    if isinstance(step, int):
        return values[step] if isinstance(values, list) else None
    return values.get(step) if isinstance(values, Mapping) else None
