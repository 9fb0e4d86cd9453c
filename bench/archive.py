"""Contents a second into the archive and out of it: `python -m bench.archive [--contents N]`.

A folder beside a bucket of s3rver on this machine (one process of Node, so it is the least that a store of S3 does), with the pieces of
letters, and with messages that carry a workbook; put in batches as a collect does, and one by one as an applied answer does.
"""

from __future__ import annotations

import argparse
import base64
import random
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

from store.archive.originals import Archive
from tests.s3_server import s3_server

BATCH = 50
WORDS = (
    "Dear",
    "Sir",
    "or",
    "Madam,",
    "please",
    "find",
    "enclosed",
    "the",
    "questionnaire",
    "of",
    "this",
    "year",
    "and",
    "return",
    "it",
    "by",
)


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(prog="python -m bench.archive", description="Contents a second, into a folder and into a bucket.")
    parser.add_argument("--contents", type=int, default=400, help="contents of each kind (default 400)")
    count = parser.parse_args().contents
    print(f"{'':22}{'kind':>9}{'put, 50':>10}{'put, 1':>9}{'get':>9}{'size':>9}{'taken':>9}   contents a second; bytes a content")
    for name, kind in (("words", words), ("message", message)):
        for place in ("folder", "bucket"):
            with archive(place) as found:
                print(f"{place:22}{name:>9}{measured(found, [kind(number) for number in range(2 * count)])}")


@contextmanager
def archive(place: str) -> Iterator[Archive]:
    """Give an empty archive in such a place."""
    with tempfile.TemporaryDirectory(dir=".") as folder:
        if place == "folder":
            yield Archive(Path(folder) / "archive")
            return
        with s3_server() as server:
            yield Archive(Path(folder) / "archive", server.bucket())


def measured(found: Archive, contents: Sequence[bytes]) -> str:
    """Return the figures of an archive as a row of the table."""
    half = len(contents) // 2
    begin = perf_counter()
    hashes = [one for start in range(0, half, BATCH) for one in found.put(contents[start : min(half, start + BATCH)])]
    together = perf_counter()
    for content in contents[half:]:
        found.put([content])
    alone = perf_counter()
    for one in hashes:
        found.get(one)
    end = perf_counter()
    rates = (half / (together - begin), half / (alone - together), half / (end - alone))
    size, taken = sum(map(len, contents)) / len(contents), found.shelf.taken() / len(contents)
    return f"{rates[0]:>10,.0f}{rates[1]:>9,.0f}{rates[2]:>9,.0f}{size:>9,.0f}{taken:>9,.0f}"


def words(number: int) -> bytes:
    """Return a piece of a letter, some 4 KB."""
    chance = random.Random(number)  # noqa: S311 - The same each time.
    return " ".join(chance.choice(WORDS) for _ in range(700)).encode()


def message(number: int) -> bytes:
    """Return a message with a workbook of some 75 KB."""
    noise = base64.encodebytes(random.Random(number).randbytes(75_000))  # noqa: S311 - As above.
    return f"From: a{number}@agency.example\r\nSubject: Our answers\r\n\r\n".encode() + noise.replace(b"\n", b"\r\n")


if __name__ == "__main__":
    main()
