"""What stands side by side in the same rows: two tables, or several labels each with its cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from questionnaire.adopt.page import SeenSheet

_SHORT = 8  # A unit between two cells has at most so many characters.

Block = Mapping[int, Sequence[int]]  # Rows, each with the columns of its inputs.


def sides(page: SeenSheet, block: Block) -> Iterator[dict[int, list[int]]]:
    """Yield the block, or its parts from left to right where the cells of a part have labels of their own before them."""
    every = sorted({column for columns in block.values() for column in columns})
    starts = [every[0], *(column for before, column in pairwise(every) if _has_own_labels(page, block, before, column))]
    for start, end in zip(starts, (*starts[1:], every[-1] + 1), strict=True):
        side = {row: [column for column in columns if start <= column < end] for row, columns in block.items()}
        yield {row: columns for row, columns in side.items() if columns}


def _has_own_labels(page: SeenSheet, block: Block, before: int, column: int) -> bool:
    """Say whether words stand between two columns of inputs that label the second: others in each row, and longer than a unit.

    Behind a column in which nothing stands, as between two tables, codes and other short words are labels too.
    """
    rows = [row for row, columns in block.items() if column in columns]
    texts = [next(filter(None, (_words(page, row, gap) for gap in range(before + 1, column))), "") for row in rows]
    differ = len(set(texts)) > 1 or len(texts) == 1
    return any(texts) and differ and (any(len(text) > _SHORT for text in texts) or (all(texts) and _is_parted(page, block, before, column)))


def _is_parted(page: SeenSheet, block: Block, before: int, column: int) -> bool:
    """Say whether a column right behind the inputs of the first part is blank in all rows, and so is its place among the headings."""
    rows = range(min(block) - 1, max(block) + 1)
    end = before + max(page.extent((row, before))[1] for row in block)
    return end < column - 1 and not any(page.text((row, end)) for row in rows)


def _words(page: SeenSheet, row: int, column: int) -> str:
    return "" if (row, column) in page.anatomy.formulas else page.words((row, column))
