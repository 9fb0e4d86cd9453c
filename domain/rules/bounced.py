"""What a report about a letter settles (RFC 3464, RFC 3463, RFC 5965)."""

from __future__ import annotations

from domain.letter import DeliveryState, Outcome, Verdict
from domain.rules.attempt import no_such_mailbox_status

# A letter about which its server or another may still report; what was refused, dropped or is not sent yet cannot have bounced.
_UNDER_WAY = (DeliveryState.SENDING, DeliveryState.SENT, DeliveryState.UNCERTAIN)


def settles(state: DeliveryState, *, permanent: bool | None) -> tuple[DeliveryState, ...]:
    """Return the states that a report gives to a letter, one after the other; none where it is not permanent, or the letter never left.

    A letter whose sender has not told yet that it was taken was sent first: so it is again where somebody undoes what the report settled.
    """
    if not permanent or state not in _UNDER_WAY:
        return ()
    return (DeliveryState.SENT, DeliveryState.BOUNCED) if state is DeliveryState.SENDING else (DeliveryState.BOUNCED,)


def proves_taken(state: DeliveryState) -> DeliveryState | None:
    """Return the state of a letter that something which came in names: one in doubt was sent after all."""
    return DeliveryState.SENT if state is DeliveryState.UNCERTAIN else None


def refuses_mailbox(verdict: Verdict) -> bool:
    """Say whether a server said, when it was named the recipient, that there is no such mailbox; no other refusal silences anybody."""
    return verdict.outcome is Outcome.REJECTED and verdict.stage == "rcpt" and no_such_mailbox_status(verdict.text)
