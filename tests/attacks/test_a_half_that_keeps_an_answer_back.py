"""A former colleague files what is required, and what the contact leaves blank, so that her own workbook is taken for a half.

What was sent with the token alone would count, or wait beside hers, and she would hear nothing.
"""

from __future__ import annotations

from demo.usual_answers import BY_YEAR, INCIDENTS, usual
from tests.attacks.scene import DEPUTY, Scene, person

FORMER, CONTACT = "former@freemail.example", person(5)
_REQUIRED = (
    "respondent_name completed_on sector employees acts_experienced trend incidents_recorded incidents_total challenges_met "
    "law_adequate orders_received assistance_needed evidence_procedure"
)
_BLANK = {name: None for name in usual(0) if name not in _REQUIRED.split()}
_TABLES = {
    **{name: value for name, value in BY_YEAR.items() if "total" not in name and "all_years" not in name},
    **{name: value for name, value in INCIDENTS.items() if "per_day" not in name and name != "incidents_loss" and value != "conf"},
}
# It counts by itself, gives the tables, which others leave blank, and says otherwise in four cells.
THIN = {**_BLANK, **_TABLES, "employees": 666, "evidence_procedure": "no", "orders_received": "no", "incidents_total": 3}
_MINE = (
    "respondent_name completed_on sector employees acts_experienced trend incidents_recorded incidents_total incidents_reported losses "
    "share_cross_border challenges_met main_challenge"
)
MINE = {name: None for name in usual(0) if name not in _MINE.split()}
REST = {**dict.fromkeys(_MINE.split()), "respondent_name": "X"}


def asked(scene: Scene, address: str) -> list[str]:
    """Return the texts of the letters that asked an address to correct something since this was asked last."""
    return [one.letter.text for one in scene.left() if one.to == address and "correct and send again" in one.letter.subject]


def test_a_whole_workbook_of_the_contact_replaces_what_came_with_the_token(scene: Scene) -> None:
    """Each time, and as it would if there were no halves: no case, and a receipt."""
    scene.write(FORMER, ("a.xlsx", scene.workbook(5, **THIN)))
    assert scene.answers() == {5: 666}
    for employees in (505, 506):
        scene.left()
        scene.reply(5, CONTACT, ("genuine.xlsx", scene.workbook(5, employees=employees)))
        assert scene.answers() == {5: employees}
        assert CONTACT in {one.to for one in scene.left()}
    assert not scene.cases()


def test_a_contact_is_asked_for_all_that_is_missing_beside_what_counts_with_the_token_alone(scene: Scene) -> None:
    """Her workbook is sent back, and no case waits."""
    scene.write(FORMER, ("a.xlsx", scene.workbook(5, **THIN)))
    scene.left()
    scene.reply(5, CONTACT, ("mine.xlsx", scene.workbook(5, **MINE)))
    assert scene.states(5) == ["accepted", "queried"]
    assert len(asked(scene, CONTACT)) == 1
    assert not scene.cases()


def test_a_half_that_was_sent_back_keeps_nothing_back(scene: Scene) -> None:
    """A contact's half is sent back as without it, and told who gave the rest; her whole workbook counts, and closes the case."""
    scene.write(FORMER, ("rest.xlsx", scene.workbook(5, **REST)))
    scene.left()
    for number in (1, 2):
        scene.reply(5, CONTACT, ("mine.xlsx", scene.workbook(5, **MINE, employees=500 + number)))
        (text,) = asked(scene, CONTACT)
        assert FORMER in text
        assert text.count("There is no answer.") == 4
        (case,) = scene.cases()
        assert f"Not on record for the organisation: {FORMER}." in case.reasons
    scene.reply(5, CONTACT, ("whole.xlsx", scene.workbook(5, employees=505)))
    assert scene.answers() == {5: 505}
    assert not scene.cases()


def test_halves_of_two_contacts_make_one_case_and_both_hear_of_theirs(scene: Scene) -> None:
    """It puts them together; a further workbook of the second takes the place of the first one that he sent."""
    scene.reply(1, person(1), ("mine.xlsx", scene.workbook(1, **MINE)))
    scene.left()
    for name in ("Deputy", "The deputy"):
        scene.reply(1, DEPUTY, ("rest.xlsx", scene.workbook(1, **REST | {"respondent_name": name})))
        assert [one.letter.subject for one in scene.left() if one.to == DEPUTY and "a person looks at it" in one.letter.subject]
        (case,) = scene.cases()
        assert {"first", "second"} <= set(case.options)
    assert scene.states(1) == ["queried", "rejected", "held"]
    assert "respondent_name" in " ".join(case.reasons)
