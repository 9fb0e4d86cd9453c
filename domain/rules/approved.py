"""Whether enough different people approved what is to be sent, and to whom it may go by what they approved."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable


def is_same_person(one: str, other: str) -> bool:
    """Say whether two names are taken for one person's: case, spaces and the way in which a letter is encoded tell nobody apart."""
    return _plain(one) == _plain(other)


def people(names: Iterable[str]) -> tuple[str, ...]:
    """Return these names without those that are taken for the same person's, each as it was written first."""
    found: dict[str, str] = {}
    for name in names:
        found.setdefault(_plain(name), name)
    return tuple(found.values())


def allowed(said: Iterable[tuple[str, Collection[str]]], needed: int) -> frozenset[str]:
    """Return the addressees whom at least `needed` different people approved.

    `said` is who approved what is to be sent, each with the addressees that they saw: somebody whom only one of two saw was approved by
    one.
    """
    seen: dict[str, set[str]] = {}
    for name, addressees in said:
        seen.setdefault(_plain(name), set()).update(addressees)
    by_how_many = Counter(one for addressees in seen.values() for one in addressees)
    return frozenset(one for one, number in by_how_many.items() if number >= needed)


def _plain(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
