"""The journal: every decision of a rule or a person as a numbered entry, chained by hashes, of which each can be undone by another.

Entries name organisations, people and addresses by numbers alone. What they are called, and what somebody noted, stands beside the
journal, so that a person can be erased and the chain still holds.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from enum import StrEnum

GENESIS = "0" * 64  # What the first entry has as the hash of the one before it.


class What(StrEnum):
    """What was decided."""

    # About a submission; `was` is the mode in which it reached us where a person filed it (see `domain.mode`).
    ACCEPT = "accept"  # It counts.
    QUERY = "query"  # It has errors, and was sent back.
    HOLD = "hold"  # It waits for a person.
    REJECT = "reject"  # It does not count.
    MERGE = "merge"  # It counts beside what counts already; `value` is how (see `domain.rules.overlay.Merging`).
    # About an answer of an organisation; `value` is the number of the edit, since an entry holds nothing that anybody answered.
    EDIT = "edit"
    # About a case.
    OPEN = "open"  # A case was opened; about an organisation: its mark was taken away.
    DECIDE = "decide"  # A person decided it; `value` is the decision.
    CLOSE = "close"  # What happened since leaves nothing to decide; `value` is why.
    # About an organisation in a study; `value` is the last day on which a mark holds, where it has one, and `was` the mode in which it was
    # told (see `domain.mode`).
    DECLINED = "declined"
    WAITING = "waiting"
    ELSEWHERE = "elsewhere"
    INELIGIBLE = "ineligible"
    NOTE = "note"  # A person noted something about it, which changes nothing; what, stands beside the journal.
    # About an address; `value` is why.
    SUPPRESS = "suppress"
    RELEASE = "release"
    ABSENT = "absent"  # Its owner is away; `value` is the last day.
    ERASE = "erase"  # It was erased; the entry is about its number, and `value` counts the originals that went.
    # About a contact of an organisation on a list.
    LIST = "list"  # They stand on the list from now on.
    RETIRE = "retire"  # They do not any more; what they are called is kept.
    # About the details of a contact; `value` is the number of the amendment, since an entry names nobody.
    CHANGE = "change"
    # About a letter; `value` is its state from then on, `was` the one before. About the outbox; `value` counts what came of its letters.
    SETTLE = "settle"
    # About a study; `value` is the version or the day. What comes in is paused and resumed, too.
    APPLY = "apply"
    PAUSE = "pause"
    RESUME = "resume"
    EXTEND = "extend"
    EXPORT = "export"  # `value` is the format in which somebody took the answers away.
    # About a mailing; `value` is the SHA-256 of what was approved, or how many letters were sent.
    APPROVE = "approve"
    SEND = "send"
    CANCEL = "cancel"  # Nothing more of it leaves; `value` is how many of its letters waited.
    TEST = "test"  # Letters of it were asked for as a test; to whom, stands beside the journal.
    WISH = "wish"  # It was asked to be sent; `value` is the SHA-256 of what was looked at.
    UNSENT = "unsent"  # What was asked for was not sent; why, stands beside the journal.
    REMIND = "remind"  # Letters of it were asked for; `value` is for how many organisations.
    # About a contact list; `value` says how many contacts were added and changed.
    LOAD = "load"
    # About who may use the console; `value` is the role that they have from then on.
    GRANT = "grant"
    REVOKE = "revoke"
    LINK = "link"  # They get a link by which they choose how they sign in.
    BIND = "bind"  # They followed it, and sign in by single sign-on from then on.
    UNBIND = "unbind"  # They do not any more.
    # About whatever the entry that is undone is about.
    UNDO = "undo"


class Subject(StrEnum):
    """What kind of thing a decision is about."""

    SUBMISSION = "submission"
    CASE = "case"
    ANSWER = "answer"  # Of an organisation in a study, by the number of its invitation and the key of the item.
    ORGANISATION = "organisation"  # In a study, by the number of its invitation.
    ADDRESS = "address"
    CONTACT = "contact"  # An address at an organisation, on a list.
    DETAILS = "details"  # What a contact of an organisation is called and how it is written to, on whichever list it stands.
    LETTER = "letter"
    STUDY = "study"
    OUTBOX = "outbox"  # The letters in doubt of a study, by its name, which were settled together.
    MAILING = "mailing"  # By the study and the mailing's name.
    CONTACT_LIST = "contact_list"  # By its name.
    MAILBOXES = "mailboxes"  # What is taken in, for every study: "all".
    USER = "user"  # Of the console, by the number of the person.


@dataclass(frozen=True, slots=True)
class About:
    """The one thing that a decision is about; `id` is a number, or the name of a study, list, mailing or question, never of a person."""

    subject: Subject
    id: str

    def __str__(self) -> str:
        """Say it as in `submission 12`."""
        return f"{self.subject} {self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One decision. `by` is `rule:NAME` or `person:NUMBER`.

    `message_id` is the message because of which it was made, `undoes` the entry that it undoes. An entry that `follows` another was made
    by the same decision, and falls with it. `invitation_id` is the organisation in whose history it is shown.
    """

    number: int
    at: datetime
    by: str
    what: What
    about: About
    value: str = ""
    was: str = ""
    study: str | None = None
    invitation_id: int | None = None
    message_id: int | None = None
    undoes: int | None = None
    follows: int | None = None
    previous: str = GENESIS
    hash: str = ""

    @property
    def by_person(self) -> bool:
        """Say whether a person decided, and not a rule."""
        return self.by.startswith("person:")


def sealed(entry: Entry, previous: str) -> Entry:
    """Return the entry with the hash of the one before it, and its own over all that stands in it."""
    chained = replace(entry, previous=previous, hash="")
    return replace(chained, hash=digest(chained))


def digest(entry: Entry) -> str:
    """Return the SHA-256 over an entry's fields, its own hash left out, as hexadecimal digits."""
    return _hash(_facts(entry))


def line(entry: Entry) -> str:
    """Return an entry as a line of JSON in which whoever has neither the program nor the database can check its hash."""
    return _compact(_facts(entry) | {"hash": entry.hash})


def first_broken_line(lines: Iterable[str]) -> int | None:
    """Return the number of the first line that is no entry, or does not follow from the one before it; None where the chain is whole."""
    previous = GENESIS
    for number, text in enumerate(lines, 1):
        try:
            facts = json.loads(text)
            own = facts.pop("hash")
            follows = facts["number"] == number and facts["previous"] == previous
        except (ValueError, AttributeError, KeyError, TypeError, RecursionError):
            return number
        if not follows or own != _hash(facts):
            return number
        previous = own
    return None


def _facts(entry: Entry) -> dict[str, object]:
    return {field.name: _plain(getattr(entry, field.name)) for field in fields(entry) if field.name != "hash"}


def _compact(facts: Mapping[str, object]) -> str:
    return json.dumps(facts, ensure_ascii=False, separators=(",", ":"))


def _hash(facts: Mapping[str, object]) -> str:
    return hashlib.sha256(_compact(facts).encode()).hexdigest()


def _plain(field: object) -> object:
    # An instant is the same in every zone, and whichever database gave it back.
    if isinstance(field, datetime):
        return field.astimezone(UTC).isoformat(timespec="microseconds")
    return str(field) if isinstance(field, About) else field


def first_break(entries: Iterable[Entry]) -> int | None:
    """Return the number of the first entry that is not what was written after the one before it, or None where the chain is whole."""
    number, previous = 0, GENESIS
    for entry in entries:
        if entry.number != number + 1 or entry.previous != previous or entry.hash != digest(entry):
            return entry.number
        number, previous = entry.number, entry.hash
    return None


def in_force(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """Return the decisions that hold, in order: those that no undoing in force undoes, and that follow from none that was undone.

    `entries` must hold everything that undoes any of them, and whatever they follow from. An undoing can be undone itself, which puts back
    what it had undone. Undoings themselves are left out.
    """
    by_number = {entry.number: entry for entry in entries}
    undone_by = {entry.undoes: entry for entry in entries if entry.undoes is not None and stands(entry, entries)}

    def holds(entry: Entry) -> bool:
        if entry.number in undone_by:
            return False
        leading = by_number.get(entry.follows) if entry.follows is not None else None
        return leading is None or holds(leading)

    return tuple(entry for entry in sorted(entries, key=lambda one: one.number) if entry.what is not What.UNDO and holds(entry))


def undone_by(entry: Entry, known: Mapping[int, Entry]) -> Entry | None:
    """Return the undoing that took an entry back, or the decision that it follows from; None where it is in force.

    `known` must hold what `in_force` needs, by number.
    """
    undoing = next((one for one in known.values() if one.undoes == entry.number and stands(one, tuple(known.values()))), None)
    leading = known.get(entry.follows) if entry.follows is not None else None
    return undoing or (undone_by(leading, known) if leading else None)


def stands(undoing: Entry, entries: Sequence[Entry]) -> bool:
    """Say whether an undoing was not undone itself, and follows from no decision that was; whatever undoes it came later: this ends."""
    if any(later.undoes == undoing.number and stands(later, entries) for later in entries):
        return False
    leading = [one for one in entries if one.number == undoing.follows] if undoing.follows is not None else []
    return all(stands(one, entries) for one in leading)
