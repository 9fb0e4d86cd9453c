"""Whether a message is courtesy only, so that nobody needs to read it: not what brings anything beside its kind words. Pure."""

from __future__ import annotations

import re

from domain.intent import IntentKind
from domain.message import Knowledge
from intake.deciding.heard import named_deliveries
from intake.parsing.mail import File, answers_invitation
from intake.understanding.evidence.answers import announces_answer
from intake.understanding.evidence.machine import untagged
from intake.understanding.examine import Examined

_ADDED = re.compile(r"att\d{2,6}\.(?:txt|html?)", re.IGNORECASE)  # What Exchange makes of a part below another, such as a list's foot.
_CARDS = {"text/vcard", "text/x-vcard", "text/directory"}
_LOGO = 40_000  # Bytes: a page that was scanned or photographed has more, and a logo in a signature less.


def is_courtesy(examined: Examined, knowledge: Knowledge) -> bool:
    """Say whether a message is courtesy only; a mere "OK" is more to a letter that asks whether a workbook is its reader's own.

    What was encrypted, could not be read, or was forgotten may be an answer, however courteous the words beside it are; and so may a file,
    a message of somebody else's or an invitation that came with them.
    """
    if examined.mail.encrypted or examined.mail.defects or _lacks_its_file(examined) or _brings_more(examined, knowledge):
        return False
    asked = {case for one in named_deliveries(examined, knowledge) for case in one.asks}
    return {one.intent for one in examined.intents} == {IntentKind.THANKS} and not any(one.case_id in asked for one in knowledge.claims)


def _lacks_its_file(examined: Examined) -> bool:
    """Say whether a message sends the answer, and no file came with it but pictures in its text: whoever wrote it believes that it came."""
    return all(examined.pictures) and announces_answer(examined.own_words)


def _brings_more(examined: Examined, knowledge: Knowledge) -> bool:
    """Say whether a person attached something: an official letter, a scan, what a colleague wrote; our own letter is none of it."""
    ours = {untagged(one) for one in knowledge.own_addresses}
    enclosed = (one.headers.addresses("from") for one in examined.mail.enclosed)
    of_others = any(not ours.intersection(map(untagged, authors)) for authors in enclosed)
    return of_others or any(not one.forwarded and _says_something(one) for one in examined.mail.attachments)


def _says_something(file: File) -> bool:
    """Say whether a file may say something: no card, no answer to an invitation, no logo, and nothing that a program added."""
    if file.inline or file.media_type in _CARDS or _ADDED.fullmatch(file.name):
        return False
    if file.media_type.startswith("image/"):
        return len(file.data) > _LOGO
    return not answers_invitation(file)
