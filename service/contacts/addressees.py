"""Who is on the list of a study and should be looked at before it is sent: stopped, lost, declined, twice, or with another language."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from contacts.kept_off import is_own
from domain.contact import Suppression
from domain.letter import DeliveryState
from domain.rules.parts import concerns, named, of_form
from domain.submission import Standing
from languages.telling import heard, phrased, together
from languages.telling import named as named_as
from service.contacts.census import InvitedOrganisation

_NAMED = 3  # Of many, so many are named in a sentence; all of them stand in the result for programs.


class Why(StrEnum):
    """Why somebody is mentioned; the values are what programs read."""

    NOBODY = "no address that we may write to"
    SUPPRESSED = "suppressed"
    BOUNCED = "bounced"
    DECLINED = "declined"
    SHARED = "shared address"
    SAME_NAME = "same name"
    LANGUAGE = "other language"
    PART = "unknown part"
    OWN = "address of the study"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mentioned:
    """One contact or organisation to look at. `address` is "" where the organisation is meant; `says` is the sentence about it."""

    why: Why
    organisation: str
    address: str
    says: str


def mentions(
    cases: Mapping[str, InvitedOrganisation],
    stopped: Mapping[str, Suppression],
    lost: Mapping[tuple[str, str], DeliveryState],
    languages: tuple[str, ...],
    own: frozenset[str] = frozenset(),
    parts: tuple[str, ...] = (),
) -> tuple[Mentioned, ...]:
    """Return whom to look at among these organisations, by reasons in the order of `Why`.

    `own` are the addresses of the study and its staff, and `parts` those of its questionnaire.
    """
    found = [*_of_each(cases, stopped, lost, languages), *_own(cases, own), *_shared(cases), *_same_name(cases), *_parts(cases, parts)]
    order = list(Why)
    return tuple(sorted(found, key=lambda one: order.index(one.why)))


def summary(found: Iterable[Mentioned]) -> Iterator[str]:
    """Yield a sentence for each reason: how many, why, and the first of them."""
    by_reason: dict[Why, list[Mentioned]] = defaultdict(list)
    for one in found:
        by_reason[one.why].append(one)
    for why, some in by_reason.items():
        if len(some) <= _NAMED:
            yield from (one.says for one in some)
            continue
        first = phrased("check.the_first", some=together(*(one.says for one in some[:_NAMED])))
        yield together(phrased(f"check.many.{why.name.lower()}", many=f"{len(some):,}"), first)


def _of_each(
    cases: Mapping[str, InvitedOrganisation],
    stopped: Mapping[str, Suppression],
    lost: Mapping[tuple[str, str], DeliveryState],
    languages: tuple[str, ...],
) -> Iterator[Mentioned]:
    for code, case in cases.items():
        if not case.usable:
            says = phrased("check.nobody", code=code, name=case.organisation.name)
            yield Mentioned(why=Why.NOBODY, organisation=code, address="", says=says)
        if case.standing is Standing.DECLINED:
            says = phrased("check.declined", code=code, name=case.organisation.name)
            yield Mentioned(why=Why.DECLINED, organisation=code, address="", says=says)
        for contact in case.contacts:
            address = contact.address.lower()
            if address in stopped:
                says = phrased("check.suppressed", code=code, address=contact.address, why=_because(stopped[address].reason))
                yield Mentioned(why=Why.SUPPRESSED, organisation=code, address=contact.address, says=says)
            elif state := lost.get((code, address)):
                says = phrased("check.bounced", code=code, address=contact.address, state=named_as("delivery", state))
                yield Mentioned(why=Why.BOUNCED, organisation=code, address=contact.address, says=says)
            if contact.language not in languages:
                reads, first = contact.language, languages[0]
                says = phrased("check.language", code=code, address=contact.address, reads=reads, languages=languages, first=first)
                yield Mentioned(why=Why.LANGUAGE, organisation=code, address=contact.address, says=says)


def _because(reason: str) -> str:
    """Return why an address is not written to, as the journal notes it."""
    return heard("messages.why", heard("journal.noted", reason))


def _own(cases: Mapping[str, InvitedOrganisation], own: frozenset[str]) -> Iterator[Mentioned]:
    for code, case in cases.items():
        for contact in case.usable:
            if is_own(contact.address, own):
                says = phrased("check.own", code=code, address=contact.address)
                yield Mentioned(why=Why.OWN, organisation=code, address=contact.address, says=says)


def _parts(cases: Mapping[str, InvitedOrganisation], known: tuple[str, ...]) -> Iterator[Mentioned]:
    """Yield contacts whose part the questionnaire does not have, and parts that no contact of an organisation has."""
    for code, case in cases.items() if known else ():
        for contact in case.contacts:
            if contact.part and (wrong := [one for one in named(contact.part) if not of_form(one, (*known, ""))]):
                says = phrased("check.part", code=code, address=contact.address, parts=tuple(wrong), known=known)
                yield Mentioned(why=Why.PART, organisation=code, address=contact.address, says=says)
        if nobodys := [one for one in known if not any(concerns(contact.part, one) for contact in case.usable)]:
            says = phrased("check.nobodys", code=code, parts=tuple(nobodys))
            yield Mentioned(why=Why.PART, organisation=code, address="", says=says)


def _shared(cases: Mapping[str, InvitedOrganisation]) -> Iterator[Mentioned]:
    serves: dict[str, list[str]] = defaultdict(list)
    for code, case in cases.items():
        for contact in case.usable:
            serves[contact.address.lower()].append(code)
    for address, codes in serves.items():
        if len(codes) > 1:
            # The same address in another case is a second contact of one organisation.
            whom = f"serves {' and '.join(codes)}" if len({*codes}) > 1 else f"is on the list of {codes[0]} {len(codes)} times"
            says = f"{address} {whom}: it will get a letter for each."
            yield Mentioned(why=Why.SHARED, organisation=codes[0], address=address, says=says)


def _same_name(cases: Mapping[str, InvitedOrganisation]) -> Iterator[Mentioned]:
    named: dict[tuple[str, str], list[str]] = defaultdict(list)
    for code, case in cases.items():
        named[_plain(case.organisation.name), case.organisation.country].append(code)
    for (name, _), codes in named.items():
        if name and len(codes) > 1:
            says = f"{' and '.join(codes)} are both called {cases[codes[0]].organisation.name}: is one organisation on the list twice?"
            yield Mentioned(why=Why.SAME_NAME, organisation=codes[0], address="", says=says)


def _plain(name: str) -> str:
    """Return a name without what people write now so and now otherwise: case, accents, spaces and punctuation."""
    split = unicodedata.normalize("NFKD", name.casefold())
    return "".join(sign for sign in split if sign.isalnum())
