"""Flags and notes travel with their figures: into the receipt, the store, `trace`, and the workbook that goes back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment

from service.installation import config
from service.installation.install import SAMPLE
from service.reviewing.tracing import trace
from service.studies.running import require_running
from service.wiring import open_service
from tests.programs import need
from tests.service.correspondence import Correspondence, attached, cell_beside, edited, filled, questionnaire_letter
from tests.service.installed import at, make
from tests.service.offices import convert

SAID = "Provisional; break in series since 2010"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Correspondence]:
    """Return the correspondence of an installation with one organisation."""
    make(tmp_path, 1)
    with open_service(config.load(tmp_path, {})) as service:
        yield Correspondence(tmp_path, service)


def flagged(book: openpyxl.Workbook) -> None:
    """Write the number of employees with a code, and a comment on its cell."""
    cell = cell_beside(book, "Number of employees")
    cell.value, cell.comment = "250 p", Comment(SAID, "Ann")


def read(office: Correspondence) -> list[tuple[object, str, str, str]]:
    """Return value, flag, note and state of the number of employees in every workbook that came."""
    with office.service.store.reading() as tx:
        found = trace(office.service, tx, require_running(office.service, tx, SAMPLE), "ORG000", "employees")
        return [(one.value, one.came.flag, one.came.note, one.submission.state.value) for one in found]


def text(office: Correspondence, day: str) -> str:
    """Return the text of the one letter of that day."""
    (letter,) = office.letters(at(day))
    return " ".join(str(letter.get_body(("plain",)).get_content()).split())  # type: ignore[union-attr]


def test_flag_and_note_are_filed_and_stand_in_the_receipt(office: Correspondence) -> None:
    """A figure with a flag (“1234 p”) or a comment on its cell: neither is an error, and both are in the receipt.

    The same figure without them is another answer, and the same with them is not.
    """
    letter = questionnaire_letter(office)
    sent = edited(filled(office, attached(letter)[1]), flagged)
    office.answer(letter, "a.xlsx", sent)
    assert f"250 (p; {SAID})" in text(office, "02-21")
    assert read(office) == [(250, "p", SAID, "accepted")]
    office.answer(letter, "b.xlsx", edited(sent, lambda _: None))
    assert "→" not in text(office, "02-22")

    def final(book: openpyxl.Workbook) -> None:
        cell = cell_beside(book, "Number of employees")
        cell.value, cell.comment = 250, None

    office.answer(letter, "c.xlsx", edited(sent, final))
    assert re.search(rf"250 \(p; {re.escape(SAID)}\) → 250\b", text(office, "02-23"))
    assert [one[1:] for one in read(office)] == [("p", SAID, "superseded"), ("p", SAID, "superseded"), ("", "", "accepted")]


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_a_workbook_that_goes_back_keeps_its_flags(office: Correspondence, kind: str) -> None:
    """Whether it is their own that is marked, with its notes, or a fresh one that is filled with their answers."""
    need("soffice")
    letter = questionnaire_letter(office)
    sent = edited(filled(office, attached(letter)[1], share_cross_border=140.0), flagged)
    office.answer(letter, f"a.{kind}", sent if kind == "xlsx" else convert(sent, kind))
    (back,) = office.letters(at("02-21"))
    name, marked = attached(back)
    office.answer(back, name, edited(marked, lambda _: None))
    office.letters(at("02-22"))
    first, second = read(office)
    assert first[:3] == (250, "p", SAID)
    assert second[:2] == (250, "p")
    assert second[2] == (SAID if kind == "xlsx" else "")
