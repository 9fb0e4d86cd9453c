"""Learn what ordinary mails say around a letter, and judge that by authors of whom nothing was learned: `python -m tests.intake.ordinary`.

`intake/understanding/intents/ordinary.bin` is learned of all sentences of the ordinary mails (`tests/intake/mails`), with their signatures
and without, and of the notes that say thanks alone, beside those sentences of all other notes in which rules read no courtesy, and beside
what is told in passing between such sentences: the same for the same mails and notes, in some five minutes. `--check` learns and compares,
and writes nothing. `--judge` learns it five times without a fifth of the authors, and prints how many of their mails are held still, how
many are passed by in which they tell something, and of which of their notes beside a workbook no person would hear.

Method: logistic loss, one sentence at a time, each place with a step of its own (Duchi et al., Adaptive subgradient methods, 2011), in an
order drawn from a fixed seed. What rules take for something in an ordinary mail, and what is told in passing, counts three times.
"""

from __future__ import annotations

import hashlib
import random
import sys
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray

from domain.intent import IntentKind
from intake.understanding.intents import ordinary
from intake.understanding.intents.ordinary import (
    NAME,
    PLACES,
    Neighbours,
    OrdinaryWeights,
    kept_file,
    neighbours,
    packed,
    places_of,
    unpacked,
)
from intake.understanding.intents.said import INTENTS, HeardSentence, tells
from intake.understanding.intents.said import read as heard
from intake.understanding.intents.wanted import said
from intake.understanding.own_words.words import own_words, subjects_of, with_signature
from tests.intake import mails
from tests.intake.judged import lost, read
from tests.intake.notes import HERE as NOTES
from tests.intake.notes import Note, notes

_TURNS, _STEP, _SHRINK = 6, 0.5, 2e-6
_PART = 20  # Signs of a sentence that is only part of what somebody says.
_HARD = 3.0
FOLDS = range(5)


@dataclass(frozen=True, slots=True)
class Taught:
    """A sentence by its places: whether it stands in an ordinary mail, in which fifth of the authors its author is, how much it counts."""

    places: NDArray[np.intp]
    ordinary: bool
    fold: int
    counts: float = 1.0


def parts() -> tuple[str, ...]:
    """Return the parts of the notes."""
    return tuple(sorted(folder.name for folder in NOTES.iterdir() if (folder / "en.toml").exists()))


def _carries(sentence: HeardSentence) -> bool:
    return tells(sentence, beside=True) or bool(sentence.heard.said & INTENTS)


def _taught(sentence: HeardSentence, beside: Neighbours, fold: int, *, polite: bool) -> Taught:
    hard = polite and _carries(sentence)
    return Taught(np.array(places_of(beside), np.intp), polite, fold, _HARD if hard else 1.0)


def _sentences(text: str, *, titles: bool = False) -> list[tuple[HeardSentence, Neighbours]]:
    sentences = heard(text, beside=True)
    return list(zip(sentences, neighbours(sentences, titles=titles), strict=True))


def _polite(texts: Sequence[str], fold: int, *, titles: bool = False) -> Iterator[Taught]:
    """Yield all sentences of the forms of a text that says nothing; those that have the same neighbours once."""
    seen: set[tuple[str, str, str]] = set()
    for text in texts:
        for sentence, one in _sentences(text, titles=titles):
            if (whole := (one.before, one.text, one.behind)) not in seen:
                seen.add(whole)
                yield _taught(sentence, one, fold, polite=True)


def _telling(text: str, fold: int, *, titles: bool = False) -> Iterator[Taught]:
    """Yield the sentences of a text that says something but those in which rules read courtesy: greetings stand above a refusal too."""
    told = _sentences(text, titles=titles)
    return (_taught(sentence, beside, fold, polite=False) for sentence, beside in told if _carries(sentence))


def _of_mails(author: str, fold: int) -> list[Taught]:
    forms = ((with_signature(one.text), own_words(one.text, one.sender), subjects_of(one.subject)[0]) for one in mails.mails(author))
    return [one for *texts, title in forms for one in (*_polite(texts, fold), *_polite([title], fold, titles=True))]


def _of_notes(part: str, fold: int) -> list[Taught]:
    told = ((own_words(one.text), subjects_of(one.subject)[0], one.intents <= {IntentKind.THANKS}) for one in notes(part))
    return [
        one
        for words, title, polite in told
        for text, titles in ((words, False), (title, True))
        for one in (_polite([text], fold, titles=titles) if polite else _telling(text, fold, titles=titles))
    ]


def _in_passing(author: str, fold: int) -> list[Taught]:
    """Return what is told, where it stands in one sentence, and all that stands around it."""
    return [
        Taught(np.array(places_of(beside), np.intp), False, fold, _HARD)
        if mail.says in one.text or (len(one.text) > _PART and one.text in mail.says)
        else _taught(one, beside, fold, polite=True)
        for mail in mails.telling(author)
        for one, beside in _sentences(own_words(mail.text))
    ]


def all_taught() -> list[Taught]:
    """Return all sentences, those of each author in one fold."""
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as processes:
        waiting = [processes.submit(_of_mails, one, fold_of(one)) for one in (*mails.authors(), *mails.bodies())]
        waiting += [processes.submit(_of_notes, part, fold_of(part)) for part in parts()]
        waiting += [processes.submit(_in_passing, one, fold_of(one)) for one in mails.tellers()]
        return [one for some in waiting for one in some.result()]


@cache
def _folds() -> dict[str, int]:
    names = {Path(one).name for one in (*mails.authors(), *mails.bodies(), *mails.tellers())}
    return {one: at % len(FOLDS) for some in (sorted(names), parts()) for at, one in enumerate(some)}


def fold_of(author: str) -> int:
    """Return the fold of an author of mails, or of a part of the notes: whoever wrote several kinds of mails is in one."""
    return _folds()[Path(author).name]


def weights_of(some: Sequence[Taught]) -> OrdinaryWeights:
    """Return what sentences teach."""
    weights, slopes, bias = np.zeros(PLACES, np.float32), np.full(PLACES, 1e-6, np.float32), np.float32(0)
    order = list(some)
    drawn = random.Random(1)  # noqa: S311 - an order, and always the same.
    for turn in range(_TURNS):
        drawn.shuffle(order)
        step = np.float32(_STEP * (1 - turn / _TURNS))
        for one in order:
            value = np.float32(len(one.places) ** -0.5)
            mine = weights[one.places]
            wrong = (np.float32(1 / (1 + np.exp(-(bias + value * mine.sum())))) - np.float32(one.ordinary)) * np.float32(one.counts)
            slope = wrong * value + np.float32(_SHRINK) * mine
            slopes[one.places] += slope * slope
            weights[one.places] = mine - step * slope / np.sqrt(slopes[one.places])
            bias -= np.float32(0.01) * step * wrong
    scale = float(np.abs(weights).max()) / 127
    return OrdinaryWeights(round(float(bias), 4), scale, (np.rint(weights / np.float32(scale)) + 128).astype(np.uint8).tobytes())


@cache
def hash_of_taught() -> str:
    """Return what tells whether weights were learned of these mails and notes."""
    written = (*mails.authors(), *mails.bodies())
    told = [(one.id, one.sender, one.subject, one.text) for author in written for one in mails.mails(author)]
    of_notes = [(one.id, one.subject, one.text, sorted(one.intents)) for part in parts() for one in notes(part)]
    return hashlib.sha256(repr((told, of_notes, [mails.telling(one) for one in mails.tellers()])).encode()).hexdigest()


def _judged(fold: int, learned: OrdinaryWeights) -> tuple[list[str], Collection[Note]]:
    """Return for each author of a fold how many mails are held or passed by, of how many, and the notes of which no person hears."""
    said.cache_clear()
    with patch.object(ordinary, "ordinary_weights", lambda: learned):
        written = [one for one in (*mails.authors(), *mails.bodies()) if fold_of(one) == fold]
        held = [(one, sum(mails.is_held(mails.read(mail)) for mail in mails.mails(one)), len(mails.mails(one))) for one in written]
        tellers = [one for one in mails.tellers() if fold_of(one) == fold]
        passed = [(one, sum(map(mails.is_passed_by, mails.telling(one))), len(mails.telling(one))) for one in tellers]
        beside = [one for part in parts() if fold_of(part) == fold for one in notes(part) if one.beside_workbook]
        lines = [f"{author}: {count} of {of} held" for author, count, of in held]
        lines += [f"{author}: {count} of {of} that tell something passed by" for author, count, of in passed]
        return lines, [one.note for one in lost([read(one) for one in beside])]


def _of_strangers(some: Sequence[Taught]) -> Iterator[str]:
    """Yield what is known of the mails and notes of authors who are left out."""
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as processes:
        learned = list(processes.map(weights_of, [[one for one in some if one.fold != fold] for fold in FOLDS]))
        for lines, unheard in processes.map(_judged, FOLDS, learned):
            yield from lines
            yield "".join(f"lost: {one.id} {sorted(one.intents)}\n" for one in unheard)


def main(arguments: Sequence[str]) -> int:
    """Learn and write, or compare, or judge."""
    some = all_taught()
    if "--judge" in arguments:
        for line in _of_strangers(some):
            sys.stdout.write(f"{line}\n")
        return 0
    made = packed(weights_of(some), hash_of_taught())
    if "--check" in arguments:
        sys.stdout.write(f"{NAME} is {'what is learned' if made == kept_file() else 'another than what is learned'}\n")
        return int(made != kept_file())
    Path(ordinary.__file__).with_name(NAME).write_bytes(made)
    sys.stdout.write(f"{NAME}\n")
    return 0


def learned_from() -> str:
    """Return the hash of the mails and notes that the kept file was learned from."""
    return unpacked(kept_file())[1]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
