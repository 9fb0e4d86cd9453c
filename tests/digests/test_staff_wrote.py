"""Letters to staff about what they wrote themselves: in each language, with a line that is read when it is written as they are told."""

from __future__ import annotations

import re

import pytest

from digests.staff_wrote import answered, by_others
from domain.mail.reference import printed
from intake.understanding.coordinators.filing_words import said_of_filing
from languages import spoken


@pytest.mark.parametrize("language", spoken())
def test_what_staff_are_told_has_its_words(language: str) -> None:
    """With an organisation that they named or without one; about a case, and about a digest."""
    for reference in (printed("CYB12", 42), ""):
        wrote = answered("Who?", reference, language)
        assert "{" not in f"{wrote['subject']} {wrote['finding']}"
    for case in (3, 0):
        told = by_others("who@elsewhere.example", "declined\n\nAnna", case, language)
        assert "{" not in f"{told['subject']} {told['finding']}"
        assert ("3" in str(told["finding"])) is bool(case)


@pytest.mark.parametrize("language", spoken())
def test_the_line_with_which_a_workbook_is_mailed_is_read(language: str) -> None:
    """As the letter has it, between quotation marks."""
    reference = printed("CYB12", 42)
    sections = answered("Who?", reference, language)["sections"]
    assert isinstance(sections, list)
    lines = [line for item in sections[0]["items"] for line in item["lines"]]
    quoted = [one for line in lines for one in re.findall(r"[“«]\s*([^”»]+?)\s*[”»]", line) if reference in one]
    read = [one for one in quoted if said_of_filing(one, one)]
    assert len(read) == 1
