"""Who pastes a server's report, or is away and answers all the same, and which machines nothing marks but their words, as data."""

from __future__ import annotations

from typing import Any

import pytest

from tests.intake.understanding.test_machines import rows
from tests.intake.understanding.test_returns import KINDS, examined


@pytest.mark.parametrize("row", rows("pasted", "mail"), ids=lambda row: f"{row['kind']} {row['marks']} {row['language']} {row['subject']}")
def test_whoever_speaks_between_a_machines_words_is_what_they_are(row: dict[str, Any]) -> None:
    """A person is read above and below what they paste, and a machine is one though something stands above its words."""
    found = examined(row).classification
    assert found.kind in KINDS[row["kind"]], found.why
    assert sorted(one.address for one in found.reports if one.permanent is not None) == row.get("failed", [])
