"""All the workbooks with their truth: in the manner of each family of agencies' questionnaires, and those of the other modules."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from tests.adopt.agencies import agencies
from tests.adopt.begun import samples as begun
from tests.adopt.families import WORDS, answers_beside, audit, crossed, government, letter_form, prices, sustainability
from tests.adopt.forms import forms
from tests.adopt.grids import grids
from tests.adopt.held import samples as held
from tests.adopt.making import Sample
from tests.adopt.nations import nations
from tests.adopt.on_paper import on_paper
from tests.adopt.returns import returns
from tests.adopt.tables import tables
from tests.adopt.tongues import samples as tongues


@cache
def samples() -> tuple[Sample, ...]:
    """Return all of them, which are made once."""
    return tuple(_samples())


def _samples() -> Iterator[Sample]:
    both: tuple[bool, ...] = (True, False)
    for language in WORDS:
        yield from (sustainability(language, protect=protect, names=names) for protect in both for names in both)
        yield from (government(language, protect=protect, colours=colours) for protect in both for colours in both)
        yield from (letter_form(language, protect=protect, side_by_side=side) for protect in both for side in both)
        yield from (crossed(language, protect=protect, levels=levels) for protect in both for levels in both)
        yield from (answers_beside(language, protect=protect) for protect in both)
    yield from (audit(rows, protect=protect) for rows in (30, 800) for protect in both)
    yield from (prices(years, framed=framed, filled=filled) for years in (3, 6) for framed in both for filled in both)
    yield from (*forms(), *grids(), *tables(), *agencies(), *on_paper(), *tongues(), *begun(), *held(), *nations(), *returns())
