"""Who has left is no longer there, whoever says it: a person in answer to our letter, or the program of their mailbox."""

from __future__ import annotations

from datetime import date

import pytest

from domain.intent import IntentKind
from domain.message import Kind
from tests.intake.scene import PLUS, TAG, message, understand

LETTER = "On Mon, 27 Feb 2012 Cybercrime Study <study@unodc.example> wrote:\n> Dear Ms Rossi,\n> please fill in the workbook.\n"
LEFT = {
    "en": "I no longer work at the department. Please contact my successor, Tom Hill, new@atlstel.example.",
    "fr": "Je ne travaille plus au ministère. Merci de contacter ma remplaçante, new@atlstel.example.",
    "ar": "لم أعد أعمل في الوزارة، يرجى مراسلة زميلي new@atlstel.example",
    "es": "Ya no trabajo en la Secretaría. Escriban por favor a mi sucesor, new@atlstel.example.",
    "ru": "Я больше не работаю в министерстве. Пишите, пожалуйста, моей коллеге: new@atlstel.example.",
    "zh": "我已离职，请联系我的同事李明 new@atlstel.example。",
    "de": "ich bin nicht mehr im Schulamt tätig. Bitte wenden Sie sich an meine Nachfolgerin Frau Gruber, new@atlstel.example.",
    "pt": "Já não trabalho na Direção-Geral. Contacte por favor a minha sucessora, new@atlstel.example.",
}


def answer(words: str, *, quote: str = LETTER, **headers: str) -> bytes:
    """Return an answer to a letter of ours, which quotes it below a signature."""
    text = f"{words}\n\nMaria Rossi\n\n{quote}"
    threaded = {"subject": "Re: Survey on cybercrime", "In_Reply_To": f"<{TAG}@unodc.example>"} | headers
    return message(to=PLUS, text=text, **threaded)


@pytest.mark.parametrize("words", LEFT.values(), ids=LEFT)
def test_who_answers_our_letter_to_say_that_they_left_is_a_person(words: str) -> None:
    """Nothing but the words is like an automatic reply, and somebody else is responsible."""
    found = understand(answer(words))
    assert found.classification.kind is Kind.QUESTION
    assert [(one.intent, one.address) for one in found.intents] == [(IntentKind.SUCCESSOR, "new@atlstel.example")]


@pytest.mark.parametrize(
    ("words", "address"),
    [
        ("我已离职，请联系刘艳春，她的QQ邮箱是new@atlstel.example谢谢", "new@atlstel.example"),
        ("请联系刘艳春new@atlstel.example谢谢", "new@atlstel.example"),
        ("今後は後任の田中new@atlstel.exampleへお送りください。", "new@atlstel.example"),
        ("我已离职，请联系我的同事 用户@例子.中国", "用户@xn--fsqu00a.xn--fiqs8s"),
    ],
)
def test_words_of_a_script_without_blanks_are_no_part_of_the_address_that_they_touch(words: str, address: str) -> None:
    """Nor do they hide the sentence that names it; an address that is written in such a script stays whole."""
    found = understand(answer(words))
    assert [(one.intent, one.address) for one in found.intents] == [(IntentKind.SUCCESSOR, address)]


@pytest.mark.parametrize("words", LEFT.values(), ids=LEFT)
def test_a_program_tells_that_its_owner_has_left(words: str) -> None:
    """It is an automatic reply, of nobody who is away until a day, though it names one."""
    found = understand(answer(f"{words} (01.04.2012)", quote="", subject="Automatic reply: Survey", Auto_Submitted="auto-replied"))
    assert found.classification.kind is Kind.AUTO_REPLY
    (said,) = found.intents
    assert (said.left, said.until, said.address) == (True, None, "new@atlstel.example")


def test_a_program_that_says_so_in_words_alone_is_one() -> None:
    """It quotes nothing, and its subject answers nothing."""
    text = f"Thank you for your message. {LEFT['en']}"
    found = understand(message(to=PLUS, subject="Survey on cybercrime", text=text, In_Reply_To=f"<{TAG}@unodc.example>"))
    assert found.classification.kind is Kind.AUTO_REPLY
    assert [one.left for one in found.intents] == [True]


def test_a_mark_of_a_program_is_believed_beside_a_quotation() -> None:
    """Some programs quote the letter that they answer."""
    found = understand(answer(LEFT["en"], Auto_Submitted="auto-replied"))
    assert found.classification.kind is Kind.AUTO_REPLY
    assert [one.left for one in found.intents] == [True]


def test_who_is_away_has_not_left() -> None:
    """They are back on the day that they name."""
    found = understand(
        answer("I am out of the office until 5 March 2012.", quote="", subject="Automatic reply", Auto_Submitted="auto-replied")
    )
    assert [(one.left, one.until) for one in found.intents] == [(False, date(2012, 3, 5))]
