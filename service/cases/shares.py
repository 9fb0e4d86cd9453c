"""Which cases are a coordinator's share: of their study, and of the organisations that they look after there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from domain.case import CaseKind
from domain.rules.by_mail import is_within
from domain.study import Person
from service.cases.belonging import decided_for, is_open_to
from store import Transaction, contacts, impacts, invitations, messages
from store.cases.holds import Held

_OF_SOURCES = frozenset({CaseKind.BRAKE, CaseKind.SURGE})


def is_theirs(tx: Transaction, study: str, person: Person, held: Held) -> bool:
    """Say whether a case is one of those that a coordinator of a study decides by mail, or undoes."""
    return held.id in theirs(tx, study, person, [held])


def theirs(tx: Transaction, study: str, person: Person, cases: Iterable[Held]) -> frozenset[int]:
    """Return which cases are a coordinator's of a study, by their numbers.

    What was decided for an organisation is theirs alone who might have decided that. What is about none is everybody's, unless it came
    from an address of others alone: it would show what these wrote.
    """
    known = [one for one in cases if is_open_to(tx, study, one)]
    if not person.regions:
        return frozenset(one.id for one in known)
    about = _about(tx, known)
    senders = _of_senders(tx, [one for one in known if not about[one.id]])
    regions = {one.code: one.region for one in contacts.organisations(tx, set().union(*about.values(), *senders.values()))}

    def within(codes: Iterable[str]) -> Iterable[bool]:
        return (is_within(person.regions, regions.get(code, "")) for code in codes)

    return frozenset(one.id for one in known if all(within(about[one.id])) and (not (sent := senders.get(one.id)) or any(within(sent))))


def _about(tx: Transaction, cases: Collection[Held]) -> Mapping[int, frozenset[str]]:
    """Return the organisations that each case is about, all that one message or source would act on, and those for which it is decided."""
    about = {one.id: frozenset(_acts_on(tx, one)) for one in cases}
    codes = {one.id: one.organisation for one in invitations.with_ids(tx, set().union(*about.values()))}
    decided = {one.id: {each.organisation for each in decided_for(tx, one)} for one in cases}
    return {case: frozenset(decided[case] | {codes[one] for one in some}) for case, some in about.items()}


def _acts_on(tx: Transaction, held: Held) -> Iterator[int]:
    """Yield the organisation that a case is about, or all on which what it lets go, or undoes, acts."""
    if held.invitation_id is not None:
        yield held.invitation_id
    if held.kind in _OF_SOURCES:
        yield from (one.invitation_id for one in impacts.of_hold(tx, held.id))


def _of_senders(tx: Transaction, cases: Collection[Held]) -> Mapping[int, frozenset[str]]:
    """Return the organisations that have or had the address from which each case came; none where nobody has."""
    wrote = messages.senders(tx, [one.message_id for one in cases if one.message_id is not None])
    addresses = {one.id: (wrote.get(one.message_id or 0, (None, None))[0] or "").lower() for one in cases}
    codes = contacts.at_addresses(tx, {one for one in addresses.values() if one})
    return {case: codes.get(address, frozenset()) for case, address in addresses.items()}
