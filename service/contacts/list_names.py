"""Names of contact lists that may be meant where one is written that holds nobody."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from languages.telling import phrased, together
from store import Transaction, contact_lists

_NEAR = 3  # names that are told


def names_like(name: str, known: Iterable[str]) -> list[str]:
    """Return those of the known names that are written nearly so, the nearest first; upper and lower case are one."""
    names = {one.casefold(): one for one in known}
    return [names[one] for one in get_close_matches(name.casefold(), names, n=_NEAR)]


def told_empty(tx: Transaction, name: str) -> str:
    """Say that nobody stands on a list, what is looked at instead, and what mends it: loading it, or another name in study.toml."""
    near = [f"{one!r}" for one in names_like(name, [one for one in contact_lists.list_names(tx) if one != name])]
    meant = phrased("check.name_meant", near=" or ".join(near)) if near else ""
    return together(phrased("check.empty_list", list=repr(name)), meant)
