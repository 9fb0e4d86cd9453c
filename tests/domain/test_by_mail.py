"""The mail door has the options of the verb `held decide`, `mark` and `undo`, and nothing else."""

from __future__ import annotations

import ast
from datetime import UTC, datetime
from pathlib import Path

import pytest

from domain.case import OPTIONS, CaseKind, Decision
from domain.journal import About, Entry, Subject, What
from domain.mail.case_address import CaseSecret, case_address, confirming_address, detail_of, read_detail
from domain.mail.reference import new_tag, without_tags
from domain.rules.by_mail import AT_THE_DESK, by_mail, has_share, moves
from domain.said_of_case import Beside
from domain.study import Person, Wishes
from intake.understanding.coordinators.case_words import said_of_case
from languages import known, spoken, toml_of
from languages.decisions import vocabulary, word

DOOR = Path(__file__).parents[2] / "service" / "deciding" / "case_answers.py"
NOW = datetime(2012, 3, 1, tzinfo=UTC)


@pytest.mark.parametrize("kind", CaseKind)
def test_what_may_be_said_by_mail_of_a_case_is_what_its_verb_offers(kind: CaseKind) -> None:
    """And to wait, which is the verb `mark`, where an organisation is known. What is about sending is decided at the desk."""
    offered = by_mail(kind, OPTIONS[kind], organisation=True)
    assert offered == (() if kind in AT_THE_DESK else (*OPTIONS[kind], Beside.WAIT))
    assert Beside.WAIT not in by_mail(kind, OPTIONS[kind], organisation=False)
    assert by_mail(kind, (), organisation=True) == ()


def test_the_mail_door_writes_nothing_but_by_the_verbs() -> None:
    """It opens no transaction that writes, and of all that decides it imports the three verbs alone."""
    tree = ast.parse(DOOR.read_text(encoding="utf-8"))
    called = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert "transaction" not in called
    imported = {name.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for name in node.names}
    assert {"decide", "mark", "undo"} <= imported
    assert not imported & {"decisions", "open_case", "close_cases", "apply_effects", "file_submission"}


@pytest.mark.parametrize("language", [code for code in known() if toml_of(code, "decisions.toml")])
def test_each_language_has_a_word_for_every_decision_by_mail(language: str) -> None:
    """And what our letters print is read as just that decision."""
    wanted = {one for kind, options in OPTIONS.items() if kind not in AT_THE_DESK for one in options}
    for one in sorted(wanted | {Beside.UNDO}):
        said = said_of_case(f"{word(language, one)}{' CYB12-0007-6' if one is Decision.ASSIGN else ''}", NOW)
        assert said is not None, (language, one)
        assert said.what is one
    waits = said_of_case(f"{word(language, Beside.WAIT)} 2012-03-15", NOW)
    assert waits is not None
    assert str(waits.until) == "2012-03-15"


def test_the_eight_languages_in_which_people_are_understood_decide() -> None:
    """Those spoken among them."""
    assert {code for code in known() if toml_of(code, "decisions.toml")} == {"ar", "de", "en", "es", "fr", "pt", "ru", "zh"}
    assert set(spoken()) <= {code for code in known() if toml_of(code, "decisions.toml")}
    assert len(set(vocabulary().values())) == 17


@pytest.mark.parametrize(
    ("line", "what", "note"),
    [
        ("accept", Decision.ACCEPT, ""),
        ("ACCEPT!", Decision.ACCEPT, ""),
        ("reject: not theirs", Decision.REJECT, "not theirs"),
        ("拒绝：不是他们的", Decision.REJECT, "不是他们的"),
        ("رفض: ليس منهم", Decision.REJECT, "ليس منهم"),
        ("Merci,\n\nrejeter - déjà reçu", Decision.REJECT, "déjà reçu"),
        ("принято к сведению", Decision.NOTED, ""),
        ("accept\nThey called on Monday.", Decision.ACCEPT, "They called on Monday."),
        ("undo", Beside.UNDO, ""),
    ],
)
def test_the_first_line_decides_and_the_rest_is_its_note(line: str, what: object, note: str) -> None:
    """In whichever language."""
    said = said_of_case(line, NOW)
    assert said is not None
    assert (said.what, said.note) == (what, note)


@pytest.mark.parametrize(
    "line", ["assign CYB12-0007-6 or CYB12-0009-2", "assign", "wait", "wait until soon", "no", "acceptable", "> accept"]
)
def test_what_is_not_surely_one_decision_says_nothing(line: str) -> None:
    """An organisation and a day must be told."""
    assert said_of_case(line, NOW) is None


def test_a_coordinator_without_regions_has_all_and_one_with_regions_theirs_and_what_is_of_none() -> None:
    """Whose case is of no organisation is everybody's."""
    assert has_share(Person("A", "a@x.example"), "Europe")
    asia = Person("A", "a@x.example", wishes=Wishes(regions=("Asia",)))
    assert [has_share(asia, region) for region in ("asia", "Europe", "", None)] == [True, False, False, True]


def test_the_address_of_a_case_is_read_as_it_was_written_and_is_no_text_to_pass_on() -> None:
    """Whatever relays do to the case of its letters."""
    secret = new_tag()
    address = case_address("box@agency.example", 12, secret, "+")
    assert read_detail(str(detail_of(address.upper()))) == CaseSecret(12, secret)
    assert read_detail(str(detail_of(confirming_address("box@agency.example", secret, "+")))) == CaseSecret(0, secret)
    assert secret not in without_tags(f"{address} {confirming_address('box@agency.example', secret, '+')}")
    assert "+k" not in without_tags(address)
    assert case_address(f"{'b' * 60}@agency.example", 12, secret, "+") == ""


@pytest.mark.parametrize(("what", "states"), [(What.WAITING, [1, 2]), (What.NOTE, [0, 0])])
def test_a_note_on_an_organisation_makes_no_answer_about_its_case_stale_as_a_mark_does(what: What, states: list[int]) -> None:
    """Nor does whoever takes the note back: whoever answers the notice of a case decides it as it was told."""
    at = datetime(2012, 3, 1, tzinfo=UTC)
    opened = Entry(number=1, at=at, by="rule:intake", what=What.OPEN, about=About(Subject.CASE, "7"))
    said = Entry(number=2, at=at, by="person:3", what=what, about=About(Subject.ORGANISATION, "5"))
    undone = Entry(number=3, at=at, by="person:3", what=What.UNDO, about=About(Subject.ORGANISATION, "5"), undoes=2)
    assert [len(moves([opened], some)) for some in ([said], [said, undone])] == states
