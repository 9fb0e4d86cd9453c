"""What people say plainly, in all languages at once: the regular expressions of `languages/<code>/plain.toml`."""

from __future__ import annotations

from functools import cache

from languages import known, toml_of
from languages.checked import checked, keys_of
from languages.expressions import Spoken, spoken
from languages.models import PlainWords


@cache
def plainly(kind: str) -> Spoken:
    """Return what finds an expression of a kind (a key of `plain.toml`) in any language, without regard to case."""
    return spoken("|".join(f"(?:{one})" for words in _all() for one in getattr(words, kind)))


def put_together() -> None:
    """Put together what finds the expressions of every kind, so that nobody waits for it."""
    for kind in keys_of(PlainWords):
        plainly(kind)


@cache
def _all() -> tuple[PlainWords, ...]:
    return tuple(checked(PlainWords, toml) for code in known() if (toml := toml_of(code, "plain.toml")))
