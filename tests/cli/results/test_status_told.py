"""What a person reads in `status` says what its figures are of."""

from __future__ import annotations

from pathlib import Path

from tests.cli.program import done


def test_the_letters_of_a_mailing_to_come_are_those_that_it_would_have_now(at_work: Path) -> None:
    """Who owes an answer changes until it leaves: the heading says so, and names no day."""
    told = done("status", "--home", at_work).out
    assert "letters if it left now" in told
    assert "letters today" not in told
