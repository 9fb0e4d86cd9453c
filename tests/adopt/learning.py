"""Learn how a cell is weighed that may ask: `python -m tests.adopt.learning [--check | --judge [AUTHOR ...]]`.

The samples that were made together with their truth, and the workbooks of strangers in several variants each (`tests.adopt.variants`),
teach it. `questionnaire/adopt/asking/weighing.bin` is the same for the same workbooks. `--check` learns and compares, and writes nothing.
`--judge` learns without each author in turn, and without the samples, and prints what is found of those;
with names, only without these.

The second forest learns from how the first weighs workbooks of families of which it learned nothing (stacking; Wolpert, 1992).
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from pathlib import Path

import numpy as np

from questionnaire.adopt.adopt import traits_of
from questionnaire.adopt.asking import weighing
from questionnaire.adopt.asking.forest import Forest, packed
from questionnaire.adopt.asking.traits import CellTraits
from questionnaire.adopt.asking.weighing import ASKS, NAME, PRINTED, company
from questionnaire.adopt.sureness import Sureness
from tests.adopt.every import samples
from tests.adopt.growing import Numbers, grown, odds_of
from tests.adopt.strangers import by_author
from tests.adopt.variants import VARIANTS, variant
from workbooks.anatomy import anatomy
from workbooks.cells import a1

KEPT = Path(weighing.__file__).with_name(NAME)
_PARTS = 2
_USUAL = 600  # Cells of a workbook that counts for as much as its cells are many; a larger one counts for less.


@dataclass(frozen=True)
class Lesson:
    """A sheet of a workbook of a family, by an author ("samples" if by ourselves): its traits, and which of its cells ask."""

    author: str
    family: str
    workbook: str
    traits: CellTraits
    answers: tuple[bool, ...]

    @cached_property
    def numbers(self) -> Numbers:
        """Return the traits of all its cells."""
        return np.array([self.traits.of(at) for at in self.traits.cells], np.float32)

    def with_company(self, first: Forest) -> Numbers:
        """Return them with those of the cells that belong together, as a forest weighs them."""
        odds = [float(one) for one in odds_of(first, self.numbers)]
        return np.hstack([self.numbers, np.array(list(company(self.traits, odds)), np.float32)])


def lessons() -> Iterator[Lesson]:
    """Yield the sheets of all workbooks with truth that teach anything."""
    for sample in samples():
        family = sample.name.split("-")[0]
        yield from _of_workbook(sample.data, sample.truth.keys(), ("samples", family, sample.name))
    for author, those in by_author().items():
        for one, what in product(those, VARIANTS):
            made = variant(one, what)
            yield from _of_workbook(made.data, made.cells.keys() | made.in_tables, (author, one.name, f"{one.name} {what}"))


def _of_workbook(data: bytes, asked: Collection[tuple[str, str]], of: tuple[str, str, str]) -> Iterator[Lesson]:
    known = frozenset(asked)
    for traits in traits_of(anatomy(data)):
        if traits.cells:
            yield Lesson(*of, traits, tuple((traits.page.name, a1(*at)) in known for at in traits.cells))


def learned(lessons: Sequence[Lesson]) -> tuple[Forest, Forest]:
    """Return the two forests that these teach."""
    first = _grown(lessons, [one.numbers for one in lessons], 0)
    part = {family: number % _PARTS for number, family in enumerate(dict.fromkeys(one.family for one in lessons))}
    beside: dict[int, Numbers] = {}
    for number in range(_PARTS):
        others = [one for one in lessons if part[one.family] != number]
        stranger = _grown(others, [one.numbers for one in others], number + 1)
        beside |= {at: one.with_company(stranger) for at, one in enumerate(lessons) if part[one.family] == number}
    return first, _grown(lessons, [beside[at] for at in range(len(lessons))], _PARTS + 1)


def _grown(lessons: Sequence[Lesson], numbers: Sequence[Numbers], seed: int) -> Forest:
    sizes: dict[str, int] = {}
    for one in lessons:
        sizes[one.workbook] = sizes.get(one.workbook, 0) + len(one.answers)
    weights = np.concatenate([np.full(len(one.answers), (_USUAL / sizes[one.workbook]) ** 0.5) for one in lessons])
    answers = np.concatenate([np.array(one.answers, np.float64) for one in lessons])
    return grown(np.concatenate(numbers), answers, weights, seed)


def _judged(every: Sequence[Lesson], authors: Collection[str], say: Callable[[str], object]) -> None:
    for author in sorted({one.author for one in every if not authors or one.author in authors}):
        forests = learned([one for one in every if one.author != author])
        sums = Counter[tuple[str, str]]()
        for one in (one for one in every if one.author == author):
            got = _counted(one, *forests)
            sums.update({(name, what): number for name in {author, f"{author}: {one.family}"} for what, number in got.items()})
        for name in sorted({name for name, _ in sums}):
            asked = max(1, sums[name, "asked"])
            by_rules, weighed = (f"{sums[name, what] / asked:7.1%} {sums[name, f'{what} extra']:5} extra" for what in ("ruled", "weighed"))
            say(f"{name:50}{sums[name, 'asked']:7} ask; by rules {by_rules}; weighed {weighed}\n")


def _counted(one: Lesson, first: Forest, second: Forest) -> Counter[str]:
    """Return how many cells of a sheet ask, and how many the rules and these forests find, and are extra."""
    found = Counter[str]()
    for at, likely, asks in zip(one.traits.cells, odds_of(second, one.with_company(first)), one.answers, strict=True):
        ruled = one.traits.found.get(at)
        weighed = bool(ruled) if one.traits.told else _asks(ruled, float(likely))
        found["asked"] += asks
        for what, said in (("ruled", bool(ruled)), ("weighed", weighed)):
            found[what if asks else f"{what} extra"] += said
    return found


def _asks(ruled: Sureness | None, likely: float) -> bool:
    return ruled is Sureness.SURE or likely > (PRINTED if ruled else ASKS)


def main(arguments: Sequence[str]) -> int:
    """Learn, and keep, compare or judge what was learned."""
    every = list(lessons())
    if "--judge" in arguments:
        _judged(every, arguments[arguments.index("--judge") + 1 :], sys.stdout.write)
        return 0
    made = packed(learned(every))
    if "--check" in arguments:
        same = made == KEPT.read_bytes()
        sys.stdout.write("The same was learned.\n" if same else "Something else was learned: run this without --check.\n")
        return 0 if same else 1
    KEPT.write_bytes(made)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
