"""What the measuring of exports stands on: a made-up study whose answers really come out, in every format and the plain way."""

from __future__ import annotations

import csv
from pathlib import Path

from bench.export import FORMATS, PLAIN, made, measured


def test_every_format_is_written_by_the_whole_program_with_all_answers(tmp_path: Path) -> None:
    """A format that fails would else look cheap; beside it stands the plain way, with as many rows."""
    home = made(tmp_path, organisations=3, questions=20)
    for kind in FORMATS:
        ours, beside = measured(home, kind)
        assert ours.fault == "", (kind, ours.err)
        assert (beside is None) == (kind not in PLAIN)
        assert beside is None or beside.fault == "", (kind, beside.err)
    with (home / "ours" / "bench-answers.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert (len(rows), {"question_0", "question_19"} <= rows[0].keys()) == (3, True)
    given = sum(value not in {"", "-99"} for row in rows for name, value in row.items() if name.startswith("question_"))
    values = (home / "ours" / "bench-values.csv").read_text(encoding="utf-8").splitlines()
    assert (len(values) - 1, sum(",answered," in line for line in values)) == (3 * 20, given)
    assert len((home / "plain.csv").read_text(encoding="utf-8").splitlines()) == 1 + 3
