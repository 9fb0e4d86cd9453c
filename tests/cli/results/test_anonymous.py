"""export --anonymous: from the command line to the files."""

from __future__ import annotations

from pathlib import Path

from tests.cli.program import counterfoil, done
from tests.cli.results.test_quality import rows_of


def test_the_command_writes_it_beside_the_other_export(at_work: Path, tmp_path: Path) -> None:
    """Pseudonyms are the same each time; values have too many words of people to be without names."""
    for folder in (tmp_path / "a", tmp_path / "b"):
        done("export", "csv", "--anonymous", "--home", at_work, "--out", folder)
    first, second = (rows_of(folder, "answers") for folder in (tmp_path / "a", tmp_path / "b"))
    assert first == second
    assert len({one["organisation_code"] for one in first}) == 4
    assert not any("ORG" in one["organisation_code"] for one in first)
    assert {one["disposition"] for one in rows_of(tmp_path / "a", "cases")} == {"1.1", "1.2", "2.36"}
    refused = counterfoil("export", "values", "--anonymous", "--home", at_work, "--out", tmp_path)
    assert (refused.code, "--anonymous" in refused.err) == (2, True)
