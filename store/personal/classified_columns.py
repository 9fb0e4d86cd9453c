"""Where in the database people stand: what each column of each table holds. A column that is added is classified here, says a test."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Holds(StrEnum):
    """What a column holds of a person, and so what erasing does to it."""

    NOTHING = "nothing"  # Numbers, times, hashes, words of the program, the study's own texts and addresses: stays.
    PERSON = "person"  # An address, a name, or words in which a person may be named: the address and the names are replaced.
    BYTES = "bytes"  # The recorded bytes of a letter: removed whole where the person is in them.
    ANSWER = "answer"  # What an organisation answered: stays, and what of it names the person is told.


_P, _B, _A = Holds.PERSON, Holds.BYTES, Holds.ANSWER

# Of each table the columns that hold more than nothing, and then all others.
_PEOPLE: Mapping[str, Mapping[str, Holds]] = {
    "absence": {"address": _P, "reason": _P},
    "amendment": {"before": _P, "after": _P},
    "annex": {"name": _P},
    "answer": {"value": _A, "written": _A, "note": _A},
    "attempt": {"text": _P},
    "bounce": {"address": _P, "diagnostic": _P},
    "bucket": {"said": _P},
    "contact": {"address": _P, "name": _P, "salutation": _P, "extra": _P},
    "desk_identity": {"subject": _P, "called": _P},
    "desk_user": {"name": _P},
    "due": {"outcome": _P},
    "edit": {"given": _A, "before": _A, "value": _A},
    "halt": {"said": _P},
    "hold": {"cause": _P, "file_name": _P, "reasons": _P, "server_said": _P, "at_desk": _P, "words": _P, "address": _P, "fault": _P},
    "impact": {"source": _P},
    "journal_name": {"name": _P},
    "journal_note": {"note": _P},
    "letter": {"cause": _P, "address": _P, "context": _P, "asker": _P, "own": _B},
    "list_entry": {"address": _P},
    "load_change": {"address": _P, "before": _P, "after": _P},
    "message": {"why": _P, "sender": _P, "subject": _P, "effects": _P},
    "rehearsed": {"faults": _P},
    "reminding": {"by": _P, "note": _P, "told": _P},
    "retirement": {"address": _P, "reason": _P},
    "sending": {"by": _P, "note": _P, "told": _P},
    "submission": {"file_name": _P, "sender": _P, "findings": _P},
    "suppression": {"address": _P, "reason": _P},
    "trial": {"address": _P, "by": _P, "fault": _P},
}
_NOBODY: Mapping[str, str] = {
    "absence": "until",
    "amendment": "id",
    "annex": "id study invitation_id message_id sha256 size kind",
    "answer": "submission_id question status flag sheet cell rung how",
    "attempt": "id letter_id at outcome stage code account relay tls transport",
    "bounce": "id message_id letter_id permanent status at",
    "bucket": "transport domain tokens per_minute filled_at since strikes",
    "case_event": "invitation_id event record study at",
    "contact": "organisation language role part",
    "edit": "id study invitation_id question flag version entry stands",
    "desk_identity": "user_id issuer bound_at",
    "desk_link": "id user_id until",
    "desk_role": "user_id study role",
    "desk_session": "id user_id begun_at seen_at",
    "desk_user": "id password",  # A password stands there by its hash alone.
    "departure": "entry letter_id settled_at witness at reckoned stamp queue relay source sha256",  # A log by the name of its file.
    "dispatched": "tag attempts outcome domain witness at",
    "due": "study what due_at done_at",
    "examination": "sha256 begun ended",
    "folder_seen": "mailbox folder uidvalidity below whole_at",
    "frozen_name": "study stands_for name",
    "generation": "id secret number at erasures moved",
    "halt": "study sender hold_id refused since tries next_at",
    "hold": "id kind study message_id invitation_id submission_id mailing fingerprint at decision by decided_at",
    "impact": "message_id invitation_id study proven at hold_id",
    "invitation": "id study organisation serial reference token mark until lacks weight",
    "journal": "number at by what subject subject_id value was study invitation_id message_id undoes follows previous hash",
    "journal_name": "id kind",
    "journal_note": "number",
    "layout": "version study data",
    "lease": "name owner fence since until",  # Its owner is a process of a machine.
    "letter": "id kind study template sender language role tag organisation mailing state attempts planned_at due_at believed hold_id said "
    "mail_from sha256 size lease",
    "list_entry": "list organisation",
    "load_change": "entry organisation list listed",
    "location": "mailbox folder uidvalidity uid message_id filed",
    "message": "id sha256 received_at state kind rule study invitation_id server lease",
    "organisation": "code name country region",  # An organisation is no person.
    "poll": "mailbox done_at failures next_at why",  # Of a server and of the mailbox, which is the study's own.
    "read_columns": "list headings columns",  # Headings of files, and no cell.
    "rehearsed": "study sha256 size workbook spam",
    "reminding": "id study mailing organisations asked_at begun_at letters",
    "retirement": "list organisation at",
    "sending": "id study mailing sha256 entry asked_at done_at letters",
    "study": "id paused deadline",
    "study_version": "study version applied_at files",
    "submission": "id study invitation_id message_id fingerprint received_at state language version answered part other_parts mode "
    "letter_id letter_by",
    "suppression": "why at",
    "trial": "id study mailing asked_at begun_at letters",
}


def columns(table: str) -> Mapping[str, Holds]:
    """Return what the columns of a table hold, as far as that was said."""
    return {**dict.fromkeys(_NOBODY.get(table, "").split(), Holds.NOTHING), **_PEOPLE.get(table, {})}


def tables() -> frozenset[str]:
    """Return the tables of which that was said."""
    return frozenset(_PEOPLE) | frozenset(_NOBODY)


def of_people(table: str) -> tuple[str, ...]:
    """Return the columns of a table in which a person's address and names are replaced."""
    return tuple(name for name, holds in columns(table).items() if holds is Holds.PERSON)
