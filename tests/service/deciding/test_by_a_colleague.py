"""Who did not send a workbook themselves reads of it as of somebody else's: who sent it and when."""

from __future__ import annotations

from typing import Any

import pytest

from tests.service.cases.test_halves import MARTA, RUI, office, shared
from tests.service.deciding.test_merging import left, letters_since
from tests.service.office import Office
from tests.templates.test_study_letters import LANGUAGES, rendered

__all__ = ["office", "shared"]
OKORO = "okoro@ict.example"


def test_a_contact_reads_who_sent_a_workbook_with_errors_and_when(office: Office) -> None:
    """Nothing in the letter says that it is theirs; whoever sent it reads as before."""
    earlier = left(office)
    office.write(OKORO, ("ict.xlsx", office.workbook(0, employees="a lot")))
    letters = {one.to: one.text for one in letters_since(office, earlier)}
    assert "We have received and kept what you sent" in letters[OKORO]
    assert "Your workbook is attached" in letters[OKORO]
    assert "was sent by" not in letters[OKORO]
    for address in (MARTA, RUI):
        assert f"The workbook was sent by {OKORO} on 1 March 2012." in letters[address]
        assert "Somebody else sent us answers on behalf of Organisation 0" in letters[address]
        assert "what you sent" not in letters[address]
        assert "Your workbook" not in letters[address]


def test_a_contact_reads_of_a_colleagues_version_as_of_the_one_before(office: Office) -> None:
    """It was not their own; neither is the one that a colleague sent instead of theirs."""
    office.write(MARTA, ("a.xlsx", office.workbook(0)), reply_to=0)
    earlier = left(office)
    office.write(MARTA, ("b.xlsx", office.workbook(0, employees=401)), reply_to=0)
    assert "What changed since your last version" in {one.to: one.text for one in letters_since(office, earlier)}[MARTA]
    earlier = left(office)
    office.write(RUI, ("c.xlsx", office.workbook(0, employees=402)), reply_to=0)
    letters = {one.to: one.text for one in letters_since(office, earlier)}
    assert set(letters) == {MARTA, RUI}
    assert all("What changed since the version before" in one for one in letters.values())
    assert f"The workbook was sent by {RUI}." in letters[MARTA]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("stem", ["question_back", "receipt"])
def test_a_letter_about_somebody_elses_workbook_says_so_in_every_language_of_the_study(stem: str, language: str) -> None:
    """It is another letter than to whoever sent it."""
    facts: dict[str, Any] = {
        "findings": [],
        "refusals": [],
        "file_name": "a.xlsx",
        "corrected": True,
        "receipt": {
            "received_at": "2012-03-15T10:12:00+01:00",
            "file_name": "a.xlsx",
            "answered": 1,
            "total": 2,
            "warnings": [],
            "confirmed": [{"label": "1.1", "sheet": "", "message": "So.", "confirmed": "Yes."}],
            "changes": [{"label": "1.1", "before": "1", "now": "2"}],
            "conversions": [],
            "answers": [],
            "same_as": "",
        },
    }
    own, other = (rendered(stem, language, **facts, sent_by_another=by) for by in (False, True))
    assert rendered(stem, language, **facts).text == own.text
    differing = {*own.text.splitlines()} ^ {*other.text.splitlines()}
    assert len(differing) >= 4
