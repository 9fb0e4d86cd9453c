"""questionnaire pdf: a questionnaire on paper, of a form and of a study."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from pypdf import PdfReader

import templates
from service.installation.install import SAMPLE
from tests.cli.program import counterfoil, done
from tests.questionnaire.forms import ONE_SETTING, survey_of, xlsx


def _text(file: Path) -> str:
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(file.read_bytes())).pages)


@pytest.mark.parametrize(("language", "said"), [("en", "Signed by"), ("fr", "Signé par"), ("es", "Firmado por"), ("ar", "التوقيع")])
def test_the_sample_is_printed_in_each_language(tmp_path: Path, language: str, said: str) -> None:
    """Every question, and a place for signatures; it is tagged and in its language, so that a screen reader can read it."""
    form = Path(str(templates.folder("studies") / SAMPLE / "questionnaire.xlsx"))
    told = done("questionnaire", "pdf", form, "--language", language, "--out", tmp_path / "q.pdf", "--json").one
    assert told["questions"] == 64
    pdf = PdfReader(io.BytesIO((tmp_path / "q.pdf").read_bytes()))
    root = pdf.root_object
    assert "/StructTreeRoot" in root
    assert str(root["/Lang"]) == language
    assert said in " ".join(_text(tmp_path / "q.pdf").split())


def test_a_study_is_printed_with_its_deadline(tmp_path: Path) -> None:
    """What its folder holds now is printed."""
    done("init", tmp_path / "home")
    done("questionnaire", "pdf", SAMPLE, "--home", tmp_path / "home", "--out", tmp_path / "q.pdf")
    assert "Please return by" in _text(tmp_path / "q.pdf")


@pytest.mark.parametrize(("language", "deadline"), [("en", "30 April 2012"), ("fr", "30 avril 2012"), ("es", "30 de abril de 2012")])
def test_the_deadline_is_written_as_the_language_writes_dates(tmp_path: Path, language: str, deadline: str) -> None:
    """And not as a machine does."""
    done("init", tmp_path / "home")
    done("questionnaire", "pdf", SAMPLE, "--language", language, "--home", tmp_path / "home", "--out", tmp_path / "q.pdf")
    said = " ".join(_text(tmp_path / "q.pdf").split())
    assert (deadline in said, "2012-04-30" in said) == (True, False)


def test_a_character_that_no_font_has_is_told_and_nothing_is_printed(tmp_path: Path) -> None:
    """Neither is a language that the form has not."""
    form = tmp_path / "form.xlsx"
    form.write_bytes(xlsx(survey_of(("text", "a", "What \u1234?")), (), ONE_SETTING))
    ran = counterfoil("questionnaire", "pdf", form, "--out", tmp_path / "q.pdf")
    assert (ran.code, "U+1234" in ran.err) == (1, True)
    assert counterfoil("questionnaire", "pdf", form, "--language", "fr", "--out", tmp_path / "q.pdf").code == 2
    assert not (tmp_path / "q.pdf").exists()
