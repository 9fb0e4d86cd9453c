"""The lines to write on of a form that is drawn as on paper, and what is printed in the very cells that ask: boxes and gaps."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from questionnaire.designed.page import SeenSheet
from questionnaire.designed.signs import ASKS, asks_in, is_gap
from workbooks.cells import Position

_Drawn = Mapping[int, list[list[int]]]  # The columns of each line, by its row.

_AT_SIDES = frozenset(("left", "right"))
_SENTENCE = re.compile(r"[.!。۔]\s*$")
_PLAIN = 120  # A text that asks for what is written on a line beneath it has at most so many characters, unless it is a question.


def caption(page: SeenSheet, at: Position) -> str:
    """Return the small text beneath a line that says what is written on it; "" where there is none."""
    row, column = at
    said = page.value(at)
    if isinstance(said, str) and is_gap(said):
        return page.words((row + 1, column)) if not _has_own_answer(page, (row + 1, column)) else ""
    while _is_plain_line(page, (row, column)) and "bottom" in page.sides((row, column)):
        beneath = (row + 1, column)
        if page.words(beneath) and not page.is_covered(beneath):
            return "" if _has_own_answer(page, beneath) else page.words(beneath)
        column += 1
        if (row, column) in page.inputs:
            break
    return ""


def lines(page: SeenSheet) -> Iterator[Position]:
    """Yield the first cell of each line to write on: of as many lines as there are captions beneath, or headings above."""
    drawn = _drawn(page)
    for row in sorted(drawn):
        for run in drawn[row]:
            yield from ((row, column) for column in _begun(page, row, run, drawn) if page.is_blank((row, column)))


def _begun(page: SeenSheet, row: int, run: list[int], drawn: _Drawn) -> list[int]:
    """Return the columns in which the answers on one line begin; none where it is no line to write on."""
    if _is_edge(page, row, run):
        return []
    if heads := _headings(page, row, run, drawn):
        return heads
    if _is_rule(page, row, run):
        return []
    if captions := _captions(page, row, run):
        return [run[0], *captions[1:]]
    # The upper line of what stands beneath is that of a sum, or of the next part.
    own = "bottom" in page.format((row, run[0])).sides
    return run[:1] if own and (is_labelled(page, row, run) or _is_asked_above(page, row, run, drawn)) else []


def _drawn(page: SeenSheet) -> dict[int, list[list[int]]]:
    """Return the columns of each line by its row: blank cells side by side with a line at their foot, and none between them."""
    found: dict[int, list[list[int]]] = {}
    ruled = {at for at, one in page.anatomy.formats.items() if "bottom" in one.sides}
    ruled |= {
        (row - 1, column)
        for (row, column), one in page.anatomy.formats.items()
        if "top" in one.sides and not _AT_SIDES & one.sides and not one.ground and row > 1
    }
    by_row: dict[int, list[int]] = {}
    for row, column in sorted(ruled):
        if _is_line(page, (row, column)):
            by_row.setdefault(row, []).append(column)
    for row, columns in by_row.items():
        runs = [[column for _, column in group] for _, group in groupby(enumerate(columns), key=lambda pair: pair[1] - pair[0])]
        found[row] = [run for run in runs if not page.is_covered((row, run[0])) and page.is_blank((row, run[0]))]
    return found


def _headings(page: SeenSheet, row: int, run: list[int], drawn: _Drawn) -> list[int]:
    """Return the columns of the headings above lines that go on from one row to the next, as in a table that has lines between its rows."""
    above = row - 1
    while any(each[0] <= run[0] and run[-1] <= each[-1] for each in drawn.get(above, ())):
        above -= 1
    texts = [column for column in run if page.words((above, column)) and not page.is_covered((above, column))]
    goes_on = above < row - 1 or any(each[0] == run[0] for each in drawn.get(row + 1, ()))
    # Beneath several rows of texts, the line is the lower edge of a list.
    listed = sum(bool(page.text((above - 1, column))) and page.extent((above - 1, column))[1] == 1 for column in texts)
    return texts if len(texts) > 1 and texts[0] == run[0] and goes_on and listed < len(texts) else []


def _is_line(page: SeenSheet, at: Position) -> bool:
    return page.anatomy.anchors.get(at, at) not in page.inputs and _is_plain_line(page, at)


def _is_plain_line(page: SeenSheet, at: Position) -> bool:
    first = page.anatomy.anchors.get(at, at)
    if page.value(at) is not None or first in page.anatomy.formulas or page.is_hidden(at):
        return False
    # A merged area is a line where it is one row high.
    one_row = page.extent(first)[0] == 1
    return one_row and not page.format(at).ground and not page.format(at).sides & _AT_SIDES


def _is_rule(page: SeenSheet, row: int, run: list[int]) -> bool:
    """Say whether a line only underlines the text before it, which has the line too, or headings behind it."""
    before = (row, run[0] - 1)
    behind = (row, run[-1] + 1)
    if page.text(behind) and page.format(behind).bold and "bottom" in page.format(behind).sides:
        return True
    underlined = bool(page.text(before)) and "bottom" in page.sides(before)
    anchor = page.anatomy.anchors.get(before, before)
    return underlined and (page.format(anchor).bold or len(page.rows.get(row, {})) > 1 or not _is_ruled_form(page, row, run[0]))


def _is_edge(page: SeenSheet, row: int, run: list[int]) -> bool:
    """Say whether a line is an edge of a frame, above or beneath what is in it, or the upper one of cells in a colour."""
    before, behind = run[0] - 1, run[-1] + 1
    beneath = [page.format((row + 1, column)) for column in (run[0], run[-1], before, behind)]
    # What is merged with the end of the line is the line itself, even where the frame around all has its side there.
    merged = page.is_covered((row, behind)) and page.anatomy.anchors[row, behind] == page.anatomy.anchors.get(
        (row, run[-1]), (row, run[-1])
    )
    corners = [page.format((row, before)).sides >= {"left", "bottom"}]
    corners += [not merged and page.format((row, behind)).sides >= {"right", "bottom"}]
    corners += [beneath[2].sides >= {"left", "top"}, beneath[3].sides >= {"right", "top"}]
    return any(corners) or "left" in beneath[0].sides or "right" in beneath[1].sides or bool(beneath[0].ground)


def _is_ruled_form(page: SeenSheet, row: int, column: int) -> bool:
    """Say whether the rows next to one are drawn alike: a label and a blank with one line beneath both."""
    near = [(row - 1, column), (row + 1, column)]
    return any(
        page.words((at[0], column - 1)) and page.is_blank(at) and {"bottom"} <= page.sides(at) & page.sides((at[0], column - 1))
        for at in near
    )


def _captions(page: SeenSheet, row: int, run: list[int]) -> list[int]:
    """Return the columns in which texts begin beneath a line that say what is written on it: small ones, none of which asks itself."""
    beneath = [(row + 1, column) for column in run]
    texts = [at for at in beneath if page.words(at) and not page.is_covered(at)]
    worked_out = any(at in page.anatomy.formulas or (page.text(at) and not page.words(at)) for at in beneath)
    return [] if worked_out or any(_has_own_answer(page, at) for at in texts) else [column for _, column in texts]


def _has_own_answer(page: SeenSheet, at: Position) -> bool:
    """Say whether a text is no caption of what is above it: it asks, is a heading or a sentence, or a cell beside it takes an answer."""
    text, behind = page.words(at), (at[0], at[1] + page.extent(at)[1])
    bold = page.format(at).bold or bool(page.format(at).ground)
    return bold or text.endswith(ASKS) or bool(_SENTENCE.search(text)) or "bottom" in page.sides(behind) or behind in page.inputs


def is_labelled(page: SeenSheet, row: int, run: list[int]) -> bool:
    """Say whether words stand before a line in its row, and nothing else that takes them."""
    for column in range(run[0] - 1, 0, -1):
        at = page.anatomy.anchors.get((row, column), (row, column))
        if at in page.inputs:
            return False
        if page.words(at):
            return True
        if "bottom" in page.sides(at):
            return False
    return False


def _is_asked_above(page: SeenSheet, row: int, run: list[int], drawn: _Drawn) -> bool:
    """Say whether a line goes on beneath another one, or stands beneath a text that asks; a separator stands beneath sentences."""
    above = row - 1
    if lined := _next_to(run, drawn.get(above, ())):
        return any(bool(_begun(page, above, each, drawn)) for each in lined)
    texts = page.rows.get(above, {})
    if len(set(texts.values())) != 1 or min(texts) > run[-1]:
        return False
    at = page.anatomy.anchors.get((above, min(texts)), (above, min(texts)))
    text = page.words(at)
    plain = bool(text) and len(text) <= _PLAIN and not _SENTENCE.search(text)
    stands_out = page.format(at).bold or bool(page.format(at).ground)
    return text.endswith(ASKS) or (plain and (bool(_next_to(run, drawn.get(row + 1, ()))) or not stands_out))


def _next_to(run: list[int], others: Iterable[list[int]]) -> list[list[int]]:
    """Return the lines of another row that run over the same columns, or some of them."""
    return [each for each in others if each[0] <= run[-1] and run[0] <= each[-1]]


def printed(page: SeenSheet) -> Iterator[Position]:
    """Yield the cells whose text is itself what is ticked or written into: a box, a box before words, or a gap."""
    for at, value in page.anatomy.sheet.cells.items():
        if not isinstance(value, str) or at in page.anatomy.formulas or page.is_hidden(at):
            continue
        if asks_in(value, page.format(at)) or (is_gap(value) and _is_named(page, at)):
            yield at


def _is_named(page: SeenSheet, at: Position) -> bool:
    """Say whether words stand before a cell, above it or beneath it, as beside a gap that has a cell of its own."""
    (row, column), (rows, _) = at, page.extent(at)
    return bool(page.words((row, column - 1)) or page.words((row - 1, column)) or page.words((row + rows, column)))
