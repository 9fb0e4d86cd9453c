"""The letter `correction`, of the model study and of new ones, says that a blank workbook or a scan came, and asks for the workbook."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import languages
from mailer.merge import Rendered, compile_letter
from tests.templates.test_study_letters import LETTERS, ORGANISATION, REFERENCE, SENDER, SENT_ON, STUDY

NEW = Path(languages.__file__).parent
SOURCES = [*sorted(Path(str(LETTERS)).glob("correction.*.md")), *sorted(NEW.glob("*/study/correction.md"))]


def rendered(source: Path, **more: object) -> Rendered:
    """Return the letter to one contact."""
    language = source.name.split(".")[1] if source.parent == Path(str(LETTERS)) else source.parents[1].name
    contact = {"organisation": "NILETEL", "name": "", "salutation": "", "address": "a@niletel.example", "language": language, "extra": {}}
    facts: dict[str, Any] = {"study": STUDY, "organisation": ORGANISATION, "contact": contact, "reference": REFERENCE, "sender": SENDER}
    facts |= {"mailing": "", "sent_on": SENT_ON, "corrected": False, "fresh": False, "not_taken": ""}
    return compile_letter(source.read_text(encoding="utf-8"), name=source.name, language=language).render(facts | more)


@pytest.mark.parametrize("source", SOURCES, ids=lambda one: one.relative_to(NEW.parent).as_posix())
def test_what_could_not_be_taken_is_told_by_what_it_is(source: Path) -> None:
    """A blank workbook and a scan in words of their own, and neither as answers that have mistakes; a fresh workbook where one comes."""
    blank, scan, wrong = (rendered(source, not_taken=which) for which in ("blank", "unreadable", ""))
    assert len({blank.text, scan.text, wrong.text}) == 3
    assert blank.subject == scan.subject != wrong.subject
    assert len(rendered(source, not_taken="blank", fresh=True).text) > len(blank.text)
    for one in (blank, scan):
        assert "Excel" in one.text or "إكسل" in one.text
        assert REFERENCE in one.text
        assert STUDY["contact"]["address"] in one.text
