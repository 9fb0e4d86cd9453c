"""Time that was granted, told in a letter that left, and taken back: whoever takes it back is told what that letter promises."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from languages.telling import told_in
from service.deciding.undo import Undoing, undo
from service.sending.send import send_due
from tests.flows.test_by_mail import text
from tests.service.mailed_cases import COORDINATOR, DAY, post, take_in, with_a_case, written
from tests.service.office import ME, Office, person

LEFT = "A letter that has left tells them otherwise: that they have time until 2012-05-14"
HOUR = timedelta(hours=1)


def granted(office: Office, *, leaves: bool) -> tuple[int | str, int]:
    """Let time be granted to an organisation, and return its case and the entry; where it `leaves`, the letter that says so has left."""
    office.write(person(0), text="We need some more time to answer.", reply_to=0)
    (case,) = office.cases()
    entry = office.decide(case.id, "grant").entry
    if leaves:
        send_due(office.service, office.later())
    return case.id, entry


def test_who_undoes_a_grant_is_told_what_a_letter_that_left_says(office: Office) -> None:
    """Which letter, to whom, and until when; in every language of the console. So is who rejects the wish for time then."""
    case, entry = granted(office, leaves=True)
    undone = undo(office.service, Undoing(entry=entry, by=ME), office.later())
    assert LEFT in undone.told
    assert person(0) in undone.promised
    assert "un délai jusqu’au 14 mai 2012" in told_in(undone.promised, "fr")
    rejected = office.decide(case, "reject")
    assert (LEFT in rejected.told, rejected.promised) == (True, undone.promised)
    office.undo(rejected.entry)
    office.undo(undone.entry)
    assert undo(office.service, Undoing(entry=office.undo(entry), by=ME), office.later()).promised == ""


def test_nothing_is_said_of_a_letter_that_waits(office: Office) -> None:
    """It is dropped when its turn comes, and tells nobody."""
    case, entry = granted(office, leaves=False)
    undone = undo(office.service, Undoing(entry=entry, by=ME), office.later())
    assert (undone.promised, "A letter that has left" in undone.told) == ("", False)
    send_due(office.service, office.later())
    assert office.decide(case, "reject").promised == ""


@pytest.mark.parametrize("until", [None, date(2012, 6, 20)])
def test_nothing_is_said_where_the_day_holds_or_a_later_one(office: Office, until: date | None) -> None:
    """Whoever has as much time as the letter says was told nothing false: a second wish is rejected, and the first one stands."""
    granted(office, leaves=True)
    if until:
        office.mark(0, "waiting", until=until)
    office.write(person(0), text="We need some more time to answer.", reply_to=0)
    (case,) = office.cases()
    assert office.decide(case.id, "reject").promised == ""


def test_a_coordinator_who_undoes_by_mail_is_told_too(tmp_path: Path) -> None:
    """In the letter that says that it was undone; once the organisation knows that, nothing is said of it any more."""
    with_a_case(tmp_path)
    letter = next(one for one in written(tmp_path) if one["Reply-To"] and "+r" in one["Reply-To"])
    post(tmp_path, "person0@member0.example", letter["Reply-To"], "We need some more time to answer.")
    take_in(tmp_path, DAY + HOUR)
    notice = next(one for one in written(tmp_path) if "ase 2" in one["Subject"])
    for hour, words in enumerate(("grant", "undo", "reject"), 2):
        post(tmp_path, COORDINATOR, notice["Reply-To"], words)
        take_in(tmp_path, DAY + hour * HOUR)
        about = [one for one in written(tmp_path) if "ase 2" in one["Subject"]]
        (notice, done) = about[-1], next(one for one in reversed(about) if one["Subject"].startswith("Done: case 2"))
        assert ("A letter that has left tells them otherwise" in text(done)) == (words == "undo"), words
