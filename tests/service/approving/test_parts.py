"""A mailing consists of parts, and each change of what it sends is a change of one of them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from service.approving.parts import MailingPart, PartKind, of_language, parts_of
from service.installation.install import SAMPLE
from service.studies.folder import read_folder
from service.studies.running import Running
from templates import folder


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """Return a copy of the sample study."""
    return Path(shutil.copytree(str(folder("studies") / SAMPLE), tmp_path / SAMPLE))


def parts(study: Path, mailing: str) -> tuple[MailingPart, ...]:
    """Return the parts of a mailing of the study as it stands in its folder."""
    found = read_folder(study)
    return parts_of(Running(found.study, found, 0, paused=False), found.study.mailing(mailing))


def changed(study: Path, mailing: str, file: str, before: str, after: str) -> set[tuple[PartKind, str]]:
    """Return which parts of a mailing are others after a change of a file."""
    earlier = parts(study, mailing)
    path = study / file
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")
    return {(one.kind, one.name) for one in {*earlier} ^ {*parts(study, mailing)}}


def test_the_parts_of_a_mailing_are_the_same_each_time(study: Path) -> None:
    """Texts in each language, facts, files, sender, attachments and audience."""
    found = parts(study, "reminder")
    assert found == parts(study, "reminder")
    assert {one.kind for one in found} == {*PartKind}
    texts = {one.name for one in found if one.kind is PartKind.TEXT}
    assert texts == {f"letters/{stem}.{language}.md" for stem in ("reminder", "correction") for language in ("en", "fr", "ar", "es")}


def test_a_mailing_without_a_workbook_has_no_part_in_the_form(study: Path) -> None:
    """Nobody has to approve a circular anew when a question changes."""
    assert not [one for one in parts(study, "circular") if one.kind is PartKind.FILE]


@pytest.mark.parametrize(
    ("mailing", "file", "before", "after", "what"),
    [
        ("circular", "letters/circular.fr.md", "+++\n\n", "+++\n\nBonjour.\n\n", {(PartKind.TEXT, "letters/circular.fr.md")}),
        ("circular", "letters/reminder.fr.md", "+++\n\n", "+++\n\nBonjour.\n\n", set()),
        ("circular", "study.toml", 'name = "ITU Cybersecurity"', 'name = "ITU"', {(PartKind.SENDER, "itu")}),
        ("reminder", "study.toml", 'name = "ITU Cybersecurity"', 'name = "ITU"', set()),
        ("circular", "study.toml", "deadline = 2012-04-30", "deadline = 2012-05-30", {(PartKind.FACTS, "deadline")}),
        ("circular", "study.toml", 'fr = "Étude', 'fr = "Grande étude', {(PartKind.FACTS, "title")}),
        ("circular", "study.toml", 'attach = ["pdf"]', "attach = []", {(PartKind.CARRIES, "pdf"), (PartKind.CARRIES, "nothing")}),
        ("circular", "study.toml", '"itu-d-sector-members"', '"others"', {(PartKind.AUDIENCE, "all")}),
        ("reminder", "study.toml", 'audience = "owing"', 'audience = "all"', {
            (PartKind.AUDIENCE, "owing"),
            (PartKind.AUDIENCE, "all"),
            *((PartKind.TEXT, f"letters/correction.{one}.md") for one in ("en", "fr", "ar", "es")),
        }),
        ("reminder", "previous.csv", "\n", "\r\n", {(PartKind.FILE, "previous.csv")}),
        ("questionnaire", "study.toml", "[contact]", "[last_round]\nscaled = { customers = 0.001 }\n\n[contact]", {
            (PartKind.FACTS, "last_round"),
        }),
        ("questionnaire", "study.toml", "[contact]", '[last_round]\nrenamed = { customers = "employees" }\n\n[contact]', {
            (PartKind.FACTS, "last_round renamed"),
        }),
        ("circular", "study.toml", "[contact]", "[last_round]\nscaled = { customers = 0.001 }\n\n[contact]", set()),
        ("reminder", "study.toml", "at = 2012-03-26T10:00:00", "at = 2012-03-27T10:00:00", set()),
    ],
)  # fmt: skip
def test_each_change_is_one_of_the_parts_that_it_concerns(
    study: Path, mailing: str, file: str, before: str, after: str, what: set[tuple[PartKind, str]]
) -> None:
    """And of no other mailing; when it is sent is no part of what is sent."""
    assert changed(study, mailing, file, before, after) == what


def test_a_letter_depends_on_the_parts_of_its_language_alone(study: Path) -> None:
    """And on those that every language shares."""
    french = of_language(parts(study, "circular"), "fr")
    assert {one.language for one in french} == {"", "fr"}
    assert [one.name for one in french if one.kind is PartKind.TEXT] == ["letters/circular.fr.md"]
