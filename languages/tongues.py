"""The languages that a text names as those of a form, "in English", in all languages at once: `languages/<code>/tongues.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from languages import known, toml_of
from languages.checked import Texts, checked
from languages.expressions import Spoken, spoken


@dataclass(frozen=True, kw_only=True)
class Tongues:
    """`tongues.toml`: how a form is asked for in a language. `frames` are regular expressions with {} for one of `names`, by its code."""

    frames: Texts
    names: Mapping[str, str]


def tongues(text: str) -> frozenset[str]:
    """Return the codes of the languages that a text names so."""
    return frozenset(code for code, named in _named().items() if named.search(text))


@cache
def _named() -> Mapping[str, Spoken]:
    """Return by its code what finds a language wherever one is asked for."""
    found: dict[str, list[str]] = {}
    for words in (checked(Tongues, toml) for code in known() if (toml := toml_of(code, "tongues.toml"))):
        for code, name in words.names.items():
            found.setdefault(code, []).extend(frame.replace("{}", name) for frame in words.frames)
    return {code: spoken("|".join(f"(?:{one})" for one in frames)) for code, frames in found.items()}
