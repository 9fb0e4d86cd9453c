"""Of which organisation a coordinator says that a workbook is: by one reference, with a reason behind a sign, and by nothing else."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from domain.case import Decision
from intake.understanding.coordinators.case_words import said_of_case, unknown_name

NOW = datetime(2012, 3, 1, tzinfo=UTC)
REFERENCE, OTHER = "CYB12-0007-6", "CYB12-0009-2"


@pytest.mark.parametrize(
    ("text", "note"),
    [
        (f"Assign {REFERENCE}: the filename says Coral", "the filename says Coral"),
        (f"assign {REFERENCE} - its name stands in the file", "its name stands in the file"),
        (f"assign {REFERENCE} (Coral Mobile Ltd)", "Coral Mobile Ltd"),
        (f"assign cyb12 0007 6: {REFERENCE} is in the file name", f"{REFERENCE} is in the file name"),
        (f"attribuer {REFERENCE} : c’est leur nom", "c’est leur nom"),
        (f"归属 {REFERENCE}：文件名写的是这个机构", "文件名写的是这个机构"),
        (f"count {REFERENCE}: I telephoned", "I telephoned"),
        (f"assign {REFERENCE} please", ""),
    ],
)
def test_a_reason_behind_a_sign_is_kept_with_the_reference(text: str, note: str) -> None:
    """As with every other decision."""
    found = said_of_case(text, NOW)
    assert found is not None
    assert (found.to, found.note) == (REFERENCE, note)


@pytest.mark.parametrize(
    "text",
    [
        f"assign {REFERENCE} or {OTHER}",
        f"assign {REFERENCE}: no, {OTHER}",
        f"assign {REFERENCE}: but not the second sheet",
        f"assign {REFERENCE}, if they agree",
        f"assign {REFERENCE}: reject",
        f"assign {REFERENCE}: is that right?",
        f"assign {REFERENCE} the second sheet alone",
        f"assign it to {REFERENCE}",
        "assign: the filename says Coral",
        "assign Coral Mobile Ltd",
        "assign CYB12-0007-5",
    ],
)
def test_what_is_not_surely_one_organisation_assigns_nothing(text: str) -> None:
    """Two of them, a condition, another decision, a question, a name."""
    assert said_of_case(text, NOW) is None


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("assign Coral Mobile Ltd", "Coral Mobile Ltd"),
        ("Assign CYB12-0007-5: a slip of the pen", "CYB12-0007-5"),
        ("please assign “Coral Mobile Ltd”, thanks", "Coral Mobile Ltd"),
        ("attribuer Coral Mobile", "Coral Mobile"),
        (f"assign {REFERENCE} or {OTHER}", f"{REFERENCE} or {OTHER}"),
        ("assign Jean-Marie Télécom - of course", "Jean-Marie Télécom"),
        ("assign", ""),
        ("assign: it is Coral’s", ""),
        ("reject Coral Mobile Ltd", ""),
        ("I think that it is Coral’s", ""),
    ],
)
def test_what_is_named_in_the_place_of_a_reference_is_told_back(text: str, named: str) -> None:
    """Without the reason behind it, and without courtesy; nothing where nothing stands there, or no decision takes a reference."""
    assert unknown_name(text, {Decision.ASSIGN}) == named
