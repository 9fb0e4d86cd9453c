"""Undoing that a file of contacts was loaded: what keeps it from being undone, and what is told of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from domain.errors import ConfigurationError
from domain.journal import Entry, What
from domain.letter import DeliveryState, Letter
from domain.sentences import counted
from service.studies.running import if_readable
from service.wiring import Service
from store import Transaction, contact_lists, invitations, loads, outbox, standing_decisions, studies, submissions
from store.people.loads import Key, LoadChange

_LEFT = (DeliveryState.SENT, DeliveryState.BOUNCED, DeliveryState.UNCERTAIN, DeliveryState.SENDING)
_WAITS = (DeliveryState.QUEUED, DeliveryState.DEFERRED, DeliveryState.HELD)
_NAMED = 3  # More are counted.
_BY_HAND = "Loading a file adds and changes contacts, and removes none: `counterfoil contacts retire` takes somebody off the list."


@dataclass(frozen=True, slots=True, kw_only=True)
class Unloading:
    """What undoing the loading of a file comes to, or putting it on again (`stands`).

    `listed` are those whom the file had put on the list, `changed` those of whom it had changed something, organisations among them.
    `touched` stay as they are, since somebody decided about them since; `letters` are those to who was put on the list by it.
    """

    list: str
    stands: bool
    listed: tuple[LoadChange, ...]
    changed: tuple[LoadChange, ...]
    touched: tuple[LoadChange, ...]
    letters: tuple[Letter, ...]

    @property
    def letters_left(self) -> tuple[Letter, ...]:
        """Return those that have left, or may have, and cannot be called back."""
        return tuple(one for one in self.letters if one.state in _LEFT)

    @property
    def letters_waiting(self) -> tuple[Letter, ...]:
        """Return those that will not leave."""
        return tuple(one for one in self.letters if one.state in _WAITS)


def unloading(service: Service, tx: Transaction, entry: Entry) -> Unloading:
    """Return what undoing this entry about a contact list would come to. ConfigurationError where it cannot be undone."""
    load = standing_decisions.loading(tx, entry)
    found, where = loads.of_entry(tx, load.number), f"entry {entry.number}"
    if not found:
        why = "What the list was before is not known: it was loaded by an earlier version, or all who were on it are erased."
        raise ConfigurationError(why, where=where, remedy=_BY_HAND, key="load_not_kept")
    but = standing_decisions.touched_since(tx, load)
    theirs = [one for one in found if one.key not in but]
    stands = entry is not load and not any(one.number == load.number for one in standing_decisions.in_force_about(tx, load.about))
    listed = tuple(one for one in theirs if one.listed)
    later = _later(tx, load)
    new = {one.key for one in listed}
    if not stands:
        _refuse_kept(_kept_on(service, tx, load.about.id, new, frozenset().union(*(keys for _, keys in later))), where)
    _refuse_later(service, tx, later, but, where)
    letters = [one for one in outbox.to_addresses(tx, {address for _, address in new}) if (one.organisation, one.address) in new]
    return Unloading(
        list=load.about.id,
        stands=stands,
        listed=listed,
        changed=tuple(one for one in theirs if not one.listed and one.before is not None),
        touched=tuple(one for one in found if one.key in but),
        letters=() if stands else tuple(one for one in letters if one.planned_at >= load.at),
    )


def told_unloading(made: Unloading) -> str:
    """Say what undoing it came to."""
    return " ".join(_told(made))


def _told(made: Unloading) -> Iterator[str]:
    on = counted(len(made.listed), "contact")
    as_file = "as in the file again" if made.stands else "as before"
    changed = f"{counted(len(made.changed), 'change')} of others {'is' if len(made.changed) == 1 else 'are'} {as_file}"
    yield f"{on} {'put on' if made.stands else 'taken off'} the list {made.list}{' again' if made.stands else ''}; {changed}."
    if made.touched:
        yield f"Somebody decided since about {_named(made.touched)}: that stays as it is."
    left, waits = made.letters_left, made.letters_waiting
    if left:
        people = counted(len({one.address.lower() for one in left}), "of them", "of them")
        yield f"{counted(len(left), 'letter has', 'letters have')} left to {people} since, and cannot be called back."
    if waits:
        yield f"{counted(len(waits), 'letter that waits', 'letters that wait')} for them will not leave."


def _named(found: Collection[LoadChange]) -> str:
    if len(found) > _NAMED:
        return counted(len(found), "contact")
    return ", ".join(f"{one.address} ({one.organisation})" for one in found)


def _later(tx: Transaction, load: Entry) -> list[tuple[Entry, frozenset[Key]]]:
    """Return the files that were loaded after this one and are in force, in order, each with whom it put on the list."""
    in_force = standing_decisions.in_force_about(tx, load.about)
    return [(one, loads.put_on_by(tx, one.number)) for one in in_force if one.what is What.LOAD and one.number > load.number]


def _refuse_later(
    service: Service, tx: Transaction, later: Sequence[tuple[Entry, frozenset[Key]]], touched: Mapping[Key, int], where: str
) -> None:
    """Raise ConfigurationError where the list was loaded again since; of a file that cannot be undone either, nobody is sent to undo it.

    The newest would be undone first, so each is looked at as if all after it were. `touched` is the newest decision about a contact.
    """
    gone: set[Key] = set()
    for one, keys in reversed(later):
        stays = _kept_on(service, tx, one.about.id, {key for key in keys if touched.get(key, 0) <= one.number}, gone)
        if stays:
            why = f"The list was loaded again since (entry {one.number}), which cannot be undone: it {stays.said}"
            facts = {"entry": one.number, "organisations": stays.some}
            raise ConfigurationError(why, where=where, remedy=stays.remedy, key="loaded_since_stays", facts=facts)
        gone |= keys
    if later:
        newest = later[-1][0].number
        why, remedy = f"The list was loaded again since (entry {newest}).", f"Undo entry {newest} first."
        raise ConfigurationError(why, where=where, remedy=remedy, key="loaded_since", facts={"entry": newest})


def _refuse_kept(stays: _Stays | None, where: str) -> None:
    """Raise ConfigurationError where an organisation would leave the list that has answered, or of which somebody said how it stands."""
    if stays:
        why, facts = f"It {stays.said}", {"organisations": stays.some}
        raise ConfigurationError(why, where=where, remedy=stays.remedy, key=stays.key, facts=facts)


@dataclass(frozen=True, slots=True)
class _Stays:
    """Which organisations keep a file from being taken back, the first of them by code: a workbook of theirs came, or they are marked."""

    codes: Collection[str]
    marked: bool

    @property
    def some(self) -> str:
        return ", ".join(sorted(self.codes)[:_NAMED])

    @property
    def key(self) -> str:
        return "loaded_marked" if self.marked else "loaded_answered"

    @property
    def said(self) -> str:
        how = "that are marked" if self.marked else "from which a workbook has come"
        return f"put organisations on the list {how}: {self.some}."

    @property
    def remedy(self) -> str:
        one = "Take those contacts off one by one who are not to be there: `counterfoil contacts retire`."
        first = min(self.codes)
        return f"`counterfoil show {first}` has the entry of a mark, which can be undone before. {one}" if self.marked else one


def _kept_on(service: Service, tx: Transaction, name: str, listed: Collection[Key], gone: Collection[Key]) -> _Stays | None:
    """Return the organisations of `listed` that would leave the list and are to stay: first those whose workbook came, then the marked.

    `listed` are those whom a file put on it, and `gone` those of later files, of whom nobody is left on it once this one is taken back.
    """
    codes = {organisation for organisation, _ in listed}
    on_it = ((one.organisation, one.address) for one in contact_lists.load_list(tx, name, codes).contacts)
    leaving = codes - {key[0] for key in on_it if key not in listed and key not in gone}
    marked: set[str] = set()
    answered: set[str] = set()
    for study in studies.applied_ids(tx):
        found = if_readable(service, tx, study)
        if found and found.study.contact_list == name:
            invited = invitations.of_study(tx, study, leaving)
            came = {one.invitation_id for one in submissions.of_invitations(tx, [one.id for one in invited.values()])}
            answered |= {code for code, one in invited.items() if one.id in came}
            marked |= {code for code, one in invited.items() if one.mark}
    return _Stays(answered or marked, marked=not answered) if answered or marked else None
