"""Somebody controls a mail server on the way of our letters, or reads its log: they have the tags of many letters.

Each report is proven, and takes effect; forty in an hour silence the study. One case must be able to undo them all.
"""

from __future__ import annotations

from domain.case import CaseKind
from tests.attacks.reports import dsn
from tests.attacks.scene import Scene, person

KINDS_OF_TODAY = {"workbook", "unmatched", "file", "decline", "message", "mailing", "unsent", "letter"}


def report(scene: Scene, number: int) -> None:
    """Report with the letter's own tag that the address does not exist."""
    to = scene.letter(number).return_path
    scene.post(dsn([person(number)], to=to), "", "relay.provider.example", to)


def test_above_the_limit_one_case_offers_to_undo_them_all(scene: Scene) -> None:
    """They take effect, since six dead addresses are an ordinary day; but one decision takes them back."""
    for number in range(30):
        report(scene, number)
    scene.take_in()
    assert scene.suppressed() == {person(number) for number in range(30)}
    cases = [case for case in scene.cases() if case.kind not in KINDS_OF_TODAY]
    assert len(cases) == 1
    assert len(cases[0].options) >= 2


def test_five_dead_addresses_are_an_ordinary_day(scene: Scene) -> None:
    """No case, and no brake."""
    for number in range(5):
        report(scene, number)
    scene.take_in()
    assert scene.suppressed() == {person(number) for number in range(5)}
    assert scene.cases() == ()
    assert {str(kind) for kind in CaseKind} >= KINDS_OF_TODAY
