"""A clock that is behind what the store knows is found by the doctor, and by those who watch, in the same way."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from domain.process.roles import ServiceRole
from service.installation import config
from service.installation.install import SAMPLE
from service.keeping.restored import begin_pass
from service.operation import doctor
from service.operation.health import Health
from service.operation.pulse import Pulse
from service.operation.tick import tick
from service.studies.running import pause
from service.wiring import Service, open_service
from tests.service.installed import at, make, write_settings

HOUR = timedelta(hours=1)


def looked(service: Service, now: datetime) -> doctor.CheckResult:
    """Return what the doctor says of the clock."""
    (found,) = [one for one in doctor.examine(service, now) if one.what == "clock"]
    return found


def watched(service: Service, now: datetime) -> bool:
    """Say whether whoever watches the running service is told that its clock is well."""
    (found,) = [one for one in Health(service, lambda: now, Pulse(HOUR)).ready() if one.what == "clock"]
    return found.well


@pytest.mark.parametrize("done", ["collect", "attempt", "decision"])
def test_a_clock_behind_what_was_done_last_is_a_problem(done: str, tmp_path: Path) -> None:
    """Mail that was taken in, a letter that left, what a person decided: each is enough."""
    make(tmp_path, 1)
    now = at("02-10")
    if done != "collect":
        write_settings(tmp_path, {"transport": f'kind = "maildir"\npath = "{tmp_path / "out"}"'})
    with open_service(config.load(tmp_path, {})) as service:
        assert (looked(service, now).well, watched(service, now)) == (True, True)
        if done == "decision":
            pause(service, SAMPLE, True, now, by="staff")
        else:
            tick(service, now)
        for behind, well in ((-HOUR, True), (timedelta(seconds=30), True), (HOUR, False), (400 * 24 * HOUR, False)):
            assert (looked(service, now - behind).well, watched(service, now - behind)) == (well, well), behind
        found = looked(service, now - HOUR).found
    assert f"it says {(now - HOUR).astimezone(UTC):%Y-%m-%d %H:%M} UTC" in found
    assert f"done at {now.astimezone(UTC):%Y-%m-%d %H:%M} UTC" in found
    assert "timedatectl" in found


@pytest.mark.parametrize("role", [ServiceRole.SEND, ServiceRole.COLLECT])
def test_what_one_role_alone_does_is_known_to_the_others(role: ServiceRole, tmp_path: Path) -> None:
    """A pass of a sender of which no letter was tried yet, and what was taken in and not read."""
    make(tmp_path, 1)
    now = at("02-10")
    with open_service(config.load(tmp_path, {})) as service:
        if role is ServiceRole.COLLECT:
            tick(service, now, frozenset({role}))
        else:
            with service.store.transaction() as tx:
                begin_pass(service, tx, now)
        assert not looked(service, now - HOUR).well
        assert looked(service, now + HOUR).well
