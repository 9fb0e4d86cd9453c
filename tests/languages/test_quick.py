"""No text makes an expression take long: what anybody can send is read in time, whatever it repeats."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

_SECONDS = 60  # Of the processor, for what takes one or two; an expression that tries all ways takes years.
_SEARCHED = """
import re, resource, sys
from languages import known, toml_of
resource.setrlimit(resource.RLIMIT_CPU, ({seconds}, {seconds}))
begins = ["", "la ", "l'", "das ", "wir ", "the ", "we ", "el ", "los ", "o ", "os ", "e ", "мы ", "تعالج ", "right: "]
runs = [one * 300 for one in ("a", "a ", "-", "_", "_ ", "a-", "\\u2019", "я", "я ", " ", "1 ")]
for language in known():
    rows = toml_of(language, "mail.toml").get(sys.argv[1], ())
    for row in rows:
        found = re.compile(row, re.IGNORECASE)
        for begin in begins:
            for run in runs:
                found.search(f"{{begin}}{{run}}!")
"""


@pytest.mark.parametrize("kind", ["gateway", "added", "you_wrote", "automatic_subject", "automatic", "legal_notice"])
def test_an_expression_reads_a_long_run_of_anything_in_time(kind: str) -> None:
    """A blank that may be missing between repeated words made all ways of parting a run be tried, for hours: in a child, with an end."""
    asked = [sys.executable, "-c", _SEARCHED.format(seconds=_SECONDS), kind]
    done = subprocess.run(asked, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-500:] or f"ended by signal {-done.returncode}"
