"""Somebody writes a Date of their own: in the far future, so that nothing is newer than their workbook; long ago, so that it was in time.

Or their clock is wrong, or their program writes no date at all.
"""

from __future__ import annotations

from service.installation.install import SAMPLE
from store import invitations, submissions
from tests.attacks.scene import EVIL, PLAIN, Scene, person

DATES = (
    "Fri, 01 Jan 2038 00:00:00 +0000",
    "Mon, 01 Jan 1990 00:00:00 +0000",
    "Thu, 01 Mar 2012 10:00:00 +9999",
    "yesterday",
    "Thu, 99 Foo 99999 99:99:99 +0000",
    "x",
    "Thu, 01 Mar 2012 10:00:00 +0100",
)


def test_the_order_in_which_answers_came_decides_and_not_what_they_say(scene: Scene) -> None:
    """Each counts when it comes, and was received then."""
    for number, date in enumerate(DATES):
        scene.reply(5, person(5), ("answers.xlsx", scene.workbook(5, employees=500 + number)), Date=date)
        assert scene.answers() == {5: 500 + number}, date
    with scene.service.store.reading() as tx:
        invitation = invitations.of_study(tx, SAMPLE)["ORG005"]
        came = [one.received_at for one in submissions.of_invitations(tx, [invitation.id])]
    assert all(abs((at - scene.now).total_seconds()) < 3600 for at in came)


def test_a_date_in_words_that_are_forged_lets_no_reminder_wait(scene: Scene) -> None:
    """Whoever forges both author and date."""
    for number, date in zip(PLAIN, DATES, strict=False):
        scene.write(person(number), text="We need more time: we will answer by 31 December 2037.", host=EVIL, Date=date)
    assert scene.remind() == set(range(40))


def test_a_contact_who_asks_for_some_days_is_not_reminded_before(scene: Scene) -> None:
    """They are authenticated: reminders wait, and a person grants it or not."""
    scene.reply(5, person(5), text="We need more time and will answer by 5 April 2012.")
    assert "ORG005" in {case.organisation for case in scene.cases()}
    assert 5 not in scene.remind()
