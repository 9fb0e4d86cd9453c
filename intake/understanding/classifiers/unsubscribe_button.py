"""What a mail program writes for whoever presses its button to leave, to an address that is not that of List-Unsubscribe."""

from __future__ import annotations

from domain.intent import IntentKind
from domain.message import Kind
from domain.sentences import quoted
from intake.understanding.evidence.machine import is_daemon, is_no_reply, null_sender, responder_mark
from intake.understanding.intents.wanted import wanted
from intake.understanding.machines.away import tells_of_itself
from intake.understanding.rule import Hit, OpenedMessage, Rule
from languages.mail import pattern

_LONGEST = 200


def _examine(message: OpenedMessage) -> Hit | None:
    """Look for a subject that leaves above nothing, or above nothing but what the program says of itself.

    That it came so proves nothing: whether its sender is believed is judged as for whoever asks in words.
    """
    mail, text = message.mail, message.mail.text.strip()
    if mail.attachments or null_sender(mail) or is_daemon(mail.sender) or is_no_reply(mail.sender) or responder_mark(mail):
        return None
    by_button = pattern("leaves_by_button", r"^\W{0,4}", r"\W{0,4}$").match(text)
    # In whatever words a program says of itself that it wrote this, nothing else is told.
    by_program = len(text) <= _LONGEST and tells_of_itself(text) and not pattern("absent").search(text)
    if "?" in mail.subject or (text and not (by_button or by_program)):
        return None
    leaves = pattern("leaving_subject", r"^\W{0,4}(?:", r")\W{0,4}$").match(mail.subject)
    if not leaves and not (by_button and wanted(message, "", IntentKind.UNSUBSCRIBE)):
        return None
    return Hit(f"A mail program asks for its user not to be written to: {quoted(mail.subject[:60])}.")


RULE = Rule(
    name="unsubscribe_button",
    order=16,
    says="What a mail program writes for whoever presses its button to leave.",
    kind=Kind.UNSUBSCRIBE,
    examine=_examine,
)
