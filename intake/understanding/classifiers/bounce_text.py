"""A bounce in words only, as qmail, older Exim, Exchange, Domino and others write it."""

from __future__ import annotations

from domain.message import Kind
from domain.reference import DELIVERY, read_tagged
from intake.understanding import bounces
from intake.understanding.machine import is_daemon, null_sender
from intake.understanding.rule import Hit, OpenedMessage, Rule
from languages.mail import alternatives, bounce_programs, pattern

_SOME = "a mail server"


def _examine(message: OpenedMessage) -> Hit | None:
    mail = message.mail
    named = _is_of_a_bounce(mail.subject) or mail.headers.has("x-failed-recipients")
    daemon, null = is_daemon(mail.sender), null_sender(mail)
    to_bounces = any((found := read_tagged(address)) and found.kind == DELIVERY for address in mail.recipients)
    # Words alone are not enough, since a person may ask about a bounce: a machine's mark or the subject of a bounce stands beside.
    if not (named or daemon or null or to_bounces):
        return None
    program = _program(bounces.server_text(mail.text))
    by_machine = (named and (daemon or null)) or (daemon and bool(mail.enclosed))
    by_words = (named or daemon or to_bounces) if program == _SOME else bool(program)
    if not (by_machine or by_words):
        return None
    reports = bounces.reports(message)
    return Hit(f"A mail server says in words that a letter was not delivered (as {program or _SOME} says it).", reports)


def _program(text: str) -> str:
    named = next((name for name, words in bounce_programs().items() if words.search(text)), "")
    return named or (_SOME if any(pattern(kind).search(text) for kind in ("bounce_failure", "no_such_mailbox")) else "")


def _is_of_a_bounce(subject: str) -> bool:
    """Say whether a subject tells of a failed delivery, and is no person's answer to one that does."""
    no_answer = rf"(?!(?:{alternatives('subject_mark')}) ?:)"
    return bool(pattern("bounce_subject", rf"{no_answer}.{{0,90}}?").match(subject))


RULE = Rule(
    name="bounce_text",
    order=40,
    says="A mail server's report, in plain text, that a letter was not delivered.",
    kind=Kind.BOUNCE,
    examine=_examine,
)
