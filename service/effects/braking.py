"""The brake at work: what one message would do to organisations is counted with what others from its source did, before it takes effect."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain import effects
from domain.case import CaseKind, Decision
from domain.journal import Subject
from domain.letter import LetterKind
from domain.rules.brake import FEW, WINDOW, allowed
from domain.submission import Invitation
from languages.telling import phrased
from service.rulings.opening import open_case
from store import Transaction, contacts, holds, impacts, invitations, journal, outbox
from store.intake.impacts import Charge, Impact

_NAMED = 5  # More organisations are counted.


@dataclass(frozen=True, slots=True, kw_only=True)
class Braking:
    """The message whose effects are looked at: its number, when it came, from which source, and who decides about it, and when.

    `invitation` returns the one of a number, and `proven` says whether a secret of its organisation was shown. `again` tells that the
    message was read before, and may have done something then.
    """

    message_id: int
    received_at: datetime
    source: str
    by: str
    now: datetime
    invitation: Callable[[int], Invitation]
    proven: Callable[[int], bool]
    again: bool


@dataclass(frozen=True, slots=True)
class Braked:
    """The effects that are left, and a sentence for each case in which others wait, or are told."""

    left: tuple[effects.Effect, ...]
    told: tuple[str, ...] = ()


def brake(tx: Transaction, decided: Iterable[effects.Effect], braking: Braking) -> Braked:
    """Return what of the effects of a message may take effect, and open the cases about what may not, or is more than an ordinary day.

    What a person let take effect in a study is not braked again there, whenever the message is read.
    """
    wanted = tuple(decided)
    touched = {number: _touched(tx, effect, braking) for number, effect in enumerate(wanted)}
    if not any(touched.values()):
        return Braked(wanted)
    before = impacts.of_message(tx, braking.message_id) if braking.again else ()
    let_go = _let_go(tx, before)
    if let_go.issuperset(one.study for some in touched.values() for one in some):
        return Braked(wanted)
    # An effect that a secret proves is proven for all whom it concerns: an address may serve several organisations.
    proven = {one.id: one for some in touched.values() for one in some if any(braking.proven(other.id) for other in some)}
    only_named = {one.id: one for some in touched.values() for one in some if one.id not in proven}
    _record(tx, (*proven.values(), *only_named.values()), frozenset(proven), braking, before)
    told = [_surge(tx, study, braking) for study in _studies(proven.values())]
    stopped: set[int] = set()
    for study in _studies(only_named.values()):
        case = _stopping(tx, study, braking) if study not in let_go else None
        if case:
            stopped |= {one.id for one in only_named.values() if one.study == study}
            told.append(f"waits in case {case}, since it is more than one source may do to organisations in an hour")
    left = tuple(one for number, one in enumerate(wanted) if not _stops(one, touched[number], stopped))
    return Braked(left, tuple(filter(None, told)))


def lets_go(tx: Transaction, entry: int) -> bool:
    """Say whether an entry of the journal lets go what the brake had stopped."""
    cases = [int(one.about.id) for one in journal.find(tx, [entry]) if one.about.subject is Subject.CASE]
    return any(one.kind is CaseKind.BRAKE for one in holds.with_ids(tx, cases))


def _let_go(tx: Transaction, before: Sequence[Impact]) -> frozenset[str]:
    """Return the studies in which a person let the message take effect: who decides in one says nothing for another."""
    cases = holds.with_ids(tx, {one.hold_id for one in before if one.hold_id is not None})
    return frozenset(one.study for one in cases if one.study and one.kind is CaseKind.BRAKE and one.decision == Decision.ACCEPT)


def _stops(effect: effects.Effect, touched: Sequence[Invitation], stopped: set[int]) -> bool:
    """Say whether an effect waits: one on an organisation that is stopped, and what would be written about it."""
    if isinstance(effect, effects.Reply):
        # A person's words reach the study's contact all the same: passing them on does nothing to an organisation.
        return effect.invitation_id in stopped and effect.kind is not LetterKind.PASSED_ON
    return any(one.id in stopped for one in touched)


def _touched(tx: Transaction, effect: effects.Effect, braking: Braking) -> tuple[Invitation, ...]:
    """Return the organisations in studies on which an effect acts: whatever names one does, but for letters."""
    match effect:
        case effects.Reply() | effects.AskToConfirm():
            return ()
        case effects.Suppress(address=address):
            return invitations.of_organisations(tx, contacts.organisations_of(tx, [address]))
        case effects.RecordBounce(letter_id=int(number), permanent=True):
            about = [one for one in outbox.with_ids(tx, [number]) if one.organisation]
            return tuple(one for letter in about if (one := invitations.of(tx, letter.study, str(letter.organisation))))
        case _:
            named = getattr(effect, "invitation_id", None)
            return (braking.invitation(named),) if named is not None else ()


def _record(tx: Transaction, touched: Iterable[Invitation], proven: frozenset[int], braking: Braking, before: Sequence[Impact]) -> None:
    cases = {one.invitation_id: one.hold_id for one in before}
    impacts.record(
        tx,
        [
            Impact(
                message_id=braking.message_id,
                invitation_id=one.id,
                study=one.study,
                source=braking.source,
                proven=one.id in proven,
                at=braking.received_at,
                hold_id=cases.get(one.id),
            )
            for one in touched
        ],
    )


def _studies(touched: Iterable[Invitation]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.study for one in touched))


def _charge(study: str, braking: Braking, *, proven: bool) -> Charge:
    """Return what is counted together: what came after this message is not to its charge."""
    since = braking.received_at - WINDOW
    return Charge(source=braking.source, study=study, proven=proven, since=since, message=braking.message_id)


def _stopping(tx: Transaction, study: str, braking: Braking) -> int | None:
    """Return the case in which what the message would do to organisations of a study waits, or None where it may do it."""
    charge, limit = _charge(study, braking, proven=False), allowed(invitations.count(tx, study))
    if len(impacts.touched(tx, charge, limit + 1)) <= limit:
        return None
    own = [one.hold_id for one in impacts.of_message(tx, braking.message_id) if one.study == study and not one.proven and one.hold_id]
    if own:  # It was stopped before; whatever was decided since, it stays so until a person lets it go.
        return own[0]
    case = _waiting(tx, impacts.newest_hold(tx, charge)) or _opened(tx, study, CaseKind.BRAKE, braking)
    impacts.put_into(tx, case, [braking.message_id], study=study, proven=False)
    _tell(tx, case, CaseKind.BRAKE, braking)
    return case


def _surge(tx: Transaction, study: str, braking: Braking) -> str:
    """Open the case that offers to undo what proven messages of one source did, where that is much; say so, or nothing."""
    charge = _charge(study, braking, proven=True)
    # What a person has looked at is no news, and is not counted again.
    found = impacts.untold(tx, charge)
    news, case = found.impacts, _waiting(tx, found.newest_hold)
    if not news or (case is None and _is_ordinary(tx, study, len({one.invitation_id for one in news}))):
        return ""
    case = case or _opened(tx, study, CaseKind.SURGE, braking)
    impacts.put_into(tx, case, [one.message_id for one in news], study=study, proven=True)
    _tell(tx, case, CaseKind.SURGE, braking)
    return f"told in case {case}, since it is more than one source does on an ordinary day"


def _is_ordinary(tx: Transaction, study: str, many: int) -> bool:
    """Say whether one source may act on so many organisations; only where they are more than a few are those of the study counted."""
    return many <= FEW or many <= allowed(invitations.count(tx, study))


def _waiting(tx: Transaction, newest: int | None) -> int | None:
    """Return the newest case of the source, where it waits."""
    found = holds.with_ids(tx, [newest]) if newest is not None else ()
    return next((one.id for one in found if one.decision is None), None)


def _opened(tx: Transaction, study: str, kind: CaseKind, braking: Braking) -> int:
    held = holds.Held(
        cause=f"{kind}:{study}:{braking.source}:{braking.message_id}",
        kind=kind,
        study=study,
        message_id=braking.message_id,
        reasons=(),
        at=braking.now,
    )
    number = open_case(tx, held, braking.by)
    before = holds.with_cause(tx, held.cause) if number is None else None
    return before.id if before else number or 0  # A message that is read again may do more than before: that stands in its old case.


def _tell(tx: Transaction, case: int, kind: CaseKind, braking: Braking) -> None:
    """Let the case say how many organisations it is about, and which."""
    many = impacts.many_in(tx, case)
    names = tuple(one.organisation for one in invitations.with_ids(tx, impacts.first_in(tx, case, _NAMED)))
    source, some = braking.source or phrased("reasons.unnamed_sender"), phrased("reasons.organisations", n=many)
    if many > _NAMED:
        about = phrased("reasons.some_and_more", many=some, names=names, more=many - _NAMED)
    else:
        about = phrased("reasons.some", many=some, names=names)
    holds.tell_again(tx, case, (phrased(f"reasons.{kind}", source=source, about=about), phrased(f"reasons.{kind}_why")))
