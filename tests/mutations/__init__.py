"""What respondents do to a workbook, done to it: each answer that is touched is read right, or it is told; never is one silently wrong.

`python -m tests.mutations` prints the whole table.
"""
