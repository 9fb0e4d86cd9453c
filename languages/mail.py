"""What people and machines write in mail, in all languages at once: nobody knows before in which one a message is written."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from languages import known, recall, toml_of
from languages.checked import checked
from languages.expressions import Spoken, spoken
from languages.models import MailWords


@cache
def alternatives(kind: str) -> str:
    """Return the expressions of a kind (a key of `mail.toml`) of all languages as one, to be put together with others."""
    return "|".join(expression for mail in _all() for expression in getattr(mail, kind))


@cache
def pattern(kind: str, before: str = "", after: str = "") -> Spoken:
    """Return what finds an expression of a kind in any language, between `before` and `after`, without regard to case."""
    return spoken(f"{before}(?:{alternatives(kind)}){after}")


@cache
def bounce_programs() -> Mapping[str, Spoken]:
    """Return by the name of each mail server's program what finds its words."""
    names = dict.fromkeys(name for mail in _all() for name in mail.bounce_programs)
    said = {name: "|".join(one for mail in _all() for one in mail.bounce_programs.get(name, ())) for name in names}
    return {name: spoken(expressions) for name, expressions in said.items()}


@cache
def _all() -> tuple[MailWords, ...]:
    recall()
    return tuple(checked(MailWords, toml_of(code, "mail.toml")) for code in known())
