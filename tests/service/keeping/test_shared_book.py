"""Machines that share a bucket share the dispatch book: none sends anything by an older copy of the database, whoever sent since."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from domain.errors import StoreError
from service.installation import config
from service.keeping.carrying import carry
from service.operation.tick import tick
from service.wiring import Service, open_service
from store import copying
from tests.s3_server import KEY, Between
from tests.service.house import House, house, once_each
from tests.service.installed import at


@dataclass(frozen=True)
class Machine(House):
    """A machine with its own folder, which knows the key of the bucket."""

    @contextmanager
    def opened(self, *, carries: bool = False) -> Iterator[Service]:
        """Open the installation."""
        settings = config.load(self.home, {"COUNTERFOIL_DATABASE_URL": self.url, "COUNTERFOIL_ARCHIVE_PASSWORD": KEY})
        with open_service(settings, carries=carries) as service:
            yield service


@contextmanager
def two(tmp_path: Path, way: Between) -> Iterator[tuple[Machine, Machine]]:
    """Give two machines with one database and one bucket; none has sent anything."""
    with house(tmp_path, f"sqlite:///{tmp_path / 'shared.db'}") as made:
        there = f'[archive]\nurl = "s3://study/{way.server.bucket().prefix}"\nendpoint = "{way.server.endpoint}"\nkey_id = "{KEY}"\n'
        with (made.home / config.FILE).open("a") as file:
            file.write(there)
        first = Machine(made.home, made.url, made.server)
        with first.opened(carries=True) as service:
            carry(service)
        shutil.rmtree(made.home / "archive")
        shutil.copytree(made.home, tmp_path / "second")
        yield first, Machine(tmp_path / "second", made.url, made.server)


def older(machine: Machine, tmp_path: Path) -> Path:
    """Keep a copy of the database as it is now."""
    with machine.opened() as service:
        copying.snapshot(service.store, tmp_path / "older.db")
    return tmp_path / "older.db"


def put_back(machine: Machine, copy: Path, tmp_path: Path) -> Machine:
    """Put an older copy of the database back, for this machine alone."""
    shutil.copy(copy, tmp_path / "back.db")
    return replace(machine, url=f"sqlite:///{tmp_path / 'back.db'}")


def test_a_machine_that_never_sent_goes_on_where_another_was(tmp_path: Path, way: Between) -> None:
    """It has no book of its own, and misses none."""
    with two(tmp_path, way) as (first, second):
        assert first.tick(at("02-10")) == []
        assert second.tick(at("02-10", 11)) == []
        assert once_each(first.got())
        assert not second.book.exists()
        assert second.tick(at("02-20")) == []
        assert first.tick(at("02-20", 11)) == []
        assert once_each(first.got(), 2)
        assert second.book.exists()


def test_what_another_machine_sent_since_is_known_by_an_older_copy(tmp_path: Path, way: Between) -> None:
    """Nothing is sent by it until a person has decided, and then nobody gets anything twice; the machine that sent is gone."""
    with two(tmp_path, way) as (first, second):
        assert first.tick(at("02-10")) == []
        copy = older(first, tmp_path)
        assert first.tick(at("02-20")) == []
        first.book.unlink()
        back = put_back(second, copy, tmp_path)
        (problem,) = back.tick(at("02-21"))
        assert "an older copy was put back" in problem
        assert "The book is whole" in str(back.case())
        back.decide("resume", at("02-21", 11))
        assert back.tick(at("02-21", 12)) == []
        assert once_each(back.got(), 2)


def test_a_pass_of_a_machine_that_was_lost_in_it_is_known_as_one_that_never_ended(tmp_path: Path, way: Between) -> None:
    """Its end did not come to the bucket: which letters it began nobody can say, so that what may have left comes into doubt."""
    with two(tmp_path, way) as (first, second):
        assert first.tick(at("02-10")) == []
        copy = older(first, tmp_path)
        begun: list[str] = []

        def lost(method: str, path: str) -> str:
            if method == "PUT" and "/dispatched/" in path:
                begun.append(path)
                return "403" if begun.count(path) > 1 else ""
            return ""

        way.fault = lost
        assert first.tick(at("02-20")) == []
        way.fault = lambda method, path: ""  # noqa: ARG005 - as `Fault` has it
        assert len(begun) == 2
        back = put_back(second, copy, tmp_path)
        (problem,) = back.tick(at("02-21"))
        assert "an older copy was put back" in problem
        assert "The book is whole" not in str(back.case())
        back.decide("doubt", at("02-21", 11))
        back.tick(at("02-21", 12))
        assert back.states()["uncertain"] > 0
        assert once_each(back.got(), 2)


def test_nothing_leaves_where_others_cannot_be_told(tmp_path: Path, way: Between) -> None:
    """The bucket refuses the page that is to be begun: the letters wait, and leave when it takes it."""
    with two(tmp_path, way) as (first, _):
        way.fault = lambda method, path: "403" if method == "PUT" and "/dispatched/" in path else ""
        with first.opened() as service, pytest.raises(StoreError, match="refuses us"):
            tick(service, at("02-10"))
        assert first.got() == {}
        way.fault = lambda method, path: ""  # noqa: ARG005 - as `Fault` has it
        assert first.tick(at("02-10", 11)) == []
        assert once_each(first.got())
