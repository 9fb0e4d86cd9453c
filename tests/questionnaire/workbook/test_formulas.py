"""What the workbook calculates while it is filled in: grey rows, conditions of an answer, and the counter of the cover."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from questionnaire.definition import QuestionType
from questionnaire.expressions import parse
from tests.office import save_as
from tests.questionnaire.workbook_samples import QUESTIONS, built, fill, find, opened, personal, question, sample

PART = question("part", QuestionType.INTEGER, "Of these, part time", "Dont à temps partiel", "منهم بدوام جزئي", "who")
FOUNDED = QUESTIONS[3]


def rule_of(constraint: str, of: Any = PART, **more: Any) -> Any:
    """Return the validation of a question with this constraint."""
    form = sample(QUESTIONS[2], replace(of, constraint=parse(constraint), **more))
    sheet = opened(personal("en", form)).worksheets[1]
    return next(rule for rule in sheet.data_validations.dataValidation if str(rule.sqref) == "C4")


def test_a_constraint_on_the_answer_alone_stops_and_one_beside_others_warns() -> None:
    """The other answer may be given later."""
    alone, beside = rule_of(". mod 5 = 0"), rule_of(". <= ${staff}")
    assert (alone.type, alone.errorStyle) == ("custom", "stop")
    assert beside.errorStyle == "warning"
    assert beside.formula1 == "IFERROR(AND(ISNUMBER(q_part),q_part=INT(q_part),AND(COUNT(q_part,q_staff)=2,q_part<=q_staff)),FALSE)"
    assert beside.error == "The answer must meet this condition: the answer is at most “Number of employees”."


def test_a_date_is_held_to_its_constraint_and_the_forms_own_words_are_told() -> None:
    """Today is known to every program."""
    rule = rule_of(". <= today()", FOUNDED, constraint_message={"en": "Not in the future."})
    assert (rule.type, rule.error) == ("custom", "Not in the future.")


def test_plain_bounds_and_long_conditions_stay_what_they_were() -> None:
    """A validation holds 255 characters."""
    assert rule_of(". >= 0 and . <= 9").type == "whole"
    assert rule_of(" or ".join(f". = {number}0000" for number in range(1, 30))).type == "whole"


def test_rows_that_depend_on_the_same_answer_share_one_rule() -> None:
    """A select_multiple with all its choices."""
    (area,) = opened(personal()).worksheets[2].conditional_formatting
    assert (str(area.sqref), area.rules[0].formula) == ("A4:D8", ['AND(NOT(q_victim="Yes"),NOT(q_victim=""))'])


@pytest.mark.parametrize(
    ("language", "before", "after"),
    [
        ("en", "0 of 3 required questions answered", "2 of 4 required questions answered"),
        ("fr", "0 des 3 questions obligatoires ont une réponse", "2 des 4 questions obligatoires ont une réponse"),
        ("ar", "أُجيب عن 0 من 3 من الأسئلة المطلوبة", "أُجيب عن 2 من 4 من الأسئلة المطلوبة"),
    ],
)
def test_the_cover_counts_the_required_questions_that_apply(tmp_path: Path, language: str, before: str, after: str) -> None:
    """LibreOffice calculates it, for a blank workbook and for one in which two are answered and one more is asked."""
    form = sample(*(replace(each, required=parse("true()")) if each.name == "acts" else each for each in QUESTIONS))
    blank = built(language, form)
    labels = {name: form.by_name[name].label[language] for name in ("staff", "victim")}
    yes = form.by_name["victim"].choices[0].label[language]
    filled = fill(blank, {labels["staff"]: 12, labels["victim"]: yes})
    assert [shown(data, tmp_path / str(number)) for number, data in enumerate((blank, filled))] == [before, after]


def shown(data: bytes, folder: Path) -> Any:
    """Return what the cover says of the progress."""
    folder.mkdir()
    (folder / "asked.xlsx").write_bytes(data)
    save_as("xlsx", [folder / "asked.xlsx"], folder / "out", locale="C.UTF-8")
    import openpyxl  # noqa: PLC0415

    return openpyxl.load_workbook(folder / "out" / "asked.xlsx", data_only=True).worksheets[0]["B8"].value


def test_a_questionnaire_without_required_questions_has_no_counter() -> None:
    """Nothing is owed."""
    with pytest.raises(LookupError):
        find(opened(personal("en", sample(FOUNDED))), "Progress")
