"""Last round's figures are shown in the unit of this round: between two studies a change of unit is never passed over."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from domain.changes import Changes
from domain.errors import ConfigurationError
from service.authoring.drafts import apply, prospective
from service.authoring.folder_difference import difference
from service.installation import config
from service.installation.install import SAMPLE
from service.mailings.check import check
from service.studies.folder import Folder
from service.studies.previous import FILE, last_round
from service.studies.running import require_running
from service.wiring import open_service
from tests.cli.program import counterfoil
from tests.questionnaire.aside_samples import CHOICES, FORM, SETTINGS, SURVEY
from tests.questionnaire.forms import xlsx
from tests.service.correspondence import Correspondence, attached, filled, questionnaire_letter
from tests.service.installed import at, make
from tests.service.office import ME, Office, person
from tests.service.studies.test_marks_of_rounds import ask, put
from tests.service.studies.test_previous import next_round
from tests.service.studies.test_previous_export import BOOK, files

SAMPLES = Path(__file__).parents[3] / "templates" / "studies" / SAMPLE
SAYS = re.escape("The unit of customers was 'thousands', and is now 'millions'.")
LINE = "scaled = { customers = FACTOR }, where new = old x FACTOR: 0.001 from ones to thousands, 1 where only the word is new"
SCALED = "\n[last_round]\nscaled = { customers = 0.001 }\n"


def in_unit(home: Path, study: str, unit: str, language: str = "") -> None:
    """Let the form of a study ask for the customers in another unit, in every language or in one."""
    file = home / "studies" / study / "questionnaire.xlsx"
    book = openpyxl.load_workbook(file)
    sheet = book["survey"]
    headers = [str(cell.value or "") for cell in sheet[1]]
    (row,) = (row for row in sheet.iter_rows(min_row=2) if row[headers.index("name")].value == "customers")
    for header, cell in zip(headers, row, strict=True):
        if header.startswith("unit") and language in header and cell.value:
            cell.value = unit
    book.save(file)


def say(home: Path, study: str, text: str) -> None:
    """Write a table to the end of study.toml."""
    file = home / "studies" / study / "study.toml"
    file.write_text(file.read_text(encoding="utf-8") + text, encoding="utf-8")


def answered(office: Office, customers: int = 1000) -> None:
    """Let the first organisation answer the last round."""
    office.write(person(0), ("a.xlsx", office.workbook(0, customers=customers)), reply_to=0)


def shown(office: Office, study: str = "next") -> Mapping[str, str]:
    """Return what a study shows to the first organisation."""
    with office.service.store.reading() as tx:
        return require_running(office.service, tx, study).previous["ORG000"]


def test_another_unit_than_the_last_round_had_is_refused_with_the_line_to_write(office: Office) -> None:
    """By whoever applies, looks at what applying changes, or at the letters and workbooks; it is not shown as if it were the same."""
    answered(office)
    next_round(office, SAMPLE)
    in_unit(office.home, "next", "millions")
    for ask_of in (lambda: apply(office.service, "next", office.later(), by=ME), lambda: difference(office.service, "next")):
        with pytest.raises(ConfigurationError, match=SAYS) as told:
            ask_of()
        assert (told.value.where, LINE in str(told.value.remedy)) == ("study.toml [last_round]", True)
    problems = check(office.service, prospective(office.service, "next"), office.now).problems
    assert any("millions" in one and LINE in one for one in problems)
    ran = counterfoil("preview", "questionnaire", "--to", "ORG000", "--study", "next", "--home", office.home, "--out", office.home / "p")
    assert (ran.code != 0, "millions" in ran.err) == (True, True)


def test_figures_are_shown_in_the_unit_that_the_line_gives_them(office: Office) -> None:
    """With the decimals that they have then; what is worked out from them, and what is shown again, is in that unit."""
    answered(office, 1250)
    next_round(office, SAMPLE)
    in_unit(office.home, "next", "millions")
    say(office.home, "next", SCALED)
    apply(office.service, "next", office.later(), by=ME)
    assert (shown(office)["customers"], shown(office)["employees"]) == ("1.25", "400")
    # Applied again, they are those of the store again, and not a thousandth of what was shown.
    say(office.home, "next", "# A remark.\n")
    apply(office.service, "next", office.later(), by=ME)
    assert shown(office)["customers"] == "1.25"


def test_a_unit_that_reads_otherwise_in_one_language_is_asked_about_too(office: Office) -> None:
    """Whoever forgot to translate it is wrong by a thousand all the same; a factor of one says that it means the same."""
    answered(office)
    next_round(office, SAMPLE)
    in_unit(office.home, "next", "millions", "fr")
    with pytest.raises(ConfigurationError, match="The unit of customers reads otherwise in one language"):
        difference(office.service, "next")
    say(office.home, "next", SCALED.replace("0.001", "1"))
    apply(office.service, "next", office.later(), by=ME)
    assert shown(office)["customers"] == "1000"


@pytest.mark.parametrize(
    ("scaled", "says"),
    [
        ("{ customerss = 0.001 }", "customerss is no number of the new questionnaire"),
        ("{ customers = 0 }", "0 is no factor for customers"),
        ("{ security_budget = 0.001 }", "security_budget shows no figure of the last round"),
    ],
)
def test_a_factor_that_fits_nothing_is_told(office: Office, scaled: str, says: str) -> None:
    """Nobody believes that a slip of the pen has set it right."""
    next_round(office, SAMPLE)
    say(office.home, "next", f"\n[last_round]\nscaled = {scaled}\n")
    with pytest.raises(ConfigurationError, match=says):
        difference(office.service, "next")


def test_what_a_round_in_another_unit_revised_is_shown_in_that_of_the_round_that_it_is_of(tmp_path: Path) -> None:
    """A study in millions revises a figure of one in thousands; a third that names the first as its last round shows thousands."""
    make(tmp_path, 1)
    studies = tmp_path / "studies"
    for name, prefix, previous in (("before", "B", ""), ("next", "N", "before")):
        shutil.copytree(studies / SAMPLE, studies / name)
        file = studies / name / "study.toml"
        text = file.read_text(encoding="utf-8").replace('prefix = "', f'prefix = "{prefix}')
        named = f'id = "{name}"' + (f'\nprevious = "{previous}"' if previous else "")
        file.write_text(text.replace(f'id = "{SAMPLE}"', named), encoding="utf-8")
        (studies / name / FILE).unlink(missing_ok=True)
    ask(tmp_path, SAMPLE)
    in_unit(tmp_path, SAMPLE, "millions")
    own = studies / SAMPLE / "study.toml"
    with open_service(config.load(tmp_path, {})) as service:
        (studies / SAMPLE / FILE).write_text("organisation_code,customers\nORG000,1.5\n")
        apply(service, SAMPLE, at("02-02"), by=ME)
        office = Correspondence(tmp_path, service)
        letter = questionnaire_letter(office)
        office.answer(letter, "a.xlsx", put(filled(office, attached(letter)[1]), {"q_customers_revised": 1.25}))
        office.letters(at("02-21"))
        apply(service, "before", at("03-09"), by=ME)
        (studies / SAMPLE / FILE).unlink()
        text = own.read_text(encoding="utf-8").replace(f'id = "{SAMPLE}"', f'id = "{SAMPLE}"\nprevious = "before"')
        own.write_text(text + SCALED, encoding="utf-8")
        apply(service, SAMPLE, at("03-09"), by=ME)
        apply(service, "next", at("03-09"), by=ME)
        with service.store.reading() as tx:
            assert require_running(service, tx, "next").previous["ORG000"]["customers"] == "1250"


def of_unit(unit: str, scaled: str = "") -> Folder:
    """Return the folder of a study whose form asks for the people served in a unit, with the export of a last round in ones."""
    head, *rows = SURVEY
    survey = [(*head, "unit"), *((*row, *[""] * (len(head) - len(row)), unit if "served" in row else "") for row in rows)]
    book = BOOK.replace("versions\r\n", "versions,unit::en,unit::fr\r\n").replace(
        "'-99=unanswered,\r\n", "'-99=unanswered,,persons,\r\n", 1
    )
    study = (SAMPLES / "study.toml").read_bytes() + scaled.encode()
    return Folder({**files(codebook=book), "study.toml": study, "questionnaire.xlsx": xlsx(survey, CHOICES, SETTINGS)})


def test_an_export_of_the_last_round_says_its_units_in_its_codebook() -> None:
    """What differs from them is refused until the line is there; what was applied goes on as it was, and so does the same unit."""
    assert of_unit("persons").last_round()["A"]["served"] == "-97"
    with pytest.raises(ConfigurationError, match="The unit of served was 'persons', and is now 'thousand persons'"):
        of_unit("thousand persons").last_round()
    scaled = of_unit("thousand persons", "\n[last_round]\nscaled = { served = 0.001, billed = 10 }\n").last_round()
    assert scaled["A"] == {"served": "-0.097", "served@flag": "p", "volumes[2010].billed": "-995"}
    assert replace(of_unit("thousand persons"), applied=True).last_round()["A"]["served"] == "-97"


def test_one_table_without_a_codebook_is_in_the_units_that_study_toml_says() -> None:
    """Nothing else tells them; the numbers in it that say why there is no value are none of them."""
    table = b"organisation_code,form_version,served\r\nA,1,1500\r\nB,1,-99\r\n"
    assert last_round({FILE: table}, FORM, changes=Changes(scaled={"served": 0.001})) == {"A": {"served": "1.5"}, "B": {}}


def test_a_version_that_asks_for_another_unit_does_not_change_what_stands_in_the_table(office: Office) -> None:
    """Where the one table of last round's values is as it was, the new version says what becomes of it; so does one of its own."""
    (office.home / "studies" / SAMPLE / FILE).write_text("organisation_code,customers\nORG000,1500\n")
    apply(office.service, SAMPLE, office.later(), by=ME)
    in_unit(office.home, SAMPLE, "millions")
    say(office.home, SAMPLE, "\n[[changes]]\nscaled = { customers = 0.001 }\n")
    with pytest.raises(ConfigurationError, match=SAYS):
        difference(office.service, SAMPLE)
    say(office.home, SAMPLE, SCALED)
    apply(office.service, SAMPLE, office.later(), by=ME)
    assert shown(office, SAMPLE)["customers"] == "1.5"
    assert difference(office.service, SAMPLE) == ()
