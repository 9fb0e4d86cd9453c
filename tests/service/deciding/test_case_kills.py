"""The program is killed at every commit while a coordinator's answer is read: one decision, one letter about it, whatever died when."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from domain.journal import What
from service.installation import config
from service.wiring import open_service
from store import journal
from tests.service.mailed_cases import COORDINATOR, DAY, about_cases, answers_planned, decided, post, with_a_case
from tests.service.sending.test_kills import Nursery

POINTS = [("case.decided", 1), *((f"store.{when}_commit", number) for when in ("before", "after") for number in range(1, 9))]


@pytest.fixture(scope="module")
def answered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an installation in whose mailbox lies a coordinator's answer."""
    home = tmp_path_factory.mktemp("answered") / "installation"
    with_a_case(home)
    return home


@pytest.mark.sweep
@pytest.mark.parametrize(("failpoint", "passage"), POINTS)
def test_an_answer_decides_once_wherever_the_program_dies(
    failpoint: str, passage: int, nursery: Nursery, answered: Path, tmp_path: Path
) -> None:
    """The decision is found in the journal by the message that brought it, and is told once."""
    home = tmp_path / "installation"
    shutil.copytree(answered, home)
    settings = home / config.FILE
    settings.write_text(settings.read_text().replace(str(answered), str(home)))
    post(home, COORDINATOR, about_cases(home)[0]["Reply-To"], "declined")
    now = DAY + timedelta(hours=1)
    nursery.tick(home, now, f"{failpoint}:{passage}")
    status, report = nursery.tick(home, now)
    assert (status, report["held"]) == (0, [])
    assert decided(home) == "declined"
    assert answers_planned(home) == 1
    with open_service(config.load(home, {})) as service, service.store.reading() as tx:
        assert sum(one.what is What.DECIDE for one in journal.pages(tx)) == 1
