"""An installation whose archive lies in a bucket works as any other: letters, answers, erasures and backups; and two machines share it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType

import pytest

from domain.errors import ConfigurationError, MissingError, StoreError
from domain.rules.ready import Condition
from service.collecting.collect import collect
from service.installation import config
from service.installation.passwords import Passwords
from service.installation.sharing_archive import bucket_of
from service.keeping.backups.making import back_up
from service.keeping.backups.restoring import restore
from service.keeping.backups.verifying import verify
from service.keeping.carrying import carry
from service.operation import doctor
from service.operation.health import Health
from service.operation.tick import tick
from service.personal.erasing import Erasing, erase
from service.wiring import Service, open_service
from store import messages, read_over
from store.archive.erasures import Erased
from tests.s3_server import KEY, Between, S3Server
from tests.service.installed import at, maildirs
from tests.service.keeping.test_moving import exported
from tests.service.office import Office, Template, person

NOTHING: Mapping[str, str] = MappingProxyType({})
SECRET = {"COUNTERFOIL_ARCHIVE_PASSWORD": KEY}


def settled_in(kept: Template, folder: Path, server: S3Server) -> Path:
    """Return a copy of the installation whose settings name a bucket of its own, and whose archive lies in the folder."""
    home = folder / "installation"
    shutil.copytree(kept.home, home)
    maildirs(home)
    with (home / config.FILE).open("a") as file:
        file.write(f'[archive]\nurl = "s3://study/{server.bucket().prefix}"\nendpoint = "{server.endpoint}"\nkey_id = "{KEY}"\n')
    return home


@contextmanager
def shared(kept: Template, folder: Path, server: S3Server) -> Iterator[Office]:
    """Give a copy of the installation at work, whose archive was carried into a bucket of its own; nothing of it is left in the folder."""
    home = settled_in(kept, folder, server)
    with opened(home, carries=True) as service:
        there = len([one for one in (home / "archive").glob("*/*") if one.is_file()])
        assert carry(service).originals == there > 10
        assert carry(service).originals == 0
    shutil.rmtree(home / "archive")
    with opened(home) as service:
        yield Office(kept, service)


@contextmanager
def opened(home: Path, more: Mapping[str, str] = NOTHING, *, carries: bool = False) -> Iterator[Service]:
    """Open an installation with the key."""
    with open_service(config.load(home, SECRET | dict(more)), carries=carries) as service:
        yield service


def test_the_whole_round_trip(kept: Template, tmp_path: Path, way: Between) -> None:
    """An answer comes in, is counted, is erased and never comes back; letters leave; a backup goes elsewhere and exports the same."""
    with shared(kept, tmp_path, way.server) as office:
        office.write(person(0), ("answers.xlsx", office.workbook(0)), reply_to=0)
        office.write(person(1), ("answers.xlsx", office.workbook(1)), reply_to=1)
        out = len(list((office.home / "out" / "new").iterdir()))
        assert tick(office.service, office.later()).problems == []
        assert len(list((office.home / "out" / "new").iterdir())) >= out + 2
        back_up(office.service, tmp_path / "one.zip", None, office.now)
        gone = erase(office.service, Erasing(who=person(1), by="anna", note="asked"), office.later())
        assert gone.originals > 0
        back_up(office.service, tmp_path / "two.zip", tmp_path / "one.zip", office.now)
        assert (verify(tmp_path / "two.zip").faults, verify(tmp_path / "two.zip").lost) == ([], [])
        before = exported(office.service, tmp_path / "before", office.now)
        there = sorted(office.service.store.archive.hashes())
        office.check()
        assert not [one for one in (office.home / "archive").rglob("*") if one.is_file()]
        assert not (office.home / "archive.erased").exists()
    other = {"COUNTERFOIL_ARCHIVE_URL": f"s3://study/{way.server.bucket().prefix}"}
    restore(tmp_path / "two.zip", tmp_path / "new", SECRET | other)
    with opened(tmp_path / "new", other) as service:
        assert exported(service, tmp_path / "after", office.now) == before
        assert sorted(service.store.archive.hashes()) == there
        assert service.store.archive.where().startswith(other["COUNTERFOIL_ARCHIVE_URL"])


def test_what_was_not_carried_yet_is_told_before_anything_is_done(kept: Template, tmp_path: Path, way: Between) -> None:
    """The table in the settings and the originals in the folder still: letters would fail, and a backup would keep nothing."""
    home = settled_in(kept, tmp_path, way.server)
    with pytest.raises(ConfigurationError, match=r"lie in the folder .*archive, and not yet in the bucket.*move --archive"), opened(home):
        pass
    with opened(home, carries=True) as service:
        carry(service)
        last = [*service.store.archive.hashes()][-1]
        service.store.archive.remove([last])
    with pytest.raises(ConfigurationError, match="once more if it was interrupted"), opened(home):
        pass
    with opened(home, carries=True) as service:
        assert carry(service).originals == 1
    with opened(home) as service:
        assert service.store.archive.has(last)


def test_what_was_damaged_or_erased_in_the_folder_is_not_waited_for(kept: Template, tmp_path: Path, way: Between) -> None:
    """Damaged originals stay behind when the rest is carried, and what was erased since lies in the folder alone."""
    home = settled_in(kept, tmp_path, way.server)
    with opened(home, carries=True) as service:
        *_, last = sorted((home / "archive").glob("*/*"))
        last.write_bytes(b"another")
        assert carry(service).lost == [last.name]
    with opened(home) as service:
        archive = service.store.archive
        gone = [*archive.hashes()][-1]
        archive.erasures.append(Erased(at=at("03-01"), why="1", people={}, originals=(gone,)))
        archive.remove([gone])
    with opened(home, carries=True) as service:
        assert not service.store.archive.has(gone)
        assert carry(service).originals == 0, "what was erased since came back"


def test_a_database_of_another_day_forgets_again_what_another_machine_erased(kept: Template, tmp_path: Path, way: Between) -> None:
    """The erasure log lies in the bucket: nobody has to carry a file from machine to machine."""
    with shared(kept, tmp_path, way.server) as office:
        office.write(person(0), ("answers.xlsx", office.workbook(0)), reply_to=0)
        shutil.copytree(office.home, tmp_path / "older")
        with office.service.store.reading() as tx:
            (mail,) = messages.in_states(tx, ["done"])
        erase(office.service, Erasing(who=person(0), by="anna", note="asked"), office.later())
    with opened(tmp_path / "older") as service:
        with pytest.raises(MissingError, match="erased on"):
            service.store.archive.get(mail.sha256)
        with service.store.reading() as tx:
            assert [one.sender for one in messages.in_states(tx, ["done"]) if one.sender == person(0)] == []


def test_what_is_wrong_in_the_bucket_is_told(kept: Template, tmp_path: Path, way: Between) -> None:
    """By `doctor` and those who watch; a store that is away is no original that is lost, and mail waits on its server meanwhile."""
    with shared(kept, tmp_path, way.server) as office:
        objects, archive = office.service.store.archive.objects, office.service.store.archive
        assert objects
        first = next(iter(archive.hashes()))
        objects.delete(f"archive/{first[:2]}/{first}")
        objects.put(f"archive/{first[:2]}/{first}", b"another")
        problems = tick(office.service, office.later()).problems
        while read_over.load(archive).after:
            problems += tick(office.service, office.later()).problems
        assert len([one for one in problems if f"{first} (damaged)" in one]) == 1
        assert {one.what: one.well for one in doctor.examine(office.service, office.now)}["archive"] is False
        assert condition(office).well
        way.fault = lambda method, path: "403"  # noqa: ARG005 - as `Fault` has it
        assert "refuses us" in condition(office).found
        (office.home / "inbox" / "new" / "1.eml").write_bytes(b"From: a@a.example\r\nMessage-ID: <1@a>\r\n\r\nWords.\r\n")
        with pytest.raises(StoreError, match="refuses us"):
            collect(office.service, office.later())
        way.fault = lambda method, path: ""  # noqa: ARG005
        assert collect(office.service, office.later()).new == 1


def test_a_store_that_heeds_no_conditions_is_told(kept: Template, tmp_path: Path, s3: S3Server) -> None:
    """With what may be lost by that."""
    with shared(kept, tmp_path, s3) as office:
        (found,) = [one for one in doctor.examine(office.service, office.now) if one.what == "archive"]
        assert not found.well
        assert "heeds no If-None-Match" in found.found


def condition(office: Office) -> Condition:
    """Return what those who watch are told of the bucket, looked at anew."""
    (found,) = [one for one in Health(office.service, lambda: office.now).ready() if one.what == "archive"]
    return found


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ('url = "archive"', r"names no bucket.*s3://BUCKET"),
        ('url = "s3://study/../other"', "names no bucket"),
        ('url = "s3://Study"', "names no bucket"),
        ('endpoint = "https://s3.agency.example"', "url"),
        ('url = "s3://study"', "Neither endpoint nor region is set"),
        ('url = "s3://study"\nendpoint = "http://s3.agency.example"', r"plain HTTP everybody on the way.*plain_http = true"),
        ('url = "s3://study"\nendpoint = "http://["', "is no endpoint"),
        ('url = "s3://study"\nendpoint = "https://a b"', "is no endpoint"),
        ('url = "s3://study"\nendpoint = "https://s3.agency.example:99999"', "is no endpoint"),
        ('url = "s3://study"\nendpoint = "https://user:secret@s3.agency.example"', "is no endpoint"),
        ('url = "s3://study"\nregion = "eu-central-1"\nkey_id = "A"', "one of the two parts of its key"),
        (
            'url = "s3://study"\nregion = "eu-central-1"\npassword = "secret"',
            r"password in the settings file.*COUNTERFOIL_ARCHIVE_PASSWORD",
        ),
        ('url = "s3://study"\nregion = "eu-central-1"\nsecret = "secret"', "secret"),
    ],
)
def test_settings_that_cannot_be_meant_are_told(tmp_path: Path, written: str, told: str) -> None:
    """Before anything is asked of a store."""
    (tmp_path / config.FILE).write_text(f"[archive]\n{written}\n")
    with pytest.raises(ConfigurationError, match=told):
        config.load(tmp_path, {})


def test_where_a_bucket_is_may_be_said_in_many_ways() -> None:
    """Of AWS by its region, at this machine in the clear, elsewhere in the clear where that is said; the environment wins over the file."""
    secrets = Passwords(Path(), {"COUNTERFOIL_ARCHIVE_PASSWORD": "s"}, "here")
    aws = bucket_of({"url": "s3://study/a/b/", "region": "eu-central-1", "key_id": "k"}, secrets, {})
    assert aws
    assert (aws.name, aws.prefix, aws.endpoint, aws.region, aws.key_id, aws.secret) == ("study", "a/b", "", "eu-central-1", "k", "s")
    near = {"url": "s3://study", "endpoint": "http://127.0.0.1:9000/", "key_id": "k"}
    for values in (near, near | {"endpoint": "http://[::1]:9000"}, near | {"endpoint": "http://s3.lan", "plain_http": True}):
        found = bucket_of(values, secrets, {})
        assert found
        assert found.endpoint == str(values["endpoint"]).rstrip("/")
    other = bucket_of(near, secrets, {"COUNTERFOIL_ARCHIVE_URL": "s3://drill/x"})
    assert other
    assert str(other) == "s3://drill/x"
    assert bucket_of({}, secrets, {}) is None
