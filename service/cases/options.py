"""What may be said of a case: how it is written on the command line, and what each decision means, for whoever decides."""

from __future__ import annotations

from collections.abc import Iterable

from domain.case import WRITTEN_TO_AS_BEFORE, CaseKind, Decision
from languages.telling import phrased, together

_WRITTEN = {Decision.ASSIGN: "assign --to REFERENCE", Decision.SEND: "send --live"}


def written(options: Iterable[Decision]) -> tuple[str, ...]:
    """Return decisions as they are written after `counterfoil held decide CASE`; whose a workbook is that counts must be known."""
    every = tuple(options)
    spelled = _WRITTEN if Decision.ACCEPT in every else {**_WRITTEN, Decision.COUNT: "count --to REFERENCE"}
    return tuple(spelled.get(one, one.value) for one in every)


def answering(question: int) -> str:
    """Return the command that answers a question."""
    return f"counterfoil questions answer {question} --text TEXT"


def meaning(kind: CaseKind, option: Decision, *, instead: bool = False, unsubscribed: tuple[str, ...] = ()) -> str:
    """Return what a decision does in a case of this kind, as a sentence; `instead` says that a workbook would take the place of another.

    Where its words came from an address that is `unsubscribed`, none says that this one is written to.
    """
    if instead and option in {Decision.ACCEPT, Decision.COUNT}:
        return phrased(f"desk.means.{option}_instead")
    usual = phrased(f"desk.means.{kind}_{option}" if (kind, option) in _HERE else f"desk.means.{option}")
    writes = option is Decision.REJECT and kind in WRITTEN_TO_AS_BEFORE
    gone = phrased("desk.means.unsubscribed", addresses=unsubscribed) if unsubscribed and writes else ""
    return together(usual, gone)


def lacking_then(option: Decision, points: tuple[str, ...]) -> str:
    """Return, as a sentence, what would still be missing or wrong once workbooks are put together, and what becomes of them; else ""."""
    if not points:
        return ""
    return phrased("desk.means.lacking_counts" if option is Decision.COUNT_BOTH else "desk.means.lacking_sent_back", points=points)


# Decisions that come to something else than usual in cases of a kind.
_HERE = frozenset(
    [(kind, Decision.REJECT) for kind in (CaseKind.WORKBOOK, CaseKind.UNMATCHED, CaseKind.CLAIM, CaseKind.DECLINE, CaseKind.EXTENSION)]
    + [(kind, Decision.REJECT) for kind in (CaseKind.SUCCESSOR, CaseKind.SUBSTITUTE, CaseKind.ELSEWHERE, CaseKind.REPLIES)]
    + [(kind, Decision.REJECT) for kind in (CaseKind.BRAKE, CaseKind.HALTED, CaseKind.SURGE, CaseKind.OBJECTION)]
    + [(CaseKind.SUCCESSOR, Decision.ADD), (CaseKind.REPLIES, Decision.SEND), (CaseKind.BRAKE, Decision.ACCEPT)]
    + [(CaseKind.HALTED, Decision.RESEND), (CaseKind.RESTORED, Decision.RESUME)]
)
