"""What the decisions that are in force come to: for a case, for an organisation's mark, for an address, for a study."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta

from domain.contact import Amendment, Stopped
from domain.journal import Entry, What
from domain.rules.standing import Mark
from domain.rules.waiting import makes_way

_AHEAD = timedelta(hours=14)  # No place is further ahead of UTC.
MARKS = (What.DECLINED, What.WAITING, What.ELSEWHERE, What.INELIGIBLE)


def conclusion(decisions: Sequence[Entry]) -> Entry | None:
    """Return the entry that decided or closed a case, or None while it waits.

    A case that was opened by a decision which was undone since has nothing to wait for: its opening is no longer in force, and neither is
    anything else.
    """
    return _last(decisions, What.DECIDE, What.CLOSE)


def is_open(decisions: Sequence[Entry]) -> bool:
    """Say whether a case was opened by an entry that is in force."""
    return _last(decisions, What.OPEN) is not None


def marking(decisions: Sequence[Entry]) -> Entry | None:
    """Return the entry by which an organisation is marked, or None where nothing is said or it was taken back.

    What lets a rule keep reminders back is written down also beneath a waiting that does not make way for it (`domain.rules.waiting`), so
    that it holds by itself where that is undone. Beneath another mark (declined, elsewhere or ineligible) none is written. Where it is
    over, it is lifted by itself, and what else is said stays.
    """
    found, lifted = None, {int(one.value) for one in decisions if _lifts(one)}
    for one in sorted(decisions, key=lambda entry: entry.number):
        if one.what not in {*MARKS, What.OPEN} or one.number in lifted or _lifts(one):
            continue
        if one.what is What.OPEN:
            found = None
        elif not _is_beneath(one, found):
            found = one
    return found


def _is_beneath(entry: Entry, marking: Entry | None) -> bool:
    """Say whether an entry only says for how long a rule would keep reminders back, were it not for what marks an organisation already."""
    if marking is None or entry.what is not What.WAITING or entry.by_person or not entry.value:
        return False
    if not marking.by_person and marking.what is not What.WAITING:
        return False
    # By the day that it is anywhere: what a person said is never over later than where they are.
    return not makes_way(marking, date.fromisoformat(entry.value), (entry.at + _AHEAD).date())


def waits_beneath(decisions: Sequence[Entry], message_id: int | None) -> Entry | None:
    """Return the entry by which a rule keeps the reminders of an organisation back because of a message, and which was not lifted."""
    lifted = {int(one.value) for one in decisions if _lifts(one)}
    waits = [one for one in decisions if one.what is What.WAITING and not one.by_person and one.number not in lifted]
    return _last([one for one in waits if message_id is not None and one.message_id == message_id], What.WAITING)


def _lifts(entry: Entry) -> bool:
    """Say whether an entry takes one cause of waiting away, which its value names, and leaves what else is said of an organisation."""
    return entry.what is What.OPEN and entry.value.isdecimal()


def granted(decisions: Sequence[Entry]) -> date | None:
    """Return until when a person gave an organisation time, or None where nobody did, or another mark of a person took its place.

    A rule that lets reminders wait gives nobody time, and takes none away. An answer that counts takes the mark away, which follows from
    it, and not the time: until then it may be corrected.
    """
    own = [entry for entry in decisions if entry.by_person and not (entry.what is What.OPEN and entry.follows)]
    last = _last(own, *MARKS, What.OPEN)
    return date.fromisoformat(last.value) if last and last.what is What.WAITING and last.value else None


def mark(decisions: Sequence[Entry]) -> Mark | None:
    """Return what an organisation is marked as, or None where nothing is said or it was taken back."""
    entry = marking(decisions)
    return Mark(entry.what, date.fromisoformat(entry.value) if entry.value else None) if entry else None


def suppression(decisions: Sequence[Entry]) -> Entry | None:
    """Return the entry by which an address is suppressed, or None where it may be written to."""
    last = _last(decisions, What.SUPPRESS, What.RELEASE)
    return last if last and last.what is What.SUPPRESS else None


def absence(decisions: Sequence[Entry]) -> Entry | None:
    """Return the entry that says until when the owner of an address is away, or None where nothing does."""
    last = _last(decisions, What.ABSENT, What.RELEASE)
    return last if last and last.what is What.ABSENT and last.value else None


def retirement(decisions: Sequence[Entry]) -> Entry | None:
    """Return the entry by which a contact was taken off a list, or None where none that is in force did."""
    last = _last(decisions, What.LIST, What.RETIRE)
    return last if last and last.what is What.RETIRE else None


def details(amendments: Iterable[tuple[Amendment, bool]]) -> Mapping[str, str]:
    """Return what the fields of a contact come to by all that was changed about them, in order, each with whether it is in force.

    Where nothing of it is in force, a field is as it was before the first change.
    """
    found: dict[str, str] = {}
    for one, holds in amendments:
        found = {**one.before, **found}
        if holds:
            found |= one.after
    return found


def listed(decisions: Sequence[Entry], in_force: Collection[Entry]) -> bool:
    """Say whether a contact stands on a list by all that was decided about that, in order (IndexError where nothing was).

    Where none of it is in force, it is as it was before the first decision.
    """
    known = [entry for entry in decisions if entry.what in (What.LIST, What.RETIRE)]
    last = _last([entry for entry in known if entry in in_force], What.LIST, What.RETIRE)
    return last.what is What.LIST if last else known[0].what is What.RETIRE


def stopped(entry: Entry) -> Stopped:
    """Return the reason that a suppression gives."""
    return Stopped(entry.value)


def pausing(decisions: Sequence[Entry]) -> Entry | None:
    """Return the entry by which a study is paused, or None where it goes on."""
    last = _last(decisions, What.PAUSE, What.RESUME)
    return last if last and last.what is What.PAUSE else None


def cancelling(decisions: Sequence[Entry]) -> Entry | None:
    """Return the entry by which nothing more of a mailing leaves, or None where it may."""
    return _last(decisions, What.CANCEL)


def deadline(decisions: Sequence[Entry]) -> date | None:
    """Return the day to which a study was extended, or None where its own deadline holds."""
    last = _last(decisions, What.EXTEND)
    return date.fromisoformat(last.value) if last and last.value else None


def delivery(decisions: Sequence[Entry], in_force: Collection[Entry]) -> str:
    """Return the state of a letter by all that was settled about it, in order (IndexError where nothing was).

    The last decision gives it, where it is in force. Where it is not, the letter is as it was before: so it was `was`, and not what an
    earlier decision said, since a letter that was sent again may have come into doubt again.
    """
    undone: list[Entry] = []
    for entry in reversed([entry for entry in decisions if entry.what is What.SETTLE]):
        if entry in in_force:
            return undone[-1].was if undone else entry.value
        undone.append(entry)
    return undone[-1].was


def _last(decisions: Sequence[Entry], *whats: What) -> Entry | None:
    return max((entry for entry in decisions if entry.what in whats), key=lambda entry: entry.number, default=None)
