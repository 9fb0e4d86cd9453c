"""What is done about reports and words, beyond the rows of docs/flows.md (see tests/flows/test_messages.py)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import pytest

from domain.case import CaseKind
from domain.contact import Stopped
from domain.effects import AskToConfirm, Effect, Hold, Ignore, RecordBounce, Reply, SettleUncertain, Suppress, Wait
from domain.letter import DeliveryState, LetterKind
from domain.message import By, Clue, Kind, NamedDelivery, Report
from intake.deciding import policy
from intake.deciding.decide import decide
from intake.deciding.policy import Act, Ground, Upshot
from tests.intake import scene
from tests.intake.scene import (
    ATLSTEL,
    BAYNET,
    BIANCHI,
    DATA,
    FORMS,
    GOOD,
    NOW,
    PLUS,
    ROSSI,
    TAG,
    delivery,
    effects_of,
    hold,
    message,
    of,
    replies,
)

UNTAGGED = replace(delivery(), letter_id=12, tag="zzzzzzzzzzzzzzzz", address="Old@atlstel.example")
GONE = Report(
    address="old@atlstel.example", permanent=True, status="5.1.1", reason="failed: no such mailbox", diagnostic="550 5.1.1 unknown"
)
FULL = Report(address=ROSSI, permanent=True, status="5.2.2", reason="failed: the mailbox is full", diagnostic="")


def come(name: str, *deliveries: NamedDelivery) -> tuple[Effect, ...]:
    """Return what is decided about a message of the collection."""
    return effects_of((DATA / f"{name}.eml").read_bytes(), deliveries=deliveries)


def reported(
    *reports: Report, kind: Kind = Kind.BOUNCE, deliveries: tuple[NamedDelivery, ...] = (), tags: bool = True
) -> tuple[Effect, ...]:
    """Return what is decided about a message that says exactly this of addresses, and carries the tags of these letters, or none."""
    examined = scene.understand(message(text="Undeliverable."))
    said = replace(examined.classification, kind=kind, why="It is a report.", reports=reports, also=())
    named = [Clue(By.THREADING, one.tag, "Message-Id of the enclosed message") for one in deliveries if tags]
    examined = replace(examined, classification=said, clues=tuple(named))
    return decide(examined, scene.knowledge(examined, deliveries=deliveries), FORMS, NOW)


def test_a_report_of_success_is_no_bounce() -> None:
    """A report of success is no bounce."""
    settled, ignored = come("dsn_success_relayed", delivery(DeliveryState.UNCERTAIN))
    assert settled == SettleUncertain(11, f"The letter to {ROSSI} was taken: a report about it came back.")
    assert ignored == Ignore(f"The letter to {ROSSI} was delivered.")


def test_a_success_beside_a_failure_hides_nothing() -> None:
    """Each address has its own report."""
    success = Report(address=ROSSI, permanent=None, status="2.1.5", reason="delivered", diagnostic="")
    effects = reported(success, GONE, FULL, deliveries=(delivery(), UNTAGGED))
    assert effects == (
        Ignore(f"The letter to {ROSSI} was delivered."),
        RecordBounce(letter_id=12, address="old@atlstel.example", permanent=True, status="5.1.1", diagnostic="550 5.1.1 unknown"),
        Suppress("old@atlstel.example", Stopped.NO_SUCH_MAILBOX, "A mail server says: “failed: no such mailbox. 550 5.1.1 unknown”."),
        RecordBounce(letter_id=11, address=ROSSI, permanent=True, status="5.2.2", diagnostic="failed: the mailbox is full"),
    )


def test_a_report_that_names_only_an_address_is_recorded_without_effect() -> None:
    """Else anyone could silence an organisation by a forged one, also where a letter did go to that address."""
    recorded = RecordBounce(letter_id=None, address=GONE.address, permanent=True, status="5.1.1", diagnostic=GONE.diagnostic)
    assert reported(GONE, deliveries=(UNTAGGED,), tags=False) == (recorded,)
    assert reported(GONE) == (recorded,)


def test_of_two_addresses_in_a_report_the_one_that_a_letter_went_to_is_the_one_that_it_is_about() -> None:
    """What is said of another address beside it settles nothing of that letter."""
    assert [one.letter_id for one in of(reported(GONE, FULL, deliveries=(delivery(),)), RecordBounce)] == [None, 11]


def test_no_report_silences_staff() -> None:
    """Nobody would be told of anything any more."""
    examined = scene.understand((DATA / "complaint_arf.eml").read_bytes())
    known = replace(scene.knowledge(examined, deliveries=[delivery()]), staff=frozenset({ROSSI}))
    assert decide(examined, known, FORMS, NOW) == (Ignore(f"{ROSSI} is staff's, and no message silences it."),)


def test_a_report_that_names_a_letter_and_an_address_that_it_was_forwarded_to_is_about_that_letter() -> None:
    """But it silences nobody: we did not write to that address."""
    known = (delivery(), replace(UNTAGGED, address=BIANCHI))
    (bounce,) = effects_of(
        (DATA / "dsn_postfix_unknown_user.eml").read_bytes().replace(ROSSI.encode(), b"new@other.example"), deliveries=known
    )
    assert isinstance(bounce, RecordBounce)
    assert (bounce.letter_id, bounce.address, bounce.permanent) == (11, "new@other.example", True)


def test_a_report_about_the_box_of_copies_is_not_about_the_letter() -> None:
    """A server without DSN reports it under the letter's own tag; beside the recipient that it names as well, it says nothing either."""
    raw = (DATA / "dsn_postfix_unknown_user.eml").read_bytes().replace(ROSSI.encode(), b"sent@agency.example")
    examined = scene.understand(raw)
    known = replace(scene.knowledge(examined, deliveries=[delivery()]), copies=frozenset({"sent@agency.example"}))
    (bounce,) = decide(examined, known, FORMS, NOW)
    assert isinstance(bounce, RecordBounce)
    assert (bounce.letter_id, bounce.address) == (None, "sent@agency.example")


def test_a_report_that_names_a_letter_alone_is_recorded_for_it() -> None:
    """It says neither for whom nor for how long; one that names neither letter nor address is told."""
    examined = scene.understand(message(text="Undeliverable.", In_Reply_To=f"<{TAG}@unodc.example>"))
    said = replace(examined.classification, kind=Kind.BOUNCE, why="It is a report.", reports=(), also=())
    examined = replace(examined, classification=said)
    effects = decide(examined, scene.knowledge(examined, deliveries=[delivery(), UNTAGGED]), FORMS, NOW)
    assert effects == (RecordBounce(letter_id=11, address=ROSSI, permanent=None, status=None, diagnostic="It is a report."),)
    assert reported() == (Ignore("The report names no address and none of our letters."),)


def test_a_complaint_is_about_the_letter_whose_tag_it_carries() -> None:
    """The address that this letter went to is suppressed; one that names an address alone is recorded, and silences nobody."""
    both = (delivery(), UNTAGGED)
    assert [one.address for one in of(come("complaint_arf", *both), Suppress)] == [ROSSI]
    assert [one.address for one in of(come("complaint_arf", delivery(address=BIANCHI)), Suppress)] == [BIANCHI]
    recorded, ignored = reported(GONE, kind=Kind.COMPLAINT, deliveries=both, tags=False)
    assert isinstance(recorded, RecordBounce)
    assert (recorded.letter_id, recorded.address) == (None, GONE.address)
    assert ignored == Ignore("The complaint carries the tag of none of our letters.")


@pytest.mark.parametrize("column", list(Ground))
@pytest.mark.parametrize("kind", [Kind.BOUNCE, Kind.COMPLAINT])
def test_no_report_silences_anybody_whom_the_table_does_not_let_it_silence(
    kind: Kind, column: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The row is asked by both kinds of reports: what it grants to the one ground of a letter's tag, and to no other, is done."""
    row = [Upshot.DO if one is column else Upshot.NOTHING for one in Ground]
    monkeypatch.setattr(policy, "_ROWS", {**policy._ROWS, Act.REPORT: tuple(row)})
    found = reported(GONE, kind=kind, deliveries=(UNTAGGED,))
    assert [one.address for one in of(found, Suppress)] == ([GONE.address] if column is Ground.PROVEN else [])
    assert bool(of(found, RecordBounce)) is (kind is Kind.BOUNCE or column is not Ground.PROVEN)


@pytest.mark.parametrize(
    ("name", "proof"),
    [
        ("dsn_postfix_unknown_user", "a report about it came back"),
        ("complaint_arf", "a complaint about it came back"),
        ("auto_outlook_en", "an automatic reply answers it"),
        ("own_copy", "a copy of it came back"),
        ("question_en", "an answer names it"),
    ],
)
def test_a_letter_in_doubt_is_settled_with_the_proof(name: str, proof: str) -> None:
    """A person reads why it counts as sent."""
    settled = of(come(name, delivery(DeliveryState.UNCERTAIN), replace(UNTAGGED, state=DeliveryState.UNCERTAIN)), SettleUncertain)
    assert settled == [SettleUncertain(11, f"The letter to {ROSSI} was taken: {proof}.")]


def test_what_is_ignored_or_suppressed_says_by_which_rule() -> None:
    """The reason is that of the classification."""
    ticket = scene.understand((DATA / "auto_ticket.eml").read_bytes())
    assert come("auto_ticket") == (Ignore(ticket.classification.why),)
    assert ticket.classification.why
    no_more = scene.understand((DATA / "unsubscribe_en.eml").read_bytes())
    assert of(come("unsubscribe_en"), Suppress) == [Suppress(ROSSI, Stopped.UNSUBSCRIBED, no_more.classification.why)]


def test_an_unsubscribe_beside_a_workbook_is_passed_on_by_nobody() -> None:
    """The workbook is filed, and mailings stop; one without a sender stops nothing."""
    effects = effects_of(message(("answers.xlsx", GOOD), subject="unsubscribe", text="unsubscribe"))
    assert [one.address for one in of(effects, Suppress)] == [ROSSI]
    nobody = message(text="unsubscribe").replace(f"From: {ROSSI}\n".encode(), b"")
    assert not of(effects_of(nobody), Suppress)


def test_an_unsubscribe_that_nothing_proves_is_asked_about() -> None:
    """The address is asked, if it is on record, and mailings go on."""
    effects = effects_of(message(text="unsubscribe", subject="unsubscribe"))
    assert [(one.address, one.language) for one in of(effects, AskToConfirm)] == [(ROSSI, "en")]
    assert not of(effects, Suppress)
    assert [reply.kind for reply in replies(effects)] == [LetterKind.PASSED_ON]
    unknown = effects_of(message(text="unsubscribe", subject="unsubscribe", sender="nobody@elsewhere.example"))
    assert [type(one) for one in unknown] == [Reply]


def test_words_that_decline_are_a_case_with_the_words() -> None:
    """In one line of reason, and whole; the cause is that of this message."""
    raw = (DATA / "question_decline_fr.eml").read_bytes()
    case = hold(effects_of(raw))
    said = "Nous vous remercions de votre invitation, mais nous ne souhaitons pas participer à cette enquête."
    assert case == Hold(
        cause=f"declined:{ATLSTEL.id}:{sha256(raw).hexdigest()[:16]}",
        kind=CaseKind.DECLINE,
        reasons=(
            f"{ROSSI} seems to say that ATLSTEL will not take part: “{said}”",
            "The address is on record for ATLSTEL, and the message carries the code of our letter or workbook; "
            f"nothing shows whether {ROSSI} really wrote it.",
        ),
        invitation_id=ATLSTEL.id,
        words=case.words,
    )
    assert " ".join(str(case.words).split()) == f"Madame, Monsieur, {said}"
    long = hold(effects_of(message(text=f"We will not participate {'x' * 400}."))).reasons[0]
    assert long == f"{ROSSI} seems to say that ATLSTEL will not take part: “We will not participate {'x' * 276}…”"


def test_words_of_nobody_and_words_where_the_evidence_disagrees_are_passed_on_for_no_organisation() -> None:
    """Whether it declined is not known of any."""
    words = "We will not participate in this survey."
    for raw in (
        message(text=words, sender="nobody@elsewhere.example"),
        message(text=words, sender="nobody@elsewhere.example", to=PLUS, subject=f"Re: {BAYNET.reference}"),
    ):
        (reply,) = effects_of(raw)
        assert [(one.invitation_id, one.to) for one in replies([reply])] == [(None, ())]


def test_words_that_do_not_decline_are_no_case() -> None:
    """They are passed on for the organisation that they come from, which waits some days for the answer."""
    wait, passed_on = effects_of(message(text="Which year is meant?"))
    assert replies([passed_on])[0].invitation_id == ATLSTEL.id
    assert wait == Wait(invitation_id=ATLSTEL.id, until=NOW.date() + timedelta(7), why=f"What {ROSSI} wrote is not answered yet.")


def test_a_message_that_cannot_be_read_is_a_case_of_its_own() -> None:
    """With why it could not."""
    raw = (DATA / "unreadable_encrypted.eml").read_bytes()
    why = "The message could not be read: It is encrypted, and we do not have the key."
    assert effects_of(raw) == (Hold(cause=f"unreadable:{sha256(raw).hexdigest()[:16]}", kind=CaseKind.MESSAGE, reasons=(why,)),)


def test_deciding_twice_plans_the_same_letters() -> None:
    """Deciding twice plans the same letters."""
    raw = message(("answers.xlsx", GOOD), sender="colleague@atlstel.example", text="Could you confirm the deadline?")
    first, second = effects_of(raw), effects_of(raw)
    assert first == second
    assert len({reply.cause for reply in replies(first)}) == len(replies(first)) == 3


@pytest.mark.parametrize(
    "text",
    ["Thank you for the attached questionnaire.", "We have received the attached questionnaire.", "Merci pour la pi\u00e8ce jointe."],
)
def test_thanks_for_what_we_attached(text: str) -> None:
    """Who speaks of the file that we sent has forgotten none."""
    assert effects_of(message(text=text)) == (Ignore("It is courtesy only."),)
