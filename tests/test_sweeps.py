"""What sweeps over very many like cases gives way where a machine is slow, and nothing else does."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import UNTIL

ROOT = Path(__file__).parents[1]
SWEEP = "tests/adopt/test_returned.py::test_a_layout_is_the_same_after_it_was_kept[merged]"
ANOTHER = "tests/test_house.py::test_a_public_class_name_means_one_thing_in_the_whole_program"


@pytest.mark.parametrize(("until", "outcome"), [("1", "1 passed, 1 skipped"), ("inf", "2 passed")])
def test_only_sweeps_are_left_out_when_the_time_is_up(until: str, outcome: str) -> None:
    """They run last, and what is left of them is told as skipped with the reason."""
    command = [sys.executable, "-m", "pytest", "-rs", "--verbose", SWEEP, ANOTHER]
    ended = subprocess.run(command, cwd=ROOT, env=os.environ | {UNTIL: until}, capture_output=True, text=True, check=False, timeout=600)
    assert outcome in ended.stdout, ended.stdout + ended.stderr
    assert ended.stdout.index(ANOTHER.partition("::")[0]) < ended.stdout.index(SWEEP.partition("::")[0])
    assert ("The time is up" in ended.stdout) == (until == "1")
