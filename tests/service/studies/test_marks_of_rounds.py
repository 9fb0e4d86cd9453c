"""Flags, notes and revisions from one round to the next: in the store, in exports, and beside the questions of the next study."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from digests.status import build
from domain.errors import ConfigurationError
from languages import spoken
from service.authoring.drafts import apply
from service.authoring.folder_difference import difference
from service.digests.facts import facts
from service.exports.export import export
from service.installation import config
from service.installation.install import SAMPLE
from service.studies.previous import FILE
from service.studies.running import require_running
from service.wiring import open_service
from tests.service.correspondence import STUDY, Correspondence, attached, edited, filled, questionnaire_letter
from tests.service.installed import at, make
from tests.service.studies.test_previous import next_round

NOW = datetime(2012, 3, 9, 12, tzinfo=ZoneInfo("Europe/Vienna"))
ASKED = {"excel::flags": "p=Provisional; e=Estimated", "excel::notes": "yes", "excel::revise": "yes"}


def ask(home: Path, study: str) -> None:
    """Let the form of a study ask for flags, notes and revisions."""
    file = home / "studies" / study / "questionnaire.xlsx"
    book = openpyxl.load_workbook(file)
    for column, (header, text) in enumerate(ASKED.items(), book["settings"].max_column + 1):
        book["settings"].cell(1, column).value, book["settings"].cell(2, column).value = header, text
    book.save(file)


def put(data: bytes, cells: Mapping[str, object]) -> bytes:
    """Write into cells by their defined names."""

    def write(book: openpyxl.Workbook) -> None:
        for name, value in cells.items():
            ((sheet, cell),) = book.defined_names[name].destinations
            book[sheet][cell.replace("$", "")].value = value

    return edited(data, write)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Correspondence]:
    """Return an installation whose one organisation has answered 400, estimated, with a note, and revised last round's 350 to 360."""
    make(tmp_path, 1)
    ask(tmp_path, STUDY)
    (tmp_path / "studies" / STUDY / FILE).write_text("organisation_code,employees\nORG000,350\n")
    with open_service(config.load(tmp_path, {})) as service:
        apply(service, STUDY, at("02-02"), by="staff")
        office = Correspondence(tmp_path, service)
        letter = questionnaire_letter(office)
        said = {"q_employees__flag": "e", "q_employees__note": "Without apprentices", "q_employees_revised": 360}
        office.answer(letter, "a.xlsx", put(filled(office, attached(letter)[1], employees=400), said))
        office.letters(at("02-21"))
        yield office


def exported(office: Correspondence, folder: Path) -> dict[str, list[dict[str, str]]]:
    """Return the tables of an export by their names."""
    with office.service.store.reading() as tx:
        found = require_running(office.service, tx, STUDY)
    export(office.service, found, "csv", folder, NOW, labels=False, language="en")
    read = {path.stem: list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig")))) for path in folder.glob("*.csv")}
    return {name.removeprefix(f"{STUDY}-"): rows for name, rows in read.items()}


def test_an_export_has_a_column_for_the_flag_and_the_note_of_each_figure(office: Correspondence, tmp_path: Path) -> None:
    """Where the form asks for them; the codebook says what the codes mean, and which question a column belongs to."""
    tables = exported(office, tmp_path / "out")
    (row,) = tables["answers"]
    assert (row["employees"], row["employees_flag"], row["employees_note"]) == ("400", "e", "Without apprentices")
    book = {one["variable"]: one for one in tables["codebook"]}
    assert book["employees_flag"]["key"] == "employees@flag"
    assert book["employees_flag"]["choices::en"] == "p=Provisional\ne=Estimated"
    assert book["employees_note"]["kind"] == "text"


def test_a_revision_is_an_answer_of_its_own_and_listed(office: Correspondence, tmp_path: Path) -> None:
    """In its own column, and in the table of revisions under the item that it revises, beside what was shown."""
    tables = exported(office, tmp_path / "out")
    assert tables["answers"][0]["employees_revised"] == "360"
    (row,) = tables["revisions"]
    assert [row[name] for name in ("organisation_code", "item", "shown", "revised")] == ["ORG000", "employees", "350.0", "360"]


def test_the_digest_says_that_earlier_figures_were_revised_and_where_they_are_listed(office: Correspondence, tmp_path: Path) -> None:
    """As many as the table has rows, in every language that digests have; of none, it says nothing."""
    with office.service.store.reading() as tx:
        told = facts(tx, require_running(office.service, tx, STUDY), NOW, None)
    assert told.revised == len(exported(office, tmp_path / "out")["revisions"]) == 1
    for language in spoken():
        assert "revisions" in json.dumps(build(told, language).context)
        assert "revisions" not in json.dumps(build(replace(told, revised=0), language).context)
    assert "1 figure of the last round was revised (export, table revisions)." in json.dumps(build(told, "en").context)


def shown(office: Correspondence, study: str) -> Mapping[str, str]:
    """Return what a study shows of its last round to the one organisation."""
    with office.service.store.reading() as tx:
        return require_running(office.service, tx, study).previous["ORG000"]


def test_the_next_round_shows_a_figure_with_its_flag(office: Correspondence) -> None:
    """As it counts in the store; the revision is of the round before, and changes nothing of it."""
    next_round(office, SAMPLE)  # type: ignore[arg-type]
    apply(office.service, "next", at("03-09"), by="staff")
    figures = shown(office, "next")
    assert (figures["employees"], figures["employees@flag"]) == ("400", "e")


def test_a_study_shows_the_figures_of_an_earlier_round_as_a_later_one_revised_them(office: Correspondence) -> None:
    """The round that answered names the earlier one as its last: who names that too gets what was revised since."""
    home = office.home
    shutil.copytree(home / "studies" / SAMPLE, home / "studies" / "before")
    before = home / "studies" / "before" / "study.toml"
    before.write_text(before.read_text(encoding="utf-8").replace(f'id = "{SAMPLE}"', 'id = "before"').replace('prefix = "', 'prefix = "B'))
    apply(office.service, "before", at("03-09"), by="staff")
    own = home / "studies" / SAMPLE / "study.toml"
    own.write_text(own.read_text(encoding="utf-8").replace(f'id = "{SAMPLE}"', f'id = "{SAMPLE}"\nprevious = "before"'))
    (home / "studies" / SAMPLE / FILE).unlink()
    apply(office.service, SAMPLE, at("03-09"), by="staff")
    next_round_of(office, "before")
    apply(office.service, "next", at("03-09"), by="staff")
    assert shown(office, "next")["employees"] == "360"


def next_round_of(office: Correspondence, previous: str) -> None:
    """Put the folder of a next study beside the others, which names `previous` as its last round."""
    folder = office.home / "studies" / "next"
    shutil.copytree(office.home / "studies" / "before", folder)
    (folder / FILE).unlink(missing_ok=True)
    text = (folder / "study.toml").read_text(encoding="utf-8")
    text = text.replace('id = "before"', f'id = "next"\nprevious = "{previous}"').replace('prefix = "B', 'prefix = "N')
    (folder / "study.toml").write_text(text, encoding="utf-8")


def test_the_folder_of_an_export_is_taken_as_it_is(office: Correspondence, tmp_path: Path) -> None:
    """With flags, and with its codebook, that says which numbers are no values: others that are as small stay."""
    folder = tmp_path / "out"
    exported(office, folder)
    next_round(office, SAMPLE)  # type: ignore[arg-type]
    root = office.home / "studies" / "next"
    text = (root / "study.toml").read_text(encoding="utf-8").replace(f'\nprevious = "{SAMPLE}"', "")
    (root / "study.toml").write_text(text, encoding="utf-8")
    shutil.copytree(folder, root / "previous")
    apply(office.service, "next", at("03-09"), by="staff")
    figures = shown(office, "next")
    assert (figures["employees"], figures["employees@flag"]) == ("400", "e")
    answers = root / "previous" / f"{STUDY}-answers.csv"
    answers.write_text(answers.read_text(encoding="utf-8-sig").replace(",400,", ",about 400,"), encoding="utf-8")
    for look in (lambda: difference(office.service, "next"), lambda: apply(office.service, "next", at("03-10"), by="staff")):
        with pytest.raises(ConfigurationError, match="is not a number"):
            look()
