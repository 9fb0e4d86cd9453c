"""Settling letters in doubt together: a person says of all that they arrived or are sent again, or a mail server's log proves it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from domain.case import OPTIONS, CaseKind, Decision
from domain.errors import ConfigurationError
from domain.journal import About, Entry, Subject, What
from domain.letter import DeliveryState, Letter
from domain.mail.departure import Departure
from domain.sentences import counted
from mailer.logs import Fate
from service.effects import giving_up
from service.effects.probes import Lost
from service.letters.cancelled import cancelled_by, letter_mailing
from service.rulings.settling import settling
from service.sending.doubt_proof import Proof, TriedInDoubt, by_copies, by_log, of_last_attempts
from service.sending.doubts import SAID
from service.wiring import Service
from store import Transaction, decisions, journal, outbox
from store.cases.decisions import Ruling

_PROVEN = {
    Fate.ARRIVED: DeliveryState.SENT,
    Fate.TAKEN: DeliveryState.SENT,  # The server has it and answers for it: to send it again would double it.
    Fate.BOUNCED: DeliveryState.BOUNCED,
}
_COUNTED = {DeliveryState.SENT: "{} arrived", DeliveryState.BOUNCED: "{} bounced", DeliveryState.QUEUED: "{} to be sent again"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settling:
    """What a person says of the letters in doubt, of a study or of all: `what` is arrived or resend, `log` a mail server's log.

    `sent` says that the folder of sent mail is looked through instead. With either, only what that proves is settled: which letters arrived
    or bounced; and, where they shall be sent again, those that the server refused.
    """

    what: str
    by: str
    note: str = ""
    study: str | None = None
    log: Path | None = None
    sent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """How many letters were settled in which way, and how many are still in doubt; the entries of the journal, one a study.

    `queued` are those of the arrived that a log shows in the server's own queue, `refused` those in doubt of which it says that the server
    does not have them. `given_up` are sentences on the addresses that the bounces are the end of. `unnamed` are those in doubt of which a
    log has no line, and `servers` those that they were handed over to, whose log would have.
    """

    arrived: int
    bounced: int
    resend: int
    in_doubt: int
    queued: int
    refused: int
    entries: tuple[int, ...]
    given_up: tuple[str, ...] = ()
    unnamed: int = 0
    servers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Verdict:
    """The state that one letter gets, why, and what the proof says of how it left."""

    letter: Letter
    state: DeliveryState
    why: str
    departure: Departure | None = None


def settle_all(service: Service, said: Settling, now: datetime) -> Settled:
    """Settle the letters in doubt: all of them, or those of which a log proves what became of them; the others are left in doubt.

    ConfigurationError where what is said is not offered, or the log cannot be read.
    """
    if said.what not in OPTIONS[CaseKind.LETTER]:
        remedy = f"Choose one of: {', '.join(OPTIONS[CaseKind.LETTER])}."
        raise ConfigurationError(f"{said.what!r} cannot be said of letters in doubt.", where="deliveries", remedy=remedy)
    what, proof = Decision(said.what), _proof(service, said)
    with service.store.transaction() as tx:
        journal.alone(tx)
        doubts = outbox.in_state(tx, DeliveryState.UNCERTAIN, said.study)
        tried = TriedInDoubt.of(tx, doubts)
        unnamed = [one.id for one in doubts if one.id not in proof.traces] if proof and said.log else []
        proof = of_last_attempts(tried, proof) if proof else None
        found = [one for letter in doubts if (one := _verdict(letter, what, proof, tried.last.get(letter.id)))]
        # What may have arrived is not called cancelled: it stays in doubt as long as its mailing is.
        gone = {one for one in {letter_mailing(one.letter) for one in found} if one and cancelled_by(tx, *one)}
        verdicts = [one for one in found if one.state is not DeliveryState.QUEUED or letter_mailing(one.letter) not in gone]
        by = decisions.person(tx, said.by)
        of_studies = [[one for one in verdicts if one.letter.study == study] for study in sorted({one.letter.study for one in verdicts})]
        entries = tuple(_settle(tx, by, some, said, now) for some in of_studies)
        given_up = [told for some, entry in zip(of_studies, entries, strict=True) for told in _give_up(tx, by, some, entry, now)]
    counts = {state: sum(one.state is state for one in verdicts) for state in _COUNTED}
    fates = [proof.traces[one.id].fate for one in doubts if one.id in proof.traces] if proof else []
    return Settled(
        arrived=counts[DeliveryState.SENT],
        bounced=counts[DeliveryState.BOUNCED],
        resend=counts[DeliveryState.QUEUED],
        in_doubt=len(doubts) - len(verdicts),
        queued=fates.count(Fate.TAKEN),
        refused=fates.count(Fate.REFUSED) - counts[DeliveryState.QUEUED] if proof else 0,
        entries=entries,
        given_up=tuple(given_up),
        unnamed=len(unnamed),
        servers=tried.servers(unnamed),
    )


def _verdict(letter: Letter, what: Decision, proof: Proof | None, tried: datetime | None) -> _Verdict | None:
    """Return what is settled about a letter; None where it stays in doubt."""
    if proof is None:
        state, why, _ = SAID[what]
        return _Verdict(letter, state, why)
    trace = proof.traces.get(letter.id)
    if trace is None:
        return None
    proven_state = _PROVEN.get(trace.fate) or (DeliveryState.QUEUED if what is Decision.RESEND else None)
    if proven_state is None:
        return None
    left = proof.departure(letter.id, tried) if trace.fate in _PROVEN else None
    return _Verdict(letter, proven_state, trace.words[:1000], left)


def _settle(tx: Transaction, by: str, verdicts: Sequence[_Verdict], said: Settling, now: datetime) -> int:
    """Write what is settled about letters of one study: an entry that is undone as one, and one for each letter that follows it."""
    study = verdicts[0].letter.study
    counts = ((sum(one.state is state for one in verdicts), words) for state, words in _COUNTED.items())
    value = ", ".join(words.format(f"{number:,}") for number, words in counts if number)
    proof = "the folder of sent mail" if said.sent else said.log.name if said.log else ""
    note = said.note or (f"As {proof} proves." if proof else "")
    lead = Ruling(what=What.SETTLE, about=About(Subject.OUTBOX, study), value=value, study=study, note=note)
    (entry,) = decisions.decide(tx, by, now, [lead])
    decisions.decide(tx, by, now, [settling(tx, one.letter, one.state, one.why, entry.number, one.departure) for one in verdicts])
    return entry.number


def _give_up(tx: Transaction, by: str, verdicts: Sequence[_Verdict], entry: int, now: datetime) -> Iterator[str]:
    """Let the bounces that a log proves count for their addresses as the same refusals by the server do; say what was decided."""

    def decide(ruling: Ruling) -> tuple[Entry, ...]:
        return decisions.decide(tx, by, now, [replace(ruling, follows=entry)])

    for one in verdicts:
        if one.state is DeliveryState.BOUNCED and (told := giving_up.bounced(tx, Lost(one.letter, now), one.why, decide)):
            yield told


def _proof(service: Service, said: Settling) -> Proof | None:
    """Return what the log proves, read before anything is written: it may be long. None where no log is given."""
    if said.log is None and not said.sent:
        return None
    with service.store.reading() as tx:
        doubts = outbox.in_state(tx, DeliveryState.UNCERTAIN, said.study)
    return by_copies(service, doubts) if said.log is None else by_log(said.log, doubts)


def told(settled: Settled) -> str:
    """Say what was settled, and what is left."""
    done = settled.arrived + settled.bounced + settled.resend
    counts = {"arrived": settled.arrived, "bounced": settled.bounced, "to be sent again": settled.resend}
    ways = ", ".join(f"{number:,} {words}" for words, number in counts.items() if number)
    sentences = [f"{counted(done, 'letter')} settled: {ways}." if done else "Nothing was settled."]
    if settled.queued:
        sentences.append(f"Of these, {settled.queued:,} still {'lies' if settled.queued == 1 else 'lie'} in the server's own queue.")
    sentences.append(
        f"{counted(settled.in_doubt, 'letter is', 'letters are')} still in doubt." if settled.in_doubt else "None is in doubt."
    )
    if settled.refused:
        sentences.append(
            f"The server refused {settled.refused:,} of them: it does not have them, and `resend` with the log sends them again."
        )
    return " ".join([*sentences, *settled.given_up])


def unnamed(settled: Settled) -> str:
    """Say of how many letters the log does not say what became of them, and which server's log is meant; "" where it has one of each."""
    if not settled.unnamed:
        return ""
    all_of_them = settled.unnamed == settled.in_doubt and not settled.entries
    none = "None of their Message-IDs stands" if all_of_them else f"The Message-ID of {settled.unnamed:,} of them does not stand"
    servers = f" They were handed over to {' and '.join(settled.servers)}: give the log of that day." if settled.servers else ""
    return f"{none} in that log with what became of it.{servers}"
