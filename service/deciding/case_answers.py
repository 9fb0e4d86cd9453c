"""A coordinator's answer about a case: whose it is, whether it is proven, what it says, and what the verbs of the desk make of it.

Nothing is decided here that `held decide`, `mark` and `undo` do not decide. Each of them has its own transaction, before that in which the
message is concluded: a message that was not concluded is read again, and finds what it brought in the journal.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from domain.case import OPTIONS, CaseKind, Decision
from domain.errors import ConfigurationError, StoreError
from domain.journal import Entry, What
from domain.letter import Letter
from domain.mail.case_address import read_detail
from domain.mail.reference import find_references
from domain.message import By, Kind
from domain.process.failpoints import reach
from domain.rules.by_mail import is_within
from domain.said_of_case import Beside, SaidOfCase
from domain.study import Person
from intake.understanding.coordinators.case_questions import asks_beside
from intake.understanding.coordinators.case_words import is_unsure, said_of_case, unknown_name
from intake.understanding.evidence.machine import why_not_answered
from intake.understanding.examine import Examined
from languages.telling import refusal_in
from service.cases.shares import is_theirs
from service.cases.states import last_move, proven, state_of, undoing_of
from service.deciding.beside_cases import beside_cases
from service.deciding.case_facts import region_of, shown
from service.deciding.case_letters import CONFIRMS
from service.deciding.case_reading import CaseAnswered, CaseReading, told_of_case
from service.deciding.case_replies import Replying
from service.deciding.organisation_marks import Marking, mark
from service.deciding.undo import Undoing, undo
from service.rulings.decided import Deciding
from service.studies.at_work import AtWork
from service.studies.find import find_anywhere, find_invitation
from service.studies.running import Running
from service.wiring import Service
from store import Transaction, holds, invitations, journal, messages, outbox

BY_PEOPLE = frozenset({Kind.QUESTION, Kind.UNSUBSCRIBE, Kind.RETURN})


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedAbout:
    """What an answer is about: the case, the state in which its author knew it, and what a letter of ours asked to confirm, if it did."""

    held: holds.Held
    state: int
    question: Letter | None = None


def answer(service: Service, studies: AtWork, message: messages.Message, examined: Examined, now: datetime) -> CaseAnswered | None:
    """Do what a coordinator's answer about a case says, and return what came of it; None where a message is no such answer.

    A machine's is none, nor one of whoever is no coordinator of any study: the secret alone gives no power, and their words are passed on
    as all words are. One that was concluded before decides nothing again.
    """
    known = [
        (run, one) for run in studies.runs.values() for one in run.study.coordinators if one.address.lower() == examined.author.address
    ]
    if not known or examined.classification.kind not in BY_PEOPLE or why_not_answered(examined.mail, studies.own):
        return None
    reading = CaseReading(service=service, studies=studies, message=message, examined=examined, now=now)
    details = {clue.value for clue in examined.clues if clue.by is By.CASE}
    if not details:
        return beside_cases(reading, known) if message.state == "pending" else None
    with service.store.reading() as tx:
        asked = [found for detail in details if (found := asked_about(tx, detail))]
    if not asked:
        return None
    if message.state != "pending":
        return CaseAnswered(told=("an answer about a case is read once, and decides nothing again",))
    with service.store.reading() as tx:
        theirs = [(run, one) for run, one in known if all(is_theirs(tx, run.study.id, one, each.held) for each in asked)]
        run, person = _speaks_in(tx, theirs or known, reading, asked[0])
    replying, share = Replying(service=service, running=run, person=person, answering=reading.answering), bool(theirs)
    if not share or len(details) > 1:
        letter = replying.nothing_about_any("several" if share else "share", asked[0].held)
        return told_of_case(
            f"no case was decided: {'several were addressed' if share else 'not one of theirs'}", letter, run, asked[0].held
        )
    return _answered(reading, replying, asked[0])


def _speaks_in(tx: Transaction, theirs: list[tuple[Running, Person]], reading: CaseReading, asked: AskedAbout) -> tuple[Running, Person]:
    """Return the study in which a coordinator of several speaks of a case that is everybody's, and who they are there.

    It is that of the letter that asked them, or of an organisation that they name.
    """
    first, *others = theirs
    if not others:
        return first
    named = (one.study for one in invitations.with_references(tx, find_references(reading.answering.line)))
    studies = {asked.question.study} if asked.question else {*named}
    return next((one for one in theirs if one[0].study.id in studies), first)


def asked_about(tx: Transaction, detail: str) -> AskedAbout | None:
    """Return what an address says that it is about, where its secret proves that."""
    given = read_detail(detail)
    if given is None:
        return None
    if given.case:
        found = proven(tx, given)
        return AskedAbout(held=found[0], state=found[1]) if found else None
    for letter in outbox.with_tags(tx, [given.secret]):
        if isinstance(kept := letter.context.get(CONFIRMS), list):
            (held,) = holds.with_ids(tx, [int(kept[0])])
            return AskedAbout(held=held, state=int(kept[1]), question=letter)
    return None


def _answered(reading: CaseReading, replying: Replying, asked: AskedAbout) -> CaseAnswered:
    """Return what comes of an answer of a coordinator whose case it is; where it confirms what they wrote before, that is answered."""
    if asked.question and isinstance(kept := asked.question.context.get(CONFIRMS), list):
        replying = replace(replying, answering=replace(replying.answering, words=str(kept[2])))
    with reading.service.store.reading() as tx:
        before = _brought(tx, reading.message)
        moved = state_of(tx, asked.held) != asked.state
    if before:  # The program stopped between the decision and the end of this message.
        return _done(replying, asked.held, before)
    why = _unfit(reading, asked.question) or ("older" if moved else "")
    if why:
        return _nothing(replying, asked.held, why)
    return _confirmed(reading, replying, asked) if asked.question else _spoken(reading, replying, asked)


def _unfit(reading: CaseReading, question: Letter | None) -> str:
    """Return why a message decides nothing whatever it says, as the key of a sentence, or ""."""
    if reading.forged or (question and question.address.lower() != reading.examined.author.address):
        return "forged"
    classified = reading.examined.classification
    return "files" if Kind.RETURN in {classified.kind, *classified.also} else ""


def _spoken(reading: CaseReading, replying: Replying, asked: AskedAbout) -> CaseAnswered:
    """Do what is said at the address of a case; where nothing shows who said it, ask the coordinator."""
    held, words = asked.held, reading.examined.own_words
    said = _written(reading)
    if said is None or said.what is Beside.YES:
        why = _why_unread(reading)
        name = unknown_name(words, _taking_reference(held)) if why == "unread" else ""
        return _nothing(replying, held, "unknown" if name else why, detail=shown(name))
    if reading.believed or _refused(reading, replying, held, said):
        return _does(reading, replying, held, said)
    letter = replying.question(held, asked.state, said)
    return told_of_case(
        f"case {held.id}: {replying.person.address} is asked whether it wrote “{said.what}”", letter, replying.running, held
    )


def _taking_reference(held: holds.Held) -> frozenset[Decision]:
    """Return the decisions about a case that need the reference of an organisation."""
    every = {Decision.ASSIGN, Decision.COUNT} if held.kind is CaseKind.UNMATCHED else {Decision.ASSIGN}
    return frozenset(every.intersection(OPTIONS[held.kind]))


def _why_unread(reading: CaseReading) -> str:
    """Return why words say no decision, as the key of a sentence."""
    words, whole = reading.examined.own_words, reading.examined.signed_words
    if not words.strip():
        return "empty"
    if _said(reading, words, whole) and not _written(reading):
        return "torn"
    return "unsure" if is_unsure(words, whole) else "question" if asks_beside(words) else "unread"


def _confirmed(reading: CaseReading, replying: Replying, asked: AskedAbout) -> CaseAnswered:
    """Do what a letter of ours asked its reader to confirm: that it came back to us from them is proof enough."""
    kept = asked.question.context.get(CONFIRMS) if asked.question else None
    wanted = _said(reading, str(kept[2])) if isinstance(kept, list) else None
    said = _written(reading)
    if wanted is None or said is None or said.what not in {Beside.YES, wanted.what}:
        return _nothing(replying, asked.held, "not_yes")
    return _does(reading, replying, asked.held, wanted)


def _written(reading: CaseReading) -> SaidOfCase | None:
    """Return what the message says that surely its author wrote; None where the rest of what they quote may say it, or takes it back."""
    examined = reading.examined
    said, sure = (_said(reading, words, examined.signed_words) for words in (examined.own_words, examined.sure_words))
    return sure if said and sure and (said.what, said.to) == (sure.what, sure.to) else None


def _said(reading: CaseReading, words: str, whole: str = "") -> SaidOfCase | None:
    return said_of_case(words, reading.studies.local(reading.message.received_at), whole)


def _does(reading: CaseReading, replying: Replying, held: holds.Held, said: SaidOfCase) -> CaseAnswered:
    """Let the verb of the desk do what is said, in the name of the coordinator and because of this message."""
    why = _refused(reading, replying, held, said)
    if why:
        return _nothing(replying, held, why, said, said.to or "")
    try:
        _call(reading, replying, held, said)
    except StoreError:
        raise
    except ConfigurationError as error:
        return _nothing(replying, held, "refused", said, refusal_in(error, replying.language))
    reach("case.decided")
    with reading.service.store.reading() as tx:
        entry = _brought(tx, reading.message)
    return _done(replying, held, entry)


def _refused(reading: CaseReading, replying: Replying, held: holds.Held, said: SaidOfCase) -> str:
    """Return why nothing can be done, as the key of a sentence; blank where the verb is asked."""
    with reading.service.store.reading() as tx:
        if said.what is Beside.UNDO:
            return "" if last_move(tx, held) else "undone_last" if undoing_of(tx, held) else "nothing_to_undo"
        if said.what not in replying.facts(tx, held).decisions:
            return "not_offered"
        if said.several:
            return "several_days"
        return "" if said.to is None else _unassignable(tx, replying, held, said.to)


def _unassignable(tx: Transaction, replying: Replying, held: holds.Held, reference: str) -> str:
    """Return why a workbook cannot be of an organisation, as the key of a sentence: there is none, or it is not theirs to decide.

    What the verb would say of one that does not exist names others that are called nearly so, whoever looks after them.
    """
    try:
        whose = find_invitation(tx, held.study, reference) if held.study else find_anywhere(tx, reference)
    except ConfigurationError:
        return "unknown"
    elsewhere = held.study is None and whose.study != replying.running.study.id
    return "share" if elsewhere or not is_within(replying.person.regions, region_of(tx, whose.id) or "") else ""


def _call(reading: CaseReading, replying: Replying, held: holds.Held, said: SaidOfCase) -> None:
    # Deciding may send a mailing, and whoever sends takes the mailbox in first: the verb stands above what understands messages.
    from service.deciding.held import decide  # noqa: PLC0415 - see above

    service, now, by, because = reading.service, reading.now, replying.person.name, reading.message.id
    if isinstance(said.what, Decision):
        deciding = Deciding(
            case=str(held.id), what=said.what, by=by, to=said.to, note=said.note, study=held.study, because=because, until=said.until
        )
        decide(service, deciding, now)
    elif said.what is Beside.WAIT:
        with service.store.reading() as tx:
            reference = str(replying.facts(tx, held).reference)
        marking = Marking(organisation=reference, what=What.WAITING, by=by, until=said.until, note=said.note, because=because)
        mark(service, replying.running, marking, now)
    else:
        with service.store.reading() as tx:
            last = last_move(tx, held)
        undo(service, Undoing(entry=last.number if last else 0, by=by, note=said.note, because=because), now)


def _brought(tx: Transaction, message: messages.Message) -> Entry | None:
    """Return the decision that this very message brought before, or None."""
    return next((one for one in journal.of_messages(tx, [message.id]) if one.by_person and one.follows is None), None)


def _done(replying: Replying, held: holds.Held, entry: Entry | None) -> CaseAnswered:
    told = f"case {held.id}: {entry.what if entry else 'nothing'} {entry.value if entry else ''}".rstrip()
    return told_of_case(f"{told}, by {replying.person.name}", replying.done(held, entry) if entry else None, replying.running, held)


def _nothing(replying: Replying, held: holds.Held, why: str, said: SaidOfCase | None = None, detail: str = "") -> CaseAnswered:
    letter = replying.nothing(held, why, said, detail)
    return told_of_case(f"case {held.id}: nothing was decided ({why.replace('_', ' ')})", letter, replying.running, held)
