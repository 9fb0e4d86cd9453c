"""What is heard in one sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What one sentence says: the names of the phrases in it (`languages.phrase_table.PhraseTable`), and how many words it has.

    `unsaid` is how many of its words no phrase calls courtesy. `courteous` is how like the sentence is to what every letter says: 1 at
    most, 0 where something speaks against it. `rather` are the intents that it is likely to carry, though not surely, `maybe` those that
    it may carry as well, and `plainly` those that it is like beyond doubt. `telling` says whether a word of it makes a statement, as
    pronouns and verbs do. What is `unasked` is hardly like a question, whatever mark it has. `shares` is how likely the sentence carries
    each intent, and `parts` the same of each of its clauses, before anything is concluded from them; `denied` are those that it takes back.
    """

    said: frozenset[str]
    words: int
    unsaid: int
    courteous: float
    maybe: frozenset[str]
    rather: frozenset[str]
    plainly: frozenset[str]
    telling: bool
    unasked: bool
    shares: Mapping[str, float] = field(default_factory=dict)
    parts: tuple[Mapping[str, float], ...] = ()
    denied: frozenset[str] = frozenset()


def unheard(words: int) -> Heard:
    """Return what a sentence of so many words says of which nothing is known."""
    nothing = frozenset[str]()
    return Heard(
        said=nothing,
        words=words,
        unsaid=words,
        courteous=0.0,
        maybe=nothing,
        rather=nothing,
        plainly=nothing,
        telling=False,
        unasked=False,
    )


def courtesy(words: int) -> Heard:
    """Return what a sentence of so many words says that is courtesy and nothing else."""
    return replace(unheard(words), said=frozenset({"courtesy"}), unsaid=0, courteous=1.0)
