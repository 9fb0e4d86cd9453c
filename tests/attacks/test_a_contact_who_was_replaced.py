"""A contact answered, changed to a rival, and kept the private mailbox and the workbook. The staff took them off the record since.

They send another version, as whoever gave the answer that counts: it passes every check of the mail server, and bears the token.
"""

from __future__ import annotations

from service.deciding.people import ContactMeant, add, change, retire
from tests.attacks.scene import DEPUTY, Scene, person
from tests.service.installed import LIST

NEW = "successor@member1.example"


def meant(address: str = person(1)) -> ContactMeant:
    """Return the contact that a person names."""
    return ContactMeant(address=address, by="Miriam", organisation="ORG001")


def answered(scene: Scene, employees: int, sender: str = person(1)) -> dict[int, object]:
    """Let somebody answer for the organisation, with its token; return what counts."""
    scene.reply(1, sender, (f"{employees}.xlsx", scene.workbook(1, employees=employees)))
    return scene.answers()


def test_whoever_was_taken_off_the_record_replaces_nothing_that_they_gave(scene: Scene) -> None:
    """It waits for a person, the contact who is left is told, and they are not."""
    assert answered(scene, 101) == {1: 101}
    retire(scene.service, meant(), scene.now)
    scene.left()
    assert answered(scene, 1) == {1: 101}
    (case,) = scene.cases()
    assert "person1@member1.example, who is not on record for ORG001" in case.reasons[0]
    assert {one.to for one in scene.left()} == {DEPUTY}


def test_nor_does_who_moved_to_another_address_from_the_one_that_they_left(scene: Scene) -> None:
    """From the new one they do: it is on record."""
    assert answered(scene, 101) == {1: 101}
    change(scene.service, meant(), scene.now, address=NEW)
    assert answered(scene, 1) == {1: 101}
    assert answered(scene, 102, NEW) == {1: 102}


def test_whoever_is_put_back_replaces_what_they_gave(scene: Scene) -> None:
    """And so does a deputy who is on record meanwhile."""
    assert answered(scene, 101) == {1: 101}
    retire(scene.service, meant(), scene.now)
    assert answered(scene, 102, DEPUTY) == {1: 102}
    add(scene.service, ContactMeant(address=person(1), by="Miriam", organisation="ORG001", list=LIST), scene.now)
    assert answered(scene, 103) == {1: 103}
