"""Replaying: one message that fails stops none of the others, is held with its traceback, and is closed once it is understood."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from domain.quality import CaseEvent, EventSource
from service.cases.waiting import everything
from service.deciding import case_seen
from service.installation.install import SAMPLE
from store import case_events, invitations, messages
from store.cases.case_events import Happened
from tests.service.office import Office, person


def original(office: Office, message: int) -> Path:
    """Return where the bytes of a message lie."""
    with office.service.store.reading() as tx:
        return Path(office.service.store.archive.where(messages.with_ids(tx, [message])[0].sha256))


def test_a_message_that_fails_stops_no_other_and_is_held_with_its_traceback(
    office: Office, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Its original is gone. What was understood before stays; when it is back, the case is closed, and one is opened when it goes again."""
    first = office.write(person(0), ("a.xlsx", office.workbook(0)), reply_to=0)
    second = office.write(person(1), ("b.xlsx", office.workbook(1)), reply_to=1)
    told, path = office.tables(), original(office, first)
    shutil.move(path, tmp_path / "kept")
    results = {one.message_id: one for one in office.replay()}
    assert (bool(results[first].problem), bool(results[second].problem)) == (True, False)
    (case,) = office.cases()
    assert (case.kind, case.message_id, case.organisation) == ("message", first, "ORG000")
    with office.service.store.reading() as tx:
        fault = str(case_seen.case(office.service, tx, str(case.id)).fault)
    assert "Traceback" in fault
    assert (
        f"event=message.not_understood message={first} error={fault.splitlines()[-1].partition(':')[0].rpartition('.')[2]}" in caplog.text
    )
    assert office.states(0) == ["accepted"]
    office.replay()
    assert len(office.cases()) == 1
    shutil.move(tmp_path / "kept", path)
    assert not [one.problem for one in office.replay() if one.problem]
    assert office.cases() == ()
    assert {key: said for key, said in office.tables().items() if key in told} == told
    with office.service.store.reading() as tx:
        assert [one.decision for one in everything(tx)] == ["understood"]
    office.check()
    shutil.move(path, tmp_path / "kept")
    office.replay(first)
    assert len(office.cases()) == 1


def test_a_failure_of_which_a_person_said_that_there_is_nothing_to_do_is_not_held_again(office: Office) -> None:
    """As long as it fails in the same way."""
    message = office.write(person(0), ("a.xlsx", office.workbook(0)), reply_to=0)
    path = original(office, message)
    path.unlink()
    office.replay()
    (case,) = office.cases()
    office.decide(case.id, "reject")
    office.replay()
    assert office.cases() == ()
    path.mkdir()
    office.replay()
    assert len(office.cases()) == 1
    office.check()


def test_what_a_message_brought_to_its_case_is_what_it_brings_today(office: Office) -> None:
    """A message that was once taken for a blank workbook, and read again is a question, leaves no blank workbook on record."""
    number = office.write(person(0), text="Which year is meant?", reply_to=0)
    with office.service.store.transaction() as tx:
        invitation = invitations.of(tx, SAMPLE, "ORG000")
        assert invitation
        source = EventSource(office.now, f"message {number}")
        case_events.keep(tx, [Happened(invitation_id=invitation.id, study=SAMPLE, event=CaseEvent.BLANK, source=source)])
    office.replay(number)
    with office.service.store.reading() as tx:
        assert case_events.of_study(tx, SAMPLE) == {}
