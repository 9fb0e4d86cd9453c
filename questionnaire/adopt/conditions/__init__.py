"""What a workbook wants of its own answers, by validations and formulas, as conditions of a form."""
