"""A coordinator decides about one region, or about another study, and has the notice of a case that is not theirs.

Their mail is genuine. A colleague forwarded the notice to them, and they answer it as if it were their own.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.case import CaseKind
from service.contacts.lists import load_file
from tests.attacks.books import guessed, replaced
from tests.attacks.deciding import Notice, claim, decision, letters_about_cases, notices, say, told_at_once
from tests.attacks.scene import COORDINATOR, FOCAL, SPOKEN_FOR, STAFF, Scene
from tests.service.installed import LIST

_AFRICA = 'regions = ["Africa"]\n'


def test_a_coordinator_of_the_region_is_told_and_decides(scene: Scene) -> None:
    """The organisations of this study are in Europe."""
    told_at_once(scene, 'regions = ["Africa", "europe"]\n')
    say(scene, claim(scene), "accept")
    assert decision(scene) == "accept"


def test_a_coordinator_of_another_region_is_not_told_and_decides_nothing(scene: Scene) -> None:
    """They learn nothing of the case: no words, no address that decides it."""
    told_at_once(scene, _AFRICA)
    scene.write("reader@evil.example", (f"{guessed(6)}.xlsx", scene.tokenless(6, employees=1)))
    assert letters_about_cases(scene) == []
    address = _address(scene)
    scene.write(COORDINATOR, text="accept", to=address)
    (told,) = notices(scene)
    assert decision(scene) is None
    assert "not one of those that you decide" in told.letter.text
    assert (told.links, told.answers_to) == ([], "cybercrime.study@unodc.example")
    assert "Organisation 6" not in told.letter.text


def test_the_digest_of_a_coordinator_tells_of_the_cases_of_their_regions_alone(scene: Scene) -> None:
    """Of one case, who decides about all regions has the address, and who decides about Africa nothing."""
    told_at_once(scene, _AFRICA)
    scene.write("reader@evil.example", (f"{guessed(6)}.xlsx", scene.tokenless(6, employees=1)))
    scene.now = scene.now.replace(day=5)
    scene.take_in()
    digests = {one.to: one.letter.text for one in scene.left()}
    assert "a message to " in digests[STAFF]
    assert "Organisation 6" in digests[STAFF]
    assert "Organisation 6" not in digests[COORDINATOR]
    assert "a message to " not in digests[COORDINATOR]


def test_a_workbook_of_nobody_is_not_given_to_an_organisation_of_another_region(scene: Scene) -> None:
    """Whoever may look at it may not decide for all."""
    told_at_once(scene, _AFRICA)
    scene.write("reader@evil.example", ("answers.xlsx", _without_name(scene)))
    (notice,) = notices(scene)
    (told,) = say(scene, notice, f"assign {guessed(6)}")
    assert decision(scene) is None
    assert "not one of those that you decide" in told.letter.text
    scene.write(STAFF, text=f"assign {guessed(6)}", to=Notice(told.letter).answers_to)
    assert decision(scene) == "assign"


def test_a_workbook_of_nobody_that_was_given_to_another_region_is_not_taken_back(scene: Scene) -> None:
    """Nor is its late reader told what was decided, or an address that undoes it; whoever decided it undoes it."""
    told_at_once(scene, _AFRICA)
    scene.write("reader@evil.example", ("answers.xlsx", _without_name(scene)))
    (notice,) = notices(scene)
    scene.write(STAFF, text=f"assign {guessed(6)}", to=notice.answers_to)
    (done,) = notices(scene, STAFF)
    assert scene.answers() == {6: 1}
    (late,) = say(scene, notice, "reject")
    assert "not one of those that you decide" in late.letter.text
    assert (late.links, late.answers_to) == ([], "cybercrime.study@unodc.example")
    say(scene, done, "undo")
    assert (decision(scene), scene.answers()) == ("assign", {6: 1})
    scene.write(STAFF, text="undo", to=done.answers_to)
    assert (decision(scene), scene.answers()) == (None, {})


def test_what_a_contact_of_another_region_sent_without_a_name_is_not_shown(scene: Scene) -> None:
    """Who speaks for several organisations of that region is a contact of these: neither notice nor digest. A stranger's is everybody's."""
    told_at_once(scene, _AFRICA)
    for sender in (FOCAL, "reader@evil.example"):
        scene.write(sender, ("answers.xlsx", _without_name(scene)), text=f"From {sender}", Subject=f"From {sender}")
    (about,) = notices(scene)
    assert "From reader@evil.example" in about.letter.text
    scene.now = scene.now.replace(day=5)
    scene.take_in()
    digests = {one.to: one.letter.text for one in scene.left()}
    assert [FOCAL in digests[who] for who in (STAFF, COORDINATOR)] == [True, False]
    assert ["reader@evil.example" in digests[who] for who in (STAFF, COORDINATOR)] == [True, True]


@pytest.mark.parametrize("theirs", ["Africa", "Europe"])
def test_what_one_source_would_do_in_several_regions_is_let_go_by_who_decides_in_all(scene: Scene, theirs: str) -> None:
    """A focal point's workbooks wait, of two regions: who looks after one of them neither reads of the other, nor lets those count."""
    told_at_once(scene, f'regions = ["{theirs}"]\n')
    _let_be_in_africa(scene, SPOKEN_FOR[-1])
    for number in SPOKEN_FOR:
        scene.write(FOCAL, ("answers.xlsx", scene.tokenless(number)))
    (case,) = (int(one.id) for one in scene.cases() if one.kind is CaseKind.BRAKE)
    before = set(scene.answers())
    scene.left()
    address = _address(scene)
    (told,) = say(scene, Notice(replace(scene.letter(5), reply_to=address)), "accept")
    assert ("not one of those that you decide" in told.letter.text, told.links, decision(scene, case)) == (True, [], None)
    assert set(scene.answers()) == before < set(SPOKEN_FOR)
    scene.write(STAFF, text="accept", to=address)
    assert set(scene.answers()) == set(SPOKEN_FOR)


def _let_be_in_africa(scene: Scene, number: int) -> None:
    file = scene.home / "people.csv"
    lines = [
        line.replace(";Europe;", ";Africa;") if line.startswith(f"ORG{number:03d}") else line
        for line in file.read_text(encoding="utf-8").splitlines()
    ]
    file.write_text("\n".join(lines), encoding="utf-8")
    load_file(scene.service, file, LIST, {}, store=True)


def _address(scene: Scene) -> str:
    """Return the address that decides the case, as the digest of the other coordinator has it."""
    scene.now = scene.now.replace(day=5)
    scene.take_in()
    digest = next(one.letter for one in scene.left() if one.to == STAFF)
    return digest.text.partition("a message to ")[2].split()[0]


def _without_name(scene: Scene) -> bytes:

    return replaced(scene.tokenless(6, employees=1), {guessed(6): ""})
