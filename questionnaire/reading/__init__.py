"""A filled workbook read back: whose it is, where each answer stands, and what it says."""

from questionnaire.reading.identify import Marks, identify
from questionnaire.reading.read import LayoutState, Reading, read

__all__ = ["LayoutState", "Marks", "Reading", "identify", "read"]
