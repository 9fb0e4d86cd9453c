"""The rows of a made-up study in the tables of shape 1, column by column, and the figures that must come of them."""

from __future__ import annotations

import hashlib
import json
from base64 import b64encode
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from bench.shape1.study import LIST, MAILINGS, NOW, PREFIX, STUDY, Coming, MadeStudy, Member, Sending, owing, undeliverable
from domain.mail.reference import printed

_SENDERS = {"circular": "itu", "questionnaire": "unodc", "reminder": "unodc"}
_DIAGNOSTICS = {"gone": ("5.1.1", "smtp; 550 5.1.1 User unknown"), "full": ("5.2.2", "smtp; 552 5.2.2 Mailbox full")}
_RULES = {"bounce": "bounce_dsn", "auto_reply": "auto_reply", "question": "question", "return": "return"}
_WHY = {
    "bounce": "It is a delivery status notification.",
    "auto_reply": "It says itself that a program wrote it: Auto-Submitted: auto-generated.",
    "question": "A person wrote.",
    "return": "It brings a workbook.",
}
_FINDING = {
    "code": "required", "severity": "error", "message": "There is no answer.", "remedy": "Please answer this question.",
    "question": "trend", "sheet": "Phenomenon of cybercrime", "cell": "C13", "label": "1.2 How has the number changed?", "confirmed": None,
}  # fmt: skip
_ANSWERS: Mapping[str, object] = {
    "respondent_name": "Zoë Müller, legal counsel", "completed_on": {"date": "2012-03-01"}, "sector": "fixed", "employees": 400,
    "customers": 12.5, "website": "https://operator.example/", "acts_experienced": ["malware", "fraud"], "trend": "up",
    "incidents_recorded": "yes", "incidents_total": 100, "incidents_reported": 12, "losses": 10.5, "share_cross_border": 40.0,
    "challenges_met": ["jurisdiction", "speed"], "main_challenge": "Les auteurs sont à l'étranger.", "law_adequate": "partly",
    "law_harmonization": "very", "law_year": 2004, "gaps": "=Identity theft is no offence of its own.", "orders_received": "yes",
}  # fmt: skip
_MORE = "offences[{}].fraud"  # Where more answers are wanted than the questions above: years of a table.

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What was put in, under the names of `status --json`; `next_letters` are those that the last call would have."""

    organisations: dict[str, int]
    deliveries: dict[str, int]
    messages: dict[str, int]
    submissions: dict[str, int]
    answers: int
    held: int
    next_letters: int


def figures(made: MadeStudy, answers: int) -> Filled:
    """Return what `status` must say of this study, worked out from how it was made and not from its rows."""
    standings = Counter[str]()
    for one in made.members:
        silent = "undeliverable" if undeliverable(one) else "silent"
        standings[{"accepted": "answered", "again": "answered", "held": "queried", "": silent}.get(one.came, one.came)] += 1
    words = ("answered", "queried", "declined", "undeliverable", "silent")
    submissions = Counter(one.outcome for one in made.messages if one.outcome)
    strangers = sum(one.member is None for one in made.messages)
    return Filled(
        organisations={"total": len(made.members)} | {word: standings[word] for word in words},
        deliveries=dict(Counter(one.state for one in made.letters)),
        messages=dict(Counter(one.kind for one in made.messages)),
        submissions=dict(submissions),
        answers=submissions["accepted"] * answers,
        held=submissions["held"] + strangers,
        next_letters=sum(person.lost != "gone" for one in made.members if owing(one, NOW) for person in one.people),
    )


def tables(made: MadeStudy, files: Mapping[str, str], *, answers: int, recorded: int, suppressed: int) -> dict[str, Iterable[Row]]:
    """Return the rows of each table, in an order in which none refers to one that is not there yet."""
    return {
        "organisation": ((one.code, one.name, *one.place) for one in made.members),
        "contact": _contacts(made),
        "list_entry": ((LIST, one.code, person.address) for one in made.members for person in one.people),
        "suppression": _suppressions(made, suppressed),
        "study": [(STUDY, False, None)],
        "study_version": [(STUDY, 1, _at(MAILINGS["circular"] - timedelta(hours=2)), json.dumps(dict(files)))],
        "due": list(_due()),
        "invitation": _invitations(made),
        "letter": _letters(made, recorded),
        "attempt": _numbered(_attempts(made)),
        "message": _messages(made),
        "location": (("imap://returns@imap.example", "INBOX", 1328864400, str(n), n, True) for n in range(1, len(made.messages) + 1)),
        "bounce": _numbered(_bounces(made)),
        "submission": _submissions(made),
        "answer": ((number, *answer) for number, _, _ in _brought(made) for answer in _answers(number, answers)),
        "hold": _numbered(_holds(made)),
    }


def _numbered(rows: Iterable[Row]) -> Iterator[Row]:
    return ((number, *row) for number, row in enumerate(rows, 1))


def _at(instant: datetime) -> str:
    """Return an instant as SQLite keeps it: in UTC, without saying so."""
    return f"{instant.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}"


def _hash(*words: object) -> str:
    return hashlib.sha256(" ".join(map(str, words)).encode()).hexdigest()


def _contacts(made: MadeStudy) -> Iterator[Row]:
    for one in made.members:
        for x in one.people:
            yield one.code, x.address, x.name, x.salutation, x.language, x.role, json.dumps({"Phone": f"+43 1 {one.number:06}"})


def _suppressions(made: MadeStudy, suppressed: int) -> Iterator[Row]:
    why = f"A mail server says: failed: no such mailbox. {_DIAGNOSTICS['gone'][1]}"
    gone = (person.address.lower() for one in made.members for person in one.people if person.lost == "gone")
    for address in (*gone, *(f"nobody.{number}@elsewhere.example" for number in range(suppressed))):
        yield address, why, _at(MAILINGS["circular"] + timedelta(minutes=7))


def _due() -> Iterator[Row]:
    for mailing, at in MAILINGS.items():
        yield STUDY, f"mailing:{mailing}", _at(at), _at(at + timedelta(minutes=5)), "done"
    last_digest = datetime(2012, 4, 9, 6, 0, tzinfo=UTC)
    yield STUDY, "digest:weekly", _at(last_digest), _at(last_digest + timedelta(minutes=1)), "done"
    yield STUDY, "collect", _at(NOW), _at(NOW), "done"


def _reference(number: int) -> str:
    return printed(PREFIX, number + 1)


def _invitations(made: MadeStudy) -> Iterator[Row]:
    for one in made.members:
        serial = one.number + 1
        yield serial, STUDY, one.code, serial, _reference(one.number), one.token, one.came == "declined"


def _letters(made: MadeStudy, recorded: int) -> Iterator[Row]:
    for number, x in enumerate(made.letters, 1):
        code, address = x.member.code, x.person.address
        cause, at = f"mailing:{STUDY}:{x.mailing}:{code}:{address}", _at(MAILINGS[x.mailing] + timedelta(minutes=5))
        handed_over = x.state not in {"queued", "rejected"}  # What was refused before DATA has no bytes.
        yield (
            *(number, cause, "mailing", STUDY, x.template, _SENDERS[x.mailing], address, x.person.language, x.person.role, x.tag),
            *(code, x.mailing, "{}", x.state, 0 if x.state == "queued" else 1 + _delayed(number), at, at),
            *((f"cybercrime.study+b{x.tag}@unodc.example", _bytes(x, recorded)) if handed_over else (None, None)),
        )


def _bytes(sending: Sending, recorded: int) -> bytes:
    text = f"To: {sending.person.address}\r\nMessage-ID: <{sending.tag}@unodc.example>\r\n\r\n".encode()
    return json.dumps([{"own": b64encode(text.ljust(recorded, b".")).decode()}]).encode()


def _delayed(letter: int) -> bool:
    """Say whether a letter was put off once before it was taken, as one of a hundred is."""
    return letter % 100 == 7


def _attempts(made: MadeStudy) -> Iterator[Row]:
    for number, x in enumerate(made.letters, 1):
        at = MAILINGS[x.mailing] + timedelta(minutes=5)
        if x.state == "queued":
            continue
        if _delayed(number):
            yield number, _at(at - timedelta(minutes=5)), "deferred", "rcpt", 451, "4.7.1 Greylisted, try again later"
        if x.state == "rejected":
            yield number, _at(at), "rejected", "rcpt", 550, "5.7.1 Refused by policy"
        elif x.state == "uncertain":
            yield number, _at(at), "uncertain", "data", None, "The connection ended."
        else:
            yield number, _at(at), "sent", "data", 250, "OK"
        if x.state == "bounced":
            yield number, _at(at + timedelta(minutes=2)), "bounced", "evidence", None, " ".join(_DIAGNOSTICS[x.person.lost])


def _messages(made: MadeStudy) -> Iterator[Row]:
    for number, x in enumerate(made.messages, 1):
        known = (STUDY, x.member.number + 1) if x.member else (None, None)
        reference = _reference(x.member.number) if x.member else "unknown"
        subject = f"RE: Cybercrime study: questionnaire for your organization (ref. {reference})"
        effects = json.dumps([f"{reference}.xlsx filed as {x.outcome}, 0 findings" if x.outcome else "nothing to do: it was made up"])
        told = (x.kind, _RULES[x.kind], _WHY[x.kind], x.sender, subject, *known)
        yield number, _hash("message", number), _at(x.at), "done", *told, effects


def _bounces(made: MadeStudy) -> Iterator[Row]:
    for number, x in enumerate(made.messages, 1):
        if x.letter:
            person = made.letters[x.letter - 1].person
            yield number, x.letter, person.address, True, *_DIAGNOSTICS[person.lost], _at(x.at)


def _brought(made: MadeStudy) -> Iterator[tuple[int, int, Coming]]:
    """Yield the messages that brought a workbook of a member: the number of the submission, that of the message, and the message."""
    filed = ((number, x) for number, x in enumerate(made.messages, 1) if x.outcome)
    return ((submission, message, x) for submission, (message, x) in enumerate(filed, 1))


def _submissions(made: MadeStudy) -> Iterator[Row]:
    for number, message, x in _brought(made):
        member = x.member.number if x.member else 0
        language = made.members[member].people[0].language
        findings = json.dumps([_FINDING] if x.outcome in {"queried", "superseded"} else [])
        file = (f"{_reference(member)}.xlsx", _hash("file", number))
        yield number, member + 1, message, *file, x.sender, _at(x.at), x.outcome, language, findings


def _answers(submission: int, count: int) -> Iterator[Row]:
    questions = [*_ANSWERS, *(_MORE.format(2011 - year) for year in range(count - len(_ANSWERS)))][:count]
    for question in questions:
        yield question, json.dumps(_ANSWERS.get(question, submission % 1000), ensure_ascii=False)


def _holds(made: MadeStudy) -> Iterator[Row]:
    submissions = {message: number for number, message, _ in _brought(made)}
    for number, x in enumerate(made.messages, 1):
        if x.member is None:
            yield _hold_of_stranger(number, x)
        elif x.outcome == "held":
            yield _hold_of_workbook(number, submissions[number], x, x.member.number)
        elif x.member.came == "declined" and x.kind == "question" and x.at == x.member.at:
            yield _hold_of_declined(number, x, x.member)


def _hold_of_workbook(message: int, submission: int, x: Coming, member: int) -> Row:
    invitation, fingerprint = member + 1, _hash("file", submission)
    file = (f"{_reference(member)}.xlsx", fingerprint)
    reasons = json.dumps([f"It would replace what a colleague sent; this one is from {x.sender}."])
    options = json.dumps(["accept", "assign", "reject"])
    cause = f"hold:{invitation}:{fingerprint[:16]}"
    return cause, STUDY, message, invitation, submission, *file, reasons, options, _at(x.at), None, None


def _hold_of_stranger(message: int, x: Coming) -> Row:
    fingerprint = _hash("file of a stranger", message)
    reasons = json.dumps(["We do not know whose workbook answer.xlsx is: it has no token."])
    options = json.dumps(["assign", "reject"])
    return f"hold:0:{fingerprint[:16]}", None, message, None, None, "answer.xlsx", fingerprint, reasons, options, _at(x.at), None, None


def _hold_of_declined(message: int, x: Coming, member: Member) -> Row:
    invitation = member.number + 1
    reasons = json.dumps([f"{x.sender} seems to say that {member.code} will not take part."])
    options, decided_at = json.dumps(["declined", "reject"]), _at(x.at + timedelta(days=3))
    cause = f"declined:{invitation}:{_hash('message', message)[:16]}"
    return cause, STUDY, message, invitation, None, None, None, reasons, options, _at(x.at), "declined", decided_at
