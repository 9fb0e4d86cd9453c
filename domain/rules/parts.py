"""Parts: the sections of a questionnaire that one office of an organisation fills in, and which of them have come. Pure.

Parts are named in texts, as `police; justice`, by the form, by the contact list and in the store; "" is the whole questionnaire.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

_SEPARATORS = re.compile(r"[;,\n]+")


def named(text: str) -> tuple[str, ...]:
    """Return the names of the parts that a text names, each once; neither case nor space tells two names apart."""
    found: dict[str, str] = {}
    for one in _SEPARATORS.split(text):
        if name := " ".join(one.split()):
            found.setdefault(name.casefold(), name)
    return tuple(found.values())


def written(parts: Iterable[str]) -> str:
    """Return parts as one text, which `named` reads."""
    return "; ".join(parts)


def of_form(text: str, known: Collection[str]) -> tuple[str, ...]:
    """Return the parts of a form that a text names, as the form writes them; none where that is the whole, or where it names none."""
    asked = {one.casefold() for one in named(text)}
    found = tuple(one for one in known if one.casefold() in asked)
    return () if len(found) == len(known) else found


def takes_place(mine: Collection[str], theirs: Collection[str]) -> bool:
    """Say whether a workbook that answers for `mine` takes the place of one that answers for `theirs`; () is the whole."""
    return not mine or (bool(theirs) and set(theirs) <= set(mine))


def concerns(own: str, lacks: str) -> bool:
    """Say whether a contact whose parts are `own` is asked for what an organisation `lacks`; whoever has the whole is, for all of it."""
    mine = {one.casefold() for one in named(own)}
    return not mine or not lacks or bool(mine & {one.casefold() for one in named(lacks)})


def lacking(came: Iterable[tuple[str, str]]) -> str:
    """Return which parts have not come yet, as text; "" where all came, or where nothing counts.

    `came` says of each workbook that counts for which parts it answers ("" is the whole) and which others its form has, oldest first.
    """
    every: tuple[str, ...] = ()
    there: set[str] = set()
    for own, others in came:
        if not own:
            return ""
        there |= set(named(own))
        every = (*named(own), *named(others))
    return written(one for one in every if one not in there)


def told(came: Iterable[str], missing: Iterable[str]) -> str:
    """Return which parts came and which are missing, as in "police done, justice missing"; "" where none is missing."""
    there, absent = " and ".join(came), " and ".join(missing)
    return ", ".join(filter(None, [f"{there} done" if there else "", f"{absent} missing"])) if absent else ""


def arrived(parts: Iterable[str], lacks: str) -> tuple[str, ...]:
    """Return those of these parts that an organisation does not lack."""
    missing = set(named(lacks))
    return tuple(one for one in parts if one not in missing)
