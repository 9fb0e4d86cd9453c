"""What is told of a workbook that was read, and what its respondent confirmed of that."""
