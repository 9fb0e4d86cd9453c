"""When a process that stays gives memory back, and that it stays as large as it is."""

from __future__ import annotations

import gc
import itertools
import os
import signal
import subprocess
import sys
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.operation.clock import run_until_stopped
from service.process.giving_back import give_back
from service.sending.tick_report import TickReport
from tests.service.office import Office, person

# Sets letters of different words, and prints by how many KiB the process is larger after the last than after the sixth.
PAGES = """
import re
from dataclasses import replace
from pathlib import Path
from mailer.pdf import render_pdf
from service.process.giving_back import give_back
from tests.mailer.letters import context, of_study

def resident():
    return int(re.search(r"VmRSS:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])

for number in range(30):
    language = ("en", "fr", "es")[number % 3]
    group = of_study(f"circular.{{language}}").group(context())
    render_pdf(replace(group, subject_line=f"Letter {{number}}"), language=language)
    {gives_back}
    if number == 5:
        sixth = resident()
print(resident() - sixth)
"""


def grown(gives_back: str) -> int:
    """Return by how many KiB a process grew that set such pages."""
    environment = {"PYTHONPATH": os.pathsep.join(sys.path)}
    program = [sys.executable, "-c", PAGES.format(gives_back=gives_back)]
    return int(subprocess.run(program, env=environment, check=True, capture_output=True, text=True).stdout)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux tells what is resident")
def test_a_process_that_sets_pages_stays_as_large_as_it_is() -> None:
    """Typst keeps some MiB of each of the last ten pages until it is made to forget them."""
    kept, forgotten = grown("pass"), grown("give_back()")
    assert (forgotten < 2048, kept > 4096) == (True, True), (forgotten, kept)


class Ring:
    """Something that hangs together in a cycle."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def looks_only_when_asked() -> Iterator[None]:
    """Keep Python from looking for cycles by itself."""
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("looks_only_when_asked")
def test_what_hangs_together_in_cycles_is_freed() -> None:
    """Python by itself looks for it seldom."""
    gone = weakref.ref(Ring())
    assert gone() is not None
    give_back()
    assert gone() is None


@pytest.mark.usefixtures("looks_only_when_asked")
def test_a_service_that_did_something_gives_memory_back_and_one_that_had_nothing_to_do_does_not(office: Office) -> None:
    """Else each study that it saw would leave it some MiB larger; and to look through all its values takes a tenth of a second."""
    (office.home / "inbox" / "new" / "1.eml").write_bytes(office.written(person(0), text="Which year is meant?", reply_to=0))
    seen: list[tuple[bool, int]] = []

    def tell(report: TickReport) -> None:
        seen.append((report.idle, gc.get_stats()[2]["collections"]))
        if len(seen) > 3 and report.idle:
            os.kill(os.getpid(), signal.SIGTERM)

    run_until_stopped(office.service, 1, tell)
    looked = [(idle, after - before) for (idle, before), (_, after) in itertools.pairwise(seen)]
    assert (False, 1) in looked
    assert {times for idle, times in looked if idle} == {0}
