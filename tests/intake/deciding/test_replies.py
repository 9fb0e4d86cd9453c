"""What the letters that answer a message are told: the contexts of receipts and of questions back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.answer import AnswerValue
from domain.finding import Finding, Severity
from domain.submission import Submission, SubmissionState
from intake.deciding.policy import Ground
from intake.deciding.recipients import Parties
from intake.deciding.replies import ReceiptBeside, _subject
from intake.deciding.replies import receipt as receipts
from intake.deciding.room import ROOM, fitting
from intake.deciding.said_besides import refusal_context
from languages import catalogue
from questionnaire.definition import Question, QuestionType
from tests.intake import scene
from tests.intake.scene import (
    ATLSTEL,
    FORMS,
    GOOD,
    NOW,
    PLACE,
    ROSSI,
    another,
    effects_of,
    forms,
    message,
    replies,
    sent_before,
    understand,
    workbook,
)
from workbooks.cells import Workbook
from workbooks.refusal import Refusal

STORY = Question(name="story", type=QuestionType.TEXT, label={"en": "Tell us more.", "fr": "Dites-nous en plus."}, section="a", place=PLACE)
SPENT = Question(
    name="spent",
    type=QuestionType.DECIMAL,
    label={"en": "What did you spend?", "fr": "Combien avez-vous dépensé ?"},
    unit={"en": "US$"},
    section="a",
    place=PLACE,
)
SINCE = Question(name="since", type=QuestionType.DATE, label={"en": "Since when?", "fr": "Depuis quand ?"}, section="a", place=PLACE)
FORM = another(STORY, SPENT, SINCE, version="long")


def receipt(filled: bytes, **known: Any) -> dict[str, Any]:
    """Return what the receipt of a workbook is told."""
    (reply,) = replies(effects_of(message(("a.xlsx", filled)), forms(FORM), **known))
    told = reply.context["receipt"]
    assert isinstance(told, dict)
    return told


def test_a_receipt_tells_an_answer_of_5000_characters_whole() -> None:
    """On one line, as it was written."""
    story = "We lost three servers, and then they were back. " * 104
    told = receipt(workbook(ATLSTEL, form=FORM, staff=1, story=story))
    assert {"label": "Tell us more.", "value": story.strip()} in told["answers"]


@pytest.mark.parametrize("written", ["4500 US$", "US$ 4500", "4500"])
def test_a_receipt_shows_the_unit_behind_a_number_wherever_it_was_written(written: str) -> None:
    """Also in what changed and in how it was read, where it was not written so."""
    told = receipt(workbook(ATLSTEL, form=FORM, staff=1, spent=written), filed=[sent_before(ROSSI, staff=1, spent=3.5)])
    assert {"label": "What did you spend?", "value": "4500 US$"} in told["answers"]
    assert told["changes"] == [{"label": "What did you spend?", "before": "3.5 US$", "now": "4500 US$"}]
    assert [one["read"] for one in told["conversions"]] == ([] if written == "4500 US$" else ["4500 US$"])


@pytest.mark.parametrize(
    ("language", "spent", "since", "told"),
    [
        ("fr", "12,5 US$", "25 mars 2026", ["12,5 US$", "25 mars 2026"]),
        ("en", "12.5 US$", "25 March 2026", ["12.5 US$", "25 March 2026"]),
    ],
)
def test_a_receipt_writes_numbers_and_days_as_its_reader_does(language: str, spent: str, since: str, told: list[str]) -> None:
    """What they wrote so is told as it was written, and is no other way of writing; what stands in the cell as asked for is told so too."""
    texts = receipt(workbook(ATLSTEL, form=FORM, language=language, staff=1, spent=spent, since=since))
    cells = receipt(workbook(ATLSTEL, form=FORM, language=language, staff=1, spent=12.5, since=date(2026, 3, 25)))
    assert [one["value"] for one in texts["answers"]][-2:] == [one["value"] for one in cells["answers"]][-2:] == told
    assert texts["conversions"] == cells["conversions"] == []
    other = receipt(workbook(ATLSTEL, form=FORM, language=language, staff=1, since="25.3.2026"))
    assert [(one["written"], one["read"]) for one in other["conversions"]] == [("25.3.2026", told[1])]


@pytest.mark.parametrize(
    ("state", "answers", "same"),
    [
        (SubmissionState.ACCEPTED, {"staff": 12, "victim": "yes"}, True),
        (SubmissionState.ACCEPTED, {"staff": 12, "victim": "yes", "story": None}, True),
        (SubmissionState.ACCEPTED, {"staff": 13, "victim": "yes"}, False),
        (SubmissionState.ACCEPTED, {"staff": 12}, False),
        (SubmissionState.QUERIED, {"staff": 12, "victim": "yes"}, False),
    ],
)
def test_the_same_answers_as_those_that_count_are_told_as_the_same(
    state: SubmissionState, answers: dict[str, AnswerValue], same: bool
) -> None:
    """With the time at which those came; what had been sent back is told whole when it counts."""
    (reply,) = replies(effects_of(message(("a.xlsx", GOOD)), filed=[sent_before(ROSSI, state, **answers)]))
    told = reply.context["receipt"]
    assert isinstance(told, dict)
    assert told["same_as"] == (scene.NOW.isoformat() if same else "")


def test_of_other_cells_is_spoken_only_where_cells_are_named() -> None:
    """A blank workbook and a file that cannot be read have none."""
    wrong, blank = workbook(ATLSTEL, staff="many"), workbook(ATLSTEL)
    assert [one.context["in_cells"] for one in replies(effects_of(message(("a.xlsx", wrong))))] == [True]
    assert [one.context["in_cells"] for one in replies(effects_of(message(("a.xlsx", blank))))] == [False]
    pdf = replies(effects_of(message(("a.pdf", b"%PDF-1.4 scan"), to=scene.PLUS)))
    assert [one.context["in_cells"] for one in pdf if one.template == "question_back"] == [False]


def test_a_file_name_in_an_arabic_refusal_is_isolated() -> None:
    """Its marks stay on their side."""
    told = refusal_context("scan (2).pdf", Refusal("file_pdf", {"name": "scan (2).pdf"}), "ar")
    assert "\u2068scan (2).pdf\u2069" in told["message"]


@given(st.lists(st.integers(0, 40_000), min_size=1, max_size=60))
def test_answers_fit_into_a_letter_whole_or_say_that_they_are_a_beginning(lengths: list[int]) -> None:
    """Nothing is cut where all have room; what is cut names its length, and no label is."""
    told = {"answers": [{"label": "L" * 300, "value": "x" * length} for length in lengths]}
    made = fitting(told, catalogue("en"))["answers"]
    assert [one["label"] for one in made] == ["L" * 300] * len(lengths)
    if sum(lengths) <= ROOM:
        assert made == told["answers"]
        return
    for one, length in zip(made, lengths, strict=True):
        assert one["value"] == "x" * length or f"all {length:,} characters of the answer were read" in one["value"]
    assert sum(len(one["value"]) for one in made) <= ROOM + 100 * len(lengths)


def test_a_receipt_tells_of_no_other_answers_than_its_own() -> None:
    """What the checks found out serves for the very answers that were checked; of others it is found out anew."""
    read = understand(message(("a.xlsx", GOOD))).answers[0].opened.result
    assert isinstance(read, Workbook)
    form, reading = FORMS["cyb12"].read(read, NOW.date())
    checked = _subject(form, reading, NOW)
    assert checked is reading.subject
    changed = {**reading.answers, "staff": None}
    assert [item.key for item, _ in _subject(form, replace(reading, answers=changed), NOW).given] == [
        item.key for item, _ in checked.given if item.key != "staff"
    ]
    assert _subject(form, replace(reading, untyped={"staff": "twelve"}), NOW).untyped == {"staff": "twelve"}
    assert _subject(replace(form, questionnaire=FORM), reading, NOW).questionnaire is FORM


STRANGER = "x@nowhere.example"


def told_to_both(before: Submission, findings: tuple[Finding, ...] = ()) -> dict[str, dict[str, Any]]:
    """Return the receipts of a good workbook from somebody with the token who is not on record, and who sent what came last of all."""
    (file,), form = understand(message(("a.xlsx", GOOD))).files, FORMS["cyb12"]
    form, reading = form.read(file.opened.result, NOW.date())  # type: ignore[arg-type]
    to = Parties(author=STRANGER, ground=Ground.PROVEN, has_token=True, told=(ROSSI,), gave=STRANGER, sender=STRANGER)
    reading = replace(reading, findings=findings)
    made = receipts(file, ATLSTEL, reading, form, to, NOW, ReceiptBeside(before))
    return {one.to[0]: dict(one.context["receipt"]) for one in made}  # type: ignore[call-overload]


def test_who_sent_one_part_is_not_told_what_somebody_else_had_answered_in_another() -> None:
    """Of a part, what it is compared with may be another's than what came last: the old values are told to whoever gave these."""
    told = told_to_both(sent_before(ROSSI, staff=7))
    assert (told[STRANGER]["changes"], len(told[ROSSI]["changes"])) == ([], 2)
    assert {one["now"] for one in told_to_both(sent_before(STRANGER, staff=7))[STRANGER]["changes"]} >= {"12"}


def test_why_somebody_else_confirmed_an_answer_is_told_to_contacts_alone() -> None:
    """That it was confirmed is told, and of one's own reasons the words."""
    odd = Finding(code="variance", severity=Severity.WARNING, message="Odd.", remedy="Look.", confirmed="Our minister left.")
    mine = replace(odd, confirmed="We moved.")
    told = told_to_both(replace(sent_before(ROSSI, staff=7), findings=(odd,)), (odd, mine))
    assert [one["confirmed"] for one in told[STRANGER]["confirmed"]] == ["", "We moved."]
    assert [one["confirmed"] for one in told[ROSSI]["confirmed"]] == ["Our minister left.", "We moved."]
