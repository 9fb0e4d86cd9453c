"""The table “What happens when” of docs/flows.md has a test for each row: here, or among those of service, command line and web."""

from __future__ import annotations

import ast
import re
from collections import Counter
from pathlib import Path

HERE = Path(__file__).parent


def rows() -> list[str]:
    """Return the events of the table, as they stand there."""
    text = (HERE.parents[1] / "docs" / "flows.md").read_text(encoding="utf-8").partition("## What happens when")[2]
    return [event for event in re.findall(r"^\| (.+?) \| .+ \|$", text, re.MULTILINE) if event != "event"]


def beginnings() -> list[str]:
    """Return with what the docstrings of the tests begin, up to the colon."""
    elsewhere = [one for place in ("service", "cli", "web") for one in _beginnings(HERE.parent / place) if one in rows()]
    return [*_beginnings(HERE), *elsewhere]


def _beginnings(folder: Path) -> list[str]:
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in folder.rglob("test_*.py") if path != Path(__file__))
    found = (one for tree in trees for one in ast.walk(tree) if isinstance(one, ast.FunctionDef) and one.name.startswith("test_"))
    return [(ast.get_docstring(one) or "").partition(": ")[0] for one in found]


def test_every_row_of_the_table_has_one_test_and_every_test_a_row() -> None:
    """An event that is added, dropped or reworded on one side is added, dropped or reworded on the other."""
    assert len(rows()) > 40
    assert Counter(beginnings()) == Counter(rows())
