"""journal: decisions are shown, exported without a name, and checked, here and without the program."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.cli.program import counterfoil, done
from tests.service.installed import open_store

PAGE = Path(__file__).parents[3] / "docs" / "operations" / "journal.md"
SCRIPT = re.compile(r"^```python\n(import hashlib, json, sys\n.*?)^```$", re.MULTILINE | re.DOTALL)


def independent(file: Path) -> subprocess.CompletedProcess[str]:
    """Check an exported journal by the script of the manual, which knows nothing of the program."""
    found = SCRIPT.search(PAGE.read_text())
    assert found
    assert len(found[1].splitlines()) <= 12
    command = [sys.executable, "-I", "-S", "-c", found[1], str(file)]
    return subprocess.run(command, check=False, capture_output=True, text=True, timeout=300)


@pytest.fixture
def exported(at_work: Path) -> Path:
    """Return the journal of a study at work, in which a person has decided."""
    done("held", "decide", "1", "reject", "--by", "Änne Berg", "--note", "Son adresse: zoë@org.example", "--home", at_work)
    done("contacts", "suppress", "person1@member1.example", "--by", "Änne Berg", "--home", at_work)
    file = at_work / "journal.jsonl"
    said = done("journal", "--out", file, "--home", at_work, "--json").one
    assert said["entries"] == len(file.read_text().splitlines()) > 5
    return file


def test_an_exported_journal_is_checked_without_the_program(exported: Path, at_work: Path) -> None:
    """By the few lines of the manual, which come to the same last hash as `journal --check` does."""
    checked = done("journal", "--check", "--home", at_work, "--json").one
    assert checked["broken_at"] is None
    ran = independent(exported)
    assert ran.stdout.split() == [str(checked["entries"]), checked["last"]]
    assert done("journal", exported, "--check", "--json").one["entries"] == checked["entries"]
    assert done("journal", "--home", at_work, "--json").out == exported.read_text()


def test_an_exported_journal_names_nobody(exported: Path) -> None:
    """Neither who decided, nor about whom, nor what was noted."""
    said = exported.read_text()
    assert not [word for word in ("Berg", "zoë", "@", "member1", "Person") if word in said]
    assert '"by":"person:' in said


@pytest.mark.parametrize("harm", ["changed", "removed", "moved", "no journal"])
def test_a_file_that_somebody_changed_is_told_with_its_line(exported: Path, harm: str) -> None:
    """By the program and by the lines of the manual alike."""
    lines = exported.read_text().splitlines(keepends=True)
    if harm == "changed":
        lines[3] = json.dumps(json.loads(lines[3]) | {"value": "x"}, separators=(",", ":")) + "\n"
    elif harm == "removed":
        del lines[3]
    elif harm == "moved":
        lines[3], lines[4] = lines[4], lines[3]
    else:
        lines[3] = "[]\n"
    exported.write_text("".join(lines))
    ran = counterfoil("journal", exported, "--check")
    assert ran.code == 1
    assert "Line 4 does not follow" in ran.err
    assert independent(exported).returncode != 0


def test_a_changed_database_is_told_by_the_entry(at_work: Path) -> None:
    """`journal --check` ends with 1, and `doctor` says it too."""
    store = open_store(at_work)
    with store.transaction() as tx:
        tx.execute(text("UPDATE journal SET value = 'x' WHERE number = 3"))
    store.close()
    ran = counterfoil("journal", "--check", "--home", at_work)
    assert ran.code == 1
    assert "Entry 3 of the journal does not follow" in ran.err
    assert "Entry 3 of the journal does not follow" in counterfoil("doctor", "--home", at_work).out


def test_the_newest_decisions_are_told_to_people(exported: Path, at_work: Path) -> None:
    """With who decided and why."""
    told = done("journal", "--home", at_work).out
    assert "by Änne Berg (Son adresse: zoë@org.example)" in told
    assert "person1@member1.example will not be written to again" in told
    assert counterfoil("journal", exported).code == 2
