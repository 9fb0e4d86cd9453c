"""The archive is read over in the background: what is damaged or missing is told once, before somebody needs it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from service.keeping.reading_over import read_some
from service.operation import doctor
from service.operation.tick import tick
from service.personal.erasing import Erasing, erase
from store import read_over
from store.upkeep import named_hashes
from tests.service.office import Office, person

A_DAY = timedelta(days=1, minutes=1)


def told(office: Office) -> list[str]:
    """Return what is told in a whole round, a day after the last."""
    now = office.later() + A_DAY
    office.now = now
    problems = [*read_some(office.service, now)]
    while read_over.load(office.service.store.archive).after:
        problems += read_some(office.service, now)
    return problems


def examined(office: Office) -> tuple[bool, str]:
    """Return what `doctor` finds."""
    (found,) = [one for one in doctor.examine(office.service, office.now) if one.what == "archive"]
    return found.well, found.found


@pytest.fixture
def lying(office: Office) -> Path:
    """Return where the message of somebody lies."""
    office.write(person(0), ("answers.xlsx", office.workbook(0)), reply_to=0)
    archive = office.service.store.archive
    (sha256,) = [one for one in archive.hashes() if b"Attached." in archive.get(one)]
    return Path(archive.where(sha256))


def test_a_content_that_is_damaged_is_told_once(office: Office, lying: Path) -> None:
    """By its hash; `doctor` tells it as long as it lasts, and not when it was put back."""
    assert told(office) == []
    whole = lying.read_bytes()
    lying.write_bytes(whole[:-1])
    (problem,) = told(office)
    assert problem.endswith(
        f"1 content of the archive is not what it was: {lying.name} (damaged). "
        "Put them back from a backup; the program goes on without them, but for what needs them."
    )
    assert told(office) == []
    assert examined(office) == (False, problem)
    lying.write_bytes(whole)
    assert examined(office)[0]
    assert told(office) == []
    lying.write_bytes(b"")
    assert len(told(office)) == 1


def test_a_content_that_is_missing_is_told_once(office: Office, lying: Path) -> None:
    """The database names it: a message, and a file of the study that is in force."""
    lying.rename(lying.with_name("away"))
    (problem,) = told(office)
    assert f"{lying.name} (missing)" in problem
    assert told(office) == []
    with office.service.store.reading() as tx:
        hashes = [*named_hashes.between(tx, "", "", 1_000)]
    applied = next(one for one in hashes if one != lying.name)
    office.service.store.archive.remove([applied])
    (problem,) = told(office)
    assert f"1 content of the archive is not what it was: {applied} (missing)" in problem
    lying.with_name("away").rename(lying)
    told(office)
    assert read_over.load(office.service.store.archive).faults == {applied: "missing"}


def test_what_was_erased_is_not_missed(office: Office, lying: Path) -> None:
    """It is gone as it should be."""
    erase(office.service, Erasing(who=person(0), by="anna", note="asked"), office.later())
    assert not lying.exists()
    assert told(office) == []


def test_it_is_read_a_little_at_a_time_and_wholly_once_a_day(office: Office) -> None:
    """And from the beginning where nobody knows any more how far it was."""
    archive = office.service.store.archive
    archive.put(str(number).encode() for number in range(200))
    there, steps, seen = len(list(archive.hashes())), 0, [0]
    state = read_over.ReadOver()
    with office.service.store.reading() as tx:
        while steps == 0 or state.after:
            state = read_over.step(archive, tx, state, office.now)
            steps += 1
            seen.append(state.read)
        assert max(after - before for before, after in pairwise(seen)) <= 64
        assert (state.read, state.whole) == (there, office.now.isoformat())
        assert steps >= there // 64
        assert read_over.step(archive, tx, state, office.now + timedelta(hours=23)) == state
        again = read_over.step(archive, tx, state, office.now + A_DAY)
    assert (0 < again.read <= 64, again.whole) == (True, state.whole)
    read_over.save(archive, again)
    assert read_over.load(archive) == again
    archive.root.with_name("archive.checked").write_bytes(b"{")
    assert read_over.load(archive) == read_over.ReadOver()


def test_a_fault_behind_and_before_what_is_read_stays_known(office: Office) -> None:
    """A step says something of what it has looked at alone."""
    archive = office.service.store.archive
    kept = sorted(archive.put(str(number).encode() for number in range(200)))
    for sha256 in (kept[0], kept[-1]):
        Path(archive.where(sha256)).write_bytes(b"")
    with office.service.store.reading() as tx:
        state = read_over.step(archive, tx, read_over.ReadOver(), office.now)
        assert state.faults == {kept[0]: "damaged"}
        while state.after:
            state = read_over.step(archive, tx, state, office.now)
        assert state.faults == {kept[0]: "damaged", kept[-1]: "damaged"}
        middle = replace(state, after=kept[50], began=office.now.isoformat())
        assert read_over.step(archive, tx, middle, office.now).faults == state.faults


def test_the_service_reads_at_each_tick(office: Office, lying: Path) -> None:
    """The problem stands in what the tick tells, and in no later one."""
    lying.write_bytes(b"")
    problems = [problem for _ in range(4) for problem in tick(office.service, office.later()).problems]
    assert len([one for one in problems if f"{lying.name} (damaged)" in one]) == 1
