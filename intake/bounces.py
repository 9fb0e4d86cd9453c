"""Bounces that are written for people only: the text of mail servers that send no RFC 3464 report, or a broken one."""

from __future__ import annotations

import re

from domain.message import Report
from intake.machine import is_daemon, untagged
from intake.reports import read_text, report
from intake.rule import Case

# Without an apostrophe, which rather quotes an address than stands in one, and without the `SMTP=` of X.400.
_ADDRESS = re.compile(
    r"(?<![A-Za-z0-9_.])(?!(?:smtp|SMTP)=)[A-Za-z0-9_.!#$%&*+/?^{|}~-][A-Za-z0-9_.!#$%&*+/=?^{"
    r"|}~-]{0,63}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+"
)
# Where the returned letter begins, and so what the mail server says ends.
_ORIGINAL = re.compile(
    r"^(?:-{3,}.{0,20}(?:below this line|this is a copy|original message|returned message|original headers|start of returned"
    r"|enclosed is|message header).*"
    r"|-{2,}\s*(?:the |your )?(?:body|header|message) .*follow.*|received: from\b.*|original message headers:?.*"
    r"|en-têtes de message d['’]origine.*"
    r"|diagnostic information for administrators.*generating server.*|ursprüngliche nachrichtenkopfzeilen.*|unsent message (?:follows"
    r"|below).*"
    r"|.{0,60}(?:original|returned|undelivered|your|old) (?:mail|message|e-?mail)\b.{0,40}(?:follows?|below)\b.*"
    r"|-{2,}.{0,20}returned mail.*|old message:.*"
    r"|original message as received.*|-{2,}.{0,20}the header and top .*"
    r"|a copy of the original message.*below.*|the body of the message is.*|this is a copy of (?:your|the) message.*)$",
    re.IGNORECASE | re.MULTILINE,
)
# The words with which a mail server says what it could not do; the addresses after them are those that failed.
FAILURE = re.compile(
    r"(?:could not|cannot|can['’]t|couldn['’]t|was not|were not|not|unable to|(?:was|wasn)['’]?t able to|n['’]a pu"
    r"|n['’]a pas pu) (?:be |been |etre |être )?"
    r"(?:yet been |been )?(?:deliver|reach|delivr|délivr|remis)|did not reach|delivery (?:attempt|failed|failure|to the following"
    r"|has failed)"
    r"|undeliverable|had permanent fatal errors"
    r"|had transient non-fatal errors|following address\S* (?:had|failed)|failed recipients?|intended recipient|returned because"
    r"|automatically rejected|has been postponed"
    r"|non-delivery report|konnte nicht zugestellt|échec de la remise|nachrichtenzustellung an folgende|error de entrega",
    re.IGNORECASE,
)
_DELAY = re.compile(
    r"delay(?:ed)?\b|postponed|attempts will continue|not yet been delivered|will (?:be re)?tr(?:y|ied)|still (?:being|trying"
    r"|in the queue)|transient non-fatal"
    r"|warning message only"
    r"|do not need to resend|continue[sd]? to try|temporar(?:y|ily) (?:failure|problem|unable)|retardé|verzögert|retrasado",
    re.IGNORECASE,
)
_FINAL = re.compile(
    r"permanent|given up|gave up|giving up|undeliverable|could ?n[o']t be delivered|will not be retried|has failed|did not reach"
    r"|returned to (?:you|sender)|retry time.{0,20}exceeded"
    r"|too long|unzustellbar|non remis",
    re.IGNORECASE,
)


def server_text(text: str) -> str:
    """Return what the mail server itself says, without the letter that it returns."""
    found = _ORIGINAL.search(text)
    return text[: found.start()] if found and found.start() else text


def reports(case: Case) -> tuple[Report, ...]:
    """Return what a bounce in words says of each address; what the header or an enclosed report says goes before the words."""
    mail = case.mail
    enclosed = (report(fields) for inside in mail.enclosed for fields in inside.statuses)
    found = tuple(one for one in enclosed if one is not None)
    if found:
        return found
    text = server_text(mail.text)
    delayed = bool(_DELAY.search(text)) and not _FINAL.search(text)
    spans = [span for span in _ADDRESS.finditer(text) if _is_recipient(span[0].lower(), case)]
    phrase = FAILURE.search(text)
    # Exchange and others quote the header of the returned letter first, with addresses that did not fail.
    after = [span for span in spans if phrase and span.start() >= phrase.start()]
    named = mail.headers.addresses("x-failed-recipients") or dict.fromkeys(span[0].lower() for span in after or spans)
    told = {address: read_text(address, _said_of(address, text, after or spans), delayed=delayed) for address in named}
    if not told and mail.enclosed:
        told = {address: read_text(address, text, delayed=delayed) for address in mail.enclosed[0].headers.addresses("to")}
    return tuple(told.values())


def _is_recipient(address: str, case: Case) -> bool:
    own = address in case.own_addresses or untagged(address) in case.own_addresses
    return not own and not is_daemon(address) and address != case.mail.sender and address not in case.mail.recipients


def _said_of(address: str, text: str, spans: list[re.Match[str]]) -> str:
    """Return the text from the last line that begins with the address to the next address; the whole where there is none."""
    for position, found in enumerate(spans):
        following = [later.start() for later in spans[position + 1 :] if later[0].lower() != address]
        if found[0].lower() == address:
            return text[found.start() : following[0] if following else len(text)]
    return text
