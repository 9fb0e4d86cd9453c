"""Whether a message comes from a machine, which is never answered.

Sources: RFC 3834 sections 2 and 5, RFC 2919 and RFC 2369 (lists), RFC 5321 section 4.5.5 (null sender).
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache

from domain.mail.reference import DELIVERY, read_tagged
from intake.parsing.mail import Mail
from languages.expressions import compiled
from languages.mail import alternatives, pattern

_DAEMON = re.compile(
    r"^(?:mailer-?daemon|mail-?daemon|post[-_]?master|mdaemon|mail[-_.]?(?:delivery[-_.]?)?(?:system|subsystem|daemon)|double-bounce|ndr|dsn"
    r"|listserv|listproc|majordomo|mailman|sympa|ezmlm"
    r"|(?:mail-?)?delivery[-_.]?(?:failure|status|report|subsystem|system)?|non-?delivery|bounced?|microsoftexchange[0-9a-f]*)(?:[+=-].*)?@"
    r"|^bounces(?:[+=-].*)?@"
)
# What servers give as envelope sender where it should be null. A forwarder's own (SRS) is a person's, wrapped up.
_NULL = re.compile(r"^(?:mailer-?daemon|mail-?daemon|post-?master|mdaemon|double-bounce|microsoftexchange[0-9a-f]*)(?:[+=-].*)?@")
_POSTMASTER = re.compile(r"^post[-_]?master@")
_LIST_MANAGER = re.compile(r"^(?:owner-(.{1,60})|(.{1,60}?)-(?:bounces?|owner|admin|request|errors)(?:[+=-].*)?)$")
_BOUNCES = re.compile(r"^(?:.{0,60}[-._+])?bounces?(?:[-+=.].*)?@")
# Programs name such a field each in their own way: X-Autoreply, X-MDAutoResponder, X-Mail-Autoreply. X-No-Autoreply asks others for none.
_RESPONDER_FIELD = re.compile(r"x-(?!no|suppress|disable|prevent|ignore|skip)[a-z0-9-]{0,40}auto(?:reply|respon[ds][a-z]{0,4})(?:-from)?")
_RESPONDER_FIELDS = {
    "x-fc-machinegenerated",
    "x-vacation",
    "delivered-by-the-graces-of",  # As the template of vacation(1) has it.
    "x-ricevuta",  # On receipts of Italian certified mail (the decree of 2 November 2005, section 7.2 of its annex).
}
_LIST_FIELDS = (
    "list-unsubscribe",
    "list-id",
    "list-post",
    "list-help",
    "list-archive",
    "mailing-list",
    "x-mailgun-variables",
    "x-mc-user",
    "x-csa-complaints",
    "x-newsletter",
    "x-cron-env",
)
# Services for newsletters count their campaigns in a field that each names in its own way: X-Campaign-Id, X-Mailin-Campaign.
_CAMPAIGN = re.compile(r"x-(?:[a-z0-9]{1,30}-){0,3}campaign(?:-?[a-z]{2,8})?")
_FEEDBACK = "feedback-id"  # Looked for last, since services for mail put it into whatever they send.
_BULK = {"bulk", "junk", "list"}
# Programs that send one text to many, as they name themselves in X-Mailer.
_FOR_MANY = re.compile(
    r"\b(?:mass|bulk)[- _]?(?:mail|send)|\bmaxbulk\b|newsletter|sendblaster|\bgroup ?mail\b|\batomic ?mail|mailchimp|phplist|acymailing"
    r"|mailpoet|\bmautic\b|\bsendy\b|\bdirect ?mail\b|e-?mail ?marketing|\bworldcast\b",
    re.IGNORECASE,
)
# Programs in which people write, as they name themselves: no server and no list writes its reports in one.
_BY_HAND = re.compile(
    r"\b(?:thunderbird|foxmail|roundcube|rainloop|snappymail|squirrelmail|horde|outlook|(?:apple|iphone|ipad|mac os x) mail|evolution|kmail"
    r"|mutt|claws mail|sylpheed|the bat!|becky!|em_client|mailspring|seamonkey|postbox|airmail|k-9 mail|fairemail|betterbird)",
    re.IGNORECASE,
)
_ON_A_DOMAIN = re.compile(r"\W{0,4}report[- ]domain:.{1,260}submitter:", re.IGNORECASE)
_PROGRAM_FIELDS = ("user-agent", "x-mailer", "mime-version")


def untagged(address: str) -> str:
    """Return `address` without the tag that it may carry."""
    found = read_tagged(address)
    return found.base if found else address


def list_of(address: str) -> str:
    """Return the address of the list whose bounces or owner have this address, or "": `x-bounces@d` and `owner-x@d` are of `x@d`."""
    local, _, domain = address.rpartition("@")
    found = _LIST_MANAGER.match(local)
    return f"{found[1] or found[2]}@{domain}" if found else ""


def takes_bounces(address: str) -> bool:
    """Say whether an address is one that only reports about deliveries come to: that of one letter, or of a list's bounces (VERP)."""
    found = read_tagged(address)
    return bool(found and found.kind == DELIVERY) or bool(_BOUNCES.match(address))


def is_daemon(address: str) -> bool:
    """Say whether this address is a mail server's own."""
    return bool(_DAEMON.match(address))


def is_postmaster(address: str) -> bool:
    """Say whether this address is a postmaster's: a mail server's own as well, but a person reads it (RFC 2142 section 5)."""
    return bool(_POSTMASTER.match(address))


def by_mail_server(mail: Mail) -> bool:
    """Say whether the author is a mail server or a list manager, by its address or the name that stands beside it."""
    name = mail.headers.get("from").partition("<")[0]
    return is_daemon(mail.sender) or bool(list_of(mail.sender)) or bool(pattern("bounce_author", r"^[\W_]*").match(name))


def is_no_reply(address: str) -> bool:
    """Say whether this address says of itself that nobody reads it."""
    return bool(pattern("no_reply", r"^(?:.*[._-])?", r"(?:[._+-].*)?@").match(address))


def complains(address: str) -> bool:
    """Say whether this address is one from which providers report complaints."""
    by_name = pattern("complaint_author", r"^(?:.*[._-])?", r"(?:[._+-].*)?@")
    by_host = pattern("complaint_author", r"^[^@]*@", r"\.[^@]*\.")
    return address == "staff@hotmail.com" or bool(by_name.match(address) or by_host.match(address))


def null_sender(mail: Mail) -> bool:
    """Say whether the envelope sender is null, or what a mail server writes in its place."""
    written = mail.return_path
    # A postmaster who writes letters does so from their own address.
    by_hand = written == mail.sender and is_postmaster(mail.sender)
    return written is not None and (not written or bool(_NULL.match(written) and not by_hand))


def by_mail_program(mail: Mail) -> bool:
    """Say whether a person wrote this in a program for people, as an administrator may who writes from the address of a postmaster."""
    named = any(_BY_HAND.search(mail.headers.get(name)) for name in _PROGRAM_FIELDS)
    return named and mail.return_path != "" and not responder_mark(mail)


def automatic_subject(subject: str) -> str:
    """Return the words at the beginning of a subject, or in brackets at its end, that only an automatic reply has there; or ""."""
    return _begins_with("automatic_subject", subject)


def absent_subject(subject: str) -> str:
    """Return the words there that tell of an absence, which people write too; or ""."""
    return _begins_with("absent_subject", subject)


def _begins_with(kind: str, subject: str) -> str:
    found = _subject(kind).search(subject)
    return found[0].strip("([]) ") if found else ""


@cache
def _subject(kind: str) -> re.Pattern[str]:
    said = alternatives(kind)
    # The letters of some scripts have no boundary between words.
    return compiled(rf"^[\W_]{{0,4}}(?:{said})(?:\b|(?<=[^\x00-\x7f]))|[\[(](?:{said})[\])]\s*$")


def responder_mark(mail: Mail) -> str:
    """Return the field in which a program says of itself that it answered on its own, or ""."""
    submitted = mail.headers.get("auto-submitted").split(";")[0].split("(")[0].strip().lower()
    if submitted and submitted != "no":
        return f"Auto-Submitted: {submitted}"
    for field in mail.headers.fields:
        of_a_responder = field.name in _RESPONDER_FIELDS or _RESPONDER_FIELD.fullmatch(field.name)
        if of_a_responder and field.value.strip().lower() not in {"", "no", "false", "0"}:
            return f"{field.name.title()}: {field.value[:60]}"
    if mail.headers.get("x-autogenerated").strip().lower() == "reply":  # Its other values say that a person's message was passed on.
        return "X-Autogenerated: Reply"
    for name in ("precedence", "x-precedence", "preference"):
        if mail.headers.get(name).strip().lower().replace("-", "_") in {"auto_reply", "autoreply"}:
            return f"{name.title()}: auto_reply"
    if "autoresponder" in mail.headers.get("x-post-messageclass").lower() or mail.headers.get("delivered-to").lower() == "autoresponder":
        return "the mark of an autoresponder"
    return ""


def submitted_by_hand(mail: Mail) -> bool:
    """Say whether the program that a message was written in says of itself that a person wrote it (RFC 3834 section 5)."""
    return mail.headers.get("auto-submitted").strip().lower() == "no"


def is_read_receipt(mail: Mail) -> bool:
    """Say whether this is a notification of what became of a letter in its recipient's mail program (RFC 8098), or Notes' in words."""
    marked = mail.report_type == "disposition-notification" or mail.notification.fields
    return bool(marked or pattern("read_receipt").match(mail.text))


def was_displayed(mail: Mail) -> bool:
    """Say whether a read receipt tells that the letter was shown; Sieve refuses letters in that form too, as deleted (RFC 5429)."""
    return is_read_receipt(mail) and "delete" not in mail.notification.get("disposition").lower()


def is_report_on_domain(subject: str) -> bool:
    """Say whether a subject is that of a report which servers send each other (RFC 7489 section 7.2.1.1, RFC 8460 section 5.3)."""
    return bool(_ON_A_DOMAIN.match(subject))


def list_mark(mail: Mail, own_addresses: Collection[str]) -> str:
    """Return the field with which a list or a service for newsletters marks what it sends, or ""; a list that is our own marks nothing."""
    if _is_our_list(mail, own_addresses):
        return ""
    campaigns = (one.name for one in mail.headers.fields if _CAMPAIGN.fullmatch(one.name))
    return next((name.title() for name in (*_LIST_FIELDS, *campaigns, _FEEDBACK) if mail.headers.has(name)), "")


def list_addresses(mail: Mail) -> frozenset[str]:
    """Return the addresses of the lists that a message came through."""
    named = re.findall(r"[^\s<>@;,]{1,64}@[^\s<>@;,]{1,255}", mail.headers.get("mailing-list"))
    lists = (one.rpartition("<")[2].strip("<> ").lower() for one in (mail.headers.get("list-id"),))
    return frozenset({*(one.lower() for one in named), *(one.replace(".", "@", 1) for one in lists if one)})


def bulk_mark(mail: Mail, own_addresses: Collection[str]) -> str:
    """Return the field that marks a message as sent by a list or in bulk, or "". Responders mark themselves by Precedence, too."""
    precedence = mail.headers.get("precedence").strip().lower()
    if found := list_mark(mail, own_addresses):
        return found
    if sent_by_a_mass_mailer(mail):
        return f"X-Mailer: {mail.headers.get('x-mailer')[:60]}"
    # A gateway may add that to whatever leaves, and its author's program say beside it that a person wrote it (RFC 3834 section 5).
    by_hand = submitted_by_hand(mail)
    return f"Precedence: {precedence}" if precedence in _BULK and not by_hand and not _is_our_list(mail, own_addresses) else ""


def sent_by_a_mass_mailer(mail: Mail) -> bool:
    """Say whether a message comes out of a program that sends one text to many, as that names itself."""
    return bool(_FOR_MANY.search(mail.headers.get("x-mailer")))


def hints_at_a_machine(mail: Mail, own_addresses: Collection[str]) -> bool:
    """Say whether a sign of a machine stands beside the words, which a person's message may bear too."""
    return null_sender(mail) or mail.headers.has("x-auto-response-suppress") or bool(bulk_mark(mail, own_addresses))


def _is_our_list(mail: Mail, own_addresses: Collection[str]) -> bool:
    own = {address.replace("@", ".") for address in own_addresses}
    lists = re.findall(r"<([^<>]+)>", mail.headers.get("list-id"))
    return bool(lists) and lists[-1].lower() in own


def why_not_answered(mail: Mail, own_addresses: Collection[str]) -> str:
    """Return why no automatic answer may go to the sender of this message, as a clause, or "" where one may."""
    if not mail.sender:
        return "it has no sender"
    if null_sender(mail):
        return "its envelope sender is null"
    if {untagged(mail.sender), untagged(mail.reply_address)} & set(own_addresses):
        return "it comes from our own address"
    for address in (mail.sender, mail.reply_address):
        if is_daemon(address) or is_no_reply(address):
            return f"nobody reads {address}"
    mark = responder_mark(mail) or bulk_mark(mail, own_addresses)
    suppressed = mail.headers.get("x-auto-response-suppress").lower()
    if not mark and ("all" in suppressed.split(",") or "autoreply" in suppressed):
        mark = "X-Auto-Response-Suppress"
    return f"it carries {mark}" if mark else ""
