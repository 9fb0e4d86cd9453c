"""An organisation of two offices: the police and the justice department fill in parts of one questionnaire, and a third has the whole."""

from __future__ import annotations

import io
from collections.abc import Iterator
from email import message_from_bytes
from pathlib import Path

import openpyxl
import pytest

from demo import respondents
from service.authoring.drafts import apply
from service.contacts.lists import load_file
from service.installation import config
from service.installation.install import SAMPLE, install
from service.operation.tick import tick
from service.wiring import open_service
from tests.service.installed import LIST, at, maildirs
from tests.service.office import Office, Template, opened, person

POLICE, JUSTICE, WHOLE = person(0), "justice@member0.example", person(1)
OF_JUSTICE = frozenset({"legislation", "criminalization", "procedural_powers", "cooperation"})
OF_ALL = frozenset({"assistance"})
# What each writes where nothing else is said.
_OF_JUSTICE = (
    "law_adequate law_harmonization acts_not_covered gaps orders_received orders_number powers_used foreign_requests foreign_share"
)
_OF_POLICE = (
    "respondent_name completed_on sector employees acts_experienced trend incidents_recorded incidents_total incidents_reported losses "
    "share_cross_border challenges_met main_challenge retention_months evidence_procedure measures_taken abuse_staff security_budget "
    "last_exercise bodies_worked_with expected_role"
)
BLANK_OF_JUSTICE = dict.fromkeys(_OF_JUSTICE.split())
BLANK_OF_POLICE = dict.fromkeys(_OF_POLICE.split())


def letters_in(folder: Path) -> list[respondents.Received]:
    """Return the letters of a Maildir."""
    return [respondents.open_letter(path) for path in sorted(folder.iterdir())]


def delivered_to(letter: respondents.Received) -> str:
    """Return to whom a letter was delivered, of several to whom it is addressed."""
    return str(message_from_bytes(letter.raw)["Delivered-To"]).strip()


def form_in_parts(data: bytes) -> bytes:
    """Return the sample's form with its sections given to two offices; the last one is everybody's."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book["survey"]
    column, depth = sheet.max_column + 1, 0
    sheet.cell(1, column).value = "excel::part"
    for row in range(2, sheet.max_row + 1):
        kind, name = str(sheet.cell(row, 1).value), str(sheet.cell(row, 2).value)
        if kind == "begin_group" and (depth == 0 or name == "budget") and name not in OF_ALL:
            sheet.cell(row, column).value = "justice" if name in OF_JUSTICE else "Police"
        depth += kind.startswith("begin") - kind.startswith("end")
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def people() -> bytes:
    """Return the contact list: one organisation of two offices, and two whose contact has the whole."""
    rows = ["code;organisation;country;language;role;part;name;address;salutation"]
    rows += [f"ORG000;Organisation 0;AT;en;to;police;Pia;{POLICE};Dear Pia", f"ORG000;Organisation 0;AT;en;to;Justice;Jo;{JUSTICE};Dear Jo"]
    rows += [f"ORG{number:03d};Organisation {number};AT;en;to;;Person {number};{person(number)};Dear" for number in (1, 2)]
    return "\n".join(rows).encode()


def template_in_parts(home: Path) -> Template:
    """Make the installation, whose reminder says which parts are missing."""
    install(home)
    form = home / "studies" / SAMPLE / "questionnaire.xlsx"
    form.write_bytes(form_in_parts(form.read_bytes()))
    reminder = home / "studies" / SAMPLE / "letters" / "reminder.en.md"
    said = "Yours: {{ contact.part }}. We have: {{ parts_came }}. We miss: {{ parts_missing }}."
    reminder.write_text(f"{reminder.read_text(encoding='utf-8')}\n\n{said}\n", encoding="utf-8")
    return sent_to(home, people())


def sent_to(home: Path, listed: bytes) -> Template:
    """Send the questionnaire of an installation to the contacts of a list, those of the first three organisations for the tests."""
    file = home / "people.csv"
    file.write_bytes(listed)
    maildirs(home)
    with open_service(config.load(home, {})) as service:
        load_file(service, file, LIST, {}, store=True)
        apply(service, SAMPLE, at("02-01"), by="staff")
        tick(service, at("02-10"))
        tick(service, at("02-20"))
    found = {delivered_to(letter): letter for letter in letters_in(home / "out" / "new") if letter.workbook}
    return Template(home, tuple(found[person(number)] for number in range(3)))


@pytest.fixture(scope="module")
def in_parts(tmp_path_factory: pytest.TempPathFactory) -> Template:
    """Return an installation whose questionnaire has two parts."""
    return template_in_parts(tmp_path_factory.mktemp("in-parts") / "installation")


@pytest.fixture
def office(in_parts: Template, tmp_path: Path) -> Iterator[Office]:
    """Return a copy of it, opened."""
    with opened(in_parts, tmp_path) as found:
        yield found
