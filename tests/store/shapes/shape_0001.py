"""The tables as they were first shipped. Ids are given by the database, from 1 on in this order."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

NOW = datetime(2012, 3, 1, 9, 5, tzinfo=UTC)
LATER = datetime(2012, 3, 1, 9, 10, tzinfo=UTC)
FINDING = {
    "code": "required",
    "severity": "error",
    "message": "Nothing is answered.",
    "remedy": "Answer it.",
    "question": "trend",
    "sheet": "Threats",
    "cell": "D7",
    "label": "The trend",
    "confirmed": None,
}
LETTER = {
    "kind": "mailing",
    "study": "study",
    "template": "circular",
    "sender": "itu",
    "address": "marie@alpnet.example",
    "language": "fr",
    "role": "to",
    "organisation": "ALPNET",
    "mailing": "circular",
    "context": {"images": [{"cid": "chart", "rows": [1, 2.5, None, True]}]},
    "planned_at": NOW,
    "due_at": NOW,
}
SUBMISSION = {
    "invitation_id": 1,
    "file_name": "réponse.xlsx",
    "sender": "marie@alpnet.example",
    "received_at": NOW,
    "language": "fr",
}
HOLD = {
    "study": "study",
    "message_id": 1,
    "reasons": ["The sender belongs to another organisation.", "Le doute demeure."],
    "options": ["accept", "reject"],
    "at": NOW,
}

ROWS: dict[str, list[dict[str, Any]]] = {
    "organisation": [
        {"code": "ALPNET", "name": "Réseau alpin", "country": "CH", "region": "Europe"},
        {"code": "BARQ", "name": "برق للاتصالات", "country": "KW", "region": "Arab States"},
    ],
    "contact": [
        {
            "organisation": "ALPNET",
            "address": "Marie@alpnet.example",
            "name": "Ms Marie Roux",
            "salutation": "Madame,",
            "language": "fr",
            "role": "to",
            "extra": {"phone": "+41 22 555 01 01"},
        },
    ],
    "list_entry": [{"list": "members", "organisation": "ALPNET", "address": "Marie@alpnet.example"}],
    "suppression": [{"address": "gone@alpnet.example", "reason": "5.1.1 no such mailbox", "at": NOW}],
    "study": [{"id": "study", "paused": True, "deadline": date(2012, 5, 31)}],
    "study_version": [
        {"study": "study", "version": 1, "applied_at": NOW, "files": {"study.toml": "a"}},
        {"study": "study", "version": 2, "applied_at": LATER, "files": {"study.toml": "b"}},
    ],
    "layout": [{"version": "1", "study": "study", "data": "{}"}],
    "due": [{"study": "study", "what": "mailing:circular", "due_at": NOW, "done_at": LATER, "outcome": "done"}],
    "letter": [
        LETTER | {"cause": "a", "tag": "ta", "state": "queued", "attempts": 0, "mail_from": None, "own": None},
        LETTER
        | {"cause": "b", "tag": "tb", "state": "sent", "attempts": 1, "mail_from": "returns@itu.example", "own": b'[{"own": "aGk="}]'},
    ],
    "attempt": [{"letter_id": 2, "at": LATER, "outcome": "sent", "stage": "data", "code": 250, "text": "2.0.0 Ok"}],
    "message": [
        {
            "sha256": "m1",
            "received_at": NOW,
            "state": "done",
            "kind": "return",
            "rule": "returned",
            "why": "It brings a workbook.",
            "sender": "marie@alpnet.example",
            "subject": "RE: étude",
            "study": "study",
            "invitation_id": 1,
            "effects": ["Filed.", "Accusé de réception."],
        },
        {"sha256": "m2", "received_at": LATER, "state": "pending", "effects": []}
        | dict.fromkeys(("kind", "rule", "why", "sender", "subject", "study", "invitation_id")),
    ],
    "location": [
        {"mailbox": "imap://returns@imap.test", "folder": "INBOX", "uidvalidity": 1, "uid": "7", "message_id": 1, "filed": True},
        {"mailbox": "imap://returns@imap.test", "folder": "INBOX", "uidvalidity": 1, "uid": "8", "message_id": 2, "filed": False},
    ],
    "bounce": [
        {
            "message_id": 2,
            "letter_id": 2,
            "address": "marie@alpnet.example",
            "permanent": False,
            "status": "4.2.2",
            "diagnostic": "mailbox full",
            "at": LATER,
        },
    ],
    "invitation": [
        {"study": "study", "organisation": "ALPNET", "serial": 1, "reference": "CYB12-0001-I", "token": "t1", "declined": False},
        {"study": "study", "organisation": "BARQ", "serial": 2, "reference": "CYB12-0002-G", "token": "t2", "declined": True},
    ],
    "submission": [
        SUBMISSION | {"message_id": 1, "fingerprint": "f1", "state": "superseded", "findings": [FINDING]},
        SUBMISSION | {"message_id": 2, "fingerprint": "f2", "state": "accepted", "findings": []},
    ],
    "answer": [
        {"submission_id": 1, "question": "employees", "value": "400"},
        {"submission_id": 2, "question": "employees", "value": "401"},
        {"submission_id": 2, "question": "since", "value": '{"date": "2011-12-31"}'},
        {"submission_id": 2, "question": "threats", "value": '["spam", "fraud"]'},
    ],
    "hold": [
        HOLD
        | {"cause": "h1", "decision": "accept", "decided_at": LATER}
        | {"invitation_id": 1, "submission_id": 1, "file_name": "réponse.xlsx", "fingerprint": "f1"},
        HOLD
        | {"cause": "h2", "decision": None, "decided_at": None}
        | {"invitation_id": None, "submission_id": None, "file_name": None, "fingerprint": None},
    ],
}
