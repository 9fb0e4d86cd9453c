"""The truth table: what the script says must come of the demo, beside what did."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.utils import getaddresses, parsedate_to_datetime

from demo.script import PARTS, STRANGERS, Part, expected_answers
from demo.servers import Accepted
from domain.submission import AnswerValue, Submission
from service.census import InvitedOrganisation, census
from service.running import Running
from service.wiring import Service
from store import submissions


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What became of one organisation: where it stands, the letters accepted for it by day (MM-DD), and the answers that count.

    `confirmed` are the reasons with which it confirmed what only looked odd.
    """

    code: str
    standing: str
    letters: Mapping[str, int]
    answers: Mapping[str, AnswerValue] | None
    confirmed: tuple[str, ...] = ()


def expected() -> dict[str, Row]:
    """Return the table as the script says it."""
    return {part.code: _expected(part) for part in PARTS}


def _expected(part: Part) -> Row:
    return Row(
        code=part.code, standing=part.standing.value, letters=dict(part.letters), answers=expected_answers(part), confirmed=part.confirmed
    )


def observed(service: Service, running: Running, accepted: list[Accepted], now: datetime) -> dict[str, Row]:
    """Return the table as it came to be: letters by the SMTP server's own log, the rest by the store."""
    with service.store.reading() as tx:
        cases = census(tx, running, now)
        counting = {one.invitation_id: one for one in submissions.counting(tx, running.study.id)}
    letters = _letters(cases, accepted)
    return {code: _row(code, case, letters[code], counting.get(case.invitation.id)) for code, case in cases.items()}


def _row(code: str, case: InvitedOrganisation, letters: Mapping[str, int], counting: Submission | None) -> Row:
    by_day = dict(sorted(letters.items()))
    if counting is None:
        return Row(code=code, standing=str(case.standing), letters=by_day, answers=None)
    confirmed = tuple(finding.confirmed for finding in counting.findings if finding.confirmed is not None)
    return Row(code=code, standing=str(case.standing), letters=by_day, answers=dict(counting.answers), confirmed=confirmed)


def _letters(cases: Mapping[str, InvitedOrganisation], accepted: list[Accepted]) -> dict[str, Counter[str]]:
    owners: dict[str, set[str]] = {address: {code} for address, code in STRANGERS.items()}
    for code, case in cases.items():
        for contact in case.contacts:
            owners.setdefault(contact.address.lower(), set()).add(code)
    letters: dict[str, Counter[str]] = {code: Counter() for code in cases}
    for one in accepted:
        message = message_from_bytes(one.file.read_bytes())
        # An address that serves two organisations got each one's letter, whose To names the other contact of that one.
        shown = [address.lower() for _, address in getaddresses(message.get_all("To", []))]
        codes = owners.get(one.rcpt_to[0].lower(), set())
        if len(codes) > 1:
            codes = codes & owners.get(shown[0], set())
        for code in codes:
            letters[code][f"{parsedate_to_datetime(message['Date']):%m-%d}"] += 1
    return letters


def differences(wanted: Mapping[str, Row], found: Mapping[str, Row]) -> Iterator[str]:
    """Yield a sentence for everything in which what came to be is not what the script says."""
    for code, row in wanted.items():
        if code not in found:
            yield f"{code} is missing."
            continue
        other = found[code]
        if row.standing != other.standing:
            yield f"{code} should be {row.standing}, but is {other.standing}."
        if dict(sorted(row.letters.items())) != other.letters:
            yield f"{code} should get {dict(sorted(row.letters.items()))}, but got {other.letters}."
        if row.confirmed != other.confirmed:
            yield f"{code} should have confirmed {list(row.confirmed)}, but has {list(other.confirmed)}."
        mine, theirs = row.answers or {}, other.answers or {}
        if (row.answers is None) != (other.answers is None):
            yield f"{code} should have {len(mine)} answers, but has {len(theirs)}."
        for name in sorted({*mine, *theirs}):
            if mine.get(name) != theirs.get(name) or type(mine.get(name)) is not type(theirs.get(name)):
                yield f"{code} should answer {name} with {mine.get(name)!r}, but the store has {theirs.get(name)!r}."
