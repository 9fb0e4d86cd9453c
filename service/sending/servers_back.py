"""What waited for a mail server that was away follows the first letter that it takes again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from domain.letter import Outcome, Verdict
from domain.rules.bucket import spread
from domain.rules.throttle import was_away
from domain.study import DEFAULT
from store import Transaction, halts, outbox

# The service looks for letters each minute: the next pass has them all.
_SOON = timedelta(minutes=1)


def follow(tx: Transaction, there: set[str], verdicts: Sequence[Verdict], now: datetime) -> None:
    """With the first letter of a pass that a transport's server takes, let those follow that were put off while it was away.

    Those that are due later are due within a minute, spread as all waits are, and leave within the limits of whatever pass they leave with;
    of each sender that is halted for it one letter is tried. What a server said of a letter, a recipient's domain, the account or the
    sender lets it wait as before. `there` are the transports of which a letter was taken in this pass; it is added to, since to look once
    is enough.
    """
    for transport in {one.route.transport or DEFAULT for one in verdicts if one.outcome is Outcome.SENT} - there:
        there.add(transport)
        waits = [one for one in halts.unreached(tx, transport, now) if was_away("connect", one.code, one.text)]
        soon = {one.letter_id: now + spread(_SOON, str(one.letter_id)) for one in waits}
        outbox.be_due(tx, {one.letter_id: soon[one.letter_id] for one in waits if soon[one.letter_id] < one.due_at})
        halts.follow(tx, transport, now)
