"""To whom a mailing would go at this moment, as whoever looks at it before it leaves is told: the same as its planning would find."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from domain.study import Audience, Mailing
from service.contacts.census import census
from service.letters.planned import mailing_cause, mailing_letters
from service.mailings.sifting import PlanFate, sieve
from service.studies.running import Running
from store import Transaction, deliveries, mailing_addressees
from store.figures.mailing_addressees import Addressee


def letters_to_come(tx: Transaction, running: Running, mailing: Mailing, now: datetime) -> Iterator[Addressee]:
    """Yield to whom a mailing would go, each in the language of the study in which their letter would be.

    Of those who are new at organisations that were given it before, planning leaves some out: of these few the census is asked.
    """
    study, new = running.study, dict[tuple[str, str], Addressee]()
    begun = deliveries.planned_for(tx, study.id, mailing.name)
    for one in _addressed(tx, running, mailing, now):
        if one.planned or one.organisation not in begun:
            yield one
        else:
            new[one.organisation, one.address] = one
    cases = census(tx, running, now, {code for code, _ in new}) if new else {}
    for judged in sieve(tx, running, mailing).judged(tx, mailing_letters(running, mailing, cases, now), cases) if new else ():
        addressee = new.get((judged.letter.organisation or "", judged.letter.address))
        if addressee and judged.fate is not PlanFate.ANSWERED:
            yield replace(addressee, planned=judged.fate is PlanFate.HAD)


def _addressed(tx: Transaction, running: Running, mailing: Mailing, now: datetime) -> Iterator[Addressee]:
    """Yield whom the mailing is for, whether or not it was planned for them."""
    study, begins = running.study, mailing_cause(running.study.id, mailing.name, "", "").removesuffix(":")
    owing = mailing.audience is Audience.OWING
    for one in mailing_addressees.addressed(tx, study.id, study.contact_list, begins, running.today(now), owing=owing):
        language = study.language_for(one.language)
        yield one if language == one.language else replace(one, language=language)
    letters = tuple(mailing_letters(running, mailing, census(tx, running, now, mailing_addressees.in_parts(tx, study.id)), now))
    known = mailing_addressees.planned(tx, [one.cause for one in letters])
    for letter in letters:
        yield Addressee(letter.organisation or "", letter.address, letter.language, letter.cause in known)
