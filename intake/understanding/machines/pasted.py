"""Whether a person pastes a server's report between their own words, and wants to know what became of their letter to us."""

from __future__ import annotations

from intake.understanding.evidence.answering import answers
from intake.understanding.evidence.machine import by_mail_server, is_no_reply, null_sender, responder_mark, takes_bounces
from intake.understanding.evidence.reports import REPLY_CODE, STATUS
from intake.understanding.machines.away import told_besides
from intake.understanding.machines.persons import speaks_in_person
from intake.understanding.machines.recipients import ADDRESS
from intake.understanding.machines.returned import server_text
from intake.understanding.own_words.lines import unwrapped
from intake.understanding.own_words.words import asks, own_words, sentences
from intake.understanding.rule import OpenedMessage
from languages.mail import bounce_programs, pattern

_LONGEST = 8_000
_BELOW = 2  # Sentences: below a report a server says where to ask, or that it gave up.
_TELLS_FAILURE = ("bounce_failure", "no_such_mailbox", "bounce_delivered", "bounce_delay", "bounce_refused_request")


def pastes_a_report(message: OpenedMessage, *, certainly: bool = False) -> bool:
    """Say whether a person says something above a report that they paste, asks below it, or goes on below one of failing to reach us.

    Only who writes from an address of their own is believed: a gateway that says something above its report sends it as a server does,
    and marks it. What answers no letter must ask, or say what only a person says, since certified mail has words of its own.

    `certainly` is whether only a server's report may be what they paste: who is away tells of addresses that nobody reads any more, too.
    """
    mail = message.mail
    if not _is_by_hand(message):
        return False
    words = own_words(mail.text)[:_LONGEST]
    said = sentences(unwrapped(words))
    reported = [at for at, one in enumerate(said) if _is_of_a_report(one)]
    # The head of the letter that failed looks like that of a quotation, so that a report may stand beside one's own words.
    found = "\n".join(said[at] for at in reported)
    beside = not reported and _is_a_servers(server_text(mail.text)[:_LONGEST])
    if not (beside or _is_certain(found) or (not certainly and _fails(found) and ADDRESS.search(words))):
        return False
    speaks = bool(pattern("sends_to_us").search(words)) or speaks_in_person(message)
    if null_sender(mail):
        return speaks and bool(mail.in_reply_to)
    if speaks or asks("\n".join(one for at, one in enumerate(said) if at not in reported)):
        return True
    first, last = (reported[0], reported[-1]) if reported else (len(said), len(said))
    above, below = (told_besides("\n".join(part)) for part in (said[:first], said[last + 1 :]))
    return answers(mail) and (bool(above) or (len(below) >= _BELOW and _is_of_us(found, message)))


def _is_of_us(report: str, message: OpenedMessage) -> bool:
    """Say whether a report names addresses of our domain alone: one to us names whom we wrote to, and one of theirs whom they did."""
    ours = {one.rpartition("@")[2].lower() for one in message.own_addresses}
    named = {one[0].rpartition("@")[2].lower() for one in ADDRESS.finditer(report)}
    return bool(named) and named <= ours


def _is_by_hand(message: OpenedMessage) -> bool:
    """Say whether nothing tells that a program sent this, but maybe its envelope, the sender of which a gateway may have taken away."""
    mail = message.mail
    by_program = responder_mark(mail) or mail.headers.has("x-failed-recipients") or mail.statuses or mail.enclosed
    nobodys = by_mail_server(mail) or is_no_reply(mail.sender) or takes_bounces(mail.return_path or "")
    return not by_program and not nobodys


def _is_of_a_report(sentence: str) -> bool:
    """Say whether a sentence is one that servers say."""
    return _fails(sentence) or _is_certain(sentence) or bool(pattern("automatic").search(sentence))


def _is_a_servers(text: str) -> bool:
    """Say whether a text holds a report in a program's words, or in a server's with a code."""
    joined = unwrapped(text)
    return _is_of_a_program(joined) or (_has_a_code(joined) and bool(pattern("bounce_failure").search(joined)))


def _is_certain(words: str) -> bool:
    """Say whether only a server says so: a program's words, or a code."""
    return _has_a_code(words) or _is_of_a_program(words)


def _fails(words: str) -> bool:
    return any(pattern(kind).search(words) for kind in _TELLS_FAILURE)


def _has_a_code(words: str) -> bool:
    return bool(REPLY_CODE.search(words) or STATUS.search(words))


def _is_of_a_program(words: str) -> bool:
    return any(said.search(words) for said in bounce_programs().values())
