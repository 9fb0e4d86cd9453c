"""A study that paused itself goes on when a person says so, in whichever way, and each way can be undone."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from domain.case import CaseKind
from domain.journal import What
from domain.letter import DeliveryState, Letter, Outcome, Verdict
from domain.study import DEFAULT
from service.installation.install import SAMPLE
from service.mailings.send_now import send_now
from service.sending.stalled import pause_where_stalled
from service.studies.running import pause, require_running
from store import outbox
from tests.service.cases.test_waiting import numbers
from tests.service.office import ME, Office

ROW = 3


def say_nothing(office: Office) -> list[str]:
    """Let the server take letters without a word, as many as there are connections; return what is told of it."""
    with office.service.store.transaction() as tx:
        found: list[Letter] = [one for one in outbox.of_mailings(tx, ["questionnaire"]) if one.organisation][:ROW]
        said = [Verdict(letter_id=one.id, outcome=Outcome.UNCERTAIN, stage="data", code=None, text="Connection lost") for one in found]
        outbox.record_verdicts(tx, [outbox.Change(one, DeliveryState.UNCERTAIN, office.now) for one in said], office.now)
        return pause_where_stalled(tx, DEFAULT, ROW, office.now)


def stalled(office: Office) -> list[str]:
    """Return the numbers of the cases in which the study paused itself and that wait."""
    return [str(one.id) for one in office.cases() if one.kind is CaseKind.STALLED]


def paused(office: Office) -> bool:
    """Say whether the study is paused."""
    with office.service.store.reading() as tx:
        return require_running(office.service, tx, SAMPLE).paused


def by_the_case(office: Office) -> int:
    """Let the study go on by deciding its case."""
    (case,) = stalled(office)
    return office.decide(case, "resume").entry


def by_resuming(office: Office) -> int:
    """Let the study go on by the verb of the study."""
    return pause(office.service, SAMPLE, False, office.later(), by=ME)


def by_undoing(office: Office) -> int:
    """Let the study go on by undoing that it was paused."""
    return office.undo(office.entry(What.PAUSE))


@pytest.mark.parametrize("resume", [by_the_case, by_resuming, by_undoing])
def test_a_study_that_paused_itself_goes_on(office: Office, resume: Callable[[Office], int]) -> None:
    """Its case waits no more; where that is undone, the study is paused and its case waits again. All places tell the same number."""
    (told,) = say_nothing(office)
    assert "Connection lost. Look at the server" in told
    assert (paused(office), len(stalled(office))) == (True, 1)
    assert numbers(office) == {1}
    entry = resume(office)
    assert (paused(office), stalled(office)) == (False, [])
    office.check()
    office.undo(entry)
    assert (paused(office), len(stalled(office))) == (True, 1)
    office.check()


def test_a_study_that_goes_on_too_early_pauses_itself_anew(office: Office) -> None:
    """It is another case than before; a study that is paused already is not paused again."""
    say_nothing(office)
    (before,) = stalled(office)
    say_nothing(office)
    assert stalled(office) == [before]
    by_resuming(office)
    say_nothing(office)
    assert len(stalled(office)) == 1
    assert stalled(office) != [before]
    office.check()


def test_nothing_is_planned_or_sent_by_hand_meanwhile(office: Office) -> None:
    """As with any study that is paused."""
    say_nothing(office)
    with pytest.raises(Exception, match="paused"):
        send_now(office.service, SAMPLE, "circular", office.later(), by=ME)
