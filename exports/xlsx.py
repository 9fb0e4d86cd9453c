"""Answers and codebook as the two sheets of one workbook, for people."""

from __future__ import annotations

from exports.sheets import workbook_of
from exports.table import Export, ExportTable, codebook, grid


def write(table: ExportTable, *, labels: bool, language: str) -> dict[str, bytes]:
    """Return one workbook with the sheets Answers and Codebook: dates are dates, numbers are numbers, and no text is a formula."""
    answers = ("Answers", *grid(table, labels=labels, language=language))
    explained = ("Codebook", *codebook(table.questionnaire, table.keys, table.union))
    return {f"{table.study_id}-answers.xlsx": workbook_of([answers, explained], title=table.study_id)}


EXPORT = Export(name="xlsx", says="An Excel workbook: a sheet of answers and the codebook.", write=write)
