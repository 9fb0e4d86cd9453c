"""Whoever had decided finds in the digest what somebody else undid of it: they get no letter about that."""

from __future__ import annotations

from pathlib import Path

import pytest

from digests.facts import ArrivalKind
from service.digests.digest import preview_digest
from service.digests.facts import facts
from service.installation.install import SAMPLE
from service.studies.running import Running, require_running
from tests.service.collecting.test_statements import asked
from tests.service.deciding.test_cases import WE_DECLINE
from tests.service.office import Office, person


def taken_back(office: Office, *regions: str) -> list[tuple[str, str, str, str]]:
    """Return the organisation, who undid, who had decided, and what, of each line that a digest has of that, or one of some regions."""
    with office.service.store.reading() as tx:
        came = facts(tx, require_running(office.service, tx, SAMPLE), office.later(), None, regions).arrivals
    return [(one.organisation, one.address, one.decider, one.decided) for one in came if one.what is ArrivalKind.TAKEN_BACK]


@pytest.fixture
def overruled(office: Office) -> Office:
    """Return an office in which one person decided a case, and another undid that and decided otherwise."""
    office.write(person(0), text=WE_DECLINE, reply_to=0)
    (case,) = office.cases()
    done = office.decide(case.id, "reject", by="Samir Haddad")
    office.undo(done.entry, by="Anna Berg")
    office.decide(case.id, "declined", by="Anna Berg")
    return office


def test_the_digest_says_who_undid_what_whom(overruled: Office, tmp_path: Path) -> None:
    """In a line with the organisation, and what had been decided."""
    (line,) = taken_back(overruled)
    assert line == ("Organisation 0", "Anna Berg", "Samir Haddad", "case 1 decided: reject")
    (_, page, *_) = preview_digest(overruled.service, _running(overruled), "weekly", overruled.later(), tmp_path)
    assert "Anna Berg undid what Samir Haddad had decided: case 1 decided: reject" in page.read_text(encoding="utf-8")


def test_the_digest_of_another_region_does_not_say_so(overruled: Office) -> None:
    """Whoever looks after some regions reads of their organisations alone."""
    assert len(taken_back(overruled, "Europe")) == 1
    assert taken_back(overruled, "Africa") == []


def test_what_people_undo_of_their_own_or_of_a_rule_is_no_line(office: Office) -> None:
    """They know it, and a rule reads no digest."""
    office.write(person(0), ("a.xlsx", office.workbook(0)), text=WE_DECLINE, reply_to=0)
    (case,) = office.cases()
    office.undo(office.decide(case.id, "reject", by="Anna Berg").entry, by="Anna Berg")
    office.undo(office.entry("accept"), by="Anna Berg")
    assert taken_back(office) == []


def test_what_was_undone_is_asked_for_once(overruled: Office) -> None:
    """However many parts of a digest tell of it."""
    with asked(overruled.service) as said:
        assert len(taken_back(overruled)) == 1
    assert len([one for one in said if " FROM journal WHERE what = 'undo' AND journal.study = " in " ".join(one.split())]) == 1


def _running(office: Office) -> Running:
    with office.service.store.reading() as tx:
        return require_running(office.service, tx, SAMPLE)
