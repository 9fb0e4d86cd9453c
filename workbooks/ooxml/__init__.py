"""The parts of an OOXML workbook (ECMA-376): where they lie, and what stands in them."""
