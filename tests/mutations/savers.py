"""The programs that save a mutated workbook: openpyxl itself, LibreOffice in three formats, and Gnumeric."""

from __future__ import annotations

import atexit
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from urllib.parse import quote

_FORMATS = ("xlsx", "ods", "xls")
_SOFFICE_SECONDS, _FIRST_RUN = 240, 81  # A new profile makes soffice exit with 81 once.
_AT_ONCE = 40  # Workbooks that one run of soffice saves: the limit of time is for what hangs, however many there are.
SAVERS = ("openpyxl", *(f"libreoffice {kind}" for kind in _FORMATS), "gnumeric")
Files = Mapping[str, tuple[bytes, str]]  # The bytes and the name of each file, by the key of the caller.


def saved_by_openpyxl(files: Mapping[str, bytes]) -> dict[str, Files]:
    """Return the files as they are."""
    return {"openpyxl": {key: (data, f"{key}.xlsx") for key, data in files.items()}}


def saved_by_all(files: Mapping[str, bytes], soffice: str, ssconvert: str) -> dict[str, Files]:
    """Return the xlsx files as each program saves them, by the name of the saver."""
    return _saved(files, dict.fromkeys(SAVERS[1:], sorted(files)), soffice, ssconvert)


def saved_in_turn(files: Mapping[str, bytes], soffice: str, ssconvert: str) -> dict[str, Files]:
    """Return the files as they are, and each as one of the other programs saves it, turn and turn about."""
    others = SAVERS[1:]
    return _saved(files, {saver: sorted(files)[turn :: len(others)] for turn, saver in enumerate(others)}, soffice, ssconvert)


def _saved(files: Mapping[str, bytes], wanted: Mapping[str, list[str]], soffice: str, ssconvert: str) -> dict[str, Files]:
    made = saved_by_openpyxl(files)
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(1 + len(_FORMATS)) as pool:
        source = Path(folder, "source")
        source.mkdir()
        for key, data in files.items():
            Path(source, f"{key}.xlsx").write_bytes(data)
        gnumeric = pool.submit(_by_gnumeric, ssconvert, source, [f"{key}.xlsx" for key in wanted["gnumeric"]], Path(folder, "gnumeric"))
        names = {kind: [f"{key}.xlsx" for key in wanted[f"libreoffice {kind}"]] for kind in _FORMATS}
        # Each waits for its files more than it works: side by side they are done sooner.
        saving = [pool.submit(_by_libreoffice, soffice, source, names[kind], Path(folder, kind), kind) for kind in _FORMATS]
        for kind, one in zip(_FORMATS, saving, strict=True):
            one.result()
            made[f"libreoffice {kind}"] = _collected(wanted[f"libreoffice {kind}"], Path(folder, kind), kind)
        gnumeric.result()
        made["gnumeric"] = _collected(wanted["gnumeric"], Path(folder, "gnumeric"), "xlsx")
    return made


def _collected(files: list[str], folder: Path, kind: str) -> Files:
    return {key: (Path(folder, f"{key}.{kind}").read_bytes(), f"{key}.{kind}") for key in files}


def _by_libreoffice(soffice: str, source: Path, names: list[str], target: Path, kind: str) -> None:
    profile = f"-env:UserInstallation=file://{_profile(soffice, source.parent / f'profile of {kind}')}"
    for first in range(0, len(names), _AT_ONCE):
        some = names[first : first + _AT_ONCE]
        command = [soffice, profile, "--headless", "--convert-to", kind, "--outdir", str(target), *some]
        done = subprocess.run(command, cwd=source, capture_output=True, timeout=_SOFFICE_SECONDS, check=False)
        if done.returncode == _FIRST_RUN:
            done = subprocess.run(command, cwd=source, capture_output=True, timeout=_SOFFICE_SECONDS, check=False)
        done.check_returncode()


@cache
def _first_profile(soffice: str) -> Path:
    """Return a profile that soffice has made already, for which it starts twice; the same for all that this process saves."""
    made = Path(tempfile.mkdtemp(prefix="soffice"), "profile")
    atexit.register(shutil.rmtree, made.parent, ignore_errors=True)
    command = [soffice, f"-env:UserInstallation=file://{made}", "--headless", "--terminate_after_init"]
    subprocess.run(command, capture_output=True, timeout=_SOFFICE_SECONDS, check=False)
    return made


def _profile(soffice: str, target: Path) -> str:
    """Return a profile of one's own: two processes of soffice cannot share one."""
    shutil.copytree(_first_profile(soffice), target, dirs_exist_ok=True, ignore=shutil.ignore_patterns(".lock"))
    return quote(str(target))


def _by_gnumeric(ssconvert: str, source: Path, names: list[str], target: Path) -> None:
    target.mkdir()
    for name in names:
        subprocess.run([ssconvert, name, str(target / name)], cwd=source, capture_output=True, timeout=60, check=True)
