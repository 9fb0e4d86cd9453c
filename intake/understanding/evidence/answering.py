"""Whether a message is marked as an answer to another, by its subject or by what it names (RFC 5322 section 3.6.4)."""

from __future__ import annotations

from intake.parsing.mail import Mail
from languages.mail import pattern


def answers(mail: Mail) -> bool:
    """Say whether a message names the one that it answers, or its subject is marked as that of an answer."""
    return bool(mail.in_reply_to or mail.references) or is_an_answer(mail.subject)


def is_an_answer(subject: str) -> bool:
    """Say whether a subject is marked as that of an answer, or of what is passed on."""
    return bool(pattern("subject_mark", r"^\s*(?:", r")\s*[:\uff1a]").match(subject))
