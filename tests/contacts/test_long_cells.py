"""A contact list that somebody else made keeps nobody from the console, whatever its cells hold: in a child, with an end."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

_SECONDS = 60  # Of the processor, for what takes one or two; before, it took many minutes.
_READ = """
import resource, sys
from contacts.load import read
resource.setrlimit(resource.RLIMIT_CPU, ({seconds}, {seconds}))
columns = ["code", "organisation", "country", "region", "language", "role", "name", "address", "salutation", "part"]
plain = ["ORG1", "Telco", "AT", "Europe", "en", "to", "Ana Rossi", "ana@telco.example", "Dear Ana", ""]
hostile = {{"letters": "a" * 120_000, "accents": "e" + "\\u0315\\u0300" * 30_000, "blanks": "a" + " " * 120_000 + "@b"}}[sys.argv[1]]
rows = [[hostile if at == number else text for number, text in enumerate(plain)] for at in range(len(plain))]
found = read("\\n".join(map(";".join, [columns, *rows, plain])).encode(), "list.csv")
assert any(one.address == "ana@telco.example" and one.name == "Ana Rossi" for one in found.contacts)
"""


@pytest.mark.parametrize("kind", ["letters", "accents", "blanks"])
def test_a_list_is_read_in_time_whatever_its_cells_repeat(kind: str) -> None:
    """And what is a contact in it is one."""
    asked = [sys.executable, "-c", _READ.format(seconds=_SECONDS), kind]
    done = subprocess.run(asked, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-500:] or f"ended by signal {-done.returncode}"
