"""Letters of a mailing that cannot be made while the others can."""

from __future__ import annotations

import pytest

from domain.errors import LetterError
from domain.letter import Letter, LetterKind
from service.letters.planned import planned
from service.mailings.unmade import Unmade
from tests.service.installed import at


def letter(number: int, language: str = "en") -> Letter:
    """Return a planned letter of a reminder."""
    address = f"person{number}@member{number}.example"
    return planned(LetterKind.MAILING, "study", f"cause {number}", "reminder", "office", address, language, at("03-26"))


def fails() -> None:
    """Be what cannot be made."""
    raise LetterError("There is no value `fax`.", where="reminder.en.md, line 12")


def looked_at(good: int, faulty: int, language: str = "en") -> Unmade:
    """Return what is known of so many letters, of which the last ones are in a language."""
    unmade = Unmade()
    assert all(unmade.looks(letter(number), lambda: None) for number in range(good))
    assert not any(unmade.looks(letter(good + number, language), fails) for number in range(faulty))
    return unmade


def test_the_letter_of_one_organisation_waits_alone() -> None:
    """It is named, with what is wrong."""
    unmade = looked_at(40, 1)
    unmade.refuse_shared(40)
    assert "person40@member40.example" in unmade.told
    assert "`fax`" in unmade.told
    assert (unmade.has(letter(40)), unmade.has(letter(39))) == (True, False)


def test_of_several_the_first_is_named_and_the_others_are_counted() -> None:
    """Nobody reads a list of them in a sentence."""
    unmade = looked_at(400, 8)
    unmade.refuse_shared(400)
    assert "8 letters cannot be made" in unmade.told


@pytest.mark.parametrize(("good", "faulty", "language"), [(0, 1, "en"), (40, 1, "fr"), (40, 6, "en")])
def test_what_is_wrong_with_the_text_holds_every_letter(good: int, faulty: int, language: str) -> None:
    """No letter of it can be made, in its language, or too many cannot for it to be what one of them says."""
    with pytest.raises(LetterError, match="fax"):
        looked_at(good, faulty, language).refuse_shared(good)


def test_a_text_of_which_no_letter_can_be_made_is_not_tried_for_a_million() -> None:
    """A hundred are enough to know."""
    with pytest.raises(LetterError, match="fax"):
        looked_at(0, 1_000)


def test_where_all_can_be_made_nothing_is_said() -> None:
    """As on every ordinary day."""
    unmade = looked_at(40, 0)
    unmade.refuse_shared(40)
    assert unmade.told == ""
