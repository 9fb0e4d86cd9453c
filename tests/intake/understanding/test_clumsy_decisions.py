"""What polite, hasty, undecided or careful coordinators write: the first line decides only where it surely is one decision."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from domain.case import Decision
from domain.said_of_case import Beside, SaidOfCase
from intake.understanding.coordinators.case_questions import asks_beside
from intake.understanding.coordinators.case_words import is_unsure, said_of_case
from intake.understanding.own_words.words import own_words, with_signature

NOW = datetime(2012, 3, 1, tzinfo=UTC)
AUTHOR = "Thomas Aubert <thomas.aubert@itu.example>"


def heard(text: str) -> SaidOfCase | None:
    """Return what a text says of a case."""
    return said_of_case(text, NOW)


def heard_of_mail(text: str) -> SaidOfCase | None:
    """Return what a whole text says of a case, signature and all."""
    return said_of_case(own_words(text, AUTHOR), NOW, with_signature(text))


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("OK, accept please", Decision.ACCEPT),
        ("Please accept.", Decision.ACCEPT),
        ("Accepter svp", Decision.ACCEPT),
        ("S’il vous plaît, accepter", Decision.ACCEPT),
        ("D’accord, accepter. Merci !", Decision.ACCEPT),
        ("Por favor, aceptar", Decision.ACCEPT),
        ("请接受", Decision.ACCEPT),
        ("接受，谢谢", Decision.ACCEPT),
        ("قبول من فضلكم", Decision.ACCEPT),
        ("الرجاء قبول", Decision.ACCEPT),
        ("Пожалуйста, принять", Decision.ACCEPT),
        ("Принято. Спасибо!", Decision.ACCEPT),
        ("Bitte annehmen", Decision.ACCEPT),
        ("accept 👍", Decision.ACCEPT),
        ("Please reject, thanks", Decision.REJECT),
        ("undo please", Beside.UNDO),
        ("please wait until 15 March", Beside.WAIT),
    ],
)
def test_courtesy_beside_a_decision_is_passed_over(text: str, what: Decision | Beside) -> None:
    """In every language in which people are polite to a program; it is no note of the decision."""
    found = heard(text)
    assert found is not None
    assert (found.what, found.note) == (what, "")


@pytest.mark.parametrize(
    "text",
    [
        "please",
        "ok",
        "OK?",
        "accept please?",
        "Please do not accept",
        "请不要接受",
        "Merci d’accepter mes excuses",
        "accept - not!",
        "accept: but not the second sheet",
        "accept (if they confirm)",
        "accepter, mais pas la deuxième feuille",
        "aceptar, si lo confirman",
        "принять, но не второй лист",
        "قبول، لكن ليس الورقة الثانية",
        "接受，但不要第二页",
        "annehmen, aber nur Blatt 1",
        "grant (only until May)",
        "accept\nreject",
        "reject\naccept",
        "accept\nno wait, reject it",
        "accepter\nnon, rejeter",
        "accept; reject",
        "reject; accept",
        "accept\n\nreject",
        "accept,\nbut not the second sheet",
        "Accept\nBut not before they have corrected the totals of the second sheet",
        "accept\nonly if they correct it",
        "принять\nно только если исправят",
        "accept\n\nsorry, I meant reject",
        "accept\n\nThomas\n\nSorry - not accept but reject!",
        "accept\nThank you.\nReject, sorry",
        "reject: not theirs\n\nOops, I meant accept",
        "accepter\n\nPardon, je voulais dire rejeter",
        "aceptar\n\nPerdón, quise decir rechazar",
        "قبول\n\nعفواً، قصدت رفض",
        "принять\n\nИзвините, я имел в виду отклонить",
        "接受\n\n抱歉，我的意思是拒绝",
        "annehmen\n\nEntschuldigung, ich meinte ablehnen",
        "accept\n\nsorry, do not accept",
        "accept\n\nsorry, I meant to reject",
        "accepter\n\nPardon, je voulais rejeter",
        "yes\n\nsorry, I meant no",
        "accept\n\nThank you for looking into this so soon.\n\nreject",
    ],
)
def test_what_is_not_surely_one_decision_decides_nothing(text: str) -> None:
    """Nor does one that takes back what it says, on its line or right below it."""
    assert heard(text) is None


@pytest.mark.parametrize(
    ("text", "unsure"),
    [
        ("accept\n\nsorry, I meant reject", True),
        ("accept; reject", True),
        ("accept\nbut not the second sheet", True),
        ("accepter, mais pas la deuxième feuille", True),
        ("принять\n\nИзвините, я имел в виду отклонить", True),
        ("I shall ask them.", False),
        ("assign to Atlantis Telecom", False),
        ("accept?", False),
        ("", False),
    ],
)
def test_who_says_two_things_is_told_apart_from_who_says_none(text: str, unsure: bool) -> None:
    """Both decide nothing; only the first has a decision on the first line."""
    assert heard(text) is None
    assert is_unsure(text) is unsure


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("accept\n\nsorry for the wait", "sorry for the wait"),
        ("accept\n\nSorry that it took so long. I meant to accept earlier.", "Sorry that it took so long. I meant to accept earlier."),
        ("reject\n\nActually the figures are those of 2010", "Actually the figures are those of 2010"),
        ("reject: not theirs", "not theirs"),
        ("declined - but they were friendly", "but they were friendly"),
        ("OK, reject: the figures are those of 2010\nThey will count again", "the figures are those of 2010\nThey will count again"),
        ("accept: they confirmed it by telephone", "they confirmed it by telephone"),
        ("accept\n\nThank you.\nreject was what I thought first", "Thank you.\nreject was what I thought first"),
        ("accept\naccept", "accept"),
        ("accept\n\nIf you have questions, call me.", "If you have questions, call me."),
        ("reject: count is wrong", "count is wrong"),
    ],
)
def test_reasons_and_remarks_stay_notes(text: str, note: str) -> None:
    """A reason to reject may be a negation; what stands below in a paragraph of its own is a remark."""
    found = heard(text)
    assert found is not None
    assert found.note == note


SIGNATURES = ["-- \nThomas Aubert\nITU", "Thomas", "Kind regards,\nThomas Aubert\nStatistics, ITU\n+41 22 730 0000", "Sent from my iPhone"]


@pytest.mark.parametrize("signature", SIGNATURES)
@pytest.mark.parametrize(
    ("first", "below"),
    [
        ("accept", "sorry, I meant reject"),
        ("accept", "Reject, sorry!"),
        ("accept", "reject"),
        ("accept", "No, reject it please"),
        ("accept", "Sorry,\nI meant\nreject"),
        ("accept", "sorry, do not accept"),
        ("reject: not theirs", "Oops, I meant accept"),
        ("accepter", "Pardon, je voulais dire rejeter"),
        ("aceptar", "Perdón, quise decir rechazar"),
        ("قبول", "عفواً، قصدت رفض"),
        ("принять", "Извините, я имел в виду отклонить"),
        ("接受", "抱歉，我的意思是拒绝"),
        ("annehmen", "Entschuldigung, ich meinte ablehnen"),
    ],
)
def test_what_is_taken_back_below_a_signature_decides_nothing(first: str, signature: str, below: str) -> None:
    """Whoever sees their mistake when they have signed writes on below; that they said two things is told apart from none."""
    text = f"{first}\n\n{signature}\n\n{below}\n\nOn 1 Mar 2012, ITU wrote:\n> accept or reject"
    assert heard_of_mail(text) is None
    assert is_unsure(own_words(text, AUTHOR), with_signature(text))


def test_what_is_taken_back_below_a_legal_notice_or_an_answer_below_the_quotation_is_heard() -> None:
    """A notice ends the own words, and whoever answers below what they quote signs there."""
    notice = "This message is confidential. If you received it in error, please notify the sender and delete it."
    assert heard_of_mail(f"accept\n\nRegards,\nThomas\n\n{notice}\n\nSorry, I meant reject") is None
    assert heard_of_mail("On 1 Mar 2012, ITU wrote:\n> Case 1\n\naccept\n\n-- \nThomas\n\nsorry, I meant reject") is None


def test_who_confirms_and_takes_it_back_below_the_signature_confirms_nothing() -> None:
    """A yes is a decision too."""
    found = heard_of_mail("yes\n\n-- \nThomas Aubert")
    assert found is not None
    assert found.what is Beside.YES
    assert heard_of_mail("yes\n\n-- \nThomas Aubert\n\nSorry, I meant no") is None


@pytest.mark.parametrize(
    "beneath",
    [
        "This e-mail is confidential. If you are not the intended recipient, please reject it, notify the sender and do not use it.",
        "If you received this in error, sorry: delete it.\nWe accept no liability for viruses.\nNo contract is accepted by mail.",
        "Thomas Aubert | Merge & Count Ltd | First Floor\n+41 22 730 0000\nwww.itu.example",
        "Ce message est confidentiel. Nous déclinons toute responsabilité. S’il vous est parvenu par erreur, veuillez le rejeter.",
        "Diese Nachricht enthält vertrauliche Angaben. Wer versehentlich Empfänger wurde, darf nichts annehmen.\nNicht ausdrucken, bitte!",
        "Este mensaje es privado. No se acepta responsabilidad alguna.\nNo imprima este correo si no es necesario.",
        "Это сообщение конфиденциально. Не принимайте его на свой счёт, если оно пришло по ошибке.",
        "本邮件为机密信息。如果您不是指定收件人，请删除。",
        "Please consider the environment before printing. Actually, rather do not print.",
        "accept",
    ],
)
@pytest.mark.parametrize("signature", SIGNATURES)
def test_disclaimers_and_addresses_below_a_signature_stop_no_decision(signature: str, beneath: str) -> None:
    """They speak of rejecting, accepting and errors too, and mean no case."""
    found = heard_of_mail(f"accept\n\n{signature}\n\n{beneath}\n\n> accept or reject")
    assert found is not None
    assert found.what is Decision.ACCEPT


def test_an_address_that_begins_with_its_number_stops_no_decision() -> None:
    """It begins with a word for no, and names what could be a decision."""
    found = heard_of_mail("accept\n\n-- \nThomas Aubert\nNo 2, Second Avenue\nAccra")
    assert found is not None
    assert found.what is Decision.ACCEPT


def test_what_is_quoted_takes_nothing_back() -> None:
    """Only the author's own text does."""
    for quoted in ("> sorry, I meant reject", "On 1 Mar 2012, Ann <ann@itu.example> wrote:\n> reject\n> sorry, I meant reject"):
        found = heard_of_mail(f"accept\n\n-- \nThomas\n\n{quoted}")
        assert found is not None
        assert found.what is Decision.ACCEPT


@pytest.mark.parametrize(
    ("text", "what", "note"),
    [
        ("Reject. They had time enough.", Decision.REJECT, "They had time enough"),
        ("Rejeter. Ils ont eu assez de temps.", Decision.REJECT, "Ils ont eu assez de temps"),
        ("Declined! Their minister said so on the telephone", Decision.DECLINED, "Their minister said so on the telephone"),
    ],
)
def test_a_sentence_behind_a_decision_that_gives_its_reason_is_kept_as_one_behind_a_colon(text: str, what: Decision, note: str) -> None:
    """What rejects or closes takes a reason; where it may be taken back by what is let count, nothing is done without the sign."""
    found = heard(text)
    assert found is not None
    assert (found.what, found.note) == (what, note)


@pytest.mark.parametrize(
    "text",
    [
        "Reject. I meant accept.",
        "Reject. Or accept",
        "Reject. Forget it.",
        "Accept. All is well now",
        "Grant. They are always late",
        "Reject it all",
        "I approve. declined",
        "Declined. Wait for Anna",
    ],
)
def test_a_sentence_that_names_another_decision_or_stands_behind_what_lets_count_decides_nothing(text: str) -> None:
    """Nobody knows what is meant."""
    assert heard(text) is None


@pytest.mark.parametrize("text", ["Reject. Who is Joe?", "Dear all,\nreject: who is Joe?", "Rejeter. Qui est Joe ?", "رفض. من هو جو؟"])
def test_a_question_beside_a_decision_is_known_as_one(text: str) -> None:
    """It may ask whether that is right: nothing is done, and its author is told that nobody reads the question."""
    assert heard(text) is None
    assert asks_beside(text)


@pytest.mark.parametrize("text", ["Reject?", "Who is Joe?", "yes, is that so?", "reject\n\nBest regards\nAnna", "", "Is it reject?"])
def test_no_question_beside_a_decision(text: str) -> None:
    """A decision that is itself in question, a question alone, and a decision alone."""
    assert not asks_beside(text)
