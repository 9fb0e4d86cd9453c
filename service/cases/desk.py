"""A case on the desk: found by its number, with what is said of it now, and the decision as the journal keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from domain.case import OPTIONS, CaseKind, Decision
from domain.errors import ConfigurationError
from domain.journal import About, Entry, Subject, What
from service.cases.entries import how_decided
from service.cases.waiting import decider_names, described
from service.rulings.decided import Deciding
from service.studies.find import numbered
from service.wiring import Service
from store import Transaction, decisions, holds, invitations, journal
from store.cases.decisions import Ruling

# Decisions that a case does not offer since what they would act on is not there: why, what else to do, and the phrase of the console.
NOTHING_TO: Mapping[Decision, tuple[str, str, str]] = {
    Decision.COUNT: ("The workbook has no errors that could count as they are.", "Decide accept.", "no_errors_to_count"),
    Decision.COUNT_BOTH: (
        "Put together, the workbooks have no errors that could count as they are; or there is none with which it could be put together.",
        "Decide merge, where it is offered, or accept.",
        "no_errors_together",
    ),
    **dict.fromkeys(
        (Decision.MERGE, Decision.FIRST, Decision.SECOND),
        (
            "There is nothing with which the workbook could be put together: no answer of its organisation counts, and it is no half "
            "beside another workbook.",
            "Decide accept, count or reject.",
            "nothing_beside",
        ),
    ),
    Decision.ADD: (
        "The words name no address.",
        "Add the person to your contact file, load it with `counterfoil contacts load`, and decide reject.",
        "no_address_named",
    ),
    Decision.WITHDRAW: (
        "The organisation has no answer that counts, so there is none to withdraw.",
        "Decide declined.",
        "no_answer_to_withdraw",
    ),
}


@dataclass(frozen=True, slots=True)
class CaseOnDesk:
    """A case on the desk, what is said of it, and when."""

    service: Service
    held: holds.Held
    said: Deciding
    now: datetime

    def ruling(self, what: What = What.DECIDE, about: About | None = None, follows: int | None = None, value: str = "") -> Ruling:
        """Return a decision about the case, or about what else it decides."""
        return Ruling(
            what=what,
            about=about or About(Subject.CASE, str(self.held.id)),
            value=value or (self.said.what if what is What.DECIDE else ""),
            study=self.held.study,
            invitation_id=self.held.invitation_id,
            message_id=self.said.because if what is What.DECIDE and self.said.because is not None else self.held.message_id,
            follows=follows,
            note=self.said.note if follows is None else "",
        )

    def record(self, tx: Transaction, invitation_id: int | None = None) -> tuple[str, Entry]:
        """Write the decision of the case, and return who decides and the entry; what it offered may have changed meanwhile.

        It stands in the history of the organisation `invitation_id`, or else of that which the case is about.
        """
        journal.alone(tx)
        find_offered(tx, self.said)
        by = decisions.person(tx, self.said.by)
        ruling = replace(self.ruling(), invitation_id=invitation_id or self.held.invitation_id)
        (entry,) = decisions.decide(tx, by, self.now, [ruling])
        return by, entry


def find(tx: Transaction, case: str) -> holds.Held:
    """Return one case by its number."""
    number = numbered(case)
    found = holds.with_ids(tx, [number]) if number is not None else ()
    if not found:
        remedy = "`counterfoil held` lists the cases that are waiting."
        raise ConfigurationError(f"There is no case {case}.", where="held", remedy=remedy, key="no_case")
    return found[0]


def find_offered(tx: Transaction, said: Deciding) -> holds.Held:
    """Return the case, which offers what is said of it now.

    Where two workbooks say different things, `merge` is not offered; whoever decides it is told of what by the verb itself.
    """
    held = find(tx, said.case)
    (case,) = described(tx, [held])
    disputed = said.what == Decision.MERGE and Decision.FIRST in case.options
    if said.what not in case.options and not disputed:
        raise _not_offered(tx, held, said.what, case.options)
    return held


def _not_offered(tx: Transaction, held: holds.Held, what: str, options: tuple[Decision, ...]) -> ConfigurationError:
    where = f"case {held.id}"
    if held.decision is not None:
        why = f"The case has already been decided: {held.decision}, {how_decided(tx, held)}."
        # What closed it by itself is another decision, which has its own way back.
        back = f" `counterfoil held undo {held.id}` undoes that." if held.decision in set(Decision) else ""
        return ConfigurationError(
            why,
            where=where,
            remedy=f"Nothing was changed.{back}",
            key="case_decided",
            facts={"by": decider_names(tx, [held.by]).get(held.by or "", "–")},
        )
    (mark,) = [one.mark for one in invitations.with_ids(tx, [held.invitation_id or 0])] or [None]
    if what in OPTIONS[held.kind] and mark is What.INELIGIBLE and what not in {Decision.COUNT, Decision.ADD}:
        why, remedy = "The organisation is marked as ineligible.", "First take that back: `counterfoil mark` it as open."
        return ConfigurationError(why, where=where, remedy=remedy, key="ineligible")
    if held.kind is CaseKind.OBJECTION and what == Decision.REJECT:
        why, remedy = "What the words object to does not count.", "Nothing was changed. Decide noted."
        return ConfigurationError(why, where=where, remedy=remedy, key="nothing_objected_to")
    if what in OPTIONS[held.kind] and what in NOTHING_TO:
        why, remedy, key = NOTHING_TO[Decision(what)]
        return ConfigurationError(why, where=where, remedy=remedy, key=key)
    if what in OPTIONS[held.kind]:
        why = "The organisation has an answer that counts, so it cannot be marked as declined."
        remedy = (
            "First undo the acceptance of that answer: `counterfoil show` lists its entry. Where it takes the answer back, decide withdraw."
        )
        return ConfigurationError(why, where=where, remedy=remedy, key="has_answer")
    return ConfigurationError(
        f"{what!r} cannot be decided here.", where=where, remedy=f"Choose one of: {', '.join(options)}.", key="not_offered"
    )
