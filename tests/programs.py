"""The real programs that tests talk to: found, or skipped; with CI set, a missing one is a failure."""

from __future__ import annotations

import os
import shutil
from importlib.util import find_spec
from pathlib import Path
from typing import NoReturn

import pytest

UNPACKED = Path(os.environ.get("COUNTERFOIL_TEST_SERVERS", "/opt/counterfoil-servers"))
"""Where `.ci/servers` unpacks the servers that Debian does not let stand beside Postfix and Dovecot."""


def need(program: str) -> str:
    """Return the path of `program`; skip the test where it is missing, and fail it where CI is set."""
    found = shutil.which(program, path=os.environ.get("PATH", "") + os.pathsep + "/usr/sbin" + os.pathsep + "/sbin")
    return found or _missing(program, ".ci/run installs it")


def need_unpacked(program: str) -> str:
    """Return the path of a `program` (`usr/sbin/exim4`) that `.ci/servers` unpacks; skip or fail where it is missing, as `need` does."""
    found = UNPACKED / program
    return str(found) if found.exists() else _missing(program, ".ci/servers unpacks it")


def with_its_libraries(**more: str) -> dict[str, str]:
    """Return the environment in which an unpacked program finds its libraries, with `more`."""
    return os.environ | {"LD_LIBRARY_PATH": _libraries()} | more


def need_package(module: str) -> None:
    """Skip the test where a Python package of the lock file is missing, and fail it where CI is set."""
    if find_spec(module) is None:
        _missing(module, "`make setup` installs it")


def preloaded(library: str) -> str:
    """Return the path of an unpacked library."""
    return str(Path(_libraries()) / library)


def _libraries() -> str:
    [folder] = (UNPACKED / "usr" / "lib").glob("*-linux-gnu*")
    return str(folder)


def _missing(program: str, remedy: str) -> NoReturn:
    if os.environ.get("CI"):
        pytest.fail(f"{program} is missing, and with CI set that is a failure: {remedy}")
    pytest.skip(f"{program} is not installed")
