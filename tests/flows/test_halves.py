"""What happens where two people of one organisation each fill in a half: rows of docs/flows.md."""

from __future__ import annotations

from domain.effects import Hold
from domain.submission import SubmissionState
from tests.intake.deciding.test_halves import asked, came, hears, sent
from tests.intake.scene import BIANCHI, hold, of, submission


def test_two_people_each_fill_in_a_half() -> None:
    """Two people of one organisation each fill in a half, and no parts are declared: the second is held, and nobody is asked for more."""
    effects = sent(came(staff=12, victim="yes"), budget=5, year=1999)
    assert submission(effects).state is SubmissionState.HELD
    assert "each leaves blank what the other gives" in hold(effects).reasons[0]
    assert hears(effects) == [BIANCHI]


def test_a_half_with_mistakes() -> None:
    """A half with mistakes beside another person's half: these are asked about alone, and a correction opens no second case."""
    assert asked(sent(came(staff=12, victim="yes"), budget="much", year=1999)) == ["What is your budget?"]
    corrected = sent(came(SubmissionState.HELD, staff=12, victim="yes"), budget=5, year=1999)
    assert submission(corrected).state is SubmissionState.QUERIED
    assert hears(corrected) == [BIANCHI]
    assert not of(corrected, Hold)
