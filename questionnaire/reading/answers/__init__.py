"""What a workbook answers: item by item, from the cells that the ladder found, and from what was written beside them."""
