"""What a person said and wants, in several languages."""

from __future__ import annotations

import pytest

from intake.understanding.intents import asks, declines, says_answer_is_attached, wants_no_mail
from intake.understanding.machine import is_daemon, is_no_reply
from intake.understanding.words import bare_subject, own_words


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


@pytest.mark.parametrize(
    "cover",
    [
        "Dear Sir/Madam,\n\nPlease find attached our completed questionnaire. We remain at your disposal for further information.",
        "Bonjour,\nVeuillez trouver ci-joint le questionnaire dûment rempli. Merci d'en accuser réception.",
        "السادة الكرام،\nمرفق الاستبيان. شكرا لكم.",
        "",
        "See https://telco.example/?a=b for our reports.",
    ],
)
def test_a_cover_note_asks_nothing(cover: str) -> None:
    """A cover note asks nothing."""
    assert not asks(cover)


@pytest.mark.parametrize(
    "text",
    [
        "Please find attached our answers. Is question 4 about 2011?",
        "Ci-joint nos réponses. Pourriez-vous nous accorder un délai.",
        "مرفق الإجابات. هل يمكن تعديلها لاحقا؟",
        "We could not answer part 3. The figures are held by the ministry. They will be published in June only.",
    ],
)
def test_a_question_a_request_or_a_story_asks_something(text: str) -> None:
    """A question a request or a story asks something."""
    assert asks(text)


@pytest.mark.parametrize(
    "text",
    [
        "We will not participate in this study.",
        "Unfortunately we are unable to take part.",
        "Our company declines to participate.",
        "Nous ne souhaitons pas participer à cette enquête.",
        "Nous ne sommes pas en mesure de participer.",
        "لن نشارك في هذه الدراسة",
        "نعتذر عن المشاركة في الاستبيان",
    ],
)
def test_a_refusal_to_take_part_is_heard(text: str) -> None:
    """A refusal to take part is heard."""
    assert declines(text)


@pytest.mark.parametrize(
    "text",
    [
        "We will participate, but not before May.",
        "Can we decline to answer question 3?",
        "We are pleased to take part.",
        "Nous participerons volontiers.",
        "سنشارك في الدراسة",
    ],
)
def test_what_is_no_refusal_is_not_taken_for_one(text: str) -> None:
    """What is no refusal is not taken for one."""
    assert not declines(text)


@pytest.mark.parametrize(
    "text",
    [
        "STOP",
        "Unsubscribe",
        "unsubscribe me please",
        "Désabonnement",
        "إلغاء الاشتراك",
        "Please remove us from your mailing list.",
        "abmelden",
    ],
)
def test_a_short_wish_for_no_mail_is_heard(text: str) -> None:
    """A short wish for no mail is heard."""
    assert wants_no_mail(text, "")


@pytest.mark.parametrize(
    "text",
    [
        "We want to stop cybercrime.",
        "Please remove Ms Rossi from the cover page and put my name.",
        "To unsubscribe, click here. " + "This newsletter tells of many things. " * 20,
        "Should question 3 be left blank?",
    ],
)
def test_other_words_are_no_wish_for_no_mail(text: str) -> None:
    """Other words are no wish for no mail."""
    assert not wants_no_mail(text, "Questionnaire")


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
