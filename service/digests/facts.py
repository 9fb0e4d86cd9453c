"""What a digest may tell of a study, as of a moment: read from the store, once for all coordinators."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain
from zoneinfo import ZoneInfo

from digests.facts import (
    Arrival,
    ArrivalKind,
    Arrivals,
    QuestionLine,
    RegionalShare,
    RoundBefore,
    StatusFacts,
    UncertainLine,
    Upcoming,
)
from digests.holds import HoldLine
from domain.case import CaseKind
from domain.journal import What
from domain.letter import DeliveryState, Letter
from domain.message import Kind
from domain.rules.by_mail import is_within
from domain.study import Study, staff
from domain.submission import Standing, SubmissionState
from domain.telling import Telling
from service.answers.revisions import revised
from service.cases.entries import study_paused
from service.cases.options import answering, written
from service.cases.waiting import Waiting, waiting
from service.digests.claims import one_of_each
from service.digests.organisations import LookedAt, looked_at, names_of
from service.digests.regional import Theirs, codes_of
from service.digests.taken_back import OverruledDecisions, done_by_mail
from service.effects.promoted import promoted
from service.letters.questions import AskedQuestion, questions
from service.process.spool import kept
from service.studies.running import Running
from service.views.status import figures_of, upcoming
from store import Transaction, annexes, arrivals, contacts, deliveries, invitations, outbox, submission_states
from store.figures.standings import Figures

_Named = Callable[[Collection[str | None]], Mapping[str, str]]  # What those of some organisations are called that may be told.


def facts(tx: Transaction, running: Running, now: datetime, since: datetime | None, regions: tuple[str, ...] = ()) -> StatusFacts:
    """Return what a digest may tell, as of `now`: of the organisations of these regions alone, where some are named."""
    study, zone = running.study, ZoneInfo(running.study.zone)
    theirs, figures = codes_of(tx, running, regions), figures_of(tx, running, now)
    found = looked_at(tx, running, now, theirs, zone)
    whose = Theirs(tx, found.codes, found.invited, regions)
    only = found.invited if regions else None
    cases = [one for one in waiting(tx, study.id) if one.kind is not CaseKind.LETTER]
    asked = [*whose.questions(questions(tx, now, study.id))]
    in_doubt = [*whose.letters(outbox.in_state(tx, DeliveryState.UNCERTAIN, study.id))]
    overruled = OverruledDecisions.since(tx, study.id, since)

    def named(codes: Collection[str | None]) -> dict[str, str]:
        wanted = {one for one in codes if one}
        return names_of(tx, running, wanted if theirs is None else wanted & theirs)

    names = named({*(one.organisation for one in cases), *(one.organisation for one in asked), *(one.organisation for one in in_doubt)})
    return StatusFacts(
        study_id=study.id,
        title=study.title,
        now=now.astimezone(zone),
        since=since.astimezone(zone) if since else None,
        deadline=study.deadline,
        organisations=found.lines,
        holds=tuple(replace(_hold_line(one, names, zone), others=others) for one, others in one_of_each(cases)),
        questions=tuple(_question_line(one, names) for one in asked),
        begun_at=min(mailing.at for mailing in study.mailings),
        arrivals=_in_order(
            kept(
                chain(
                    _arrivals(tx, running, since, whose, found.in_part, named, overruled.messages),
                    promoted(tx, study.contact_list, since, named, zone),
                    overruled.arrivals(named, zone),
                )
            )
        ),
        returns=tuple(found.returns),
        mailings=tuple(sorted(at.astimezone(zone) for at in deliveries.first_sent(tx, study.id).values())),
        last_round=_last_round(tx, study, zone, regions),
        annexes=annexes.count_since(tx, study.id, since, only),
        revised=revised(tx, running, only),
        paused_at=paused.since.astimezone(zone) if (paused := study_paused(tx, study.id)) else None,
        upcoming=tuple(
            Upcoming(one.mailing, one.due_at.astimezone(zone), one.letters)
            for one in upcoming(tx, running, _of_these(figures, found) if regions else figures, now, theirs)
        ),
        uncertain=tuple(_uncertain(letter, names) for letter in in_doubt),
        deliveries={DeliveryState(state): letters for state, letters in deliveries.counts(tx, study.id, theirs).items()},
        share=RegionalShare(regions, figures.standings[Standing.ANSWERED], sum(figures.standings.values())) if regions else None,
    )


def _in_order(some: Arrivals) -> Arrivals:
    """Return what came in the order of time, where it is little; of what lies on disk, whoever tells it chooses the newest."""
    return tuple(sorted(some, key=lambda one: one.when)) if isinstance(some, tuple) else some


def _of_these(figures: Figures, found: LookedAt) -> Figures:
    return replace(figures, letters_to_all=found.to_all, letters_to_owing=found.to_owing)


def _last_round(tx: Transaction, study: Study, zone: ZoneInfo, regions: Sequence[str]) -> RoundBefore | None:
    """Return how the returns of the last round came, where this store has it and a letter of it left; who is ineligible is not in it.

    Of the organisations of some `regions` alone, where some are named: as these stand on any list now.
    """
    left = deliveries.first_sent(tx, study.previous) if study.previous else {}
    if not left:
        return None
    invited = invitations.of_study(tx, study.previous)
    theirs = {one.code for one in contacts.organisations(tx, invited) if is_within(regions, one.region)}
    asked = [one.id for code, one in invited.items() if one.mark != What.INELIGIBLE and code in theirs]
    came = submission_states.states_of(tx, study.previous)
    first = ([one.received_at for one in came.get(number, ()) if one.state is not SubmissionState.REJECTED] for number in asked)
    return RoundBefore(min(left.values()).astimezone(zone), len(asked), tuple(min(some).astimezone(zone) for some in first if some))


def _hold_line(case: Waiting, names: Mapping[str, str], zone: ZoneInfo) -> HoldLine:
    return HoldLine(
        id=int(case.id),
        organisation=names.get(case.organisation or "", case.sender),
        reasons=case.why.reasons,
        at_desk=case.why.at_desk or "",
        options=written(case.options),
        received_at=case.received_at.astimezone(zone) if case.received_at else None,
        since=case.at.astimezone(zone),
        kind=case.kind,
        mailing=case.mailing,
        how=f"counterfoil held decide {case.id} WHAT",
        unsubscribed=case.unsubscribed,
    )


def _question_line(one: AskedQuestion, names: Mapping[str, str]) -> QuestionLine:
    who = names.get(one.organisation or "", one.sender or "")
    return QuestionLine(asker=who, words=" ".join(one.words.split()), at=one.at, how=answering(one.id))


def _uncertain(letter: Letter, names: Mapping[str, str]) -> UncertainLine:
    return UncertainLine(
        address=letter.address,
        organisation=names.get(letter.organisation or ""),
        mailing=letter.mailing or Telling(letter.called.replace("_", " "), f"timeline.letters.{letter.called}"),
        since=letter.due_at,
        how=f"counterfoil held decide letter-{letter.id} WHAT",
    )


def _arrivals(
    tx: Transaction, running: Running, since: datetime | None, whose: Theirs, in_part: Collection[int], named: _Named, told: Collection[int]
) -> Iterator[Arrival]:
    """Yield what came in; what is `told` by itself is left out."""
    zone, ours = ZoneInfo(running.study.zone), staff(running.study)
    for some in arrivals.since(tx, running.study.id, since):
        came = tuple(whose.came(some))
        names = _names(tx, running, came, named)
        of_ours = [one.id for one in came if (one.sender or "").lower() in ours and not one.brought]
        settled = done_by_mail(tx, of_ours)
        for message in came:
            if message.kind != Kind.BULK and message.id not in told:
                came_of = _CameOf(message, message.received_at.astimezone(zone), names)
                yield from came_of.staff(settled.get(message.id)) if message.id in of_ours else came_of.others(in_part)


def _names(tx: Transaction, running: Running, came: Sequence[arrivals.Arrived], named: _Named) -> dict[int, str]:
    """Return what the organisations of these messages are called, by their invitations."""
    ids = {number for one in came for number in (one.invitation_id, *(of for of, _ in one.brought)) if number}
    codes = {one.id: one.organisation for one in invitations.with_ids(tx, ids) if one.study == running.study.id}
    names = named(set(codes.values()))
    return {number: names[code] for number, code in codes.items() if code in names}


@dataclass(frozen=True, slots=True)
class _CameOf:
    """What came in by one message; `names` are those of the organisations, by invitation."""

    message: arrivals.Arrived
    when: datetime
    names: Mapping[int, str]

    def staff(self, settled: ArrivalKind | None) -> Iterator[Arrival]:
        """Yield what a member of the staff sent: it is no word of the organisation whose case it is about."""
        if settled:
            yield replace(self._arrival(settled, self.message.invitation_id), address=self.message.sender or "", sender="", of_staff=True)
        else:
            yield replace(self._arrival(ArrivalKind.WROTE, None), of_staff=True)

    def others(self, in_part: Collection[int]) -> Iterator[Arrival]:
        """Yield what anybody else sent: for each organisation that a workbook is for, or else once."""
        message = self.message
        if message.brought:
            yield from (self._arrival(what, of) for of, what in _brought(_by_sender(message), in_part).items())
        elif message.kind == Kind.BOUNCE and message.bounced:
            yield self._arrival(ArrivalKind.BOUNCED_AT, message.invitation_id, ", ".join(message.bounced))
        else:
            what = _CAME.get(Kind(message.kind), ArrivalKind.WROTE) if message.kind else ArrivalKind.WROTE
            yield self._arrival(what, message.invitation_id)

    def _arrival(self, what: ArrivalKind, invitation: int | None, address: str = "") -> Arrival:
        whose = self.names.get(invitation or 0, "")
        return Arrival(when=self.when, organisation=whose, what=what, address=address, sender="" if whose else self.message.sender or "")


def _by_sender(message: arrivals.Arrived) -> Iterator[tuple[int, str]]:
    """Yield what a message brought: what does not count is of whoever sent it, also where it is held with another organisation.

    A message is kept under its sender's invitation then, and says so without a case (see `Hold.sender_of`).
    """
    own, named = message.invitation_id, {of for of, _ in message.brought}
    for of, state in message.brought:
        yield (own if own and own not in named and state in _OF_SENDER else of), state


def _brought(submissions: Iterable[tuple[int, str]], in_part: Collection[int]) -> dict[int, ArrivalKind]:
    """Return what a message brought for each organisation: of several workbooks for one, that which counts before all that do not.

    Of an organisation that is among those `in_part`, what counts is not yet the answer.
    """
    found: dict[int, SubmissionState] = {}
    order = list(_ARRIVED)
    for of, state in submissions:
        found[of] = min(SubmissionState(state), found.get(of, SubmissionState.REJECTED), key=order.index)
    part = {of for of, state in found.items() if state is SubmissionState.ACCEPTED and of in in_part}
    return {of: ArrivalKind.PART if of in part else _ARRIVED[state] for of, state in found.items()}


# What came in, as the words of the digest know it; a workbook that counts comes first.
_ARRIVED = {
    SubmissionState.ACCEPTED: ArrivalKind.ANSWERED,
    SubmissionState.QUERIED: ArrivalKind.QUERIED,
    SubmissionState.HELD: ArrivalKind.HELD,
    SubmissionState.SUPERSEDED: ArrivalKind.SUPERSEDED,
    SubmissionState.REJECTED: ArrivalKind.REJECTED,
}
_OF_SENDER = (SubmissionState.HELD, SubmissionState.REJECTED)
_CAME = {
    Kind.BOUNCE: ArrivalKind.BOUNCED,
    Kind.AUTO_REPLY: ArrivalKind.AWAY,
    Kind.UNSUBSCRIBE: ArrivalKind.UNSUBSCRIBED,
    Kind.RETURN: ArrivalKind.NO_ANSWER,
}
