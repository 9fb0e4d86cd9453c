"""Annexes that have gone stay gone: by retention or erasure, also where an older copy is put back and messages are read again."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from domain.errors import ErasedError
from service.collecting.replay import replay
from service.installation import config
from service.installation.install import SAMPLE
from service.personal.erasing import Erasing, erase
from service.personal.retaining import retain
from service.wiring import Service, open_service
from store import annexes
from tests.service.collecting.test_annexes import LAW, SCAN, exported, index, kept
from tests.service.office import ME, Office, person


def brought(office: Office) -> str:
    """Let the first organisation send its workbook with a law, and return the SHA-256 of the law."""
    office.write(person(0), ("answers.xlsx", office.workbook(0)), ("law.pdf", LAW), reply_to=0)
    with office.service.store.reading() as tx:
        (one,) = annexes.of_study(tx, SAMPLE)
    return one.sha256


def keeping(office: Office, days: int) -> None:
    """Let the settings say how old mail may become."""
    office.service.installation = replace(office.service.installation, retain={"mail": timedelta(days=days)})


def is_gone(service: Service, sha256: str) -> bool:
    """Say whether the archive says of an annex that it was erased, and when."""
    with pytest.raises(ErasedError, match="original erased on"):
        service.store.archive.get(sha256)
    return not Path(service.store.archive.where(sha256)).is_file()


def test_an_annex_goes_with_the_mail_that_brought_it_and_its_hash_stays(office: Office, tmp_path: Path) -> None:
    """Once it is too old. What a newer message brought as well stays until that one is too old."""
    law = brought(office)
    office.later(days=300)
    office.write(person(1), ("answers.xlsx", office.workbook(1)), ("scan.png", SCAN), reply_to=1)
    keeping(office, 200)
    assert [one.gone for one in retain(office.service, office.now, dry_run=True)] == [1]
    assert kept(office)[0][2] == len(LAW)
    assert [one.gone for one in retain(office.service, office.now)] == [1]
    assert is_gone(office.service, law)
    files = exported(office, tmp_path)
    gone, there = index(files)
    assert (gone["file"], gone["sha256"], gone["note"].split(" on ")[0]) == ("", law, "original erased")
    assert files[there["file"]] == SCAN


def test_an_annex_that_a_newer_message_brought_again_stays(office: Office) -> None:
    """The same law, sent again by the same organisation, is kept once; it goes when nothing that is kept brought it."""
    law = brought(office)
    office.later(days=300)
    office.write(person(0), ("answers.xlsx", office.workbook(0, employees=401)), ("law.pdf", LAW), reply_to=0)
    keeping(office, 200)
    retain(office.service, office.now)
    assert office.service.store.archive.get(law) == LAW
    office.later(days=300)
    retain(office.service, office.now)
    assert is_gone(office.service, law)


def test_a_replay_brings_no_annex_back(office: Office) -> None:
    """Of a message that is gone nothing is read; those that are there are read as ever."""
    law = brought(office)
    office.later(days=300)
    keeping(office, 200)
    retain(office.service, office.now)
    assert all(not one.problem for one in office.replay())
    assert is_gone(office.service, law)
    office.check()


def test_an_older_copy_that_is_put_back_forgets_the_annexes_again(office: Office, tmp_path: Path) -> None:
    """The log beside the archive says which, also where the copy brought the bytes back; a replay afterwards changes nothing of it."""
    law = brought(office)
    home = office.home
    copy, originals = tmp_path / "copy.db", tmp_path / "archive"
    with closing(sqlite3.connect(home / "counterfoil.db")) as database, closing(sqlite3.connect(copy)) as target:
        database.backup(target)
    shutil.copytree(home / "archive", originals)
    erase(office.service, Erasing(who=person(0), by=ME), office.later())
    assert is_gone(office.service, law)
    office.service.store.close()
    for ending in ("-wal", "-shm"):
        (home / f"counterfoil.db{ending}").unlink(missing_ok=True)
    shutil.copy(copy, home / "counterfoil.db")
    shutil.copytree(originals, home / "archive", dirs_exist_ok=True)
    with open_service(config.load(home, {})) as service:
        assert is_gone(service, law)
        assert all(not one.problem for one in replay(service, None, office.later()))
        assert is_gone(service, law)
        with service.store.reading() as tx:
            (left,) = annexes.of_study(tx, SAMPLE)
    assert left.sha256 == law
