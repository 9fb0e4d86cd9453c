"""What a backup is: a ZIP file with a manifest, the database as one of SQLite, the installation's own files, and originals by their hash.

A later backup may leave out the originals of an earlier one, its base; it names that by the SHA-256 of its manifest.
"""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter

from domain.errors import ConfigurationError, disk_fault
from domain.texts.secrets import blanked

MANIFEST: Final = "manifest.json"
DATABASE: Final = "counterfoil.db"
SETTINGS: Final = "counterfoil.toml"
ERASED: Final = "archive.erased"
_ARCHIVE = "archive/"
_FORMAT = 1
_CHUNK = 1 << 20
_LARGEST = 1 << 30  # Bytes of a member that is read as a whole.
_LARGEST_MANIFEST = 1 << 28  # Bytes of a manifest, of some 3.7 million originals; to read it takes several times as many.
_LONGEST = 255  # Bytes of the name of a file, on every disk.
_DEEPEST = 1_000  # Signs of a path in the installation; with that of its folder, a system takes some 4,000 bytes.
_HASH = re.compile(r"[0-9a-f]{64}")
_OWN = re.compile(r"counterfoil\.(?:toml|db)|archive\.erased|studies/.+")
# What a damaged member brings about, whose kind of packing or length may be anything by then.
_UNREADABLE = (zipfile.BadZipFile, zlib.error, KeyError, EOFError, OSError, ValueError, RuntimeError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a backup says of itself. `files` are those that are no originals, each with its SHA-256; `originals` are in this file.

    `at` is an instant in ISO 8601. `inherited` are the originals that lie in its base, or in the base of that; `base` is the base's file
    and the SHA-256 of its manifest, and empty where there is none. `lost` are originals that were damaged or gone already.
    """

    format: int = _FORMAT
    program: str
    at: str
    store: str
    generation: int
    files: Mapping[str, str]
    originals: Sequence[str]
    inherited: Sequence[str] = ()
    base: Mapping[str, str]
    lost: Sequence[str] = ()

    @property
    def all_originals(self) -> frozenset[str]:
        """Return the hashes of all originals of which this backup and its bases are made."""
        return frozenset((*self.originals, *self.inherited))

    def written(self) -> bytes:
        """Return the manifest as it stands in the file."""
        return json.dumps(asdict(self), indent=1).encode()


@dataclass(frozen=True, slots=True)
class Backup:
    """An open backup: `id` is the SHA-256 of its manifest."""

    path: Path
    manifest: Manifest
    id: str
    _packed: zipfile.ZipFile

    def read(self, name: str) -> bytes:
        """Return a member; ConfigurationError where it is damaged."""
        return b"".join(self.chunks(name))

    def chunks(self, name: str) -> Iterator[bytes]:
        """Yield a member piece by piece, which may be larger than the memory."""
        try:
            if self._packed.getinfo(name).file_size > _LARGEST and name != DATABASE:
                raise ValueError("it is too large")
            with self._packed.open(name) as member:
                while piece := member.read(_CHUNK):
                    yield piece
        except _UNREADABLE as error:
            raise damaged(self.path, _unreadable(name, error)) from error

    def original(self, sha256: str) -> bytes:
        """Return an original."""
        return self.read(f"{_ARCHIVE}{sha256}")


def without_passwords(settings: bytes) -> bytes:
    """Return a file of settings as it may stand in a backup, and be put back out of one that an earlier version made."""
    # Whatever is no UTF-8 comes out as it went in.
    return blanked(settings.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")


def member(sha256: str) -> str:
    """Return what an original is called in a backup."""
    return f"{_ARCHIVE}{sha256}"


@contextmanager
def opened(path: Path) -> Iterator[Backup]:
    """Open a backup; ConfigurationError where the file is none, or was cut."""
    try:
        packed = zipfile.ZipFile(path)
    except OSError as error:
        raise disk_fault(error, path) from error
    except _UNREADABLE as error:  # A damaged directory may call for a version of ZIP that there is not, or names in letters that are none.
        raise damaged(path, "it is no ZIP file, or its end is missing") from error
    with packed:
        try:
            if packed.getinfo(MANIFEST).file_size > _LARGEST_MANIFEST:
                raise ValueError("it is too large")
            raw = packed.read(MANIFEST)
            said = json.loads(raw)
            version = said["format"]
        except (*_UNREADABLE, TypeError) as error:
            raise damaged(path, f"it has no manifest of a backup ({error})") from error
        if version != _FORMAT:
            remedy = "Use the program that made it, or a newer one."
            raise ConfigurationError(f"This is a backup of format {version}.", where=str(path), remedy=remedy)
        try:
            manifest = _manifest(said)
        except ValueError as error:
            raise damaged(path, f"its manifest is none of a backup ({str(error).splitlines()[0]})") from error
        yield Backup(path, manifest, hashlib.sha256(raw).hexdigest(), packed)


@contextmanager
def with_bases(path: Path, id_: str = "") -> Iterator[Sequence[Backup]]:
    """Open a backup, which has this `id_` if one is given, and the bases of which it is made, newest first: all lie in one folder."""
    with opened(path) as newest:
        if id_ and newest.id != id_:
            remedy = f"Put the {path.name} there that was there when the backup was made."
            raise ConfigurationError("This is another backup than the one that is continued.", where=str(path), remedy=remedy)
        if not newest.manifest.base:
            yield (newest,)
            return
        beside = path.with_name(newest.manifest.base["file"])
        if not beside.is_file():
            what = f"This backup leaves out what is in {beside.name}, and that is not there."
            raise ConfigurationError(what, where=str(path), remedy=f"Put {beside.name} into the same folder.")
        with with_bases(beside, newest.manifest.base["id"]) as bases:
            yield (newest, *bases)


def _manifest(said: object) -> Manifest:
    """Return a manifest of which every part is what it must be, whoever wrote it; else ValueError."""
    manifest = TypeAdapter(Manifest).validate_python(said)
    hashes = (*manifest.files.values(), *manifest.originals, *manifest.inherited, *manifest.lost)
    if not all(map(_HASH.fullmatch, hashes)):
        raise ValueError("a hash is none")
    for name in manifest.files:
        if not _OWN.fullmatch(name) or len(name) > _DEEPEST or not all(map(_is_name, name.split("/"))):
            raise ValueError(f"{name[:_DEEPEST]!r} is no file of an installation")
    # What lies in a folder comes right behind it.
    for file, after in pairwise(sorted(name.split("/") for name in manifest.files)):
        if after[: len(file)] == file:
            raise ValueError(f"{'/'.join(file)!r} is no file of an installation, but a folder")
    if (base := manifest.base) and not (_HASH.fullmatch(base.get("id", "")) and _is_name(base.get("file", ""))):
        raise ValueError("the backup that it continues is none")
    return manifest


def _is_name(name: str) -> bool:
    """Say whether a disk can have a file or a folder of this name in a folder; ValueError where it has signs that are none."""
    return name not in {"", ".", ".."} and not {"/", "\0"} & {*name} and len(name.encode()) <= _LONGEST


def _unreadable(name: str, error: Exception) -> str:
    """Say what is wrong with a member, and leave out what only a library has a use for."""
    if isinstance(error, KeyError):
        return f"{name} is not in it"
    if isinstance(error, zipfile.BadZipFile | zlib.error | EOFError):
        return f"{name} is damaged"
    return f"{name} cannot be read ({error})"


def damaged(path: Path, why: str) -> ConfigurationError:
    """Return what is told of a file that is no whole backup; the clause `why` is among its facts."""
    remedy = "Take another backup, and make a new one."
    return ConfigurationError(f"This is no whole backup: {why}.", where=str(path), remedy=remedy, facts={"why": why})
