"""A proof of a letter's dispatch, for whoever was not there: a PDF with what is on record, what that shows, and how to check it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any
from zoneinfo import ZoneInfo

from domain.errors import ConfigurationError
from domain.letter import EVIDENCE, DeliveryState, Letter, Outcome
from domain.mail.departure import Witness
from languages.telling import named, phrased
from mailer.proof import render_proof
from service.letters import ledger
from service.letters.ledger import Attempted, Dispatch
from service.letters.when_left import LeftAs, how_known, witness
from service.studies.running import if_readable
from service.wiring import Service
from store import Transaction


def proof(service: Service, tx: Transaction, letter: Letter, now: datetime) -> bytes:
    """Return the proof as PDF. ConfigurationError where nothing was ever handed over."""
    found = ledger.dispatch(service, tx, letter)
    if found.message_id is None and found.sha256 is None:
        why = phrased("faults.not_handed_over", state=named("delivery", letter.state))
        raise ConfigurationError(why, where=f"letter {letter.id}", remedy=phrased("faults.letter_tells_do", id=str(letter.id)))
    title, zone = _study(service, tx, letter.study)
    return render_proof(_facts(found, title, zone, now), where=f"letter {letter.id}", made=now)


def _study(service: Service, tx: Transaction, study: str) -> tuple[str, str]:
    """Return the title and the zone of a study; of one that cannot be read any more its name, and UTC."""
    found = if_readable(service, tx, study)
    return (found.study.title, found.study.zone) if found else (study, "UTC")


def _facts(one: Dispatch, title: str, zone: str, now: datetime) -> dict[str, Any]:
    when = _clock(zone)
    taken = [attempt for attempt in one.attempts if attempt.outcome == Outcome.SENT and attempt.code is not None]
    envelope: dict[str, str | None] = {
        "Sender (MAIL FROM)": "not known" if one.mail_from is None else one.mail_from or "<> (none)",
        "Recipient (RCPT TO)": one.address,
    }
    header: dict[str, str | None] = {
        "From": one.sender,
        "To": one.to,
        "Subject": one.subject,
        "Date": one.date,
        "Message-ID": one.message_id,
    }
    where = f"{one.organisation or ''} {one.reference or ''}".strip()
    study: dict[str, str | None] = {"Study": title, "Mailing": one.mailing or one.kind, "Organisation": where}
    return {
        "id": one.id,
        "made": when(now),
        "version": version("counterfoil"),
        "result": _result(one, taken, when),
        "envelope": _rows(envelope),
        "message": _rows(study | header),
        "sha256": one.sha256 or "not known",
        "bytes": f"{one.bytes or 0:,}",
        "files": [{"name": x.name, "type": x.media_type, "bytes": f"{x.bytes:,}", "sha256": x.sha256} for x in one.files],
        "attempts": [_attempt(attempt, when) for attempt in one.attempts if attempt.stage != EVIDENCE],
        "notes": [_note(attempt, when) for attempt in one.attempts if attempt.stage == EVIDENCE],
        "left": _rows(_departure(one.left, when)) if one.left else [],
        "reports": [{"when": when(x.at), "says": f"{x.status or ''} {x.diagnostic}".strip()} for x in one.reports],
        "fault": one.fault or "",
        "taken": bool(taken),
        "settled": when(one.left.settled_at) if one.left else "",
        "queue": bool(one.left and one.left.queue),
        "log": bool(one.left and one.left.witness == Witness.LOG),
        "recorded": one.mail_from is not None,
    }


def _rows(facts: dict[str, str | None]) -> list[list[str]]:
    return [[name, value] for name, value in facts.items() if value]


def _clock(zone: str) -> Callable[[datetime], str]:
    """Return what writes an instant to the second: in UTC, and as the clocks of the study showed it."""

    def written(at: datetime) -> str:
        utc = f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
        return utc if zone == "UTC" else f"{utc} ({at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M:%S} {zone})"

    return written


def _result(one: Dispatch, taken: list[Attempted], when: Callable[[datetime], str]) -> str:
    """Return in a sentence or two what became of the letter; nothing is said that the record does not show."""
    if taken:
        last = taken[-1]
        relay = f"The mail server {last.relay}" if last.relay else "The mail server"
        told = f"{relay} accepted this message for {one.address} on {when(last.at)}."
    else:
        told = f"The record holds no server's acceptance of this message to {one.address}."
        told += _said_to_have_left(one.left, when) if one.left else ""
    more = {
        DeliveryState.SENT: "" if taken else "It counts as sent because of the evidence below.",
        DeliveryState.BOUNCED: "Later a report said that it could not be delivered.",
        DeliveryState.UNCERTAIN: "The connection ended before the server answered: it may have arrived, and it may not.",
    }
    return f"{told} {more.get(one.state, f'Its state is now: {one.state}.')}".strip()


def _said_to_have_left(left: LeftAs, when: Callable[[datetime], str]) -> str:
    """Say when a letter left, and by what that is known; and apart from it when that was written down, and by whom."""
    known = witness(left)
    said = f"{known[0].upper()}{known[1:].partition(' (')[0]} says that it left"
    return f" {said}{f' on {when(left.at)}' if left.at else ''}; it was settled by this on {when(left.settled_at)}, by {left.settled_by}."


def _departure(left: LeftAs, when: Callable[[datetime], str]) -> dict[str, str | None]:
    return {
        "It left on": when(left.at) if left.at else "not known",
        "As": how_known(left),
        "Evidence": witness(left),
        "SHA-256 of the log": left.sha256,
        "Queue number": left.queue,
        "Next server": left.relay,
        "Settled on": f"{when(left.settled_at)}, by {left.settled_by} (entry {left.entry} of the journal)",
    }


def _note(one: Attempted, when: Callable[[datetime], str]) -> dict[str, str]:
    """Return what was noted later, with the state that the letter had from then on: it was no attempt."""
    return {"when": when(one.at), "outcome": one.outcome, "says": one.reply}


def _attempt(one: Attempted, when: Callable[[datetime], str]) -> dict[str, str]:
    tls = {None: "", "": "not encrypted"}.get(one.tls, one.tls or "")
    account = {None: "", "": "no login"}.get(one.account, f"as {one.account}")
    way = ", ".join(part for part in (one.relay or "", account, tls) if part)
    code = f"; enhanced status {one.enhanced}" if one.enhanced else ""
    return {"when": when(one.at), "way": way, "outcome": f"{one.outcome}, at {one.stage}{code}", "reply": one.reply or "(no answer)"}
