"""What happens when words or reports come: rows of docs/flows.md, decided on the messages of tests/intake/data."""

from __future__ import annotations

from domain.case import CaseKind, Decision
from domain.contact import Stopped
from domain.effects import Effect, Ignore, RecordBounce, SettleUncertain, Suppress
from domain.letter import DeliveryState, LetterKind
from domain.rules.bounced import proves_taken, settles
from domain.rules.owes import Owes, owes
from domain.rules.reminded import may_be_written_to
from domain.rules.standing import History, Reach, standing
from domain.submission import Standing, SubmissionState
from tests.intake.scene import (
    ATLSTEL,
    DATA,
    GOOD,
    NOW,
    ROSSI,
    delivery,
    effects_of,
    hold,
    message,
    of,
    replies,
    submission,
)


def come(name: str, state: DeliveryState = DeliveryState.SENT) -> tuple[Effect, ...]:
    """Return what is decided about a message of the collection, which may be about our letter in this state."""
    return effects_of((DATA / f"{name}.eml").read_bytes(), deliveries=[delivery(state)])


def test_a_question() -> None:
    """A question: it is passed on to the study's contact with all that they need to answer the person."""
    (reply,) = replies(effects_of(message(text="Which year is meant?", subject="Question 1.1")))
    assert (reply.kind, reply.to, reply.invitation_id) == (LetterKind.PASSED_ON, (), ATLSTEL.id)
    said = {"sender": ROSSI, "subject": "Question 1.1", "text": "Which year is meant?", "received_at": NOW.isoformat()}
    assert reply.context == {"original": said}


def test_a_question_beside_a_workbook() -> None:
    """A question beside a workbook: the one is filed and the other passed on."""
    effects = effects_of(message(("answers.xlsx", GOOD), text="Please find attached our answers. Could you extend the deadline?"))
    assert submission(effects).state is SubmissionState.ACCEPTED
    assert [reply.kind for reply in replies(effects)] == [LetterKind.RECEIPT, LetterKind.PASSED_ON]


def test_a_refusal_to_take_part() -> None:
    """“We will not take part”: it is passed on, a person records it as declined, and nobody is reminded meanwhile."""
    effects = come("question_decline_fr")
    assert [reply.kind for reply in replies(effects)] == [LetterKind.PASSED_ON]
    case = hold(effects)
    assert (case.kind, case.options) == (CaseKind.DECLINE, (Decision.DECLINED, Decision.REJECT))
    assert owes(standing(History(waits=True)), waits=True) is Owes.NOTHING


def test_unsubscribe() -> None:
    """“Unsubscribe”: the text is passed on, and mailings to the address stop, but answers to what it sends do not."""
    for name in ("unsubscribe_ar", "unsubscribe_en", "unsubscribe_fr", "unsubscribe_sentence"):
        effects = come(name)
        assert [(one.address, one.why) for one in of(effects, Suppress)] == [(ROSSI, Stopped.UNSUBSCRIBED)], name
        assert [reply.kind for reply in replies(effects)] == [LetterKind.PASSED_ON], name
    allowed = {kind for kind in LetterKind if may_be_written_to(kind, Stopped.UNSUBSCRIBED)}
    assert allowed == set(LetterKind) - {LetterKind.MAILING}


def test_all_addresses_unsubscribed() -> None:
    """All addresses of an organisation unsubscribed: it counts as declined."""
    gone = Reach(Stopped.UNSUBSCRIBED)
    assert standing(History(contacts=[gone, gone])) is Standing.DECLINED
    assert standing(History(contacts=[gone, Reach()])) is Standing.SILENT


def test_automatic_replies() -> None:
    """Out of office, a ticket, a read receipt, a challenge: nothing; a workbook that came with it is read."""
    for path in DATA.glob("auto_*.eml"):
        assert [type(one) for one in come(path.stem)] == [Ignore], path.name
    effects = effects_of(message(("answers.xlsx", GOOD), Auto_Submitted="auto-replied"))
    assert submission(effects).state is SubmissionState.ACCEPTED


def test_no_such_mailbox() -> None:
    """A bounce, “no such mailbox” (5.1.x): the address is suppressed, if the report is about a letter of ours to it."""
    effects = come("dsn_postfix_unknown_user")
    assert [(one.letter_id, one.permanent, one.status) for one in of(effects, RecordBounce)] == [(11, True, "5.1.1")]
    assert [(one.address, one.why) for one in of(effects, Suppress)] == [(ROSSI, Stopped.NO_SUCH_MAILBOX)]
    assert settles(DeliveryState.SENT, permanent=True) == (DeliveryState.BOUNCED,)
    forged = effects_of((DATA / "dsn_postfix_unknown_user.eml").read_bytes())
    assert [type(one) for one in forged] == [RecordBounce]


def test_another_permanent_bounce() -> None:
    """Any other permanent bounce, also one after long trying (4.x.x): the next mailing tries the address again."""
    for name in ("bounce_qmail_full", "dsn_exchange2010_french_full", "dsn_expired_after_five_days"):
        (bounce,) = come(name)
        assert isinstance(bounce, RecordBounce), name
        assert (bounce.letter_id, settles(DeliveryState.SENT, permanent=bounce.permanent)) == (11, (DeliveryState.BOUNCED,)), name


def test_a_delay() -> None:
    """A delay: it is recorded, and settles nothing."""
    (bounce,) = come("dsn_postfix_delayed")
    assert isinstance(bounce, RecordBounce)
    assert settles(DeliveryState.SENT, permanent=bounce.permanent) == ()


def test_a_complaint() -> None:
    """A complaint (RFC 5965): the address that our letter went to is suppressed."""
    assert come("complaint_arf") == (Suppress(ROSSI, Stopped.COMPLAINED, "The recipient complained about our letter."),)


def test_our_own_letters_and_newsletters() -> None:
    """A copy of our own letter; a newsletter, a list, mail of a program: nothing."""
    assert come("own_copy") == (Ignore("It is a copy of one of our letters."),)
    for path in DATA.glob("bulk_*.eml"):
        assert [type(one) for one in come(path.stem)] == [Ignore], path.name


def test_whatever_names_a_letter_in_doubt() -> None:
    """Anything that names a letter in doubt: a report, a reply, a copy; the letter counts as sent."""
    for name in ("dsn_postfix_unknown_user", "auto_outlook_en", "auto_read_receipt", "own_copy", "question_en"):
        assert [one.letter_id for one in of(come(name, DeliveryState.UNCERTAIN), SettleUncertain)] == [11], name
        assert not of(come(name), SettleUncertain), name
    assert proves_taken(DeliveryState.UNCERTAIN) is DeliveryState.SENT


def test_a_message_that_cannot_be_parsed() -> None:
    """A message that cannot be parsed: it is held; what becomes of one in a shared mailbox stands in test_shared_mailbox.py."""
    for name in ("unreadable_binary", "unreadable_encrypted"):
        case = hold(come(name))
        assert (case.kind, case.options, case.invitation_id) == (CaseKind.MESSAGE, (Decision.REJECT,), None), name
        assert case.reasons[0].startswith("The message could not be read: "), name
