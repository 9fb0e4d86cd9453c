"""The mailbox of a contact was broken into. The intruder writes from it, with every check passed, and it is on record for eight.

They have none of the tokens; they decline for all of the eight, and for as many others as they know references of.
"""

from __future__ import annotations

import pytest

from domain.case import CaseKind
from service.deciding.held import decide
from service.rulings.decided import Deciding
from tests.attacks.books import guessed
from tests.attacks.scene import FOCAL, SPOKEN_FOR, Scene, person


def decline(scene: Scene, number: int) -> None:
    """Decline for an organisation from the contact's own mailbox."""
    scene.write(FOCAL, subject=f"Questionnaire {guessed(number)}", text=f"{guessed(number)}: we will not participate in this study.")


def test_more_than_five_organisations_an_hour_from_one_source_are_one_case(scene: Scene) -> None:
    """The brake: five take effect at most, and one case tells of the others."""
    for number in SPOKEN_FOR:
        decline(scene, number)
    assert len([number for number in SPOKEN_FOR if scene.standing(number).endswith("waits")]) <= 5
    assert len([case for case in scene.cases() if case.kind != "decline"]) == 1


def test_they_speak_for_nobody_for_whom_they_are_not_on_record(scene: Scene) -> None:
    """Those are reminded."""
    for number in range(5, 10):
        decline(scene, number)
    assert scene.remind() >= set(range(5, 10))


def test_every_reference_in_one_mail_stops_nothing(scene: Scene) -> None:
    """Whoever names all names none."""
    everything = "\n".join(guessed(number) for number in range(40))
    scene.write(person(6), text=f"We will not participate in this study.\n\n{everything}")
    assert scene.remind() >= set(range(40)) - {6}


@pytest.mark.parametrize("count", [1, 3])
def test_a_focal_point_declines_for_some_of_its_organisations(scene: Scene, count: int) -> None:
    """An ordinary day: each is a case, and none of them is reminded."""
    for number in list(SPOKEN_FOR)[:count]:
        decline(scene, number)
    assert sorted(str(case.organisation) for case in scene.cases()) == [f"ORG{number:03d}" for number in list(SPOKEN_FOR)[:count]]
    assert not scene.remind() & set(list(SPOKEN_FOR)[:count])


def test_a_yes_for_each_of_many_is_told_in_one_case_that_undoes_them_all(scene: Scene) -> None:
    """Accomplices have sent a workbook in the name of each, and the intruder confirms it by the reminder's own tag."""
    for number in SPOKEN_FOR:
        scene.write(f"accomplice@evil{number}.example", (f"{guessed(number)}.xlsx", scene.tokenless(number, employees=1)))
    scene.left()
    scene.remind()
    for one in [one.letter for one in scene.left() if one.to == FOCAL]:
        threads = {"In-Reply-To": one.message_id, "References": one.message_id, "subject": f"Re: {one.subject}"}
        scene.write(FOCAL, text="Yes, it is ours.", to=one.reply_to, **threads)
    assert scene.answers() == dict.fromkeys(SPOKEN_FOR, 1)
    (surge,) = (case for case in scene.cases() if case.kind is CaseKind.SURGE)
    decide(scene.service, Deciding(case=str(surge.id), what="undo", by="anna"), scene.now)
    assert scene.answers() == {}
    assert len([case for case in scene.cases() if case.kind is CaseKind.CLAIM]) == len(SPOKEN_FOR)
