"""The blank workbook of a language is built once for all processes, and anew where anything that it is made of is another."""

from __future__ import annotations

import os
from pathlib import Path

from questionnaire.workbook import stamp
from service.authoring.drafts import apply, draft
from service.installation import config
from service.installation.install import SAMPLE
from service.letters.press import Press
from service.process import fingerprint
from service.studies.running import require_running
from service.wiring import Service, open_service
from store.archive.made_files import MadeFiles
from tests.service.installed import at, make


def blank(service: Service, language: str = "en") -> bytes:
    """Return the beginning of the workbooks of the sample study, as a process that has built none would make it."""
    stamp._made.cache_clear()
    press = Press(draft(service, SAMPLE), service.installation.outgoing, service.store.archive)
    return press.blank(language).prefix


def kept(service: Service) -> dict[str, int]:
    """Return the files that are kept, and when each was written."""
    folder = MadeFiles(service.store.archive.root).root
    return {one.name: one.stat().st_mtime_ns for one in folder.iterdir()} if folder.exists() else {}


def test_a_later_process_takes_the_workbook_that_was_built(tmp_path: Path) -> None:
    """The file that was written first is read, and not written again."""
    make(tmp_path, 1)
    with open_service(config.load(tmp_path, {})) as service:
        first = blank(service)
        before = kept(service)
        assert len(before) == 1
        assert blank(service) == first
        assert kept(service) == before


def test_a_damaged_workbook_is_built_again(tmp_path: Path) -> None:
    """Nobody gets a workbook that cannot be opened."""
    make(tmp_path, 1)
    with open_service(config.load(tmp_path, {})) as service:
        first = blank(service)
        (name,) = kept(service)
        path = MadeFiles(service.store.archive.root).root / name
        good = path.read_bytes()
        path.write_bytes(good[:5000] + b"?" + good[5001:])
        assert blank(service) == first
        assert path.read_bytes() == good


def test_another_language_cover_or_file_is_another_workbook(tmp_path: Path) -> None:
    """Each has a file of its own."""
    make(tmp_path, 1)
    toml = tmp_path / "studies" / SAMPLE / "study.toml"
    with open_service(config.load(tmp_path, {})) as service:
        seen = {blank(service), blank(service, "fr")}
        text = toml.read_text(encoding="utf-8")
        for before, after in (("deadline = 2012-04-30", "deadline = 2012-05-02"), ("\nzone =", "\nsheet_protection = false\nzone =")):
            text = text.replace(before, after, 1)
            toml.write_text(text, encoding="utf-8")
            seen.add(blank(service))
        assert len(kept(service)) == len(seen) == 4


def test_what_was_built_for_a_look_serves_the_study_as_it_was_applied(tmp_path: Path) -> None:
    """A form means the same before and after it was applied."""
    make(tmp_path, 1)
    with open_service(config.load(tmp_path, {})) as service:
        first = blank(service)
        apply(service, SAMPLE, at("02-01"), by="somebody")
        before = kept(service)
        stamp._made.cache_clear()
        with service.store.reading() as tx:
            applied = require_running(service, tx, SAMPLE)
        assert Press(applied, service.installation.outgoing, service.store.archive).blank("en").prefix == first
        assert kept(service) == before


def test_a_file_of_the_program_that_was_replaced_is_another_whatever_its_time_says(tmp_path: Path) -> None:
    """What makes packages or containers may give all files of all versions one time, and a sentence may be mended by as many signs."""
    file, new = tmp_path / "words.toml", tmp_path / "new.toml"
    for path, words in ((file, "colour"), (new, "colors")):
        path.write_text(words, encoding="utf-8")
        os.utime(path, (1, 1))
    before = fingerprint._shown(file.stat())
    assert before == fingerprint._shown(file.stat())
    new.replace(file)
    assert before != fingerprint._shown(file.stat())
