"""An answer said in the words of any version, or of all that there were once, is said in those of today, and back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.answer import AnswerValue
from domain.changes import Changes
from domain.edit import Edit
from questionnaire.definition import QuestionType
from questionnaire.versions.backward import UnsaidError
from questionnaire.versions.history import Version
from questionnaire.versions.words import UnreadableVersionError, VersionWords, same
from tests.questionnaire.versions.forms import choice, form, matrix, question, table
from tests.questionnaire.versions.test_any_history import _Author

FIRST = form(
    question("staff", unit="ones"),
    choice("law", {"1": "Yes", "2": "No"}),
    question("fraud", repeat="offences"),
    question("town", QuestionType.TEXT, repeat="offices"),
    question("remark", QuestionType.TEXT),
    repeats=(matrix("offences", {"2010": "Year 2010", "2011": "Year 2011"}), table("offices")),
)
SECOND = form(
    question("people", unit="thousands", label="The staff"),
    choice("law", {"1": "Yes", "0": "No", "9": "Soon"}),
    question("fraud", repeat="crimes"),
    question("town", QuestionType.TEXT, repeat="offices"),
    repeats=(matrix("crimes", {"a": "Year 2010"}, "offences"), table("offices")),
)
CHANGES = Changes(
    renamed={"staff": "people", "offences": "crimes"},
    dropped=("remark", "offences/2011"),
    scaled={"people": 0.001},
    recoded={"law": {"2": "0"}, "crimes": {"2010": "a"}},
)
WORDS = VersionWords((Version(number=1, questionnaire=FIRST), Version(number=2, questionnaire=SECOND, changes=CHANGES)))


def edit(key: str, given: object, version: int) -> Edit:
    """Return an edit of what was given, made while a version ran."""
    return Edit(id=1, study="s", invitation_id=1, question=key, given=given, before=given, value=given, version=version)  # type: ignore[arg-type]


def test_what_the_union_says_is_said_in_a_version_as_far_as_it_asks_and_has_codes() -> None:
    """Names, units, columns and codes are those of the version; what it has no code for is told, and what it does not ask is left out."""
    said: dict[str, AnswerValue] = {
        "people": 1.5,
        "law": "0",
        "crimes[a].fraud": 7,
        "crimes[2011].fraud": 8,
        "offices[1].town": "Oslo",
        "remark": "x",
    }
    back = WORDS.backward(1).answers(said)
    assert back.answers == {
        "staff": 1500,
        "law": "2",
        "offences[2010].fraud": 7,
        "offences[2011].fraud": 8,
        "offices[1].town": "Oslo",
        "remark": "x",
    }
    assert isinstance(back.answers["staff"], int)
    assert WORDS.backward(2).answers(said).answers == {"people": 1.5, "law": "0", "crimes[a].fraud": 7, "offices[1].town": "Oslo"}
    soon = WORDS.backward(1).answers({"law": "9", "people": 0.0005})
    assert soon.answers == {"law": None, "staff": 0.5}
    assert soon.unsaid == {"law"}
    with pytest.raises(UnsaidError):
        WORDS.backward(1).value("law", "0 ")


def test_what_was_said_before_a_version_came_is_translated_with_it() -> None:
    """Key, unit and code, also of what was dropped."""
    since = WORDS.since(1)
    assert since.answers({"staff": 1500, "law": "2", "offences[2010].fraud": 7, "remark": "x"}) == {
        "people": 1.5,
        "law": "0",
        "crimes[a].fraud": 7,
        "remark": "x",
    }
    assert WORDS.since(2).answers({"people": 1.5, "remark": "x"}) == {"people": 1.5, "remark": "x"}
    told = WORDS.edit(edit("staff", 1500, 1))
    assert (told.question, told.given, told.before, told.value, told.version) == ("people", 1.5, 1.5, 1.5, 2)


def test_a_later_version_makes_one_of_two_codes_and_an_answer_that_was_another_stays_another() -> None:
    """What was given once and what was sent are compared as when the newer of them was said."""
    merged = Changes(recoded={"law": {"0": "1", "9": "1"}})
    third = Version(number=3, questionnaire=form(choice("law", {"1": "Yes"})), changes=replace(merged, dropped=()))
    words = VersionWords((*WORDS.versions, third))
    given_ = edit("law", "1", 1)
    assert words.says_again(given_, 1, {"law": "1"})
    assert not words.says_again(given_, 1, {"law": "2"})
    assert not words.says_again(given_, 2, {"law": "0"})
    assert words.says_again(edit("law", "2", 1), 2, {"law": "0"})
    assert words.says_again(given_, 3, {"law": "1"})
    assert words.says_again(edit("remark", "x", 1), 2, {})
    assert not words.says_again(edit("remark", "x", 1), 1, {})


def test_a_number_that_went_through_factors_is_the_same_to_its_last_digits() -> None:
    """And one that is really another is not."""
    assert same(0.1 + 0.2, 0.3)
    assert not same(0.3, 0.3001)
    assert not same("1", 1)
    assert not same(None, 0)


def test_a_version_that_cannot_be_read_is_refused_and_a_number_before_all_is_the_oldest() -> None:
    """Nobody guesses what its answers mean."""
    words = replace(WORDS, unreadable={3: "it is gone"})
    assert words.version(0) == 1
    with pytest.raises(UnreadableVersionError, match="it is gone"):
        words.translation(3)
    with pytest.raises(UnreadableVersionError, match="Version 3"):
        words.since(3)


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_whatever_way_an_answer_goes_through_the_versions_it_comes_to_the_same(data: st.DataObject) -> None:
    """From a version into the union of any later time, and from there into that of today; and back, where it was."""
    author = _Author(data)
    told = author.answer()
    for _ in range(data.draw(st.integers(1, 4))):
        author.write()
        told += author.answer()
    words = VersionWords(tuple(author.versions))
    for one in told:
        direct = words.translation(one.version).answers({one.name: one.stored})
        for until in range(one.version, len(author.versions) + 1):
            then = words.until(until).translations[one.version].answers({one.name: one.stored})
            ((key, value),) = words.since(until).answers(then).items()
            assert key in direct
            assert same(value, direct[key])
        back = words.backward(one.version).answers(direct)
        assert list(back.answers) == [one.name]
        assert same(back.answers[one.name], one.stored) or isinstance(one.stored, str)
        assert words.translation(one.version).answers(back.answers) == direct
