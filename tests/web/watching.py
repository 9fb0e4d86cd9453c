"""Programs that are watched: started with a port for that, and asked by HTTP."""

from __future__ import annotations

import http.client
import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.servers import HOST

_PROGRAM = [sys.executable, "-c", "from cli.main import run; run()"]


@dataclass
class Watched:
    """A program that runs, where it is asked, and what it has written to stderr so far."""

    process: subprocess.Popen[str]
    port: int = 0
    said: list[str] = field(default_factory=list)

    def ask(self, path: str) -> tuple[int, str]:
        """Return the status and the text of an answer."""
        return ask(self.port, path)

    def conditions(self, path: str = "/readyz") -> tuple[int, dict[str, Any]]:
        """Return the status, and by condition what does not hold."""
        status, text = self.ask(path)
        told = json.loads(text)
        assert told["well"] is (status == 200)
        return status, {one["what"]: one["found"] for one in told["conditions"] if not one["well"]}


def ask(port: int, path: str) -> tuple[int, str]:
    """Ask once."""
    with closing(http.client.HTTPConnection(HOST, port, timeout=300)) as line:
        line.request("GET", path)
        answer = line.getresponse()
        return answer.status, answer.read().decode()


@contextmanager
def watched(home: Path, *command: str, **environment: str) -> Iterator[Watched]:
    """Run a command that serves its health at a free port; it does not outlive the block."""
    start = [*_PROGRAM, *command, "--health", "0", "--home", str(home)]
    with subprocess.Popen(start, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=os.environ | environment) as process:
        found = Watched(process)
        listening = threading.Event()

        def hear() -> None:
            for line in process.stderr or ():
                found.said.append(line)
                if port := re.search(r"event=health.listening server=127\.0\.0\.1:(\d+)", line):
                    found.port = int(port[1])
                    listening.set()
            listening.set()

        hears = threading.Thread(target=hear, daemon=True)
        hears.start()
        try:
            assert listening.wait(300)
            assert found.port, found.said
            yield found
        finally:
            process.kill()
            process.wait(300)
            hears.join(300)
