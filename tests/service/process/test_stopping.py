"""The word to stop is heard whatever the program does in that moment."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from service.installation.install import install

# The main thread holds what waiting for an event holds for a moment, which is not free a second time for the thread that has it.
STOPPED_WHILE_IT_LOOKS = """
import os, signal, threading
from service.process.stopping import stoppable
stopping, told = threading.Event(), []
with stoppable(stopping, lambda: told.append("told")):
    with stopping._cond:
        for _ in range(2):
            os.kill(os.getpid(), signal.{signal})
    assert stopping.wait(20)
print(*told)
"""

# Another thread is given the signal, and the main thread waits for something that never comes.
STOPPED_WHILE_IT_WAITS = """
import os, signal, threading, time
from service.process.stopping import stoppable
stopping, never = threading.Event(), threading.Lock()
never.acquire()
def kill():
    time.sleep(0.5)
    os.kill(os.getpid(), signal.SIGTERM)
    print(stopping.wait(20), flush=True)
    os._exit(0)
with stoppable(stopping):
    threading.Thread(target=kill).start()
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
    never.acquire()
"""

# The word comes as soon as the handlers stand, and before the scheduler has begun.
STOPPED_BEFORE_IT_BEGINS = """
import os, signal, sys
from pathlib import Path
from apscheduler.schedulers.blocking import BlockingScheduler
from service.installation import config
from service.operation import clock
from service.wiring import open_service
begin = BlockingScheduler.start
def start(self):
    os.kill(os.getpid(), signal.SIGTERM)
    service.stopping.wait(20)
    begin(self)
BlockingScheduler.start = start
with open_service(config.load(Path(sys.argv[1]), {})) as service:
    clock.run_until_stopped(service, 3600, lambda report: print("ticked"))
print("ended")
"""


@pytest.mark.outside
@pytest.mark.parametrize("word", ["SIGTERM", "SIGINT"])
def test_the_word_is_heard_while_the_main_thread_looks_whether_it_was_said(word: str) -> None:
    """Signals come between any two steps: a program that waits for itself ends only by force. What is said twice is done once."""
    program = [sys.executable, "-c", STOPPED_WHILE_IT_LOOKS.format(signal=word)]
    ran = subprocess.run(program, capture_output=True, text=True, timeout=120, check=False)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "told\n", "")


@pytest.mark.outside
def test_the_word_is_heard_where_the_main_thread_does_not_wake_up_for_it() -> None:
    """Any thread may be given a signal, and the main thread may be about to wait when it comes."""
    ran = subprocess.run([sys.executable, "-c", STOPPED_WHILE_IT_WAITS], capture_output=True, text=True, timeout=120, check=False)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "True\n", "")


def test_the_word_may_come_before_the_service_has_begun(tmp_path: Path) -> None:
    """Whoever starts a service and stops it at once waits for no tick, and sees no fault."""
    install(tmp_path / "home")
    program = [sys.executable, "-c", STOPPED_BEFORE_IT_BEGINS, str(tmp_path / "home")]
    ran = subprocess.run(program, capture_output=True, text=True, timeout=120, check=False)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "ended\n", "")
