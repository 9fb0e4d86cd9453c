"""What is put together of the words of all languages is kept for the next start, and is never that of other words."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import languages
from languages import kept, read_all

_SAID = """
from datetime import UTC, datetime
from intake.understanding.days.dates import dates
from languages.intents import hear
print(hear(["We will not take part.", "Merci, nous avons besoin de deux semaines de plus."]))
print(dates("until 15 March 2030, or le 3/4", datetime(2030, 1, 1, tzinfo=UTC)))
"""


@pytest.fixture
def sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a file that is all the words there are; what is made of them is kept beside it."""
    words = tmp_path / "words.toml"
    words.write_text("one", encoding="utf-8")
    monkeypatch.setattr(kept, "_files", lambda: [words])
    monkeypatch.setattr(kept, "_HERE", tmp_path)
    monkeypatch.setattr(kept, "folder", lambda: tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    return words


def start(words: Path) -> tuple[str, bool]:
    """Return what a process that starts now is given, and whether it had to be made."""
    made = []

    def said() -> str:
        made.append(True)
        return words.read_text(encoding="utf-8")

    kept._sources.cache_clear()
    found = kept.kept(said)
    return found() if found() == found() else "", len(made) == 1


def test_it_is_made_once_and_read_at_the_next_start(sources: Path) -> None:
    """It is made by the first process, and read by the next."""
    assert start(sources) == ("one", True)
    assert start(sources) == ("one", False)


def test_whoever_may_read_the_program_may_read_it(sources: Path) -> None:
    """Whatever the first process keeps from others of its own files: who installs the program may start it for a service."""
    before = os.umask(0o077)
    try:
        start(sources)
    finally:
        os.umask(before)
    (file,) = sources.parent.glob("*.kept")
    assert file.stat().st_mode & 0o777 == Path(kept.__file__).stat().st_mode & 0o666


def test_of_other_words_it_is_made_anew_and_the_former_is_removed(sources: Path) -> None:
    """When a word changes it is made again, and what was made of the words before is gone."""
    start(sources)
    sources.write_text("two", encoding="utf-8")
    assert start(sources) == ("two", True)
    assert len(list(sources.parent.glob("*.kept"))) == 1


@pytest.mark.parametrize("broken", [b"", b"\x80", b"no pickle at all"])
def test_what_is_broken_is_made_anew(sources: Path, broken: bytes) -> None:
    """A file that was cut or overwritten is as good as none."""
    start(sources)
    (file,) = sources.parent.glob("*.kept")
    file.write_bytes(broken)
    assert start(sources) == ("one", True)
    assert start(sources) == ("one", False)


def test_any_byte_that_the_disk_has_damaged_is_seen(sources: Path) -> None:
    """Neither is a damaged word taken for one, nor does a start end by it."""
    start(sources)
    (file,) = sources.parent.glob("*.kept")
    data = file.read_bytes()
    for at in range(len(data)):
        file.write_bytes(data[:at] + bytes([data[at] ^ 4]) + data[at + 1 :])
        assert start(sources) == ("one", True)
        assert file.read_bytes() == data


def test_what_was_never_finished_is_swept(sources: Path) -> None:
    """A full disk, or a process that was ended, leaves no files that grow in number."""
    start(sources)
    (file,) = sources.parent.glob("*.kept")
    left = file.with_name(f"{file.name}.4711")
    left.write_bytes(b"half")
    file.unlink()
    assert start(sources) == ("one", True)
    assert not left.exists()


def test_nothing_is_kept_where_python_keeps_nothing(sources: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where Python is told to write no compiled files, or may not, each start makes its own."""
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert [start(sources), start(sources)] == [("one", True), ("one", True)]
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(kept, "folder", lambda: sources.parent / "none")
    assert [start(sources), start(sources)] == [("one", True), ("one", True)]


def test_words_that_were_kept_say_what_they_said_when_they_were_made(tmp_path: Path) -> None:
    """The second process reads what the first made, and hears the same."""
    environment = {"PYTHONPYCACHEPREFIX": str(tmp_path), "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONHASHSEED": "0"}
    heard = [subprocess.run([sys.executable, "-c", _SAID], env=environment, check=True, capture_output=True).stdout for _ in range(2)]
    assert heard[0] == heard[1]
    assert b"decline" in heard[0]
    assert len(list(tmp_path.rglob("*.kept"))) == 4


def test_every_file_of_words_that_is_kept_parsed_names_what_is_kept() -> None:
    """A word that changes in any of them is read at the next start, and so is a language that is new."""
    read_all()
    named = {(file.parent.name, file.name) for file in kept._files()}
    assert {("en", "words.toml"), ("fr", "mail.toml"), ("en", "dates.toml"), ("ru", "intents.toml")} <= named
    assert {place for place, said in languages._kept.items() if said} <= named
    assert languages._kept["fr", "mail.toml"] == tomllib.loads(
        (Path(kept.__file__).parent / "fr" / "mail.toml").read_text(encoding="utf-8")
    )
