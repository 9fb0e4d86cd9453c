"""What the tables say of everything that can be decided, and what the whole journal comes to: the two must be the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection, text

from domain.journal import Entry, Subject, What, in_force
from domain.rules import counting, decided
from domain.rules.edited import stands
from store import edits, journal, provenance, submissions
from store.answers.counting import FiledByOne, of_invitations, words_of

Said = dict[str, object]

_TABLES = {
    "submission": "SELECT 'submission ' || id, state FROM submission",
    "edit": "SELECT 'edit ' || id, CASE WHEN stands THEN 'stands' ELSE 'gone' END FROM edit",
    "case": "SELECT 'case ' || id, coalesce(decision, 'waits') FROM hold",
    "mark": "SELECT 'organisation ' || id, mark || ' ' || coalesce(CAST(until AS TEXT), '') FROM invitation WHERE mark IS NOT NULL",
    "suppression": "SELECT address, why || ': ' || reason FROM suppression",
    "absence": "SELECT 'away ' || address, CAST(until AS TEXT) || ': ' || reason FROM absence",
    "retirement": "SELECT 'retired ' || n.id, r.reason FROM retirement r"
    " JOIN journal_name n ON n.kind = 'contact' AND n.name = r.list || '\t' || r.organisation || '\t' || r.address",
    "contact": "SELECT 'contact ' || n.id, CASE WHEN e.address IS NULL THEN 'off' ELSE 'on' END FROM journal_name n"
    " LEFT JOIN list_entry e ON n.name = e.list || '\t' || e.organisation || '\t' || e.address WHERE n.kind = 'contact'",
    "study": "SELECT 'study ' || id, (CASE WHEN paused THEN 'paused ' ELSE 'goes on ' END) || coalesce(CAST(deadline AS TEXT), '')"
    " FROM study",
    "letter": "SELECT 'letter ' || id, state FROM letter"
    " WHERE EXISTS (SELECT 1 FROM journal j WHERE j.subject = 'letter' AND j.subject_id = CAST(letter.id AS TEXT))",
}


def tables(tx: Connection) -> Said:
    """Return what the tables say."""
    return {row[0]: row[1] for asked in _TABLES.values() for row in tx.execute(text(asked))}


def fold(tx: Connection, everything: Sequence[Entry]) -> Said:
    """Return what the whole journal comes to; the store is asked for names and notes alone."""
    force = in_force(everything)
    invited = sorted({one.invitation_id for one in everything if one.about.subject is Subject.SUBMISSION}, key=str)
    return {
        **{key: said for one in invited for key, said in _submissions(one, everything, force).items()},
        **_edits(tx, everything, force),
        **_cases(everything, force),
        **{
            str(about): f"{mark.what} {mark.until or ''}"
            for about, some in _about(Subject.ORGANISATION, force)
            if (mark := decided.mark(some))
        },
        **_suppressions(tx, force),
        **_absences(tx, force),
        **{
            f"retired {found.about.id}": journal.notes(tx, [found.number]).get(found.number, "")
            for _, some in _about(Subject.CONTACT, force)
            if (found := decided.retirement(some))
        },
        **{
            str(about): "on" if decided.listed(some, force) else "off"
            for about, some in _about(Subject.CONTACT, [one for one in everything if one.what is not What.UNDO])
        },
        **{
            str(about): f"{'paused' if decided.pausing(some) else 'goes on'} {decided.deadline(some) or ''}"
            for about, some in _about(Subject.STUDY, force)
        },
        **{str(about): decided.delivery(some, force) for about, some in _about(Subject.LETTER, [one for one in everything if one.value])},
    }


def _about(subject: Subject, entries: Sequence[Entry]) -> list[tuple[object, list[Entry]]]:
    things = dict.fromkeys(one.about for one in entries if one.about.subject is subject)
    return [(thing, [one for one in entries if one.about == thing]) for thing in things]


def _submissions(invitation: int | None, everything: Sequence[Entry], force: Sequence[Entry]) -> Said:
    def mine(entries: Sequence[Entry]) -> list[Entry]:
        return [one for one in entries if one.about.subject is Subject.SUBMISSION and one.invitation_id == invitation]

    known = dict.fromkeys(int(one.about.id) for one in mine(everything))
    return {f"submission {number}": state.value for number, state in counting.states(known, mine(force)).items()}


def _edits(tx: Connection, everything: Sequence[Entry], force: Sequence[Entry]) -> Said:
    said: Said = {}
    for made in (one for one in everything if one.what is What.EDIT):
        (edit,) = edits.with_ids(tx, [int(made.value)])
        about = [one for one in force if one.about.subject is Subject.SUBMISSION and one.invitation_id == edit.invitation_id]
        ranks, now = counting.ranks(about), next(of_invitations(tx, [edit.invitation_id]), None)
        words = words_of(tx, edit.study)
        sent = {
            one.id: words.says_again(edit, one.version, one.answers) if words else one.answers.get(edit.question) == edit.given
            for one in submissions.with_ids(tx, ranks)
        }
        source = now.sources.get((words.edit(edit) if words else edit).question) if now else None
        again = edit.given is None if source is None else sent[source]
        ever = {one.id: one for one in submissions.with_ids(tx, ranks)}
        filed = FiledByOne(ever.values(), (), about, words, provenance.unasked(tx, ever.values()))
        ranked = [(ranks[number], same or filed.leaves(edit, ever[number])) for number, same in sent.items()]
        holds = made in force and now is not None and stands(replace(edit, entry=made.number), ranked, again=again)
        said[f"edit {edit.id}"] = "stands" if holds else "gone"
    return said


def _cases(everything: Sequence[Entry], force: Sequence[Entry]) -> Said:
    said: Said = {}
    for about, _ in _about(Subject.CASE, everything):
        some = [one for one in force if one.about == about]
        concluded = decided.conclusion(some)
        said[str(about)] = concluded.value if concluded else "waits" if decided.is_open(some) else "withdrawn"
    return said


def _suppressions(tx: Connection, force: Sequence[Entry]) -> Said:
    said: Said = {}
    for _, some in _about(Subject.ADDRESS, force):
        found = decided.suppression(some)
        if found:
            number = int(found.about.id)
            said[journal.names(tx, [number])[number]] = f"{found.value}: {journal.notes(tx, [found.number]).get(found.number, '')}"
    return said


def _absences(tx: Connection, force: Sequence[Entry]) -> Said:
    said: Said = {}
    for _, some in _about(Subject.ADDRESS, force):
        found = decided.absence(some)
        if found:
            number = int(found.about.id)
            said[f"away {journal.names(tx, [number])[number]}"] = (
                f"{found.value}: {journal.notes(tx, [found.number]).get(found.number, '')}"
            )
    return said
