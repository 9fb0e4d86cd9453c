"""What a respondent confirmed: one finding, about one answer."""

from __future__ import annotations

from dataclasses import replace

from domain.finding import Finding, Severity
from questionnaire.reading.findings.confirmations import confirmed, earlier

STRAY = Finding(
    code="stray_text", severity=Severity.WARNING, message="“12” was not read.", remedy="Move it.", sheet="Statistics", cell="C9"
)


def test_to_confirm_one_text_beside_the_questions_is_not_to_confirm_another() -> None:
    """Neither is about an answer, so that only what is said tells them apart."""
    other = replace(STRAY, message="“1300” was not read.", cell="C11")
    given = earlier([replace(STRAY, confirmed="A page number.")], {})
    assert [one.confirmed for one in confirmed([STRAY, other], {}, given)] == ["A page number.", None]


def test_a_changed_answer_is_asked_about_anew_and_an_error_cannot_be_confirmed() -> None:
    """The same answer is not asked about again."""
    found = replace(STRAY, code="variance", question="staff")
    given = earlier([replace(found, confirmed="We merged.")], {"staff": 900})
    assert [confirmed([found], {"staff": staff}, given)[0].confirmed for staff in (900, 901)] == ["We merged.", None]
    (error,) = confirmed([replace(found, severity=Severity.ERROR)], {"staff": 900}, given)
    assert error.confirmed is None
