"""What a person said and wants, in several languages."""

from __future__ import annotations

import pytest

from intake.understanding.evidence.answers import says_answer_is_attached
from intake.understanding.evidence.machine import is_daemon, is_no_reply
from intake.understanding.own_words.words import bare_subject, own_words


@pytest.mark.parametrize(
    "quotation",
    [
        "On Mon, 20 Feb 2012 at 10:00, UNODC wrote:\n> old",
        "Le lun. 20 févr. 2012 à 10:00, ONUDC <a@b.example> a écrit :\n\nold",
        "Am 20.02.2012 um 10:00 schrieb UNODC:\nold",
        "El lun, 20 feb 2012 a las 10:00, UNODC escribió:\n> old",
        "-----Original Message-----\nFrom: x\nold",
        "-----Message d'origine-----\nold",
        "________________________________\nFrom: x\nold",
        "De : ONUDC\nEnvoyé : lundi 20 février 2012\nÀ : Rossi\nold",
        "Von: UNODC\nGesendet: Montag\nold",
        "من: المكتب\nتاريخ الإرسال: الاثنين\nold",
        "Best regards,\nCarla old",
        "-- \nold",
        "This e-mail and any attachments are confidential old",
    ],
)
def test_what_is_quoted_signed_or_noticed_is_cut_off(quotation: str) -> None:
    """What is quoted signed or noticed is cut off."""
    assert own_words(f"My own words.\n\n{quotation}") == "My own words."


def test_words_below_a_marked_quotation_are_kept() -> None:
    """Words below a marked quotation are kept."""
    assert own_words("On Monday, UNODC wrote:\n> old\n> older\n\nMy answer.") == "My answer."


def test_a_subject_loses_its_marks_in_any_language() -> None:
    """A subject loses its marks in any language."""
    assert bare_subject("RE: TR : Fwd: AW: رد: Questionnaire") == "Questionnaire"


def test_addresses_of_machines_are_known() -> None:
    """Addresses of machines are known."""
    for address in ("mailer-daemon@x.example", "postmaster@x.example", "microsoftexchange329e71ec88ae@x.example", "bounces+1@x.example"):
        assert is_daemon(address), address
    for address in (
        "no-reply@x.example",
        "noreply@x.example",
        "do-not-reply@x.example",
        "crm.noreply@x.example",
        "ne-pas-repondre@x.example",
    ):
        assert is_no_reply(address), address
    for address in ("noreen@x.example", "master@x.example", "bouncer@x.example", "cybercrime@x.example"):
        assert not is_daemon(address), address
        assert not is_no_reply(address), address


@pytest.mark.parametrize(
    "cover",
    [
        "Please find our answers attached.",
        "Attached are the answers of our company.",
        "Veuillez trouver ci-joint nos réponses.",
        "Adjuntamos nuestras respuestas.",
        "Anbei unsere Antworten.",
    ],
)
def test_a_note_that_says_that_the_answers_are_attached_makes_a_document_the_answer(cover: str) -> None:
    """Its sender is told to send the workbook, instead of a person being asked what nobody asked."""
    assert says_answer_is_attached(cover)


def test_a_document_that_comes_with_other_words_is_for_a_person() -> None:
    """It may be an official letter."""
    assert not says_answer_is_attached("Please see the attached letter of our director.")
