"""Which cases are decided by mail, by whom, and which state of a case an answer is about."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from domain.case import CaseKind, Decision
from domain.journal import Entry, Subject, What
from domain.said_of_case import Beside
from domain.study import Person

# What is about the sending itself is decided at the desk, beside the mail server's log: a coordinator's mailbox has nothing to go by.
# A question is answered and not decided: whoever it was passed on to replies to it.
AT_THE_DESK = frozenset(
    {
        CaseKind.MAILING,
        CaseKind.LETTER,
        CaseKind.REPLIES,
        CaseKind.STALLED,
        CaseKind.HALTED,
        CaseKind.RESTORED,
        CaseKind.SURGE,
        CaseKind.QUESTION,
    }
)
# What more waits stands in the digest: nobody floods a coordinator by what they send us. What nobody vouches for has a measure of its own.
NOTICES_A_DAY = 20
# And whatever is written in the name of one organisation keeps no notice of another from them.
NOTICES_ABOUT_ONE = 5


def by_mail(kind: CaseKind, options: Sequence[Decision], *, organisation: bool) -> tuple[Decision | Beside, ...]:
    """Return what may be said by mail of a case that offers these options: they, and to wait where an organisation is known."""
    if kind in AT_THE_DESK or not options:
        return ()
    return (*options, Beside.WAIT) if organisation else tuple(options)


def has_share(person: Person, region: str | None) -> bool:
    """Say whether a case of a region is a coordinator's to decide; None is no region in particular, and everybody's."""
    return region is None or is_within(person.regions, region)


def is_within(regions: Collection[str], region: str) -> bool:
    """Say whether a region is one of these; where none is named, every one is."""
    return not regions or region.casefold() in {one.casefold() for one in regions}


def moves(about_case: Iterable[Entry], about_organisation: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return what was done about a case since it was opened, in order: decided, closed, undone; or its organisation marked by a person.

    So many there are, that state the case is in. An answer is about the state that its notice told: one that is sent again after something
    was done, or undone, decides nothing.
    """
    of_case = [one for one in about_case if one.about.subject is Subject.CASE]
    opened = min((one.number for one in of_case if one.what is What.OPEN), default=0)
    done = [one for one in of_case if one.what is not What.OPEN]
    told = [one for one in about_organisation if one.about.subject is Subject.ORGANISATION]
    notes = {one.number for one in told if one.what is What.NOTE}
    marked = [one for one in told if one.number > opened and one.by_person and one.follows is None and not _of_notes(one, notes)]
    return tuple(sorted((*done, *marked), key=lambda one: one.number))


def _of_notes(entry: Entry, notes: set[int]) -> bool:
    return entry.number in notes or entry.undoes in notes
