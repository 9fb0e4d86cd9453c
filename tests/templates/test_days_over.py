"""Letters that ask for answers name the last day while it is to come; one that leaves later asks for them soon."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import languages
from tests.templates.test_not_taken_letters import rendered
from tests.templates.test_study_letters import LETTERS, STUDY

NEW, MODEL = Path(languages.__file__).parent, Path(str(LETTERS))
ASKING = ("circular", "questionnaire", "reminder", "last_call", "correction")
# The circular of the model study asks for nothing: the questionnaire follows.
SOURCES = sorted(
    one
    for stem in ASKING
    for one in (*MODEL.glob(f"{stem}.*.md"), *NEW.glob(f"*/study/{stem}.md"))
    if stem != "circular" or MODEL not in one.parents
)
BEFORE, LAST, AFTER = date(2030, 12, 1), date(2031, 4, 30), date(2032, 1, 5)


@pytest.mark.parametrize("source", SOURCES, ids=lambda one: one.relative_to(NEW.parent).as_posix())
@pytest.mark.parametrize("not_taken", ["", "blank"])
def test_a_letter_that_leaves_after_the_last_day_asks_for_no_answer_by_then(source: Path, not_taken: str) -> None:
    """A last call still says when the collection was to close; the year tells the days apart in every language."""
    facts = {"study": STUDY | {"deadline": LAST}, "not_taken": not_taken}
    in_time, on_the_day, late = (rendered(source, **facts, sent_on=one) for one in (BEFORE, LAST, AFTER))
    assert ("2031" in in_time.text, "2031" in in_time.subject) == ("2031" in on_the_day.text, "2031" in on_the_day.subject)
    assert "2031" not in late.subject
    if "last_call" in source.name:
        assert (in_time.text.count("2031"), late.text.count("2031")) == (1, 1)
        assert in_time.text.replace(in_time.subject, "") != late.text.replace(late.subject, "")
    else:
        assert "2031" not in late.text
        assert "2031" in in_time.text
