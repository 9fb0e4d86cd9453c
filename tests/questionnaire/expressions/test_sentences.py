"""Conditions as a respondent reads them, in the languages that the program speaks."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from languages import catalogue, spoken
from questionnaire.expressions import parse
from questionnaire.expressions.sentence import to_sentence
from questionnaire.expressions.tree import Node
from questionnaire.printed import labels
from tests.questionnaire.expressions.test_expressions import trees
from tests.questionnaire.workbook_samples import SAMPLE


def said(text: str, language: str = "en", this: str = "") -> str:
    """Return an expression over the sample's questions as a sentence."""
    return to_sentence(parse(text).tree, labels(SAMPLE, language), catalogue(language), this, SAMPLE.dates)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (". <= ${staff}", "the answer is at most “Number of employees”"),
        ("${role} = 'isp'", "“Which best describes your organisation?” is “Internet service provider”"),
        ("selected(${acts}, 'spam')", "“Sending spam” is chosen in “Which acts?”"),
        ("${loss} != '' and . > 0", "“Losses in per cent of turnover” is answered and the answer is greater than 0"),
        ("(. > 0 or . = 7) and . < 5", "(the answer is greater than 0 or the answer is 7) and the answer is less than 5"),
        (". <= today() or ${founded} < date('2012-02-10')", "the answer is not after today or “Date of foundation” is before 2012-02-10"),
        ("regex(., '[A-Z]{2}') or contains(., 'x')", "the answer matches the pattern “[A-Z]{2}” or the answer contains “x”"),
        ("sum(${staff}, ${loss}) <= 100", "the sum of “Number of employees”, “Losses in per cent of turnover” is at most 100"),
        (
            "count(${staff}) = max(${loss}, 1 + 2)",
            "the number of answers to “Number of employees” is the largest value of “Losses in per cent of turnover”, (1 + 2)",
        ),
        ("${founded} > ${founded} + 30", "“Date of foundation” is after (“Date of foundation” + 30)"),
        (
            "${founded} - today() < 8 and ${staff} > 8",
            "(“Date of foundation” − today) is less than 8 and “Number of employees” is greater than 8",
        ),
        ("coalesce(${founded}, today()) > ${founded}", "“Date of foundation” (or, where it is blank, today) is after “Date of foundation”"),
        ("substr(., 0, 2) = '07'", "the characters 1 to 2 of the answer is “07”"),
        ("substr(., 3) = 'x'", "the answer from character 4 on is “x”"),
        ("not(count-selected(${acts}) + 1 > 2)", "it is not the case that (the number of choices in “Which acts?” + 1) is greater than 2"),
    ],
)
def test_conditions_are_said_in_words(text: str, sentence: str) -> None:
    """Questions and choices by their labels, dates as dates, a blank as no answer."""
    assert said(text) == sentence


def test_each_language_speaks_for_itself() -> None:
    """French and Arabic."""
    assert said("${staff} >= 10", "fr") == "«\N{NO-BREAK SPACE}Nombre d’employés\N{NO-BREAK SPACE}» est supérieur ou égal à 10"
    assert said("${staff} >= 10", "ar") == "«عدد الموظفين» لا يقل عن 10"


def test_a_choice_of_the_question_itself_is_said_by_its_label() -> None:
    """The answer beside a code."""
    assert said(". = 'yes'", this="victim") == "the answer is “Yes”"


def test_a_date_is_after_another_one_whichever_question_asks_for_it() -> None:
    """The answer itself too; a number is greater than one."""
    assert said(". >= ${staff}", this="founded") == "the answer is not before “Number of employees”"
    assert said(". >= ${staff}", this="loss") == "the answer is at least “Number of employees”"


@settings(max_examples=60, deadline=None)
@given(trees)
def test_every_expression_can_be_said_in_every_language(tree: Node) -> None:
    """No operator or function lacks its words."""
    for language in spoken():
        assert to_sentence(tree, labels(SAMPLE, language), catalogue(language))
