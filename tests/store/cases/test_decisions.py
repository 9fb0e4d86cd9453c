"""Decisions of every kind in any order, on both databases: the tables say what the journal comes to, and an undoing restores them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import Connection, text

from domain.contact import Stopped
from domain.journal import About, Entry, Subject, What, first_break
from domain.letter import DeliveryState
from domain.rules.decided import delivery
from domain.rules.undone import obstacle
from domain.submission import SubmissionState
from store import Store, decisions, holds, invitations, journal, outbox, studies, submissions
from store.cases.decisions import Ruling
from tests.store.projections import fold, tables
from tests.store.values import NOW, held, letter, submission

_EMPTY = ("journal_note", "journal_name", "journal", "answer", "submission", "hold", "suppression", "attempt", "letter", "invitation")
_VERDICTS = (What.ACCEPT, What.QUERY, What.HOLD, What.REJECT)
_MARKS = (What.DECLINED, What.WAITING, What.ELSEWHERE, What.INELIGIBLE, What.OPEN)
STUDY = About(Subject.STUDY, "study")
ANY = st.integers(0, 10)


class Decisions(RuleBasedStateMachine):
    """Decisions by rules and by a person, some of which bring others with them."""

    def __init__(self, store: Store) -> None:
        super().__init__()
        self.store, self.now = store, NOW

    @initialize()
    def begin(self) -> None:
        """Begin with two organisations, two cases, two letters and a study about which nothing is decided."""
        with self.store.transaction() as tx:
            for name in (*_EMPTY, "study_version", "study"):
                tx.execute(text(f"DELETE FROM {name}"))  # noqa: S608 - the names are ours
            invitations.invite(tx, "study", "CYB12", ["ALPNET", "BARQ"])
            self.invited = [one.id for one in invitations.of_study(tx, "study").values()]
            studies.apply(tx, "study", {}, NOW)
            outbox.plan(tx, [letter("a", state=DeliveryState.UNCERTAIN), letter("b", state=DeliveryState.SENT)])
            self.letters = [one.id for one in outbox.of_studies(tx, ["study"])]
            self.cases = [number for cause in ("a", "b") if (number := holds.hold(tx, held(cause, invitation_id=self.invited[0])))]
            opened = [Ruling(what=What.OPEN, about=About(Subject.CASE, str(case)), invitation_id=self.invited[0]) for case in self.cases]
            decisions.decide(tx, decisions.rule("test"), NOW, [Ruling(what=What.APPLY, about=STUDY, value="1"), *opened])

    def decide(self, tx: Connection, rulings: Sequence[Ruling], *, person: bool = True) -> tuple[Entry, ...]:
        """Decide, a minute after whatever was decided before."""
        self.now += timedelta(minutes=1)
        return decisions.decide(tx, decisions.person(tx, "anna") if person else decisions.rule("test"), self.now, rulings)

    @rule(whose=ANY, state=st.sampled_from([SubmissionState.ACCEPTED, SubmissionState.QUERIED, SubmissionState.HELD]), lifts=st.booleans())
    def a_workbook_is_filed(self, whose: int, state: SubmissionState, lifts: bool) -> None:
        """File one, and let it take a mark away."""
        invitation = self.invited[whose % 2]
        with self.store.transaction() as tx:
            came = submission(f"{self.now}", invitation_id=invitation, state=state)
            number, _ = submissions.keep(tx, came, "study")
            what = {SubmissionState.ACCEPTED: What.ACCEPT, SubmissionState.QUERIED: What.QUERY, SubmissionState.HELD: What.HOLD}[state]
            filed = Ruling(what=what, about=About(Subject.SUBMISSION, str(number)), invitation_id=invitation)
            (entry,) = self.decide(tx, [filed], person=False)
            if lifts:
                about = About(Subject.ORGANISATION, str(invitation))
                self.decide(tx, [Ruling(what=What.OPEN, about=about, invitation_id=invitation, follows=entry.number)], person=False)

    @rule(which=ANY, case=ANY, what=st.sampled_from(_VERDICTS), mark=st.sampled_from(_MARKS))
    def a_case_is_decided(self, which: int, case: int, what: What, mark: What) -> None:
        """Decide it, and with it a submission and a mark."""
        about = About(Subject.CASE, str(self.cases[case % 2]))
        with self.store.transaction() as tx:
            known = submissions.of_invitations(tx, self.invited)
            (entry,) = self.decide(tx, [Ruling(what=What.DECIDE, about=about, value="reject", invitation_id=self.invited[0])])
            rulings = [Ruling(what=mark, about=About(Subject.ORGANISATION, str(self.invited[0])), invitation_id=self.invited[0])]
            if known:
                one = known[which % len(known)]
                rulings.append(Ruling(what=what, about=About(Subject.SUBMISSION, str(one.id)), invitation_id=one.invitation_id))
            self.decide(tx, [replace(one, follows=entry.number) for one in rulings])

    @rule(whose=ANY, what=st.sampled_from(_MARKS), until=st.sampled_from(["", "2012-03-20"]))
    def an_organisation_is_marked(self, whose: int, what: What, until: str) -> None:
        """Mark it."""
        about = About(Subject.ORGANISATION, str(self.invited[whose % 2]))
        with self.store.transaction() as tx:
            self.decide(tx, [Ruling(what=what, about=about, value=until, invitation_id=self.invited[whose % 2])])

    @rule(whose=ANY, what=st.sampled_from([What.SUPPRESS, What.RELEASE]), why=st.sampled_from(Stopped))
    def an_address_is_suppressed_or_released(self, whose: int, what: What, why: Stopped) -> None:
        """Say what of an address."""
        with self.store.transaction() as tx:
            about = decisions.address(tx, f"{'ab'[whose % 2]}@alpnet.example")
            self.decide(tx, [Ruling(what=what, about=about, value=why.value if what is What.SUPPRESS else "", note=f"It was {self.now}.")])

    @rule(what=st.sampled_from([What.PAUSE, What.RESUME, What.EXTEND]), day=st.integers(10, 20))
    def a_study_is_steered(self, what: What, day: int) -> None:
        """Pause, resume or extend it."""
        with self.store.transaction() as tx:
            self.decide(tx, [Ruling(what=what, about=STUDY, value=f"2012-05-{day}" if what is What.EXTEND else "", study="study")])

    @rule(which=ANY, state=st.sampled_from([DeliveryState.SENT, DeliveryState.BOUNCED, DeliveryState.QUEUED]))
    def a_letter_is_settled(self, which: int, state: DeliveryState) -> None:
        """Give it a state."""
        with self.store.transaction() as tx:
            (one,) = outbox.with_ids(tx, [self.letters[which % 2]])
            if one.state is not state:
                about = About(Subject.LETTER, str(one.id))
                self.decide(tx, [Ruling(what=What.SETTLE, about=about, value=state.value, was=one.state.value)])

    @rule(back=st.integers(0, 15), again=st.integers(0, 3))
    def one_is_undone(self, back: int, again: int) -> None:
        """Undo one of the last, and undo that as often; each time the tables are as the time before the last."""
        with self.store.transaction() as tx:
            last = list(journal.pages(tx))[-1].number
            (entry,) = journal.find(tx, [max(1, last - back)])
            known = journal.about(tx, entry.about.subject, [entry.about.id])
            if obstacle(entry, known) is not None:
                return
            said = [tables(tx)]
            for _ in range(again + 1):
                undoing = Ruling(
                    what=What.UNDO, about=entry.about, invitation_id=entry.invitation_id, undoes=entry.number, study=entry.study
                )
                (entry,) = self.decide(tx, [undoing])
                said.append(tables(tx))
            assert said[2:] == said[: len(said) - 2]

    @invariant()
    def the_tables_say_what_the_journal_comes_to(self) -> None:
        """And the chain is whole."""
        with self.store.reading() as tx:
            everything = list(journal.pages(tx))
            assert first_break(everything) is None
            assert tables(tx) == fold(tx, everything)


def test_decisions_of_every_kind_in_any_order_are_what_the_tables_say(store: Store) -> None:
    """Whatever was undone, and undone again."""
    unhurried = settings(max_examples=25, stateful_step_count=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    run_state_machine_as_test(lambda: Decisions(store), settings=unhurried)  # type: ignore[arg-type]  # Whatever makes one will do.


def settled(*decided: tuple[str, str, bool]) -> str:
    """Return the state of a letter about which this was settled: was, is from then on, and whether that is in force."""
    about = About(Subject.LETTER, "1")
    entries = [
        Entry(number=number, at=NOW, by="person:1", what=What.SETTLE, about=about, was=was, value=value)
        for number, (was, value, _) in enumerate(decided, 1)
    ]
    return delivery(entries, [entry for entry, (_, _, force) in zip(entries, decided, strict=True) if force])


def test_a_letter_is_as_the_last_decision_says_or_as_it_was_before_those_that_were_undone() -> None:
    """What happened to it between two decisions is not undone with the second."""
    assert settled(("uncertain", "sent", True)) == "sent"
    assert settled(("uncertain", "sent", False)) == "uncertain"
    assert settled(("uncertain", "sent", False), ("sent", "bounced", True)) == "bounced"
    assert settled(("uncertain", "sent", True), ("sent", "bounced", False)) == "sent"
    assert settled(("uncertain", "sent", False), ("sent", "bounced", False)) == "uncertain"
    assert settled(("uncertain", "queued", True), ("uncertain", "sent", False)) == "uncertain"
