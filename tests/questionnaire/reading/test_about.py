"""A number behind a word for “about” is an estimate, as one behind a wave is, in every language in which the reminder invites estimates."""

from __future__ import annotations

from dataclasses import replace

import pytest

from questionnaire.definition import Choice, QuestionType
from questionnaire.reading.values.conversions import ConversionRule
from questionnaire.reading.values.typed import Context, Converted, Unreadable, typed
from tests.questionnaire.workbook_samples import question

PUPILS = question("x", QuestionType.INTEGER, "How many?", "Combien ?", "كم؟")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("about 310", 310),
        ("About 1,200", 1200),
        ("approx. 310", 310),
        ("ca. 3", 3),
        ("ca 3", 3),
        ("circa 300", 300),
        ("environ 900", 900),
        ("à peu près 900", 900),
        ("unos 900", 900),
        ("alrededor de 900", 900),
        ("около 612000", 612000),
        ("примерно 4 100", 4100),
        ("ок. 300", 300),
        ("约9000", 9000),
        ("约 9100", 9100),
        ("大约9000", 9000),
        ("约5万", 50000),
        ("حوالي ٣٠٠", 300),
        ("نحو 300", 300),
        ("etwa 250", 250),
        ("rund 1 250", 1250),
        ("cerca de 70", 70),
        ("por volta de 70", 70),
        ("about 12 pupils", None),
        ("about 50 or 60", None),
        ("more than 300", None),
        ("c300", None),
        ("about300", None),
        ("about -", None),
    ],
)
def test_a_word_for_about_marks_an_estimate(text: str, number: int | None) -> None:
    """Where nothing but a number stands behind it."""
    made = typed(PUPILS, text, Context("en", ("en", "fr", "ar")))
    if number is None:
        assert isinstance(made, Unreadable)
    else:
        assert made == Converted(number, ConversionRule.NUMBER_ESTIMATE, "e")


def test_it_is_no_estimate_where_the_form_knows_none() -> None:
    """As with a wave: what marks it would be lost."""
    own = replace(PUPILS, flags=(Choice("m", {"en": "Measured"}),))
    assert isinstance(typed(own, "about 310", Context("en", ("en",))), Unreadable)
