"""A workbook that an agency designed by hand, as it stands there: what is seen at a cell, where cells are, and what formulas read."""
