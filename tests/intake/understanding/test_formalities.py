"""Small forms of letters: who asks how we are, abbreviations before a number, notes verbales, and on whose behalf somebody signs."""

from __future__ import annotations

import pytest

from intake.understanding.intents.said import read
from intake.understanding.own_words.cards import is_contact, is_telephone
from intake.understanding.own_words.footers import is_absence
from intake.understanding.own_words.formalities import asks_kindly, is_ceremony, numbers, stands_for_another
from intake.understanding.own_words.words import own_words

COVER = "Dear Ms Lund,\n\nPlease find attached our completed questionnaire."


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("Hola, ¿qué tal?", True),
        ("Hi Anna, how are you doing?", True),
        ("How are you counting part-time staff?", False),
        ("Hi Anna, row 3 of 7, how are you?", False),
        ("Table three is wrong and nobody answers, how are you?", False),
    ],
)
def test_who_asks_how_we_are_asks_for_nothing(sentence: str, kind: bool) -> None:
    """With a greeting or without one; whatever else is asked, or told before, is heard."""
    assert asks_kindly(sentence) is kind


def test_who_asks_how_we_are_without_a_workbook_is_still_heard() -> None:
    """It may be all that they wrote."""
    assert [one.asks for one in read("How are you?")] == [True]
    assert read("How are you?", beside=True) == ()


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("In reply to your circular no. CYB14-0011-B of 3 November.", 1),
        ("The answer is no. 5 rooms are in use.", 2),
        ("no. 5 rooms are in use.", 2),
        ("We count 12 nos. 7 are closed.", 2),
        ("We sold 1,204 GWh. 7 plants are closed.", 2),
        ("Best wishes from J.-B. Niyonzima", 1),
    ],
)
def test_an_abbreviation_before_a_number_ends_no_sentence_beside_a_workbook(text: str, sentences: int) -> None:
    """What may be an answer, or a unit, stays apart."""
    assert len(read(text, beside=True)) == sentences


def test_an_abbreviation_needs_a_word_before_it_and_a_number_behind() -> None:
    """Without them it may be the whole of a sentence."""
    assert numbers("your circular no.", " 17/2024")
    assert numbers("registered with us under Prot.", " No. 1371 dated 09.04.2026")
    assert not numbers("no.", " 17/2024")
    assert not numbers("your circular no.", " Thanks")


@pytest.mark.parametrize(
    ("sentence", "ceremonial"),
    [
        ("The Embassy of Ghana presents its compliments to the Bureau and has the honour to attach the completed questionnaire.", True),
        ("The Embassy of Ghana presents its compliments to the Bureau and regrets the delay of part B.", False),
        ("The Embassy of Ghana presents its compliments to the Bureau and has the honour to inform it of a new contact.", False),
        ("The Embassy of Ghana presents its compliments to the Bureau and has the honour to transmit provisional figures.", False),
        ("The Embassy of Ghana presents its compliments to the Bureau; table 3 follows.", False),
        ("The Ministry will answer in June.", False),
    ],
)
def test_a_note_verbale_that_informs_of_something_is_no_ceremony(sentence: str, ceremonial: bool) -> None:
    """It refers to a letter and transmits a form, and nothing else."""
    assert is_ceremony(sentence) is ceremonial


def test_who_signs_for_another_begins_a_line_small() -> None:
    """Such a line is none that a mail program broke."""
    assert stands_for_another("a.n. Kepala Biro")
    assert not stands_for_another("an office of the ministry")
    assert [one.text for one in read("Kepala Subbagian Kerja\na.n. Kepala Biro")] == ["Kepala Subbagian Kerja", "a.n. Kepala Biro"]


def test_a_telephone_may_be_written_from_right_to_left() -> None:
    """The sign of the country stands behind it; figures with it are no telephone."""
    assert is_contact("0166 555 2 971+")
    assert not is_contact("120 000+")
    assert is_telephone("Tel. +44 20 7946 0000")
    assert not is_telephone("Tel. 3 of our offices are closed")


@pytest.mark.parametrize(
    ("line", "absent"),
    [
        ("I will be on leave from 4 to 22 August.", True),
        ("I will be on leave from 4 to 22 August, Anna Roy answers.", False),
        ("I will be on leave from 4 to 22 August: anna.roy@office.example", False),
        ("I will be on leave from 4 August and my colleague answers", False),
        ("I will be on leave and cannot answer.", False),
    ],
)
def test_a_planned_absence_names_days_and_nobody(line: str, absent: bool) -> None:
    """Who names somebody to write to has said something."""
    assert is_absence(line) is absent


@pytest.mark.parametrize("below", ["Please contact anna.roy@office.example meanwhile.", "Contact: anna.roy@office.example"])
def test_who_answers_meanwhile_is_kept_below_an_absence(below: str) -> None:
    """Beneath a signature with a closing above it, and without one."""
    absence = "I will be on leave from 4 to 22 August."
    for above in ("Kind regards,\nSamuel Kwarteng\nTel. +233 30 255 5012", "Samuel Kwarteng\nTel. +233 30 255 5012"):
        assert below in own_words(f"{COVER}\n\n{above}\n\n{absence}\n{below}")
        assert absence not in own_words(f"{COVER}\n\n{above}\n\n{absence}")


def test_an_absence_above_the_signature_is_kept() -> None:
    """There it is what the sender says."""
    assert "on leave" in own_words(f"{COVER} I will be on leave from 4 to 22 August.\n\nKind regards,\nSamuel Kwarteng")


def test_hours_that_are_an_answer_are_kept() -> None:
    """No name stands above them."""
    assert "Opening hours a week: 21" in own_words(f"{COVER}\n\nOpening hours a week: 21")
