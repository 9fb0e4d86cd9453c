"""questionnaire check and build, read, explain: files by themselves, without an installation."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

import templates
from demo import respondents
from demo.acts import entries
from demo.usual_answers import usual
from domain.message import Kind
from questionnaire.xlsform import load
from service.installation.install import SAMPLE
from tests.cli.program import counterfoil, done
from tests.questionnaire.forms import YES_NO, Rows, xlsx

MESSAGES = Path(__file__).parents[2] / "intake" / "data"
EXPLAINED = {"file", "kind", "rule", "why", "reports", "also", "attachments", "match", "effects"}
READ = {"file", "format", "reference", "language", "layout", "answers", "located", "findings"}


@pytest.fixture
def form(tmp_path: Path) -> Path:
    """Return the sample study's questionnaire as a file."""
    file = tmp_path / "questionnaire.xlsx"
    file.write_bytes((templates.folder("studies") / SAMPLE / "questionnaire.xlsx").read_bytes())
    return file


def filled(form: Path, blank: Path, **changes: object) -> Path:
    """Return a copy of a blank workbook that a person has filled."""
    answers = {**usual(3), **changes}
    file = blank.with_name("filled.xlsx")
    questionnaire = load(form.read_bytes(), form.name)
    file.write_bytes(respondents.fill(blank.read_bytes(), entries(questionnaire, answers, "en")))  # type: ignore[arg-type]
    return file


@pytest.fixture
def blank(form: Path, tmp_path: Path) -> Path:
    """Return a blank workbook that the program made."""
    done("questionnaire", "build", form, "--language", "en", "--out", tmp_path / "blank.xlsx")
    return tmp_path / "blank.xlsx"


def test_a_form_is_looked_over(form: Path) -> None:
    """The sample's form has no problem, and is told with its languages and questions."""
    told = done("questionnaire", "check", form, "--json").one
    assert (told["valid"], told["problems"]) == (True, [])
    assert set(told["languages"]) == {"en", "fr", "ar", "es"}
    assert [told[name] for name in ("questions", "sections", "repeats", "matrices", "calculations")] == [64, 14, 2, 2, 8]
    counted = "64 questions, 14 sections, 2 repeats, 2 matrices, 8 calculations; in en, fr, ar, es."
    assert counted in " ".join(done("questionnaire", "check", form).out.split())


def test_a_faulty_form_is_told_with_its_place(form: Path) -> None:
    """A question of an unknown type: sheet, row and what to do; exit status 1."""
    book = load_workbook(form)
    sheet = book["survey"]
    row = next(number for number in range(2, 100) if sheet.cell(number, 1).value == "text")
    sheet.cell(row, 1).value = "txet"
    book.save(form)
    book.close()
    ran = counterfoil("questionnaire", "check", form, "--json")
    assert ran.code == 1
    assert ran.one["valid"] is False
    assert ("survey", row) in {(one["sheet"], one["row"]) for one in ran.one["problems"]}
    built = counterfoil("questionnaire", "build", form, "--out", form.with_name("never.xlsx"))
    assert built.code != 0
    assert "txet" in built.err
    assert not form.with_name("never.xlsx").exists()


def test_problems_of_the_same_kind_are_told_in_one_line_with_all_their_rows(tmp_path: Path) -> None:
    """Errors stand before warnings; what is said of several rows is said once, and the form is counted."""
    file = tmp_path / "form.xlsx"
    rows = [("type", "name", "label", "media::image", "excel::columns"), *[("text", f"q{number}", "Q", "x") for number in range(3)]]
    rows += [("begin_repeat", "m", "M", "", "yes_no"), ("integer", "i", "I"), ("end_repeat",), ("calculate", "c", "C")]
    file.write_bytes(xlsx(rows, YES_NO))
    told = counterfoil("questionnaire", "check", file)
    assert told.code == 1
    assert told.out.index("errors (1)") < told.out.index("warnings (5)")
    assert "2-4 " in told.out
    file.write_bytes(xlsx(rows[:-1], YES_NO))
    assert "4 questions, 1 section, 1 matrix; in en." in done("questionnaire", "check", file).out
    assert done("questionnaire", "check", file, "--json").one["matrices"] == 1


def test_a_faulty_question_is_left_out_of_a_form_where_that_is_asked_for(tmp_path: Path) -> None:
    """It is told apart from other warnings; workbook, codebook and reading do without it, and the strict check says what would be left."""
    file, blank = tmp_path / "form.xlsx", tmp_path / "blank.xlsx"
    rows = [("type", "name", "label", "relevant"), ("txet", "bad", "Bad", ""), ("text", "good", "Good", "${bad} = 'x'")]
    file.write_bytes(xlsx(rows, YES_NO))
    strict = counterfoil("questionnaire", "check", file)
    assert strict.code == 1
    assert "Left out: bad." in " ".join(strict.out.split())
    told = done("questionnaire", "check", file, "--lenient").out
    assert told.index("left out (1)") < told.index("warnings (")
    assert "1 question; in en." in " ".join(told.split())
    one = done("questionnaire", "check", file, "--lenient", "--json").one
    assert (one["valid"], one["questions"], one["left_out"]) == (True, 1, ["bad"])
    assert [(each["question"], each["left_out"]) for each in one["problems"] if each["question"]] == [("bad", True), ("good", False)]
    done("questionnaire", "build", file, "--lenient", "--out", blank)
    assert done("questionnaire", "codebook", file, "--lenient", "--out", tmp_path / "codebook.csv", "--json").one["variables"] > 0
    assert counterfoil("read", blank, "--questionnaire", file, "--lenient", "--json").one["answers"] == {"good": None}


def test_a_filled_workbook_is_read(form: Path, blank: Path) -> None:
    """Every answer comes back as it was typed, with the cell in which it stands."""
    ran = done("read", filled(form, blank), "--questionnaire", form, "--json")
    assert set(ran.one) >= READ
    assert (ran.one["format"], ran.one["language"], ran.one["layout"], ran.one["reference"]) == ("xlsx", "en", "exact", None)
    for name, value in usual(3).items():
        plain = list(value) if isinstance(value, tuple) else value.isoformat() if isinstance(value, date) else value
        assert ran.one["answers"][name] == plain, name
    assert set(ran.one["located"]["employees"]) == {"sheet", "cell", "by"}
    assert not [one for one in ran.one["findings"] if one["severity"] == "error"]
    assert "employees" in done("read", filled(form, blank), "--questionnaire", form).out


def test_errors_in_a_workbook_are_told(form: Path, blank: Path) -> None:
    """A percentage over 100 is a finding with its cell and remedy; exit status 1."""
    ran = counterfoil("read", filled(form, blank, share_cross_border=140.0), "--questionnaire", form, "--json")
    assert ran.code == 1
    (error,) = [one for one in ran.one["findings"] if one["severity"] == "error"]
    assert set(error) >= {"code", "severity", "question", "sheet", "cell", "message", "remedy"}
    assert error["question"] == "share_cross_border"
    assert error["cell"] == ran.one["located"]["share_cross_border"]["cell"]
    assert error["message"]


def test_each_row_of_a_table_is_shown_with_the_cells_in_which_it_stands(tmp_path: Path) -> None:
    """Its number is not what a person wrote first in it, and a blank row has none."""
    file, blank = tmp_path / "form.xlsx", tmp_path / "blank.xlsx"
    survey: Rows = (
        ("type", "name", "label"), ("begin_repeat", "plants", "Plants"), ("integer", "line", "Line"), ("text", "owner", "Owner"),
        ("end_repeat", None, None),
    )  # fmt: skip
    file.write_bytes(xlsx(survey=survey))
    done("questionnaire", "build", file, "--out", blank)
    book = load_workbook(blank)
    page = book["Plants"]
    head = next(cell.row for (cell,) in page.iter_rows(max_col=1) if cell.value == "No.")
    for row, line, owner in ((2, 2, "Ann"), (4, 2, "Bob"), (5, 1, "Eve")):
        page.cell(head + 1 + row, 2, line)
        page.cell(head + 1 + row, 3, owner)
    book.save(blank)
    book.close()
    shown = done("read", blank, "--questionnaire", file).out.splitlines()
    owners = [line.split() for line in shown if ".owner" in line]
    assert [(name, owner, where) for name, owner, where, *_ in owners] == [
        ("plants[1].owner", "Ann", f"Plants!C{head + 3}"),
        ("plants[2].owner", "Bob", f"Plants!C{head + 5}"),
        ("plants[3].owner", "Eve", f"Plants!C{head + 6}"),
    ]


def test_a_file_that_is_no_workbook_is_refused_and_the_next_is_read(form: Path, blank: Path, tmp_path: Path) -> None:
    """One bad file never stops the others."""
    bad = tmp_path / "bad.xlsx"
    bad.write_bytes(b"%PDF-1.4 not a workbook at all")
    ran = counterfoil("read", bad, blank, "--questionnaire", form, "--json")
    assert ran.code == 1
    refused, other = ran.objects
    assert set(refused) == {"file", "refused"}
    assert set(refused["refused"]) == {"code", "message"}
    assert refused["refused"]["message"]
    assert other["blank"] is True


def test_a_bounce_is_explained() -> None:
    """What it says of which address stands in the object, under the names of the contract."""
    told = done("explain", MESSAGES / "dsn_postfix_unknown_user.eml", "--json").one
    assert set(told) >= EXPLAINED
    assert told["kind"] == "bounce"
    (report,) = told["reports"]
    assert set(report) >= {"address", "permanent", "status", "reason", "diagnostic"}
    assert (report["permanent"], report["status"]) == (True, "5.1.1")


def test_every_message_is_explained_on_a_line_of_its_own() -> None:
    """All kinds that the contract knows come up, and each attachment has the contract's names; people get sentences."""
    files = sorted(MESSAGES.glob("*.eml"))
    told = done("explain", *files, "--json").objects
    assert [one["file"] for one in told] == [str(file) for file in files]
    assert {one["kind"] for one in told} == set(Kind)
    attachments = [attachment for one in told for attachment in one["attachments"]]
    assert attachments
    assert all(set(one) >= {"name", "format", "bytes", "verdict", "why", "match"} for one in attachments)
    assert all(set(one["match"]) >= {"reference", "by", "conflicts"} for one in [*told, *attachments] if one["match"])
    spoken = done("explain", *files[:5]).out
    assert all(str(file) in spoken for file in files[:5])


def test_each_attachment_is_explained_once(tmp_path: Path) -> None:
    """One that was opened is not told again as one that was not."""
    head = 'From: a@b.example\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b"\n\n'
    parts = ("text/plain\n\nHello.", "application/octet-stream; name=notes.bin\n\nabc", "text/calendar; name=day.ics\n\nBEGIN:VCALENDAR")
    body = "".join(f"--b\nContent-Type: {part}\n" for part in parts)
    (tmp_path / "one.eml").write_text(f"{head}{body}--b--\n")
    told = done("explain", tmp_path / "one.eml", "--json").one["attachments"]
    assert [attachment["name"] for attachment in told] == ["notes.bin", "day.ics"]


def test_bytes_that_are_no_message_are_explained_too(tmp_path: Path) -> None:
    """Nothing that can come into a mailbox makes the program fail."""
    file = tmp_path / "noise.eml"
    file.write_bytes(bytes(range(256)) * 8)
    empty = tmp_path / "empty.eml"
    empty.write_bytes(b"")
    assert len(done("explain", file, empty, "--json").objects) == 2


def test_brackets_in_a_file_name_are_told_as_they_are(tmp_path: Path) -> None:
    """They are no markup of the terminal."""
    file = tmp_path / "[" / "red] [bold].eml"
    file.parent.mkdir()
    file.write_bytes((MESSAGES / "question_en.eml").read_bytes())
    assert str(file) in done("explain", file).out
    missing = counterfoil("explain", file.with_name("none].eml"))
    assert missing.code == 2
    assert str(file.with_name("none].eml")) in missing.err


def test_reading_leaves_no_trace(form: Path, blank: Path) -> None:
    """Neither file is touched, and nothing is written beside them; a blank workbook has findings, and so exit status 1."""
    before = {path: path.stat().st_mtime_ns for path in form.parent.iterdir()}
    ran = counterfoil("read", blank, "--questionnaire", form)
    assert ran.code == 1
    assert "This is the blank questionnaire, as it is made for no organisation in particular: nothing is filled in." in ran.out
    assert {path: path.stat().st_mtime_ns for path in form.parent.iterdir()} == before
