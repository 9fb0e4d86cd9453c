"""Workbooks that somebody sent in an organisation's name without proof, of which a reminder asks whether they are theirs."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from store import Transaction, holds, messages


@dataclass(frozen=True, slots=True)
class Claimed:
    """A workbook that somebody sent in an organisation's name without proof: the case about it, from which address, and when."""

    case_id: int
    sender: str
    received_at: datetime


def claims_of(tx: Transaction, study: str, ids: Collection[int] | None) -> dict[int, tuple[Claimed, ...]]:
    """Return those of which nobody has said yet whose they are, by the invitations that they name; `ids` names those that are wanted."""
    cases = holds.claims(tx, study, ids)
    senders = messages.senders(tx, {one.message_id or 0 for some in cases.values() for one in some})
    return {
        invitation: tuple(
            Claimed(one.id, sender or "", received_at)
            for one in some
            for sender, received_at in [senders.get(one.message_id or 0, ("", one.at))]
        )
        for invitation, some in cases.items()
    }
