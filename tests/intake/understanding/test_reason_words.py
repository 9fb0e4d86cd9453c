"""What a coordinator writes below a decision is its reason; what their signature says is none."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from intake.understanding.coordinators.case_words import said_of_case
from intake.understanding.own_words.words import own_words, with_signature

NOW = datetime(2026, 11, 28, tzinfo=UTC)
SLOGAN = "Merci de rejeter tout message non sollicité."


def reason(text: str) -> str | None:
    """Return the reason that a mail gives for its decision."""
    found = said_of_case(own_words(text, "Jean-Luc Moreau <jl@agency.example>"), NOW, with_signature(text))
    return found.note if found else None


@pytest.mark.parametrize(
    "below",
    [
        f"\n\n-- \n{SLOGAN}",
        f"\n-- \nJ-L\n{SLOGAN}",
        f"\n\nJ-L\n\n-- \nMinistère\n{SLOGAN}",
        f"\n--\n{SLOGAN}",
        f"\n\n—\nJean-Luc Moreau\n{SLOGAN}",
        "\nJ-L",
        "\n\nJ.-L. M.",
        "\n\nЖ. Л.",
        "\n\n-- \nPlease answer our survey on how we answer mail.",
    ],
)
def test_what_stands_beneath_a_signature_line_is_no_reason(below: str) -> None:
    """Nor are initials; the decision stands, and so does what was written above."""
    assert reason(f"ne participe pas{below}") == ""
    assert reason(f"ne participe pas\n\nIls l'ont dit deux fois au téléphone.{below}") == "Ils l'ont dit deux fois au téléphone."
    assert reason(f"ne participe pas : dit au téléphone{below}") == "dit au téléphone"


def test_who_takes_a_decision_back_below_their_signature_is_still_heard() -> None:
    """That it is no reason does not make it unsaid."""
    assert reason("ne participe pas\n\n-- \nJ-L\nOubliez ça.") is None


def test_the_same_line_above_and_beneath_is_a_reason() -> None:
    """It was written by a person, too."""
    assert reason(f"ne participe pas\n\n{SLOGAN}\n\n-- \n{SLOGAN}").startswith(SLOGAN)  # type: ignore[union-attr]
