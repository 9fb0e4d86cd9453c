"""What is said plainly is believed: who is away asks for no time, who leaves a question out does not decline, right stands by wrong.

And who says yes where we asked confirms.
"""

from __future__ import annotations

import re
import tomllib
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from domain.intent import IntentKind
from intake.understanding.intents.plain import mended
from intake.understanding.intents.wanted import said, told_by

SENT = datetime(2026, 4, 1, 9, tzinfo=UTC)
CASES = tomllib.loads((Path(__file__).parents[1] / "data" / "plain.toml").read_text(encoding="utf-8"))


def kinds(text: str, *, beside: bool = False, answered: str = "") -> set[IntentKind]:
    """Return what is read in a text, which may answer a letter with a subject."""
    return {one.intent for one in said(text, sent=SENT, beside=beside, answered=answered)}


@pytest.mark.parametrize("text", CASES["away"])
def test_who_is_away_until_a_day_asks_for_no_time(text: str) -> None:
    """It is a note, as nobody is named who stands in for them, and no answer is promised."""
    assert kinds(text) == {IntentKind.NOTE}


@pytest.mark.parametrize("text", CASES["comes_then"])
def test_who_says_that_the_answer_comes_then_asks_for_time(text: str) -> None:
    """An absence beside it makes no note of that."""
    assert IntentKind.EXTENSION in kinds(text)


@pytest.mark.parametrize("text", CASES["left_out"])
@pytest.mark.parametrize("beside", [False, True])
def test_who_leaves_out_a_question_does_not_decline(text: str, beside: bool) -> None:
    """Nor does who sends no file, as the answers came another way; but a person hears of it."""
    found = kinds(text, beside=beside)
    assert IntentKind.DECLINE not in found
    assert found != {IntentKind.THANKS}


@pytest.mark.parametrize("text", CASES["refused"])
def test_who_refuses_the_whole_declines(text: str) -> None:
    """A number beside it changes nothing."""
    assert IntentKind.DECLINE in kinds(text)


@pytest.mark.parametrize("text", CASES["put_right"])
@pytest.mark.parametrize("beside", [False, True])
def test_who_names_a_wrong_answer_and_a_right_one_corrects(text: str, beside: bool) -> None:
    """However the whole of it sounds."""
    assert IntentKind.CORRECTION in kinds(text, beside=beside)


@pytest.mark.parametrize("text", CASES["put_right_beside"])
def test_beside_a_workbook_two_figures_are_a_correction(text: str) -> None:
    """Alone they might be the answers."""
    assert IntentKind.CORRECTION in kinds(text, beside=True)


@pytest.mark.parametrize("text", CASES["right_already"])
def test_who_tells_of_days_and_letters_corrects_nothing(text: str) -> None:
    """Though something was written, and figures stand behind it."""
    assert IntentKind.CORRECTION not in kinds(text)


def test_who_asks_for_more_days_beside_an_absence_asks_for_time() -> None:
    """The absence is why."""
    assert kinds("We need three more weeks because the office is closed on 25 April.") == {IntentKind.EXTENSION}


@pytest.mark.parametrize("text", CASES["confirmed"])
@pytest.mark.parametrize("beside", [False, True])
def test_who_says_yes_to_what_we_asked_confirms(text: str, beside: bool) -> None:
    """However much like courtesy the form's being final sounds."""
    assert IntentKind.CONFIRM in kinds(text, beside=beside)


@pytest.mark.parametrize("text", CASES["unconfirmed"])
def test_who_sends_what_is_final_or_answers_otherwise_confirms_nothing(text: str) -> None:
    """Nobody asked, or it is not so."""
    assert IntentKind.CONFIRM not in kinds(text, beside=True)


def test_where_nothing_was_said_no_note_is_made() -> None:
    """What is mended is what was found."""
    assert mended([], told_by("")) == []


@pytest.mark.parametrize("text", CASES["as_we_have_it"])
def test_who_says_that_all_is_as_we_have_it_confirms(text: str) -> None:
    """A contact, an address, or that a form is the last one."""
    assert kinds(text) == {IntentKind.CONFIRM}


@pytest.mark.parametrize("text", CASES["as_we_had_it"])
def test_who_tells_what_stays_beside_what_changed_or_asks_confirms_nothing(text: str) -> None:
    """Nobody wished to know it."""
    assert IntentKind.CONFIRM not in kinds(text)


@pytest.mark.parametrize(("subject", "text"), CASES["by_subject"])
def test_who_says_yes_to_what_our_subject_asks_confirms(subject: str, text: str) -> None:
    """It was asked in one line, and is answered in one."""
    assert kinds(text, beside="attached" in text, answered=subject) == {IntentKind.CONFIRM}


@pytest.mark.parametrize(("subject", "text"), CASES["not_by_subject"])
def test_what_our_subject_did_not_ask_is_not_confirmed(subject: str, text: str) -> None:
    """A form that is sent as final is merely sent."""
    assert IntentKind.CONFIRM not in kinds(text, beside=True, answered=subject)


@pytest.mark.parametrize("text", CASES["another_way"])
def test_who_tells_where_the_answers_are_answers_elsewhere(text: str) -> None:
    """On the telephone, in print, or on a page."""
    assert IntentKind.ELSEWHERE in kinds(text)


@pytest.mark.parametrize("text", CASES["no_other_way"])
def test_who_names_a_report_or_a_telephone_does_not_answer_elsewhere(text: str) -> None:
    """There are no answers in it."""
    assert IntentKind.ELSEWHERE not in kinds(text)


@pytest.mark.parametrize("text", CASES["taken_back"])
def test_who_takes_back_what_they_told_corrects(text: str) -> None:
    """In words or by another figure."""
    assert IntentKind.CORRECTION in kinds(text)


@pytest.mark.parametrize("text", CASES["not_taken_back"])
def test_who_tells_what_they_wrote_before_corrects_nothing(text: str) -> None:
    """Nothing of it is taken back."""
    assert IntentKind.CORRECTION not in kinds(text)


@pytest.mark.parametrize("text", CASES["never_came"])
def test_who_never_got_a_form_does_not_decline(text: str) -> None:
    """There was nothing to fill in."""
    assert IntentKind.DECLINE not in kinds(text)


@pytest.mark.parametrize("text", CASES["taken_off"])
def test_who_names_their_address_and_wants_it_taken_off_leaves(text: str) -> None:
    """Also in two words; of another's address a person decides, and beside a workbook the sender goes on."""
    (address,) = re.findall(r"[a-z]+@[a-z.]+[a-z]", text)
    assert kinds(text) == {IntentKind.UNSUBSCRIBE}
    mine, others = (said(text, sent=SENT, own=frozenset({one})) for one in (address, "anna@hotel.example"))
    assert [one.intent for one in mine] == [IntentKind.UNSUBSCRIBE]
    assert {one.intent for one in others} <= {IntentKind.NOTE, IntentKind.SUCCESSOR}
    assert kinds(text, beside=True) <= {IntentKind.NOTE, IntentKind.SUCCESSOR}


@pytest.mark.parametrize("text", CASES["not_taken_off"])
def test_who_wants_something_else_taken_off_does_not_leave(text: str) -> None:
    """A figure, a row, or somebody for whom another is named."""
    assert IntentKind.UNSUBSCRIBE not in kinds(text)


@pytest.mark.parametrize(
    "text",
    [
        "It is with our Finance Director, she signs it tomorrow, and you will have it on Friday, in good time for your deadline.",
        "Die Antwort liegt zur Unterschrift vor und geht am Montag an Sie ab. Ihre Frist am 20. wird eingehalten.",
        "La réponse est à la signature et vous parviendra vendredi, avant la fin du délai.",
        "Nuestra respuesta está en trámite de firma y será despachada el viernes, dentro del plazo que fijaron.",
        "O formulário está pronto, só aguardando a assinatura da presidente. Chega até segunda, dentro do prazo.",
        "Анкета уже у директора на столе, завтра подпишет и сразу вам отправим, в срок укладываемся.",
        "عُرض الرد على المدير العام للتوقيع اليوم وسيصلكم غداً قبل انتهاء المهلة.",
    ],
)
def test_who_promises_an_answer_by_the_day_that_was_set_asks_for_no_time(text: str) -> None:
    """A person hears of it, and nothing is put off."""
    assert IntentKind.EXTENSION not in {one.intent for one in said(text)}


@pytest.mark.parametrize(
    "text",
    [
        "We cannot meet the deadline. Could we have two more weeks?",
        "We shall not be ready before the deadline and ask for an extension until 20 March 2026.",
        "Wir können die Frist nicht einhalten und bitten um Verlängerung bis 20. März 2026.",
        "В срок не укладываемся, просим продлить до 20 марта 2026 года.",
        "The first part comes well before the deadline, and for the second we would need three more weeks.",
        "The main form comes well before the deadline. For the second we ask for an extension.",
        "La première partie arrive avant la fin du délai. Pourriez-vous prolonger pour la seconde ?",
    ],
)
def test_who_asks_for_time_is_heard_beside_words_of_the_day_that_was_set(text: str) -> None:
    """Also who keeps it with a part."""
    assert IntentKind.EXTENSION in {one.intent for one in said(text)}


@pytest.mark.parametrize("text", CASES["takes_part"])
def test_who_takes_part_and_asks_nothing_needs_no_answer(text: str) -> None:
    """It is courtesy; beside a workbook that says what it is."""
    assert kinds(text) == {IntentKind.THANKS}


@pytest.mark.parametrize("text", CASES["takes_part_and_more"])
def test_who_takes_part_and_says_more_is_heard(text: str) -> None:
    """A part that is left out, a condition, a later day, a question; and who does not take part."""
    assert kinds(text) != {IntentKind.THANKS}


@pytest.mark.parametrize("text", CASES["corrected"])
def test_who_hands_over_a_corrected_file_says_nothing_else(text: str) -> None:
    """Neither in the text beside the workbook nor in the subject, with a name beneath it or not: what was corrected stands in the file."""
    assert kinds(text, beside=True) <= {IntentKind.THANKS}
    assert kinds(f"{text}\n\nLuca", beside=True) <= {IntentKind.THANKS}
    assert {one.intent for one in said("", text, beside=True)} <= {IntentKind.THANKS}


@pytest.mark.parametrize("text", CASES["not_corrected"])
def test_who_says_more_of_a_correction_than_that_it_was_made_is_heard(text: str) -> None:
    """What is not corrected, who did it, what is ours, what stands there now, or that we are to correct it."""
    assert kinds(text, beside=True) - {IntentKind.THANKS}


MEANWHILE = (
    "I go on leave tomorrow and I'm only in again on 3 August. Johan has the book and can answer till then: johan@lodge.example.",
    "Je suis en congé et de retour lundi 8 juin. Dans l'intervalle, écrivez à mon collègue : marc@firme.example.",
    "Me operan mañana y no me reincorporo hasta el lunes 13 de julio. Lo tuyo lo lleva mi hermano Raúl, raul@clinica.example.",
    "Encontro-me em gozo de licença, com regresso previsto para 18 de Maio de 2026. Responde por mim o colega Egas (egas@hosp.example).",
    "Ab morgen bin ich im Mutterschutz und am 12. Oktober wieder an Bord. So lange macht Herr Kuhl die Statistik (kuhl@kaelte.example).",
    "أنا في إجازة وسأعود إلى العمل يوم الأحد 14 يونيو 2026. للاستفسارات يرجى التواصل مع الأستاذ سلطان الذي ينوب عني: sultan@hosp.example",
)


@pytest.mark.parametrize("text", MEANWHILE)
def test_who_is_away_and_names_who_answers_meanwhile_asks_for_no_time(text: str) -> None:
    """The day is that of their return, and the other one may answer before."""
    assert {one.intent for one in said(text, sent=datetime(2026, 4, 2, 9, tzinfo=UTC))} == {IntentKind.SUCCESSOR}


def test_who_is_away_and_answers_behind_it_asks_for_time_whoever_stands_in() -> None:
    """The form comes on another day than they do."""
    text = "I am on leave until 3 August. Johan stands in: johan@lodge.example. You will have our questionnaire by 10 August."
    (found,) = (one for one in said(text, sent=datetime(2026, 4, 2, 9, tzinfo=UTC)) if one.intent is IntentKind.EXTENSION)
    assert found.until == date(2026, 8, 10)
