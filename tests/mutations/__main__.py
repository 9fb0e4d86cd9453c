"""Print the table: `python -m tests.mutations [-v] [-q] [SAMPLE ...]`.

With -v it says what was told or missed, answer by answer; with -q the files are only saved by openpyxl.
"""

from __future__ import annotations

import shutil
import sys
from collections import Counter
from collections.abc import Iterable, Mapping

from tests.mutations.adopted import adopted_samples
from tests.mutations.judge import Verdict
from tests.mutations.matrix import verdicts
from tests.mutations.samples import Sample, samples
from tests.mutations.savers import Files, saved_by_all, saved_by_openpyxl

_KINDS = ("wrong", "false", "missed")


def main(arguments: list[str]) -> int:
    """Print what became of each mutation, a line each with all savers, and the sums."""
    wanted = [each for each in arguments if not each.startswith("-")]
    totals: Counter[str] = Counter()
    for sample in (*samples(), *adopted_samples()):
        if not wanted or sample.name in wanted:
            totals.update(_table(sample, verdicts(sample, saved_by_openpyxl if "-q" in arguments else _by_all), told="-v" in arguments))
    share = 100 * totals["right"] / max(1, totals["touched"])
    _say(f"{'':11} {'all':70} {_line(totals)}   right: {share:.2f} %")
    return min(1, totals["wrong"] + totals["false"])


def _by_all(files: Mapping[str, bytes]) -> Mapping[str, Files]:
    return saved_by_all(files, shutil.which("ssconvert") or "ssconvert")


def _table(sample: Sample, found: Mapping[tuple[str, str], Verdict], *, told: bool) -> Counter[str]:
    sums: Counter[str] = Counter()
    for mutation in dict.fromkeys(name for name, _ in found):
        by_saver = {saver: verdict for (name, saver), verdict in found.items() if name == mutation}
        counts = _counts(by_saver.values())
        sums.update(counts)
        _say(f"{sample.name:11} {mutation:70} {_line(counts)}")
        for saver, verdict in by_saver.items() if told else ():
            for kind, those in zip(_KINDS, (verdict.wrong, verdict.false, verdict.missed), strict=True):
                for said in those[:4]:
                    _say(f"      {kind:6} {saver:16} {said[:220]}")
    _say(f"{sample.name:11} {'all':70} {_line(sums)}")
    return sums


def _counts(those: Iterable[Verdict]) -> Counter[str]:
    counted: Counter[str] = Counter()
    for each in those:
        counted.update(
            touched=each.touched, right=each.right, reported=each.reported, lost=each.lost, wrong=len(each.wrong), false=len(each.false)
        )
    return counted


def _line(counts: Counter[str]) -> str:
    return " ".join(f"{kind} {counts[kind]:5}" for kind in ("touched", "right", "reported", "lost", "wrong", "false"))


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


sys.exit(main(sys.argv[1:]))
