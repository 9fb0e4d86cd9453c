"""The tables with a wider UIDVALIDITY; the rows are those of the shape before."""

from __future__ import annotations

from tests.store.shapes.shape_0006 import ROWS

__all__ = ["ROWS"]
