"""A mail server that takes letters and never says that it has them: the study pauses itself before all of them are in doubt."""

from __future__ import annotations

import logging
from datetime import datetime

from domain.case import CaseKind
from domain.journal import About, Subject, What
from domain.process.events import Event, tell
from languages.telling import phrased
from service.rulings.opening import open_case
from store import Transaction, decisions, holds, outbox, studies
from store.cases.decisions import Ruling


def pause_where_stalled(tx: Transaction, transport: str, connections: int, now: datetime) -> list[str]:
    """Pause the studies of a transport's letters last in doubt, where these are as many in a row as it has connections.

    To be called when one more has come into doubt. Return a sentence for each study that is paused by it, or was meanwhile; none where the
    row is shorter. A study that a person lets go on is paused again by the next such letter, until the server has taken one.
    """
    row = outbox.untaken(tx, transport, connections)
    if len(row) < connections:
        return []
    reason = outbox.attempts(tx, row[:1])[-1].text
    letters = outbox.with_ids(tx, row)
    why = phrased("reasons.stalled", n=len(letters))
    for study in sorted({one.study for one in letters}):
        applied = studies.applied(tx, study)
        if applied and not applied.paused:
            _pause(tx, study, why, reason, now)
    return [
        f"{study} is paused: {why} The last reason was: {reason.rstrip('.')}. {phrased('reasons.desk.stalled')}"
        for study in sorted({one.study for one in letters})
    ]


def _pause(tx: Transaction, study: str, why: str, reason: str, now: datetime) -> None:
    by = decisions.rule("stalled")
    (entry,) = decisions.decide(
        tx, by, now, [Ruling(what=What.PAUSE, about=About(Subject.STUDY, study), study=study, note=f"{why} The last reason was: {reason}")]
    )
    held = holds.Held(
        cause=f"stalled:{study}:{entry.number}",
        kind=CaseKind.STALLED,
        study=study,
        reasons=(phrased("reasons.paused", study=study), why),
        server_said=reason or None,
        at_desk=phrased("reasons.desk.stalled"),
        at=now,
    )
    open_case(tx, held, by, entry.number)
    tell(Event.STALLED, logging.ERROR, study=study, entry=entry.number)
