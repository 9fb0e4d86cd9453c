"""Automatic replies have budgets: honest people never meet them, and who forges messages cannot make us write to their victim."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.case import CaseKind
from domain.letter import DeliveryState, Letter, LetterKind
from service.cases.waiting import Waiting
from service.installation.install import SAMPLE
from service.sending.send import send_due
from store import outbox
from tests.service.group import mail
from tests.service.office import Office, person

VICTIM, CONTACT = "victim@elsewhere.example", "miriam.keller@unodc.example"
SCAN = ("answers.pdf", b"%PDF-1.4 a scan of the questionnaire")


def replies(office: Office, state: DeliveryState | None = None) -> list[Letter]:
    """Return the letters that answer messages, in a state or in any."""
    with office.service.store.reading() as tx:
        return [one for one in outbox.of_studies(tx, [SAMPLE]) if one.believed is not None and state in (None, one.state)]


def case(office: Office) -> Waiting:
    """Return the one case about replies that wait."""
    (found,) = [one for one in office.cases() if one.kind is CaseKind.REPLIES]
    return found


def questions(office: Office, number: int, sender: str = VICTIM) -> None:
    """Let somebody ask so many different questions."""
    for asked in range(number):
        office.deliver(mail(sender, f"Could you please tell me what question {asked} means?"))


def forged(office: Office, number: int) -> None:
    """Let somebody send so many workbooks of one organisation in the name of the victim, who never wrote: they have its token."""
    for count in range(number):
        office.deliver(mail(VICTIM, "Attached.", ("a.xlsx", office.workbook(0, employees=count + 1))))


def test_forty_forged_messages_do_not_bring_forty_replies_to_a_victim(office: Office) -> None:
    """More automatic replies to an address, or of a study, than their budget: they wait.

    What is more than ten a day about one organisation is in one case, which says how many and why.
    """
    forged(office, 40)
    to_victim = [one for one in replies(office) if one.address == VICTIM]
    assert len([one for one in to_victim if one.state is DeliveryState.QUEUED]) <= 10
    waiting = [one for one in office.cases() if one.kind is CaseKind.REPLIES and VICTIM in one.reasons[0]]
    assert len(waiting) == 1
    held = [one for one in to_victim if one.state is DeliveryState.HELD]
    assert waiting[0].reasons[0].startswith(f"{len(held)} automatic replies more wait to {VICTIM}.")
    assert waiting[0].options == ("send", "reject")


def test_what_waits_is_sent_where_a_person_lets_it_go(office: Office) -> None:
    """No letter is lost, and undoing the decision lets those wait again that have not left."""
    forged(office, 12)
    waiting = case_about(office, VICTIM)
    held = {one.id for one in replies(office, DeliveryState.HELD) if one.address == VICTIM}
    assert held
    send_due(office.service, office.later())
    assert {one.id for one in replies(office, DeliveryState.HELD) if one.address == VICTIM} == held
    decided = office.decide(waiting.id, "send")
    assert {one.id for one in replies(office, DeliveryState.QUEUED)} >= held
    office.undo(decided.entry)
    assert {one.id for one in replies(office, DeliveryState.HELD)} >= held
    office.decide(waiting.id, "send")
    send_due(office.service, office.later())
    assert not {one.id for one in replies(office, DeliveryState.HELD)} & held


def case_about(office: Office, address: str) -> Waiting:
    """Return the case about replies to an address."""
    (found,) = [one for one in office.cases() if one.kind is CaseKind.REPLIES and address in one.reasons[0]]
    return found


def test_what_a_person_rejects_is_never_sent_also_where_the_messages_are_read_again(office: Office) -> None:
    """The next one that is too many makes another case."""
    forged(office, 12)
    waiting = case_about(office, VICTIM)
    held = {one.id for one in replies(office, DeliveryState.HELD) if one.address == VICTIM}
    office.decide(waiting.id, "reject")
    office.replay()
    send_due(office.service, office.later())
    assert {one.state for one in replies(office) if one.id in held} == {DeliveryState.DROPPED}
    assert not [one for one in office.cases() if one.kind is CaseKind.REPLIES and VICTIM in one.reasons[0]]
    office.deliver(mail(VICTIM, "Attached.", ("a.xlsx", office.workbook(0, employees=99))))
    assert case_about(office, VICTIM).id != waiting.id


def test_the_next_day_has_a_budget_of_its_own(office: Office) -> None:
    """Nobody waits for ever because of yesterday."""
    forged(office, 10)
    assert not replies(office, DeliveryState.HELD)
    office.later(days=1)
    forged(office, 1)
    assert not replies(office, DeliveryState.HELD)


def test_a_message_that_is_read_again_spends_nothing(office: Office) -> None:
    """Its replies were planned before."""
    forged(office, 5)
    before = len(replies(office))
    for _ in range(3):
        office.replay()
    assert (len(replies(office)), replies(office, DeliveryState.HELD)) == (before, [])


def test_a_stranger_cannot_make_us_fill_the_mailbox_of_the_contact(office: Office) -> None:
    """Ten questions a day of one for whom nobody vouches are passed on; the rest waits, and what is proven still gets through."""
    questions(office, 13)
    passed = [one for one in replies(office) if one.kind is LetterKind.PASSED_ON]
    assert len([one for one in passed if one.state is DeliveryState.QUEUED]) == 10
    assert case(office).reasons[0].startswith(f"3 automatic replies more wait because of messages from {VICTIM},")
    office.write(person(1), text="Could you please explain question 3?", reply_to=1)
    assert [one.organisation for one in replies(office, DeliveryState.QUEUED) if one.kind is LetterKind.PASSED_ON][-1] == "ORG001"


def test_strangers_together_cannot_do_so_either(office: Office) -> None:
    """Fifty questions a day for which nobody vouches are passed on, from whomever."""
    for number in range(6):
        questions(office, 9, f"stranger{number}@evil.example")
    assert len([one for one in replies(office, DeliveryState.QUEUED) if one.kind is LetterKind.PASSED_ON]) == 50
    assert case(office).reasons[0].startswith(f"4 automatic replies more wait to {CONTACT}.")


def test_what_the_contact_writes_is_not_passed_on_to_the_contact(office: Office) -> None:
    """Mail from the study’s contact, or in answer to a question passed on: it ends there.

    An autoresponder without a mark would else get its own text for ever.
    """
    office.write(person(0), text="Could you please explain question 3?", reply_to=0)
    (passed,) = replies(office)
    send_due(office.service, office.later())
    for text in ("I am travelling; your message matters to us.", "I am travelling, still."):
        office.deliver(mail(CONTACT, text, in_reply_to=f"<{passed.tag}@unodc.example>", subject=f"To answer: {text}"))
    assert [one for one in replies(office) if one.kind is LetterKind.PASSED_ON] == [passed_again(office, passed)]


def passed_again(office: Office, letter: Letter) -> Letter:
    """Return a letter as it stands now."""
    with office.service.store.reading() as tx:
        (found,) = outbox.with_ids(tx, [letter.id])
    return found


def test_what_answers_a_question_that_was_passed_on_is_not_passed_on_again(office: Office) -> None:
    """The contact's mailbox may answer under another address of theirs."""
    office.write(person(0), text="Could you please explain question 3?", reply_to=0)
    (passed,) = replies(office)
    send_due(office.service, office.later())
    office.deliver(mail("keller.private@home.example", "I will look at it.", in_reply_to=f"<{passed.tag}@unodc.example>"))
    assert len(replies(office)) == 1


def test_what_somebody_asks_who_was_answered_is_passed_on(office: Office) -> None:
    """The staff answer by mail, and they answer all: the letter that passed their question on stands further up in the thread."""
    office.write(person(0), text="Could you please explain question 3?", reply_to=0)
    (passed,) = replies(office)
    send_due(office.service, office.later())
    thread = {"in_reply_to": "<answer@unodc.example>", "references": f"<{passed.tag}@unodc.example> <answer@unodc.example>"}
    office.deliver(mail(person(0), "Thank you, but does that hold for branches abroad as well?", **thread))
    office.deliver(mail("colleague@member0.example", "And what of those that we have sold?", **thread))
    office.deliver(mail(person(0), "And for which year?", in_reply_to=f"<{passed.tag}@unodc.example>"))
    assert len(replies(office)) == 4


def test_the_same_text_of_the_same_sender_is_passed_on_once_a_day(office: Office) -> None:
    """The same question of the same sender again within a day: under whichever subject.

    Another text is another matter, and tomorrow is another day.
    """
    for subject in ("Study", "Re: Study", "Re: Re: Study"):
        office.deliver(mail(person(0), "Could you please   explain question 3?", subject=subject))
    assert len(replies(office)) == 1
    office.deliver(mail(person(0), "Could you please explain question 4?"))
    office.deliver(mail(person(1), "Could you please explain question 3?"))
    assert len(replies(office)) == 3
    office.now += timedelta(days=1)
    office.deliver(mail(person(0), "Could you please explain question 3?", subject="Again"))
    assert len(replies(office)) == 4


@pytest.mark.parametrize("proven", [True, False])
def test_the_answer_address_of_a_reply_bears_the_token_where_its_reader_has_it(office: Office, proven: bool) -> None:
    """A consultant who sent the workbook has; somebody who only knows the reference does not learn it from us."""
    if proven:
        office.deliver(mail("consultant@firm.example", "Attached.", ("a.xlsx", office.workbook(0))))
    else:
        office.deliver(mail("stranger@evil.example", "Our completed questionnaire is attached.", SCAN, subject=f"{name(office)}"))
    send_due(office.service, office.later())
    with office.service.store.reading() as tx:
        sent = [one for one in outbox.of_studies(tx, [SAMPLE]) if one.believed is not None and one.address != person(0)]
        texts = [recorded.data for one in sent if (recorded := outbox.recorded(tx, office.service.store.archive, one.id))]
    assert any(token(office).encode() in text for text in texts) is proven


def name(office: Office) -> str:
    """Return the printed reference of the first organisation."""
    file_name, _ = office.kept.letters[0].workbook or ("", b"")
    return file_name.removesuffix(".xlsx")


def token(office: Office) -> str:
    """Return the token of the first organisation."""
    return office.kept.letters[0].reply_to.partition("+r")[2].partition("@")[0]
