"""Which workbooks are halves of one answer: by what is somebody's word in them, whichever version of the form each answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from domain.answer import AnswerValue
from domain.changes import Changes
from domain.submission import Submission, SubmissionState
from questionnaire.definition import Questionnaire, QuestionType
from questionnaire.expressions import parse
from questionnaire.halves import beside, said_by, written
from questionnaire.versions.history import Version
from questionnaire.versions.words import VersionWords
from tests.questionnaire.versions.forms import form, question

NOW = datetime(2012, 3, 1, tzinfo=UTC)
KEYS = tuple("abcdefghijkl")
FIRST = form(*map(question, KEYS), question("name", QuestionType.TEXT))
SECOND = replace(form(*(question(f"new_{key}") for key in KEYS), question("name", QuestionType.TEXT)), source_sha256="1" * 64)
RENAMED = Changes(renamed={key: f"new_{key}" for key in KEYS})
ONE = VersionWords((Version(number=1, questionnaire=FIRST),))
TWO = VersionWords((Version(number=1, questionnaire=FIRST), Version(number=2, questionnaire=SECOND, changes=RENAMED)))


def came(version: int = 1, **answers: AnswerValue) -> Submission:
    """Return a workbook that was filed."""
    return Submission(
        id=version,
        invitation_id=1,
        file_name="a.xlsx",
        fingerprint="f",
        sender="marta",
        state=SubmissionState.QUERIED,
        language="en",
        answers=answers,
        findings=(),
        received_at=NOW,
        version=version,
    )


def are_halves(words: VersionWords, mine: Submission, other: Submission) -> bool:
    """Say whether two workbooks are halves, and that it is the same the other way round."""
    found = bool(beside(words, said_by(words, mine), [other]))
    assert bool(beside(words, said_by(words, other), [mine])) is found
    return found


def with_default(name: str, default: str) -> Questionnaire:
    """Return the form with a default in a question."""
    some = tuple(replace(one, default=parse(default)) if one.name == name else one for one in FIRST.questions)
    return replace(FIRST, questions=some)


def test_a_copy_is_no_half_after_its_questions_were_renamed() -> None:
    """What an older version called otherwise is the same answer; and halves of two versions are halves all the same."""
    assert not are_halves(TWO, came(2, new_a=1, new_b=2), came(1, a=1, b=2))
    assert are_halves(TWO, came(2, new_a=1, new_b=2), came(1, c=1, d=2))
    assert are_halves(ONE, came(1, a=1, b=2), came(1, c=1, d=2))


def test_a_default_that_was_left_is_nobodys_word() -> None:
    """In either workbook: so it is none of what both give, and nothing that they dispute. What somebody wrote over it is."""
    words = VersionWords((Version(number=1, questionnaire=with_default("a", "100")),))
    assert written(words.form(1), {"a": 100, "b": 1}, NOW.date()) == {"b": 1}
    assert written(words.form(1), {"a": 120, "b": 1}, NOW.date()) == {"a": 120, "b": 1}
    assert are_halves(words, came(a=100, b=1), came(a=120, c=1))
    assert not are_halves(words, came(a=130, b=1), came(a=120, c=1))


def test_who_says_otherwise_in_more_than_a_little_is_no_half() -> None:
    """One figure for every five that each gives alone may differ; names, days and what people say in their own words differ anyway."""
    mine, theirs = came(a=1, b=1, c=1, d=1, e=1, k=1, l=1), came(f=1, g=1, h=1, i=1, j=1, k=1, l=1)
    assert are_halves(ONE, mine, replace(theirs, answers=theirs.answers | {"l": 2}))
    assert not are_halves(ONE, mine, replace(theirs, answers=theirs.answers | {"k": 2, "l": 2}))
    assert are_halves(ONE, replace(mine, answers=mine.answers | {"name": "x"}), replace(theirs, answers=theirs.answers | {"name": "y"}))


def test_what_answers_a_version_that_cannot_be_read_any_more_is_no_half() -> None:
    """Nobody knows what it says."""
    words = VersionWords(TWO.versions[1:], {1: "Its files are gone."})
    assert not are_halves(words, came(2, new_a=1, new_b=2), came(1, c=1, d=2))
