"""What is said after an act: what was done, with the undoing beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from domain.desk import DeskRole
from languages.telling import told_in
from service.cases.belonging import Needed
from service.cases.entries import Told
from service.mailings.late import Late
from service.mailings.late import told as told_of_late
from service.views.journal_page import entries_told
from web.console.doors import Answer, PageAnswer, Visit, place


def forbidden(role: DeskRole) -> Answer:
    """Say that an act needs another role than whoever asks has."""
    return PageAnswer("forbidden", {"role": role}, 403)


def may(visit: Visit, needed: Needed) -> bool:
    """Say whether a visitor may do what needs this."""
    return visit.may_everywhere(needed.role) if needed.of_all else visit.may(needed.role)


def refused(visit: Visit, needed: Needed) -> Answer | None:
    """Refuse an act to who may not do it; None where they may."""
    return None if may(visit, needed) else forbidden(needed.role)


@dataclass(frozen=True, slots=True)
class After:
    """What should be known after an act, and the mailing whose page does something about it, with that page; "" where none does."""

    told: str
    mailing: str = ""
    page: str = ""


def missed(visit: Visit, late: Iterable[Late]) -> Iterator[After]:
    """Yield who missed what had left before, in the studies that the visitor may look at."""
    for one in late:
        if visit.user and visit.user.may(DeskRole.LOOK, one.study):
            yield After(told_of_late(one), one.send[-1], place("studies", one.study, "mailings", one.send[-1]))


def done(visit: Visit, what: str, entry: int, back: str, told: str = "", promised: str = "", after: Sequence[After] = ()) -> Answer:
    """Say that something was done: by its name in the words of the console, or as the verb told it.

    `entry` is its number in the journal, 0 where it was so already, or cannot be undone; `back` is where the person came from.
    `promised` is what the verb says of letters, and of what was replaced, as a part of what it told. `after` is what is worth a look now.
    """
    line = lines(visit, {entry: told}).get(entry)
    facts = {"what": what, "told": told, "entry": entry, "back": back, "line": line, "promised": promised, "after": after}
    return PageAnswer("done", facts | {"undoable": bool(entry) and visit.running is not None})


def lines(visit: Visit, told: Mapping[int, str]) -> dict[int, Told]:
    """Return, by their numbers, the entries of these acts whose verbs tell what they did in no language of whoever reads it."""
    return entries_told(visit.service, [entry for entry, text in told.items() if entry and text and not told_in(text, visit.language)])
