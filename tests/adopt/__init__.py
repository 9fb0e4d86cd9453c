"""Workbooks in the manner of agencies' own, with their truth."""
