"""Files that came by the console and wait to be looked at: in a folder of the installation, for its owner alone, few and not for long.

Nothing of them stays in memory from one page to the next: each look reads the file anew.
"""

from __future__ import annotations

import secrets
import shutil
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from domain.errors import ConfigurationError
from service.wiring import Service
from settings import private

_KEPT = 24 * 3600  # Seconds; whoever looks at a list loads it the same day.
_MOST = 50  # Files: whoever uploads again and again fills no disk, and nobody has so many lists to look at.
_LONGEST_NAME = 200  # Bytes: a name on a disk has 255 at most, and a letter up to four.
_TOKEN = 32  # Hexadecimal digits.


def keep(service: Service, name: str, data: bytes) -> str:
    """Keep a file until it is loaded, and return the secret by which it is found; what was left behind, or is too much, is removed."""
    folder = _folder(service)
    for number, (came, old) in enumerate(_newest(folder), 1):
        if number >= _MOST or time.time() - came > _KEPT:
            shutil.rmtree(old, ignore_errors=True)
    token = secrets.token_hex(_TOKEN // 2)
    private.make_folder(folder / token)
    private.write(folder / token / safe_name(name, "contacts"), data)
    return token


def _newest(folder: Path) -> list[tuple[float, Path]]:
    """Return the folders of the files that are kept, the newest first, each with when it came; another process may remove one meanwhile."""
    found = []
    for one in folder.glob("*/") if folder.exists() else ():
        with suppress(OSError):
            found.append((one.stat().st_mtime, one))
    return sorted(found, reverse=True)


def kept(service: Service, token: str) -> Path:
    """Return the file that is kept under a secret. ConfigurationError where there is none any more."""
    known = len(token) == _TOKEN and set(token) <= set("0123456789abcdef")
    found = sorted((_folder(service) / token).glob("*")) if known else []
    if not found:
        raise ConfigurationError("The file is not there any more.", where="upload", remedy="Choose it again.", key="upload_gone")
    return found[0]


def waiting(service: Service) -> tuple[Path, ...]:
    """Return the files that wait to be looked at."""
    return tuple(sorted(path for path in _folder(service).glob("*/*") if path.is_file()))


def drop(files: Iterable[Path]) -> None:
    """Remove files that wait, with the folders that are theirs alone."""
    for one in files:
        shutil.rmtree(one.parent, ignore_errors=True)


def forget(service: Service, token: str) -> None:
    """Remove a file that was loaded."""
    shutil.rmtree(kept(service, token).parent)


def _folder(service: Service) -> Path:
    return service.installation.root / "uploads"


def safe_name(name: str, otherwise: str) -> str:
    """Return the name of a file as it can stand on a disk, whatever a browser called it: it tells people which file it was.

    `otherwise` stands for one of which nothing is left.
    """
    plain = "".join(one if one.isalnum() or one in " ._-()" else "_" for one in Path(name.replace("\\", "/")).name)
    return plain.encode()[-_LONGEST_NAME:].decode(errors="ignore").lstrip(". ") or otherwise
