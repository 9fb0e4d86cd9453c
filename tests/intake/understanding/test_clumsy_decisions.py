"""What polite, hasty, undecided or careful coordinators write: the first line decides only where it surely is one decision."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from domain.case import Decision
from domain.said_of_case import Beside, SaidOfCase
from intake.understanding.case_words import is_unsure, said_of_case


def heard(text: str) -> SaidOfCase | None:
    """Return what a text says of a case."""
    return said_of_case(text, datetime(2012, 3, 1, tzinfo=UTC))


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
