"""Whether enough different people approved what is to be sent, and to whom it may go by what they approved."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Mapping

LONGEST = 200  # signs of a name
_SIGNED = re.compile(r"(?:rule|person)\s*:", re.IGNORECASE)
_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK")  # Those of which letters look alike.


def wrong_with(name: str) -> str:
    """Return, as a sentence, why nobody can decide under a name; blank where somebody can."""
    if len(name) > LONGEST:
        return f"A name has at most {LONGEST} signs; this one has {len(name)}."
    hidden = next((one for one in name if unicodedata.category(one) in {"Cc", "Cf", "Cs", "Zl", "Zp"}), None)
    if hidden is not None:
        return f"A name has no line breaks and no signs that cannot be seen; this one has U+{ord(hidden):04X}."
    if _SIGNED.match(unicodedata.normalize("NFKC", name).strip()):
        return "What begins with rule: or person: is how the program itself signs."
    return ""


def mixed_word(name: str) -> str:
    """Return the first word of a name in which letters of scripts that look alike are mixed; blank where none is."""
    words: list[str] = re.findall(r"[^\W\d_]+", unicodedata.normalize("NFKC", name))
    for word in words:
        if len({one for letter in word for one in _SCRIPTS if unicodedata.name(letter, "").startswith(one)}) > 1:
            return word
    return ""


def is_same_person(one: str, other: str) -> bool:
    """Say whether two names are taken for one person's: case, spaces, points and the way in which a letter is encoded tell nobody apart."""
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
    return frozenset(one for one, number in _by_how_many(said).items() if number >= needed)


def lacking(said: Iterable[tuple[str, Collection[str]]], addressees: Iterable[str], needed: int) -> dict[str, int]:
    """Return those of these addressees whom fewer than `needed` different people approved, each with how many people are missing."""
    approved = _by_how_many(said)
    return {one: needed - approved[one] for one in addressees if approved[one] < needed}


def who_saw_all(said: Collection[tuple[str, Collection[str]]], addressees: Collection[str]) -> tuple[str, ...]:
    """Return the people who saw every one of these addressees, be it in several approvals."""
    seen = _seen(said)
    return tuple(name for name in people(name for name, _ in said) if seen[_plain(name)].issuperset(addressees))


def _by_how_many(said: Iterable[tuple[str, Collection[str]]]) -> Counter[str]:
    return Counter(one for addressees in _seen(said).values() for one in addressees)


def _seen(said: Iterable[tuple[str, Collection[str]]]) -> Mapping[str, set[str]]:
    """Return whom each person saw, by their name as it is compared."""
    seen: dict[str, set[str]] = {}
    for name, addressees in said:
        seen.setdefault(_plain(name), set()).update(addressees)
    return seen


def _plain(name: str) -> str:
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    return "".join(one for one in folded if one.isalnum())
