"""What is so of a case now, whatever it was opened for: who wrote its words and is unsubscribed, and whose answer counts for nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from domain.case import CaseKind
from domain.contact import Stopped
from domain.journal import What
from domain.submission import Invitation
from languages.telling import phrased
from store import Transaction, holds, suppressions

# Cases of what somebody writes, beside which they may say as well that they want no more mail.
OF_WORDS = frozenset(
    {
        CaseKind.DECLINE,
        CaseKind.EXTENSION,
        CaseKind.SUCCESSOR,
        CaseKind.SUBSTITUTE,
        CaseKind.ELSEWHERE,
        CaseKind.REMARK,
        CaseKind.OBJECTION,
    }
)


def unsubscribed(
    tx: Transaction, cases: Iterable[holds.Held], senders: Mapping[int, tuple[str | None, datetime]]
) -> dict[int, tuple[str, ...]]:
    """Return the addresses that wrote the words of these cases and are unsubscribed now, by the case; `senders` are those of messages."""
    of_words = [one for one in cases if one.kind in OF_WORDS]
    wrote = {one.id: sender for one in of_words if (sender := senders.get(one.message_id or 0, ("", None))[0])}
    stopped = suppressions.suppressed(tx, wrote.values()) if wrote else {}
    gone = {address for address, one in stopped.items() if one.why is Stopped.UNSUBSCRIBED}
    return {case: (address,) for case, address in wrote.items() if address.lower() in gone}


def so_now(invitation: Invitation | None, gone: tuple[str, ...]) -> Iterator[str]:
    """Yield it as sentences: that no reminders go to the addresses `gone`, and that an ineligible organisation stays out of the total."""
    if gone:
        yield phrased("reasons.unsubscribed", addresses=gone)
    if invitation and invitation.mark is What.INELIGIBLE:
        yield phrased("reasons.not_asked", organisation=invitation.organisation)
