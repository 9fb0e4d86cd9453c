"""The frames of a form that is drawn as on paper: boxes to tick, boxes for one sign each, and room for words."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from questionnaire.adopt.page.paper import is_labelled
from questionnaire.designed.page import SeenSheet
from questionnaire.designed.signs import ASKS
from workbooks.cells import Position

_NARROW = 6  # A box for one sign has at most so many digits' width.
FOR_ONE_SIGN = 4  # Digits' width at most, of a box among several: in a wider one people write a whole figure, or a tick.
SIGNS = 4  # At least so many narrow boxes side by side are one each for a sign of a number, a code or a day.
_WIDE = 20  # Framed room for words is at least so wide, in digits.
_ROOM = 2  # Cells that framed room for words has at least.


def boxes(page: SeenSheet) -> Iterator[Position]:
    """Yield the narrow framed cells that are ticked, beside words, and those side by side that take a sign each."""
    for row, columns in _framed(page):
        for runs in runs_of_signs(page, row, columns):
            together = [column for run in runs for column in run]
            for run in runs:
                behind = page.words((row, run[-1] + page.extent((row, run[-1]))[1]))
                before = page.words((row, run[0] - 1))
                if (len(run) == 1 and (behind or before)) or (len(together) >= SIGNS and is_labelled(page, row, together)):
                    yield from ((row, column) for column in run)


def headed_boxes(page: SeenSheet) -> Iterator[Position]:
    """Yield the boxes for one sign each beneath words that stand over all of them, or over the first of them."""
    for row, columns in _framed(page):
        for runs in runs_of_signs(page, row, [column for column in columns if page.width((row, column)) <= FOR_ONE_SIGN]):
            cells = [(row, column) for run in runs for column in run]
            if len(cells) >= SIGNS and are_headed(page, cells):
                yield from cells


def are_headed(page: SeenSheet, cells: Sequence[Position]) -> bool:
    """Say whether words begin right above the first box of a row, nothing else stands above the others, and none is beneath them."""
    if any(is_box(page, (row + 1, column)) for row, column in cells):
        return False
    above = [(row - 1, column) for row, column in cells]
    last = (above[-1][0], above[-1][1] + 1)
    words = page.words(above[0])
    begins = len(words) > 1 and page.anatomy.anchors.get(above[0], above[0])[1] == above[0][1]
    return begins and {page.text(at) for at in above} <= {words, ""} and (page.text(last) != words or not page.is_covered(last))


def _framed(page: SeenSheet) -> Iterator[tuple[int, list[int]]]:
    """Yield the rows that have narrow framed blanks, with the columns of these."""
    framed: dict[int, list[int]] = {}
    for at, one in page.anatomy.formats.items():
        # In bold type and in a colour it is one of the headings.
        if one.sides and not (one.ground and one.bold) and page.is_blank(at) and at not in page.inputs and is_box(page, at):
            framed.setdefault(at[0], []).append(at[1])
    yield from ((row, sorted(columns)) for row, columns in sorted(framed.items()))


def runs_of_signs(page: SeenSheet, row: int, columns: Sequence[int]) -> Iterator[list[list[int]]]:
    """Yield the boxes of a row that belong together: side by side, or with nothing but a sign or a narrow gap between the runs."""
    runs: list[list[int]] = []
    end = 0
    for column in columns:
        if runs and column == end:
            runs[-1].append(column)
        elif runs and column == end + 1 and _separates(page, (row, end)):
            runs.append([column])
        else:
            yield from [runs] if runs else []
            runs = [[column]]
        end = column + page.extent((row, column))[1]
    yield from [runs] if runs else []


def _separates(page: SeenSheet, at: Position) -> bool:
    """Say whether a cell between boxes is a gap, or has a point, a stroke or a hyphen."""
    text = page.text(at)
    return at not in page.inputs and page.width(at) <= _NARROW and len(text) <= 1 and not text.isalnum()


def is_box(page: SeenSheet, at: Position) -> bool:
    """Say whether a cell is framed on all sides, and no wider than a sign or two."""
    return page.width(at) <= _NARROW and page.extent(at)[0] == 1 and len(page.sides(at)) == len(("left", "right", "top", "bottom"))


def is_ticked(page: SeenSheet, at: Position) -> bool:
    """Say whether a narrow box stands by itself, so that it is ticked, and has words beside it."""
    next_ = (at[0], at[1] + page.extent(at)[1])
    alone = not any(is_box(page, each) and not page.text(each) for each in ((at[0], at[1] - 1), next_))
    return alone and is_box(page, at) and bool(page.words(next_) or page.words((at[0], at[1] - 1)))


def rooms(page: SeenSheet) -> Iterator[Position]:
    """Yield the first cell of each blank rectangle that is framed as one, of cells that are not merged."""
    for at, one in page.anatomy.formats.items():
        if (
            one.ground not in page.printed_grounds
            and {"left", "top"} <= one.sides
            and not {"right", "bottom"} & one.sides
            and page.is_blank(at)
            and at not in page.inputs
        ):
            last = _corner(page, at)
            inner = [(row, column) for row in range(at[0], last[0] + 1) for column in range(at[1], last[1] + 1)] if last else []
            columns = {column for _, column in inner}
            wide = sum(page.width((at[0], column)) for column in columns) >= _WIDE
            if len(inner) >= _ROOM and wide and _is_asked(page, at, columns) and all(page.value(each) is None for each in inner):
                yield at


def _is_asked(page: SeenSheet, at: Position, columns: Collection[int]) -> bool:
    """Say whether words stand before a frame, or right above it, and no row of headings."""
    above = {page.text((at[0] - 1, column)) for column in columns} - {""}
    return is_labelled(page, at[0], [at[1]]) or (len(above) == 1 and any(map(str.isalpha, *above))) or _is_under_remark(page, at)


def _is_under_remark(page: SeenSheet, at: Position) -> bool:
    return not page.rows.get(at[0] - 1) and bool(page.words((at[0] - 2, at[1]))) and page.words((at[0] - 2, at[1])).endswith(ASKS)


def _corner(page: SeenSheet, at: Position) -> Position | None:
    """Return the last cell of the rectangle whose frame begins at a cell; None where the frame is not closed."""
    row, column = at
    formats = page.anatomy
    while "right" not in page.sides((row, column)):
        column += 1
        if "top" not in formats.format((row, column)).sides or column > formats.last[1]:
            return None
    while "bottom" not in page.sides((row, at[1])):
        row += 1
        if "left" not in formats.format((row, at[1])).sides or row > formats.last[0]:
            return None
    closed = "bottom" in page.sides((row, column)) and "right" in page.sides((row, column))
    return (row, column) if closed else None
