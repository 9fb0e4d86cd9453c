"""What reading a person's words costs: `python -m bench.words [--json]`.

Seconds of the processor for own words and dates of texts that nearly match at every line, at 100 and at 200 KB: twice the text must cost
about twice as much. Beside them milliseconds for an ordinary mail.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from datetime import UTC, datetime
from time import process_time

from bench.ground import say
from intake.understanding.days.dates import dates
from intake.understanding.own_words.words import own_words

AUTHOR = "Carla Rossi <carla@org.example>"
SENT = datetime(2027, 1, 20, tzinfo=UTC)
SIZE = 100_000  # Characters.
NEARLY = {
    "attribution": "on 10:00\n<a@b.example>\n",
    "head": "From: a\n",
    "closing": "Thanks\n",
    "notice": "this e-mail and any attachments ",
    "paragraphs": "\n\nx",
    "dates": "by the end of the next two weeks in 15 ",
}
ORDINARY = "Dear team,\n\nplease wait until 15 March.\n\nBest regards,\nCarla Rossi\nTel.: +44 20 7946 0000\n\n"


def main() -> None:
    """Measure, and print a line a text or the JSON object."""
    parser = argparse.ArgumentParser(prog="python -m bench.words", description="What reading a person's words costs.")
    parser.add_argument("--json", action="store_true", help="end with one JSON object")
    chosen = parser.parse_args()
    read(ORDINARY)
    report = {}
    for name, text in NEARLY.items():
        half, whole = (seconds(read, text * (size // len(text))) for size in (SIZE, 2 * SIZE))
        report[name] = {"seconds": round(whole, 2), "ratio": round(whole / half, 1)}
    ordinary = sum(1000 * seconds(read, f"{ORDINARY}{number}") for number in range(100)) / 100
    if chosen.json:
        print(json.dumps({"nearly": report, "ordinary_ms": round(ordinary, 2)}))
        return
    for name, one in report.items():
        say(f"{name:12} {one['seconds']:6.2f} s for 200 KB, {one['ratio']:4.1f} times what half of it takes")
    say(f"an ordinary mail: {ordinary:.2f} ms")


def read(text: str) -> None:
    """Find the own words of a text, and the days that they name."""
    dates(own_words(text, AUTHOR), SENT)


def seconds(act: Callable[[str], None], text: str) -> float:
    """Return the processor time that something takes."""
    start = process_time()
    act(text)
    return process_time() - start


if __name__ == "__main__":
    main()
