"""Flags and notes stand beside their figures in the files of statistics programs, and are read back by other programs' libraries."""

from __future__ import annotations

import runpy
from dataclasses import replace
from math import isnan
from pathlib import Path

import polars as pl
import pyreadstat
import pytest

from domain.answer import FigureMarks
from exports.answers import ExportRow, long_texts, tables
from exports.dataset import Dataset
from exports.fixed import RESERVED
from exports.naming import ColumnNames
from exports.seen_answers import SeenAnswers
from questionnaire.definition import Aside, Choice, QuestionType
from tests.exports.sample import FORM, dataset, question, row, written

NOTE = "Without “apprentices”\nbreak in 2010 – " + "é" * 200
ASKED = question(
    "staff",
    QuestionType.INTEGER,
    flags=(Choice("p", {"en": "Provisional", "fr": "Provisoire"}), Choice("e", {"en": "Estimated"})),
    asides=(Aside.FLAG, Aside.NOTE),
)
# The form asks for flags and notes of the staff; the balance has a flag all the same, and none of the form's.
QUESTIONS = (ASKED, question("balance", QuestionType.DECIMAL))
MARKS = {"staff": FigureMarks("e", NOTE), "balance": FigureMarks("b", "")}
ROWS = (row(0, {"staff": 12, "balance": -2.5}, marks=MARKS), row(1, {"staff": 13, "balance": 1.0}), row(2, {}, version=0))
FLAG = {1.0: "Provisional", 2.0: "Estimated"}


def flagged() -> Dataset:
    """Return the dataset of the rows."""
    form = replace(FORM, questions=QUESTIONS, repeats=())
    seen = SeenAnswers(long=long_texts(form))
    for one in ROWS:
        seen.add(one.answers)
        seen.mark(one.marks)
    made = tables(form, ColumnNames({}, RESERVED), seen, lambda: ROWS, count=len(ROWS), widths=_widths(ROWS))
    return replace(dataset(), tables=made)


def _widths(rows: tuple[ExportRow, ...]) -> dict[str, int]:
    own = ("organisation_code", "organisation", "country", "region", "reference", "standing", "sender", "file")
    return {name: max(len(getattr(one, name).encode()) for one in rows) for name in own}


@pytest.mark.parametrize("kind", ["sav", "dta"])
def test_pyreadstat_reads_flags_with_their_labels_and_notes_whole(kind: str, tmp_path: Path) -> None:
    """A flag is a labelled code, and a note a text of any length; where there is none, nothing stands there."""
    written(kind, flagged(), tmp_path)
    frame, meta = getattr(pyreadstat, f"read_{kind}")(str(tmp_path / f"study-answers.{kind}"))
    assert [one for one in frame["staff_flag"] if not isnan(one)] == [2.0] == [frame["staff_flag"][0]]
    assert meta.variable_value_labels["staff_flag"] == FLAG
    assert list(frame["staff_note"]) == [NOTE, "", ""]
    ((code, label),) = meta.variable_value_labels["balance_flag"].items()
    assert (label, [one for one in frame["balance_flag"] if not isnan(one)]) == ("Break in the series", [code])
    assert "balance_note" not in frame.columns


def test_polars_reads_flags_and_notes_and_the_script_gives_their_labels(tmp_path: Path) -> None:
    """The file has the codes of the form; the script that lies beside it says what they mean, and why a figure is missing."""
    written("parquet", flagged(), tmp_path)
    frame = pl.read_parquet(tmp_path / "study-answers.parquet")
    assert frame["staff_flag"].to_list() == ["e", None, None]
    assert frame["balance_flag"].to_list() == ["b", None, None]
    assert frame["staff_note"].to_list() == [NOTE, None, None]
    loaded = runpy.run_path(str(tmp_path / "study-load-parquet.py"), {"folder": str(tmp_path)})
    shown = loaded["labelled"]("answers")
    assert shown["staff_flag"].to_list() == ["Estimated", None, None]
    assert shown["balance_flag"].to_list() == ["Break in the series", None, None]
    assert shown["staff"].to_list() == [12.0, 13.0, None]
    assert loaded["labels"]["answers"]["staff_note"] == "Staff: note"


def test_the_script_for_parquet_loads_every_table_with_labels_and_reasons(tmp_path: Path) -> None:
    """Choices and missing codes as people saw them, in the language of the export."""
    written("parquet", dataset(), tmp_path, language="fr")
    loaded = runpy.run_path(str(tmp_path / "study-load-parquet.py"), {"folder": str(tmp_path)})
    assert set(loaded["tables"]) == {"answers", "offences", "equipment", "edits"}
    shown = loaded["labelled"]("answers")
    assert shown["victim"].to_list() == ["Oui", "perhaps", None, None]
    assert shown["staff_m"].to_list()[:3] == [None, "n/a", "Confidentiel"]


def test_a_note_on_several_choices_has_a_column_behind_them(tmp_path: Path) -> None:
    """A respondent comments on such an answer as on any other."""
    one = row(0, {"crimes": ("spam",)}, marks={"crimes": FigureMarks("", "mostly")})
    form = replace(FORM, questions=(FORM.by_name["crimes"],), repeats=())
    seen = SeenAnswers(long=long_texts(form))
    seen.add(one.answers)
    seen.mark(one.marks)
    made = tables(form, ColumnNames({}, RESERVED), seen, lambda: (one,), count=1, widths=_widths((one,)))
    written("parquet", replace(dataset(), tables=made), tmp_path)
    frame = pl.read_parquet(tmp_path / "study-answers.parquet")
    assert frame.select("crimes_fraud", "crimes_spam", "crimes_note").rows() == [(0, 1, "mostly")]
