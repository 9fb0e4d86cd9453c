"""Which letters come next: those that are due, and where several senders work side by side those that this one has claimed."""

from __future__ import annotations

from collections.abc import Sequence

from domain.letter import Letter
from service.sending import halts
from service.sending.sending_journal import SendingJournal
from store import outbox


def next_due(log: SendingJournal, senders: frozenset[halts.Scope], batch: int, tried: Sequence[int] | None, after: int) -> Sequence[Letter]:
    """Return the next letters that are due behind the number `after`, or those of the `tried`, in their order.

    None that another sender has claimed is among them.
    """
    store = log.service.store
    with store.transaction() if log.fence else store.reading() as tx:
        if tried is not None:
            some = outbox.claim_these(tx, log.fence, tried) if log.fence else outbox.with_ids(tx, tried)
            found = {one.id: one for one in some}
            return [found[one] for one in tried if one in found]
        if log.fence:
            # What is halted is left to whoever tries its sender: a pass may take hours, and its claims last as long.
            open_ones = senders - log.gate.halts.keys()
            return outbox.claim(tx, outbox.Claiming(log.fence, open_ones, log.pace.left_to_first), log.now, after, batch)
        return outbox.waiting(tx, log.now, after, batch, senders)
