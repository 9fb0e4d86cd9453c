"""Going back to the version of before an upgrade, as docs/upgrades.md says it: the backup is put back, and nothing is sent twice."""

from __future__ import annotations

import shutil
from pathlib import Path

from domain.case import CaseKind
from service.installation import config
from service.operation.health import Health
from service.operation.tick import tick
from service.wiring import open_service
from store import holds
from tests.cli.program import done
from tests.service.installed import at, letters, make


def test_what_left_after_the_backup_is_not_sent_again(tmp_path: Path) -> None:
    """The book tells that more has left than the store of before knows; it sends nothing, is not ready, and says so as a case."""
    home, away, file = tmp_path / "counterfoil", tmp_path / "counterfoil.after", tmp_path / "before.zip"
    make(home, 2)
    with open_service(config.load(home, {})) as service:
        tick(service, at("02-10"))
    done("backup", file, "--home", home)
    done("backup", "--verify", file, "--home", home)
    with open_service(config.load(home, {})) as service:
        assert sum(tick(service, at("02-20")).sent.values()) > 0
    left = [one.name for one in (home / "out" / "new").iterdir()]

    shutil.move(home, away)
    home.mkdir(mode=0o700)
    for name in ("archive.erased", "archive.dispatched"):
        if (away / name).exists():
            shutil.copy2(away / name, home / name)
    assert (home / "archive.dispatched").exists()
    done("restore", file, "--home", home)
    shutil.copytree(away / "inbox", home / "inbox")
    shutil.copytree(away / "out", home / "out")

    with open_service(config.load(home, {})) as service:
        report = tick(service, at("02-20", 11))
        assert not sum(report.sent.values())
        (fault,) = [one for one in Health(service, lambda: at("02-20", 11)).ready() if not one.well]
        assert fault.what == "generation"
        with service.store.reading() as tx:
            assert [one.kind for one in holds.everywhere(tx, CaseKind.RESTORED)] == [CaseKind.RESTORED]
    assert sorted(left) == sorted(one.name for one in (home / "out" / "new").iterdir())
    assert letters(home)
