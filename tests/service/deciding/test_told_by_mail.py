"""A coordinator who is told of a case by mail is told where that is done which no answer to the letter can do."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from digests.prepared import told_by_mail
from languages.phrases import console_languages
from languages.telling import phrased
from tests.flows.test_by_mail import text
from tests.service.mailed_cases import DAY, about_cases, post, take_in, with_a_case, written


def test_the_letter_about_words_that_correct_an_answer_says_how_it_is_put_right(tmp_path: Path) -> None:
    """As the console and `held show` do: in the console, or by whoever runs the program."""
    with_a_case(tmp_path)
    letter = next(one for one in written(tmp_path) if one["Reply-To"] and "+r" in one["Reply-To"])
    post(tmp_path, "person0@member0.example", letter["Reply-To"], "Please note that the number of employees is 45 and not 42.")
    before = len(written(tmp_path))
    take_in(tmp_path, DAY + timedelta(hours=1))
    told = [text(one) for one in written(tmp_path)[before:] if "Case 2" in str(one["Subject"])]
    assert len(told) == 1
    assert "in the text, though no answer of it counts yet" in told[0]
    assert "Once one does, it is put right in the console, on the page of this case" in told[0]
    assert "noted –" in told[0]
    assert len(about_cases(tmp_path)) == 1


@pytest.mark.parametrize("language", console_languages())
def test_only_what_has_words_for_letters_is_told_in_them(language: str) -> None:
    """A sentence that names a command and no other place stays out of a letter whose answer decides the case."""
    says = phrased("reasons.desk.put_right", reference="CYB12-0001-I")
    (told,) = told_by_mail((), says, "box+k@agency.example", language)
    assert "CYB12-0001-I" in told
    assert told != says
    assert told_by_mail((), phrased("reasons.desk.stalled"), "box+k@agency.example", language) == ()
