"""Whoever undoes by mail is told the case once, and nothing of what mail cannot do: an undoing is undone at the desk, as they hear."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from itertools import count
from pathlib import Path

import pytest

from service.authoring.drafts import apply
from service.deciding import case_notices
from service.deciding.organisation_marks import Marking, mark
from service.deciding.undo import Undoing, undo
from service.installation import config
from service.installation.install import SAMPLE
from service.studies.running import require_running
from service.wiring import open_service
from store import invitations, journal
from tests.flows.test_by_mail import text
from tests.service.deciding.test_said import AFTER_THE_DEADLINE
from tests.service.installed import at
from tests.service.mailed_cases import COORDINATOR, DAY, about_cases, decided, post, take_in, with_a_case

TELLS = "WHAT YOU CAN DECIDE"
Says = Callable[[EmailMessage, str], list[EmailMessage]]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return an installation with a case of which its coordinator was told."""
    with_a_case(tmp_path)
    return tmp_path


def answering(home: Path) -> Says:
    """Return what answers a letter of ours as the coordinator, an hour after the last answer, and returns what they get."""
    hours = count(1)

    def answer(letter: EmailMessage, words: str) -> list[EmailMessage]:
        post(home, COORDINATOR, str(letter["Reply-To"]), words)
        return take_in(home, DAY + timedelta(hours=next(hours)))

    return answer


def in_digests_alone(home: Path) -> None:
    """Let the coordinator be told of cases in digests, and of none at once."""
    file = home / "studies" / SAMPLE / "study.toml"
    file.write_text(file.read_text(encoding="utf-8").replace('cases = "at_once"\n', ""), encoding="utf-8")
    with open_service(config.load(home, {})) as service:
        apply(service, SAMPLE, at("02-21"), by="staff")


def test_who_is_told_of_each_case_at_once_is_told_it_once_after_an_undoing(home: Path) -> None:
    """By the notice, which brings the original as well; the answer says that it comes."""
    answer = answering(home)
    (done,) = answer(about_cases(home)[0], "declined")
    undone, notice = answer(done, "undo")
    assert "was undone. It waits again: another letter asks you to decide it." in text(undone)
    assert [TELLS in str(one) for one in (undone, notice)] == [False, True]
    assert undone["Reply-To"] == notice["Reply-To"]
    (again,) = answer(undone, "reject")
    assert (decided(home), again["Subject"]) == ("reject", "Done: case 1, reject")


def test_who_is_told_of_cases_in_digests_is_told_it_by_the_answer(home: Path) -> None:
    """No notice comes, so that the answer has the words that decide."""
    answer = answering(home)
    (done,) = answer(about_cases(home)[0], "declined")
    in_digests_alone(home)
    (undone,) = answer(done, "undo")
    assert "was undone." in text(undone)
    assert "another letter" not in text(undone)
    assert TELLS in str(undone)


def test_a_case_of_which_no_more_notices_go_today_is_told_by_the_answer(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The day's measure of notices is used up: a letter that comes tomorrow is not promised for today."""
    answer = answering(home)
    (done,) = answer(about_cases(home)[0], "declined")
    monkeypatch.setattr(case_notices, "NOTICES_A_DAY", 1)
    (undone,) = answer(done, "undo")
    assert "another letter" not in text(undone)
    assert TELLS in str(undone)


def test_an_undoing_that_is_to_be_undone_is_answered_with_where_that_is_done(home: Path) -> None:
    """Nothing is done, what was done before it stands, and the case is decided anew by its words."""
    answer = answering(home)
    (waits,) = answer(about_cases(home)[0], "wait 2012-03-20")
    (done,) = answer(waits, "declined")
    undone, _ = answer(done, "undo")
    (told,) = answer(undone, "undo")
    with open_service(config.load(home, {})) as service, service.store.reading() as tx:
        until = invitations.of_study(tx, SAMPLE)["ORG000"].until
        (undoing,) = [one for one in journal.pages(tx) if one.undoes is not None]
    assert (decided(home), str(until)) == (None, "2012-03-20")
    assert "Nothing was done in case 1, because what was done last there is an undoing" in text(told)
    assert f"“counterfoil undo {undoing.number}”" in text(told)
    assert TELLS in str(told)
    answer(told, "reject")
    assert decided(home) == "reject"


def test_what_had_nothing_done_about_it_is_not_said_to_have_been_undone(home: Path) -> None:
    """Whoever answers the notice itself so is told that nothing was decided."""
    (told,) = answering(home)(about_cases(home)[0], "undo")
    assert "because nothing was decided there that you could undo" in text(told)


def test_what_the_desk_marked_and_took_back_keeps_nobody_from_undoing_what_was_decided_by_mail(home: Path) -> None:
    """They are told that they can undo the decision, and then they can."""
    answer = answering(home)
    (done,) = answer(about_cases(home)[0], "reject")
    with open_service(config.load(home, {})) as service:
        with service.store.reading() as tx:
            running = require_running(service, tx, SAMPLE)
        said = Marking(organisation="ORG000", what="ineligible", by="staff")
        entry = mark(service, running, said, DAY + timedelta(hours=2)).entry
        undo(service, Undoing(entry=entry, by="staff"), DAY + timedelta(hours=3))
    offers = answer(done, "undo")[0]
    if decided(home) is not None:  # Something was done since that letter: its answer brings another one, which says so.
        answer(offers, "undo")
    assert decided(home) is None


def test_the_answer_to_an_undoing_promises_nothing_of_undoing_it(tmp_path: Path) -> None:
    """Who was told of more time gets a letter that says what holds; who undoes that grant cannot keep it back by mail."""
    with_a_case(tmp_path, wrote=AFTER_THE_DEADLINE)
    answer = answering(tmp_path)
    (done,) = answer(about_cases(tmp_path)[0], "grant")
    undone, _ = answer(done, "undo")
    assert "person0@member0.example had been told otherwise, and will get a letter that says what holds now." in text(undone)
    assert "If you undo this" not in text(undone)
