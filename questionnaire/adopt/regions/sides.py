"""What stands side by side in the same rows: two tables, or several labels each with its cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from questionnaire.adopt.words.measures import is_unit_behind
from questionnaire.designed.page import SeenSheet

_SHORT = 8  # A unit between two cells has at most so many characters.

Block = Mapping[int, Sequence[int]]  # Rows, each with the columns of its inputs.


def sides(page: SeenSheet, block: Block) -> Iterator[dict[int, list[int]]]:
    """Yield the block, or its parts from left to right where the cells of a part have labels of their own before them."""
    every = sorted({column for columns in block.values() for column in columns})
    begun = (column for before, column in pairwise(every) if _begins(page, block, before, column))
    starts = [every[0], *begun]
    for start, end in zip(starts, (*starts[1:], every[-1] + 1), strict=True):
        side = {row: [column for column in columns if start <= column < end] for row, columns in block.items()}
        yield {row: columns for row, columns in side.items() if columns}


def _begins(page: SeenSheet, block: Block, before: int, column: int) -> bool:
    return _has_own_labels(page, block, before, column) or _is_second(page, block, before, column)


def _has_own_labels(page: SeenSheet, block: Block, before: int, column: int) -> bool:
    """Say whether words stand between two columns of inputs that label the second: others in each row, and longer than a unit.

    Behind a column in which nothing stands, as between two tables, codes and other short words are labels too.
    """
    rows = [row for row, columns in block.items() if column in columns]
    texts = [next(filter(None, (_words(page, row, gap) for gap in range(before + 1, column))), "") for row in rows]
    differ = len(set(texts)) > 1 or len(texts) == 1
    return any(texts) and differ and (any(len(text) > _SHORT for text in texts) or (all(texts) and _is_parted(page, block, before, column)))


def _is_second(page: SeenSheet, block: Block, before: int, column: int) -> bool:
    """Say whether another table begins at a column, neither having words for its rows: paper lies between, and it has a head of its own.

    That is a title over its first column, beside that of the first table, or the same headings again.
    """
    first, head = min(column for columns in block.values() for column in columns), min(block) - 1
    end = before + max(page.extent((row, before))[1] for row in block)
    between = [(row, gap) for row in (head, *block) for gap in range(end, column)]
    looks = [page.format(at) for at in between]
    drawn = any(one.ground or {"top", "bottom"} & one.sides for one in looks)
    if not between or drawn or any(page.text(at) or page.is_covered(at) for at in between):
        return False
    if any(page.words((row, left)) for row in block for left in range(1, first)):
        return False
    last = max(right for columns in block.values() for right in columns)
    left, right = ({page.text((head, each)) for each in side} - {""} for side in (range(first, before + 1), range(column, last + 1)))
    titles = [page.words((head - 1, each)) for each in (first, column)]
    return bool(left & right) or (all(titles) and titles[0] != titles[1])


def _is_parted(page: SeenSheet, block: Block, before: int, column: int) -> bool:
    """Say whether a column right behind the inputs of the first part is blank in all rows, and so is its place among the headings."""
    rows = range(min(block) - 1, max(block) + 1)
    end = before + max(page.extent((row, before))[1] for row in block)
    return end < column - 1 and not any(page.text((row, end)) for row in rows)


def _words(page: SeenSheet, row: int, column: int) -> str:
    at = row, column
    return "" if at in page.anatomy.formulas or is_unit_behind(page, at) else page.words(at)
