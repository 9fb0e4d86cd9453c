"""What happens when words or reports come: rows of docs/flows.md, decided on the messages of tests/intake/data."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from domain.case import HOLDS_UP_NOTHING, CaseKind, Decision
from domain.contact import Stopped
from domain.effects import Effect, Ignore, RecordBounce, Reply, SendAgain, SettleUncertain, Suppress, Wait
from domain.intent import Intent, IntentKind
from domain.letter import LOOKED_AT, DeliveryState, LetterKind
from domain.rules.bounced import proves_taken, settles
from domain.rules.owes import Owes, owes
from domain.rules.reminded import may_be_written_to
from domain.rules.standing import History, Reach, standing
from domain.rules.waiting import until_answered
from domain.submission import Standing, SubmissionState
from tests.intake.scene import (
    ATLSTEL,
    BAYNET,
    DATA,
    GOOD,
    NOW,
    PLUS,
    ROSSI,
    TAG,
    delivery,
    effects_of,
    effects_saying,
    hold,
    message,
    of,
    replies,
    submission,
    understand,
    without_token,
)


def come(name: str, state: DeliveryState = DeliveryState.SENT) -> tuple[Effect, ...]:
    """Return what is decided about a message of the collection, which may be about our letter in this state."""
    return effects_of((DATA / f"{name}.eml").read_bytes(), deliveries=[delivery(state)])


def test_a_question() -> None:
    """A question: it is passed on to the study's contact with all that they need to answer, and reminders wait some days for that."""
    effects = effects_of(message(text="Which year is meant?", subject="Question 1.1"))
    (reply,) = replies(effects)
    assert [one.until for one in of(effects, Wait)] == [until_answered(NOW.date())]
    assert (reply.kind, reply.to, reply.invitation_id) == (LetterKind.PASSED_ON, (), ATLSTEL.id)
    told: Any = reply.context["original"]
    assert (told["sender"], told["subject"], told["text"]) == (ROSSI, "Question 1.1", "Which year is meant?")
    assert told["received_at"] == NOW.isoformat()


def test_a_question_beside_a_workbook() -> None:
    """A question beside a workbook: the one is filed and the other passed on."""
    effects = effects_of(message(("answers.xlsx", GOOD), text="Please find attached our answers. Could you extend the deadline?"))
    assert submission(effects).state is SubmissionState.ACCEPTED
    assert [reply.kind for reply in replies(effects)] == [LetterKind.RECEIPT, LetterKind.PASSED_ON]


def said(kind: IntentKind, **more: Any) -> Intent:
    """Return one thing that somebody said."""
    return Intent(intent=kind, words="What they wrote.", **more)


@pytest.mark.parametrize(
    "kind", sorted(set(IntentKind) - {IntentKind.THANKS, IntentKind.UNSUBSCRIBE, IntentKind.AUTO_REPLY, IntentKind.CORRECTION})
)
def test_words_that_only_name_an_organisation(kind: IntentKind) -> None:
    """Words that only name an organisation, whatever they ask: they are passed on, and nothing stops."""
    raw = message(text="What they wrote.", sender="stranger@elsewhere.example", subject=f"Re: {ATLSTEL.reference}")
    (reply,) = replies(effects_saying(said(kind), raw=raw))
    assert (reply.kind, reply.invitation_id) == (LetterKind.PASSED_ON, ATLSTEL.id)
    assert len(effects_saying(said(kind), raw=raw)) == 1


BY_CODE = (
    "The address is on record for ATLSTEL, and the message carries the code of our letter or workbook; "
    f"nothing shows whether {ROSSI} really wrote it."
)


def test_a_wish_for_more_time() -> None:
    """“We need more time”: it is passed on and a case, and nobody is reminded meanwhile; granted, reminders wait until that day."""
    effects = effects_saying(said(IntentKind.EXTENSION, until=date(2012, 3, 20)), deliveries=[delivery()])
    case = hold(effects)
    assert (case.kind, case.options) == (CaseKind.EXTENSION, (Decision.GRANT, Decision.REJECT))
    assert case.reasons == (f"{ROSSI} asks for more time for ATLSTEL until 2012-03-20: “What they wrote.”", BY_CODE)
    assert [reply.kind for reply in replies(effects)] == [LetterKind.PASSED_ON]
    assert case.kind not in HOLDS_UP_NOTHING


def test_a_successor() -> None:
    """“Somebody else is responsible”: it is passed on and a case, with which that person is written to."""
    case = hold(effects_saying(said(IntentKind.SUCCESSOR, address="new@atlstel.example"), deliveries=[delivery()]))
    assert (case.kind, case.options) == (CaseKind.SUCCESSOR, (Decision.ADD, Decision.REJECT))
    assert "new@atlstel.example" in case.reasons[0]


@pytest.mark.parametrize("kind", [IntentKind.CORRECTION, IntentKind.DRAFT])
def test_words_that_keep_a_workbook_from_counting(kind: IntentKind) -> None:
    """Words beside a workbook that correct it, or call it a draft: it is held with the words."""
    effects = effects_saying(said(kind), raw=message(("answers.xlsx", GOOD), text="Please put 12 instead."))
    assert (submission(effects).state, hold(effects).kind) == (SubmissionState.HELD, CaseKind.WORKBOOK)
    assert "“What they wrote.”" in hold(effects).reasons[0]
    assert hold(effects).words == "Please put 12 instead."
    (told,) = (one for one in replies(effects) if one.kind is not LetterKind.PASSED_ON)
    assert (told.kind, told.template, told.to, told.workbook) == (LetterKind.ANSWER, LOOKED_AT, (ROSSI,), None)


def test_words_beside_a_workbook_that_nothing_proves_or_that_disagrees() -> None:
    """Such words beside a workbook that only names an organisation, or that names another one too: nobody is written to."""
    draft = said(IntentKind.DRAFT)
    named = effects_saying(draft, raw=message(("answers.xlsx", without_token(GOOD)), sender="stranger@elsewhere.example"))
    disagreeing = effects_saying(draft, raw=message(("answers.xlsx", GOOD), text=f"For {BAYNET.reference}."))
    assert hold(named).kind is CaseKind.CLAIM
    assert submission(disagreeing).state is SubmissionState.HELD
    assert {one.kind for one in replies((*named, *disagreeing))} <= {LetterKind.PASSED_ON}


@pytest.mark.parametrize(
    ("kind", "made"),
    [
        (IntentKind.CONFIDENTIAL, CaseKind.REMARK),
        (IntentKind.ANSWERS_IN_TEXT, CaseKind.ELSEWHERE),
        (IntentKind.ELSEWHERE, CaseKind.ELSEWHERE),
    ],
)
def test_words_beside_a_workbook_that_a_person_must_know(kind: IntentKind, made: CaseKind) -> None:
    """“It is confidential”, answers in the text or elsewhere: a case with the words, and a workbook beside them is filed."""
    effects = effects_saying(said(kind), raw=message(("answers.xlsx", GOOD)))
    assert (submission(effects).state, hold(effects).kind) == (SubmissionState.ACCEPTED, made)
    assert hold(effects_saying(said(kind))).kind is made


def test_a_wish_for_the_workbook() -> None:
    """“Please send it again”: the workbook is sent again at once, to an address on record or to whoever has proven its token."""
    (again,) = effects_saying(said(IntentKind.RESEND, alone=True), deliveries=[delivery()])
    assert isinstance(again, SendAgain)
    assert (again.to, again.invitation_id) == ((ROSSI,), ATLSTEL.id)
    stranger = {"sender": "colleague@elsewhere.example", "text": "Please send it again."}
    for raw, to in (
        (message(**stranger, In_Reply_To=f"<{TAG}@unodc.example>"), (ROSSI,)),
        (message(**stranger, to=PLUS), ("colleague@elsewhere.example",)),
    ):
        assert [one.to for one in of(effects_saying(said(IntentKind.RESEND), raw=raw, deliveries=[delivery()]), SendAgain)] == [to]


def test_courtesy() -> None:
    """“Thank you”: nothing."""
    assert effects_saying(said(IntentKind.THANKS)) == (Ignore("It is courtesy only."),)


@pytest.mark.parametrize(
    "text",
    [
        "Please find our answers attached.",
        "Dear Sir,\n\nPlease find attached the completed questionnaire.\n\nKind regards,\nAnna Rossi",
        "Thank you for your letter of 3 March. Please find attached\nour completed questionnaire.\n\nThanks again,\nAnna Rossi",
        "See attached.",
        "Voir pi\u00e8ce jointe.",
        "Veuillez trouver ci-joint le questionnaire rempli.",
        "Anbei der ausgef\u00fcllte Fragebogen.",
        "Adjunto el cuestionario cumplimentado.",
        "Anexo o question\u00e1rio preenchido.",
    ],
)
def test_an_answer_that_is_announced_and_does_not_come(text: str) -> None:
    """“Please find our answers attached”, without a file: it is passed on, and reminders go on."""
    (reply,) = effects_of(message(text=text))
    assert isinstance(reply, Reply)
    assert (reply.kind, reply.invitation_id) == (LetterKind.PASSED_ON, ATLSTEL.id)


def test_a_refusal_to_take_part() -> None:
    """“We will not take part”: it is passed on, a person records it as declined, and nobody is reminded meanwhile."""
    effects = come("question_decline_fr")
    assert [reply.kind for reply in replies(effects)] == [LetterKind.PASSED_ON]
    case = hold(effects)
    assert (case.kind, case.options) == (CaseKind.DECLINE, (Decision.DECLINED, Decision.WITHDRAW, Decision.REJECT))
    assert owes(standing(History(waits=True)), waits=True) is Owes.NOTHING


def test_unsubscribe() -> None:
    """“Unsubscribe”: the text is passed on, and mailings to the address stop, but answers to what it sends do not."""
    for name in ("unsubscribe_ar", "unsubscribe_en", "unsubscribe_fr", "unsubscribe_sentence"):
        effects = effects_of(
            (DATA / f"{name}.eml").read_bytes().replace(b"\nTo: ", b"\nIn-Reply-To: <" + TAG.encode() + b"@unodc.example>\nTo: ", 1),
            deliveries=[delivery()],
        )
        assert [(one.address, one.why) for one in of(effects, Suppress)] == [(ROSSI, Stopped.UNSUBSCRIBED)], name
        assert [reply.kind for reply in replies(effects)] == [LetterKind.PASSED_ON], name
    allowed = {kind for kind in LetterKind if may_be_written_to(kind, Stopped.UNSUBSCRIBED)}
    assert allowed == set(LetterKind) - {LetterKind.MAILING, LetterKind.CONFIRMATION, LetterKind.PROBE}


def test_all_addresses_unsubscribed() -> None:
    """All addresses of an organisation unsubscribed: it counts as declined."""
    gone = Reach(Stopped.UNSUBSCRIBED)
    assert standing(History(contacts=[gone, gone])) is Standing.DECLINED
    assert standing(History(contacts=[gone, Reach()])) is Standing.SILENT


def test_automatic_replies() -> None:
    """Out of office, a ticket, a read receipt, a challenge: nothing but what is said in them; a workbook that came with it is read."""
    for path in DATA.glob("auto_*.eml"):
        until = understand(path.read_bytes()).intents[0].until
        assert until or [type(one) for one in come(path.stem)] == [Ignore], path.name
    effects = effects_of(message(("answers.xlsx", GOOD), Auto_Submitted="auto-replied"))
    assert submission(effects).state is SubmissionState.ACCEPTED


def test_somebody_who_is_away() -> None:
    """Out of office until a day, with a substitute: reminders wait until then, at most 60 days, and the substitute is proposed."""
    away = (DATA / "auto_outlook_en.eml").read_bytes()
    for until, waits in (
        (date(2012, 3, 12), [date(2012, 3, 12)]),
        (date(2013, 1, 1), [NOW.date() + timedelta(60)]),
        (date(2012, 2, 1), []),
    ):
        effects = effects_saying(
            said(IntentKind.AUTO_REPLY, until=until, address="deputy@atlstel.example"), raw=away, deliveries=[delivery()]
        )
        assert [one.until for one in of(effects, Wait)] == waits
        assert (hold(effects).kind, hold(effects).options) == (CaseKind.SUBSTITUTE, (Decision.ADD, Decision.REJECT))
    assert hold(effects).kind in HOLDS_UP_NOTHING


def test_an_automatic_reply_of_somebody_who_has_left() -> None:
    """An automatic reply of somebody who has left: a case says that they are no longer there, and offers to write to whom they name."""
    left = "I no longer work for the ministry as of 1 January. Please write to my successor, new@atlstel.example, instead."
    told = message(subject="Automatic reply: Survey", text=left, Auto_Submitted="auto-replied", In_Reply_To=f"<{TAG}@unodc.example>")
    case = hold(effects_of(told, deliveries=[delivery()]))
    assert (case.kind, case.options, case.address) == (CaseKind.SUCCESSOR, (Decision.ADD, Decision.REJECT), "new@atlstel.example")
    assert "is no longer there for ATLSTEL" in case.reasons[0]
    assert "is away" not in case.reasons[0]


def test_no_such_mailbox() -> None:
    """A bounce, “no such mailbox” (5.1.x): the address is suppressed, if the report carries the tag of a letter of ours to it."""
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


def test_a_report_that_carries_no_tag() -> None:
    """A bounce or a complaint that names only an address: it is recorded and shown with the organisation, and has no effect."""
    for name in ("dsn_postfix_unknown_user", "complaint_arf"):
        effects = effects_of((DATA / f"{name}.eml").read_bytes().replace(TAG.encode(), b"nothing"), deliveries=[])
        assert [(one.letter_id, one.address) for one in of(effects, RecordBounce)] == [(None, ROSSI)], name
        assert not of(effects, Suppress), name


def test_a_complaint() -> None:
    """A complaint (RFC 5965): the address that our letter went to is suppressed."""
    assert come("complaint_arf") == (Suppress(ROSSI, Stopped.COMPLAINED, "The recipient complained about our letter."),)


def test_our_own_letters_and_newsletters() -> None:
    """A copy of our own letter; a newsletter, a list, mail of a program: nothing.

    What only bears the Message-ID of a letter of ours is what it is otherwise.
    """
    assert come("own_copy") == (Ignore("It is a copy of one of our letters."),)
    assert [
        one.kind
        for one in replies(
            effects_of(
                (DATA / "own_copy.eml").read_bytes().replace(b"please find attached the questionnaire.", b"what does question 5 mean?")
            )
        )
    ] == [LetterKind.PASSED_ON]
    for path in DATA.glob("bulk_*.eml"):
        assert [type(one) for one in come(path.stem)] == [Ignore], path.name


def test_a_contacts_words_below_a_machines_mark() -> None:
    """A contact's words that bear a machine's mark (a gateway's, a service desk's), and nothing that programs say: they reach a person."""
    refusal = "Dear Ms Keller,\n\nThank you for your letter. We will not take part in this survey.\n\nKind regards\nChiara Rossi"
    for mark in ({"Auto_Submitted": "auto-generated"}, {"X_Autoreply": "yes"}):
        effects = effects_of(message(text=refusal, In_Reply_To=f"<{TAG}@unodc.example>", **mark), deliveries=[delivery()])
        assert (hold(effects).kind, [one.kind for one in replies(effects)]) == (CaseKind.DECLINE, [LetterKind.PASSED_ON])
    receipt = "Thank you for your message. Your request has been registered under the number 4711. Please do not reply to this message."
    assert replies(effects_of(message(text=receipt, X_Autoreply="yes"))) == []


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
