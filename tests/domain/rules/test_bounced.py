"""What a report about a letter settles."""

from __future__ import annotations

import pytest

from domain.letter import DeliveryState, Outcome, Verdict
from domain.rules.bounced import proves_taken, refuses_mailbox, settles

UNDER_WAY = {DeliveryState.SENDING, DeliveryState.SENT, DeliveryState.UNCERTAIN}


@pytest.mark.parametrize("state", DeliveryState)
def test_a_permanent_report_bounces_a_letter_that_is_under_way_and_no_other(state: DeliveryState) -> None:
    """What was refused, dropped or given up, and what never left, cannot have bounced."""
    assert settles(state, permanent=True)[-1:] == ((DeliveryState.BOUNCED,) if state in UNDER_WAY else ())


def test_a_letter_that_is_reported_while_its_sender_waits_for_the_reply_was_sent_first() -> None:
    """Where the report is undone, nobody is sending it any more."""
    assert settles(DeliveryState.SENDING, permanent=True) == (DeliveryState.SENT, DeliveryState.BOUNCED)


@pytest.mark.parametrize("permanent", [False, None])
@pytest.mark.parametrize("state", DeliveryState)
def test_a_delay_and_a_report_that_does_not_say_settle_nothing(state: DeliveryState, permanent: bool | None) -> None:
    """They are recorded, and the letter stays what it was."""
    assert settles(state, permanent=permanent) == ()


@pytest.mark.parametrize("state", DeliveryState)
def test_whatever_names_a_letter_in_doubt_proves_that_it_was_taken(state: DeliveryState) -> None:
    """A letter that is not in doubt needs no proof."""
    assert proves_taken(state) == (DeliveryState.SENT if state is DeliveryState.UNCERTAIN else None)


def refused(stage: str, text: str = "550 5.1.1 unknown", outcome: Outcome = Outcome.REJECTED) -> Verdict:
    """Return what a server said at this stage."""
    return Verdict(letter_id=11, outcome=outcome, stage=stage, code=550, text=text)


def test_no_such_mailbox_is_believed_when_the_recipient_was_named() -> None:
    """Then the server spoke of that address alone."""
    assert refuses_mailbox(refused("rcpt"))


@pytest.mark.parametrize("stage", ["connect", "mail", "data"])
def test_no_refusal_at_another_stage_silences_anybody(stage: str) -> None:
    """It is about the sender or the content, whatever the server's words are."""
    assert not refuses_mailbox(refused(stage))


def test_no_refusal_for_another_reason_or_for_now_silences_anybody() -> None:
    """A full mailbox, a policy, a 4xx."""
    assert not refuses_mailbox(refused("rcpt", "552 5.2.2 full"))
    assert not refuses_mailbox(refused("rcpt", outcome=Outcome.DEFERRED))
