"""The states of cases, as their secrets know them: whatever is done about a case gives it another secret, and old ones decide nothing."""

from __future__ import annotations

from collections.abc import Iterable

from domain.journal import Entry, Subject, What, in_force
from domain.letter import Letter
from domain.mail.case_address import CaseSecret, case_address, proves, state_secret
from domain.rules.by_mail import moves
from store import Transaction, generation, holds, journal

STATE = "case_state"  # The key in a letter's context under which stand the number of a case, and its state when the letter was planned.
_MOVED = "Something was done about the case since."


def moves_of(tx: Transaction, held: holds.Held) -> tuple[Entry, ...]:
    """Return what was done about a case since it was opened, in order."""
    about_case = [one for one in journal.about(tx, Subject.CASE, [held.id]) if one.about.id == str(held.id)]
    return moves(about_case, [one for one in _about_whom(tx, held) if one.about.id == str(held.invitation_id)])


def state_of(tx: Transaction, held: holds.Held) -> int:
    """Return the state that a case is in: how much was done about it."""
    return len(moves_of(tx, held))


def turn_of(tx: Transaction, held: holds.Held) -> int:
    """Return how often a case itself was decided, closed or opened again: what was done about its organisation asks nobody anew."""
    return sum(one.about.subject is Subject.CASE for one in moves_of(tx, held))


def last_move(tx: Transaction, held: holds.Held) -> Entry | None:
    """Return what was done last about a case and stands, as far as a person can undo it by mail; None where there is nothing.

    Where that was taken back, mail undoes nothing: whoever answers "undo" to that means the undoing, and not what was done before it.
    """
    if undoing_of(tx, held):
        return None
    force = {one.number for one in in_force((*journal.about(tx, Subject.CASE, [held.id]), *_about_whom(tx, held)))}
    standing = [one for one in moves_of(tx, held) if one.number in force and one.undoes is None]
    return standing[-1] if standing else None


def undoing_of(tx: Transaction, held: holds.Held) -> Entry | None:
    """Return the entry by which what was done last about a case was taken back; None where that stands, or was put back.

    What the desk does about its organisation, and takes back, nobody was told of who decides by mail.
    """
    moved = moves_of(tx, held)
    own = {one.number for one in moved if one.undoes is None and (one.about.subject is Subject.CASE or one.what is What.WAITING)}
    known = [one for one in moved if one.number in own or one.undoes in own]
    return known[-1] if known and known[-1].undoes is not None else None


def address_of(tx: Transaction, held: holds.Held, box: str, separator: str) -> str:
    """Return the address of `box` that decides a case as it is now; "" where an address cannot be so long."""
    return case_address(box, held.id, state_secret(generation.secret(tx), held.cause, state_of(tx, held)), separator)


def proven(tx: Transaction, given: CaseSecret) -> tuple[holds.Held, int] | None:
    """Return the case of which a secret is, and the state that it was the secret of; None where it is that of none."""
    key = generation.secret(tx)
    for held in holds.with_ids(tx, [given.case]):
        for state in range(state_of(tx, held), -1, -1):
            if proves(given, state_secret(key, held.cause, state)):
                return held, state
    return None


def moved(tx: Transaction, letters: Iterable[Letter]) -> dict[int, str]:
    """Return why letters that ask for a decision need not leave any more, by their numbers: what they tell is over."""
    asking = {one.id: (int(kept[0]), int(kept[1])) for one in letters if isinstance(kept := one.context.get(STATE), list)}
    cases = {one.id: one for one in holds.with_ids(tx, {case for case, _ in asking.values()})} if asking else {}
    states = {number: state_of(tx, one) for number, one in cases.items()}
    return {letter: _MOVED for letter, (case, state) in asking.items() if states.get(case) != state}


def _about_whom(tx: Transaction, held: holds.Held) -> tuple[Entry, ...]:
    return journal.about(tx, Subject.ORGANISATION, [held.invitation_id]) if held.invitation_id is not None else ()
