"""Somebody who can put a file where backups lie packs one of their own, so that whoever checks or restores it has a machine that hangs.

They know how a backup is made, and that nobody signs it: whatever stands in it, they can write with its hash. So its manifest is a few
hundred kilobytes that unfold to gigabytes, or it names files that no disk can have, which is found out half-way. All of that is told in a
sentence before anything is written; a backup that was packed anew, and says the same, is put back.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from domain.errors import ConfigurationError
from service.keeping.backups.file import MANIFEST
from service.keeping.backups.making import back_up
from service.keeping.backups.restoring import restore
from service.keeping.backups.verifying import verify
from tests.attacks.scene import Scene

_NOBODY = {"id": "0" * 64}
_WIDE = "\u00fc"  # Two bytes on the disk.
_PIECE = b" " * (1 << 20)


def _packed(scene: Scene, folder: Path, files: dict[str, bytes] | None = None, **said: Any) -> Path:
    """Return a backup that has these files besides, with their hashes, and of which the manifest says something else besides."""
    with (
        zipfile.ZipFile(back_up(scene.service, folder / "ours.zip", None, scene.now).file) as ours,
        zipfile.ZipFile(folder / "one.zip", "w") as made,
    ):
        for one in ours.infolist():
            if one.filename != MANIFEST:
                made.writestr(one, ours.read(one))
        for name, data in (files or {}).items():
            made.writestr(name, data)
        manifest = json.loads(ours.read(MANIFEST)) | said
        manifest["files"] |= {name: sha256(data).hexdigest() for name, data in (files or {}).items()}
        made.writestr(MANIFEST, json.dumps(manifest))
    return folder / "one.zip"


def _refused(file: Path, home: Path, why: str) -> None:
    acts: tuple[Callable[[], object], ...] = (lambda: verify(file), lambda: restore(file, home, {}))
    for act in acts:
        with pytest.raises(ConfigurationError, match=why):
            act()
    assert not home.exists()


@pytest.mark.parametrize(
    "files",
    [
        {"studies/a": b"1", "studies/a/b": b"2"},
        {f"studies/{'a' * 300}": b"1"},
        {f"studies/{_WIDE * 200}": b"1"},
        {"studies/" + "a/" * 2_000 + "a": b"1"},
    ],
    ids=["a file within a file", "a name without end", "a name that is longer on the disk", "folders without end"],
)
def test_files_that_no_disk_can_have_are_refused(scene: Scene, tmp_path: Path, files: dict[str, bytes]) -> None:
    """By who checks the backup, too: nobody keeps one that cannot be put back."""
    _refused(_packed(scene, tmp_path, files), tmp_path / "home", "no file of an installation")


@pytest.mark.parametrize("name", ["", "..", "a" * 5_000, "\ud800"], ids=["none", "above", "without end", "half a sign"])
def test_a_base_that_no_file_can_be_is_refused(scene: Scene, tmp_path: Path, name: str) -> None:
    """It is not even looked for."""
    _refused(_packed(scene, tmp_path, base={**_NOBODY, "file": name}), tmp_path / "home", "its manifest is none of a backup")


def test_a_manifest_that_unfolds_is_not_unfolded(tmp_path: Path) -> None:
    """Nothing but its size is looked at."""
    with zipfile.ZipFile(tmp_path / "one.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as made, made.open(MANIFEST, "w") as manifest:
        for _ in range(257):
            manifest.write(_PIECE)
    assert (tmp_path / "one.zip").stat().st_size < 4_000_000
    _refused(tmp_path / "one.zip", tmp_path / "home", "it is too large")


def test_what_says_the_same_is_put_back(scene: Scene, tmp_path: Path) -> None:
    """The honest counterpart: a backup that was packed anew on its way, with a note in the study's folder."""
    note = {"studies/notes/\u00fcber uns.txt": b"Call them first."}
    file = _packed(scene, tmp_path, note)
    assert verify(file).whole
    restore(file, tmp_path / "home", {})
    assert (tmp_path / "home" / next(iter(note))).read_bytes() == b"Call them first."
