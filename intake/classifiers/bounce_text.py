"""A bounce in words only, as qmail, older Exim, Exchange, Domino and others write it."""

from __future__ import annotations

import re

from domain.message import Kind
from domain.reference import DELIVERY, read_tagged
from intake import bounces
from intake.machine import is_daemon, null_sender
from intake.reports import NO_SUCH_MAILBOX
from intake.rule import Case, Rule, Verdict

_SUBJECT = re.compile(
    r"(?!(?:re|fwd?|aw|wg|tr|rv) ?:).{0,90}?(?:undeliver|could not be delivered|user unknown|mail delivery (?:warning|problem)"
    r"|failed mail|mail failed|automatically rejected|delivery (?:status notification|failure|notification|has failed|report"
    r"|problem|incomplete)|returned mail"
    r"|failure notice|mail (?:delivery )?(?:failed|failure)"
    r"|mail ?delivery (?:system|subsystem|failed)|message (?:could not be|not) delivered|delivery delayed|warning: (?:message"
    r"|could not send)|non[- ]?(?:remis|délivr|distribu)"
    r"|échec (?:de )?(?:la )?(?:remise|distribution|livraison|d['’]envoi)|(?:nicht |un)zustellbar|unzustellbar|no (?:se (?:pudo"
    r"|puede)|entregad)|non recapitabile|mancat[ao] (?:recapito|consegna)"
    r"|não (?:entregue|foi possível)|onbestelbaar|niet (?:bezorgd|afgeleverd)|nedostav|olevererad|غير قابل للتسليم|تعذر (?:ال)?تسليم"
    r"|لم يتم (?:ال)?تسليم|недостав|не (?:удалось )?достав|退信|配信不能|送信できません)",
    re.IGNORECASE,
)
_SOME = "a mail server"
_TEXTS = (
    (
        "qmail",
        re.compile(
            r"hi\. this is the (?:qmail-send program|deliver\w* program|mail)"
            r"|unable to deliver (?:your )?message to the following address",
            re.IGNORECASE,
        ),
    ),
    (
        "Exim",
        re.compile(
            r"created automatically by (?:the )?mail delivery software|a message that you (?:have )?sent (?:could not|has not yet)",
            re.IGNORECASE,
        ),
    ),
    (
        "Postfix",
        re.compile(
            r"this is the mail system at host|(?:mail could not|message could not|not) be delivered to one or more recipients",
            re.IGNORECASE,
        ),
    ),
    (
        "Sendmail",
        re.compile(
            r"the following addresses had (?:permanent fatal|transient non-fatal|delivery problems)|transcript of session follows",
            re.IGNORECASE,
        ),
    ),
    (
        "Exchange",
        re.compile(
            r"did not reach (?:some or all of )?the (?:following|intended) recipient|delivery has failed to these recipients"
            r"|following recipient\(?s\)? (?:could|cannot) (?:not )?be reached",
            re.IGNORECASE,
        ),
    ),
    (
        "Exchange",
        re.compile(
            r"échec de la remise (?:à|pour) ces destinataires|fehler bei der nachrichtenzustellung an folgende empfänger"
            r"|n['’]a pas pu être remis|error de entrega a estos destinatarios",
            re.IGNORECASE,
        ),
    ),
    (
        "Gmail",
        re.compile(
            r"delivery to the following recipients? (?:has )?(?:failed|been delayed)|your message wasn['’]t delivered to"
            r"|address not found",
            re.IGNORECASE,
        ),
    ),
    ("Domino", re.compile(r"your message\s.{0,300}was not delivered to:", re.IGNORECASE | re.DOTALL)),
    (_SOME, bounces.FAILURE),
    (_SOME, NO_SUCH_MAILBOX),
)


def _examine(case: Case) -> Verdict | None:
    mail = case.mail
    named = bool(_SUBJECT.match(mail.subject)) or mail.headers.has("x-failed-recipients")
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
    reports = bounces.reports(case)
    return Verdict(f"A mail server says in words that a letter was not delivered (as {program or _SOME} says it).", reports)


def _program(text: str) -> str:
    return next((name for name, pattern in _TEXTS if pattern.search(text)), "")


RULE = Rule("bounce_text", 40, "A mail server says in words that a letter was not delivered.", Kind.BOUNCE, _examine)
