"""What the organisations that a person names get of a mailing: what they missed goes first, and nothing goes twice unless that is said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import reduce
from zoneinfo import ZoneInfo

from domain.case import Decision
from domain.errors import Asked, ConfigurationError
from domain.journal import About, Entry, Subject, What
from domain.letter import DeliveryState, Letter, LetterKind
from domain.rules.named import HAS_IT, ON_ITS_WAY, UNSENT, is_repeat, missed, waits_behind
from domain.rules.recent import counts_as_today
from domain.study import Audience, Mailing
from languages.telling import phrased
from service.contacts.census import InvitedOrganisation, census
from service.letters.cancelled import cancelled_by
from service.letters.planned import mailing_letters, wanted
from service.studies.find import find_invitations, find_mailing
from service.studies.inviting import invite_all
from service.studies.running import Running
from service.wiring import Service
from store import Transaction, deliveries, holds, journal, outbox, standing_decisions, studies

AGAIN = "again"  # What the entry says beside the number of letters where a person wanted new ones.
_BECAME = {
    DeliveryState.QUEUED: "is on its way to it already",
    DeliveryState.HELD: "waits for a person (`counterfoil held`)",
    DeliveryState.SENDING: "is on its way to it already",
    DeliveryState.DEFERRED: "is on its way to it already: the server put it off, and it is tried again by itself",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MailingTo:
    """What a person says: send this mailing to these organisations. `again` wants a new letter where one was sent before."""

    mailing: str
    to: tuple[str, ...]
    by: str
    again: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What one organisation gets of one mailing: its letters, or `why` it gets none.

    `missed` says that the mailing left without it, `had` that it got a letter of it before and could get a new one. `without` are earlier
    mailings to everybody, each with those of the addressees who never had it, since they are new there.
    """

    mailing: Mailing
    case: InvitedOrganisation
    letters: tuple[Letter, ...] = ()
    missed: bool = False
    had: bool = False
    why: str = ""
    without: tuple[tuple[str, str], ...] = ()

    @property
    def lacks(self) -> Iterator[str]:
        """Yield what its addressees get it without, and how that is sent to them."""
        code = self.case.organisation.code
        for earlier, address in self.without if self.letters else ():
            said = phrased("reasons.never_had", n=1, mailing=self.mailing.name, earlier=earlier)
            yield phrased("reasons.sifted.without", said=said, earlier=earlier, who=f"{address} ({code})", to=code)

    @property
    def told(self) -> str:
        """Say it in a sentence."""
        organisation = self.case.organisation
        code, name = organisation.code, organisation.name
        who = code if name == code else phrased("done.share.named", code=code, name=name)
        if self.why:
            return phrased("done.share.why", who=who, why=self.why)
        how = "missed" if self.missed else "letters"
        return phrased(f"done.share.{how}", who=who, mailing=self.mailing.name, n=len(self.letters))

    def as_json(self) -> dict[str, object]:
        """Return it as `send --json` prints it."""
        facts = {"reference": self.case.invitation.reference, "organisation": self.case.organisation.code, "mailing": self.mailing.name}
        return {**facts, "letters": len(self.letters), "missed": self.missed, "why": self.why or None, "notes": [*self.lacks]}


@dataclass(frozen=True, slots=True)
class Past:
    """What was sent to organisations before: their `letters`, by the code and the name of the mailing, oldest first.

    `again` are the entries by which a person wanted the mailing that is asked for again, by the number of the invitation.
    """

    letters: Mapping[tuple[str, str], Sequence[Letter]]
    again: Mapping[int, Sequence[Entry]]


def shares(service: Service, found: Running, asked: MailingTo, now: datetime) -> tuple[Share, ...]:
    """Return what each organisation that is named would get now, mailing by mailing in their order; nothing is written but invitations.

    ConfigurationError where one is not of this study.
    """
    invite_all(service, found.study)
    mailing = find_mailing(found, asked.mailing)
    with service.store.reading() as tx:
        codes = dict.fromkeys(one.organisation for one in find_invitations(tx, found.study.id, asked.to))
        cases = census(tx, found, now, list(codes))
        for code in codes:
            if code not in cases:
                why = phrased("faults.not_on_list", code=code, list=repr(found.study.contact_list))
                raise ConfigurationError(why, where=Asked.ORGANISATION, remedy=phrased("faults.load_do"))
        past, out = past_of(tx, found, mailing, list(codes)), _put_out(tx, found)
        each = [share for code in codes for share in _shares_of(found, mailing, cases[code], past, out, asked.again, now)]
    place = {one.name: number for number, one in enumerate(sorted(found.study.mailings, key=lambda one: one.at))}
    return tuple(sorted(each, key=lambda one: place[one.mailing.name]))


def _put_out(tx: Transaction, found: Running) -> dict[str, frozenset[str]]:
    """Return by the name of each mailing that has left the organisations that were given it."""
    left = [one.name for one in found.study.mailings if has_left(tx, found, one.name)]
    return {name: deliveries.planned_for(tx, found.study.id, name) for name in left}


def _shares_of(
    found: Running,
    mailing: Mailing,
    case: InvitedOrganisation,
    past: Past,
    out: Mapping[str, frozenset[str]],
    again: bool,
    now: datetime,
) -> Iterator[Share]:
    """Yield what one organisation would get: what it missed, in order, and the mailing itself."""
    left, had = out.keys(), {name for name, given in out.items() if case.organisation.code in given}
    catches_up = [one for one in missed(found.study.mailings, mailing, left, had) if case.usable and wanted(one, case)]
    for one in catches_up:
        yield replace(share_of(found, one, case, past, again=False, now=now), missed=True)
    if waits_behind(mailing, catches_up):
        missing = reduce(lambda first, second: phrased("done.share.and", first=first, second=second), (one.name for one in catches_up))
        yield Share(mailing=mailing, case=case, why=phrased("done.share.behind", mailing=mailing.name, missing=missing))
    else:
        share = share_of(found, mailing, case, past, again, now)
        without = _without([one for one in earlier_to_all(found, mailing) if one.name in left and one not in catches_up], share, past)
        yield replace(share, missed=mailing.name in left - had and not share.why, without=tuple(without))


def earlier_to_all(found: Running, mailing: Mailing) -> list[Mailing]:
    """Return the mailings to everybody that go before one, in their order."""
    there = (one for one in found.study.mailings if one.audience is Audience.ALL and one.at <= mailing.at and one.name != mailing.name)
    return sorted(there, key=lambda one: one.at)


def _without(earlier: Iterable[Mailing], share: Share, past: Past) -> Iterator[tuple[str, str]]:
    """Yield of each earlier mailing who gets a letter now and never had one of that."""
    for one in earlier:
        had = {letter.address.lower() for letter in past.letters.get((share.case.organisation.code, one.name), ())}
        yield from ((one.name, letter.address) for letter in share.letters if letter.address.lower() not in had)


def has_left(tx: Transaction, found: Running, name: str) -> bool:
    """Say whether a mailing was put out, if not to everybody; one that a person skipped, or sent to some before its date, has not left.

    Nobody misses one that was cancelled: whoever came later gets what follows without it.
    """
    study = found.study.id
    skipped = any(one.study == study and one.decision == Decision.SKIP for one in holds.of_mailings(tx, [name]))
    due = studies.due(tx, study, f"mailing:{name}")
    if due is None or skipped or cancelled_by(tx, study, name) or not outbox.planned_of(tx, study, [name]):
        return False
    # What is held may have left in part; an entry about an organisation is of a person who sent it to that one alone.
    sent = standing_decisions.in_force_about(tx, About(Subject.MAILING, f"{study}/{name}"))
    return due.outcome == studies.DONE or any(one.what is What.SEND and one.invitation_id is None for one in sent)


def share_of(found: Running, mailing: Mailing, case: InvitedOrganisation, past: Past, again: bool, now: datetime) -> Share:
    """Return what an organisation gets of one mailing at this moment."""
    fresh = tuple(mailing_letters(found, mailing, {case.organisation.code: case}, now))
    if not fresh:
        return Share(mailing=mailing, case=case, why=phrased("done.share.not_for", mailing=mailing.name, why=_no_letter(case)))
    before: dict[str, list[Letter]] = {}
    for one in past.letters.get((case.organisation.code, mailing.name), ()):
        before.setdefault(one.address.lower(), []).append(one)
    had = [left[-1] for some in before.values() if (left := [one for one in some if _counts(one)])]
    if again and had:
        why = _not_again(found, mailing, had, past.again.get(case.invitation.id, ()), now)
        letters = tuple(_again(one, before.get(one.address.lower(), ())) for one in fresh)
        return Share(mailing=mailing, case=case, letters=() if why else letters, why=why)
    letters = tuple(one for one in fresh if one.address.lower() not in {old.address.lower() for old in had})
    if letters:
        return Share(mailing=mailing, case=case, letters=letters)
    day = had[-1].planned_at.astimezone(ZoneInfo(found.study.zone)).date()
    state = had[-1].state
    why = phrased(f"done.share.had.{state.value}", mailing=mailing.name, day=day)
    return Share(mailing=mailing, case=case, had=state not in ON_ITS_WAY, why=why)


def _counts(letter: Letter) -> bool:
    """Say whether a letter counts as one that they had: of what they asked for by a message, what reached them or is on its way."""
    return letter.state in HAS_IT if letter.asked_for else letter.state not in UNSENT or bool(letter.attempts)


def _again(letter: Letter, before: Sequence[Letter]) -> Letter:
    """Return a letter with a cause of its own where there was one to that address before."""
    return replace(letter, cause=f"{letter.cause}:again:{len(before)}") if before else letter


def _not_again(found: Running, mailing: Mailing, had: Sequence[Letter], asked: Sequence[Entry], now: datetime) -> str:
    """Say why a mailing does not go to an organisation again now; blank where it does."""
    on_its_way = next((one for one in had if one.state in ON_ITS_WAY), None)
    if on_its_way:
        return f"{mailing.name} was not sent again, since it {_BECAME[on_its_way.state]}."
    since = counts_as_today(now.astimezone(ZoneInfo(found.study.zone)))
    if not is_repeat((one.at for one in asked), (one.state for one in had), since, now):
        return ""
    at = asked[-1].at.astimezone(UTC)  # As `show` prints the entry.
    return (
        f"{mailing.name} was sent to it again at {at:%Y-%m-%d %H:%M} UTC (entry {asked[-1].number}), "
        "and goes to nobody again twice in a day. If that is meant, run the command tomorrow."
    )


def past_of(tx: Transaction, found: Running, mailing: Mailing, codes: Sequence[str]) -> Past:
    """Return what these organisations were sent before, be it asked for by a message."""
    letters: dict[tuple[str, str], list[Letter]] = {}
    for one in outbox.of_organisations(tx, codes):
        if one.study == found.study.id and one.kind is LetterKind.MAILING:
            letters.setdefault((str(one.organisation), str(one.mailing)), []).append(one)
    own, again = about(found, mailing), dict[int, list[Entry]]()
    for entry in journal.about(tx, own.subject, [own.id]):
        if entry.about == own and entry.was == AGAIN and entry.invitation_id is not None:
            again.setdefault(entry.invitation_id, []).append(entry)
    return Past(letters, again)


def about(found: Running, mailing: Mailing) -> About:
    """Return a mailing of a study as what a decision is about."""
    return About(Subject.MAILING, f"{found.study.id}/{mailing.name}")


def _no_letter(case: InvitedOrganisation) -> str:
    if not case.usable:
        return case.problem or phrased("done.share.no_address")
    stands = phrased(f"done.share.it.{case.standing.value if case.standing else 'ineligible'}")
    if not case.waits:
        return stands
    if case.on_us:
        return phrased("done.share.and_waits", what=stands)
    until = case.invitation.until  # It is we who wait for them: they were given time, or answer in another way.
    return phrased("done.share.and_left_until", what=stands, until=until) if until else phrased("done.share.and_left", what=stands)
