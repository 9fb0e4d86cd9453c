"""Each column of the database is classified: what it holds of a person, and so what erasing does to it; the manual has the same table."""

from __future__ import annotations

import re
from pathlib import Path

from sqlmodel import SQLModel

from store import Store
from store.personal import classified_columns
from store.personal.classified_columns import Holds

PAGE = (Path(__file__).parents[3] / "docs" / "personal-data.md").read_text(encoding="utf-8")


__all__ = ["Store"]  # Whoever imports it has all tables.


def test_every_column_of_every_table_is_classified() -> None:
    """Whoever adds a column says in store/personal/classified_columns.py whether a person can stand in it."""
    there = {name: set(table.columns.keys()) for name, table in SQLModel.metadata.tables.items()}
    said = {name: set(classified_columns.columns(name)) for name in classified_columns.tables()}
    assert said == there


def test_the_manual_names_every_column_that_can_hold_a_person() -> None:
    """And no other."""
    named = set(re.findall(r"^\| `(\w+\.\w+)` \| \S", PAGE.partition("| file or folder |")[0], re.MULTILINE))
    holding = {
        f"{table}.{name}"
        for table in classified_columns.tables()
        for name, holds in classified_columns.columns(table).items()
        if holds is not Holds.NOTHING
    }
    assert named == holding
