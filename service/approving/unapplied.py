"""What is said where the folder of a study is not what runs: it is looked at and approved, and what was applied is what leaves."""

from __future__ import annotations

from domain.errors import CounterfoilError, StoreError
from domain.sentences import short_hash
from domain.study import Mailing
from languages.telling import phrased
from service.approving.approvals import approval
from service.approving.lacking import lacks, missing
from service.approving.parts import parts_of
from service.approving.proposals import propose, same_parts
from service.authoring.folder_difference import edited
from service.studies.running import Running, running
from service.wiring import Service
from store import Transaction


def applied_instead(service: Service, tx: Transaction, ready: Running, mailing: Mailing) -> str:
    """Say what leaves of a mailing as long as `ready`, the folder, is not applied; blank where that is the same, or nothing was applied."""
    try:
        runs = running(service, tx, ready.study.id)
        if runs is None:
            return ""
        if mailing.name not in {one.name for one in runs.study.mailings}:
            return phrased("check.applied.nothing")
        applied = runs.study.mailing(mailing.name)
        asks = runs.study.approvals == ready.study.approvals
        if asks and same_parts(parts_of(runs, applied), parts_of(ready, mailing)):
            return ""
        proposal, stands = propose(tx, runs, applied), approval(tx, service.store.archive, runs, applied)
    except StoreError:
        raise
    except CounterfoilError:
        return phrased("check.applied.unreadable")
    more = missing(stands, lacks(stands, proposal))
    how = "free" if not stands.needed else "more" if more else "approved"
    return phrased("check.applied.instead", hash=short_hash(proposal.sha256), how=phrased(f"check.applied.{how}", more=str(more)))


def changes_not_applied(service: Service, study_id: str) -> str:
    """Say that the folder of a study has changes that are not what is sent; blank where it has none, or was never applied."""
    try:
        differs = edited(service, study_id)
    except StoreError:
        raise
    except CounterfoilError:
        differs = True  # It cannot be read as it is now; what was applied could.
    return phrased("check.applied.changes") if differs else ""
