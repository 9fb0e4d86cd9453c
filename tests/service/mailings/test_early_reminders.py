"""A reminder that a person sends before its date: who is left out then gets theirs on the date, and another date is told for what it is."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from domain.journal import What
from domain.letter import DeliveryState
from service.approving.approve import Approving, approve, proposals
from service.authoring.drafts import apply
from service.authoring.folder_difference import difference
from service.installation.install import SAMPLE
from service.mailings.foreseen_sending import foresee_send
from service.mailings.send_now import SayingSent, plan_now, send_now
from service.mailings.shares import MailingTo
from service.operation.tick import tick
from service.sending.send import send_due
from service.sending.tick_report import TickReport
from service.studies.find import find_mailing
from service.studies.running import require_running
from service.views.mailing_stands import MailingState, mailing_stand
from service.views.status import figures_of, status, upcoming
from store import outbox
from tests.service.installed import at
from tests.service.mailings.test_addressed import send
from tests.service.office import ME, Office

BEFORE, DATE = at("03-20"), at("03-26")


def reminded(office: Office) -> list[str]:
    """Return which organisations were sent the reminder, one for each letter."""
    with office.service.store.reading() as tx:
        return sorted(str(one.organisation) for one in outbox.of_mailings(tx, ["reminder"]) if one.state is DeliveryState.SENT)


def by_hand(office: Office, now: datetime) -> list[str]:
    """Let a person send the reminder, and return what is said meanwhile."""
    said: list[str] = []
    office.service.tell = said.append
    send_now(office.service, SAMPLE, "reminder", now, by=ME)
    return said


def redated(office: Office, before: str, now: str) -> tuple[str, ...]:
    """Give a mailing another date in the study's folder, and return what applying it would do, the lines of the file left out."""
    file = office.home / "studies" / SAMPLE / "study.toml"
    file.write_text(file.read_text(encoding="utf-8").replace(f"at = 2012-{before}", f"at = 2012-{now}"), encoding="utf-8")
    return tuple(one for one in difference(office.service, SAMPLE) if one[:1] not in {"+", "-", "@", " "})


def test_who_is_left_out_of_a_reminder_by_hand_gets_the_dated_one(office: Office) -> None:
    """A person sends a reminder before its date: who had more time, or was to answer elsewhere, was left out; nobody gets it twice."""
    office.mark(1, "waiting", until=date(2012, 3, 24))
    mark = office.mark(2, "elsewhere")
    said = by_hand(office, BEFORE)
    assert reminded(office) == ["ORG000"]
    assert said[-1] == "On its date (2012-03-26 10:00), reminder goes to those alone who have not had it by then and still owe an answer."
    office.now = at("03-21")
    office.undo(mark)
    assert tick(office.service, DATE).planned == {"reminder": 2}
    assert reminded(office) == ["ORG000", "ORG001", "ORG002"]
    tick(office.service, at("03-27"))
    assert reminded(office) == ["ORG000", "ORG001", "ORG002"]
    office.check()


def test_a_reminder_by_hand_on_its_date_or_later_is_the_dated_one(office: Office) -> None:
    """Who is left out of that is left out as by the timetable."""
    office.mark(1, "waiting", until=date(2012, 3, 26))
    assert len(by_hand(office, DATE)) == 1
    assert not tick(office.service, at("03-28")).planned
    assert reminded(office) == ["ORG000", "ORG002"]


def test_what_comes_next_counts_the_letters_that_are_to_come(office: Office) -> None:
    """Not those who have had the reminder by hand; on its page it has left, and says when the rest does."""
    office.mark(1, "waiting", until=date(2012, 3, 24))
    by_hand(office, BEFORE)
    with office.service.store.reading() as tx:
        found = require_running(office.service, tx, SAMPLE)
        for day, letters in (("03-21", 0), ("03-25", 1)):
            each = {one.mailing: one.letters for one in upcoming(tx, found, figures_of(tx, found, at(day)), at(day))}
            assert each["reminder"] == letters
        assert {one["mailing"] for one in status(tx, found, BEFORE)["next"]} == {"reminder", "last-call"}
    stand = mailing_stand(office.service, found, "reminder", at("03-21"))
    assert (stand.state, stand.rest, stand.goes_on) == (MailingState.LEFT, found.study.mailing("reminder").at, False)


def test_who_was_left_out_while_it_left_is_counted_among_those_to_come(office: Office) -> None:
    """A reminder that was planned by hand and dropped, since they were to answer elsewhere: once that is undone, it goes on its date."""
    with office.service.store.reading() as tx:
        found = require_running(office.service, tx, SAMPLE)
    plan_now(office.service, found, find_mailing(found, "reminder"), TickReport(), BEFORE, SayingSent(by=ME, note=""))
    office.now = BEFORE
    mark = office.mark(0, "elsewhere")
    send_due(office.service, office.later())
    office.undo(mark)
    with office.service.store.reading() as tx:
        assert {one.organisation: one.state for one in outbox.of_mailings(tx, ["reminder"])}["ORG000"] is DeliveryState.DROPPED
        each = {one.mailing: one.letters for one in upcoming(tx, found, figures_of(tx, found, BEFORE), BEFORE)}
    assert each["reminder"] == 1
    assert tick(office.service, DATE).planned == {"reminder": 1}
    assert reminded(office) == ["ORG000", "ORG001", "ORG002"]


def test_whoever_approves_what_left_before_its_date_is_told_of_the_rest(office: Office) -> None:
    """And of whom that is; of what has left to nobody, when it does."""
    assert approved(office).startswith("It leaves on 2012-03-26 10:00")
    by_hand(office, BEFORE)
    told = approved(office)
    assert told.startswith("A person sent it to some before its date; the rest goes to those alone who have not had it by then and still")
    assert "The rest leaves on 2012-03-26 10:00" in told
    tick(office.service, DATE)
    assert approved(office) == "It has left; what waits of it goes on."


def approved(office: Office) -> str:
    """Approve the reminder, and return what is said of when it leaves."""
    with office.service.store.reading() as tx:
        found = require_running(office.service, tx, SAMPLE)
    (one,) = proposals(office.service, found, "reminder")
    done = approve(office.service, SAMPLE, Approving(mailing="reminder", sha256=one.sha256, by=ME), BEFORE)
    return done.told.partition("so this only stands in the journal. ")[2]


def test_sending_it_by_hand_again_before_its_date_reaches_who_owes_by_then(office: Office) -> None:
    """Once each; a person who names an organisation before is no other."""
    office.mark(1, "waiting", until=date(2012, 3, 18))
    send(office.service, "reminder", "ORG002", now=at("03-15"))
    by_hand(office, at("03-16"))
    assert reminded(office) == ["ORG000", "ORG002"]
    assert foresee_send(office.service, SAMPLE, MailingTo(mailing="reminder", to=(), by=ME), BEFORE).planned == {"reminder": 1}
    by_hand(office, BEFORE)
    assert not tick(office.service, DATE).planned["reminder"]
    assert reminded(office) == ["ORG000", "ORG001", "ORG002"]


@pytest.mark.parametrize("by_date", [False, True])
def test_another_date_of_a_reminder_that_went_out_is_told_for_what_it_is(office: Office, by_date: bool) -> None:
    """By the timetable it went to everybody who was to get it, and the new date sends nothing; by hand, the new date has the rest."""
    office.mark(1, "waiting", until=date(2012, 3, 26))
    if by_date:
        tick(office.service, DATE)
    else:
        by_hand(office, BEFORE)
    (said,) = redated(office, "03-26", "04-10")
    if by_date:
        assert said.startswith("The mailing reminder went out on 2012-03-26: its new date, 2012-04-10, sends nothing more.")
        assert "`counterfoil send reminder --live`" in said
    else:
        assert said.startswith("The mailing reminder was sent to 2 already: on its new date, 2012-04-10, it goes to those alone who")
    apply(office.service, SAMPLE, at("03-27"), by=ME)
    tick(office.service, at("04-10"))
    assert reminded(office) == (["ORG000", "ORG002"] if by_date else ["ORG000", "ORG001", "ORG002"])
    assert [one for one in office.entries() if one.what is What.SEND]


def test_another_date_of_what_nobody_has_had_is_a_matter_of_the_file_alone(office: Office) -> None:
    """Nothing is said beside its lines; of a mailing to everybody that went out, the same is said as of a reminder."""
    assert redated(office, "04-23", "04-24") == ()
    (said,) = redated(office, "02-20", "02-27")
    assert said.startswith("The mailing questionnaire went out on 2012-02-20: its new date, 2012-02-27, sends nothing more.")
    assert reminded(office) == []
