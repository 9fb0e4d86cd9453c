"""The page about security names each attack that is tried, and says of each table what the program has."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")


def test_each_attack_has_its_line() -> None:
    """And no line is about an attack that is not tried."""
    named = re.findall(r"^\| `(test_\w+\.py)` \| \S", PAGE, re.MULTILINE)
    tried = sorted(path.name for path in (ROOT / "tests" / "attacks").glob("test_*.py"))
    assert named == tried


def test_each_attack_has_a_story() -> None:
    """Who they are, what they know and what they want stands on top of each file."""
    for path in (ROOT / "tests" / "attacks").glob("test_*.py"):
        story = path.read_text(encoding="utf-8").split('"""')[1]
        assert len(story.split()) >= 20, path.name


def test_each_test_that_is_named_beside_a_threat_is_there() -> None:
    """Also of the console, of single sign-on and of those who watch."""
    named = set(re.findall(r"`(tests/[\w/]+(?:\.py|/))`", PAGE))
    assert len(named) > 10
    assert sorted(one for one in named if not (ROOT / one).exists()) == []


def test_whoever_reports_a_vulnerability_finds_the_page() -> None:
    """SECURITY.md leads there."""
    assert "(docs/security.md)" in (ROOT / "SECURITY.md").read_text(encoding="utf-8")
