"""What the step to shape 0068 removes of what earlier versions kept, and what it leaves."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from store import Store, case_events
from tests.store.shapes import make

_ANSWERED = """UPDATE letter SET kind = 'question_back', asker = 'a@alpnet.example', cause = 'question_back:1:f:a@alpnet.example',
believed = :believed, organisation = (SELECT organisation FROM invitation WHERE id = 1) WHERE id = (SELECT min(id) FROM letter)"""


@pytest.mark.parametrize(
    ("server", "believed", "stays"), [("mx.itu.example", False, False), ("", False, False), ("", True, True), (None, False, True)]
)
def test_what_a_stranger_sent_without_answers_counts_no_more(
    url: str, tmp_path: Path, server: str | None, believed: bool, stays: bool
) -> None:
    """It was kept of whoever wrote an address on record. Where nobody had said which servers are believed, that is enough still."""
    make(url, "0067")
    engine = create_engine(url)
    with engine.begin() as tx:
        tx.execute(text("UPDATE message SET server = :server, sender = 'a@alpnet.example' WHERE id = 1"), {"server": server})
        tx.execute(text(_ANSWERED), {"believed": believed})
    engine.dispose()
    opened = Store(url, tmp_path / "archive")
    with opened.reading() as tx:
        assert [*case_events.of_study(tx, "study")] == ([1] if stays else [])
    opened.close()
