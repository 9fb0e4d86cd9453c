"""A backup is a whole installation in one file: it is made while the service works, checked without being restored, and put back."""

from __future__ import annotations

import json
import os
import random
import shutil
import stat
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from domain.errors import ConfigurationError, StoreError
from service.installation import config
from service.keeping.backups.file import MANIFEST, opened
from service.keeping.backups.making import back_up
from service.keeping.backups.restoring import restore
from service.keeping.backups.verifying import verify
from service.personal.erasing import Erasing, erase
from service.wiring import open_service
from store import copying
from tests.service.house import ORGANISATIONS, house, once_each
from tests.service.installed import at
from tests.service.keeping.test_moving import exported
from tests.service.office import Office, person


def rebuilt(source: Path, target: Path, change: Callable[[str, bytes], bytes | None]) -> Path:
    """Write a backup anew, with what `change` makes of each member; None leaves one out."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for one in old.infolist():
            if (data := change(one.filename, old.read(one))) is not None:
                new.writestr(one.filename, data)
    return target


def the_message(office: Office) -> Path:
    """Return where the one message lies."""
    archive = office.service.store.archive
    (sha256,) = [one for one in archive.hashes() if b"Attached." in archive.get(one)]
    return Path(archive.where(sha256))


def test_a_backup_put_back_exports_the_same(office: Office, tmp_path: Path) -> None:
    """The drill: everything of the machine is lost but the backup."""
    office.write(person(0), ("answers.xlsx", office.workbook(0)), reply_to=0)
    before = exported(office.service, tmp_path / "before", office.now)
    with office.service.store.reading() as tx:
        sums = copying.sums(tx)
    made = back_up(office.service, tmp_path / "one.zip", None, office.now)
    checked = verify(Path(made.file))
    assert (checked.faults, checked.rows) == ([], sum(total.rows for total in sums.values()))
    assert stat.S_IMODE(Path(made.file).stat().st_mode) == 0o600
    home = tmp_path / "new" / "machine"
    restored = restore(Path(made.file), home, {})
    assert (restored.originals, restored.sends_nothing) == (made.originals, True)
    with open_service(config.load(home, {})) as service:
        assert exported(service, tmp_path / "after", office.now) == before
        with service.store.reading() as tx:
            assert copying.sums(tx) == sums
        assert sorted(service.store.archive.hashes()) == sorted(office.service.store.archive.hashes())


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_backup_is_of_either_database_and_is_put_back_into_either(
    tmp_path: Path, url: str, database: Callable[[str], str], kind: str
) -> None:
    """Nothing is sent by it until a person has decided; then nobody gets anything twice."""
    with house(tmp_path, url) as lost:
        assert lost.tick(at("02-10")) == []
        with lost.opened() as service:
            back_up(service, tmp_path / "one.zip", None, at("02-11"))
        assert lost.tick(at("02-20")) == []
        book = lost.book.read_bytes()
        home, to = tmp_path / "new", database(kind)
        restore(tmp_path / "one.zip", home, {"COUNTERFOIL_DATABASE_URL": to})
        (home / "archive.dispatched").write_bytes(book)
        shutil.copytree(lost.home / "inbox", home / "inbox")
        new = type(lost)(home, to, lost.server)
        (problem,) = new.tick(at("02-21"))
        assert "an older copy was put back" in problem
        new.decide("resume", at("02-21", 11))
        assert new.tick(at("02-21", 12)) == []
        assert once_each(new.got(), 2)
        assert len(new.got()) >= ORGANISATIONS


def test_a_backup_may_continue_another(office: Office, tmp_path: Path) -> None:
    """It leaves out the originals that the earlier ones have, and needs them beside it."""
    first = back_up(office.service, tmp_path / "one.zip", None, office.now)
    office.write(person(0), ("answers.xlsx", office.workbook(0)), reply_to=0)
    second = back_up(office.service, tmp_path / "two.zip", tmp_path / "one.zip", office.now)
    office.write(person(1), ("answers.xlsx", office.workbook(1)), reply_to=1)
    third = back_up(office.service, tmp_path / "three.zip", tmp_path / "two.zip", office.now)
    assert 0 < third.originals < first.originals
    assert third.inherited == first.originals + second.originals
    assert verify(tmp_path / "three.zip").faults == []
    assert restore(tmp_path / "three.zip", tmp_path / "new", {}).originals == third.originals + third.inherited
    (tmp_path / "one.zip").rename(tmp_path / "away.zip")
    with pytest.raises(ConfigurationError, match=r"leaves out what is in one\.zip"):
        verify(tmp_path / "three.zip")
    shutil.copy(tmp_path / "two.zip", tmp_path / "one.zip")
    with pytest.raises(ConfigurationError, match="another backup than the one that is continued"):
        verify(tmp_path / "three.zip")


def test_any_byte_that_changed_is_found(office: Office, tmp_path: Path) -> None:
    """In the database, in an original, in the study's files; and where one of them is missing."""
    made = Path(back_up(office.service, tmp_path / "one.zip", None, office.now).file)
    with opened(made) as backup:
        original, *_ = backup.manifest.originals
        members = [*backup.manifest.files, f"archive/{original}"]
    for number, broken in enumerate(members):
        for change in (lambda data: data[:-1] + bytes([data[-1] ^ 1]), lambda _: None):
            worse = rebuilt(made, tmp_path / f"{number}.zip", lambda name, data: change(data) if name == broken else data)  # noqa: B023
            faults = verify(worse).faults
            assert len(faults) == 1, broken
            assert broken in faults[0]
            with pytest.raises(ConfigurationError, match="is damaged"):
                restore(worse, tmp_path / "new", {})
            assert not (tmp_path / "new").exists()


def test_any_bit_of_the_file_that_changed_is_told_in_a_sentence(office: Office, tmp_path: Path) -> None:
    """Wherever it is, packed or not: as a fault, or as a file that is no whole backup."""
    made = Path(back_up(office.service, tmp_path / "one.zip", None, office.now).file)
    data = made.read_bytes()
    chance, whole = random.Random(1), 0  # noqa: S311 - The same damage each time.
    for _ in range(60):
        at = chance.randrange(len(data))
        (tmp_path / "worse.zip").write_bytes(data[:at] + bytes([data[at] ^ (1 << chance.randrange(8))]) + data[at + 1 :])
        try:
            whole += not verify(tmp_path / "worse.zip").faults
        except ConfigurationError:
            continue
    assert whole < 10  # What ZIP says of times and modes is no content.


def test_any_damage_of_the_directory_is_told_in_a_sentence(office: Office, tmp_path: Path) -> None:
    """Whatever each byte of its first entry and of its end says then: versions, flags, lengths and places that there are not."""
    data = Path(back_up(office.service, tmp_path / "one.zip", None, office.now).file).read_bytes()
    begins = data.index(b"PK\x01\x02")
    for place in (*range(begins, begins + 60), *range(len(data) - 22, len(data))):
        for bit in (0, 5, 6, 7):
            (tmp_path / "worse.zip").write_bytes(data[:place] + bytes([data[place] ^ (1 << bit)]) + data[place + 1 :])
            with suppress(ConfigurationError):
                verify(tmp_path / "worse.zip")


def test_an_original_that_the_database_names_is_missed(office: Office, tmp_path: Path) -> None:
    """A manifest that admits nothing of it does not hide that."""
    office.write(person(0), ("answers.xlsx", office.workbook(0)), reply_to=0)
    path = the_message(office)
    path.unlink()
    made = back_up(office.service, tmp_path / "one.zip", None, office.now)
    assert made.lost == [path.name]

    def denies(name: str, content: bytes) -> bytes:
        return json.dumps(json.loads(content) | {"lost": []}).encode() if name == MANIFEST else content

    denied = rebuilt(Path(made.file), tmp_path / "denied.zip", denies)
    assert verify(denied).faults == [f"The database names an original that is not in the backup: {path.name}."]


def test_a_damaged_original_is_told_and_hinders_neither_a_backup_nor_its_restoring(office: Office, tmp_path: Path) -> None:
    """All else is kept."""
    office.write(person(0), ("answers.xlsx", office.workbook(0)), reply_to=0)
    path = the_message(office)
    path.write_bytes(b"Something else.")
    made = back_up(office.service, tmp_path / "one.zip", None, office.now)
    assert made.lost == [path.name]
    checked = verify(Path(made.file))
    assert (checked.lost, checked.faults) == ([path.name], [])
    assert restore(Path(made.file), tmp_path / "new", {}).originals == made.originals


def test_what_was_erased_does_not_come_back_out_of_an_earlier_backup(office: Office, tmp_path: Path) -> None:
    """The base has it still, and the backup that continues it knows of the erasure."""
    office.write(person(0), ("answers.xlsx", office.workbook(0)), reply_to=0)
    back_up(office.service, tmp_path / "one.zip", None, office.now)
    erase(office.service, Erasing(who=person(0), by="anna", note="asked"), office.later())
    back_up(office.service, tmp_path / "two.zip", tmp_path / "one.zip", office.now)
    restore(tmp_path / "two.zip", tmp_path / "new", {})
    with open_service(config.load(tmp_path / "new", {})) as service:
        assert all(b"Attached." not in service.store.archive.get(one) for one in service.store.archive.hashes())


def test_a_file_that_is_older_than_what_zip_can_say_is_kept(office: Office, tmp_path: Path) -> None:
    """Some file systems give every file the year 1970."""
    os.utime(next(office.service.installation.studies.rglob("study.toml")), (0, 0))
    assert verify(Path(back_up(office.service, tmp_path / "one.zip", None, office.now).file)).faults == []


@pytest.mark.parametrize(
    "change",
    [
        {"base": {"file": "one.zip", "id": ""}},
        {"base": {"file": "../x.zip", "id": "0" * 64}},
        {"base": {"file": "one.zip"}},
        {"files": ["counterfoil.toml"]},
        {"files": {"studies/../archive.dispatched": "0" * 64}},
        {"files": {"../counterfoil.toml": "0" * 64}},
        {"originals": ["../../x"]},
        {"format": 2, "more": 1},
        {"format": None},
    ],
)
def test_a_manifest_that_somebody_else_wrote_is_refused_in_a_sentence(office: Office, tmp_path: Path, change: dict[str, object]) -> None:
    """It can lead neither the program astray nor a file anywhere."""
    made = Path(back_up(office.service, tmp_path / "one.zip", None, office.now).file)

    def changed(name: str, content: bytes) -> bytes:
        return json.dumps(json.loads(content) | change).encode() if name == MANIFEST else content

    worse = rebuilt(made, tmp_path / "worse.zip", changed)
    for act in (lambda: verify(worse), lambda: restore(worse, tmp_path / "new", {})):
        with pytest.raises(ConfigurationError, match=r"no whole backup|format (2|None)"):
            act()
    assert not (tmp_path / "new").exists()


def test_what_was_erased_is_not_missed_and_does_not_come_back(office: Office, tmp_path: Path) -> None:
    """A backup of yesterday, put back beside the erasure log of today, forgets again."""
    office.write(person(0), ("answers.xlsx", office.workbook(0)), reply_to=0)
    yesterday = Path(back_up(office.service, tmp_path / "yesterday.zip", None, office.now).file)
    erase(office.service, Erasing(who=person(0), by="anna", note="asked"), office.later())
    today = Path(back_up(office.service, tmp_path / "today.zip", None, office.now).file)
    assert verify(today).faults == []
    home = tmp_path / "new"
    home.mkdir()
    shutil.copy(office.home / "archive.erased", home / "archive.erased")
    restore(yesterday, home, {})
    with open_service(config.load(home, {})) as service:
        assert all(b"Attached." not in service.store.archive.get(one) for one in service.store.archive.hashes())
        assert person(0).encode() not in (home / "counterfoil.db").read_bytes()


def test_nothing_is_written_over(office: Office, tmp_path: Path) -> None:
    """Neither a backup nor an installation."""
    made = Path(back_up(office.service, tmp_path / "one.zip", None, office.now).file)
    with pytest.raises(ConfigurationError, match="never written over"):
        back_up(office.service, made, None, office.now)
    settings = (office.home / "counterfoil.toml").read_bytes()
    with pytest.raises(ConfigurationError, match="there already"):
        restore(made, office.home, {})
    assert (office.home / "counterfoil.toml").read_bytes() == settings


def test_a_database_that_is_used_is_not_restored_into(tmp_path: Path, office: Office, database: Callable[[str], str]) -> None:
    """And no settings stay behind that would belong to it."""
    made = Path(back_up(office.service, tmp_path / "one.zip", None, office.now).file)
    used = database("sqlite")
    restore(made, tmp_path / "first", {"COUNTERFOIL_DATABASE_URL": used})
    with pytest.raises(ConfigurationError, match="not empty"):
        restore(made, tmp_path / "second", {"COUNTERFOIL_DATABASE_URL": used})
    assert not (tmp_path / "second" / "counterfoil.toml").exists()


def test_a_database_that_was_there_is_never_removed(tmp_path: Path, office: Office) -> None:
    """Neither where it is damaged, nor where somebody works with it just now."""
    made = Path(back_up(office.service, tmp_path / "one.zip", None, office.now).file)
    damaged = tmp_path / "damaged.db"
    damaged.write_bytes(b"no database" * 1_000)
    before = damaged.read_bytes()
    with pytest.raises(ConfigurationError):
        restore(made, tmp_path / "first", {"COUNTERFOIL_DATABASE_URL": f"sqlite:///{damaged}"})
    assert damaged.read_bytes() == before
    used = office.service.store.files[0]
    with office.service.store.transaction(), pytest.raises(ConfigurationError, match="locked"):
        restore(made, tmp_path / "second", {"COUNTERFOIL_DATABASE_URL": f"sqlite:///{used}?timeout=0.1"})
    assert used.exists()
    assert back_up(office.service, tmp_path / "two.zip", None, office.now).originals > 0


def test_a_restore_that_fails_can_be_done_again(tmp_path: Path, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that was full leaves neither settings nor a database behind."""
    made = Path(back_up(office.service, tmp_path / "one.zip", None, office.now).file)

    def full(*_: object) -> None:
        raise StoreError("No space is left.", where="the disk")

    with monkeypatch.context() as patched:
        patched.setattr(copying, "copy", full)
        with pytest.raises(StoreError, match="No space is left"):
            restore(made, tmp_path / "new", {})
    assert not [path for path in (tmp_path / "new").rglob("*") if path.suffix in {".db", ".toml"}]
    assert restore(made, tmp_path / "new", {}).originals > 0


def test_a_file_that_is_no_backup_is_told(tmp_path: Path, office: Office) -> None:
    """A workbook, a file that was cut, and none at all."""
    made = Path(back_up(office.service, tmp_path / "one.zip", None, office.now).file)
    cut = tmp_path / "cut.zip"
    cut.write_bytes(made.read_bytes()[:-1_000])
    book = tmp_path / "book.xlsx"
    book.write_bytes(office.workbook(0))
    for path, why in ((cut, "its end is missing"), (book, "no manifest"), (tmp_path / "none.zip", "No such file")):
        with pytest.raises(ConfigurationError, match=why):
            verify(path)
    assert json.loads(zipfile.ZipFile(made).read(MANIFEST))["format"] == 1
