"""What is laid out for those who run it: units for systemd, a recipe for a container, a compose file; checked as far as that goes."""

from __future__ import annotations

import re
import shlex
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.cli.program import counterfoil
from tests.programs import need

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "deploy"
UNITS = sorted(DEPLOY.glob("*.service"))
PROGRAM = "/opt/counterfoil/.venv/bin/counterfoil"


def settings(unit: Path) -> dict[str, str]:
    """Return the settings of a unit."""
    lines = (line.partition("=") for line in unit.read_text(encoding="utf-8").splitlines() if re.match(r"[A-Z]\w+=", line))
    return {name: value for name, _, value in lines}


def parses(arguments: list[str], tmp_path: Path) -> bool:
    """Say whether the command line takes these arguments: then all that it misses is an installation."""
    ran = counterfoil(*arguments, "--home", tmp_path)
    return ran.code == 2 and "There is no counterfoil.toml here." in ran.err


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_is_one_that_systemd_takes_and_is_well_closed(unit: Path, tmp_path: Path) -> None:
    """It knows every setting, and calls the exposure 2 of 10 at most; the program itself is not installed where tests run."""
    analyze = need("systemd-analyze")
    copy = tmp_path / unit.name
    copy.write_text(unit.read_text(encoding="utf-8").replace(PROGRAM, "/bin/true"), encoding="utf-8")
    told = subprocess.run([analyze, "verify", "--man=no", str(copy)], capture_output=True, text=True, check=False)
    assert (told.returncode, [line for line in told.stderr.splitlines() if unit.name in line]) == (0, [])
    # Its threshold counts in tenths.
    closed = subprocess.run(
        [analyze, "security", "--offline=yes", "--threshold=20", str(copy)], capture_output=True, text=True, check=False
    )
    assert closed.returncode == 0, closed.stdout


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_keeps_secrets_and_what_is_written_to_its_owner(unit: Path, tmp_path: Path) -> None:
    """And starts the program as its command line takes it; it waits longer for its end than that takes."""
    found = settings(unit)
    assert (found["UMask"], found["Type"], found["LoadCredential"]) == ("0077", "notify", "COUNTERFOIL:/etc/counterfoil")
    assert "Environment" not in found
    assert int(found["TimeoutStopSec"]) > 30
    program, *arguments = shlex.split(found["ExecStart"])
    assert program == PROGRAM
    assert parses(arguments, tmp_path)


def test_only_the_service_that_ticks_has_a_watchdog() -> None:
    """The console gives no signs of life by itself."""
    assert {unit.name: settings(unit).get("WatchdogSec") for unit in UNITS} == {
        "counterfoil.service": "2min",
        "counterfoil-console.service": None,
    }


def compose() -> dict[str, Any]:
    """Return the compose file."""
    found: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    return found


def test_the_compose_file_runs_service_console_and_database(tmp_path: Path) -> None:
    """Its commands are the program's own; images have versions; what is named is there."""
    found = compose()
    services = found["services"]
    assert {*services} == {"service", "console", "database", "s3"}
    for one in services.values():
        assert not one["image"].endswith(":latest")
        assert re.search(r":[\w.-]+$", one["image"])
        assert {name.partition(":")[0] for name in one["volumes"]} <= {*found["volumes"]}
        assert {*one.get("secrets", [])} <= {*found["secrets"]}
    for name in ("service", "console"):
        assert parses(services[name]["command"], tmp_path)
        assert services[name]["depends_on"] == {"database": {"condition": "service_healthy"}}
        assert int(services[name]["stop_grace_period"].removesuffix("s")) > 30
    assert services["s3"]["profiles"] == ["s3"]


def test_no_port_of_the_compose_file_is_open_to_other_machines() -> None:
    """The console stands behind a server with TLS, and who watches asks from within."""
    ports = [port for one in compose()["services"].values() for port in one.get("ports", [])]
    assert ports == ["127.0.0.1:8059:8059"]


def test_secrets_of_the_compose_file_are_files_that_are_neither_committed_nor_in_an_image() -> None:
    """Each is named as the variable that it stands for."""
    secrets = compose()["secrets"]
    assert all(one == {"file": f"./secrets/{name}"} for name, one in secrets.items())
    for ignored in (".gitignore", ".dockerignore"):
        assert "deploy/secrets" in (ROOT / ignored).read_text(encoding="utf-8")
    assert not (DEPLOY / "secrets").exists()


def test_the_recipe_builds_from_the_lock_for_running_and_runs_as_nobody_special(tmp_path: Path) -> None:
    """With hashes, the version that the program has, and an end that it understands."""
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    lines = [line.split(maxsplit=1) for line in text.replace("\\\n", " ").splitlines() if line and not line.startswith("#")]
    known = {"FROM", "WORKDIR", "RUN", "COPY", "ENV", "USER", "VOLUME", "STOPSIGNAL", "HEALTHCHECK", "ENTRYPOINT", "CMD"}
    assert {name for name, _ in lines} <= known
    assert all(re.search(r":[\w.]+-slim", value) for name, value in lines if name == "FROM")
    assert "--require-hashes -r requirements-run.lock" in text
    last = dict(lines)
    assert (last["USER"], last["STOPSIGNAL"], last["ENTRYPOINT"]) == ("counterfoil", "SIGTERM", '["counterfoil"]')
    assert parses(yaml.safe_load(last["CMD"]), tmp_path)
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert f"counterfoil:{version} " in text
    assert compose()["services"]["service"]["image"] == f"counterfoil:{version}"
