"""A disk with hardly any room is told by the doctor and to those who watch, and so is what cannot be written to."""

from __future__ import annotations

import shutil

import pytest

from service.operation import doctor
from service.operation.health import Health
from service.process import disks
from tests.service.office import Office


def both(office: Office) -> tuple[doctor.CheckResult, tuple[bool, str]]:
    """Return what the doctor says of the disk, and what whoever watches is told."""
    (looked,) = [one for one in doctor.examine(office.service, office.now) if one.what == "disk"]
    (seen,) = [one for one in Health(office.service, lambda: office.now).ready() if one.what == "disk"]
    return looked, (seen.well, seen.found)


def test_hardly_any_room_is_a_problem_though_something_can_be_written(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """As much as this disk has is hardly any for who needs more."""
    looked, (well, _) = both(office)
    assert (looked.well, well) == (True, True)
    monkeypatch.setattr(disks, "LEAST", 2**80)
    looked, (well, found) = both(office)
    root = office.service.installation.archive
    assert (looked.well, well) == (False, False)
    assert looked.found.startswith(f"Hardly any room is left for {root}, {root.parent}: ")
    assert "Make room there" in looked.found
    assert found.startswith(f"hardly any room is left for {root}, {root.parent}: ")


def test_two_folders_of_one_disk_are_one_thing_though_its_room_changes_meanwhile(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Others write to it between the two looks."""
    rooms = iter(range(10, 0, -1))
    monkeypatch.setattr("settings.disk.free", lambda _: next(rooms))
    (fault,) = disks.disks(office.service).faults
    assert (len(fault.paths), fault.free) == (2, 9)


def test_a_folder_that_is_gone_is_told_by_both(office: Office) -> None:
    """The doctor says what to do, too."""
    root = office.service.installation.archive
    shutil.move(root, root.with_name("gone"))
    looked, (well, found) = both(office)
    assert (looked.well, well) == (False, False)
    assert looked.found.startswith(f"Nothing can be written into {root}: No such file or directory.")
    assert "See whether it is there" in looked.found
    assert found == f"nothing can be written into {root}: No such file or directory"
