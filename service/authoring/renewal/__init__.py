"""A newer edition of an adopted workbook put beneath the form that a person has edited: what is written into that, and what is told."""
