"""Learn how a whole note is weighed, and judge that by authors of whom nothing was learned: `python -m tests.intake.weighing`.

The authors of the notes are parted into six groups. The traits of each group's notes are those that likenesses tell which learned the
examples of `languages/` without any sentence of that group's notes (`tests.intake.leaving_out`), so that a note has the traits which it
would have of a stranger. Of these `intake/understanding/intents/weighing.bin` is learned: the same for the same notes and examples, in some
three minutes of processor time. `--check` learns and compares, and writes nothing. `--judge` learns it once for each group instead, without
that group, and prints recall and precision over the notes left out. `--bounds` does so for the authors who have judged last (`LAST`), and
prints what comes of the bounds that stand, and which are best (`tests.intake.bounds`).

Method: logistic loss, steps of Adam (Kingma and Ba, Adam, 2015), traits left out at random (Srivastava et al., Dropout, 2014), the most
that any sentence tells (Zaheer et al., Deep sets, 2017).
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from unittest.mock import patch

from domain.intent import Intent
from intake.understanding.intents import note_weights
from intake.understanding.intents.note_weights import NAME, kept_file, packed, unpacked
from intake.understanding.intents.said import Said
from intake.understanding.intents.traits import Traits, told
from intake.understanding.intents.wanted import by_rules, told_by
from intake.understanding.own_words.words import own_words, subjects_of
from languages import concepts, likeness
from languages.learning import all_examples, concepts_apart, hash_of_all, learned_apart
from tests.intake.bounds import HeldOut, bounds
from tests.intake.judged import summary, table
from tests.intake.leaving_out import without
from tests.intake.note_network import Lesson, weights_of
from tests.intake.notes import Note, notes

_Told = Mapping[str, Mapping[str, Sequence[str]]]
GROUPS = range(6)
LAST = ("verdict", "jury", "assize", "tribunal", "inquest", "moot", "hearing", "tally", "ferry", "sol", "vic", "wes", "yan", "bea")
_OF_PART = {
    "docket": 1,
    "parish": 2,
    "trades": 3,
    "verdict": 4,
    "jury": 5,
    "wards": 0,
    "harbour": 0,
    "strangers": 0,
    "small": 1,
    "islands": 1,
    "opened": 1,
    "closed": 1,
    "blind": 2,
}
_OF_PART |= {
    "inquest": 5,
    "moot": 5,
    "hearing": 4,
    "tally": 0,
    "ferry": 1,
    "sol": 2,
    "vic": 3,
    "wes": 5,
    "yan": 0,
    "bea": 4,
    "assize": 2,
    "tribunal": 3,
    "afresh": 3,
    "helpdesk": 4,
    "counter": 4,
    "townsfolk": 4,
    "quarry": 5,
    "ledgers": 5,
}
_OF_AUTHOR = {"wa": 0, "wb": 1, "e": 2, "wc": 2, "f": 3, "oa": 3, "ob": 4}  # Of these parts an id names its author.
_OF_AUTHORS = ("everyday", "unopened", "ordinary", "heldback", "offices", "abroad")


@dataclass(frozen=True, slots=True)
class Weighable:
    """A note, what was said in it, what the rules read in that, and the traits of it and its sentences, all as a stranger's."""

    note: Note
    group: int
    said: Said
    read: tuple[Intent, ...]
    traits: Traits
    sentences: tuple[Traits, ...]


def group_of(part: str, note: Note) -> int:
    """Return the group of the author of a note."""
    return _OF_PART[part] if part in _OF_PART else _OF_AUTHOR[note.id.split("-")[1]]


def _grouped() -> Mapping[int, Sequence[Note]]:
    all_notes = [(group_of(part, note), note) for part in (*_OF_PART, *_OF_AUTHORS) for note in notes(part)]
    return {group: [note for one, note in all_notes if one == group] for group in GROUPS}


def hash_of_notes() -> str:
    """Return what tells whether weights were learned of these notes and examples."""
    said = [(group, [repr((one.id, one.text, sorted(one.intents))) for one in some]) for group, some in _grouped().items()]
    return hashlib.sha256(repr((said, hash_of_all(all_examples()))).encode()).hexdigest()


def _weighable(group: int, models: Sequence[likeness.Likeness], of_concepts: concepts.ConceptWeights) -> list[Weighable]:
    """Return the notes of a group with the traits that likenesses tell which know none of them."""
    found: list[Weighable] = []
    with patch.object(likeness, "likenesses", lambda: tuple(models)), patch.object(concepts, "weights", lambda: of_concepts):
        for note in _grouped()[group]:
            theirs, ours = subjects_of(note.subject)
            said = told_by(own_words(note.text), theirs, beside=note.beside_workbook, sent=note.sent, answered=ours)
            read = tuple(by_rules(said))
            of_note, of_sentences = told(said, {one.intent for one in read})
            found.append(Weighable(note, group, said, read, of_note, tuple(of_sentences)))
    return found


def _all_weighable() -> list[Weighable]:
    """Return all notes with their traits, group by group."""
    examples, grouped = all_examples(), _grouped()
    kept = [without(examples, grouped[group]) for group in GROUPS]
    # Each group has a process of its own, since what one likeness said of a sentence is kept.
    with ProcessPoolExecutor(2, mp_context=get_context("spawn"), max_tasks_per_child=1) as processes:
        of_concepts = processes.submit(_of_concepts, examples, kept)
        models = processes.map(partial(_of_language, examples, kept), examples)
        by_group = zip(*models, strict=True)
        some = processes.map(_weighable, GROUPS, by_group, of_concepts.result())
        return [one for group in some for one in group if one.sentences]


def _of_language(examples: _Told, kept: Sequence[_Told], code: str) -> tuple[likeness.Likeness, ...]:
    return tuple(replace(one, code=code) for one in learned_apart(examples[code], [some[code] for some in kept]))


def _of_concepts(examples: _Told, kept: Sequence[_Told]) -> tuple[concepts.ConceptWeights, ...]:
    return tuple(concepts_apart(examples, kept))


def lessons(some: Sequence[Weighable]) -> list[Lesson]:
    """Return what notes teach, with their marks."""
    return [Lesson(one.traits, one.sentences, one.note.intents) for one in some]


def held_out(some: Sequence[Weighable], groups: Collection[int] = GROUPS) -> Iterator[HeldOut]:
    """Yield the notes of groups of authors, with how likely each intent is by what was learned of the other groups."""
    for group in groups:
        learned_of_others = weights_of(lessons([one for one in some if one.group != group]))
        for one in (one for one in some if one.group == group):
            yield HeldOut(one.note, one.said, one.read, learned_of_others.chances(one.traits, one.sentences))


def _of_all(some: Sequence[Weighable]) -> Iterator[str]:
    """Yield what is read of all authors, each left out."""
    reads = [one.judged() for one in held_out(some)]
    yield from (*table(reads), *summary(reads))


def _of_last(some: Sequence[Weighable]) -> Iterator[str]:
    """Yield what is read of the authors who have judged last, each left out, and which bounds are best for their notes together."""
    ids = {part: {note.id for note in notes(part)} for part in LAST}
    unseen = [one for one in held_out(some, sorted({_OF_PART[part] for part in LAST})) if any(one.note.id in of for of in ids.values())]
    for part in LAST:
        reads = [one.judged() for one in unseen if one.note.id in ids[part]]
        yield from (f"\n{part}", *table(reads), *summary(reads))
    reads = [one.judged() for one in unseen]
    yield from ("\nall of them", *table(reads), *summary(reads), "", *bounds(unseen))


def main(arguments: Sequence[str]) -> int:
    """Learn and write, or compare, or judge."""
    some = _all_weighable()
    if "--judge" in arguments or "--bounds" in arguments:
        for line in _of_last(some) if "--bounds" in arguments else _of_all(some):
            sys.stdout.write(f"{line}\n")
        return 0
    made = packed(weights_of(lessons(some)), hash_of_notes())
    if "--check" in arguments:
        sys.stdout.write(f"{NAME} is {'what is learned' if made == kept_file() else 'another than what is learned'}\n")
        return int(made != kept_file())
    Path(note_weights.__file__).with_name(NAME).write_bytes(made)
    sys.stdout.write(f"{NAME}\n")
    return 0


def learned_from() -> str:
    """Return the hash of the notes and examples that the kept file was learned from."""
    return unpacked(kept_file())[1]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
