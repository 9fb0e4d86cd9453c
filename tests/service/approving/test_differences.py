"""What changed between two states of a mailing, for whoever approves it."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from service.approving.differences import difference
from service.approving.proposals import Proposal, kept, propose
from service.authoring.folder_difference import file_difference
from service.installation import config
from service.installation.install import SAMPLE
from service.studies.folder import read_folder
from service.studies.running import Running
from service.wiring import Service, open_service
from tests.questionnaire.forms import ONE_SETTING, Rows, survey_of, xlsx
from tests.service.installed import make

LISTED: Rows = survey_of(("select_one_from_file towns.csv", "town", "Your town"))
LISTED_AND_ASKED: Rows = (*LISTED, ("integer", "people", "People"))
TOWNS, MORE_TOWNS = "name,label\na,A-town\n", "name,label\na,A-town\nb,B-town\n"


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    """Return an installation with two organisations."""
    make(tmp_path, 2)
    with open_service(config.load(tmp_path, {})) as opened:
        yield opened


def proposed(service: Service, mailing: str) -> Proposal:
    """Return what a mailing would send as it stands in the folder."""
    found = read_folder(service.installation.studies / SAMPLE)
    with service.store.reading() as tx:
        return propose(tx, Running(found.study, found, 0, paused=False), found.study.mailing(mailing))


def said(service: Service, mailing: str, file: str, before: str, after: str) -> tuple[str, ...]:
    """Return what is said of a change of a file, in bytes or in words."""
    earlier = proposed(service, mailing)
    earlier.keep(service.store.archive)
    path = service.installation.studies / SAMPLE / file
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")
    read = kept(service.store.archive, earlier.sha256)
    assert read is not None
    return difference(service.store.archive, read, proposed(service, mailing)).said


def test_what_is_kept_is_read_as_it_was(service: Service) -> None:
    """Its hash is the same, and nothing differs."""
    now = proposed(service, "questionnaire")
    now.keep(service.store.archive)
    read = kept(service.store.archive, now.sha256)
    assert read is not None
    assert read.sha256 == now.sha256
    assert not difference(service.store.archive, read, now)


@pytest.mark.parametrize(
    ("mailing", "file", "before", "after", "expected"),
    [
        ("circular", "study.toml", 'name = "ITU Cybersecurity"', 'name = "ITU"', ("the sender changed: itu",)),
        ("circular", "study.toml", 'attach = ["pdf"]', "attach = []", ("what is attached changed: nothing",)),
        ("circular", "study.toml", 'fr = "Étude', 'fr = "Grande étude', ("changed in study.toml: title",)),
        ("questionnaire", "previous.csv", "\n", "\r\n", ("previous.csv changed",)),
        (
            "reminder",
            "study.toml",
            'audience = "owing"',
            'audience = "all"',
            (
                *(f"letters/correction.{one}.md is no part of it any more" for one in ("ar", "en", "es", "fr")),
                "the audience, or the list that it is chosen from, changed: all",
            ),
        ),
    ],
)
def test_each_change_is_told_by_its_name(
    service: Service, mailing: str, file: str, before: str, after: str, expected: tuple[str, ...]
) -> None:
    """Files by their path, fields by their names."""
    assert said(service, mailing, file, before, after) == expected


def test_a_questionnaire_that_changed_is_told_by_the_names_of_its_questions(service: Service) -> None:
    """A question that only moved to another row did not change."""
    earlier = proposed(service, "questionnaire")
    earlier.keep(service.store.archive)
    path = service.installation.studies / SAMPLE / "questionnaire.xlsx"
    book = load_workbook(path)
    sheet = book["survey"]
    header = [str(cell.value) for cell in sheet[1]]
    label = next(number for number, name in enumerate(header, 1) if name.startswith("label"))
    (row,) = [number for number in range(2, sheet.max_row + 1) if sheet.cell(number, header.index("name") + 1).value == "employees"]
    sheet.cell(row, label).value = "How many people work for you?"
    sheet.insert_rows(2)
    kept_as = BytesIO()
    book.save(kept_as)
    path.write_bytes(kept_as.getvalue())
    now = difference(service.store.archive, earlier, proposed(service, "questionnaire"))
    assert now.said == ("questionnaire.xlsx changed: 1 question (employees) changed",)
    assert now.lines == ()


def replaced(service: Service, survey: Rows, towns: str) -> None:
    """Put a form that takes its choices from a file into the place of the sample's."""
    folder = service.installation.studies / SAMPLE
    (folder / "questionnaire.xlsx").write_bytes(xlsx(survey, (), ONE_SETTING))
    (folder / "towns.csv").write_text(towns, encoding="utf-8")


def test_a_form_with_a_list_in_a_file_is_compared_with_its_list(service: Service) -> None:
    """What is new is told by name, and a list that changed is a change of its question's choices."""
    replaced(service, LISTED, TOWNS)
    earlier = proposed(service, "questionnaire")
    earlier.keep(service.store.archive)
    replaced(service, LISTED_AND_ASKED, MORE_TOWNS)
    told = difference(service.store.archive, earlier, proposed(service, "questionnaire")).said
    assert told == ("questionnaire.xlsx changed: 1 question (people) new; 1 question (town) changed", "towns.csv changed")


def test_applying_compares_forms_with_their_lists() -> None:
    """As approving does."""
    before, now = (
        {"f.xlsx": xlsx(survey, (), ONE_SETTING), "towns.csv": towns.encode()}
        for survey, towns in ((LISTED, TOWNS), (LISTED_AND_ASKED, MORE_TOWNS))
    )
    told = file_difference("f.xlsx", before, now)
    assert told == ["f.xlsx: Of the question town, these choices are new: b.", "f.xlsx: The question people (integer) is new."]
