"""A filled workbook read back: where each answer stands, and what it says (`questionnaire.marks` says whose it is).

How an answer is found stands in `ladder`, a file for each rung; what a text means in `values`; how the two make the answers of a workbook
in `answers`; and what is told of them in `findings`.
"""

from questionnaire.reading.read import LayoutState, Reading, read

__all__ = ["LayoutState", "Reading", "read"]
