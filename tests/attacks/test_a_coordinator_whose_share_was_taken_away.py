"""A coordinator was told of a case, and then their share is taken away: they are none any more, or look after another region.

They still have the notice with its secret, and the letter that asks them whether it was they who decided. They answer both in their own
name, from their own mailbox, and take back what they decided while they might.
"""

from __future__ import annotations

import pytest

from service.authoring.drafts import apply
from service.installation.install import SAMPLE
from tests.attacks.deciding import Notice, claim, decision, say, told_at_once
from tests.attacks.scene import COORDINATOR, Scene

_HEAD = "[[coordinators]]\n"
_ENDS = {"removed": "", "another region": 'regions = ["Africa"]\n'}
_ENDED = pytest.mark.parametrize("ends", _ENDS)


def ended(scene: Scene, ends: str) -> None:
    """Take a coordinator's share away, and apply the study."""
    file = scene.home / "studies" / SAMPLE / "study.toml"
    before, *tables = file.read_text(encoding="utf-8").split(_HEAD)
    (theirs,) = (one for one in tables if COORDINATOR in one)
    own, _, rest = theirs.partition("\n\n")
    now = f"{_HEAD}{own}\n{_ENDS[ends]}\n{rest}" if _ENDS[ends] else rest
    file.write_text(before + "".join(now if one is theirs else f"{_HEAD}{one}" for one in tables), encoding="utf-8")
    apply(scene.service, SAMPLE, scene.now, by="staff")
    scene.left()


@_ENDED
def test_the_notice_of_before_decides_nothing(scene: Scene, ends: str) -> None:
    """Nor does its secret with a genuine signature of whoever it was sent to."""
    told_at_once(scene)
    notice = claim(scene)
    ended(scene, ends)
    say(scene, notice, "accept")
    assert decision(scene) is None
    assert scene.answers() == {}


@_ENDED
def test_a_yes_to_what_was_asked_before_confirms_nothing(unguarded: Scene, ends: str) -> None:
    """They decided while they might, and were asked whether it was they; the answer comes when they may not any more."""
    told_at_once(unguarded)
    (question,) = say(unguarded, claim(unguarded), "accept")
    ended(unguarded, ends)
    say(unguarded, question, "yes")
    assert decision(unguarded) is None


@_ENDED
def test_what_they_decided_before_stands_and_is_not_taken_back(scene: Scene, ends: str) -> None:
    """It was theirs to decide then; to undo it is for who looks after it now."""
    told_at_once(scene)
    (done,) = say(scene, claim(scene), "accept")
    ended(scene, ends)
    say(scene, Notice(done.letter), "undo")
    assert decision(scene) == "accept"
    assert scene.answers() == {6: 1}


def test_who_keeps_their_share_decides_by_a_notice_of_before(unguarded: Scene) -> None:
    """The honest counterpart: the study was applied again meanwhile, and they look after the region all the same."""
    told_at_once(unguarded)
    (question,) = say(unguarded, claim(unguarded), "accept")
    apply(unguarded.service, SAMPLE, unguarded.now, by="staff")
    say(unguarded, question, "yes")
    assert decision(unguarded) == "accept"
