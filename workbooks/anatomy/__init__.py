"""How a workbook is made: what may be typed where, by its formats, protection, validations, names and merged cells."""

from workbooks.anatomy.reading import anatomy, areas_of
from workbooks.anatomy.shared import shifted
from workbooks.anatomy.values import Anatomy, CellFormat, SheetAnatomy, Validation, cells_of, clipped
from workbooks.cells import Area

__all__ = ["Anatomy", "Area", "CellFormat", "SheetAnatomy", "Validation", "anatomy", "areas_of", "cells_of", "clipped", "shifted"]
