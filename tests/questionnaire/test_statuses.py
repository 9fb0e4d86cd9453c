"""What the items of a workbook came to, and how much of it is filled in."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from domain.answer import AnswerValue, ItemStatus, Provenance
from domain.finding import Finding, Severity
from domain.submission import Submission, SubmissionState
from questionnaire.definition import Questionnaire
from questionnaire.statuses import Judged, judge, skipped
from tests.questionnaire.forms import YES_NO, loaded

TODAY = date(2012, 3, 1)
FORM = loaded(
    (
        ("type", "name", "label", "required", "relevant", "missing", "excel::refusals"),
        ("select_one yes_no", "has", "Has it any?", "yes", "", "", ""),
        ("integer", "many", "How many?", "yes", "${has} = 'yes'", "n/a conf", "conf"),
        ("text", "which", "Which?", "", "${has} = 'yes'", "", ""),
        ("text", "comment", "Anything else?", "", "", "", ""),
    ),
    YES_NO,
)


def submission(*findings: Finding, **answers: AnswerValue) -> Submission:
    """Return a workbook with these answers, of which nothing more was kept."""
    return Submission(
        invitation_id=1,
        file_name="x.xlsx",
        fingerprint="f",
        sender="a@b.example",
        state=SubmissionState.ACCEPTED,
        language="en",
        answers=dict(answers),
        findings=findings,
        received_at=datetime(2012, 3, 1, tzinfo=UTC),
    )


def judged(*findings: Finding, form: Questionnaire = FORM, **answers: AnswerValue) -> Judged:
    """Return what the items of such a workbook came to."""
    return judge(form, submission(*findings, **answers), TODAY)


def test_what_does_not_apply_is_told_from_what_was_left_blank() -> None:
    """By the form's own `relevant`."""
    assert judged(has="no").statuses == {
        "has": ItemStatus.ANSWERED,
        "many": ItemStatus.NOT_APPLICABLE,
        "which": ItemStatus.NOT_APPLICABLE,
        "comment": ItemStatus.UNANSWERED,
    }
    assert judged(has="yes").statuses["many"] is ItemStatus.UNANSWERED


def test_a_missing_code_is_an_answer_unless_the_form_calls_it_a_refusal() -> None:
    """A refusal is one of whoever wrote it, and a question with another code is answered."""
    coded, refused = judged(has="yes", many="n/a"), judged(has="yes", many="conf")
    assert coded.statuses["many"] is refused.statuses["many"] is ItemStatus.CODED
    assert (coded.refused, refused.refused) == (frozenset(), frozenset({"many"}))
    assert (coded.is_given("many"), refused.is_given("many")) == (True, False)


def test_the_share_is_that_of_the_required_questions_that_apply_or_of_all() -> None:
    """Where none is required, it is that of all; and a workbook to which nothing applies is whole."""
    assert judged(has="no").filled(of_all=False) == 1
    assert judged(has="no").filled(of_all=True) == 1 / 2
    assert judged(has="yes", which="a", comment="b").filled(of_all=False) == 1 / 2
    assert judged(has="yes", which="a", comment="b").filled(of_all=True) == 3 / 4
    free = replace(FORM, questions=tuple(replace(one, required=None) for one in FORM.questions))
    assert judged(form=free, has="no").filled(of_all=False) == 1 / 2
    assert judged(form=replace(FORM, questions=())).filled(of_all=True) == 1


def test_what_could_not_be_read_is_neither_answered_nor_blank() -> None:
    """By its finding, where no status was kept; a required cell in which nothing stood is blank."""
    lost = Finding(code="type", severity=Severity.ERROR, message="It is no number.", remedy="", question="many")
    assert judged(lost, has="yes").statuses["many"] is ItemStatus.UNREADABLE
    assert judged(replace(lost, code="required"), has="yes").statuses["many"] is ItemStatus.UNANSWERED
    assert judged(replace(lost, code="constraint"), has="yes", many=3).statuses["many"] is ItemStatus.ANSWERED


def test_a_status_that_was_kept_holds() -> None:
    """As that of a question which the version of the workbook did not have."""
    kept = replace(submission(has="yes"), provenance={"many": Provenance(status=ItemStatus.NOT_ASKED)})
    found = judge(FORM, kept, TODAY)
    assert found.statuses["many"] is ItemStatus.NOT_ASKED
    assert found.filled(of_all=False) == 1


def test_what_was_answered_though_it_does_not_apply_is_told_in_the_order_of_the_form() -> None:
    """Each process would have another order of a set, and so another file of the same data."""
    keys = [f"asked_{number}" for number in range(12)]
    findings = [
        Finding(code="relevant", severity=Severity.WARNING, message="It does not apply.", remedy="", question=key)
        for key in (*keys, "blank", keys[0])
    ]
    assert skipped(submission(*findings, blank=None, **dict.fromkeys(keys, 1))) == tuple(keys)
