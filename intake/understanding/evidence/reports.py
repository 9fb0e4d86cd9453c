"""What a bounce says of each address: action, status and diagnostic read into a `Report`.

Sources: RFC 3464 section 2.3 (fields of a recipient), RFC 3463 (status codes), RFC 5321 section 4.2 (reply codes).
"""

from __future__ import annotations

import re

from domain.message import Report
from intake.parsing.addresses import addresses
from intake.parsing.charsets import whole
from intake.parsing.headers import Headers
from languages.mail import pattern

STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.]*\d)")
REPLY_CODE = re.compile(
    r"(?<![\d.#-])([45]\d\d)(?=[ \-#:)]|$)(?![ -]*(?:bytes|messages|kb|mb|hours|days|minutes))", re.IGNORECASE | re.MULTILINE
)
# Exchange wraps an address that is none of SMTP up in one that is: IMCEASMTP-name+40host+2Eexample@server.
_IMCEA = re.compile(r"IMCEASMTP-([^@\s]{3,200})@", re.IGNORECASE)
_DELIVERED = ("delivered", "relayed", "expanded")
_MEANINGS = {
    "1.1": "no such mailbox",
    "1.2": "no such mail domain",
    "1.3": "not a valid address",
    "1.4": "the address is ambiguous",
    "1.6": "the mailbox has moved",
    "1.7": "the sender's address was not accepted",
    "1.8": "the sender's domain was not accepted",
    "1.10": "no such mailbox",
    "2.1": "the mailbox is disabled",
    "2.2": "the mailbox is full",
    "2.3": "the message is too long for the mailbox",
    "3.4": "the message is too big for the system",
    "4.1": "the host does not answer",
    "4.2": "the connection failed",
    "4.4": "no route to the host",
    "4.6": "a mail loop was found",
    "4.7": "the delivery time ran out",
    "7.0": "refused for policy reasons",
    "7.1": "refused for policy reasons",
    "7.26": "refused: the message was not authenticated",
}
_SENDER_STATUS = {"5.1.7", "5.1.8"}  # Subject 1 too, but these two are about the sender's address.
_VAGUE_STATUS = {None, "5.0.0", "5.1.0", "5.5.0", "5.3.0", "5.4.0"}


def report(fields: Headers) -> Report | None:
    """Return what one group of recipient fields says, or None where it names no address."""
    address = _address(fields)
    if not address:
        return None
    action = fields.get("action").split("(")[0].split(";")[0].strip().lower()
    diagnostic = _typed(fields.get("diagnostic-code"))
    found = STATUS.search(fields.get("status")) or STATUS.search(diagnostic)
    status = found[0] if found else None
    return Report(
        address=address,
        permanent=_permanent(action, status, diagnostic),
        status=status,
        reason=reason(action, status),
        diagnostic=diagnostic,
    )


def reason(action: str, status: str | None) -> str:
    """Return in a few words what an action (RFC 3464) and a status (RFC 3463) mean."""
    words = _MEANINGS.get(status.partition(".")[2], "") if status else ""
    return ": ".join(filter(None, (action, words))) or "not delivered"


def read_text(address: str, text: str, *, outcome: str = "failed") -> Report:
    """Return what the text of a bounce, as a person reads it, says of one address; `outcome` is its action (RFC 3464)."""
    status, code = STATUS.search(text), REPLY_CODE.search(text)
    return Report(
        address=address,
        permanent=_permanent(outcome, status[0] if status else None, code[0] if code else ""),
        status=status[0] if status else None,
        reason=reason(outcome, status[0] if status else None),
        diagnostic=" ".join(text.split())[:500],
    )


def delivered(report: Report) -> bool:
    """Say whether this is a report of success."""
    return (report.status or "").startswith("2.") or report.reason.startswith(_DELIVERED)


def no_such_mailbox(report: Report) -> bool:
    """Say whether the address does not exist: status 5.1.x, or a vague status with words that leave no doubt; never a matter of policy."""
    words = pattern("no_such_mailbox")
    if not report.permanent or pattern("refused_by_policy").search(words.sub("", report.diagnostic)):
        return False
    inner = STATUS.search(report.diagnostic)
    status = inner[0] if report.status in _VAGUE_STATUS and inner else report.status
    if status in _VAGUE_STATUS:
        return bool(words.search(report.diagnostic))
    return bool(status) and str(status).startswith("5.1.") and status not in _SENDER_STATUS


def is_address(text: str) -> bool:
    """Say whether this can be an address of a mailbox: a local part without empty atoms, and a domain whose last label is no number."""
    local, _, domain = text.rpartition("@")
    labels = domain.split(".")
    return bool(local) and ".." not in local and all(labels) and len(labels) > 1 and not labels[-1].isdigit()


def _address(fields: Headers) -> str:
    """Return the address as we wrote it, where the report tells (it may have been forwarded since), or else the final one."""
    for name in ("original-recipient", "x-original-to", "orcpt", "final-recipient", "x-actual-recipient"):
        for found in addresses(_plain(_typed(fields.get(name)))):
            if is_address(found):
                return found
    return ""


def _plain(value: str) -> str:
    """Return an address without what wraps it up: xtext (RFC 3461), Unicode in ASCII (RFC 6533), the encapsulation of Exchange."""
    encapsulated = _IMCEA.search(value)
    if encapsulated:
        return re.sub(r"\+([0-9A-Fa-f]{2})", lambda found: chr(int(found[1], 16)), encapsulated[1])
    unicode = re.sub(r"\\x\{([0-9A-Fa-f]{2,5})\}", lambda found: chr(int(found[1], 16)), value)
    return re.sub(r"\+(2B|3D)", lambda found: chr(int(found[1], 16)), whole(unicode))


def _typed(value: str) -> str:
    """Return the value of a field such as `rfc822; a@b.example` without its type."""
    kind, mark, rest = value.partition(";")
    return rest.strip() if mark and " " not in kind.strip() else value.strip()


def _permanent(action: str, status: str | None, diagnostic: str) -> bool | None:
    """Judge by action, then by the class of the status, then by the reply code.

    What failed after long trying (4.x.x) did not arrive, and nobody tries it again (RFC 3464 section 2.3.3).
    """
    if action.startswith(_DELIVERED):
        return None
    if action.startswith("delay"):
        return False
    if action.startswith("fail"):
        return True
    if status:
        return {"5": True, "4": False}.get(status[0])
    code = REPLY_CODE.search(diagnostic)
    return code[1].startswith("5") if code else None
