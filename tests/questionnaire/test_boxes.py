"""Boxes to tick: what is a tick, what is none, and what is missing where there is none."""

from __future__ import annotations

import pytest

from questionnaire.boxes import opposites
from questionnaire.checks import CheckSubject, run
from questionnaire.definition import Questionnaire
from questionnaire.reading.values.typed import Context, Converted, Unreadable, typed
from questionnaire.spared import is_remark
from tests.questionnaire.forms import loaded
from tests.questionnaire.test_statuses import TODAY, judged

BOX = (("list_name", "name", "label"), ("box", "X", "X"))


def form(*labels: str) -> Questionnaire:
    """Return a form of boxes with these labels."""
    rows = [("select_one box", f"b{number}", label) for number, label in enumerate(labels, 1)]
    return loaded((("type", "name", "label"), *rows, ("text", "notes", "Any other comments (optional):")), BOX)


def said(label: str, value: object) -> object:
    """Return what a text in a box of this label is read as; False where it cannot be."""
    made = typed(form(label).by_name["b1"], value, Context("en", ("en",)))  # type: ignore[arg-type]
    return False if isinstance(made, Unreadable) else made.value if isinstance(made, Converted) else made


@pytest.mark.parametrize("tick", ["x", "X", "\u0445", "v", "V", "✓", "✅", "☒", "1", 1, "+", "yes", "oui", "TRUE", True, "Trawl", "trawl."])
def test_a_box_is_ticked_with_any_sign_of_a_yes_and_with_its_own_words(tick: object) -> None:
    """As people do who have another keyboard, or write its words once more."""
    assert said("Trawl", tick) == "X"


@pytest.mark.parametrize("none", ["no", "Non", "нет", "0", 0, "☐", "FALSE", False])
def test_a_no_in_a_box_is_no_tick(none: object) -> None:
    """It says what a blank box says."""
    assert said("Trawl", none) is None


def test_a_yes_in_the_box_for_no_is_asked_about_and_so_is_a_no_in_the_box_for_yes() -> None:
    """The word of the box itself is a tick, in any language."""
    assert [said("Any? – No", text) for text in ("no", "Non", "x")] == ["X"] * 3
    assert [said("Any? – Yes", text) for text in ("yes", "oui", "x")] == ["X"] * 3
    assert [said("Any? – No", "yes"), said("Any? – Yes", "no"), said("Any? – Yes", "perhaps")] == [False] * 3


@pytest.mark.parametrize(
    ("labels", "pairs"),
    [
        (("Any? – Yes", "Any? – No"), [("b1", "b2")]),
        (("Any? – No", "Any? – Yes", "Other? – Yes", "Other? – No"), [("b1", "b2"), ("b3", "b4")]),
        (("Yes", "Any? – No"), [("b1", "b2")]),
        (("Oui / Yes", "Non / No"), [("b1", "b2")]),
        (("Any? – Yes", "Other? – No"), []),
        (("Any? – Yes", "Any? – In part"), []),
        (("N", "S"), []),
        (("Trawl", "No"), []),
    ],
)
def test_the_yes_and_the_no_of_one_question_follow_each_other(labels: tuple[str, ...], pairs: list[tuple[str, str]]) -> None:
    """Of another question they are not; nor are letters, as for north and south."""
    assert [(first.name, second.name) for first, second in opposites(form(*labels))] == pairs


def test_both_are_asked_about_in_the_language_of_the_reader() -> None:
    """Wherever the answers come from."""
    from languages import catalogue  # noqa: PLC0415

    asked = form("Any? – Yes", "Any? – No", "Trawl")
    for answers, codes in (({"b1": "X", "b2": "X"}, ["opposites"]), ({"b1": "X", "b2": None, "b3": "X"}, [])):
        subject = CheckSubject(
            questionnaire=asked, answers=answers, untyped={}, located={}, language="fr", catalogue=catalogue("fr"), today=TODAY
        )
        assert [one.code for one in run(subject)] == codes


def test_a_lone_box_and_a_remark_are_never_missing() -> None:
    """Of two for yes and no one is, until one of them is ticked."""
    asked = form("Any? – Yes", "Any? – No", "Trawl")
    assert judged(form=asked, b1="X").filled(of_all=True) == judged(form=asked, b2="X").filled(of_all=True) == 1
    assert judged(form=asked, b3="X").filled(of_all=True) == 1 / 2
    blank = judged(form=asked)
    assert ([key for key in blank.statuses if key not in blank.spared], blank.filled(of_all=True)) == (["b1"], 0)


@pytest.mark.parametrize(
    ("label", "remarks"),
    [
        ("Remarks", True),
        ("Staff – Observations :", True),
        ("Bemerkungen (freiwillig)", True),
        ("ملاحظات", True),
        ("Примечания", True),
        ("备注", True),
        ("Please comment on the enforcement of the act", False),
        ("Notes issued by the central bank", False),
        ("Reason", False),
    ],
)
def test_room_for_remarks_is_known_by_all_that_its_label_says(label: str, remarks: bool) -> None:
    """What asks for something is no room for remarks, nor is what must be answered."""
    asked = loaded((("type", "name", "label", "required"), ("text", "a", label, ""), ("text", "b", label, "yes")))
    assert [is_remark(asked.by_name[name]) for name in ("a", "b")] == [remarks, False]
