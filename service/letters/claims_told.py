"""What a reminder asks of workbooks that came in its reader's name, and that nothing proves to be theirs.

Their authors chose the addresses that stand in it. So a few are named, and shown as `domain.texts.addresses` shows what others wrote.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from zoneinfo import ZoneInfo

from domain.texts.addresses import shown_address
from languages import catalogue
from languages.locales import day
from service.contacts.claimed import Claimed

_NAMED = 3  # Of more, two are named, and the others are a number.


def told_claims(claims: Sequence[Claimed], theirs: Collection[str], zone: ZoneInfo, language: str) -> list[str]:
    """Return the sentences that ask whether workbooks are their reader's own; one for all of them.

    `theirs` are the addresses of the organisation on record, in lower case: what bears one of them only names it as its sender.
    """
    words = catalogue(language)
    facts = [(shown_address(one.sender), day(one.received_at.astimezone(zone).date(), language)) for one in claims]
    if not facts:
        return []
    if len(facts) == 1:
        ((sender, when),) = facts
        says = "claimed_in_name" if claims[0].sender.lower() in theirs else "claimed_workbook"
        return [words.say(says, sender=sender, day=when).message]
    named = facts if len(facts) <= _NAMED else facts[: _NAMED - 1]
    senders = [words.say("claimed_by", sender=sender, day=when).message for sender, when in named]
    if more := len(facts) - len(named):
        senders.append(words.say("claimed_more", count=more).message)
    return [words.say("claimed_workbooks", senders=words.say("check_comma").message.join(senders)).message]
