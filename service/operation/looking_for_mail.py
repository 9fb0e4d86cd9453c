"""How a mailbox is: whether it answers, what waits in it, and whether what is known of its folders is what lies there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from domain.errors import CounterfoilError
from domain.ports import Location, LookedThrough
from languages.telling import phrased
from service.collecting.collect import not_asked
from service.installation.plugins import FOLDER, Intake
from service.keeping import witnesses
from service.wiring import Service
from store import message_places, polls, studies


def mailbox_found(service: Service, name: str, now: datetime) -> str:
    """Say how many messages wait in a mailbox; each of its folders is listed whole, whatever was looked through before.

    What lies there unknown under a number that was passed already is found by the next collect. CounterfoilError where
    it does not answer, or where what was filed there as taken in never was.
    """
    intakes = [one for one in service.installation.intakes if one.mailbox == name]
    if not intakes:
        with service.mailbox():
            pass
    waiting = [place for intake in intakes for place in _unknown(service, intake, now)]
    with service.store.transaction() as tx:
        passed = [place for place in waiting if _is_passed(place, polls.seen(tx, now))]
        polls.look_again(tx, passed)
        poll = polls.polls(tx).get(name)
    if strange := witnesses.never_taken_in(service, name):
        told = phrased("doctor.fault.never_taken_in", n=len(strange), folder=FOLDER, first=f"{strange[0]:%Y-%m-%d %H:%M}")
        raise CounterfoilError(told, remedy=phrased("doctor.fault.never_taken_in_do"))
    found = phrased("doctor.mailbox", n=len(waiting))
    if passed:
        found = phrased("doctor.renumbered", what=found, some=str(len(passed)))
    if poll and poll.next_at and not_asked(poll, now):
        found = phrased("doctor.asked_again", what=found, some=str(poll.failures), at=f"{poll.next_at:%H:%M:%S}")
    return found


def _unknown(service: Service, intake: Intake, now: datetime) -> list[Location]:
    waiting: list[Location] = []

    def known(places: Sequence[Location]) -> Sequence[Location]:
        with service.store.reading() as tx:
            there = message_places.known(tx, places)
        waiting.extend(place for place in places if place not in there)
        return places  # They are only counted: of what is known no byte is fetched.

    with service.store.reading() as tx:
        since = (studies.first_applied_at(tx) or now) if intake.sifted else None
    with service.mailbox(intake) as mailbox:
        for _ in mailbox.fetch(known, (), since):
            pass
    return waiting


def _is_passed(place: Location, seen: Sequence[LookedThrough]) -> bool:
    key = (place.mailbox, place.folder, place.uidvalidity)
    return any(key == (one.mailbox, one.folder, one.uidvalidity) and int(place.uid) < one.below for one in seen)
