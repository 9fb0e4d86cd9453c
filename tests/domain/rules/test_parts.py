"""Parts of a questionnaire: how they are named, whose place a workbook takes, whom a missing part concerns, and what is lacking."""

from __future__ import annotations

import pytest

from domain.rules.parts import arrived, concerns, lacking, named, of_form, takes_place, told, written


def test_parts_are_named_in_a_text_and_written_back() -> None:
    """Divided by semicolons, commas or lines; neither case nor space makes another part."""
    assert named(" Police ;justice,  police\nMinistry  of Health ") == ("Police", "justice", "Ministry of Health")
    assert named(written(("a b", "c"))) == ("a b", "c")
    assert named("") == ()


@pytest.mark.parametrize(
    ("text", "found"),
    [("POLICE", ("Police",)), ("justice; health", ("justice",)), ("health", ()), ("justice, police", ()), ("", ())],
)
def test_what_a_contact_has_is_read_as_the_form_writes_it(text: str, found: tuple[str, ...]) -> None:
    """All of the parts, or none that is known, is the whole."""
    assert of_form(text, ("Police", "justice")) == found


@pytest.mark.parametrize(
    ("mine", "theirs", "takes"),
    [
        ((), (), True),
        ((), ("a",), True),
        (("a",), ("a",), True),
        (("a", "b"), ("a",), True),
        (("a",), ("a", "b"), False),
        (("a",), ("b",), False),
        (("a",), (), False),
    ],
)
def test_a_workbook_takes_the_place_of_those_whose_parts_are_all_its_own(
    mine: tuple[str, ...], theirs: tuple[str, ...], takes: bool
) -> None:
    """The whole takes the place of everything, and a part never that of the whole."""
    assert takes_place(mine, theirs) is takes


@pytest.mark.parametrize(
    ("own", "lacks", "asked"),
    [
        ("police", "justice", False),
        ("Justice", "justice", True),
        ("", "justice", True),
        ("police", "", True),
        ("a; justice", "justice", True),
    ],
)
def test_a_missing_part_concerns_who_has_it_or_the_whole(own: str, lacks: str, asked: bool) -> None:
    """Where nothing is known to be missing, everybody is concerned."""
    assert concerns(own, lacks) is asked


def test_what_is_lacking_is_what_no_workbook_answers_for() -> None:
    """One of the whole, or all parts together, lack nothing; neither does an organisation of which nothing counts."""
    police, justice = ("police", "justice; health"), ("justice", "police; health")
    assert lacking([]) == ""
    assert lacking([police]) == "justice; health"
    assert lacking([police, justice]) == "health"
    assert lacking([police, justice, ("health", "police; justice")]) == ""
    assert lacking([police, ("", "")]) == ""
    assert arrived(("police", "justice"), "justice; health") == ("police",)


def test_what_came_and_what_is_missing_is_told() -> None:
    """In one line; blank where nothing is missing."""
    assert told(("police",), ("justice",)) == "police done, justice missing"
    assert told((), ("justice",)) == "justice missing"
    assert told(("police",), ()) == ""
