"""The truth table: what the script says must come of the demo, beside what did."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from demo.respondents import Received, open_letter
from demo.script import IMPOSTORS, PARTS, STRANGERS, Part, expected_answers
from demo.servers import Accepted
from domain.answer import AnswerValue
from domain.letter import DeliveryState, LetterKind
from service.answers.counting import counted
from service.cases.waiting import everything
from service.contacts.census import InvitedOrganisation, census
from service.studies.running import Running
from service.wiring import Service
from store import Transaction, outbox


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What became of one organisation: where it stands, the letters accepted for it by day (MM-DD), and the answers that count.

    `confirmed` are the reasons with which it confirmed what only looked odd. `cases` are those about it, each with what was decided;
    `passed_on` counts the messages about it that staff got, `asked_on` are the days of letters to it that name somebody who only used its
    name, and `astray` counts the letters to such a one.
    """

    code: str
    standing: str
    letters: Mapping[str, int]
    answers: Mapping[str, AnswerValue] | None
    confirmed: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()
    passed_on: int = 0
    asked_on: tuple[str, ...] = ()
    astray: int = 0


@dataclass(slots=True)
class _Mail:
    """The letters that the SMTP server accepted for one organisation, by day."""

    letters: Counter[str] = field(default_factory=Counter)
    asked_on: set[str] = field(default_factory=set)
    astray: int = 0


def expected() -> dict[str, Row]:
    """Return the table as the script says it."""
    return {part.code: _expected(part) for part in PARTS}


def _expected(part: Part) -> Row:
    return Row(
        code=part.code,
        standing=part.standing.value,
        letters=dict(part.letters),
        answers=expected_answers(part),
        confirmed=part.confirmed,
        cases=part.cases,
        passed_on=part.passed_on,
        asked_on=part.asked_on,
    )


def observed(service: Service, running: Running, accepted: list[Accepted], now: datetime) -> dict[str, Row]:
    """Return the table as it came to be: letters by the SMTP server's own log, the rest by the store."""
    with service.store.reading() as tx:
        invited = census(tx, running, now)
        counting = {one.submission.invitation_id: one.submission for one in counted(tx, running)}
        cases, passed_on = _cases(tx), _passed_on(tx, running)
    mail = _mail(invited, accepted)
    rows = {}
    for code, one in invited.items():
        counts = counting.get(one.invitation.id)
        rows[code] = Row(
            code=code,
            standing=str(one.standing),
            letters=dict(sorted(mail[code].letters.items())),
            answers=dict(counts.answers) if counts else None,
            confirmed=tuple(finding.confirmed for finding in counts.findings if finding.confirmed is not None) if counts else (),
            cases=cases.get(code, ()),
            passed_on=passed_on[code],
            asked_on=tuple(sorted(mail[code].asked_on)),
            astray=mail[code].astray,
        )
    return rows


def _cases(tx: Transaction) -> dict[str, tuple[str, ...]]:
    """Return by organisation the cases about it, each with what was decided, as in `claim reject`."""
    cases: dict[str, tuple[str, ...]] = {}
    for one in everything(tx):
        if one.organisation:
            cases[one.organisation] = (*cases.get(one.organisation, ()), f"{one.kind} {one.decision or 'waits'}")
    return cases


def _passed_on(tx: Transaction, running: Running) -> Counter[str]:
    letters = outbox.of_studies(tx, [running.study.id])
    sent = (one for one in letters if one.kind is LetterKind.PASSED_ON and one.state is DeliveryState.SENT)
    return Counter(one.organisation for one in sent if one.organisation)


def _mail(invited: Mapping[str, InvitedOrganisation], accepted: list[Accepted]) -> dict[str, _Mail]:
    owners: dict[str, set[str]] = {address: {code} for address, code in STRANGERS.items()}
    for code, one in invited.items():
        for contact in one.contacts:
            owners.setdefault(contact.address.lower(), set()).add(code)
    found = {code: _Mail() for code in invited}
    for line in accepted:
        to = line.rcpt_to[0].lower()
        if to in IMPOSTORS:
            found[IMPOSTORS[to]].astray += 1
        codes = owners.get(to, set())
        if codes:
            letter = open_letter(line.file)
            for code in _meant(codes, owners, letter):
                _count(letter, code, found[code])
    return found


def _meant(codes: set[str], owners: Mapping[str, set[str]], letter: Received) -> set[str]:
    """Return whose letter it is: an address that serves two organisations got each one's, whose To names the other contact of that one."""
    return codes if len(codes) == 1 else codes & owners.get(letter.to.lower(), set())


def _count(letter: Received, code: str, mail: _Mail) -> None:
    day = f"{letter.date:%m-%d}"
    mail.letters[day] += 1
    if any(address in letter.text for address, claimed in IMPOSTORS.items() if claimed == code):
        mail.asked_on.add(day)


def differences(wanted: Mapping[str, Row], found: Mapping[str, Row]) -> Iterator[str]:
    """Yield a sentence for everything in which what came to be is not what the script says."""
    for code, row in wanted.items():
        if code not in found:
            yield f"{code} is missing."
            continue
        other = found[code]
        for name, says in _SAYS.items():
            mine, theirs = (getattr(one, name) for one in (row, other))
            if mine != theirs:
                yield f"{code} {says.format(mine=_shown(mine), theirs=_shown(theirs))}"
        yield from _answers_differ(code, row.answers, other.answers)


_SAYS = {
    "standing": "should be {mine}, but is {theirs}.",
    "letters": "should get {mine}, but got {theirs}.",
    "confirmed": "should have confirmed {mine}, but has {theirs}.",
    "cases": "should have the cases {mine}, but has {theirs}.",
    "passed_on": "should have {mine} messages passed on to staff, but has {theirs}.",
    "asked_on": "should be asked about a workbook on {mine}, but was on {theirs}.",
    "astray": "should have {mine} letters sent to others who use its name, but has {theirs}.",
}


def _shown(value: object) -> object:
    match value:
        case Mapping():
            return dict(sorted(value.items()))
        case tuple():
            return list(value)
    return value


def _answers_differ(code: str, wanted: Mapping[str, AnswerValue] | None, found: Mapping[str, AnswerValue] | None) -> Iterator[str]:
    mine, theirs = wanted or {}, found or {}
    if (wanted is None) != (found is None):
        yield f"{code} should have {len(mine)} answers, but has {len(theirs)}."
    for name in sorted({*mine, *theirs}):
        if mine.get(name) != theirs.get(name) or type(mine.get(name)) is not type(theirs.get(name)):
            yield f"{code} should answer {name} with {mine.get(name)!r}, but the store has {theirs.get(name)!r}."
