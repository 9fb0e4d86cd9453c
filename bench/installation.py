"""An installation of the sample study with any number of organisations, made by the program that is measured and filled by us."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path

from bench.shape1 import fill_home
from bench.whole import Program
from service.installation import config


@contextmanager
def installation(program: Program, home: Path, organisations: int, suppressed: int = 0, messages: int = 0, url: str = "") -> Iterator[Path]:
    """Make an installation in the new folder `home`, and remove it at the end: a large one takes a gigabyte.

    Where a `url` is given, its store is that database, which must be empty.
    """
    program.must(home.parent, "init", home)
    if url:
        settings = home / config.FILE
        settings.write_text(settings.read_text(encoding="utf-8").replace("sqlite:///counterfoil.db", url), encoding="utf-8")
    # In a process of its own: what it takes of memory would else count as that of the commands that are started from here.
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        process.submit(fill_home, home, organisations, suppressed, messages, url).result()
    program.must(home, "study", "apply", limit=3600)
    try:
        yield home
    finally:
        shutil.rmtree(home)
