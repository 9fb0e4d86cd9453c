"""The programs that save a mutated workbook: openpyxl itself, LibreOffice in three formats, and Gnumeric."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Collection, Mapping
from itertools import islice
from pathlib import Path

from tests.office import save_in_formats

_FORMATS = ("xlsx", "ods", "xls")
_SOFFICE_SECONDS = 800  # Less than a test has: what hangs is told of here, with what LibreOffice was asked for.
_AT_ONCE = 20  # Workbooks that one run of soffice saves: the limit of time is for what hangs, however many there are.
SAVERS = ("openpyxl", *(f"libreoffice {kind}" for kind in _FORMATS), "gnumeric")
Files = Mapping[str, tuple[bytes, str]]  # The bytes and the name of each file, by the key of the caller.


def saved_by_openpyxl(files: Mapping[str, bytes]) -> dict[str, Files]:
    """Return the files as they are."""
    return {"openpyxl": {key: (data, f"{key}.xlsx") for key, data in files.items()}}


def saved_by_all(files: Mapping[str, bytes], ssconvert: str) -> dict[str, Files]:
    """Return the xlsx files as each program saves them, by the name of the saver."""
    return _saved(files, dict.fromkeys(SAVERS[1:], sorted(files)), ssconvert)


def saved_in_turn(files: Mapping[str, bytes], ssconvert: str) -> dict[str, Files]:
    """Return the files as they are, and each as one of the other programs saves it, turn and turn about."""
    others = SAVERS[1:]
    return _saved(files, {saver: sorted(files)[turn :: len(others)] for turn, saver in enumerate(others)}, ssconvert)


def _saved(files: Mapping[str, bytes], wanted: Mapping[str, list[str]], ssconvert: str) -> dict[str, Files]:
    made = saved_by_openpyxl(files)
    with tempfile.TemporaryDirectory() as folder:
        source, office, gnumeric = Path(folder, "source"), Path(folder, "libreoffice"), Path(folder, "gnumeric")
        source.mkdir()
        for key, data in files.items():
            Path(source, f"{key}.xlsx").write_bytes(data)
        formats = {key: [kind for kind in _FORMATS if key in wanted[f"libreoffice {kind}"]] for key in sorted(files)}
        _by_libreoffice({source / f"{key}.xlsx": kinds for key, kinds in formats.items() if kinds}, office)
        _by_gnumeric(ssconvert, source, [f"{key}.xlsx" for key in wanted["gnumeric"]], gnumeric)
        for kind in _FORMATS:
            made[f"libreoffice {kind}"] = _collected(wanted[f"libreoffice {kind}"], office, kind)
        made["gnumeric"] = _collected(wanted["gnumeric"], gnumeric, "xlsx")
    return made


def _collected(files: list[str], folder: Path, kind: str) -> Files:
    return {key: (Path(folder, f"{key}.{kind}").read_bytes(), f"{key}.{kind}") for key in files}


def _by_libreoffice(wanted: Mapping[Path, Collection[str]], target: Path) -> None:
    waiting = iter(wanted.items())
    while some := dict(islice(waiting, _AT_ONCE)):
        save_in_formats(some, target, seconds=_SOFFICE_SECONDS)


def _by_gnumeric(ssconvert: str, source: Path, names: list[str], target: Path) -> None:
    target.mkdir()
    for name in names:
        subprocess.run([ssconvert, name, str(target / name)], cwd=source, capture_output=True, timeout=300, check=True)
