"""What the program writes is for its owner alone, whatever the umask; a database that all could read no longer is."""

from __future__ import annotations

import grp
import os
import pwd
import subprocess
import sys
from pathlib import Path

import pytest

from service.installation import config
from service.installation.install import SAMPLE
from service.operation import doctor
from service.wiring import open_service
from settings.private import changed_by_others
from store import Store
from store.archive.originals import Archive
from tests.service.installed import at, contacts_csv, make, write_settings

LOOSE = 0o022


def run(*arguments: str | Path) -> None:
    """Run the program under a umask that lets everybody read."""
    command = [sys.executable, "-c", "from cli.main import run; run()", *map(str, arguments)]
    subprocess.run(command, umask=LOOSE, check=True, capture_output=True)


def open_to_all(folder: Path) -> list[tuple[str, str]]:
    """Return the files and folders there that anybody but the owner may use, with their modes."""
    found = [folder, *folder.rglob("*")]
    return [(str(path.relative_to(folder)), oct(path.stat().st_mode & 0o777)) for path in found if path.stat().st_mode & 0o077]


def test_an_installation_at_work_writes_nothing_that_others_may_read(tmp_path: Path) -> None:
    """Settings, database, archive, locks, letters, previews, exports."""
    home = tmp_path / "home"
    (tmp_path / "people.csv").write_bytes(contacts_csv(2))
    run("init", home)
    sections = {"transport": f'kind = "maildir"\npath = "{home / "out"}"', "mailbox": f'kind = "maildir"\npath = "{home / "inbox"}"'}
    write_settings(home, sections)
    run("contacts", "load", tmp_path / "people.csv", "--list", "itu-d-sector-members", "--home", home)
    run("study", "apply", "--home", home)
    run("preview", "circular", "--to", "ORG000", "--home", home, "--out", home / "look")
    run("send", "circular", "--home", home, "--live")
    run("export", "csv", "--home", home, "--out", home / "exported")
    assert (home / "archive").is_dir()
    assert list((home / "out" / "new").iterdir())
    assert open_to_all(home) == []


def test_the_store_is_private_while_it_is_open_whoever_opens_it(tmp_path: Path) -> None:
    """SQLite's own files beside it too: no program has to set a umask for that."""
    code = (
        "import sys; from pathlib import Path; from store import Store\n"
        "folder = Path(sys.argv[1]); store = Store(f'sqlite:///{folder}/counterfoil.db', folder / 'archive')\n"
        "with store.transaction() as tx: tx.exec_driver_sql(\"INSERT INTO study VALUES ('a', 0, NULL)\")\n"
        "store.archive.put([b'kept'])\n"
        "with store.exclusive('sender'): print(*(f'{p.name}:{p.stat().st_mode & 0o777:o}' for p in sorted(folder.rglob('*'))))\n"
    )
    folder = tmp_path / "kept"
    folder.mkdir(mode=0o755)
    ran = subprocess.run([sys.executable, "-c", code, folder], umask=LOOSE, check=True, capture_output=True, text=True)
    modes = dict(one.rsplit(":", 1) for one in ran.stdout.split())
    assert {"counterfoil.db", "counterfoil.db-wal", "counterfoil.db-shm", ".sender.lock", "archive"} <= modes.keys()
    assert {mode for name, mode in modes.items() if (folder / name).is_file() or "counterfoil" in name} == {"600"}
    assert set(modes.values()) == {"600", "700"}


def test_a_database_and_an_archive_that_all_could_read_are_closed_when_they_are_opened(tmp_path: Path) -> None:
    """What was shared with a group alone was somebody's wish, and stays."""
    url = f"sqlite:///{tmp_path / 'old.db'}"
    Store(url, tmp_path / "archive").close()
    database, archive = tmp_path / "old.db", tmp_path / "archive"
    database.chmod(0o644)
    archive.chmod(0o755)
    Store(url, archive).close()
    assert (database.stat().st_mode & 0o777, archive.stat().st_mode & 0o777) == (0o600, 0o700)
    database.chmod(0o640)
    archive.chmod(0o750)
    Store(url, archive).close()
    assert (database.stat().st_mode & 0o777, archive.stat().st_mode & 0o777) == (0o640, 0o750)


def test_the_archive_keeps_what_it_has_and_makes_the_rest_private(tmp_path: Path) -> None:
    """A folder above it that was there stays as it was."""
    tmp_path.chmod(0o755)
    archive = Archive(tmp_path / "a" / "archive")
    (sha256,) = archive.put([b"an original"])
    assert Path(archive.where(sha256)).stat().st_mode & 0o777 == 0o600
    assert {one.stat().st_mode & 0o777 for one in (tmp_path / "a", archive.root, Path(archive.where(sha256)).parent)} == {0o700}
    assert tmp_path.stat().st_mode & 0o777 == 0o755


def test_doctor_tells_what_everybody_may_read(tmp_path: Path) -> None:
    """Where it was opened to all since, with how to close it."""
    make(tmp_path, 1)
    with open_service(config.load(tmp_path, {})) as service:
        looked = {one.what: one for one in doctor.examine(service, at("02-01"))}
        assert looked["files"].well
        (tmp_path / "archive").chmod(0o755)
        (tmp_path / "counterfoil.db").chmod(0o604)
        looked = {one.what: one for one in doctor.examine(service, at("02-01"))}
    assert not looked["files"].well
    assert f"chmod -R go-rwx {tmp_path / 'counterfoil.db'} {tmp_path / 'archive'}" in looked["files"].found


def rights(home: Path) -> doctor.CheckResult:
    """Return what the doctor says of who may change settings and studies."""
    with open_service(config.load(home, {})) as service:
        (found,) = [one for one in doctor.examine(service, at("02-01")) if one.what == "rights"]
    return found


def test_doctor_tells_who_else_may_change_settings_and_studies_and_what_mends_it(tmp_path: Path) -> None:
    """Anybody on the machine could change where letters go: the command that it names, run as it stands, ends that."""
    home = tmp_path / "an installation"
    make(home, 1)
    assert rights(home).well
    home.chmod(0o777)
    (home / config.FILE).chmod(0o666)
    studies = [home / "studies", *(home / "studies").rglob("*")]
    for path in studies:
        path.chmod(path.stat().st_mode | 0o222)
    found = rights(home)
    assert not found.well
    assert f"may change {home}, {home / config.FILE}, {home / 'studies'}, and so who is written to" in found.found
    command = found.found.partition("Let their owner run: ")[2].removesuffix(".")
    assert command == f"chmod go-w '{home}' '{home / config.FILE}' && chmod -R go-w '{home / 'studies'}'"
    subprocess.run(["sh", "-c", command], check=True)
    assert rights(home).well
    assert [path for path in studies if path.stat().st_mode & 0o002] == []


def test_doctor_names_the_one_file_of_a_study_that_others_may_change(tmp_path: Path) -> None:
    """Of many the folder of the studies is named, so that the command stays short."""
    make(tmp_path, 1)
    letters = sorted((tmp_path / "studies" / SAMPLE / "letters").iterdir())
    letters[0].chmod(0o602)
    assert f"chmod -R go-w {letters[0]}." in rights(tmp_path).found
    for letter in letters:
        letter.chmod(0o602)
    assert len(letters) > 5
    assert f"chmod -R go-w {tmp_path / 'studies'}." in rights(tmp_path).found


def test_a_group_may_change_only_where_it_is_its_owners_own(tmp_path: Path) -> None:
    """Many systems give each user a group of that name, in which nobody else is."""
    me, file = pwd.getpwuid(os.getuid()), tmp_path / "counterfoil.toml"
    file.touch()
    file.chmod(0o664)
    mine = grp.getgrgid(me.pw_gid)
    os.chown(file, -1, me.pw_gid)
    assert changed_by_others(file) is not (mine.gr_name == me.pw_name and set(mine.gr_mem) <= {me.pw_name})
    others = [one.gr_gid for one in grp.getgrall() if one.gr_name != me.pw_name] if os.getuid() == 0 else os.getgroups()
    other = next((one for one in others if one != me.pw_gid), None)
    if other is None:
        pytest.skip("this user is in no other group")
    os.chown(file, -1, other)
    assert changed_by_others(file)
    file.chmod(0o644)
    assert not changed_by_others(file)
    assert not changed_by_others(tmp_path / "nothing")


def test_a_group_of_the_owners_name_in_which_others_are_is_not_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody may have been put into it since, and would change what its owner has."""
    file = tmp_path / "study.toml"
    file.write_text("x = 1")
    file.chmod(0o660)
    me = pwd.getpwuid(file.stat().st_uid)
    for members, changed in (([], False), ([me.pw_name], False), ([me.pw_name, "another"], True)):
        own = grp.struct_group((me.pw_name, "x", file.stat().st_gid, members))
        monkeypatch.setattr(
            pwd, "getpwuid", lambda _: pwd.struct_passwd((me.pw_name, "x", me.pw_uid, file.stat().st_gid, "", "/", "/bin/sh"))
        )
        monkeypatch.setattr(grp, "getgrgid", lambda _, own=own: own)
        assert changed_by_others(file) is changed, members
