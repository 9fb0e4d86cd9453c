"""A feedback report without its machine-readable part, or with that as text: AOL, Hotmail and others send such."""

from __future__ import annotations

from domain.message import Kind
from domain.sentences import quoted
from intake.parsing.headers import parse_headers
from intake.understanding.evidence.machine import bulk_mark, complains, is_daemon, is_no_reply, null_sender, responder_mark
from intake.understanding.machines.complaints import complaints
from intake.understanding.machines.returned import returned_headers, server_text
from intake.understanding.own_words.words import asks
from intake.understanding.rule import Hit, OpenedMessage, Rule
from languages.mail import pattern

_BEGINNING = 2_000


def _examine(message: OpenedMessage) -> Hit | None:
    """Look for the words beside a mark of a machine, and a letter of ours or a subject that says so.

    A person who complains writes to us without either.
    """
    mail = message.mail
    opts_out = is_daemon(mail.sender) and pattern("complaint_opt_out", r"^\W{0,4}(?:", r")\b").match(mail.subject)
    if mail.statuses or not (complains(mail.sender) or is_no_reply(mail.sender) or opts_out):
        return None  # Nearly all mail ends here, before its text is looked through.
    letter, text = returned_headers(mail), server_text(mail.text)[:_BEGINNING]
    answered = responder_mark(mail) or null_sender(mail)
    by_machine = answered or bulk_mark(mail, message.own_addresses)
    if mail.in_reply_to and not answered:
        return None  # No provider answers a letter; who does so from such an address is a person, whatever they speak of.
    says_so = mail.headers.has("x-arf") or pattern("complaint").search(mail.subject)  # X-ARF is a report in words or YAML.
    # An abuse desk passes a complaint on by hand, and returns a line of our letter at most: its subject and its text say so.
    twice = says_so and pattern("complaint").search(text) and not asks(text)
    if not letter.fields and not (says_so and by_machine) and not twice:
        return None
    fields = parse_headers(text.encode())
    kind = fields.get("feedback-type").strip().lower()
    said = kind or next((found[0] for one in (mail.subject, text) if (found := pattern("complaint").search(one))), "")
    if not said:
        return None
    kind = kind or ("opt-out" if pattern("complaint_opt_out").search(f"{mail.subject}\n{text}") else "abuse")
    return Hit(f"It says that a recipient complained about our letter: {quoted(said)}.", complaints(kind, fields, letter, message))


RULE = Rule(
    name="complaint_text",
    order=22,
    says="A provider's report, in plain text, that a recipient complained.",
    kind=Kind.COMPLAINT,
    examine=_examine,
)
