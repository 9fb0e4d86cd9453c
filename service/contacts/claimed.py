"""Workbooks that somebody sent in an organisation's name without proof, of which a reminder asks whether they are theirs."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from store import Transaction, holds, messages


@dataclass(frozen=True, slots=True)
class Claimed:
    """A workbook that somebody sent in an organisation's name without proof: the case about it, from which address, and when.

    It `is_forged` where a mail server says that it did not come from that address.
    """

    case_id: int
    sender: str
    received_at: datetime
    is_forged: bool = False

    def is_asked(self, ours: Collection[str]) -> bool:
        """Say whether the organisation is asked about it; not where its sender's address is one of `ours`, in lower case.

        Only of what somebody with an address sent can anybody say that it is theirs, and a letter that names a forged address, or one of
        ours, would speak for it.
        """
        return bool(self.sender) and not self.is_forged and self.sender.lower() not in ours


def claims_of(tx: Transaction, study: str, ids: Collection[int] | None) -> dict[int, tuple[Claimed, ...]]:
    """Return those of which nobody has said yet whose they are, by the invitations that they name; `ids` names those that are wanted."""
    cases = holds.claims(tx, study, ids)
    senders = messages.senders(tx, {one.message_id or 0 for some in cases.values() for one in some})
    return {
        invitation: tuple(
            Claimed(one.id, sender or "", received_at, is_forged=one.server_said is not None)
            for one in some
            for sender, received_at in [senders.get(one.message_id or 0, ("", one.at))]
        )
        for invitation, some in cases.items()
    }
