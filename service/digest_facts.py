"""What a digest may tell of a study, as of a moment: read from the store, once for all coordinators."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from digests.facts import (
    Arrival,
    ArrivalKind,
    HoldLine,
    OrganisationLine,
    QuestionLine,
    RegionalShare,
    RoundBefore,
    StatusFacts,
    UncertainLine,
    Upcoming,
)
from domain.case import CaseKind, Decision
from domain.journal import Entry, Subject, What
from domain.letter import DeliveryState, Letter
from domain.message import Kind
from domain.rules.by_mail import is_within
from domain.study import Audience, Study, staff
from domain.submission import Standing, SubmissionState
from domain.telling import Telling
from service.census import InvitedOrganisation, census
from service.entries import marked_at, paused_since
from service.options import answering, written
from service.promoted import promoted
from service.questions import AskedQuestion, questions
from service.regional import Theirs, codes_of
from service.revisions import revised
from service.running import Running
from service.status import figures_of, upcoming
from service.waiting import Waiting, waiting
from store import Transaction, annexes, arrivals, contacts, deliveries, holds, invitations, journal, outbox, submission_states
from store.standings import Figures


def facts(tx: Transaction, running: Running, now: datetime, since: datetime | None, regions: tuple[str, ...] = ()) -> StatusFacts:
    """Return what a digest may tell, as of `now`: of the organisations of these regions alone, where some are named."""
    study, zone = running.study, ZoneInfo(running.study.zone)
    theirs, figures = codes_of(tx, running, regions), figures_of(tx, running, now)
    cases = census(tx, running, now, theirs)
    whose = Theirs(tx, cases, regions)
    only = whose.invited if regions else None
    return StatusFacts(
        study_id=study.id,
        title=study.title,
        now=now.astimezone(zone),
        since=since.astimezone(zone) if since else None,
        deadline=study.deadline,
        organisations=tuple(_lines(tx, running, cases, zone)),
        holds=tuple(_hold_line(one, cases, zone) for one in waiting(tx, study.id) if one.kind is not CaseKind.LETTER),
        questions=tuple(_question_line(one, cases) for one in whose.questions(questions(tx, now, study.id))),
        begun_at=min(mailing.at for mailing in study.mailings),
        arrivals=_sorted(*_arrivals(tx, running, since, whose, zone), *promoted(tx, since, _names(cases), zone)),
        returns=tuple(one.returned_at.astimezone(zone) for one in cases.values() if one.standing and one.returned_at),
        mailings=tuple(sorted(at.astimezone(zone) for at in deliveries.first_sent(tx, study.id).values())),
        last_round=_last_round(tx, study, zone, regions),
        annexes=annexes.count_since(tx, study.id, since, only),
        revised=revised(tx, running, only),
        paused_at=since_pause.astimezone(zone) if (since_pause := paused_since(tx, study.id)) else None,
        upcoming=tuple(
            Upcoming(one.mailing, one.due_at.astimezone(zone), one.letters)
            for one in upcoming(tx, running, _of_these(figures, whose) if regions else figures)
        ),
        uncertain=tuple(_uncertain(letter, cases) for letter in whose.letters(outbox.in_state(tx, DeliveryState.UNCERTAIN, study.id))),
        deliveries={DeliveryState(state): letters for state, letters in deliveries.counts(tx, study.id, theirs).items()},
        share=RegionalShare(regions, figures.standings[Standing.ANSWERED], sum(figures.standings.values())) if regions else None,
    )


def _of_these(figures: Figures, whose: Theirs) -> Figures:
    to_all, to_owing = whose.to_all_and_owing()
    return replace(figures, letters_to_all=to_all, letters_to_owing=to_owing)


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


def _lines(tx: Transaction, running: Running, cases: Mapping[str, InvitedOrganisation], zone: ZoneInfo) -> Iterator[OrganisationLine]:
    """Yield the organisations that are asked; who is ineligible is not in the total."""
    study = running.study
    last = deliveries.last_mailings(tx, study.id)
    reminders = deliveries.mailings_sent(tx, study.id, [one.name for one in study.mailings if one.audience is Audience.OWING])
    marked = marked_at(tx, [one.invitation.id for one in cases.values() if one.invitation.mark])
    for code, case in cases.items():
        if case.standing is None:
            continue
        mailing = last.get(code)
        yield OrganisationLine(
            code=code,
            name=case.organisation.name,
            country=case.organisation.country,
            region=case.organisation.region,
            reference=case.invitation.reference,
            standing=case.standing,
            last_sent=(mailing[0], mailing[1].astimezone(zone)) if mailing else None,
            answered_at=case.answered_at.astimezone(zone) if case.answered_at else None,
            reminders=reminders.get(code, 0),
            contact_addresses=tuple(contact.address for contact in case.contacts),
            unreached=case.unreached,
            parts_came=case.parts_came,
            parts_missing=case.parts_missing,
            mark=case.invitation.mark,
            marked_at=marked[case.invitation.id].astimezone(zone) if case.invitation.id in marked else None,
            until=case.invitation.until,
        )


def _hold_line(case: Waiting, cases: Mapping[str, InvitedOrganisation], zone: ZoneInfo) -> HoldLine:
    about = cases.get(case.organisation or "")
    return HoldLine(
        id=int(case.id),
        organisation=about.organisation.name if about else case.sender,
        reasons=case.why.reasons,
        at_desk=case.why.at_desk or "",
        options=written(case.options),
        received_at=case.received_at.astimezone(zone) if case.received_at else None,
        since=case.at.astimezone(zone),
        kind=case.kind,
        mailing=case.mailing,
        how=f"counterfoil held decide {case.id} WHAT",
    )


def _question_line(one: AskedQuestion, cases: Mapping[str, InvitedOrganisation]) -> QuestionLine:
    about = cases.get(one.organisation or "")
    who = about.organisation.name if about else one.sender or ""
    return QuestionLine(asker=who, words=" ".join(one.words.split()), at=one.at, how=answering(one.id))


def _uncertain(letter: Letter, cases: Mapping[str, InvitedOrganisation]) -> UncertainLine:
    case = cases.get(letter.organisation or "")
    return UncertainLine(
        address=letter.address,
        organisation=case.organisation.name if case else None,
        mailing=letter.mailing or Telling(letter.called.replace("_", " "), f"timeline.letters.{letter.called}"),
        since=letter.due_at,
        how=f"counterfoil held decide letter-{letter.id} arrived|resend",
    )


def _names(cases: Mapping[str, InvitedOrganisation]) -> dict[str, str]:
    return {code: case.organisation.name for code, case in cases.items()}


def _sorted(*arrivals: Arrival) -> tuple[Arrival, ...]:
    return tuple(sorted(arrivals, key=lambda one: one.when))


def _arrivals(tx: Transaction, running: Running, since: datetime | None, whose: Theirs, zone: ZoneInfo) -> Iterator[Arrival]:
    names = {case.invitation.id: case.organisation.name for case in whose.cases.values()}
    in_part = {case.invitation.id for case in whose.cases.values() if case.parts_missing}
    came, ours = tuple(whose.came(arrivals.since(tx, running.study.id, since))), staff(running.study)
    of_ours = [one.id for one in came if (one.sender or "").lower() in ours and not one.brought]
    settled = _settled(tx, of_ours)
    for message in came:
        if message.kind != Kind.BULK:
            came_of = _CameOf(message, message.received_at.astimezone(zone), names)
            yield from came_of.staff(settled.get(message.id)) if message.id in of_ours else came_of.others(in_part)


def _settled(tx: Transaction, of_ours: Collection[int]) -> dict[int | None, ArrivalKind]:
    """Return what was done by these messages of the staff; what was decided about one that became a case is none of its own doing."""
    own = {(str(one.id), one.message_id) for one in holds.of_messages(tx, of_ours)}
    done = [one for one in journal.of_messages(tx, of_ours) if one.by_person and one.follows is None]
    by_them = [one for one in done if one.about.subject is not Subject.CASE or (one.about.id, one.message_id) not in own]
    return {one.message_id: _done(one) for one in reversed(by_them)}


def _done(entry: Entry) -> ArrivalKind:
    if entry.what is What.DECIDE and entry.value == Decision.ANSWERED:
        return ArrivalKind.REPLIED
    return {What.UNDO: ArrivalKind.UNDONE, What.WAITING: ArrivalKind.PUT_OFF}.get(entry.what, ArrivalKind.DECIDED)


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
            yield from (self._arrival(what, of) for of, what in _brought(message.brought, in_part).items())
        elif message.kind == Kind.BOUNCE and message.bounced:
            yield self._arrival(ArrivalKind.BOUNCED_AT, message.invitation_id, ", ".join(message.bounced))
        else:
            what = _CAME.get(Kind(message.kind), ArrivalKind.WROTE) if message.kind else ArrivalKind.WROTE
            yield self._arrival(what, message.invitation_id)

    def _arrival(self, what: ArrivalKind, invitation: int | None, address: str = "") -> Arrival:
        whose = self.names.get(invitation or 0, "")
        return Arrival(when=self.when, organisation=whose, what=what, address=address, sender="" if whose else self.message.sender or "")


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
_CAME = {
    Kind.BOUNCE: ArrivalKind.BOUNCED,
    Kind.AUTO_REPLY: ArrivalKind.AWAY,
    Kind.UNSUBSCRIBE: ArrivalKind.UNSUBSCRIBED,
    Kind.RETURN: ArrivalKind.NO_ANSWER,
}
