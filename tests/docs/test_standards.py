"""The page about standards names tests that exist, and for each standard that is kept at least one."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "standards.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (RFC .+?) \| (.+?) \| (.*?) ?\|$", PAGE, re.MULTILINE)


def named(text: str) -> list[tuple[str, str]]:
    """Return the tests that a text names, each with its file, which stands before it."""
    found, file = [], ""
    for word in re.findall(r"`([^`]+)`", text):
        file, test = (word, "") if word.endswith(".py") else (file, word)
        found += [(file, test)] if test.startswith("test_") else []
    return found


@pytest.mark.parametrize(("file", "test"), sorted(set(named(PAGE))))
def test_each_test_that_is_named_exists(file: str, test: str) -> None:
    """A test that is renamed is renamed there too."""
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    assert test in {one.name for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)}


@pytest.mark.parametrize(("standard", "done", "shown"), ROWS, ids=[row[0] for row in ROWS])
def test_each_standard_is_shown_by_a_test_or_said_not_to_be_kept(standard: str, done: str, shown: str) -> None:
    """And none is both."""
    assert bool(named(shown)) is not done.startswith("Not done:"), standard


def test_the_standards_that_a_letter_is_sent_by_are_all_there() -> None:
    """No row is lost."""
    assert len(ROWS) > 15
