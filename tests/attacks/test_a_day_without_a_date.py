"""A clock that is wrong, or a header without a date: a day that somebody names in full is that day, and more time is granted until it."""

from __future__ import annotations

import pytest

from service.installation.install import SAMPLE
from store import invitations
from tests.attacks.deciding import notices, say, told_at_once
from tests.attacks.scene import Scene, person

_ASKS = "Could we have more time, until 15 May 2012?"


@pytest.mark.parametrize(
    "date", ["Sat, 28 Nov 2026 07:00:00 +0100", "no date at all", "Thu, 01 Mar 2012 23:30:00 -1100", "Thu, 01 Mar 2012 00:30:00 +1300"]
)
def test_more_time_is_granted_until_the_day_that_was_named(scene: Scene, date: str) -> None:
    """And the notice of the case names it: not two weeks beyond the deadline, nor a day of that clock."""
    told_at_once(scene)
    scene.reply(6, person(6), text=_ASKS, Date=date)
    (notice,) = notices(scene)
    assert "until 15 May 2012: " in notice.letter.text
    (told,) = say(scene, notice, "Accordé.")
    assert "has time until 15 May 2012" in told.letter.text
    with scene.service.store.reading() as tx:
        found = invitations.of(tx, SAMPLE, "ORG006")
    assert found
    assert str(found.until) == "2012-05-15"
