"""Words that say that a file is meant as the answer, in each language in which the program listens for intents; and words that do not."""

from __future__ import annotations

import pytest

from intake.understanding.answers import says_answer_is_attached

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
    "ru": ("Вот наш ответ.", "Направляем вам наши ответы.", "Во вложении наш ответ."),
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
)


@pytest.mark.parametrize("words", [one for said in MEANT.values() for one in said])
def test_who_says_that_the_answer_comes_is_understood(words: str) -> None:
    """In any language, without the word questionnaire; over the end of a line."""
    assert says_answer_is_attached(words)


@pytest.mark.parametrize("words", NOT_MEANT)
def test_a_law_or_a_letter_is_no_answer(words: str) -> None:
    """It goes to a person, who looks at it."""
    assert not says_answer_is_attached(words)
