"""The edit checks: what is found in the answers of one workbook, and how it is said."""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.answer import AnswerValue, Located, Rung
from domain.finding import Finding, Severity
from domain.texts.bidi import FSI, PDI
from languages import catalogue
from questionnaire.checks import CHECKS, CheckSubject, run
from questionnaire.definition import Questionnaire
from questionnaire.xlsform import load
from tests.questionnaire.forms import Rows, model, xlsx

FORM = load(model(), "model.xlsx")
TODAY = date(2012, 2, 10)
GOOD: dict[str, AnswerValue] = {
    "org_name": "Example Telecom",
    "org_size": "2",
    "founded": date(1990, 5, 1),
    "countries": 12,
    "attacked": "yes",
    "attacks": ("phishing", "malware"),
    "incidents": 12,
    "reported": 3,
    "losses": 0.5,
    "largest_date": date(2011, 6, 1),
    "largest_text": "A wave of phishing.",
    "policy": "yes",
    "policy_date": date(2005, 1, 1),
    "budget_share": 3.5,
    "staff": 10,
    "trained": 10,
    "certified": "no",
}


def subject(
    changed: Mapping[str, AnswerValue] = MappingProxyType({}),
    raw: Mapping[str, str] = MappingProxyType({}),
    *,
    language: str = "en",
    form: Questionnaire = FORM,
) -> CheckSubject:
    """Return the good answers with some changed; `raw` are texts that could not be read."""
    answers = {question.name: GOOD.get(question.name) for question in form.answerable} | dict(changed) | dict.fromkeys(raw)
    located = {name: Located("Sheet", f"C{row}", Rung.NAME) for row, name in enumerate(answers, 1)}
    return CheckSubject(
        questionnaire=form, answers=answers, untyped=raw, located=located, language=language, catalogue=catalogue(language), today=TODAY
    )


def found(changed: Mapping[str, AnswerValue] = MappingProxyType({}), raw: Mapping[str, str] = MappingProxyType({})) -> tuple[Finding, ...]:
    """Return the findings on the good answers with some changed."""
    return run(subject(changed, raw))


def only(findings: tuple[Finding, ...]) -> Finding:
    """Return the one item, of which there must be no other."""
    assert len(findings) == 1, findings
    return findings[0]


def small_form(*rows: tuple[str, ...]) -> Questionnaire:
    """Return a form of a few questions, with a list of twenty choices."""
    headers = ("type", "name", "label", "required", "relevant", "constraint", "constraint_message", "required_message")
    choices: Rows = (("list_name", "name", "label"), *(("many", f"c{n}", f"Choice {n}") for n in range(20)))
    return load(xlsx((headers, *rows), choices), "small.xlsx")


def test_good_answers_have_no_finding() -> None:
    """Good answers have no finding."""
    assert found() == ()


def test_the_checks_are_found_in_their_folder_each_with_a_sentence() -> None:
    """The checks are found in their folder each with a sentence."""
    assert [check.name for check in CHECKS] == [
        "choice",
        "choice_filter",
        "constraint",
        "opposites",
        "range",
        "relevant",
        "required",
        "row",
        "type",
        "variance",
    ]
    assert all(check.says.endswith(".") for check in CHECKS)


@pytest.mark.parametrize("blank", [None, "", ()])
def test_a_required_question_without_an_answer_is_an_error_at_its_cell(blank: AnswerValue) -> None:
    """A required question without an answer is an error at its cell."""
    finding = only(found({"org_name": blank}))
    assert (finding.code, finding.severity, finding.question) == ("required", Severity.ERROR, "org_name")
    assert (finding.sheet, finding.cell) == ("Sheet", "C1")
    assert finding.label == "1.1 Name of the organisation"
    assert finding.message == "There is no answer."
    assert finding.remedy == "Please answer this question."


def test_a_required_question_that_does_not_apply_may_be_blank() -> None:
    """A required question that does not apply may be blank."""
    assert (
        found(
            {
                "attacked": "no",
                "attacks": None,
                "incidents": None,
                "reported": None,
                "losses": None,
                "largest_date": None,
                "largest_text": None,
            }
        )
        == ()
    )


def test_what_is_required_may_depend_on_another_answer() -> None:
    """What is required may depend on another answer."""
    assert found({"largest_date": None, "largest_text": None}) == ()
    assert only(found({"largest_text": None})).code == "required"


def test_an_answer_to_a_question_that_does_not_apply_is_a_warning_and_nothing_more() -> None:
    """An answer to a question that does not apply is a warning and nothing more."""
    finding = only(found({"certificate": "Somebody"}))
    assert (finding.code, finding.severity, finding.question) == ("relevant", Severity.WARNING, "certificate")
    assert "Somebody" in finding.message
    # The constraint of what does not apply is not asked.
    assert [one.code for one in found({"incidents": 5, "largest_date": date(1999, 1, 1), "largest_text": None})] == ["relevant"]


def test_an_answer_out_of_range_is_told_with_the_bounds() -> None:
    """An answer out of range is told with the bounds."""
    finding = only(found({"countries": 500}))
    assert (finding.code, finding.severity) == ("range", Severity.ERROR)
    assert finding.message == "The answer “500” is out of range."
    assert finding.remedy == "Please give a value that is at least 1 and at most 200."


def test_a_negative_number_keeps_its_sign_before_it_in_a_sentence_from_right_to_left() -> None:
    """The answer with its unit, and each limit: isolated, since after Arabic letters a sign stands behind its number."""
    for unit, shown in (("%", f"{FSI}-12 %{PDI}"), ("شخص", f"{FSI}-12{PDI} شخص")):
        row = ("integer", "growth", "Growth", "%", unit, "", ". >= -5 and . <= -1", "", "")
        finding = only(run(subject({"growth": -12}, {}, form=measured(row), language="ar")))
        assert shown in finding.message
        for limit in (-5, -1):
            assert f"{FSI}{limit}{PDI}" in finding.remedy
        assert "“-12 %”" in only(run(subject({"growth": -12}, {}, form=measured(row)))).message


def test_a_date_out_of_range_is_told_in_words_for_dates() -> None:
    """A date out of range is told in words for dates."""
    finding = only(found({"founded": date(2030, 1, 1), "policy_date": date(2031, 1, 1)}))
    assert finding.remedy == "Please give a value that is not later than 2012-02-10 and not earlier than 1800-01-01."


@pytest.mark.parametrize(("count", "wrong"), [(0, True), (1, False), (200, False), (201, True)])
def test_bounds_include_or_leave_out_their_limit_as_written(count: int, wrong: bool) -> None:
    """Bounds include or leave out their limit as written."""
    assert bool(found({"countries": count})) is wrong


def test_a_bound_may_be_written_the_other_way_round() -> None:
    """A bound may be written the other way round."""
    form = small_form(("integer", "a", "A", "", "", "10 > . and 0 <= ."))
    finding = only(run(subject({"a": 10}, form=form)))
    assert finding.remedy == "Please give a value that is less than 10 and at least 0."


def test_a_constraint_beside_other_answers_quotes_label_and_answer() -> None:
    """A constraint beside other answers quotes label and answer."""
    finding = only(found({"reported": 13}))
    assert (finding.code, finding.severity, finding.question) == ("constraint", Severity.ERROR, "reported")
    assert finding.label == "2.4 How many were reported to the police?"
    assert "“13”" in finding.message


def test_choices_are_quoted_by_their_labels() -> None:
    """Choices are quoted by their labels."""
    assert "“Phishing, None of these”" in only(found({"attacks": ("phishing", "none")})).message


def test_a_blank_answer_is_not_held_against_a_constraint() -> None:
    """A blank answer is not held against a constraint."""
    assert found({"budget_share": None, "trained": None}) == ()


def test_the_messages_of_the_form_win_over_the_catalogue_in_their_language_only() -> None:
    """The messages of the form win over the catalogue in their language only."""
    form = small_form(("integer", "a", "A", "yes", "", ". > 1", "More than one!", "Say how many!"))
    wrong, blank = only(run(subject({"a": 1}, form=form))), only(run(subject(form=form)))
    assert (wrong.message, blank.message) == ("More than one! Your answer is “1”.", "Say how many!")
    # The form's own message names the limit: the remedy does not say it once more.
    assert wrong.remedy == "Please check the answer and correct it."
    assert blank.remedy
    assert only(run(subject({"a": 1}, form=form, language="fr"))).message.startswith("La réponse")


def test_an_answer_that_is_none_of_the_choices_is_told_with_the_choices() -> None:
    """An answer that is none of the choices is told with the choices."""
    finding = only(found({"org_size": "9"}))
    assert (finding.code, finding.severity) == ("choice", Severity.ERROR)
    assert finding.remedy == "Please choose one of these: Fewer than 50 people, 50 to 249 people, 250 people or more."
    assert "“worms”" in only(found({"attacks": ("phishing", "worms")})).message


def test_a_long_list_of_choices_is_not_recited() -> None:
    """A long list of choices is not recited."""
    form = small_form(("select_one many", "a", "A"))
    assert only(run(subject({"a": "x"}, form=form))).remedy == "Please choose from the list in the cell."
    assert run(subject({"a": "c7"}, form=form)) == ()


@pytest.mark.parametrize(
    ("question", "raw", "said"),
    [
        ("countries", "about 12", "whole number"),
        ("budget_share", "3,5 or 4", "as a number"),
        ("founded", "03/04/2012", "as a date with certainty"),
        ("org_name", "#REF!", "could not be read"),
        ("attacks", "perhaps", "neither yes nor no"),
        ("policy", "something else", "not one of the choices"),
    ],
)
def test_what_could_not_be_read_has_the_finding_of_its_type_and_no_other(question: str, raw: str, said: str) -> None:
    """What could not be read has the finding of its type and no other."""
    finding = only(found({}, {question: raw}))
    assert (finding.code, finding.severity, finding.question) == ("type", Severity.ERROR, question)
    assert raw in finding.message
    assert said in finding.message


def test_the_nearest_choice_is_offered_for_a_typing_error() -> None:
    """The nearest choice is offered for a typing error."""
    assert "Did you mean “Yes”?" in only(found({}, {"policy": "Yess"})).remedy
    assert "«\N{NO-BREAK SPACE}Oui\N{NO-BREAK SPACE}»" in only(run(subject({}, {"policy": "Oiu"}, language="fr"))).remedy


def test_what_depends_on_an_answer_that_could_not_be_read_is_not_judged() -> None:
    """What depends on an answer that could not be read is not judged."""
    # `reported` is compared with `incidents`, on which the whole group of the largest incident depends too.
    assert [finding.question for finding in found({"largest_date": None, "largest_text": None}, {"incidents": "a dozen"})] == ["incidents"]
    assert [finding.question for finding in found({}, {"attacked": "Perhaps"})] == ["attacked"]


def test_findings_stand_in_the_order_of_the_questions() -> None:
    """Findings stand in the order of the questions."""
    findings = found({"certificate": "x", "reported": 99, "org_name": None, "countries": 0}, {"founded": "?"})
    assert [finding.question for finding in findings] == ["org_name", "founded", "countries", "reported", "certificate"]


def test_a_question_that_was_not_found_has_no_place() -> None:
    """A question that was not found has no place."""
    finding = only(run(replace(subject({"org_name": None}), located={})))
    assert (finding.sheet, finding.cell) == (None, None)


def test_a_long_label_or_answer_is_shortened_in_the_sentence_only() -> None:
    """A long label or answer is shortened in the sentence only."""
    form = small_form(("text", "a", "A very long question " * 20, "", "", "string-length(.) < 5"))
    finding = only(run(subject({"a": "word " * 200}, form=form)))
    assert len(finding.message) < 300
    assert finding.label is not None
    assert len(finding.label) > 300


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_every_sentence_is_said_in_every_language_with_the_same_fields(language: str) -> None:
    """Every sentence is said in every language with the same fields."""

    def fields(text: str) -> set[str | None]:
        return {name for _, name, _, _ in string.Formatter().parse(text)} - {None}

    english = {code: said for code, said in catalogue("en").sentences.items() if code.startswith("check_")}
    other = {code: said for code, said in catalogue(language).sentences.items() if code.startswith("check_")}
    assert english.keys() == other.keys()
    for code, said in english.items():
        assert fields(said.message) == fields(other[code].message), code
        assert fields(said.remedy) == fields(other[code].remedy), code


def test_braces_in_a_label_or_an_answer_are_only_text() -> None:
    """Braces in a label or an answer are only text."""
    form = small_form(("integer", "a", "Set {x} {0}", "", "", ". > 1"))
    assert "{y}" in only(run(subject({}, {"a": "{y}"}, form=form))).message


_values: st.SearchStrategy[AnswerValue] = st.one_of(
    st.none(),
    st.integers(),
    st.floats(),
    st.text(max_size=5),
    st.dates(),
    st.lists(st.sampled_from(["phishing", "none", "x"]), max_size=3).map(tuple),
)
_names = [question.name for question in FORM.answerable]


@given(st.dictionaries(st.sampled_from(_names), _values), st.dictionaries(st.sampled_from(_names), st.text(max_size=5), max_size=5))
def test_any_answers_are_checked_and_every_finding_is_whole(changed: dict[str, AnswerValue], raw: dict[str, str]) -> None:
    """Any answers are checked and every finding is whole."""
    for finding in run(subject(changed, raw)):
        assert finding.message
        assert finding.remedy
        assert finding.question in FORM.by_name
        assert (finding.question in raw) == (finding.code == "type")


def test_a_missing_code_is_not_held_against_the_answers_that_are_compared_with_it() -> None:
    """Whether 5 is at most “n/a”, nobody knows; with a number there, it is known again."""
    form = small_form(
        ("integer", "staff", "Staff", "", "", ""),
        ("integer", "women", "Women", "", "", ". <= ${staff}"),
        ("text", "why", "Why?", "", "${staff} > 100", ""),
    )
    staff, *rest = form.questions
    form = replace(form, questions=(replace(staff, missing=("n/a",)), *rest))

    def codes(staff: AnswerValue) -> list[tuple[str, str | None]]:
        answers: dict[str, AnswerValue] = {"staff": staff, "women": 5, "why": "Because."}
        subject = CheckSubject(
            questionnaire=form, answers=answers, untyped={}, located={}, language="en", catalogue=catalogue("en"), today=TODAY
        )
        return [(finding.code, finding.question) for finding in run(subject)]

    assert codes("n/a") == []
    assert codes(3) == [("constraint", "women"), ("relevant", "why")]


def measured(*rows: tuple[str, ...]) -> Questionnaire:
    """Return a form of numbers with units, missing codes and constraints, in English and Arabic."""
    headers = ("type", "name", "label", "unit", "unit::Arabic (ar)", "missing", "constraint", "constraint_message", "required")
    return load(xlsx((headers, *rows)), "measured.xlsx")


STAFF = ("integer", "a", "Staff", "people", "شخص", "n/a conf", ". < 100", "", "yes")


@pytest.mark.parametrize(
    ("answer", "shown"),
    [(12, "12 people"), (12.5, "12.5 people"), (0, "0 people"), ("n/a", "n/a"), (None, "")],
)
def test_a_number_is_shown_with_its_unit_and_a_code_without(answer: AnswerValue, shown: str) -> None:
    """However it was written, the unit is behind it."""
    told = subject({"a": answer}, form=measured(STAFF))
    (item,) = told.items
    assert told.shown(item, answer) == shown


def test_an_answer_is_shown_whole_and_quoted_in_one_line() -> None:
    """A receipt promises what was read; a sentence only says which answer it is about."""
    told = subject({"largest_text": "word " * 1000})
    item = next(one for one in told.items if one.key == "largest_text")
    assert told.shown(item, "word\n" * 1000) == ("word " * 1000).strip()
    assert len(told.quoted(item, "word " * 1000)) == 80


@pytest.mark.parametrize(
    ("answers", "raw", "code"), [({}, {"a": "many"}, "type"), ({"a": None}, {}, "required"), ({"a": 500}, {}, "range")]
)
def test_where_a_missing_code_is_allowed_the_remedy_names_the_codes(
    answers: Mapping[str, AnswerValue], raw: Mapping[str, str], code: str
) -> None:
    """Those of this question; where there are none, nothing is said of any."""
    finding = only(run(subject(answers, raw, form=measured(STAFF))))
    assert finding.code == code
    assert finding.remedy.endswith(" If you cannot say, write n/a or conf.")
    none = (*STAFF[:5], "", *STAFF[6:])
    assert "If you cannot say" not in only(run(subject(answers, raw, form=measured(none)))).remedy


@pytest.mark.parametrize(("language", "said"), [("fr", "n/a ou conf"), ("es", "n/a o conf"), ("ar", "أو")])
def test_missing_codes_are_named_in_the_language_of_the_respondent(language: str, said: str) -> None:
    """The language joins them."""
    assert said in only(run(subject({"a": None}, form=measured(STAFF), language=language))).remedy


def test_the_forms_own_message_is_told_with_the_rejected_answer_and_the_limit_once() -> None:
    """It may end without a full stop."""
    form = measured((*STAFF[:6], ". <= 100", "A share is at most 100", ""))
    finding = only(run(subject({"a": 150}, form=form)))
    assert finding.message == "A share is at most 100. Your answer is “150 people”."
    assert "100" not in finding.remedy


def test_what_is_filled_into_an_arabic_sentence_is_isolated() -> None:
    """So that its marks stay on their side."""
    finding = only(run(subject({}, {"a": "about 1,200 (estimate)"}, form=measured(STAFF), language="ar")))
    assert "\u2068about 1,200 (estimate)\u2069" in finding.message


@pytest.mark.parametrize(
    ("answer", "before", "said"),
    [(5, 10, "50%"), (0, 1013, "100%"), (2.5, 1013, "99.8%"), (1013.1, 1013, "0.01%"), (3039, 1013, "200%"), (1, 10**9, "99.9999999%")],
)
def test_a_share_is_told_so_that_it_does_not_say_all_or_nothing(answer: float, before: float, said: str) -> None:
    """A figure of which something is left is not 100% lower, and one that changed not 0% higher."""
    form = load(xlsx((("type", "name", "label", "previous"), ("decimal", "kept", "Kept", "0%"))), "small.xlsx")
    told = replace(subject(form=form), answers={"kept": answer}, previous={"kept": before})
    assert f" {said} " in only(run(told)).message
