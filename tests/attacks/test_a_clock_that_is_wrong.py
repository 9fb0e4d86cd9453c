"""Somebody writes a Date of their own: in the far future, so that nothing is newer than their workbook; long ago, so that it was in time.

Or their clock is wrong, or their program writes no date at all.
"""

from __future__ import annotations

import pytest

from service.install import SAMPLE
from store import invitations, submissions
from tests.attacks.scene import Scene, person

DATES = (
    "Fri, 01 Jan 2038 00:00:00 +0000",
    "Mon, 01 Jan 1990 00:00:00 +0000",
    "Thu, 01 Mar 2012 10:00:00 +9999",
    "yesterday",
    "Thu, 99 Foo 99999 99:99:99 +0000",
    "",
)


@pytest.mark.parametrize("date", DATES)
def test_the_order_in_which_answers_came_decides_and_not_what_they_say(scene: Scene, date: str) -> None:
    """The second counts, and was received when it came."""
    scene.reply(5, person(5), ("answers.xlsx", scene.workbook(5, employees=505)), Date=date or "x")
    scene.reply(5, person(5), ("answers.xlsx", scene.workbook(5, employees=506)), Date="Thu, 01 Mar 2012 10:00:00 +0100")
    assert scene.answers() == {5: 506}
    with scene.service.store.reading() as tx:
        invitation = invitations.of_study(tx, SAMPLE)["ORG005"]
        came = [one.received_at for one in submissions.of_invitations(tx, [invitation.id])]
    assert all(abs((at - scene.now).total_seconds()) < 600 for at in came)


@pytest.mark.parametrize("date", DATES)
def test_a_date_in_words_is_no_longer_than_the_study(scene: Scene, date: str) -> None:
    """Whoever forges both author and date lets no reminder wait."""
    scene.write(person(5), text="We need more time: we will answer by 31 December 2037.", forged=True, Date=date or "x")
    assert 5 in scene.remind()


def test_a_contact_who_asks_for_some_days_is_not_reminded_before(scene: Scene) -> None:
    """They are authenticated: reminders wait, and a person grants it or not."""
    scene.reply(5, person(5), text="We need more time and will answer by 5 April 2012.")
    assert "ORG005" in {case.organisation for case in scene.cases()}
    assert 5 not in scene.remind()
