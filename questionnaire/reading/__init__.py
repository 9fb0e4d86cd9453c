"""A filled workbook read back: whose it is, where each answer stands, and what it says.

How an answer is found stands in `ladder`, a file for each rung; what a text means in `values`; how the two make the answers of a workbook
in `answers`; and what is told of them in `findings`.
"""

from questionnaire.reading.identify import Marks, identify
from questionnaire.reading.read import LayoutState, Reading, read

__all__ = ["LayoutState", "Marks", "Reading", "identify", "read"]
