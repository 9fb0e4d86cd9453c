"""A bounce in words only, as qmail, older Exim, Exchange, Domino and others write it."""

from __future__ import annotations

from domain.message import Kind
from intake.understanding.evidence.machine import (
    absent_subject,
    automatic_subject,
    by_mail_program,
    by_mail_server,
    is_daemon,
    is_postmaster,
    list_of,
    null_sender,
    responder_mark,
    takes_bounces,
    was_displayed,
)
from intake.understanding.evidence.reports import REPLY_CODE, STATUS
from intake.understanding.machines import bounces
from intake.understanding.machines.for_many import is_to_members
from intake.understanding.machines.pasted import pastes_a_report
from intake.understanding.machines.persons import is_by_a_person, writes_above_a_report
from intake.understanding.machines.returned import server_text
from intake.understanding.own_words.lines import unwrapped
from intake.understanding.own_words.words import asks, with_signature
from intake.understanding.rule import Hit, OpenedMessage, Rule
from languages.mail import alternatives, bounce_programs, pattern

_SOME = "a mail server"
_BEGINNING, _DESKS = 400, 1_500


def _examine(message: OpenedMessage) -> Hit | None:
    mail = message.mail
    # The words of a read receipt, such as "delivered", are those of a report too; and so are those about a mailbox of ours.
    if was_displayed(mail) or writes_above_a_report(message) or pastes_a_report(message) or _is_of_our_mailbox(message):
        return None
    named = mail.headers.has("x-failed-recipients") or _is_of_a_bounce(mail.subject)
    server, to_bounces = _is_of_a_server(message), any(map(takes_bounces, mail.recipients))
    refused = _is_of_a_desk(message)
    # Words alone are not enough, since a person may ask about a bounce: a machine's mark or the subject of a bounce stands beside.
    if not (named or server or to_bounces or refused):
        return None
    text = server_text(mail.text)
    if (is_to_members(message) and not named) or _is_of_a_responder(message, text):
        return None
    # What a person passes on is no report of theirs: they say something above it.
    marked = server or mail.headers.has("x-failed-recipients")
    said = _program(text if marked else _beginning(_own_part(mail.text)))
    returned = is_daemon(mail.sender) and bool(mail.enclosed)
    reports = bounces.reports(message) if said or named or returned or refused else ()
    if server:
        # Who refuses a letter by a code and names its recipient needs no words that are known.
        daemon = is_daemon(mail.sender)
        coded = daemon and null_sender(mail) and bool(REPLY_CODE.search(text) or STATUS.search(text))
        reports = reports or (bounces.reports(message) if coded else ())
        by_words = said not in {"", _SOME} or bool(said and (reports or daemon))
        failed = named or returned or by_words or bool(coded and reports)
    else:
        failed = refused or said not in {"", _SOME} or bool(said and reports)
    return Hit(f"A mail server says in words that a letter was not delivered (as {said or _SOME} says it).", reports) if failed else None


def _is_of_our_mailbox(message: OpenedMessage) -> bool:
    """Say whether a mail system tells the owner of a mailbox, or of a place on a list, what became of that; it returns no letter."""
    mail = message.mail
    text = unwrapped(mail.text[:_BEGINNING])
    if mail.enclosed or mail.headers.has("x-failed-recipients") or not pattern("own_mailbox").search(f"{mail.subject}\n{text}"):
        return False
    # Of another's mailbox a server speaks in the same words; and of ours it may tell by which code it will refuse what comes.
    coded = null_sender(mail) or REPLY_CODE.search(text) or STATUS.search(text)
    return not (coded and bounces.reports(message))


def _is_of_a_desk(message: OpenedMessage) -> bool:
    """Say whether a service desk's program made no request of our letter: nobody there has it, whatever subject that is told under."""
    told = responder_mark(message.mail) and pattern("bounce_refused_request").search(unwrapped(server_text(message.mail.text)[:_DESKS]))
    return bool(told) and not is_by_a_person(message)


def _is_of_a_server(message: OpenedMessage) -> bool:
    """Say whether a mail server sent this: a postmaster who writes in a program for people, or greets and names no address, is a person."""
    mail = message.mail
    if not by_mail_server(mail) or null_sender(mail):
        return null_sender(mail)
    marked = mail.enclosed or responder_mark(mail) or mail.headers.has("x-failed-recipients")
    # Whose title alone is a mail server's has an address of their own.
    by_address = (is_daemon(mail.sender) or list_of(mail.sender)) and not is_postmaster(mail.sender)
    if marked or by_address:
        return True
    # Who greets, and would get what is returned to them, is a postmaster in person unless a server's own words or its code stand there.
    told = _own_part(mail.text)
    in_person = mail.return_path == mail.sender and not (REPLY_CODE.search(told) or STATUS.search(told) or _by_program(told))
    reported = _beginning(mail.text) or (not asks(mail.text[:_BEGINNING]) and not in_person and bounces.reports(message))
    return bool(reported) and not by_mail_program(mail)


def _own_part(text: str) -> str:
    """Return what a server says itself, or a person who greets above the report that they pass on."""
    told = server_text(text)
    return with_signature(told) or told


def _beginning(text: str) -> str:
    """Return what a text begins with; "" where a person begins it, who asks about a bounce: they greet, or ask, or quote it."""
    beginning = "\n".join(line for line in text[:_BEGINNING].split("\n") if not line.lstrip().startswith(">")).strip()
    first = beginning.partition("\n")[0]
    by_program = any(words.match(first) for words in bounce_programs().values())
    return "" if asks(beginning) or (pattern("bounce_greeting").match(first) and not by_program) else beginning


def _program(text: str) -> str:
    """Return the name of the program whose words a text says, or that of some mail server; servers break their sentences anywhere."""
    return _named(text) or _named(unwrapped(text))


def _by_program(text: str) -> str:
    return next((name for name, words in bounce_programs().items() if words.search(text)), "")


def _named(text: str) -> str:
    return _by_program(text) or (
        _SOME if any(pattern(kind).search(text) for kind in ("bounce_failure", "no_such_mailbox", "bounce_delivered")) else ""
    )


def _is_of_a_bounce(subject: str) -> bool:
    """Say whether a subject tells of a failed delivery, and is no person's answer to one that does."""
    no_answer = rf"(?!(?:{alternatives('subject_mark')}) ?:)"
    return bool(pattern("bounce_subject", rf"{no_answer}.{{0,90}}?").match(subject))


def _is_of_a_responder(message: OpenedMessage, text: str) -> bool:
    """Say whether it is an automatic reply, some of which are sent as if by a mail server and say that somebody cannot be reached."""
    mail = message.mail
    if mail.headers.has("x-failed-recipients") or mail.enclosed:
        return False
    beginning = text[:_BEGINNING]
    # A responder puts its mark before our subject, which may be any.
    prefixed = (automatic_subject(mail.subject) or absent_subject(mail.subject)) and not _is_of_a_bounce(mail.subject)
    said = pattern("absent").search(beginning) or pattern("automatic_challenge").search(text)
    return bool(prefixed or said) and not _by_program(text)


RULE = Rule(
    name="bounce_text",
    order=40,
    says="A mail server's report, in plain text, that a letter was not delivered.",
    kind=Kind.BOUNCE,
    examine=_examine,
)
