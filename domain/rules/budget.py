"""How many automatic replies may go out: to one address and for one sender a day, of one study an hour. What is more waits for a person.

A reply to a message that is proven or authenticated has been asked for. Nobody vouches for any other message: its sender may be forged, and
every reply would go to somebody who never wrote.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
# A person corrects a workbook some times a day, but not so often.
ABOUT_ONE_ORGANISATION = 10
# Colleagues who are not on record answer for an organisation, a few of them.
ABOUT_ONE_ORGANISATION_ELSEWHERE = 20
# Somebody may answer for every organisation of a region, and a study's contact gets every question.
TO_ONE_ADDRESS = 100
TO_ONE_ADDRESS_UNASKED = 5
FOR_ONE_SENDER_UNASKED = 10  # However many people the replies go to.
OF_A_STUDY, PER_ORGANISATION = 200, 5
OF_A_STUDY_UNASKED = 50
KEPT = 2  # The part of a study's hour (a half) that is kept for organisations about which few replies were given in it.


class Over(StrEnum):
    """Whose budget is spent."""

    ADDRESS = "address"
    SENDER = "sender"
    ORGANISATION = "organisation"
    STUDY = "study"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """How many automatic replies were planned before: in the last day to an address or for a sender, in the last hour of a study.

    Those are counted that were asked for where this one is, and else those that were not: what is forged spends nothing of what others
    need. `about_organisation` counts those to the address about the organisation that this one is about (see `about_one`), and `elsewhere`
    those about it to whoever is not on record, where this one goes there. `lately` counts those about it in the last hour (see `alike`).
    """

    to_address: int = 0
    about_organisation: int = 0
    elsewhere: int = 0
    for_sender: int = 0
    of_study: int = 0
    lately: int = 0


@dataclass(frozen=True, slots=True)
class AboutOne:
    """An automatic reply about one organisation: to which address, of which template, and because of whose messages; so `many`."""

    address: str
    template: str
    asker: str
    many: int = 1


def about_one(reply: AboutOne, before: Iterable[AboutOne], known: Collection[str]) -> tuple[int, int]:
    """Return how many replies about an organisation were planned to the address of this one, and to whoever is not `known`.

    `known` are those on its record, and the study's contact, in lower case. To them only those are counted that tell the like, and for
    the like: whoever has a stolen token could else spend the day with drafts, so that nobody hears of the answer that counts then, nor of
    what a contact asks. No address that is not known gets more for that, and all of those together get no more than `elsewhere` allows.
    """
    told = [one for one in before if one.address.lower() == reply.address.lower()]
    if reply.address.lower() not in known:
        return sum(one.many for one in told), sum(one.many for one in before if one.address.lower() not in known)
    by_known = reply.asker.lower() in known
    alike = (one for one in told if one.template == reply.template and (one.asker.lower() in known) is by_known)
    return sum(one.many for one in alike), 0


def alike(reply: AboutOne, before: Iterable[AboutOne], known: Collection[str]) -> int:
    """Return how many replies were given to those who are `known`, or to those who are not, as the asker of this one is."""
    by_known = reply.asker.lower() in known
    return sum(one.many for one in before if (one.asker.lower() in known) is by_known)


def hourly(organisations: int, *, asked: bool) -> int:
    """Return how many automatic replies a study may give in an hour, to messages that `asked` for them or to others."""
    return max(OF_A_STUDY, PER_ORGANISATION * organisations) if asked else max(OF_A_STUDY_UNASKED, organisations)


def over(spent: Spent, *, asked: bool, staff: bool, organisations: int) -> Over | None:
    """Return whose budget one more reply would exceed, or None where it may go out.

    It is `asked` for by a message that is proven or authenticated; `staff` says that it goes to the study's own contact, to whom questions
    of all are passed on. A study has so many `organisations`.
    """
    of_study = hourly(organisations, asked=asked)
    if asked:
        if spent.elsewhere >= ABOUT_ONE_ORGANISATION_ELSEWHERE:
            return Over.ORGANISATION
        to_address = of_study if staff else max(TO_ONE_ADDRESS, organisations)
        if spent.about_organisation >= ABOUT_ONE_ORGANISATION or spent.to_address >= to_address:
            return Over.ADDRESS
        # Whoever has a few tokens, and as many addresses as they like, spends one part: the other is kept for all others.
        mine = of_study // KEPT if spent.lately >= ABOUT_ONE_ORGANISATION else of_study
        return Over.STUDY if spent.of_study >= mine else None
    if spent.for_sender >= FOR_ONE_SENDER_UNASKED:
        return Over.SENDER
    if spent.to_address >= (of_study if staff else TO_ONE_ADDRESS_UNASKED):
        return Over.ADDRESS
    return Over.STUDY if spent.of_study >= of_study else None
