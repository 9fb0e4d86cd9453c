"""The tables with the address that the words of a case name; the rows are those of the shape before."""

from __future__ import annotations

from tests.store.shapes.shape_0007 import ROWS

__all__ = ["ROWS"]
