"""A study as it runs: what was applied, parsed once, with what is decided about it since."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from questionnaire.workbook.blank import Blank
from service.authoring.drafts import apply
from service.installation import config
from service.installation.install import SAMPLE
from service.letters.press import Press
from service.operation.tick import tick
from service.studies.running import Running, extend, pause, require_running
from service.wiring import Service, open_service
from store.archive.originals import Archive
from tests.service.installed import at, make


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Service]:
    """Open an installation whose study was applied."""
    make(tmp_path, 1)
    with open_service(config.load(tmp_path, {})) as service:
        yield service


def found(service: Service) -> Running:
    """Return the study as it runs."""
    with service.store.reading() as tx:
        return require_running(service, tx, SAMPLE)


def test_a_version_is_parsed_once_and_what_is_decided_since_is_seen_at_once(opened: Service) -> None:
    """Files never change once they are applied; the deadline and a pause may, at any time and by another process."""
    first = found(opened)
    with open_service(opened.installation) as other:
        pause(other, SAMPLE, True, at("02-02"), by="staff")
        extend(other, SAMPLE, date(2012, 6, 30), at("02-02"), by="staff")
    second = found(opened)
    assert second.folder is first.folder
    assert second.questionnaire is first.questionnaire
    assert (first.paused, second.paused, second.study.deadline) == (False, True, date(2012, 6, 30))


def test_another_version_is_parsed_when_it_was_applied(opened: Service) -> None:
    """Whoever applies it, the next look finds it."""
    first = found(opened)
    file = opened.installation.studies / SAMPLE / "study.toml"
    file.write_text(file.read_text(encoding="utf-8").replace('title = "', 'title = "Another ', 1), encoding="utf-8")
    with open_service(opened.installation) as other:
        apply(other, SAMPLE, at("02-02"), by="staff")
    second = found(opened)
    assert (first.version, second.version) == (1, 2)
    assert second.study.title == f"Another {first.study.title}"


def test_what_letters_share_is_made_once_for_all_passes_until_what_it_says_is_another(opened: Service) -> None:
    """A pause changes nothing that a letter says; a deadline that is moved does."""

    def workbook() -> Blank:
        return Press(found(opened), opened.installation.outgoing, opened.store.archive).blank("en")

    first = workbook()
    pause(opened, SAMPLE, True, at("02-02"), by="staff")
    assert workbook() is first
    extend(opened, SAMPLE, date(2012, 6, 30), at("02-02"), by="staff")
    assert workbook().prefix != first.prefix


def test_a_tick_with_nothing_to_do_reads_nothing_from_the_archive(opened: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a running service has loaded, it does not load again each minute."""
    tick(opened, at("02-10"))
    read: list[str] = []
    get = Archive.get

    def reading(self: Archive, sha256: str) -> bytes:
        read.append(sha256)
        return get(self, sha256)

    monkeypatch.setattr(Archive, "get", reading)
    assert tick(opened, at("02-10")).idle
    assert read == []
