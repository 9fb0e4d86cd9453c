"""A stranger floods the staff with workbooks that nothing proves, so that they miss what a contact wrote.

Each made a case of its own. A coordinator who wants each case at once had used up the notices of the day, and the digest showed the oldest
hundred and fifty; a contact's decline stood among "12 more are waiting".
"""

from __future__ import annotations

from domain.case import CaseKind
from service.deciding.held import decide
from service.rulings.decided import Deciding
from tests.attacks.books import guessed
from tests.attacks.deciding import letters_about_cases, told_at_once
from tests.attacks.scene import COORDINATOR, PLAIN, Scene, person
from tests.service.installed import at

DECLINES = "We regret that our organisation will not participate in this study."


def claim(scene: Scene, number: int, serial: int) -> None:
    """Put a workbook without a token into the mailbox, in the name of an organisation, from an address that nobody had before."""
    file = (f"{guessed(number)}.xlsx", scene.tokenless(number, employees=1000 + serial))
    raw = scene.compose(f"x{serial}@evil.example", file, text="Please file this.")
    (scene.border.inbox / "new" / f"{serial}.claim").write_bytes(raw)


def digest(scene: Scene) -> str:
    """Return the text of the next week's digest to the coordinator."""
    scene.left()
    scene.now = at("03-05", 8)
    scene.take_in()
    (letter,) = (one.letter for one in scene.left() if one.to == COORDINATOR)
    return " ".join(letter.text.split())


def test_claims_about_one_organisation_are_one_line_with_a_number(scene: Scene) -> None:
    """Whoever decides that is told of the next one; what the contact of another organisation wrote is told in any case."""
    for serial in range(160):
        claim(scene, 5, serial)
    scene.take_in()
    scene.reply(30, person(30), text=DECLINES)
    assert [one.kind for one in scene.cases()].count(CaseKind.CLAIM) == 160
    told = digest(scene)
    assert "159 more workbooks in its name wait" in told
    assert "will not participate" in told
    assert told.count("(ORG005)") <= 2
    assert "more are waiting" not in told


def test_claims_about_one_organisation_are_one_notice(scene: Scene) -> None:
    """The next one is told once that is decided."""
    told_at_once(scene)
    for serial in range(5):
        claim(scene, 5, serial)
    scene.take_in()
    assert len(letters_about_cases(scene)) == 1
    decide(scene.service, Deciding(case=str(scene.cases()[0].id), what="reject", by="anna"), scene.now)
    scene.take_in()
    assert len(letters_about_cases(scene)) == 1


def test_a_contacts_decline_is_told_at_once_on_the_day_of_a_flood(scene: Scene) -> None:
    """Claims about ever so many organisations use up a measure of their own."""
    told_at_once(scene)
    for serial, number in enumerate(PLAIN[:25]):
        claim(scene, number, serial)
    scene.take_in()
    assert len(letters_about_cases(scene)) == 20
    scene.reply(30, person(30), text=DECLINES)
    (notice,) = letters_about_cases(scene)
    assert "Organisation 30" in notice.letter.subject


def test_an_ordinary_day_is_told_as_it_came(scene: Scene) -> None:
    """A colleague's workbook without a token, and a decline: two notices, at once."""
    told_at_once(scene)
    claim(scene, 5, 0)
    scene.reply(30, person(30), text=DECLINES)
    assert len(letters_about_cases(scene)) == 2
