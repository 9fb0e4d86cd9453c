"""subject: all that is held about a person is written down, for whoever asks for it."""

from __future__ import annotations

import io
import json
from pathlib import Path

from pypdf import PdfReader

from tests.cli.program import counterfoil, done

WHO = "person1@member1.example"


def test_all_that_is_held_is_handed_out(at_work: Path, tmp_path: Path) -> None:
    """The contact, letters, mail, decisions and answers, as JSON and PDF; and nothing of another person's records."""
    done("contacts", "suppress", WHO, "--by", "Anna Berg", "--note", "They asked", "--home", at_work)
    folder = tmp_path / "subject"
    said = done("subject", WHO.upper(), "--out", folder, "--home", at_work, "--json").one
    found = json.loads((folder / "subject.json").read_text())
    records = found["records"]
    assert records["contact"][0]["name"] == "Person 1"
    assert {one["address"] for one in records["letter"]} == {WHO}
    assert {one["sender"] for one in records["message"]} == {WHO}
    assert records["suppression"][0]["reason"] == "They asked"
    assert any("will not be written to again" in one["what"] for one in records["decisions"])
    assert any(one["question"] == "employees" for one in records["answers"])
    assert said["rows"] == sum(map(len, records.values()))
    assert sorted(path.stem for path in (folder / "originals").iterdir()) == sorted(found["originals"])
    assert all(WHO.encode() in path.read_bytes() for path in (folder / "letters").iterdir())
    assert "person2" not in json.dumps(records["contact"]) + json.dumps(records["letter"])
    assert not {"own", "tag", "secret", "token"} & {name for rows in records.values() for row in rows for name in row}
    pages = "".join(page.extract_text() for page in PdfReader(io.BytesIO((folder / "subject.pdf").read_bytes())).pages)
    assert "Person 1" in pages
    assert "What is held about person1@member1.example" in " ".join(pages.split())


def test_after_erasing_the_suppression_alone_is_held(at_work: Path, tmp_path: Path) -> None:
    """It is found by the hash; of whom nothing is held it is said."""
    done("contacts", "suppress", WHO, "--by", "Anna Berg", "--home", at_work)
    (at_work / "people.csv").unlink()
    done("erase", WHO, "--home", at_work)
    done("subject", WHO, "--out", tmp_path / "subject", "--home", at_work)
    assert list(json.loads((tmp_path / "subject" / "subject.json").read_text())["records"]) == ["suppression"]
    nobody = counterfoil("subject", "nobody@elsewhere.example", "--out", tmp_path / "nobody", "--home", at_work)
    assert nobody.code == 2
    assert "Nothing is held" in nobody.err
