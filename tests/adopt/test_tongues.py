"""Labels in several languages side by side are the labels of one question in each of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from questionnaire.definition import Questionnaire
from questionnaire.xlsform import load
from service.authoring.adopting import adopt_workbooks
from tests.adopt.making import Sample
from tests.adopt.returned import by_openpyxl, compared, filling, reading_of, sent
from tests.adopt.score import score
from tests.adopt.tongues import LABELS, headed, matrix, numbered, samples, unheaded


def _form(sample: Sample, folder: Path) -> Questionnaire:
    file, target = folder / "book.xlsx", folder / "form.xlsx"
    file.write_bytes(sample.data)
    adopt_workbooks([file], target)
    return load(target.read_bytes(), "form.xlsx", {"book.xlsx": sample.data})


@pytest.mark.parametrize(("sample", "languages"), [(headed(), ("en", "fr")), (unheaded(), ("en", "fr", "es"))])
def test_each_language_has_the_labels_of_its_column(sample: Sample, languages: tuple[str, ...], tmp_path: Path) -> None:
    """The heading says which language a column is in, or else its words do."""
    form = _form(sample, tmp_path)
    assert set(form.languages) == set(languages)
    for language in languages:
        assert [one.label[language] for one in form.answerable] == list(LABELS[language])


def test_the_rows_of_a_matrix_have_their_keys_in_each_language(tmp_path: Path) -> None:
    """They are one list, with the labels of both columns."""
    (repeat,) = _form(matrix(), tmp_path).repeats
    assert [(one.label["en"], one.label["fr"]) for one in repeat.instances][:2] == [
        ("Natural gas", "Gaz naturel"), ("Electricity", "Électricité"),
    ]  # fmt: skip


def test_a_number_and_a_text_are_no_two_languages(tmp_path: Path) -> None:
    """The draft has one language, and the labels that it had."""
    form = _form(numbered(), tmp_path)
    assert list(form.languages) == ["en"]
    assert [one.label["en"] for one in form.answerable] == list(LABELS["en"])


@pytest.mark.parametrize("sample", list(samples()), ids=lambda sample: sample.name)
def test_all_is_found_and_read_back(sample: Sample) -> None:
    """No guess that is called sure is wrong."""
    found, one = score(sample), sent(sample)
    assert (found.found, found.extra, found.wrong) == (found.inputs, 0, ())
    typed, wanted = filling(one)
    back = compared(reading_of(one, by_openpyxl(one.copy, typed)), wanted)
    assert (back.told, list(back.wrong)) == (0, [])
