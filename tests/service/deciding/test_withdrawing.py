"""Somebody withdraws who has answered: it is one decision that nothing of theirs counts and that they declined, and one undoing."""

from __future__ import annotations

import pytest

from domain.case import Decision
from domain.errors import ConfigurationError
from service.deciding.foreseeing import foresee
from service.deciding.several_decisions import decide_all
from service.rulings.decided import Deciding
from tests.flows.test_by_mail import text
from tests.service.deciding.test_cases import WE_DECLINE
from tests.service.letters.test_telling_undone import answered, left, only
from tests.service.office import ME, Office, person
from tests.service.reported import reported


def withdrawing(office: Office) -> int:
    """Let an organisation that has answered write that it takes no part, and return the case."""
    office.write(person(0), text=WE_DECLINE, reply_to=0)
    (case,) = office.cases()
    return int(case.id)


def test_who_has_answered_may_withdraw(office: Office) -> None:
    """“We will not take part” or “We withdraw our answers”, from an organisation whose answer counts: its case offers `withdraw`."""
    answered(office)
    case = withdrawing(office)
    assert office.cases()[0].options == (Decision.WITHDRAW, Decision.REJECT)
    done = office.decide(case, "withdraw")
    assert "ORG000 has withdrawn: what it sent does not count" in done.told
    assert (office.states(0), office.standing(0), office.cases()) == (["rejected"], "declined", ())
    assert reported(office)[0]["ORG000"][:2] == ("2.112", "declined")
    office.check()


@pytest.mark.parametrize(
    "words",
    [
        "We withdraw our answers. The management does not authorise their publication.",
        "Nous retirons nos réponses.",
        "نرجو سحب إجاباتنا وعدم استخدامها.",
        "Debemos retirar nuestras respuestas; la dirección no autoriza su difusión.",
        "Просим отозвать наши ответы.",
        "我们决定撤回答卷，请不要使用我们的数据。",
        "Wir ziehen unsere Antworten hiermit zurück. Bitte verwenden Sie unsere Daten nicht.",
        "Retiramos as nossas respostas.",
    ],
)
def test_who_takes_answers_back_may_withdraw_them(office: Office, words: str) -> None:
    """In each language, though nothing is said of taking part: it is one case, which offers to withdraw."""
    answered(office)
    office.write(person(0), text=words, reply_to=0)
    (case,) = office.cases()
    assert case.options == (Decision.WITHDRAW, Decision.REJECT)
    office.decide(int(case.id), "withdraw")
    assert (office.states(0), office.standing(0)) == (["rejected"], "declined")


def test_undoing_brings_back_the_answer_and_the_case_and_takes_the_mark_away(office: Office) -> None:
    """However often it is undone and put back."""
    answered(office)
    entry = office.decide(withdrawing(office), "withdraw").entry
    for _ in range(2):
        undone = office.undo(entry)
        assert (office.states(0), office.standing(0), len(office.cases())) == (["accepted"], "answered, waits", 1)
        office.check()
        entry = office.undo(undone)
        assert (office.states(0), office.standing(0), office.cases()) == (["rejected"], "declined", ())
        office.check()


def test_nothing_older_counts_in_the_place_of_what_was_withdrawn(office: Office) -> None:
    """Neither what was replaced nor what was sent back before."""
    office.write(person(0), ("wrong.xlsx", office.workbook(0, employees="many")), reply_to=0)
    office.write(person(0), ("a.xlsx", office.workbook(0)), reply_to=0)
    office.write(person(0), ("b.xlsx", office.workbook(0, employees=7)), reply_to=0)
    before = office.states(0)
    entry = office.decide(withdrawing(office), "withdraw").entry
    assert set(office.states(0)) == {"rejected"}
    assert office.counted() == []
    office.undo(entry)
    assert office.states(0) == before
    office.check()


def test_who_was_told_that_it_counts_is_told_otherwise_and_again_when_it_is_undone(office: Office) -> None:
    """As of any acceptance that is taken back."""
    answered(office)
    done = office.decide(withdrawing(office), "withdraw")
    assert f"{person(0)} had been told otherwise" in done.promised
    assert "does not count" in text(only(office))
    office.undo(done.entry)
    assert "counts" in text(only(office))
    assert left(office) == []


def test_a_workbook_that_comes_after_a_withdrawal_is_filed_and_no_withdrawal_is_put_back_beside_it(office: Office) -> None:
    """Whoever answers takes part; that answer would have to be taken back first."""
    answered(office)
    entry = office.decide(withdrawing(office), "withdraw").entry
    undone = office.undo(entry)
    office.write(person(0), ("b.xlsx", office.workbook(0, employees=7)), reply_to=0)
    with pytest.raises(ConfigurationError, match="has an answer that counts"):
        office.undo(undone)
    office.check()


def test_a_workbook_lifts_a_withdrawal_as_it_lifts_a_decline(office: Office) -> None:
    """And what was withdrawn stays so."""
    answered(office)
    office.decide(withdrawing(office), "withdraw")
    office.write(person(0), ("b.xlsx", office.workbook(0, employees=7)), reply_to=0)
    assert (office.states(0), office.standing(0)) == (["rejected", "accepted"], "answered")
    office.check()


def test_only_who_has_answered_withdraws(office: Office) -> None:
    """Of anyone else it is a decline, and says so."""
    case = withdrawing(office)
    with pytest.raises(ConfigurationError, match="no answer that counts"):
        office.decide(case, "withdraw")


def test_what_a_withdrawal_would_change_is_foreseen(office: Office) -> None:
    """The standing, the answers and the letter to whom the receipt went."""
    answered(office)
    case = withdrawing(office)
    seen = foresee(
        office.service,
        lambda would: decide_all(would, [str(case)], Deciding(case="", what="withdraw", by=ME), office.later()),
        office.later(),
    )
    assert [one.now for one in seen.standings] == ["declined, marked as declined"]
    assert [one.to for one in seen.letters] == [person(0)]
    assert seen.answers
