"""What all tests share: which of them are unit tests; property tests draw the same examples in CI, so that a red run can be run again."""

from __future__ import annotations

import gc
import os
import sys
import time
from collections.abc import Iterator
from functools import cache
from types import ModuleType

import pytest
from hypothesis import settings
from typer.main import get_command

settings.register_profile("ci", derandomize=True, deadline=None)
settings.register_profile("here", deadline=None)
settings.register_profile("check", derandomize=True, deadline=None, max_examples=10)
settings.load_profile("ci" if os.environ.get("CI") else "here")

# Whoever imports one of these starts programs or servers, opens a database, or lets a child process open files.
OUTSIDE = {
    "subprocess",
    "multiprocessing",
    "cage.cage",
    "demo.servers",
    "service.wiring",
    "store",
    "store.database.engine",
    "workbooks.caged.reader",
}
HARNESS = {"tests", "demo", "bench", "docs"}  # What a test imports of these, it does itself.
REACHING = {"subprocess.Popen", "os.fork", "os.posix_spawn", "socket.connect", "sqlite3.connect"}
UNTIL = "COUNTERFOIL_SWEEP_UNTIL"  # Seconds since 1970: .ci/run sets it, since its machine is three times slower on some days.
_unit_test = ""


def pytest_xdist_auto_num_workers() -> int:
    """Return one more than there are processors: tests often wait for the clock or for a server of their own."""
    return (os.cpu_count() or 1) + 1


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Look for no cycles while tests are collected, and through what was collected never: all of it stays to the end."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()
        gc.collect()
        gc.freeze()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark as unit tests those that are only functions from values to values: neither they nor their fixtures reach outside. Sweep last."""
    for item in items:
        if not _is_outside(item):
            item.add_marker("unit")
    items.sort(key=_sweeps)


def _sweeps(item: pytest.Item) -> bool:
    return item.get_closest_marker("sweep") is not None


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Leave out what is left of the sweeps, and tell it, where the time is up that a machine may take."""
    if _sweeps(item) and time.time() > float(os.environ.get(UNTIL, "inf")):
        pytest.skip(f"The time is up ({UNTIL}), and this is one of many like it.")


def _is_outside(item: pytest.Item) -> bool:
    """Say whether a test is no unit test: by its marker, or by what is imported for it."""
    if not isinstance(item, pytest.Function) or item.get_closest_marker("outside"):
        return True
    return any(_reaches_outside(name) for name in _modules(item))


def _modules(item: pytest.Function) -> Iterator[str]:
    """Yield the module of a test, and those of ours that its fixtures are from."""
    yield item.module.__name__
    for fixtures in item._fixtureinfo.name2fixturedefs.values():  # pytest tells it nowhere else
        yield from (one.func.__module__ for one in fixtures if one.func.__module__.startswith("tests."))


@cache
def _reaches_outside(name: str) -> bool:
    """Say whether a module has something of one of those that reach outside, or of a module of the tests that has."""
    seen, ahead = {name}, {name}
    while ahead:
        used = _used(ahead.pop())
        if not OUTSIDE.isdisjoint(used):
            return True
        ahead |= {one for one in used if one.partition(".")[0] in HARNESS} - seen
        seen |= ahead
    return False


@cache
def _used(name: str) -> frozenset[str]:
    held = vars(sys.modules[name]).values()
    used = (value.__name__ if isinstance(value, ModuleType) else getattr(value, "__module__", "") for value in held)
    return frozenset(one for one in used if isinstance(one, str) and one in sys.modules)


@pytest.fixture(scope="session", autouse=True)
def _one_cage(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let all services of this process share a cage: it takes a second to warm up, and no message knows of the one before it."""
    if request.config.getoption("markexpr") == "unit":
        yield
        return
    from cage.cage import Cage  # noqa: PLC0415 - whoever imports it here would be no unit test
    from intake.understanding.modules import MODULES  # noqa: PLC0415
    from service import wiring  # noqa: PLC0415

    class KeptCage(Cage):
        """A cage that stays when a service is closed."""

        def close(self) -> None:
            """Do nothing yet."""

    kept = KeptCage(MODULES)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wiring, "Cage", lambda modules: kept if tuple(modules) == MODULES else Cage(modules))
        yield
    Cage.close(kept)


@pytest.fixture(scope="session", autouse=True)
def _one_shape(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let the databases of this process share what the steps make of an empty one; tests of the steps themselves begin with older ones."""
    if request.config.getoption("markexpr") == "unit":
        yield
        return
    from store import migrations  # noqa: PLC0415 - whoever imports it here would be no unit test
    from tests.kept_shape import KeptShape  # noqa: PLC0415

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(migrations, "upgrade", KeptShape(migrations.upgrade, lambda: migrations.STEPS))
        yield


@pytest.fixture(scope="session", autouse=True)
def _one_cache_of_statements(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let the stores of this process share the SQL that SQLAlchemy makes of statements, which each has to itself otherwise."""
    if request.config.getoption("markexpr") == "unit":
        yield
        return
    from store.database import connecting  # noqa: PLC0415 - whoever imports it here would be no unit test
    from tests.kept_statements import SharingEngines  # noqa: PLC0415

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(connecting, "create_engine", SharingEngines())
        yield


@pytest.fixture(scope="session", autouse=True)
def _one_command_line() -> Iterator[None]:
    """Let the commands that tests run in this process share one command line: Typer makes it of all functions anew for each."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("typer.main.get_command", cache(get_command))
        yield


@pytest.fixture(scope="session", autouse=True)
def _passwords_soon_hashed(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let whoever signs in in this process not be waited for; the programs that tests start hash as ever (tests/quick_passwords.py)."""
    if request.config.getoption("markexpr") == "unit":
        yield
        return
    from service.console import signing_in  # noqa: PLC0415 - whoever imports it here would be no unit test
    from tests.quick_passwords import quick_hasher  # noqa: PLC0415

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(signing_in, "_hasher", quick_hasher)
        yield


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Know which unit test runs where only those do, so that one that reaches outside all the same fails there."""
    global _unit_test  # noqa: PLW0603 - an audit hook is the process's own, and knows of nothing else
    _unit_test = item.nodeid if item.config.getoption("markexpr") == "unit" else ""
    try:
        return (yield)
    finally:
        _unit_test = ""


def _refuse(event: str, _arguments: object) -> None:
    if _unit_test and event in REACHING:
        raise AssertionError(f"{_unit_test} is taken for a unit test, and does {event}: mark it with pytest.mark.outside.")


sys.addaudithook(_refuse)
