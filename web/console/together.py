"""Several at once: cases that get the same decision, organisations that get the same mark; and all of it undone by one button."""

from __future__ import annotations

from collections.abc import Iterable

from domain.errors import ConfigurationError
from service.cases.belonging import case_is_of, entry_is_of, to_undo
from service.deciding.organisation_marks import Marking
from service.deciding.several_decisions import EachOutcome, decide_all, mark_all, undo_all
from service.deciding.undo import Undoing
from service.mailings.reminding import Reminding, ask_reminding
from service.rulings.decided import Deciding
from web.console.acts import done, lines, refused
from web.console.cases import ALONE, day, refused_to_decide
from web.console.doors import Answer, NotThereError, PageAnswer, Visit, place


def decide(visit: Visit) -> Answer:
    """Decide the same of several cases; one that cannot be decided so keeps no other back."""
    study, cases = visit.study.study.id, _ticked(visit, "case")
    if visit.given.get("what") in set(ALONE):
        raise ConfigurationError(
            "This is decided case by case.", where="cases", remedy="Open the case, and decide it there.", key="case_by_case"
        )
    with visit.service.store.reading() as tx:
        if not all(case_is_of(tx, study, one) for one in cases):
            raise NotThereError("There is no such case.")
    if refusal := refused_to_decide(visit, *cases):
        return refusal
    said = Deciding(case="", what=visit.given.get("what", ""), by=visit.by, note=_note(visit), study=study)
    return _told(visit, decide_all(visit.service, cases, said, visit.now), "cases")


def mark(visit: Visit) -> Answer:
    """Mark several organisations; who waits until a day has more time."""
    until = visit.given.get("until", "").strip()
    said = Marking(
        organisation="",
        what=visit.given.get("what", ""),
        by=visit.by,
        until=day(until) if until else None,
        note=_note(visit),
        mode=visit.given.get("mode", ""),
    )
    outcomes = mark_all(visit.service, visit.study, _ticked(visit, "organisation"), said, visit.now)
    return _told(visit, outcomes, "organisations")


def remind(visit: Visit) -> Answer:
    """Ask for a mailing to be sent to several organisations; the service that runs sends it, and its page says what became of it."""
    said = Reminding(mailing=visit.given.get("mailing", ""), to=_ticked(visit, "organisation"), by=visit.by, note=_note(visit))
    ask_reminding(visit.service, visit.study, said, visit.now)
    return done(visit, "reminding_asked", 0, place("studies", visit.study.study.id, "mailings", said.mailing))


def undo(visit: Visit) -> Answer:
    """Undo several entries of the journal."""
    entries = _ticked(visit, "entry")
    with visit.service.store.reading() as tx:
        if not all(entry_is_of(tx, visit.study.study, one) for one in entries):
            raise NotThereError("There is no such entry.")
        numbers = [int(one) for one in entries]
        needed = to_undo(tx, numbers)
    if refusal := refused(visit, needed):
        return refusal
    said = Undoing(entry=0, by=visit.by, note=_note(visit))
    return _told(visit, undo_all(visit.service, [int(one) for one in entries], said, visit.now), "journal")


def _ticked(visit: Visit, name: str) -> tuple[str, ...]:
    found = visit.several.get(name, ())
    if not found:
        raise ConfigurationError(
            "Nothing is ticked.", where=name, remedy="Tick at least one, then choose what to do.", key="nothing_ticked"
        )
    return found


def _note(visit: Visit) -> str:
    return visit.given.get("note", "").strip()


def _told(visit: Visit, outcomes: Iterable[EachOutcome], back: str) -> Answer:
    found = tuple(outcomes)
    entries = [one.done.entry for one in found if one.done and one.done.entry and not one.done.left_the_house]
    told = lines(visit, {one.done.entry: one.done.told for one in found if one.done})
    facts = {"outcomes": found, "entries": entries, "lines": told, "back": place("studies", visit.study.study.id, back)}
    return PageAnswer("several", facts)
