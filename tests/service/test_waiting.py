"""What waits for a person is the same wherever it is told: `held`, `status`, `doctor` and the digest."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from domain.errors import ConfigurationError
from domain.letter import DeliveryState
from service import doctor
from service.digest import facts
from service.install import SAMPLE
from service.mailings import send_now
from service.running import require_running
from service.status import status
from service.tick import tick
from store import outbox
from tests.service.installation import at
from tests.service.office import ME, Office, person


def numbers(office: Office) -> set[int]:
    """Return how much waits, as each of the four tells it."""
    with office.service.store.reading() as tx:
        found = require_running(office.service, tx, SAMPLE)
        told = facts(tx, found, office.now, None)
        counted = status(tx, found, office.now)["held"]
    (said,) = [one.found for one in doctor.examine(office.service, office.now) if one.what == "waiting"]
    waits = re.match(r"\d+", said)
    assert waits
    return {len(told.holds) + len(told.uncertain), counted, len(office.cases()), int(waits[0])}


@pytest.mark.parametrize("decided", ["skip", "send", "by hand"])
def test_a_late_mailing_is_a_case_that_is_sent_or_skipped(office: Office, decided: str) -> None:
    """Sending it by its own command closes the case as well. One that a person skipped is not sent before that is undone."""
    assert numbers(office) == {0}
    report = tick(office.service, at("04-11"))
    assert report.held
    office.now = at("04-11") + timedelta(hours=1)
    (case,) = office.cases()
    assert (case.kind, case.options) == ("mailing", ("send", "skip"))
    assert numbers(office) == {1}
    if decided == "send":
        office.decide(case.id, "send")
    else:
        if decided == "skip":
            skipped = office.undo(office.undo(office.decide(case.id, "skip").entry))
            with pytest.raises(ConfigurationError, match=f"decided that this mailing is not sent: by {ME} on .*, entry") as refused:
                send_now(office.service, SAMPLE, "reminder", office.later(), by=ME)
            assert f"held undo {case.id}" in refused.value.remedy
            with office.service.store.reading() as tx:
                assert not outbox.find(tx, "mailing", ["reminder"])
            office.undo(skipped)
        send_now(office.service, SAMPLE, "reminder", office.later(), by=ME)
    assert numbers(office) == {0}
    with office.service.store.reading() as tx:
        assert len(outbox.find(tx, "mailing", ["reminder"])) == 3
    office.check()


def test_everything_that_waits_is_counted_once_by_all(office: Office) -> None:
    """Workbooks, words, and letters in doubt; an unknown sender's case too, which names no study."""
    office.write(person(1), ("a.xlsx", office.workbook(0)))
    office.write(person(2), text="We regret that we will not participate in this study.", reply_to=2)
    with office.service.store.transaction() as tx:
        for letter in outbox.find(tx, "organisation", ["ORG000"])[:2]:
            outbox.settle(tx, letter.id, DeliveryState.UNCERTAIN, "The connection broke.", office.now)
    assert numbers(office) == {4}
    for case in office.cases():
        office.decide(case.id, case.options[-1])
    assert numbers(office) == {0}


@pytest.mark.parametrize("file", [False, True])
def test_a_letter_that_somebody_waits_for_and_that_cannot_be_made_is_a_case(office: Office, file: bool) -> None:
    """A question, or the receipt, of a sender whose address no header can carry: the organisation waits for us."""
    files = (("a.xlsx", office.workbook(0)),) if file else ()
    message = office.write("rené@member0.example", *files, text="May we answer a week later?", reply_to=0)
    report = tick(office.service, office.later())
    assert report.problems
    cases = office.cases()
    assert {(case.kind, case.message_id, case.organisation) for case in cases} == {("unsent", message, "ORG000")}
    assert any("May we answer a week later?" in str(case.words) for case in cases)
    assert office.standing(0) == ("answered, waits" if file else "queried, waits")
    assert numbers(office) == {len(cases)}
    for case in cases:
        office.decide(case.id, "reject")
    assert office.standing(0) == ("answered" if file else "silent")
    office.check()
