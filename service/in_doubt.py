"""Settling letters in doubt together: a person says of all that they arrived or are sent again, or a mail server's log proves it."""

from __future__ import annotations

import csv
import gzip
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from io import TextIOWrapper
from pathlib import Path
from typing import IO, cast

from domain.case import OPTIONS, CaseKind, Decision
from domain.errors import ConfigurationError
from domain.journal import About, Entry, Subject, What
from domain.letter import DeliveryState, Letter
from domain.sentences import counted
from mailer.copies import copies
from mailer.logs import Fate, Trace, chosen, proven
from service import giving_up
from service.cancelled import cancelled_by, letter_mailing
from service.doubts import SAID
from service.probes import Lost
from service.settling import settling
from service.stopping import LET_GO, once_stopped
from service.wiring import Service
from store import Transaction, decisions, journal, outbox
from store.decisions import Ruling
from workbooks.encoding import encoding_of

_SAMPLE = 65_536  # Bytes at the beginning of a log that tell its encoding.
_GZIP = b"\x1f\x8b"
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
    does not have them. `given_up` are sentences on the addresses that the bounces are the end of.
    """

    arrived: int
    bounced: int
    resend: int
    in_doubt: int
    queued: int
    refused: int
    entries: tuple[int, ...]
    given_up: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Verdict:
    """The state that one letter gets, and why."""

    letter: Letter
    state: DeliveryState
    why: str


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
        proof = _of_last_attempts(tx, doubts, proof)
        found = [one for letter in doubts if (one := _verdict(letter, what, proof))]
        # What may have arrived is not called cancelled: it stays in doubt as long as its mailing is.
        gone = {one for one in {letter_mailing(one.letter) for one in found} if one and cancelled_by(tx, *one)}
        verdicts = [one for one in found if one.state is not DeliveryState.QUEUED or letter_mailing(one.letter) not in gone]
        by = decisions.person(tx, said.by)
        of_studies = [[one for one in verdicts if one.letter.study == study] for study in sorted({one.letter.study for one in verdicts})]
        entries = tuple(_settle(tx, by, some, said, now) for some in of_studies)
        given_up = [told for some, entry in zip(of_studies, entries, strict=True) for told in _give_up(tx, by, some, entry, now)]
    counts = {state: sum(one.state is state for one in verdicts) for state in _COUNTED}
    fates = [proof[one.id].fate for one in doubts if one.id in proof] if proof else []
    return Settled(
        arrived=counts[DeliveryState.SENT],
        bounced=counts[DeliveryState.BOUNCED],
        resend=counts[DeliveryState.QUEUED],
        in_doubt=len(doubts) - len(verdicts),
        queued=fates.count(Fate.TAKEN),
        refused=fates.count(Fate.REFUSED) - counts[DeliveryState.QUEUED] if proof else 0,
        entries=entries,
        given_up=tuple(given_up),
    )


def _verdict(letter: Letter, what: Decision, proof: Mapping[int, Trace] | None) -> _Verdict | None:
    """Return what is settled about a letter; None where it stays in doubt."""
    if proof is None:
        state, why, _ = SAID[what]
        return _Verdict(letter, state, why)
    trace = proof.get(letter.id)
    if trace is None:
        return None
    proven_state = _PROVEN.get(trace.fate) or (DeliveryState.QUEUED if what is Decision.RESEND else None)
    return _Verdict(letter, proven_state, trace.words[:1000]) if proven_state else None


def _of_last_attempts(tx: Transaction, doubts: Sequence[Letter], proof: dict[int, Trace] | None) -> dict[int, Trace] | None:
    """Leave out what a log may say of an earlier attempt: a letter that is sent again keeps its Message-ID, and the log may end before."""
    if proof is None:
        return None
    before = {one.letter_id for one in outbox.attempts(tx, [one.id for one in doubts]) if one.stage == "data" and one.code is not None}
    return {letter: trace for letter, trace in proof.items() if trace.fate is not Fate.REFUSED or letter not in before}


def _settle(tx: Transaction, by: str, verdicts: Sequence[_Verdict], said: Settling, now: datetime) -> int:
    """Write what is settled about letters of one study: an entry that is undone as one, and one for each letter that follows it."""
    study = verdicts[0].letter.study
    counts = ((sum(one.state is state for one in verdicts), words) for state, words in _COUNTED.items())
    value = ", ".join(words.format(f"{number:,}") for number, words in counts if number)
    proof = "the folder of sent mail" if said.sent else said.log.name if said.log else ""
    note = said.note or (f"As {proof} proves." if proof else "")
    lead = Ruling(what=What.SETTLE, about=About(Subject.OUTBOX, study), value=value, study=study, note=note)
    (entry,) = decisions.decide(tx, by, now, [lead])
    decisions.decide(tx, by, now, [settling(tx, one.letter, one.state, one.why, entry.number) for one in verdicts])
    return entry.number


def _give_up(tx: Transaction, by: str, verdicts: Sequence[_Verdict], entry: int, now: datetime) -> Iterator[str]:
    """Let the bounces that a log proves count for their addresses as the same refusals by the server do; say what was decided."""

    def decide(ruling: Ruling) -> tuple[Entry, ...]:
        return decisions.decide(tx, by, now, [replace(ruling, follows=entry)])

    for one in verdicts:
        if one.state is DeliveryState.BOUNCED and (told := giving_up.bounced(tx, Lost(one.letter, now), one.why, decide)):
            yield told


def _proof(service: Service, said: Settling) -> dict[int, Trace] | None:
    """Return what the log proves, read before anything is written: it may be long. None where no log is given."""
    if said.log is None and not said.sent:
        return None
    with service.store.reading() as tx:
        doubts = outbox.in_state(tx, DeliveryState.UNCERTAIN, said.study)
    return _by_copies(service, doubts) if said.log is None else _by_log(said.log, doubts)


def _by_copies(service: Service, doubts: Sequence[Letter]) -> dict[int, Trace]:
    """Return which letters have a copy in the folder of sent mail: the server had taken the letter when it made that."""
    with service.sent() as folder, once_stopped(service.stopping, folder.cut, after=LET_GO):
        found = chosen(copies(folder.heads()), doubts)
    return {number: replace(one, words="A copy lies in the folder of sent mail.") for number, one in found.items()}


def _by_log(log: Path, doubts: Sequence[Letter]) -> dict[int, Trace]:
    try:
        with _opened(log) as lines:
            found = proven(lines, doubts, str(log))
    except (OSError, EOFError, zlib.error, csv.Error) as error:
        why = (isinstance(error, OSError) and error.strerror) or str(error).rstrip(".")
        remedy = "Nothing was settled. Give a copy of the log that is whole and that you may read."
        raise ConfigurationError(f"The log cannot be read: {why}.", where=str(log), remedy=remedy) from error
    return {number: replace(one, words=f"The mail server's log: {one.words}") for number, one in found.items()}


@contextmanager
def _opened(path: Path) -> Iterator[Iterable[str]]:
    """Open a log as lines of text; one that logrotate has compressed is unpacked as it is read."""
    with path.open("rb") as plain:
        packed = plain.peek(2)[:2] == _GZIP
    with gzip.open(path) if packed else path.open("rb") as file:
        encoding = encoding_of(file.read(_SAMPLE))
        file.seek(0)
        # What is not UTF-16 is ASCII in all that counts.
        chosen = encoding if encoding.startswith(("utf-16", "utf-32")) else "utf-8-sig"
        yield TextIOWrapper(cast("IO[bytes]", file), chosen, errors="replace")


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
