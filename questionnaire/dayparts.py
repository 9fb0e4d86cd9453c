"""In how many cells the parts of a day stand, where each of its digits has a cell of its own."""

from __future__ import annotations

DAY_FIRST = (2, 2, 4)  # Day, month and year, or month, day and year.
YEAR_FIRST = (4, 2, 2)
CELLS_OF_A_DAY = sum(DAY_FIRST)
