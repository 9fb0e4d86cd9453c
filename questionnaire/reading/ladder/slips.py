"""Answers that went on by rows or columns while names and printed texts stayed, since a program moved cells alone: their looks say so.

A program for people moves defined names with the cells, a library mostly does not. Where nothing printed moved either, as in a list beneath
its heading, a name points at a cell that is not the answer's. What was put in has no look at all, and behind the last answer something
looks as answers do, where the sheet that was sent had nothing like it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby

from domain.answer import Rung
from questionnaire.layout import Layout
from questionnaire.reading.ladder.printed import prepared
from questionnaire.reading.ladder.spots import Locations, Sheets, Spot, spot_at
from questionnaire.reading.values.folding import is_blank
from workbooks.cells import Cell, Position, Sheet

_MOST = 20  # Rows or columns that are put in or deleted, at most.
_SEVERAL = 2  # Answers in a run, at least, of which what they hold alone tells that they were moved.

Looks = Mapping[Position, int]


@dataclass(frozen=True, slots=True)
class _Run:
    """Answers side by side or beneath each other: their keys and cells as they were sent, and in which direction they follow."""

    keys: tuple[str, ...]
    sheet: str
    cells: tuple[Position, ...]
    step: Position


@dataclass(frozen=True, slots=True)
class _Looks:
    """The formats of a sheet as it was `sent` and as it is `seen` now, by cell, and what each of the first most likely is called now.

    Each program numbers the formats anew.
    """

    sent: Looks
    seen: Looks
    became: Mapping[int, int]

    def is_alike(self, was: Position, is_: Position) -> bool:
        """Say whether a cell looks as another did when it was sent."""
        number, look = self.sent[was], self.seen.get(is_, 0)
        if number in self.became:
            return self.became[number] == look
        return bool(look) and look not in self.became.values()


def unless_slipped(locations: Locations, sheets: Sheets, layout: Layout) -> Locations:
    """Return the locations; those of answers that went on are where these are now, or nobody's where that is not certain."""
    found, lost, stale = dict(locations.spots), set[str](), set[str]()
    looks = dict[tuple[str, str], _Looks]()
    # By the line in which they follow, how far the last answer of the runs before went on; None where nobody knows.
    before = dict[tuple[str, Position, int], int | None]()
    for run in _runs(layout):
        spots = [locations.spots[key] for key in run.keys if key in locations.spots]
        at = tuple(spot.cell[1:] for spot in spots)
        if len(spots) != len(run.keys) or len({spot.cell.sheet for spot in spots}) > 1 or not _is_straight(at, run.step):
            continue
        name = spots[0].cell.sheet
        if (run.sheet, name) not in looks:
            looks[run.sheet, name] = _looks(run.sheet, name, sheets, layout, locations)
        moved, line = _moved(run, at, sheets[name], looks[run.sheet, name], layout), (name, run.step, run.cells[0][run.step[0]])
        if moved is not None and not _is_behind(moved, at, before.get(line, 0)):
            moved = None
        before[line] = _went_on(moved[-1], at[-1]) if moved else None
        if moved is None:
            lost |= set(run.keys)
        elif moved != at:
            found |= {key: spot_at(sheets, Cell(name, *to), Rung.ADDRESS) for key, to in zip(run.keys, moved, strict=True)}
        else:
            continue
        stale.add(name)
    if not stale:
        return locations
    lost |= _claimed_twice(layout, found)
    found |= {key: locations.spots[key]._replace(contested=True) for key in lost}
    return replace(locations, spots=found, stale=locations.stale | stale, exact=False)


def _went_on(now: Position, at: Position) -> int:
    return now[0] - at[0] + now[1] - at[1]


def _is_behind(moved: Sequence[Position], at: Sequence[Position], before: int | None) -> bool:
    """Say whether a run went on at least as far as those before it in its line: what was put in or deleted there moved it as well."""
    first = _went_on(moved[0], at[0])
    return before is not None and (before == 0 or (first >= before > 0) or (first <= before < 0))


def _claimed_twice(layout: Layout, found: Mapping[str, Spot]) -> set[str]:
    """Return the keys whose cell another answer has as well, now that some went on."""
    own = [slot.key for slot in layout.slots if slot.key in found]
    cells = Counter(found[key].cell for key in own)
    return {key for key in own if cells[found[key].cell] > 1}


def _looks(printed: str, name: str, sheets: Sheets, layout: Layout, locations: Locations) -> _Looks:
    """Return the looks of a sheet; which is which now is seen from the cells that are where they were, and from the answers."""
    sent, seen = _sent(layout).get(printed, {}), _by_cell(sheets[name].looks)
    pairs = [(sent[at], seen[at]) for at in sent.keys() & seen.keys()]
    slots = ((slot, locations.spots.get(slot.key)) for slot in layout.slots if slot.sheet == printed)
    places = (((slot.row, slot.column), spot.cell[1:]) for slot, spot in slots if spot and spot.cell.sheet == name)
    pairs += [(sent[was], seen[is_]) for was, is_ in places if was in sent and is_ in seen]
    return _Looks(sent, seen, {was: is_ for (was, is_), _ in reversed(Counter(pairs).most_common())})


def _by_cell(looks: Sequence[tuple[int, int, int, int]]) -> Looks:
    """Return the formats by cell."""
    return {(row, column): number for column, first, last, number in looks for row in range(first, last + 1)}


@lru_cache(maxsize=64)
def _sent(layout: Layout) -> Mapping[str, Looks]:
    return {sheet.sheet: _by_cell(sheet.looks) for sheet in layout.sheets}


@lru_cache(maxsize=64)
def _runs(layout: Layout) -> tuple[_Run, ...]:
    """Return the runs beneath each other, and those side by side."""
    return tuple(_runs_along(layout, (1, 0))) + tuple(_runs_along(layout, (0, 1)))


def _runs_along(layout: Layout, step: Position) -> Iterator[_Run]:
    down = bool(step[0])
    every = sorted((slot.sheet, *((slot.column, slot.row) if down else (slot.row, slot.column)), slot.key) for slot in layout.slots)
    numbered = groupby(enumerate(every), key=lambda pair: (pair[1][0], pair[1][1], pair[1][2] - pair[0]))
    for _, group in numbered:
        those = [one for _, one in group]
        cells = tuple((along, line) if down else (line, along) for _, line, along, _ in those)
        yield _Run(tuple(key for *_, key in those), those[0][0], cells, step)


def _is_straight(at: Sequence[Position], step: Position) -> bool:
    return all(cell == _on(at[0], step, number) for number, cell in enumerate(at))


def _on(at: Position, step: Position, by: int) -> Position:
    return at[0] + step[0] * by, at[1] + step[1] * by


def _moved(run: _Run, at: tuple[Position, ...], sheet: Sheet, looks: _Looks, layout: Layout) -> tuple[Position, ...] | None:
    """Return where the answers of a run are now that stand at these cells by all other evidence; None where nobody knows."""
    drawn = [number for number, was in enumerate(run.cells) if was in looks.sent]
    bare = [number for number in drawn if at[number] not in looks.seen]
    if not drawn or not looks.seen:
        # Where the file says nothing of looks, what the cells hold must do.
        return None if _is_spilled(run, at, sheet, layout) else at
    if not bare:
        return at
    doubted = _is_spilled(run, at, sheet, layout)
    for by in range(1, _MOST + 1):
        for first, way in ((bare[0], by), (0, -by)):
            now = (*at[:first], *(_on(cell, run.step, way) for cell in at[first:]))
            left = [_on(at[first], run.step, number) for number in range(by)] if way > 0 else at[way:]
            if any(cell in looks.seen for cell in left) or not _is_like(run, now, looks, way):
                continue
            is_blank_there = all(is_blank(sheet.cells.get(cell)) for cell in left)
            if _is_new(run, looks, way):
                # Something was typed into what was put in: nobody knows what it is.
                return now if is_blank_there else None
            doubted = doubted or is_blank_there
    return None if doubted else at


def _is_like(run: _Run, now: Sequence[Position], looks: _Looks, way: int) -> bool:
    """Say whether the cells `now` look as those of a run did."""
    last = now[-1] if way > 0 else now[0]
    return last in looks.seen and all(was not in looks.sent or looks.is_alike(was, is_) for was, is_ in zip(run.cells, now, strict=True))


def _is_new(run: _Run, looks: _Looks, way: int) -> bool:
    """Say whether the last cell of a run that went on is where nothing looked so when it was sent."""
    before = run.cells[-1] if way > 0 else run.cells[0]
    return looks.sent.get(_on(before, run.step, way)) != looks.sent.get(before)


def _is_spilled(run: _Run, at: Sequence[Position], sheet: Sheet, layout: Layout) -> bool:
    """Say whether something stands behind a run beneath each other, where nothing did, while a cell within it is blank."""
    behind, printed = _on(at[-1], run.step, 1), prepared(layout)[run.sheet].taken
    held = [not is_blank(sheet.cells.get(cell)) for cell in (*at, behind)]
    return (
        len(at) >= _SEVERAL and run.step == (1, 0) and _on(run.cells[-1], run.step, 1) not in printed and all(held[-2:]) and not all(held)
    )
