"""What is typed into a cell of which no rule and no format tells is guessed by its heading."""

from __future__ import annotations

from questionnaire.adopt.signs import is_for_ticks


def test_a_column_is_ticked_beneath_yes_beside_no_and_beneath_an_x() -> None:
    """In any language, or in two; but "No" alone is a number, and "Nom" is a name."""
    assert is_for_ticks("Oui", ("Oui", "Non"))
    assert is_for_ticks("是 Yes", ("是 Yes", "否 No"))
    assert is_for_ticks("X", ("X", "Name"))
    assert not is_for_ticks("No", ("No", "Name"))
    assert not is_for_ticks("Nom", ("Nom", "Oui", "Non"))
