"""The tables of an OpenDocument workbook, and what its styles make of them."""
