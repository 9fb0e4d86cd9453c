"""The rule of where organisations stand, said in SQL, is the pure rule: whatever a study looks like, on both databases."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from domain.case import HOLDS_UP_NOTHING, CaseKind
from domain.contact import Absence, Contact, ContactList, Organisation, Stopped, Suppression
from domain.journal import About, Subject, What
from domain.letter import DeliveryState
from domain.quality import CaseEvent, EventSource
from domain.rules.not_taken import UNUSABLE
from domain.rules.owes import Owes, owes
from domain.rules.reminded import letter_for
from domain.rules.standing import LOST, History, Mark, Reach, is_away, kept_of_erased, mailed, standing, waits_for_us
from domain.study import Audience, Mailing, Person, Sender, Study
from domain.submission import Standing, SubmissionState
from service.contacts.census import census
from service.studies.folder import Folder
from service.studies.running import Running
from store import Store, case_events, contact_lists, decisions, holds, invitations, outbox, standings, suppressions
from store.cases.case_events import Happened
from store.cases.decisions import Ruling
from tests.store.values import NOW, file, held, letter, submission

TODAY = date(2012, 3, 10)
DAYS = (TODAY - timedelta(1), TODAY, TODAY + timedelta(1))
THEN = datetime(2012, 3, 10, 12, tzinfo=UTC)
FILED = (SubmissionState.ACCEPTED, SubmissionState.QUERIED, SubmissionState.HELD, SubmissionState.REJECTED)
MARKS = (What.DECLINED, What.WAITING, What.ELSEWHERE, What.INELIGIBLE)
MAILINGS = tuple(
    Mailing(name=name, letter=name, sender="itu", at=NOW, audience=audience)
    for name, audience in (("circular", Audience.ALL), ("reminder", Audience.OWING))
)


@dataclass
class Made:
    """One organisation as it was made: for each contact why it is not written to, and what became of the letters to it, oldest first."""

    people: list[tuple[Stopped | None, list[DeliveryState]]]
    retired: bool = False  # A person took one more contact off the list; it may be the only one.
    away: list[date | None] = field(default_factory=list)  # For each contact the last day of an absence.
    filed: list[SubmissionState] = field(default_factory=list)
    waits: bool = False
    asked: bool = False  # A case about it waits that holds up nothing.
    mark: Mark | None = None
    kept: list[CaseEvent] = field(default_factory=list)  # What contacts that were erased before had come to, and what came of no use.
    elsewhere: bool | None = None  # A workbook of it is held with another organisation (True), or was until somebody decided (False).
    parts: bool = False  # What was accepted answers for the first part alone, and each contact has one part.

    def history(self, states: list[SubmissionState]) -> History:
        """Return what the pure rule looks at."""
        reach = [Reach(stopped, letters[-1] if letters else None) for stopped, letters in self.people]
        reach = reach or [*kept_of_erased(self.kept)]
        lacks, unusable = self.lacks(states), bool(self.elsewhere) or any(one in self.kept for one in UNUSABLE)
        return History(states=states, waits=self.waits, mark=self.mark, contacts=reach, lacks=lacks, unusable=unusable)

    def part(self, contact: int) -> str:
        """Return the part that one of its contacts has."""
        return ("first", "second")[contact] if self.parts else ""

    def lacks(self, states: list[SubmissionState]) -> bool:
        """Say whether the second part is missing of an answer of which the first counts."""
        return self.parts and SubmissionState.ACCEPTED in states


# A rule bites where nothing else is said, so that most of what can be said is mostly left out.
LETTERS = st.lists(st.sampled_from((*LOST, DeliveryState.SENT, DeliveryState.QUEUED)), max_size=3)
PEOPLE = st.tuples(st.none() | st.none() | st.sampled_from(Stopped), LETTERS)
MARK = st.builds(Mark, st.sampled_from(MARKS), st.none() | st.sampled_from(DAYS))
KEPT = st.lists(st.sampled_from((CaseEvent.SENT, CaseEvent.UNSUBSCRIBED, CaseEvent.UNDELIVERABLE, CaseEvent.WROTE, *UNUSABLE)), unique=True)
ORGANISATION = st.builds(
    Made,
    people=st.lists(PEOPLE, min_size=1, max_size=2),
    retired=st.sampled_from([False, False, True]),
    away=st.lists(st.none() | st.sampled_from(DAYS), min_size=2, max_size=2),
    filed=st.just([]) | st.lists(st.sampled_from(FILED), max_size=3),
    waits=st.sampled_from([False, False, True]),
    asked=st.sampled_from([False, False, True]),
    mark=st.none() | st.none() | MARK,
    kept=st.just([]) | KEPT,
    elsewhere=st.none() | st.none() | st.booleans(),
    parts=st.sampled_from([False, False, True]),
) | st.builds(Made, people=st.just([]), retired=st.just(True), mark=st.none() | MARK, kept=st.just([]) | KEPT)


def make(tx: Connection, study: str, made: list[Made], listed: str) -> None:
    """Bring the organisations into the store, as the program would; `listed` is the list that they stand on."""
    for number, one in enumerate(made):
        code = f"{study}-{listed}-{number}"
        people = [Contact(organisation=code, address=f"Person{at}@{code}.example", part=one.part(at)) for at in range(len(one.people))]
        put_on_list(tx, one, Organisation(code, code), people, listed)
        invitations.invite(tx, study, study.upper(), [code])
        invitation = invitations.of_study(tx, study)[code]
        for place, filed in enumerate(one.filed):
            file(tx, submission(f"{code}-{place}", invitation_id=invitation.id, message_id=place, state=filed, answers={"a": 1}), study)
        invitations.set_lacks(tx, invitation.id, "second" if one.lacks(effective(one.filed)) else "")
        case_events.keep(
            tx, [Happened(invitation_id=invitation.id, study=study, event=event, source=EventSource(NOW)) for event in one.kept]
        )
        if one.waits:
            holds.hold(tx, held(code, study=study, invitation_id=invitation.id))
        hold_elsewhere(tx, study, invitation.id, waits=one.elsewhere)
        if one.asked:
            for kind in HOLDS_UP_NOTHING:
                holds.hold(tx, held(f"{code} {kind}", kind=kind, study=study, invitation_id=invitation.id))
        if one.mark:
            about = About(Subject.ORGANISATION, str(invitation.id))
            until = one.mark.until.isoformat() if one.mark.until else ""
            decisions.decide(tx, decisions.rule("test"), NOW, [Ruling(what=one.mark.what, about=about, value=until)])
        for person, (stopped, letters) in zip(people, one.people, strict=True):
            if stopped:
                suppressions.suppress(tx, Suppression(person.address, stopped, stopped.value), NOW)
            causes = (f"{person.address}{place}" for place in range(len(letters)))
            planned = [letter(cause, study=study, organisation=code, address=person.address.upper()) for cause in causes]
            outbox.plan(tx, [*planned])
            for one_letter, state in zip(outbox.to_addresses(tx, [person.address]), letters, strict=True):
                outbox.settle(tx, one_letter.id, state, "made so", NOW)


def hold_elsewhere(tx: Connection, study: str, invitation_id: int, *, waits: bool | None) -> None:
    """Let a workbook that an organisation sent wait with another, or be decided about; other cases of its message hold up nothing."""
    if waits is None:
        return
    message = 1_000 + invitation_id
    about = {"study": study, "invitation_id": 1_000_000, "message_id": message}
    decided = None if waits else "reject"
    holds.hold(tx, held(f"elsewhere {invitation_id}", kind=CaseKind.WORKBOOK, decision=decided, **about))
    holds.hold(tx, held(f"words {invitation_id}", kind=CaseKind.DECLINE, **about))
    source = EventSource(NOW, f"message {message}")
    case_events.keep(tx, [Happened(invitation_id=invitation_id, study=study, event=CaseEvent.HELD, source=source)])


def put_on_list(tx: Connection, one: Made, organisation: Organisation, people: list[Contact], listed: str) -> None:
    """Let the contacts of an organisation stand on a list, and take one more off it where that was so; some are away."""
    left = Contact(organisation=organisation.code, address=f"left@{organisation.code}.example")
    contact_lists.save_list(tx, ContactList(listed, (organisation,), (*people, *([left] if one.retired else []))))
    if one.retired:
        about = decisions.contact(tx, listed, organisation.code, left.address)
        decisions.decide(tx, decisions.rule("test"), NOW, [Ruling(what=What.RETIRE, about=about)])
    for person, until in zip(people, one.away, strict=False):
        suppressions.set_absence(tx, person.address, Absence(person.address, until, "Away.") if until else None)


def running(study: str) -> Running:
    """Return a study whose list is called as it is."""
    person = Person("Miriam", "miriam@itu.example")
    sender = Sender("itu", "ITU", "itu@itu.example")
    made = Study(
        id=study,
        title=study,
        prefix=study.upper(),
        zone="UTC",
        languages=("en",),
        contact_list=study,
        deadline=TODAY,
        senders=(sender,),
        returns_to="box@itu.example",
        contact=person,
        coordinators=(person,),
        mailings=MAILINGS,
    )
    return Running(made, Folder({}), 1, paused=False)


def expected(made: list[Made]) -> tuple[list[tuple[Standing | None, bool]], Counter[str]]:
    """Return where each stands and whether it waits, by the pure rule; and the letters that each mailing would have."""
    stands, letters = [], Counter[str]()
    for one in made:
        history = one.history(effective(one.filed))
        found, waits = standing(history), waits_for_us(history, TODAY)
        stands.append((found, waits))
        may = [place for place, (stopped, _) in enumerate(one.people) if stopped is None]
        usable = mailed(may, [place for place, until in enumerate(one.away) if until and is_away(until, TODAY)])
        reminded = [place for place in usable if place == 1 or not one.lacks(effective(one.filed))]
        for mailing in MAILINGS:
            to = usable if mailing.audience is Audience.ALL else reminded
            letters[mailing.name] += len(to) if letter_for(mailing, found, owes(found, waits=waits or bool(one.elsewhere))) else 0
    return stands, letters


def effective(filed: list[SubmissionState]) -> list[SubmissionState]:
    """Return the states of submissions that were filed so one after the other: see `tests/domain/rules/test_counting.py`."""
    last = {state: place for place, state in enumerate(filed)}
    accepted, sent_back = last.get(SubmissionState.ACCEPTED, -1), last.get(SubmissionState.QUERIED, -1)
    newest = {SubmissionState.ACCEPTED: accepted, SubmissionState.QUERIED: max(accepted, sent_back)}
    return [SubmissionState.SUPERSEDED if place < newest.get(state, -1) else state for place, state in enumerate(filed)]


def _ineligible(one: Made) -> bool:
    return one.mark is not None and one.mark.what is What.INELIGIBLE


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(made=st.lists(ORGANISATION, max_size=5), others=st.lists(ORGANISATION, max_size=1), gone=st.lists(ORGANISATION, max_size=1))
def test_the_figures_are_those_of_the_pure_rule(store: Store, made: list[Made], others: list[Made], gone: list[Made]) -> None:
    """The sum by standing, who waits, the letters of each audience, and each organisation by itself.

    Neither another study nor an organisation that stands on another list now changes anything.
    """
    with store.engine.connect() as tx:
        make(tx, "other", others, "other")
        make(tx, "study", gone, "former")
        make(tx, "study", made, "study")
        stands, letters = expected(made)
        figures = standings.figures(tx, "study", "study", TODAY)
        each = [(one.standing, one.waits) for one in standings.each(tx, "study", "study", TODAY)]
        cases = census(tx, running("study"), THEN)
        tx.rollback()
    counted = Counter(found for found, _ in stands)
    assert figures.standings == {one: counted[one] for one in Standing}
    assert sum(figures.standings.values()) + figures.ineligible == len(made)
    assert figures.ineligible == counted[None]
    assert figures.waiting == sum(waits for found, waits in stands if found is not None)
    assert figures.deciding == sum((one.waits or SubmissionState.HELD in one.filed) and not _ineligible(one) for one in made)
    assert figures.answers == sum(SubmissionState.ACCEPTED in effective(one.filed) and not _ineligible(one) for one in made)
    assert (figures.letters_to_all, figures.letters_to_owing) == (letters["circular"], letters["reminder"])
    assert each == stands
    assert [(case.standing, case.waits) for case in cases.values()] == stands
    reminder = MAILINGS[1]
    asked = [one for case in cases.values() for one in case.usable if letter_for(reminder, case.standing, case.owes_of(one))]
    assert len(asked) == letters["reminder"]
    assert all(case.owes is Owes.NOTHING for case in cases.values() if case.standing is Standing.ANSWERED)
