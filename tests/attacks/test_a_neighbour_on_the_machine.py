"""A user of the same machine, with an account and nothing else, wants the answers and the mailbox's password.

They look for what is readable to all: the database, the archive, a file with a secret that was made in a hurry.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.errors import ConfigurationError
from service.installation import config
from tests.attacks.scene import Scene, person
from tests.service.installed import make, write_settings


@pytest.fixture
def _open_umask() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


def readable(*places: Path) -> list[Path]:
    """Return which of these files and folders, or of what is in them, the group or others may read."""
    return [path for place in places for path in (place, *place.rglob("*")) if stat.S_IMODE(path.stat().st_mode) & 0o077]


@pytest.mark.usefixtures("_open_umask")
def test_what_the_program_writes_is_for_its_user_alone(tmp_path: Path) -> None:
    """Whatever the umask is."""
    home = tmp_path / "installation"
    make(home, 1)
    assert readable(home / "archive", *home.glob("counterfoil.db*")) == []


@pytest.mark.usefixtures("_open_umask")
def test_what_comes_in_is_kept_for_its_user_alone(scene: Scene) -> None:
    """The originals in the archive, and the database beside its journal."""
    scene.reply(5, person(5), ("answers.xlsx", scene.workbook(5, employees=505)))
    kept = [scene.home / "archive", *scene.home.glob("counterfoil.db*")]
    assert len(kept) > 1
    assert readable(*kept) == []


@pytest.mark.parametrize("mode", [0o666, 0o644, 0o640])
def test_a_secret_that_others_may_read_is_refused_with_the_remedy(tmp_path: Path, mode: int) -> None:
    """The sentence says how to mend it."""
    _with_secret(tmp_path, mode)
    with pytest.raises(ConfigurationError) as told:
        config.load(tmp_path, {})
    assert "imap.secret" in str(told.value)
    assert "chmod 600" in str(told.value)


@pytest.mark.parametrize("mode", [0o600, 0o400])
def test_a_secret_that_only_its_user_may_read_is_taken(tmp_path: Path, mode: int) -> None:
    """That is how it should be."""
    _with_secret(tmp_path, mode)
    assert config.load(tmp_path, {}).intakes


def _with_secret(home: Path, mode: int) -> None:
    (home / "imap.secret").write_text("a secret")
    (home / "imap.secret").chmod(mode)
    write_settings(home, {"mailbox": 'kind = "imap"\nhost = "imap.example"\nport = 993\nuser = "u"\npassword_file = "imap.secret"'})
