"""Last round's figures of a question that is called otherwise now: they are found by the name that they had, and are not lost unsaid."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from domain.changes import Changes
from domain.errors import ConfigurationError
from service.authoring.drafts import apply, prospective
from service.authoring.folder_difference import difference
from service.installation.install import SAMPLE
from service.mailings.check import check
from service.studies.called_before import key_before, unknown_before
from service.studies.previous import FILE, last_round
from tests.cli.program import done
from tests.questionnaire.aside_samples import FORM
from tests.service.office import ME, Office
from tests.service.studies.test_previous import next_round
from tests.service.studies.test_previous_export import BOOK, files
from tests.service.studies.test_units_of_rounds import answered, in_unit, say, shown

LINE = 'renamed = { customers = "customers_served" }'


def renamed(office: Office, old: str = "customers", new: str = "customers_served") -> None:
    """Let the form of the next round call a question otherwise."""
    next_round(office, SAMPLE)
    file = office.home / "studies" / "next" / "questionnaire.xlsx"
    book = openpyxl.load_workbook(file)
    for cell in (cell for row in book["survey"].iter_rows() for cell in row):
        if isinstance(text := cell.value, str):
            cell.value = new if text == old else text.replace(f"${{{old}}}", f"${{{new}}}")
    book.save(file)


def lost(office: Office) -> list[str]:
    """Return what the check of the next round says of figures that it does not find."""
    return [one for one in check(office.service, prospective(office.service, "next"), office.now).notes if "[last_round]" in one]


def test_a_question_that_the_last_round_does_not_have_is_told_with_the_line_that_finds_it(office: Office) -> None:
    """It may be new: then its place is blank, as it was. Once the line is there, nothing is told."""
    answered(office)
    renamed(office)
    (told,) = lost(office)
    assert ("customers_served" in told, LINE in told, "employees" in told) == (True, True, False)
    apply(office.service, "next", office.later(), by=ME)
    assert "customers_served" not in shown(office)
    say(office.home, "next", f"\n[last_round]\n{LINE}\n")
    assert lost(office) == []


def test_its_figure_is_shown_under_the_name_that_it_has_now(office: Office) -> None:
    """Also when the study is applied again, and in the unit that a line says."""
    answered(office)
    renamed(office)
    in_last = f"\n[last_round]\n{LINE}\n"
    say(office.home, "next", in_last)
    apply(office.service, "next", office.later(), by=ME)
    assert (shown(office)["customers_served"], shown(office)["employees"]) == ("1000", "400")
    say(office.home, "next", "scaled = { customers_served = 0.001 }\n")
    apply(office.service, "next", office.later(), by=ME)
    assert shown(office)["customers_served"] == "1"


def test_a_change_of_unit_is_seen_beneath_a_change_of_name(office: Office) -> None:
    """And where the table has such a line, it is shown as it is to be: a second one would be refused."""
    answered(office)
    renamed(office)
    file = office.home / "studies" / "next" / "questionnaire.xlsx"
    book = openpyxl.load_workbook(file)
    for cell in (cell for row in book["survey"].iter_rows() for cell in row if cell.value == "thousands"):
        cell.value = "millions"
    book.save(file)
    say(office.home, "next", f"\n[last_round]\n{LINE}\nscaled = {{ employees = 1 }}\n")
    with pytest.raises(ConfigurationError, match="customers") as told:
        difference(office.service, "next")
    line = "scaled = { employees = 1, customers_served = FACTOR }"
    assert f"In the table [last_round], the line is then:\n  {line}" in str(told.value.remedy)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('renamed = { clients = "customers" }', "there was no clients in the last round"),
        ('renamed = { customers = "clients" }', "no question clients of the questionnaire shows a figure of the last round"),
        ('renamed = { customers = "employees", employees = "employees" }', "two questions of the last round would be employees"),
    ],
)
def test_a_name_that_fits_nothing_is_told(office: Office, line: str, says: str) -> None:
    """Nobody believes that a slip of the pen has set it right."""
    next_round(office, SAMPLE)
    say(office.home, "next", f"\n[last_round]\n{line}\n")
    with pytest.raises(ConfigurationError, match=says):
        difference(office.service, "next")


def test_one_table_and_an_export_are_read_by_the_names_that_they_have() -> None:
    """With their flags, within a matrix, and where an export had to write a name in signs that it takes."""
    changes = Changes(renamed={"people": "served", "amounts": "volumes", "invoiced": "billed"})
    table = b"organisation_code,people,people@flag,amounts[2010].invoiced\r\nA,1500,p,7\r\n"
    assert last_round({FILE: table}, FORM, changes=changes) == {"A": {"served": "1500", "served@flag": "p", "volumes[2010].billed": "7"}}
    of_then = files(
        codebook=BOOK.replace(",served,", ",people,").replace(",served@flag,", ",people@flag,").replace(",billed,", ",invoiced,")
    )
    assert last_round(of_then, FORM, changes=changes) == last_round(files(), FORM)
    assert last_round(of_then, FORM, changes=Changes(renamed={"people": "served"}))["A"] == {"served": "-97", "served@flag": "p"}
    assert list(unknown_before(of_then, FORM, changes)) == []
    assert "billed" in "".join(unknown_before(of_then, FORM, Changes(renamed={"people": "served"})))


def test_a_question_that_is_only_new_is_not_told() -> None:
    """Nothing of the last round is left over that could be it: what an export says of organisations is no question."""
    table = b"organisation_code,organisation,country,served\r\nA,Alpha,FR,1\r\n"
    assert list(unknown_before({FILE: table}, FORM, Changes())) == []
    assert len(list(unknown_before({FILE: table.replace(b"country", b"invoiced")}, FORM, Changes()))) == 1


def test_what_was_called_as_another_question_is_called_now_is_not_taken_for_it() -> None:
    """Of two names that changed places each goes to its own; a new question under an old name has no figure."""
    both = Changes(renamed={"a": "b", "b": "a"})
    assert [key_before(key, both) for key in ("a", "b", "c", "t[1].a")] == ["b", "a", "c", "t[1].b"]
    assert key_before("a", Changes(renamed={"a": "b"})) is None


def test_a_table_of_its_own_goes_on_to_be_found_when_the_study_is_applied_again(office: Office) -> None:
    """It has the names of then, and the version that runs those of now: its units are compared all the same."""
    folder = office.home / "studies" / SAMPLE
    (folder / FILE).write_text("organisation_code,clients\nORG000,1500\n")
    say(office.home, SAMPLE, '\n[last_round]\nrenamed = { clients = "customers" }\n')
    for _ in range(2):
        apply(office.service, SAMPLE, office.later(), by=ME)
        assert shown(office, SAMPLE)["customers"] == "1500"
        say(office.home, SAMPLE, "# A remark.\n")
    in_unit(office.home, SAMPLE, "millions")
    say(office.home, SAMPLE, "\n[[changes]]\nscaled = { customers = 0.001 }\n")
    with pytest.raises(ConfigurationError, match="The unit of customers was 'thousands', and is now 'millions'"):
        difference(office.service, SAMPLE)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("", "no figure of the last round is shown"),
        ('[last_round]\nrenamed = { clients = "people" }', "no question people of the questionnaire shows a figure of the last round"),
        ('[last_round]\nrenamed = { clients = "customers" }', ""),
    ],
)
def test_the_check_of_a_form_alone_tells_of_names_of_the_last_round_where_its_study_lies_beside_it(
    office: Office, tmp_path: Path, line: str, says: str
) -> None:
    """As the check of the whole study does. A form that lies elsewhere, or is another one, is of no study."""
    folder = office.home / "studies" / SAMPLE
    (folder / FILE).write_text("organisation_code,clients\nORG000,1500\n")
    say(office.home, SAMPLE, f"\n{line}\n")
    form = folder / "questionnaire.xlsx"
    ran = done("questionnaire", "check", form)
    told = "".join(done("questionnaire", "check", form, "--json").one["last_round"])
    assert (says in told, bool(told), says in ran.err) == (True, bool(says), True)
    for other in (tmp_path / form.name, folder / "other.xlsx"):
        other.write_bytes(form.read_bytes())
        assert done("questionnaire", "check", other, "--json").one["last_round"] == []
