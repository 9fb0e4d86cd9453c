"""What stands right above a name is a person's own, where it is no closing: it may be all that they say."""

from __future__ import annotations

import pytest

from intake.understanding.own_words.words import own_words

BELLO = "Hauwa Bello <h.bello@office.example>"
TOLD = [
    "attached our part (legal).",
    "Attached our section",
    "Best estimate in 2.2",
    "Best we could do",
    "Greeting card attached",
    "Regarding 2.2: an estimate",
    "Attention, sheet 2 is empty",
    "Yours is the wrong file",
    "Legal Part Only",
    "With thanks for your patience, the legal part is attached",
    "Kind regards - part 2 follows",
    "Respectivement la partie 2",
    "Salutaire remarque du service juridique",
    "Saludable y completo",
    "Atenta la hoja 2",
    "Atenção: falta a folha 2",
    "Gruppe 3 fehlt",
    "Grußwort fehlt noch",
    "Во вложении наша часть",
    "مرفق الجزء الخاص بنا",
    "附上我们的部分",
]
CLOSINGS = [
    "Best regards",
    "Att.",
    "Att",
    "Atte.",
    "Cordialement",
    "Bien cordialement,",
    "Saludos",
    "Saludos cordiales,",
    "Atenciosamente",
    "Mit freundlichen Grüßen",
    "Viele Grüße",
    "Grüße aus Wien",
    "С уважением",
    "С уважением,",
    "مع التحية",
    "此致",
    "With best wishes for the success of your work,",
]


@pytest.mark.parametrize("told", TOLD)
@pytest.mark.parametrize("text", ["Good evening,\n{}\nHauwa Bello", "Good evening,\n\n{}\n\nHauwa Bello\nLegal Officer"])
def test_a_sentence_right_above_the_name_is_no_closing(told: str, text: str) -> None:
    """Though it begins with the letters of one, as "attached" with "Att.", or goes on behind one."""
    assert own_words(text.format(told), BELLO).split("\n")[-1] == told


@pytest.mark.parametrize("closing", CLOSINGS)
def test_a_closing_above_the_name_is_cut_with_it(closing: str) -> None:
    """In whatever language it is."""
    assert own_words(f"Please see sheet 2.\n\n{closing}\nHauwa Bello", BELLO) == "Please see sheet 2."
