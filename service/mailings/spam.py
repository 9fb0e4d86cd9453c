"""Asking SpamAssassin, where it is installed, what a receiver's filter would make of a letter. It asks nobody else, and learns nothing."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from domain.errors import CounterfoilError
from domain.sentences import counted

_PROGRAM = "spamassassin"
_SECONDS = 120  # It takes one to start, and tenths of one for a letter.
_RULES = Path("/var/lib/spamassassin")
# Neither what it learned from this user's mail nor the names that it keeps of senders have a say.
_CONFIGURATION = ("use_bayes 0", "use_auto_welcomelist 0", "clear_headers", "report_safe 0")


def stamp() -> str | None:
    """Return what changes with SpamAssassin or its rules; None where it is not installed."""
    program = shutil.which(_PROGRAM)
    if program is None:
        return None
    rules = max((path.stat().st_mtime_ns for path in _RULES.glob("*/*")), default=0)
    return f"{program} {Path(program).stat().st_mtime_ns} {rules}"


def points(messages: Sequence[bytes]) -> list[float]:
    """Return the points that it gives to each of these messages, in one run; CounterfoilError where it gives none.

    Only local tests are made (-L): links and addresses of the letters are told to nobody.
    """
    # A name that no letter can hold, so that none says its points itself.
    header = f"Points-{secrets.token_hex(8)}"
    with tempfile.TemporaryDirectory(prefix="counterfoil-") as name:
        files = [Path(name) / f"{number}.eml" for number in range(len(messages))]
        for file, message in zip(files, messages, strict=True):
            file.write_bytes(message)
        output = _run(Path(name), [*_CONFIGURATION, f"add_header all {header} _SCORE_"], files)
    found = re.findall(rb"^X-Spam-%s: (-?\d+(?:\.\d+)?)" % header.encode(), output, re.MULTILINE)
    if len(found) != len(messages):
        raise _failed(f"It spoke of {len(found)} of {counted(len(messages), 'letter')}.")
    return [float(one) + 0.0 for one in found]  # There is no -0.


def _run(home: Path, configuration: Iterable[str], files: Sequence[Path]) -> bytes:
    program = shutil.which(_PROGRAM)
    if program is None:
        raise _failed("It is not installed.")
    preferences = home / "preferences"
    preferences.write_text("\n".join([*configuration, ""]))
    command = [program, "-L", "-x", "-p", str(preferences), *map(str, files)]
    clean = {"PATH": os.environ.get("PATH", os.defpath), "HOME": str(home), "LC_ALL": "C"}
    try:
        ran = subprocess.run(command, capture_output=True, env=clean, timeout=_SECONDS, check=False)  # noqa: S603 - found on the path
    except (OSError, subprocess.TimeoutExpired) as error:
        raise _failed(str(error)) from error
    if ran.returncode:
        raise _failed(ran.stderr.decode(errors="replace").strip()[:300] or f"It ended with status {ran.returncode}.")
    return ran.stdout


def _failed(why: str) -> CounterfoilError:
    return CounterfoilError(f"SpamAssassin gave no points: {why}", remedy="`spamassassin -D -L < FILE` says what it lacks.")
