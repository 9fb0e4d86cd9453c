"""Cancelling a mailing that is under way: what has left is told, nothing more leaves, and undoing lets it go on."""

from __future__ import annotations

import pytest

from domain.errors import ConfigurationError
from domain.journal import What
from domain.letter import DeliveryState, Letter, Outcome, Verdict
from service.approving.cancelling import CancelledMailing, Cancelling, cancel
from service.authoring.applying import overdue
from service.collecting.collect import collect
from service.deciding.held import decide
from service.digests.facts import facts
from service.installation.install import SAMPLE
from service.mailings.addressed import send_addressed
from service.mailings.send_now import send_now
from service.mailings.shares import MailingTo
from service.mailings.timetable import plan_mailings
from service.operation.tick import tick
from service.personal.erasing import Erasing, erase
from service.rulings.decided import Deciding
from service.sending.in_doubt import Settling, settle_all
from service.sending.retrying import Chosen, retry
from service.studies.running import pause, require_running
from service.views.status import status
from service.views.timetable_seen import timetable_seen
from store import outbox, studies
from tests.service.installed import at
from tests.service.office import ME, Office, person


def under_way(office: Office) -> None:
    """Let one reminder leave to the first organisation, and two wait for their turn."""
    office.now = at("03-20")
    collect(office.service, office.now)
    with office.service.store.reading() as tx:
        found = require_running(office.service, tx, SAMPLE)
    send_addressed(office.service, SAMPLE, MailingTo(mailing="reminder", to=("ORG000",), by=ME), office.later())
    office.now = at("03-26")
    collect(office.service, office.now)
    plan_mailings(office.service, found, office.now)


def letters(office: Office) -> dict[str, Letter]:
    """Return the reminders by their organisations."""
    with office.service.store.reading() as tx:
        return {str(one.organisation): one for one in outbox.of_mailings(tx, ["reminder"])}


def states(office: Office) -> list[str]:
    """Return the states of the reminders, in the order of the organisations."""
    return [one.state.value for _, one in sorted(letters(office).items())]


def cancelled(office: Office, **more: bool) -> CancelledMailing:
    """Cancel the reminder."""
    return cancel(office.service, SAMPLE, Cancelling(mailing="reminder", by=ME, note="Wrong date", **more), office.later())


def test_what_has_left_stays_and_nothing_more_leaves(office: Office) -> None:
    """The verb says how many of each there are, and the journal who cancelled it, and why."""
    under_way(office)
    made = cancelled(office)
    assert (made.left, made.cancelled, made.in_hand, made.in_doubt) == (1, 2, 0, 0)
    assert made.told == "reminder is cancelled: 1 letter has left; 2 letters will not leave."
    assert states(office) == ["sent", "cancelled", "cancelled"]
    (entry,) = [one for one in office.entries() if one.what is What.CANCEL]
    assert (entry.number, entry.value, str(entry.about)) == (made.entry, "2", f"mailing {SAMPLE}/reminder")
    tick(office.service, office.later())
    assert states(office) == ["sent", "cancelled", "cancelled"]
    office.check()


def test_undoing_it_lets_the_mailing_go_on_as_it_is_by_then(office: Office) -> None:
    """Who has answered meanwhile is not reminded; and the undoing can be undone."""
    under_way(office)
    made = cancelled(office)
    undoing = office.undo(made.entry)
    assert states(office) == ["sent", "queued", "queued"]
    office.undo(undoing)
    assert states(office) == ["sent", "cancelled", "cancelled"]
    office.undo(office.entry("undo"))
    office.mark(1, "declined")
    tick(office.service, office.later())
    assert states(office) == ["sent", "dropped", "sent"]


def test_a_rehearsal_says_the_same_and_changes_nothing(office: Office) -> None:
    """Neither letters nor journal."""
    under_way(office)
    before = len(office.entries())
    told = cancelled(office, dry_run=True)
    assert told.told == "reminder would be cancelled: 1 letter has left; 2 letters would not leave."
    assert (states(office), len(office.entries())) == (["sent", "queued", "queued"], before)


def test_of_two_who_cancel_the_second_is_told_of_the_first(office: Office) -> None:
    """Nothing is written twice."""
    under_way(office)
    first, again = cancelled(office), cancelled(office)
    assert again.entry == 0
    assert f"entry {first.entry}" in again.told
    assert len([one for one in office.entries() if one.what is What.CANCEL]) == 1


def test_a_mailing_that_has_left_or_has_not_begun_cannot_be_cancelled(office: Office) -> None:
    """Each is told as what it is."""
    with pytest.raises(ConfigurationError, match="has not begun"):
        cancelled(office)
    under_way(office)
    tick(office.service, office.later())
    with pytest.raises(ConfigurationError, match="Nothing of it waits: 3 letters have left"):
        cancelled(office)
    assert not [one for one in office.entries() if one.what is What.CANCEL]


def test_neither_the_timetable_nor_a_person_sends_it_until_that_is_undone(office: Office) -> None:
    """Whoever tries is told how."""
    under_way(office)
    entry = cancelled(office).entry
    for send in (
        lambda: send_now(office.service, SAMPLE, "reminder", office.later(), by=ME),
        lambda: send_addressed(office.service, SAMPLE, MailingTo(mailing="reminder", to=("ORG001",), by=ME, again=True), office.later()),
    ):
        with pytest.raises(ConfigurationError, match="was cancelled") as told:
            send()
        assert f"counterfoil undo {entry}" in told.value.remedy
    assert states(office) == ["sent", "cancelled", "cancelled"]


def seen(office: Office) -> tuple[bool, bool, bool, bool]:
    """Return whether the reminder is told as to come: by the status, the timetable, a digest, and as overdue after its date."""
    with office.service.store.reading() as tx:
        found = require_running(office.service, tx, SAMPLE)
        said = status(tx, found, office.now)["next"]
        told = facts(tx, found, office.now, None)
        late = "".join(overdue(tx, found.study, at("03-26")))
    (line,) = (one for one in timetable_seen(office.service, found, office.now) if one.name == "reminder")
    return (
        "reminder" in {one["mailing"] for one in said},
        (line.letters is not None, line.cancelled) == (True, False),
        "reminder" in {one.mailing for one in told.upcoming},
        "reminder" in late,
    )


def test_what_is_cancelled_before_its_date_is_no_longer_told_as_to_come(office: Office) -> None:
    """Nor as overdue once that date is past, as where it was moved on after some letters waited; undone, it is told again."""
    under_way(office)
    with office.service.store.transaction() as tx:
        studies.forget_due(tx, SAMPLE, "mailing:reminder")
    before = seen(office)
    made = cancelled(office)
    gone = seen(office)
    office.undo(made.entry)
    assert (before, gone, seen(office)) == ((True,) * 4, (False,) * 4, (True,) * 4)


def test_a_letter_that_was_being_handed_over_is_cancelled_once_the_server_puts_it_off(office: Office) -> None:
    """While it is, the verb says so: it may leave still."""
    under_way(office)
    hand = letters(office)["ORG001"].id
    with office.service.store.transaction() as tx:
        outbox.settle(tx, hand, DeliveryState.SENDING, "Begun.", office.now)
    made = cancelled(office)
    assert (made.in_hand, made.cancelled) == (1, 1)
    assert "1 letter is being handed over at this moment and may leave still" in made.told
    later = Verdict(letter_id=hand, outcome=Outcome.DEFERRED, stage="data", code=451, text="later")
    with office.service.store.transaction() as tx:
        outbox.record_verdicts(tx, [outbox.Change(later, DeliveryState.DEFERRED, office.now, 0)], office.now)
    tick(office.service, office.later())
    assert states(office) == ["sent", "cancelled", "cancelled"]


def test_what_may_have_arrived_or_was_refused_is_not_sent_again_while_its_mailing_is_cancelled(office: Office) -> None:
    """It stays what it is, and is never called cancelled."""
    under_way(office)
    doubt, refused = letters(office)["ORG001"].id, letters(office)["ORG002"].id
    pause(office.service, SAMPLE, True, office.now, by=ME)
    with office.service.store.transaction() as tx:
        outbox.settle(tx, doubt, DeliveryState.UNCERTAIN, "The connection broke.", office.now)
    cancelled(office)
    with office.service.store.transaction() as tx:
        outbox.settle(tx, refused, DeliveryState.REJECTED, "550 no", office.now)
    pause(office.service, SAMPLE, False, office.now, by=ME)
    with pytest.raises(ConfigurationError, match="was cancelled"):
        decide(office.service, Deciding(case=f"letter-{doubt}", what="resend", by=ME), office.later())
    assert settle_all(office.service, Settling(what="resend", by=ME, study=SAMPLE), office.later()).in_doubt == 1
    (left,) = retry(office.service, Chosen(study=SAMPLE), office.later(), by=ME).left
    assert (left.id, "was cancelled" in left.why) == (refused, True)
    assert states(office) == ["sent", "uncertain", "rejected"]


def test_what_was_held_of_it_does_not_leave_either_and_waits_again_once_that_is_undone(office: Office) -> None:
    """A case about a mailing that did not leave is closed with it, since nothing is left to decide."""
    office.now = at("04-20")
    tick(office.service, office.now)
    (case,) = [one for one in office.cases() if one.kind == "mailing" and one.mailing == "reminder"]
    made = cancelled(office)
    assert made.told == "reminder is cancelled: no letter has left; what was held of it will not leave."
    tick(office.service, office.later())
    assert case.id not in {one.id for one in office.cases()}
    office.undo(made.entry)
    assert case.id in {one.id for one in office.cases()}


def test_who_was_erased_gets_nothing_where_the_cancelling_is_undone_later(office: Office) -> None:
    """Their letter is dropped, as one that waits is."""
    under_way(office)
    entry = cancelled(office).entry
    erase(office.service, Erasing(who=person(1), by=ME, note="Their wish"), office.later())
    assert states(office) == ["sent", "dropped", "cancelled"]
    office.undo(entry)
    assert states(office) == ["sent", "dropped", "queued"]


def test_a_letter_in_doubt_does_not_wait_again_by_an_undoing_while_its_mailing_is_cancelled(office: Office) -> None:
    """To send it again was decided, undone, and that undone: it may have arrived, and is not called cancelled."""
    under_way(office)
    pause(office.service, SAMPLE, True, office.now, by=ME)
    doubt = letters(office)["ORG001"].id
    with office.service.store.transaction() as tx:
        outbox.settle(tx, doubt, DeliveryState.UNCERTAIN, "The connection broke.", office.now)
    undoing = office.undo(decide(office.service, Deciding(case=f"letter-{doubt}", what="resend", by=ME), office.later()).entry)
    entry = cancelled(office).entry
    with pytest.raises(ConfigurationError, match="was cancelled") as told:
        office.undo(undoing)
    assert f"counterfoil undo {entry}" in told.value.remedy
    assert states(office) == ["sent", "uncertain", "cancelled"]
