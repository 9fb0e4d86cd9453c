"""The real programs that tests talk to: found, or skipped; with CI set, a missing one is a failure."""

from __future__ import annotations

import os
import shutil

import pytest


def need(program: str) -> str:
    """Return the path of `program`; skip the test where it is missing, and fail it where CI is set."""
    found = shutil.which(program, path=os.environ.get("PATH", "") + os.pathsep + "/usr/sbin" + os.pathsep + "/sbin")
    if found:
        return found
    if os.environ.get("CI"):
        pytest.fail(f"{program} is missing, and with CI set that is a failure: .ci/run installs it")
    pytest.skip(f"{program} is not installed")
