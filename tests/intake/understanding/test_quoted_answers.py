"""Our answer to a question, quoted by a program that marks nothing: it quotes the question with marks, and is no word of the sender."""

from __future__ import annotations

import re
from html import escape

import pytest

from intake.parsing.html import to_text
from intake.understanding.own_words.words import own_words
from languages import bytes_of, written

OWN = "Please find our workbook attached."
SENDER, DAY = "The Study <study@agency.example>", "1/3/2027"
HEADS = {
    "en": ("From:", "Sent:", "To:", "Subject:", "-----Original Message-----", "On {day}, {who} wrote:"),
    "fr": ("De :", "Envoyé :", "À :", "Objet :", "-----Message d'origine-----", "Le {day} à 10:00, {who} a écrit :"),
    "es": ("De:", "Enviado el:", "Para:", "Asunto:", "-----Mensaje original-----", "El {day} a las 10:00, {who} escribió:"),
    "ar": ("من:", "تم الإرسال:", "إلى:", "الموضوع:", "-----الرسالة الأصلية-----", "في {day}، كتب {who}:"),
    "ru": ("От:", "Отправлено:", "Кому:", "Тема:", "-----Исходное сообщение-----", "{day} 10:00, {who} пишет:"),
    "zh": ("发件人:", "发送时间:", "收件人:", "主题:", "-----原始邮件-----", "在 {day} 10:00，{who} 写道："),
    "de": ("Von:", "Gesendet:", "An:", "Betreff:", "-----Ursprüngliche Nachricht-----", "Am {day} um 10:00 schrieb {who}:"),
    "pt": ("De:", "Enviado:", "Para:", "Assunto:", "-----Mensagem original-----", "Em {day}, {who} escreveu:"),
}
QUOTING = re.compile(r"^> (.*)\{\{ answer\.asked_at \| date \}\}(.*?)\{%", re.MULTILINE)
LETTERS = {code: found for code in written() if (found := QUOTING.search(bytes_of(code, "letters/answer.md").decode()))}


def answer(language: str) -> str:
    """Return a letter of ours that answers a question in a language, as it is sent."""
    before, after = LETTERS[language].groups()
    quoted = f"> {before}1 March 2027{after}\n> Does 1.2 ask for each of the offices?"
    return f"Dear Ms Müller-78,\n\nEach of them, please.\n\n{quoted}\n\nThe study team"


def head(program: str) -> str:
    """Return the head that a program in a language puts above what it quotes."""
    named = zip(HEADS[program][:4], (SENDER, f"{DAY} 10:00", "carla@org.example", "Re: Questionnaire"), strict=True)
    return "\n".join(f"{name} {value}" for name, value in named)


def attribution(program: str) -> str:
    """Return the line that announces what is quoted."""
    return HEADS[program][5].format(day=DAY, who=SENDER)


def test_letters_that_answer_quote_in_each_language() -> None:
    """So that what follows is tried with what is sent."""
    assert set(LETTERS) >= {"en", "fr", "es", "ar", "ru", "zh"}


@pytest.mark.parametrize("program", HEADS)
@pytest.mark.parametrize("language", LETTERS)
def test_of_an_answer_that_is_quoted_without_marks_nothing_is_left(language: str, program: str) -> None:
    """Below a rule and a head, a head alone, the line of a forwarded message, and an attribution."""
    above = ["_" * 32 + "\n" + head(program), head(program), HEADS[program][4] + "\n" + head(program), attribution(program)]
    for one in above:
        assert own_words(f"{OWN}\n\n{one}\n\n{answer(language)}\n") == OWN, one
        assert own_words(f"{one}\n\n{answer(language)}\n") == "", one


@pytest.mark.parametrize(
    "above",
    [
        f"-----{SENDER} wrote: -----\nTo: Carla\nFrom: {SENDER}\nDate: 01/03/2027 10:00AM\nSubject: Re: Questionnaire",
        f">>> {SENDER} 01/03/2027 10:00 >>>",
        f"Gesendet: Montag, 01. März 2027 um 10:00 Uhr\nVon: {SENDER}\nAn: carla@org.example\nBetreff: Re: Questionnaire",
        f'01.03.2027, 10:00, "The Study" {SENDER[10:]}:',
        f"*From:* {SENDER}\n*Sent:* Monday\n*To:* Carla\n*Subject:* Re: Questionnaire",
        f'  ----- Message transféré -----De : "The Study" {SENDER[10:]}À : "Carla" <carla@org.example>Envoyé : lun., mars 1Objet : Re: Q',
    ],
    ids=["Notes", "GroupWise", "GMX", "Yandex", "bold", "Yahoo on a phone"],
)
def test_other_programs_announce_in_their_own_way(above: str) -> None:
    """Nothing of it is left, neither of the line nor of what stands below."""
    assert own_words(f"{OWN}\n\n{above}\n\n{answer('en')}\n") == OWN


def test_the_head_of_a_letter_that_people_write_themselves_is_theirs() -> None:
    """They put a day above it, and who they are."""
    words = "Date: 3 March 2027\nFrom: Ministry of Transport\n\nWe need two more weeks."
    assert "We need two more weeks." in own_words(words)
    assert own_words(f">>> {OWN}\n\nWe need two more weeks.") == "We need two more weeks."


@pytest.mark.parametrize("program", HEADS)
def test_the_same_holds_of_pages(program: str) -> None:
    """The question that we quote is a quotation within the page, too."""
    letter = "<p>Dear Ms Müller-78,</p><p>Each of them, please.</p><blockquote><p>On 1 March 2027 you wrote:<br>Does 1.2?</p></blockquote>"
    lines = escape(head(program)).replace("\n", "<br>")
    for above in (f"<div style='border-top:solid #E1E1E1 1.0pt'>{lines}</div>", f"<hr><div>{lines}</div>", f"<div>{lines}</div>"):
        assert own_words(to_text(f"<div>{OWN}</div>{above}{letter}")) == OWN, above


@pytest.mark.parametrize("program", HEADS)
def test_words_above_a_marked_quotation_are_the_senders(program: str) -> None:
    """Between the attribution and what is marked, however that begins."""
    for quoted in ("> Dear Ms Müller-78,\n> how many offices?", "> how many offices?"):
        assert own_words(f"{attribution(program)}\n\n{OWN}\n\n{quoted}\n") == OWN
    assert own_words(f"{attribution(program)}\n> how many offices?\n\n{OWN}") == OWN


@pytest.mark.parametrize(
    "line",
    [
        "On 9/3/2026 you wrote:",
        "In your letter of 9/3/2026, at 10:02, you have written:",
        "Am 9.3.2026 schrieben Sie:",
        "Le 9/3/2026 vous nous avez écrit :",
        "El 9/3/2026 nos escribieron ustedes:",
        "Em 9/3/2026 o senhor escreveu:",
        "9.3.2026 вы писали:",
        "في 9/3/2026 كتبتم لنا:",
        "您在2026-3-9的来信中写道：",
    ],
)
def test_whoever_says_that_we_wrote_quotes_by_hand_and_is_heard_below(line: str) -> None:
    """No program parts the quotation from what they say to it; marks below do, and then the line goes with what is marked."""
    words = own_words(f"Dear Ms Lund,\n\n{line}\n“Please confirm the figure.”\n\n{OWN}\n")
    assert words.endswith(OWN)
    assert "confirm" in words
    assert own_words(f"{line}\n> Please confirm the figure.\n\n{OWN}\n") == OWN


def test_a_whole_letter_of_ours_below_is_quoted_all_the_same() -> None:
    """It begins with a greeting, and nothing of it is the sender's: neither whom it names, nor what it asks."""
    for language in LETTERS:
        assert own_words(f"{OWN}\n\nOn 9/3/2026 you wrote:\n\nDear Ms Rossi,\n\n{answer(language)}\n") == OWN


@pytest.mark.parametrize(
    "head",
    [
        "No: Study <study@agency.example>\nNosūtīts: 2026. gada 19. janvāris 10:05\nKam: <info@met.example>\nTēma: Questionnaire 2026",
        "Saatja: Study <study@agency.example>\nSaadetud: 19. jaanuar 2026 10:05\nAdressaat: info\nTeema: Questionnaire 2026",
        "Ұсынған: <study@agency.example>\nЖіберілді: 2026 ж. 19 қаңтар 10:05\nКімге: info\nТақырыбы: Questionnaire 2026",
    ],
)
def test_the_head_of_a_letter_is_known_by_its_form_in_a_language_without_words(head: str) -> None:
    """Latvian, Estonian, Kazakh: each line has a label, one an address in its brackets and one a year and a time."""
    assert own_words(f"{OWN}\n\n{head}\n\nAnswers are awaited by 27 February.") == OWN


@pytest.mark.parametrize(
    "card",
    [
        "Name: Anna Roy\nE-mail: <anna.roy@office.example>\nPhone: 555 010",
        "Contact: Anna Roy <anna.roy@office.example>\nValid from: 1 March 2026\nPhone: 555 010",
        "Contact: Anna Roy <anna.roy@office.example>\nMeeting: 3 March 2026, 14:00\nRoom: 12 B",
        "Figure: 14\nSource: registry of 2026, 10:05\nUnit: ships",
    ],
)
def test_a_card_of_a_person_is_no_head_of_a_letter(card: str) -> None:
    """It lacks a time of day, or an address."""
    assert card in own_words(f"From now on write to:\n\n{card}\n\nAnd please send the form again.")
