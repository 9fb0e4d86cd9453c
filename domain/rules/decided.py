"""What the decisions that are in force come to: for a case, for an organisation's mark, for an address, for a study."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from domain.contact import Amendment, Stopped
from domain.journal import Entry, What
from domain.rules.standing import Mark

_MARKS = (What.DECLINED, What.WAITING, What.ELSEWHERE, What.INELIGIBLE)


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
    """Return the entry by which an organisation is marked, or None where nothing is said or it was taken back."""
    last = _last(decisions, *_MARKS, What.OPEN)
    return None if last is None or last.what is What.OPEN else last


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
