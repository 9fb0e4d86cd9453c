"""The verbs of people in any order: after each of them the tables say what the journal comes to, and undoing the last restores them."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from demo import respondents
from domain.errors import ConfigurationError
from domain.letter import DeliveryState
from service.deciding import people
from service.deciding.organisation_marks import MARKS
from service.deciding.suppression import Addressed, release, stop
from service.installation.install import SAMPLE
from service.studies.running import extend, pause
from store import outbox
from tests.service.office import ME, ORGANISATIONS, Office, Template, opened, person

ANYBODY = st.integers(0, ORGANISATIONS - 1)


@pytest.fixture(scope="module")
def busy(kept: Template, tmp_path_factory: pytest.TempPathFactory) -> Template:
    """Return an installation in which something of everything waits, counts or was lost."""
    folder = tmp_path_factory.mktemp("busy")
    with opened(kept, folder) as office:
        office.write(person(0), ("a.xlsx", office.workbook(0)), reply_to=0)
        office.write(person(1), ("b.xlsx", office.workbook(0, employees=7)))
        office.write(person(2), ("c.xlsx", office.workbook(1)))
        office.write(person(2), ("d.xlsx", office.workbook(2, share_cross_border=140.0)), reply_to=2)
        office.write(person(2), text="We regret that we will not participate in this study.", reply_to=2)
        office.write(person(1), text="unsubscribe", reply_to=1, subject="unsubscribe")
        with office.service.store.transaction() as tx:
            letter = outbox.of_organisations(tx, ["ORG001"])[-1]
            outbox.settle(tx, letter.id, DeliveryState.UNCERTAIN, "The connection broke.", office.now)
        office.check()
        assert {case.kind.value for case in office.cases()} == {"workbook", "decline", "letter"}
    return Template(folder / "installation", kept.letters, kept.books)


class People(RuleBasedStateMachine):
    """People who decide whatever is offered, and undo whatever was decided."""

    def __init__(self, busy: Template) -> None:
        super().__init__()
        self.closing = ExitStack()
        folder = self.closing.enter_context(tempfile.TemporaryDirectory())
        self.office: Office = self.closing.enter_context(opened(busy, Path(folder)))
        self.office.later(days=1)

    def teardown(self) -> None:
        """Close the installation, and throw it away."""
        self.closing.close()

    def verb(self, do: Callable[[], object], taken_back: bool) -> None:
        """Do something. What is refused changes nothing; what is taken back at once leaves all as it was."""
        before, entries = self.office.tables(), len(self.office.entries())
        try:
            done = do()
        except ConfigurationError:
            assert (self.office.tables(), len(self.office.entries())) == (before, entries)
            return
        if taken_back and isinstance(done, int) and done:
            self.office.check()
            self.office.undo(done)
            assert {key: said for key, said in self.office.tables().items() if key in before} == before

    @rule(data=st.data(), to=ANYBODY, taken_back=st.booleans())
    def decides(self, data: st.DataObject, to: int, taken_back: bool) -> None:
        """Decide one of the cases that wait."""
        offered = [(case.id, option) for case in self.office.cases() for option in case.options]
        if offered:
            case, what = data.draw(st.sampled_from(offered))
            self.verb(lambda: self.office.decide(case, what, f"ORG{to:03d}" if what == "assign" else None).entry, taken_back)

    @rule(number=ANYBODY, what=st.sampled_from([*map(str, MARKS)]), day=st.integers(1, 31), taken_back=st.booleans())
    def marks(self, number: int, what: str, day: int, taken_back: bool) -> None:
        """Mark an organisation."""
        more = {"until": date(2012, 3, day)} if what == "waiting" and day % 2 else {}
        self.verb(lambda: self.office.mark(number, what, **more), taken_back)

    @rule(back=st.integers(0, 12), taken_back=st.booleans())
    def undoes(self, back: int, taken_back: bool) -> None:
        """Undo one of the last decisions."""
        self.verb(lambda: self.office.undo(max(1, self.office.entries()[-1].number - back)), taken_back)

    @rule(number=ANYBODY, let_go=st.booleans(), taken_back=st.booleans())
    def stops(self, number: int, let_go: bool, taken_back: bool) -> None:
        """Suppress or release an address."""
        do, said = (release if let_go else stop), Addressed(address=person(number), by=ME)
        self.verb(lambda: do(self.office.service, said, self.office.later()).entry, taken_back)

    @rule(number=ANYBODY, verb=st.sampled_from(["add", "retire", "move", "away", "name"]), day=st.integers(1, 31), taken_back=st.booleans())
    def manages(self, number: int, verb: str, day: int, taken_back: bool) -> None:
        """Add a contact, retire or change the one that is there."""
        service, now = self.office.service, self.office.later()
        said = people.ContactMeant(address=person(number), by=ME, note=verb, organisation=f"ORG{number:03d}")
        named = people.ContactMeant(address=person(number), by=ME, fields={"name": f"Person {day}"})
        done: dict[str, Callable[[], int]] = {
            "add": lambda: people.add(service, said, now).entry,
            "retire": lambda: people.retire(service, said, now).entry,
            "move": lambda: people.change(service, said, now, address=f"moved{day % 2}@member{number}.example").entry,
            "away": lambda: people.change(service, said, now, away_until=date(2012, 3, day)).entry,
            "name": lambda: people.change(service, named, now).entry,
        }
        self.verb(done[verb], taken_back)

    @rule(day=st.integers(1, 31), paused=st.sampled_from([True, False, None]), taken_back=st.booleans())
    def steers(self, day: int, paused: bool | None, taken_back: bool) -> None:
        """Pause, resume or extend the study."""
        service, now = self.office.service, self.office.later()
        if paused is None:
            self.verb(lambda: extend(service, SAMPLE, date(2012, 5, day), now, by=ME), taken_back)
        else:
            self.verb(lambda: pause(service, SAMPLE, paused, now, by=ME), taken_back)

    @rule(sender=ANYBODY, whose=ANYBODY, employees=st.sampled_from([7, 8]))
    def sends(self, sender: int, whose: int, employees: int) -> None:
        """Send a workbook, one's own or that of another."""
        self.office.write(person(sender), ("z.xlsx", self.office.workbook(whose, employees=employees)), reply_to=sender)

    @rule(number=ANYBODY)
    def bounces(self, number: int) -> None:
        """Report that a letter did not arrive."""
        letter, said = self.office.kept.letters[number].raw, "550 5.1.1 User unknown"
        now = self.office.later()
        raw = respondents.delivery_report(letter, failed=person(number), diagnostic=said, reporting_mta="mx.test", now=now)
        self.office.deliver(raw)

    @rule()
    def replays(self) -> None:
        """Replay everything, which changes no decision and writes to nobody."""
        before = self.office.tables()
        assert not [one.problem for one in self.office.replay() if one.problem]
        assert self.office.tables() == before

    @invariant()
    def holds(self) -> None:
        """Whatever was done, the journal and the tables agree."""
        self.office.check()


def test_whatever_people_do_in_any_order_the_tables_say_what_the_journal_comes_to(busy: Template) -> None:
    """What is refused changes nothing, and what is taken back at once leaves all as it was."""
    unhurried = settings(
        max_examples=10, stateful_step_count=15, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
    )
    run_state_machine_as_test(lambda: People(busy), settings=unhurried)  # type: ignore[arg-type]  # Whatever makes one will do.
