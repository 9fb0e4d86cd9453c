"""Prints what becomes of each sample workbook: `python -m tests.adopt`.

How much of it is found, how much of a filled copy is read right, told or silently wrong, and which of its parts a copy has byte for byte;
then what it costs to make a copy personal. With `--why` it says what is wrong; with `--libreoffice` a second copy of each comes from there.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence

from questionnaire.workbook.stamp import Personal
from tests.adopt.every import samples
from tests.adopt.returned import (
    REFERENCE,
    TOKEN,
    Returned,
    Sent,
    by_libreoffice,
    by_openpyxl,
    compared,
    filling,
    reading_of,
    sent,
    untouched,
)
from tests.adopt.score import Score, score
from workbooks.annotate import fill

_HEAD = ("found", 12), ("extra", 7), ("sure right", 14), ("labelled", 10), ("typed", 8), ("read right", 14), ("told", 6), ("wrong", 7)
_COPIES = 200


def main() -> None:
    """Print a line a workbook, and the sums."""
    say("workbook".ljust(28) + "".join(title.rjust(width) for title, width in (*_HEAD, ("same parts", 14))))
    copies = {sample.name: sent(sample) for sample in samples()}
    back = by_libreoffice({name: fill(one.copy, filling(one)[0]) for name, one in copies.items()}) if "--libreoffice" in sys.argv else {}
    read: list[Returned] = []
    for name, one in copies.items():
        typed, wanted = filling(one)
        files = [by_openpyxl(one.copy, typed), *([back[name]] if back else [])]
        got, found = [compared(reading_of(one, data), wanted) for data in files], score(one.sample)
        say(_line(found, got, one))
        if "--why" in sys.argv:
            say("\n".join(f"    {why}" for why in (*found.wrong[:6], *(why for each in got for why in each.wrong[:6]))))
        read += got
    right, told, wrong, answers = _sums(read)
    say(f"Of {answers} answers {right} were read right ({right / answers:.1%}), {told} were told, {wrong} are silently wrong.")
    say(f"A copy costs {_cost(list(copies.values())):.2f} ms.")


def _line(found: Score, got: Sequence[Returned], one: Sent) -> str:
    right, told, wrong, answers = _sums(got)
    same, changed = untouched(one.sample.data, one.copy)
    line = f"{found.name:28}{found.found:6}/{found.inputs:5}{found.extra:7}{found.right:8}/{found.sure:5}{found.labelled:10}{found.typed:8}"
    return f"{line}{right:8}/{answers:5}{told:6}{wrong:7}{len(same):8}/{len(same) + len(changed):5}"


def _sums(read: Sequence[Returned]) -> tuple[int, int, int, int]:
    right, told, wrong = sum(one.right for one in read), sum(one.told for one in read), sum(len(one.wrong) for one in read)
    return right, told, wrong, right + told + wrong


def _cost(copies: Sequence[Sent]) -> float:
    """Return the processor time in milliseconds that it takes to make a copy personal."""
    personal = Personal(REFERENCE, TOKEN, "A ministry")
    begun = time.process_time()
    for one in copies:
        for _ in range(_COPIES):
            one.blank.stamp(personal)
    return (time.process_time() - begun) * 1000 / _COPIES / len(copies)


def say(line: str) -> None:
    """Print a line, which is what this is for."""
    print(line)  # noqa: T201 - This is its output.


if __name__ == "__main__":
    main()
