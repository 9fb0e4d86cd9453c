"""Figures that a process of its own works out: where it fails, the log tells why, without anybody's words."""

from __future__ import annotations

import logging
from concurrent import futures

import pytest

from domain.process.events import LOG
from service.installation.install import SAMPLE
from service.process.reckoner import FIGURES, Reckoner, WantedFigures
from tests.service.crew import wait_until
from tests.service.office import Office

pytestmark = pytest.mark.outside  # A process is started.


def wanted(office: Office, study: str = SAMPLE) -> WantedFigures:
    """Return the figures of a study, as they are asked for."""
    at = office.service.installation
    return WantedFigures(job=FIGURES, study=study, now=office.now, root=at.root, database_url=at.database_url, archive=at.archive)


def logged(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return the lines of the log."""
    return [one.getMessage() for one in caplog.records]


def test_why_nothing_came_of_figures_stands_in_the_log(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    """By the class of the error, which says no more of the study than its name."""
    caplog.set_level(logging.INFO, LOG.name)
    reckoner = Reckoner()
    try:
        assert reckoner.begin(wanted(office), len).result(300)
        assert not logged(caplog)
        assert reckoner.begin(wanted(office, "no-such-study"), len).result(300) is None
    finally:
        reckoner.close()
    assert logged(caplog) == ["event=figures.failed study=no-such-study what=figures error=ConfigurationError"]


def test_figures_that_were_ended_on_purpose_are_no_fault(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    """Whoever stops the program reads of no failure."""
    caplog.set_level(logging.INFO, LOG.name)
    reckoner = Reckoner()
    begun = reckoner.begin(wanted(office), len)
    wait_until(lambda: reckoner.is_at_work)
    reckoner.close()
    futures.wait([begun], 60)
    assert not logged(caplog)
