"""How often a process looks through its values for cycles, and what one that takes returns in loads."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from domain.process.garbage import collect_seldom
from service.exports.export import _undisturbed


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """Leave it as it was."""
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)


@pytest.mark.parametrize("usual", [(700, 10, 10), (2_000, 10, 10), (2_000, 10, 0)])
def test_python_looks_for_cycles_less_often_than_by_itself(usual: tuple[int, int, int]) -> None:
    """It took an eighth of what a return takes the service, and a twelfth of what a command loads."""
    gc.set_threshold(*usual)
    collect_seldom()
    first, *others = gc.get_threshold()
    assert (first >= 10_000, others) == (True, [10, 10])


def test_this_python_looks_as_often_as_is_known() -> None:
    """Another one may begin with other numbers, which would be taken for those that somebody set."""
    asks = [
        sys.executable,
        "-c",
        "import gc; from domain.process.garbage import collect_seldom; collect_seldom(); print(gc.get_threshold()[0])",
    ]
    environment = {"PYTHONPATH": os.pathsep.join(sys.path)}
    said = subprocess.run(asks, env=environment, check=True, capture_output=True, text=True)
    assert int(said.stdout) >= 10_000


def test_a_command_begins_so_before_it_loads_anything() -> None:
    """What it loads is most of what there is to look through."""
    looks = "lambda: print(gc.get_threshold()[0], 'store' in sys.modules)"
    asks = f"import gc, sys; from cli import main; main._commands = lambda: {looks}; main.run()"
    environment = {"PYTHONPATH": os.pathsep.join(sys.path)}
    said = subprocess.run([sys.executable, "-c", asks], env=environment, check=True, capture_output=True, text=True)
    often, loaded = said.stdout.split()
    assert (int(often) >= 10_000, loaded) == (True, "False")


def test_how_often_somebody_set_stands() -> None:
    """Also that it never does."""
    for chosen in ((500, 5, 5), (0, 10, 10)):
        gc.set_threshold(*chosen)
        collect_seldom()
        assert gc.get_threshold() == chosen


def test_whoever_takes_returns_in_loads_nothing_that_draws_workbooks() -> None:
    """Nor numpy, which comes with that: they are a fifth of all that a collect loads."""
    asks = "import sys, service.collecting.collect; print(*sorted({'openpyxl', 'numpy', 'questionnaire.workbook.build'} & {*sys.modules}))"
    environment = {"PYTHONPATH": os.pathsep.join(sys.path)}
    said = subprocess.run([sys.executable, "-c", asks], env=environment, check=True, capture_output=True, text=True)
    assert said.stdout.split() == []


def test_an_export_takes_back_what_it_has_set_aside_itself_and_nothing_else() -> None:
    """Whoever set aside what was there before (tests do so with all that was collected) has it looked through no more after an export."""
    assert gc.get_freeze_count()
    gc.unfreeze()
    try:
        with _undisturbed():
            assert gc.get_freeze_count()
        assert not gc.get_freeze_count()
    finally:
        gc.freeze()
    for _ in range(2):
        with _undisturbed():
            assert gc.get_freeze_count()
        assert gc.get_freeze_count()
