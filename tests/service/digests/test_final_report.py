"""The final report by mail: standings and quality, and the whole report as PDF."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from pypdf import PdfReader

from domain.letter import LetterKind
from service.authoring.drafts import apply
from service.digests.digest import find_plan, last_fire, plan_due_digests, preview_digest, send_digest
from service.installation import config
from service.installation.install import SAMPLE
from service.studies.running import running
from service.wiring import open_service
from tests.service.installed import at, letters, make

PLAN = '\n[[digests]]\nname = "end"\ncron = "0 8 7 5 *"\nkind = "final"\n'


def test_the_final_report_has_the_standings_the_quality_and_the_whole_as_pdf(tmp_path: Path) -> None:
    """The report names every case, which the letter does not."""
    home = tmp_path / "installation"
    make(home, 3)
    file = home / "studies" / SAMPLE / "study.toml"
    file.write_text(file.read_text(encoding="utf-8") + PLAN, encoding="utf-8")
    with open_service(config.load(home, {})) as service:
        apply(service, SAMPLE, at("02-02"), by="staff")
        with service.store.reading() as tx:
            found = running(service, tx, SAMPLE)
        assert found
        written = {one.suffix: one for one in preview_digest(service, found, "end", at("05-07"), tmp_path / "look")}
        send_digest(service, found, "end", at("05-07"))
    text = written[".txt"].read_text(encoding="utf-8")
    assert 0 < text.index("by region") < text.index("RR6")
    pages = PdfReader(io.BytesIO(written[".pdf"].read_bytes())).pages
    whole = " ".join(page.extract_text() for page in pages)
    assert "Organisation 2" in " ".join(whole.split())
    assert "RR6" in whole
    (one, *_) = (letter for letter in letters(home) if letter.kind is LetterKind.DIGEST)
    assert f"{SAMPLE}-report-2012-05-07.pdf" in str(one.context["attachments"])


@pytest.mark.parametrize(
    ("cron", "closes", "due"),
    [
        ("0 8 * * *", "", "05-01"),  # The day after the deadline, and not again.
        ("0 8 7 * *", "", "05-07"),
        ("0 8 7 * *", "closes = 2012-05-31", "06-07"),
        ("0 8 2 4 *", "", None),  # Next year.
    ],
)
def test_it_is_due_once_the_first_time_after_the_last_day_of_the_collection(
    tmp_path: Path, cron: str, closes: str, due: str | None
) -> None:
    """However late that is, and never before."""
    make(tmp_path, 1)
    file = tmp_path / "studies" / SAMPLE / "study.toml"
    plan = f'\n[[digests]]\nname = "end"\ncron = "{cron}"\nkind = "final"\n\n[quality]\n{closes}\n'
    file.write_text(file.read_text(encoding="utf-8") + plan, encoding="utf-8")
    with open_service(config.load(tmp_path, {})) as service:
        apply(service, SAMPLE, at("02-02"), by="staff")
        with service.store.reading() as tx:
            found = running(service, tx, SAMPLE)
    assert found
    planned = find_plan(found, "end")
    assert last_fire(planned, found, at("04-29")) is None
    for later in ("08-30", "12-30"):
        fired = last_fire(planned, found, at(later))
        assert (fired and f"{fired:%m-%d}") == due


def test_it_does_not_come_again_where_only_its_rhythm_changes(tmp_path: Path) -> None:
    """Nor where it is applied anew; only a collection that was prolonged beyond it has another one."""
    make(tmp_path, 1)
    file = tmp_path / "studies" / SAMPLE / "study.toml"
    plain = file.read_text(encoding="utf-8")
    with open_service(config.load(tmp_path, {})) as service:
        made = []
        for day, cron, closes in (
            ("05-02", "0 8 * * *", ""),
            ("05-09", "0 8 7 * *", ""),
            ("06-09", "0 9 3 6 *", ""),
            ("06-20", "0 9 * * *", "\n[quality]\ncloses = 2012-06-15\n"),
        ):
            file.write_text(f'{plain}\n[[digests]]\nname = "end"\ncron = "{cron}"\nkind = "final"\n{closes}', encoding="utf-8")
            apply(service, SAMPLE, at(day), by="staff")
            with service.store.reading() as tx:
                found = running(service, tx, SAMPLE)
            assert found
            plan_due_digests(service, found, at(day))
            made.append(sum(one.kind is LetterKind.DIGEST and "-report-" in str(one.context) for one in letters(tmp_path)))
    assert made == [2, 2, 2, 4]
