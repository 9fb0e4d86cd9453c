"""The whole matrix of one sample: every mutation, saved by every program, read and judged."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from openpyxl.workbook.workbook import Workbook

from tests.mutations.case import Case, Mutation, NotHereError, Touched
from tests.mutations.files import FILES
from tests.mutations.judge import Verdict, judge, readings
from tests.mutations.keys import KEYS
from tests.mutations.labels import LABELS
from tests.mutations.placing import PLACING
from tests.mutations.samples import Sample
from tests.mutations.savers import Files
from tests.mutations.sheets import SHEETS
from tests.mutations.structure import STRUCTURE
from tests.mutations.tables import TABLES
from tests.mutations.values import VALUES
from workbooks.caged.reader import Reader

MUTATIONS = tuple(mutation for theme in (FILES, STRUCTURE, SHEETS, KEYS, LABELS, PLACING, TABLES, VALUES) for mutation in theme.mutations)
_MOST_IN_ONE = 16  # So many mutations of single cells share a file, so that what stands between them stays untouched.


@dataclass
class Mutated:
    """One workbook with what was done to it."""

    case: Case
    done: dict[str, Touched] = field(default_factory=dict)
    mutations: list[Mutation] = field(default_factory=list)


def mutated(sample: Sample, mutations: tuple[Mutation, ...] = MUTATIONS) -> Iterator[Mutated]:
    """Yield the mutated workbooks; what the form has nothing for is left out."""
    for mutation in mutations:
        if not mutation.packed and (made := _done(Case.of(sample), [mutation])).done:
            yield made
    waiting = [mutation for mutation in mutations if mutation.packed]
    while waiting:
        made = _done(Case.of(sample), waiting)
        if not made.done:
            return
        yield made
        waiting = [mutation for mutation in waiting if mutation not in made.mutations]


def _done(case: Case, mutations: list[Mutation]) -> Mutated:
    made = Mutated(case)
    for mutation in mutations:
        if len(made.done) == _MOST_IN_ONE:
            break
        try:
            made.done[mutation.name] = mutation.change(case)
        except NotHereError:
            continue
        made.case.used.update(made.done[mutation.name])
        made.mutations.append(mutation)
    return made


Save = Callable[[Mapping[str, bytes]], Mapping[str, Files]]  # From the bytes by key to what each saver makes of them.


def parts(number: int) -> tuple[tuple[Mutation, ...], ...]:
    """Return all mutations in so many parts, each with the first, which does nothing: by it is known what the answers have anyway."""
    first, *others = MUTATIONS
    return tuple((first, *others[part::number]) for part in range(number))


def verdicts(sample: Sample, save: Save, mutations: tuple[Mutation, ...] = MUTATIONS) -> Mapping[tuple[str, str], Verdict]:
    """Return the verdicts by (mutation, saver)."""
    all_mutated = {f"m{number:03}": made for number, made in enumerate(mutated(sample, mutations))}
    files = {key: _bytes(made.case.book) for key, made in all_mutated.items()}
    found: dict[tuple[str, str], Verdict] = {}
    known: frozenset[tuple[str, str | None]] | None = None
    with Reader() as reader:
        for saver, saved in save(files).items():
            for key, (data, name) in saved.items():
                made = all_mutated[key]
                done_to_file = made.mutations[0].saved
                opened = reader.open(*(done_to_file(data, name) if done_to_file else (data, name)))
                read = readings(opened, sample)
                if known is None:
                    # The first file is as it was filled in.
                    known = frozenset((finding.code, finding.question) for finding in read[0].findings)
                for mutation, verdict in judge(made.case, made.done, read, known).items():
                    found[mutation, saver] = verdict
    return found


def _bytes(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
