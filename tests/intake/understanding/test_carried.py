"""What services carry for people, answers between the lines of our letter, and machines whose words were not known, as data."""

from __future__ import annotations

from typing import Any

import pytest

from domain.message import Kind
from tests.intake.understanding.test_machines import rows
from tests.intake.understanding.test_returns import KINDS, examined

_KINDS = {**KINDS, "person": {Kind.QUESTION, Kind.RETURN}, "unsubscribe": {Kind.UNSUBSCRIBE}}


@pytest.mark.parametrize("row", rows("carried", "mail"), ids=lambda row: f"{row['kind']} {row['marks']} {row['language']} {row['subject']}")
def test_whoever_sends_something_through_a_service_is_a_person(row: dict[str, Any]) -> None:
    """Whoever sends something through a service is a person, and what the service tells everybody, or a machine answers, is not."""
    found = examined(row).classification
    assert found.kind in _KINDS[row["kind"]], found.why
    assert sorted(one.address for one in found.reports if one.permanent is not None) == row.get("failed", [])
