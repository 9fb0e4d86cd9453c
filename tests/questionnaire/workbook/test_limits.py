"""Workbooks of any form: nothing that Excel would repair, however large it is; and what it costs."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.finding import Severity
from questionnaire.definition import Choice, Question, Questionnaire, QuestionType, Repeat, Section
from questionnaire.expressions import parse
from questionnaire.pages import lay_out
from questionnaire.workbook.build import build
from tests.lint import findings
from tests.questionnaire.workbook.test_repeats import by_libreoffice, calculated_book
from tests.questionnaire.workbook_samples import COVER, PERSONAL, PLACE, QUESTIONS, TRUE, blank, question, sample

T = QuestionType
REPEATS = ("", "", "grid", "rows", "fixed")
TEXTS = st.text(st.characters(codec="utf-8"), max_size=40)
CONDITIONS = ("true()", "${q0} = 'x'", "${q0} != '' and ${q1} > 3", "count(${rows}) > 2", "regex(${q1}, 'a')", ". >= 0", ". < ${q0}")
# Calculations: of what stands before, so that there is no ring.
VALUES = ("1 + 2", "${q0}", "sum(${q1})", "if(${q0} = 'x', 1, 2)", "concat(${q0}, 'b')", "today()", "max(${q2}, 1)", "count(${grid})")


@st.composite
def questions(draw: st.DrawFn, place: int) -> Question:
    """Return a question of any kind, somewhere."""
    kind, repeat = draw(st.sampled_from(T)), draw(st.sampled_from(REPEATS))
    if repeat == "grid" and kind is T.SELECT_MULTIPLE:
        kind = T.SELECT_ONE  # A matrix has one cell for an answer.
    names = draw(st.lists(st.sampled_from("abcdefg"), min_size=1, max_size=4, unique=True))
    numeric, calculated = kind in {T.INTEGER, T.DECIMAL}, kind is T.CALCULATE
    condition = st.none() | st.sampled_from(CONDITIONS).map(parse)
    return Question(
        name=f"q{place}", type=kind,
        label={"en": draw(TEXTS) or f"Question {place}", "ar": draw(TEXTS)} if draw(st.booleans()) or not calculated else {},
        section=draw(st.sampled_from(["", "one", "two"])), place=PLACE, repeat=repeat,
        hint={"en": draw(TEXTS)}, choices=tuple(Choice(name, {"en": draw(TEXTS)}) for name in names) if "select" in kind else (),
        required=draw(condition), relevant=draw(condition), constraint=None if calculated or kind is T.NOTE else draw(condition),
        calculation=parse(draw(st.sampled_from(VALUES))) if calculated else None, severity=draw(st.sampled_from(Severity)),
        unit={"en": draw(TEXTS)}, missing=tuple(draw(st.lists(TEXTS.filter(str.strip), max_size=3))) if numeric else (),
        previous=numeric and draw(st.booleans()), reference=draw(TEXTS),
    )  # fmt: skip


@st.composite
def forms(draw: st.DrawFn) -> Questionnaire:
    """Return a questionnaire with a matrix and tables; each repeat stands in one section."""
    made = tuple(draw(questions(place)) for place in range(draw(st.integers(1, 9))))
    at = {one.repeat: one.section for one in reversed(made) if one.repeat}
    years = tuple(Choice(str(year), {"en": draw(TEXTS)}) for year in range(2009, 2009 + draw(st.integers(1, 4))))
    repeats = tuple(
        Repeat(
            name=name,
            label={"en": draw(TEXTS)},
            section=section,
            place=PLACE,
            room=draw(st.integers(1, 5)),
            fixed=name == "fixed",
            instances=years if name == "grid" else (),
        )
        for name, section in at.items()
    )
    sections = (Section("one", {"en": draw(TEXTS)}), Section("two", {"en": draw(TEXTS)}))
    settled = tuple(replace(one, section=at[one.repeat]) if one.repeat else one for one in made)
    return Questionnaire(
        id="any",
        title={"en": draw(TEXTS)},
        version="1",
        languages=("en", "ar"),
        sections=sections,
        questions=settled,
        source_sha256="3" * 64,
        repeats=repeats,
    )


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(forms(), st.sampled_from(["en", "ar"]), st.booleans())
def test_no_form_makes_a_workbook_that_excel_would_repair(form: Questionnaire, language: str, protect: bool) -> None:
    """Whatever is asked, and whatever the texts are."""
    assert findings(build(form, language, COVER, protect=protect)) == ()


def test_a_list_may_be_longer_than_a_sheet_of_paper() -> None:
    """Forty thousand choices stand in a column of the hidden sheet."""
    many = tuple(Choice(f"c{number}", {"en": f"Choice {number % 39_000}"}) for number in range(40_000))
    assert findings(build(sample(question("x", T.SELECT_ONE, "X", "X", "X", choices=many)), "en", COVER)) == ()


def test_progress_of_a_long_form_is_counted_in_parts(tmp_path: Path) -> None:
    """A formula holds 8,192 characters, and each condition takes a part of them."""
    asked = tuple(
        replace(QUESTIONS[2], name=f"staff{number}", required=TRUE, relevant=parse("${victim} != 'no'") if number % 2 else None)
        for number in range(400)
    )
    book = calculated_book(by_libreoffice(build(sample(QUESTIONS[5], *asked), "en", COVER), tmp_path))
    assert book.worksheets[0]["B8"].value == "0 of 401 required questions answered"


def form_of(count: int) -> Questionnaire:
    """Return a form of so many questions of all kinds on sheets of a hundred, of which twenty show the last round."""
    made = tuple(
        replace(
            QUESTIONS[1 + number % 8], name=f"q{number}", section=f"s{number // 100}", previous=number % (count // 20) == 1,
            relevant=None if number % 3 else parse(f"${{q{number - number % 8}}} != ''"),
        )
        for number in range(count)
    )  # fmt: skip
    return replace(sample(*made), sections=tuple(Section(f"s{number}", {"en": f"Section {number}"}) for number in range(count // 100 + 1)))


def test_a_copy_for_one_organisation_costs_the_same_however_long_the_form_is() -> None:
    """With twenty values of the last round each: only the parts that differ are written anew."""
    short, long = (_calls_for_a_copy(form_of(count)) for count in (200, 2000))
    assert long < 2 * short


def _calls_for_a_copy(form: Questionnaire) -> int:
    """Make a copy, and return how many functions were called for it, those of the language included."""
    made = blank("en", form)
    previous: Mapping[str, str] = {one.name: "1250.5" for one in form.questions if one.previous}
    personal = replace(PERSONAL, previous=previous)
    assert len(previous) == 20
    assert findings(made.prefix + made.stamp(personal)) == ()
    calls: Counter[str] = Counter()
    sys.setprofile(lambda _frame, event, _argument: calls.update([event]))
    try:
        made.stamp(personal)
    finally:
        sys.setprofile(None)
    return calls["call"] + calls["c_call"]


def test_no_name_is_given_twice_in_a_form_of_many() -> None:
    """Names of cells, rows and columns."""
    form = form_of(2000)
    keys: list[Any] = [slot.key for slot in lay_out(form, "en").slots]
    assert len({key.casefold() for key in keys}) == len(keys)
