"""Last round's values stand beside the questions of each organisation's own workbook, and a change that is too large is asked about."""

from __future__ import annotations

import gc
import hashlib
import io
import re
import shutil
import tracemalloc
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from domain.errors import ConfigurationError
from questionnaire.definition import Place, Question, Questionnaire, QuestionType
from service.authoring.drafts import apply
from service.authoring.folder_difference import difference
from service.digests.facts import facts
from service.exports.export import export
from service.installation import config
from service.installation.install import SAMPLE
from service.studies.previous import FILE, last_round
from service.studies.running import require_running
from service.wiring import open_service
from store import invitations
from store.archive.originals import Archive
from tests.service.correspondence import STUDY, Correspondence, attached, filled, questionnaire_letter
from tests.service.installed import at, make
from tests.service.office import ME, Office, person
from tests.service.reviewing.test_edits import put_right

_PLACE = Place("survey", 2)
_FORM = Questionnaire(
    id="f",
    title={"en": "F"},
    version="1",
    languages=("en",),
    sections=(),
    questions=(
        Question(name="staff", type=QuestionType.INTEGER, label={"en": "Staff"}, section="", place=_PLACE, previous=True, variance=0.2),
        Question(name="budget", type=QuestionType.DECIMAL, label={"en": "Budget"}, section="", place=_PLACE, previous=True),
        Question(name="name", type=QuestionType.TEXT, label={"en": "Name"}, section="", place=_PLACE),
    ),
    source_sha256="0" * 64,
)


def values(text: str) -> object:
    """Return what a file of last round's values says."""
    return last_round({FILE: text.encode("utf-8-sig")}, _FORM)


def test_an_export_of_the_last_round_is_taken_as_it_is() -> None:
    """Columns that do not ask for it are passed over, and a blank is no value."""
    exported = "organisation_code,organisation,staff,budget,name\r\nA,Alpha,12,7.50,Anna\r\nB,Beta,,1e3,\r\n"
    assert values(exported) == {"A": {"staff": "12", "budget": "7.5"}, "B": {"budget": "1000"}}


def test_a_code_for_a_missing_answer_is_no_value() -> None:
    """As the form of this round has it: any other text is a fault still."""
    form = replace(_FORM, questions=(replace(_FORM.questions[0], missing=("n/a",)), *_FORM.questions[1:]))
    said = "organisation_code,staff,standing\r\nA,n/a,answered\r\nB,12,silent\r\n"
    assert last_round({FILE: said.encode()}, form) == {"A": {}, "B": {"staff": "12"}}
    with pytest.raises(ConfigurationError, match="is not a number"):
        last_round({FILE: b"organisation_code,staff\r\nA,conf\r\n"}, form)


def test_the_numbers_of_our_export_that_say_why_there_is_no_value_are_none() -> None:
    """Where a real value reaches them they begin lower, and a small number of another file is what it is."""
    assert values("organisation_code,form_version,staff\r\nA,1,-99\r\nB,1,12\r\nC,,-95\r\n") == {"A": {}, "B": {"staff": "12"}, "C": {}}
    # There are no more of them than the form has reasons.
    assert values("organisation_code,form_version,staff\r\nA,1,-99\r\nB,1,-93\r\n") == {"A": {}, "B": {"staff": "-93"}}
    coded = replace(_FORM, questions=(replace(_FORM.questions[0], missing=("n/a",)), *_FORM.questions[1:]))
    assert last_round({FILE: b"organisation_code,form_version,staff\r\nA,1,-94\r\n"}, coded) == {"A": {}}
    shifted = "organisation_code,form_version,staff\r\nA,1,-999\r\nB,1,-97\r\n"
    assert values(shifted) == {"A": {}, "B": {"staff": "-97"}}
    for lowest, gap in ((-99.4, -999), (-999, -9999), (-20000, -99999), (-1234567, -9999999)):
        reached = f"organisation_code,form_version,staff\r\nA,1,{gap}\r\nB,1,{lowest}\r\nC,1,{gap + 1}\r\nD,1,-98\r\n"
        assert values(reached) == {"A": {}, "B": {"staff": str(lowest)}, "C": {}, "D": {"staff": "-98"}}
    assert values("organisation_code,form_version,staff\r\nA,1,-20000\r\nB,1,-98\r\n") == {"A": {"staff": "-20000"}, "B": {"staff": "-98"}}
    assert values("organisation_code,staff\r\nA,-99\r\n") == {"A": {"staff": "-99"}}


@pytest.mark.parametrize(
    "column",
    [
        [12, -97],  # Nothing says when the question would not apply.
        [12, -40, -98],  # There are values below zero.
        [12, -40, -96],
    ],
)
def test_a_number_that_may_be_a_value_or_a_reason_is_refused_with_what_to_do(column: list[int]) -> None:
    """Nobody's balance of -97 is left out without a word; the codebook of the export beside the file says what it is."""
    lines = [f"ORG{number},1,{value}\r\n" for number, value in enumerate(column)]
    text = "organisation_code,form_version,staff\r\n" + "".join(lines)
    with pytest.raises(ConfigurationError, match="staff: numbers as low as -99") as told:
        values(text)
    assert (told.value.where, "previous-codebook.csv" in str(told.value.remedy)) == (FILE, True)
    book = 'variable,table,key,missing,versions\r\nstaff,answers,staff,"\'-999=unanswered\n-998=withheld",\r\n'
    found = last_round({FILE: text.encode(), "previous-codebook.csv": book.encode("utf-8-sig")}, _FORM)
    assert [one["staff"] for one in found.values()] == [str(value) for value in column]
    reasons = last_round({FILE: text.encode(), "previous-codebook.csv": book.replace("-999", str(column[-1])).encode()}, _FORM)
    assert reasons == {f"ORG{number}": {"staff": str(value)} for number, value in enumerate(column[:-1])} | {f"ORG{len(column) - 1}": {}}


def test_a_number_with_decimals_is_no_reason_and_shows_that_none_of_its_column_is_one_so_low() -> None:
    """A column that has a real value of -97.5 has its reasons from -999 on."""
    told = values("organisation_code,form_version,budget\r\nA,1,-97.5\r\nB,1,-97\r\n")
    assert told == {"A": {"budget": "-97.5"}, "B": {"budget": "-97"}}


def test_a_codebook_without_its_table_is_told() -> None:
    """Nobody believes that last round's values are there."""
    with pytest.raises(ConfigurationError, match="explains is missing") as told:
        last_round({"previous-codebook.csv": b"variable,table,key,missing,versions\r\nstaff,answers,staff,,\r\n"}, _FORM)
    assert told.value.where == FILE


def test_a_study_without_such_a_file_or_such_a_question_has_none() -> None:
    """Nothing is asked for."""
    assert last_round({}, _FORM) == {}


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("organisation_code,staff\r\nA,12\r\nB,about 12\r\n", "previous.csv line 3, column staff"),
        ("organisation_code,staff\r\nA,nan\r\n", "previous.csv line 2, column staff"),
        ("code,staff\r\nA,12\r\n", "previous.csv"),
        ("organisation_code,headcount\r\nA,12\r\n", "previous.csv"),
        ('organisation_code,staff\r\n"A,12\r\n', "previous.csv"),
    ],
)
def test_a_fault_in_the_file_is_told_with_its_place(text: str, where: str) -> None:
    """And with what to do."""
    with pytest.raises(ConfigurationError) as told:
        values(text)
    assert told.value.where == where
    assert told.value.remedy


def test_a_change_beyond_the_variance_is_asked_about_with_both_values(tmp_path: Path) -> None:
    """The value stands beside the question of that organisation alone, and the receipt tells by how much the answer differs."""
    make(tmp_path, 1)
    (tmp_path / "studies" / STUDY / FILE).write_text("organisation_code,employees,customers\nORG000,400,100\n")
    with open_service(config.load(tmp_path, {})) as service:
        apply(service, STUDY, at("02-02"), by="staff")
        office = Correspondence(tmp_path, service)
        letter = questionnaire_letter(office)
        blank = attached(letter)[1]
        helped = [str(cell.value) for sheet in openpyxl.load_workbook(io.BytesIO(blank)) for row in sheet for cell in row if cell.value]
        assert [text.rpartition("\n")[2] for text in helped if "Last round: " in text] == ["Last round: 400", "Last round: 100"]
        office.answer(letter, "answers.xlsx", filled(office, blank, employees=1000))
        office.letters(at("02-21"))
        (filed,) = office.submissions()
        (found,) = [one for one in filed.findings if one.code == "variance"]
        assert (found.question, found.severity, filed.state) == ("employees", "warning", "accepted")
        assert all(said in found.message for said in ("400", "1000", "150"))


def test_a_study_with_a_faulty_file_is_not_applied(tmp_path: Path) -> None:
    """What ran before goes on running."""
    make(tmp_path, 1)
    (tmp_path / "studies" / STUDY / FILE).write_text("organisation_code,employees\nORG000,many\n")
    with open_service(config.load(tmp_path, {})) as service:
        with pytest.raises(ConfigurationError, match="is not a number"):
            difference(service, STUDY)
        with pytest.raises(ConfigurationError, match="is not a number"):
            apply(service, STUDY, at("02-02"), by="staff")


def next_round(office: Office, previous: str) -> None:
    """Put the folder of a next study beside the sample, which names its last round."""
    folder = office.home / "studies" / "next"
    shutil.copytree(office.home / "studies" / SAMPLE, folder)
    (folder / FILE).unlink()
    text = (folder / "study.toml").read_text(encoding="utf-8").replace(f'id = "{SAMPLE}"', f'id = "next"\nprevious = "{previous}"')
    (folder / "study.toml").write_text(re.sub(r'(?m)^prefix = ".*"', 'prefix = "NXT"', text), encoding="utf-8")


def test_the_last_round_is_taken_from_the_store_as_it_counts(office: Office) -> None:
    """With what was put right at the desk; and as it was when the study was applied, whatever is edited later."""
    office.write(person(0), ("a.xlsx", office.workbook(0, employees=4000, losses="n/a")), reply_to=0)
    put_right(office, "employees", "401")
    next_round(office, SAMPLE)
    apply(office.service, "next", office.later(), by=ME)
    put_right(office, "employees", "402")
    with office.service.store.reading() as tx:
        shown = require_running(office.service, tx, "next").previous["ORG000"]
    assert (shown["employees"], shown["incidents_total"]) == ("401", "100")
    assert "losses" not in shown
    assert difference(office.service, "next")


def test_our_own_export_of_the_last_round_is_taken_as_it_is(office: Office, tmp_path: Path) -> None:
    """What it says by a number is no value: what is blank, what is coded, and who sent nothing."""
    office.write(person(0), ("a.xlsx", office.workbook(0, employees=4000, losses="n/a")), reply_to=0)
    with office.service.store.reading() as tx:
        found = require_running(office.service, tx, SAMPLE)
    export(office.service, found, "csv", tmp_path, office.now, labels=False, language="en")
    data = (tmp_path / f"{SAMPLE}-answers.csv").read_bytes()
    assert b",-99," in data
    taken = last_round({FILE: data}, found.questionnaire)
    assert taken["ORG000"]["employees"] == "4000"
    assert "losses" not in taken["ORG000"]
    assert [number for shown in taken.values() for number in shown.values() if float(number) < 0] == []


def test_a_study_that_runs_keeps_nothing_of_its_last_round_in_memory(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the figures nor the file, which grow with the organisations: a service that stays would grow with each round."""
    rows = "".join(f"NEW{number:05d},{number},{2 * number},{3 * number}\n" for number in range(4000))
    text = f"organisation_code,employees,incidents_total,losses\n{rows}"
    (office.home / "studies" / SAMPLE / FILE).write_text(text, encoding="utf-8")
    apply(office.service, SAMPLE, office.later(), by=ME)
    with office.service.store.reading() as tx:
        _ = require_running(office.service, tx, SAMPLE).questionnaire
        gc.collect()
        tracemalloc.start()
        folder = require_running(office.service, tx, SAMPLE).folder
        assert folder.previous["NEW03999"] == {"employees": "3999", "incidents_total": "7998", "losses": "11997"}
        gc.collect()
        kept, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert folder.files[FILE] == text.encode()
    with monkeypatch.context() as patch:
        patch.setattr(Archive, "get", None)  # Whether it is there, and its hash, are known without reading it.
        assert (FILE in folder.files, "nothing.csv" in folder.files, len(folder.files)) == (True, False, len([*folder.files]))
        assert folder.hash_of(FILE) == hashlib.sha256(text.encode()).hexdigest()
    # A mapping of them takes 2 MiB.
    assert (kept < 128 << 10, peak < len(text) + (1 << 20)) == (True, True), (kept, peak)


def test_a_last_round_that_is_not_there_is_told(office: Office) -> None:
    """And so is a study that has a file of values besides."""
    next_round(office, "nowhere")
    with pytest.raises(ConfigurationError, match="no earlier study 'nowhere'"):
        difference(office.service, "next")
    shutil.rmtree(office.home / "studies" / "next")
    next_round(office, SAMPLE)
    (office.home / "studies" / "next" / FILE).write_text("organisation_code,employees\n")
    with pytest.raises(ConfigurationError, match="names 'cybercrime-2012' as well"):
        apply(office.service, "next", office.later(), by=ME)


def test_a_digest_measures_a_round_against_the_last_one(office: Office) -> None:
    """By those who were asked then and the first answer of each; a study without a last round, or with one elsewhere, has none."""
    office.write(person(0), ("a.xlsx", office.workbook(0, employees=4000)), reply_to=0)
    next_round(office, SAMPLE)
    apply(office.service, "next", office.later(), by=ME)
    with office.service.store.reading() as tx:
        told = facts(tx, require_running(office.service, tx, "next"), office.now, None).last_round
        assert facts(tx, require_running(office.service, tx, SAMPLE), office.now, None).last_round is None
        asked = len(invitations.of_study(tx, SAMPLE))
    assert told is not None
    assert told.total == asked > 1
    (came,) = told.returns
    assert told.begun_at < came
