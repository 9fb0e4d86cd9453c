"""What a version of a questionnaire says of the one before: which questions went on under which names, units and codes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """One `[[changes]]` of study.toml: how the answers to the version before are understood from now on.

    `renamed` are the new names of questions and repeats by the old ones. `dropped` are questions and repeats that are asked no more, and as
    `question/code` a choice, a missing code or a column of a matrix. `scaled` are factors by the new name: new = old x factor. `recoded`
    are new codes by the old ones, of a question, or of the columns of a matrix, by its new name.
    """

    renamed: Mapping[str, str] = field(default_factory=dict)
    dropped: tuple[str, ...] = ()
    scaled: Mapping[str, float] = field(default_factory=dict)
    recoded: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


NO_CHANGES = Changes()


def introduced(before: Sequence[Changes], now: Iterable[Changes]) -> tuple[Changes, ...]:
    """Return those of the changes that a study.toml says `now` which the version `before` did not say.

    The others were made by an earlier version, and stay with it whether they stay in the file or not.
    """
    known, new = list(before), []
    for one in now:
        if one in known:
            known.remove(one)
        else:
            new.append(one)
    return tuple(new)


def together(some: Iterable[Changes]) -> Changes:
    """Return several changes as one; of two that speak of the same thing, the later."""
    every = tuple(some)
    if len(every) == 1:
        return every[0]
    recoded: dict[str, dict[str, str]] = {}
    for one in every:
        for name, codes in one.recoded.items():
            recoded.setdefault(name, {}).update(codes)
    return Changes(
        renamed={old: new for one in every for old, new in one.renamed.items()},
        dropped=tuple(dict.fromkeys(name for one in every for name in one.dropped)),
        scaled={name: factor for one in every for name, factor in one.scaled.items()},
        recoded=recoded,
    )
