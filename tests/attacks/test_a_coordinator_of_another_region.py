"""A coordinator decides about one region, or about another study, and has the notice of a case that is not theirs.

Their mail is genuine. A colleague forwarded the notice to them, and they answer it as if it were their own.
"""

from __future__ import annotations

from tests.attacks.books import guessed, replaced
from tests.attacks.deciding import Notice, claim, decision, letters_about_cases, notices, say, told_at_once
from tests.attacks.scene import COORDINATOR, STAFF, Scene

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


def _address(scene: Scene) -> str:
    """Return the address that decides the case, as the digest of the other coordinator has it."""
    scene.now = scene.now.replace(day=5)
    scene.take_in()
    digest = next(one.letter for one in scene.left() if one.to == STAFF)
    return digest.text.partition("a message to ")[2].split()[0]


def _without_name(scene: Scene) -> bytes:

    return replaced(scene.tokenless(6, employees=1), {guessed(6): ""})
