"""The tables with an index of the letters that wait; the rows are those of the shape before."""

from __future__ import annotations

from tests.store.shapes.shape_0002 import ROWS

__all__ = ["ROWS"]
