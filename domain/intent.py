"""What a person said: the intents that their own words carry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class IntentKind(StrEnum):
    """What a person, or the automatic reply of their mailbox, wants."""

    DECLINE = "decline"  # The organisation will not take part.
    EXTENSION = "extension"  # They need more time.
    SUCCESSOR = "successor"  # Another person or address is responsible.
    CORRECTION = "correction"  # An answer in the text is to replace one in a workbook.
    DRAFT = "draft"  # The workbook is not final.
    CONFIDENTIAL = "confidential"  # The answers are not to be published or passed on.
    ANSWERS_IN_TEXT = "answers_in_text"  # The answers stand in the text itself.
    ELSEWHERE = "elsewhere"  # The answers come in another way: a link, by post, by telephone.
    RESEND = "resend"  # They want the workbook again.
    UNSUBSCRIBE = "unsubscribe"  # The address wants no more mailings.
    CONFIRM = "confirm"  # "Yes": they confirm what the letter that they answer asked.
    QUESTION = "question"  # They ask something.
    NOTE = "note"  # More than courtesy, and none of the above.
    THANKS = "thanks"  # Courtesy only.
    AUTO_REPLY = "auto_reply"  # A machine says that somebody is away, until when, and who stands in for them.


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """One thing that was said: `words` are theirs, `until` is the date that they name, `address` another person's address.

    `days` is how much more time they ask for, where they say how long ("two more weeks"): `until` counts it from the day of their mail.
    `weekly` says of the day `until` that it is a day of the week in a wish, as in "could we have until Friday?": it comes again.
    `objects` says of a correction, or of a draft that came before, that it objects to a workbook that was sent, and puts no answer right.
    `alone` says that nothing more than courtesy stands beside it; of a "yes", that it is a bare one. `left` says of an automatic reply that
    its owner is no longer there.
    """

    intent: IntentKind
    words: str
    until: date | None = None
    days: int | None = None
    weekly: bool = False
    address: str | None = None
    objects: bool = False
    alone: bool = False
    left: bool = False
