"""Blanks of one look ask everywhere in a workbook or nowhere: what weighing dropped on one sheet asks where its look does on others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from questionnaire.adopt.asking.reserved import Reserved
from questionnaire.adopt.asking.traits import CellTraits
from questionnaire.adopt.sureness import Sureness
from questionnaire.designed.page import SeenSheet
from workbooks.cells import Position

_Look = tuple[str, bool]  # The ground of a cell, and whether it has a frame.


class LooksThatAsk:
    """The cells of the sheets of a workbook that ask, and which of those that weighing dropped have the looks of these."""

    def __init__(self) -> None:
        self._found: list[tuple[SeenSheet, Mapping[Position, Sureness]]] = []
        self._asking, self._dropped = Counter[_Look](), dict[str, dict[Position, _Look]]()

    def add(self, traits: CellTraits, weighed: Mapping[Position, Sureness]) -> None:
        """Take note of a sheet, of which `weighed` are the cells that ask."""
        page, reserved = traits.page, Reserved(traits)
        self._found.append((page, weighed))
        self._asking.update(_look(page, at) for at in weighed)
        left = (at for at in traits.found if at not in weighed and page.value(at) is None and not reserved.is_for_nobody(at))
        self._dropped[page.name] = {at: look for at in left if (look := _look(page, at))[0]}

    def together(self) -> Iterator[tuple[SeenSheet, Mapping[Position, Sureness]]]:
        """Yield the sheets with their cells that ask; a blank that the rules found is one where its coloured look mostly asks."""
        dropped = Counter(look for cells in self._dropped.values() for look in cells.values())
        ask = {look for look, count in dropped.items() if self._asking[look] > count}
        for page, cells in self._found:
            yield page, {**cells, **{at: Sureness.GUESSED for at, look in self._dropped[page.name].items() if look in ask}}


def _look(page: SeenSheet, at: Position) -> _Look:
    one = page.format(at)
    return one.ground, one.framed
