"""A mailing to many is looked at and planned part by part: what is in memory does not grow with its letters."""

from __future__ import annotations

import gc
import tempfile
import tracemalloc
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO

import pytest

from domain.errors import StoreError
from domain.mail.reference import printed
from domain.submission import Invitation
from service.contacts import census as census_of
from service.contacts.census import census, census_in_parts
from service.installation.install import SAMPLE
from service.letters import listed as letters
from service.letters.listed import Narrowed
from service.mailings.plan import prepare
from service.operation.tick import tick
from service.process.spool import Packed, Spool
from service.studies import inviting
from service.studies.running import Running, require_running
from service.wiring import Service
from store import contact_lists, invitations
from tests.service.approving.test_approvals import joins
from tests.service.mailings.test_timetable import DAY, MONDAY, a_study, cases, everybody, got
from tests.service.preparing import prepared_letters

FAR = [MONDAY + timedelta(days=30) + number * DAY for number in range(4)]
NOW = MONDAY + timedelta(hours=1)


def running(service: Service) -> Running:
    """Return the study."""
    with service.store.reading() as tx:
        return require_running(service, tx, SAMPLE)


def invited(service: Service) -> dict[str, Invitation]:
    """Return the invitations of the study, by organisation."""
    with service.store.reading() as tx:
        return invitations.of_study(tx, SAMPLE)


@pytest.mark.parametrize("together", [1, 3, 4, 100])
def test_the_parts_of_a_census_are_the_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, together: int) -> None:
    """However many organisations a part has; one of which a person took the last contact off is among them."""
    monkeypatch.setattr(census_of, "_PART", together)
    with a_study(tmp_path, *FAR) as service:
        joins(service, 7)
        with service.store.transaction() as tx:
            found = running(service)
            (only,) = contact_lists.load_list(tx, found.study.contact_list, {"ORG004"}).contacts
            contact_lists.take_off(tx, found.study.contact_list, "ORG004", only.address)
        parts = list(census_in_parts(service, found, NOW))
        with service.store.reading() as tx:
            assert {code: one for part in parts for code, one in part.items()} == census(tx, found, NOW)
        assert all(len(part) <= together for part in parts)


def test_letters_are_the_same_each_time_that_they_are_gone_over(tmp_path: Path) -> None:
    """They lie on disk while they are planned."""
    with a_study(tmp_path, *FAR) as service:
        found = running(service)
        with prepare(service, found, found.study.mailing("circular"), NOW) as prepared:
            assert [one.organisation for one in prepared.letters] == ["ORG000", "ORG001", "ORG002"]
            assert list(prepared.letters) == list(prepared.letters)
            assert prepared.count == len(list(prepared.letters))
        (one,) = prepared_letters(service, found, found.study.mailing("circular"), NOW, ["ORG001"]).letters
        assert one.organisation == "ORG001"


def test_what_is_in_memory_does_not_grow_with_the_letters(tmp_path: Path) -> None:
    """Nine hundred letters more, all prepared, take no more than what varies by itself; held in memory, they would take ten times that."""
    with a_study(tmp_path, *FAR) as service:
        held = []
        for organisations in (100, 100, 1_000):  # The first time, templates are read.
            joins(service, organisations)
            found = running(service)
            tracemalloc.start()
            with prepare(service, found, found.study.mailing("circular"), NOW) as prepared:
                assert prepared.count == organisations
                gc.collect()
                held.append(tracemalloc.get_traced_memory()[0])
            tracemalloc.stop()
        assert held[2] < held[1] + 100_000


def test_letters_are_listed_part_by_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many are in memory together, all of them come, in the order of planning."""
    with a_study(tmp_path, MONDAY, *FAR[1:]) as service:
        tick(service, MONDAY)
        with service.store.reading() as tx:
            whole = list(letters.listed(tx, Narrowed(study=SAMPLE)))
            for together in (1, 2, 3):
                monkeypatch.setattr(letters, "_TOGETHER", together)
                assert list(letters.listed(tx, Narrowed(study=SAMPLE))) == whole
            assert [one.organisation for one in whole] == ["ORG000", "ORG001", "ORG002"]
            assert list(letters.listed(tx, Narrowed(study=SAMPLE, state="bounced"))) == []


@pytest.mark.parametrize("together", [1, 3, 100])
def test_all_are_invited_however_many_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, together: int) -> None:
    """References go on from one part to the next; who was invited before keeps theirs, and nobody has two."""
    monkeypatch.setattr(inviting, "_TOGETHER", together)
    with a_study(tmp_path, *FAR) as service:
        before = invited(service)
        joins(service, 8)
        after = invited(service)
        assert list(after) == [f"ORG{number:03d}" for number in range(8)]
        assert {code: after[code] for code in before} == before
        assert [one.reference for one in after.values()] == [printed("CYB12", number) for number in range(1, 9)]


def no_room(**_: object) -> BinaryIO:
    """Return a file on a disk that is full."""
    return Path("/dev/full").open("w+b")


def away(*_: object) -> dict[str, object]:
    """Be a database that is away."""
    raise StoreError("The database reports a fault.", where="the database")


@pytest.mark.parametrize(("where", "name", "fails"), [(census_of, "census", away), (tempfile, "TemporaryFile", no_room)])
def test_a_fault_of_database_or_disk_holds_no_mailing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: object, name: str, fails: object
) -> None:
    """Nothing is wrong with its letters: nobody is asked about it, and it leaves as soon as they can be made."""
    with a_study(tmp_path, MONDAY, *FAR[1:]) as service:
        with monkeypatch.context() as patched:
            patched.setattr(where, name, fails)
            with pytest.raises(StoreError):
                tick(service, MONDAY)
        assert not cases(service)
        tick(service, MONDAY + timedelta(minutes=1))
        assert got(tmp_path) == everybody("circular")


def test_what_the_disk_has_no_room_for_is_told_when_it_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    """However little it is, so that no transaction has begun yet; with what to do about it."""
    monkeypatch.setattr(tempfile, "TemporaryFile", no_room)
    for rows in (["a row"], ["a row"] * 100_000):
        with pytest.raises(StoreError, match="Free some space on the disk"):
            Packed(rows)


def test_what_was_added_and_has_no_room_is_told_when_it_is_gone_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """Row by row, as an export keeps its cases: with what to do about it, too."""
    monkeypatch.setattr(tempfile, "TemporaryFile", no_room)
    with Spool[str]() as spool:
        spool.add("a row")
        with pytest.raises(StoreError, match="Free some space on the disk"):
            list(spool.rows())
