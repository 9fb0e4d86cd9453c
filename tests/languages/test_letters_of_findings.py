"""How letters name the place of what they tell."""

from __future__ import annotations

from pathlib import Path

import pytest
from jinja2 import Environment

from languages import catalogue, study_file, written
from questionnaire.expressions import parse
from questionnaire.expressions.sentence import to_sentence

LETTERS = [(language, name) for language in written() for name in ("question_back.md", "receipt.md")]
SHIPPED = sorted(Path("templates/studies").glob("*/letters/*.md"))


def place(source: str, sheet: str) -> str:
    """Return the line of a letter about one finding in a cell."""
    line = next(line for line in source.splitlines() if "{% if f.cell %}" in line)
    environment = Environment(autoescape=False)  # noqa: S701 - the test looks at the text alone
    environment.filters["colon"] = lambda text: f"{text}:"
    return environment.from_string(line).render(f={"label": "Pupils", "sheet": sheet, "cell": "C6", "message": "", "remedy": ""})


@pytest.mark.parametrize(("language", "name"), LETTERS)
def test_a_cell_of_a_sheet_without_a_name_stands_alone(language: str, name: str) -> None:
    """As that of a sheet that was saved as text: no comma stands before it."""
    source = study_file(language, name)
    assert "C6" in place(source, "Figures")
    assert "Figures" in place(source, "Figures")
    assert all(f"{bracket}C6" not in place(source, "Figures") for bracket in "(（")
    assert any(f"{bracket}C6" in place(source, "") for bracket in "(（")


@pytest.mark.parametrize("file", SHIPPED, ids=str)
def test_so_do_the_letters_of_the_example_studies(file: Path) -> None:
    """Those that tell findings."""
    source = file.read_text(encoding="utf-8")
    if "{% if f.cell %}" in source:
        assert any(f"{bracket}C6" in place(source, "") for bracket in "(（")


def test_french_says_of_the_answer_what_agrees_with_it() -> None:
    """The sentences of comparisons are masculine, as a quoted label is."""
    said = to_sentence(parse(". >= 0").tree, lambda name, code: "" if code else name, catalogue("fr"), "x")
    assert said == "ce que vous avez répondu est supérieur ou égal à 0"
