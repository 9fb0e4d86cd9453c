"""What a decision about a case has done, for whoever is told of it by mail: read from the journal, however long ago it was made."""

from __future__ import annotations

from collections.abc import Iterator

from digests.cases import ToldCase
from digests.prepared import KnownBefore, meaning
from domain.case import MERGES, Decision
from domain.journal import Entry, Subject, What, in_force
from domain.letter import CAME_BEFORE, CHANGED, EXTENDED, LOOKED_AT, UNDONE, Letter, LetterKind
from domain.rules.counting import states
from domain.rules.reminded import TO_STAFF
from domain.submission import Invitation, SubmissionState
from languages.phrases import Phrases
from languages.telling import comma, phrased, told_in
from service.cases.put_together import made_before
from service.deciding.organisation_marks import replaced_by
from service.letters.telling_undone import told_undone
from service.wiring import Service
from store import Transaction, contacts, holds, invitations, journal, messages, outbox, standing_decisions, submissions

_FILES = (Decision.ACCEPT, Decision.COUNT, Decision.ASSIGN)
_FILED = {What.ACCEPT: "counts", What.MERGE: "counts_beside", What.QUERY: "sent_back"}  # What becomes of a workbook, and its phrase.

# Letters that answer a message, by what their causes begin with.
_ANSWERS = frozenset({LetterKind.RECEIPT.value, LetterKind.QUESTION_BACK.value, LOOKED_AT, CAME_BEFORE, "resend"})
_HASH = 16  # Characters of a fingerprint that stand in a cause.


def what_it_did(service: Service, tx: Transaction, entry: Entry, facts: ToldCase, said: Phrases) -> str:
    """Return what a decision did, as sentences: for whom, what it replaced, to whom it writes, and what letters had said of it."""
    did = tuple(_did(tx, entry, facts, said))
    before = told_in(replaced_by(tx, entry), said.language)
    # What was undone is not undone by mail, so that a letter says nothing of what that would do.
    promised = told_in(told_undone(service, tx, entry, facts.now, for_good=entry.what is What.UNDO), said.language)
    return " ".join(filter(None, (*did, before, *_letters(tx, entry, said), promised)))


def _did(tx: Transaction, entry: Entry, facts: ToldCase, said: Phrases) -> Iterator[str]:
    """Yield what a decision of a case did; what lets an organisation wait, and an undoing, are told by their own sentences."""
    if entry.what is not What.DECIDE or entry.about.subject is not Subject.CASE:
        return
    what = Decision(entry.value)
    filed = [one for one in standing_decisions.brought(tx, entry.number) if one.about.subject is Subject.SUBMISSION and one.what in _FILED]
    if what in _FILES and filed:
        yield from _filed(tx, entry, filed[0], said)
    elif what in MERGES and filed:
        yield _put_together(tx, filed[-1], what, facts, said)
    elif what is not Decision.GRANT:
        yield _meaning(what, facts, said)


def _put_together(tx: Transaction, filing: Entry, what: Decision, facts: ToldCase, said: Phrases) -> str:
    """Return what became of a workbook that was put together with others, and what is still missing or wrong."""
    made = next((made_before(tx, one, said.language) for one in submissions.with_ids(tx, [int(filing.about.id)])), None)
    points = comma(said.language).join(made.points) if made else ""
    if filing.what is What.QUERY:
        return said.say("did.sent_back_together", points=points, **_whose(tx, filing))
    return " ".join(filter(None, [_meaning(what, facts, said), said.say("means.lacking_counts", points=points) if points else ""]))


def _meaning(what: Decision, facts: ToldCase, said: Phrases) -> str:
    """Return what a decision that was made means; what counts now, and what is lacking, is told as it became."""
    return meaning(what, facts.kind, said, KnownBefore(unsubscribed=facts.unsubscribed))


def _filed(tx: Transaction, entry: Entry, filing: Entry, said: Phrases) -> Iterator[str]:
    """Yield for whom a workbook was filed, whether it counts, and whether it took the place of what did."""
    (whose,) = invitations.with_ids(tx, [filing.invitation_id or 0])
    yield said.say(f"did.{_FILED[filing.what]}", **_whose(tx, filing))
    if filing.what is What.ACCEPT and _counted_before(tx, whose, entry):
        yield said.say("did.instead")


def _whose(tx: Transaction, filing: Entry) -> dict[str, str]:
    (whose,) = invitations.with_ids(tx, [filing.invitation_id or 0])
    called = next((one.name for one in contacts.organisations(tx, [whose.organisation])), whose.organisation)
    return {"organisation": called, "reference": whose.reference}


def _counted_before(tx: Transaction, whose: Invitation, entry: Entry) -> bool:
    """Say whether something counted for an organisation when a decision was made."""
    known = [one for one in journal.about_submissions(tx, whose.id) if one.number < entry.number]
    numbers = {int(one.about.id) for one in known if one.about.subject is Subject.SUBMISSION}
    return SubmissionState.ACCEPTED in states(numbers, in_force(known)).values()


def _letters(tx: Transaction, entry: Entry, said: Phrases) -> Iterator[str]:
    """Yield to whom a decision writes, and who can object to it; letters that set another one right are told with what that had said."""
    made = [entry.invitation_id, *(one.invitation_id for one in standing_decisions.brought(tx, entry.number))]
    codes = {one.organisation for one in invitations.with_ids(tx, {one for one in made if one is not None})}
    then = [one for one in outbox.of_organisations(tx, codes) if one.planned_at == entry.at and one.kind not in TO_STAFF]
    told = [one for one in then if _is_of(tx, entry, one)]
    if addresses := tuple(dict.fromkeys(one.address for one in told if one.template not in {UNDONE, CHANGED})):
        yield said.say("did.writes", addresses=", ".join(addresses))
    if objecting := tuple(dict.fromkeys(one.address for one in told if one.template == CHANGED)):
        yield told_in(phrased("done.edited_told", addresses=objecting), said.language)


def _is_of(tx: Transaction, entry: Entry, letter: Letter) -> bool:
    """Say whether a letter that was planned at the instant of a decision comes of it: another message may ask for one just then.

    What answers a message has in its cause which one, or which file of it: it is the decision's where that is the message of its case.
    """
    if entry.what is not What.DECIDE or entry.about.subject is not Subject.CASE:
        return entry.what is not What.WAITING or letter.template == EXTENDED
    kind, *more = letter.cause.split(":")
    if kind not in _ANSWERS and letter.mailing is None:
        return True
    held = holds.with_ids(tx, [int(entry.about.id)])
    own = [one.fingerprint for one in held if one.fingerprint]
    own += [one.sha256 for one in messages.with_ids(tx, [one.message_id for one in held if one.message_id])]
    return any(part and one.startswith(part) for one in own for part in more if len(part) >= _HASH)
