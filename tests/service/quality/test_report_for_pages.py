"""A report on quality is worked out anew as soon as anything happened, and not before."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from digests.quality_facts import QualityFacts
from domain.quality import Code
from service.deciding.organisation_marks import Marking, mark
from service.installation.install import SAMPLE
from service.quality.measured import quality
from service.quality.report_for_pages import known_quality
from service.studies.running import require_running
from store import contact_lists, invitations, submissions
from tests.service.office import Office, person


def known(office: Office, now: datetime) -> QualityFacts:
    """Return the report as it is known; it is always the one that would be worked out now."""
    with office.service.store.reading() as tx:
        running = require_running(office.service, tx, SAMPLE)
        worked = quality(tx, running, now)
    told = known_quality(office.service, running, now)
    assert told == worked
    return told


def worked_out(office: Office) -> object:
    """Return the report that is kept."""
    return office.service.reports[SAMPLE][1]


def test_while_nothing_happens_it_is_worked_out_once_a_day(office: Office) -> None:
    """The time that it bears is that of whoever asks."""
    first = known(office, office.now)
    kept = worked_out(office)
    assert known(office, office.now + timedelta(minutes=1)) == replace(first, now=first.now + timedelta(minutes=1))
    assert worked_out(office) is kept
    known(office, office.now + timedelta(days=1))
    assert worked_out(office) is not kept


def test_an_answer_is_in_the_next_report(office: Office) -> None:
    """And so is whatever a person decides, which the journal has."""
    assert not any(one.disposition.code is Code.COMPLETE for one in known(office, office.now).cases)
    office.write(person(0), ("a.xlsx", office.workbook(0)), reply_to=0)
    assert any(one.disposition.code is Code.COMPLETE for one in known(office, office.now).cases)
    with office.service.store.reading() as tx:
        running = require_running(office.service, tx, SAMPLE)
    mark(office.service, running, Marking(organisation="ORG001", what="ineligible", by="staff"), office.now)
    assert any(one.disposition.code is Code.NOT_ELIGIBLE for one in known(office, office.now).cases)


def test_what_changes_without_a_new_row_is_in_the_next_report(office: Office) -> None:
    """As when a file is read again, or a message that was taken in is understood."""
    office.write(person(0), ("a.xlsx", office.workbook(0)), reply_to=0)
    known(office, office.now)
    kept = worked_out(office)
    with office.service.store.transaction() as tx:
        (one,) = submissions.of_invitations(tx, [invitations.of_study(tx, SAMPLE)["ORG000"].id])
        submissions.keep(tx, replace(one, answers={}, provenance={}), SAMPLE)
    assert [line.disposition.share for line in known(office, office.now).cases if line.organisation == "ORG000"] == [0]
    assert worked_out(office) is not kept


def test_who_left_the_list_had_the_mailing_all_the_same(office: Office) -> None:
    """It is no case any more; in the report of a region, of which nothing else is looked at, it is not counted."""
    had = {one.mailing: one.sent for one in known(office, office.now).mailings}
    assert had["circular"] > 1
    with office.service.store.transaction() as tx:
        contact_lists.take_off(tx, require_running(office.service, tx, SAMPLE).study.contact_list, "ORG001", person(1))
    told = known(office, office.now)
    assert {one.mailing: one.sent for one in told.mailings} == had
    codes = frozenset(one.organisation for one in told.cases)
    assert "ORG001" not in codes
    with office.service.store.reading() as tx:
        theirs = quality(tx, require_running(office.service, tx, SAMPLE), office.now, codes)
    assert {one.mailing: one.sent for one in theirs.mailings} == {name: sent - 1 for name, sent in had.items()}
