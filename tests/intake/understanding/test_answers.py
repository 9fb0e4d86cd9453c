"""Words that say that a file is meant as the answer, in each language in which the program listens for intents; and words that do not."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from domain.intent import IntentKind
from intake.parsing.mail import File
from intake.parsing.parse import parse
from intake.understanding.evidence.answers import answers, says_answer_is_attached
from intake.understanding.intent_rules import answers_in_text
from intake.understanding.intents.said import HeardSentence, Said
from intake.understanding.intents.wanted import intents
from intake.understanding.rule import Attached, OpenedMessage
from languages.heard import unheard
from workbooks.caged.opened import opened
from workbooks.refusal import Refusal

MEANT = {
    "en": (
        "Here is our answer.",
        "Please find our reply.",
        "Please find\nattached the response of our ministry.",
        "We are sending you our answers.",
    ),
    "fr": ("Voici notre réponse.", "Veuillez trouver notre réponse.", "Nous vous transmettons les réponses du ministère."),
    "de": ("Hier ist unsere Antwort.", "Anbei unsere Antwort.", "Wir senden Ihnen hiermit unsere Rückmeldung."),
    "es": ("Aquí está nuestra respuesta.", "Les enviamos nuestra respuesta.", "Sírvase encontrar la respuesta del ministerio."),
    "pt": ("Aqui está a nossa resposta.", "Segue em anexo a nossa resposta.", "Enviamos-lhe o questionário em anexo."),
    "ru": (
        "Вот наш ответ.",
        "Направляем вам наши ответы.",
        "Во вложении наш ответ.",
        "Прилагаем заполненный опросник.",
        "Заполненные анкеты в приложении.",
    ),
    "zh": ("这是我们的答复。", "现附上我方的答复。", "请查收附件中我们的回复。"),
    "ar": ("هذا ردنا.", "نرفق لكم إجاباتنا.", "تجدون طيه ردنا."),
}
NOT_MEANT = (
    "Please find attached the law mentioned in our response.",
    "Here is our answer to question 5: yes.",
    "We send you the official letter of the minister.",
    "Please find attached the law on cybercrime of 2009.",
    "Veuillez trouver ci-joint la loi de 2009.",
    "Voici la loi dont parle notre réponse.",
    "Anbei das Gesetz von 2009.",
    "Adjuntamos la ley de 2009.",
    "Segue em anexo a lei de 2009.",
    "Направляем вам текст закона.",
    "附上2009年的法律。",
    "نرفق لكم نص القانون.",
    "When will you send the reply to our letter?",
    "Segue em anexo o ofício do ministro. Ficamos a aguardar a vossa resposta.",
    "Segue em anexo o ofício do ministro. Aguardamos resposta.",
    "Прилагаем письмо министра: просим продлить срок заполнения опросника",
    "Прилагаем письмо министра: просим продлить срок заполнения анкеты.",
)


@pytest.mark.parametrize("words", [one for said in MEANT.values() for one in said])
def test_who_says_that_the_answer_comes_is_understood(words: str) -> None:
    """In any language, without the word questionnaire; over the end of a line."""
    assert says_answer_is_attached(words)


@pytest.mark.parametrize("words", NOT_MEANT)
def test_a_law_or_a_letter_is_no_answer(words: str) -> None:
    """It goes to a person, who looks at it."""
    assert not says_answer_is_attached(words)


def _message(words: str, name: str, kind: str) -> OpenedMessage:
    """Return a message of these words, with a file that is no workbook."""
    written = EmailMessage()
    written["From"], written["Date"] = "a.petrov@office.example", "Fri, 27 Nov 2026 09:00:00 +0000"
    written.set_content(words)
    file = opened(b"1", name, kind, Refusal("not_a_workbook", {}))
    return OpenedMessage(parse(written.as_bytes()), (Attached(File(name=name, media_type="application/octet-stream", data=b"1"), file),))


@pytest.mark.parametrize(("name", "kind", "meant"), [("logo.png", "image", False), ("letter.pdf", "pdf", True)])
def test_a_picture_beside_answers_in_the_text_is_not_the_answer(name: str, kind: str, meant: bool) -> None:
    """It is the logo of whoever writes them; a document may be the answer."""
    message = _message("Here are our answers.\n1. Yes\n2. No\n3. 14 officers in the whole country\n", name, kind)
    assert bool(answers(message)) is meant


@pytest.mark.parametrize(
    ("words", "intent"),
    [
        ("Please find attached our reply. We request an extension until 15 December 2026.", IntentKind.EXTENSION),
        ("Please find attached our reply. We decline to take part.", IntentKind.DECLINE),
        ("Veuillez trouver ci-joint notre réponse. Notre ministère ne participera pas.", IntentKind.DECLINE),
    ],
)
def test_what_is_told_beside_a_file_without_answers_is_heard_as_without_one(words: str, intent: IntentKind) -> None:
    """Only a workbook that can be read has answers which words explain."""
    message = _message(words, "reply.pdf", "pdf")
    assert intent in {one.intent for one in intents(message, words)}


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("In reply to: MTW/2025/OUT/001873", 0),
        ("Your circular SO/DES/2025/114 refers.", 0),
        ("Attachments: 1 (Public_Works_2024_MTW.xlsx, 412 KB)", 0),
        ("2 (Réponse 12.ods; 1,5 Mo)", 0),
        ("Staff: 412, of whom 38 in Oslo", 2),
        ("km/h 50, t/ha 3", 2),
        ("answers.xlsx: 340 people and 21 schools", 2),
        ("We employ 340 people as in answers.xlsx", 1),
        ("12 (see answers.xlsx)", 0),
    ],
)
def test_references_and_files_are_no_figures(text: str, count: int) -> None:
    """Numbers of letters in capitals between strokes, how many files came, and how large they are."""
    sentence = HeardSentence(text=text, heard=unheard(1), asks=False)
    assert answers_in_text.figures(sentence, Said(sentences=(sentence,))) == count
