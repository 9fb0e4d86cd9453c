"""Who answers a digest as a whole is told once that this decides nothing, and only where somebody may believe that it did."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from digests.facts import ArrivalKind
from domain.case import Decision
from service.collecting import replay
from service.deciding.held import decide
from service.digests.facts import facts
from service.installation import config
from service.installation.install import SAMPLE
from service.rulings.decided import Deciding
from service.studies.running import require_running
from service.wiring import open_service
from store import holds, outbox
from tests.service.digest_reader import AnsweredDigest
from tests.service.mailed_cases import COORDINATOR, DAY, SERVER, about_cases, decided, post, take_in, with_a_case, written


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return an installation with a case of which its coordinator was told."""
    with_a_case(tmp_path)
    return tmp_path


def test_who_gets_no_answer_to_what_they_answer_to_a_digest(home: Path) -> None:
    """A machine, whoever is no coordinator, and whoever was forged."""
    digest = AnsweredDigest(home)
    assert digest.answers("I am away until Monday.", **{"Auto-Submitted": "auto-replied"}) == []
    assert digest.answers("Please give them two more weeks.", sender="person0@member0.example") == []
    assert digest.answers("Accept", **{"Authentication-Results": f"{SERVER}; dmarc=fail header.from=itu.example"}) == []


@pytest.mark.parametrize("words", ["ok accept", "Please accept it, thank you", "Merci, acceptez.", "ok grant it", "Count both, thanks!"])
def test_a_decision_amid_courtesy_is_not_taken_for_thanks(home: Path, words: str) -> None:
    """Whoever answers the digest with it believes that something was decided."""
    (told,) = AnsweredDigest(home).answers(words)
    assert told["Subject"] == "Nothing was done: your answer to the digest"
    assert decided(home) is None


def test_a_digest_is_answered_once_and_the_rest_of_its_thread_not_at_all(home: Path) -> None:
    """What answers our letter, or a colleague's, has the digest among its references alone."""
    digest = AnsweredDigest(home)
    of_thread = {"In-Reply-To": "<colleague@itu.example>", "References": f"{digest.letter['Message-ID']} <colleague@itu.example>"}
    assert digest.answers("Could you look at this with me tomorrow?", **of_thread) == []
    assert len(digest.answers("Please accept case 1.")) == 1
    assert digest.answers("Why was nothing done? Please accept case 1.") == []


def test_a_message_that_was_concluded_does_not_answer_its_digest_again(home: Path) -> None:
    """An earlier version gave its answer another cause: whoever replays the message must not write to the coordinator once more."""
    digest = AnsweredDigest(home)
    digest.answers("Please accept case 1.")
    with open_service(config.load(home, {})) as service:
        with service.store.transaction() as tx:
            tx.execute(text("UPDATE letter SET cause = 'case_answer:of-an-earlier-version' WHERE cause LIKE 'digest_answer:%'"))
        replay.replay(service, None, next(digest.hours))
        with service.store.reading() as tx:
            assert not [one for one in outbox.to_addresses(tx, [COORDINATOR]) if one.cause.startswith("digest_answer:")]


def test_a_digest_says_who_decided_and_not_that_the_organisation_wrote(home: Path) -> None:
    """Where a coordinator decides its case by mail; of what they write besides, it says that they wrote."""
    (notice,) = about_cases(home)
    post(home, COORDINATOR, notice["Reply-To"], "declined: confirmed by telephone")
    take_in(home, DAY + timedelta(hours=1))
    post(home, COORDINATOR, notice["Reply-To"], "What does this mean?")
    take_in(home, DAY + timedelta(hours=2))
    with open_service(config.load(home, {})) as service, service.store.reading() as tx:
        running = require_running(service, tx, SAMPLE)
        came = facts(tx, running, DAY + timedelta(hours=3), None).arrivals
    told = [(one.organisation or one.sender, one.what, one.address) for one in came]
    assert (told[0][:2], told[1:]) == (
        ("Organisation 0", ArrivalKind.WROTE),
        [("Organisation 0", ArrivalKind.DECIDED, COORDINATOR), (COORDINATOR, ArrivalKind.WROTE, "")],
    )


def arrivals(home: Path, now: datetime) -> list[tuple[str, ArrivalKind, str]]:
    """Return what the digest tells that came in."""
    with open_service(config.load(home, {})) as service, service.store.reading() as tx:
        came = facts(tx, require_running(service, tx, SAMPLE), now, None).arrivals
    return [(one.organisation, one.what, one.address) for one in came]


def test_a_digest_tells_what_was_undone_or_put_off_by_mail_as_what_it_was(home: Path) -> None:
    """Neither decided a case."""
    (notice,) = about_cases(home)
    post(home, COORDINATOR, notice["Reply-To"], "declined")
    (told,) = take_in(home, DAY + timedelta(hours=1))
    post(home, COORDINATOR, told["Reply-To"], "Undo")
    _, again = take_in(home, DAY + timedelta(hours=2))
    post(home, COORDINATOR, again["Reply-To"], "wait 2012-03-20")
    take_in(home, DAY + timedelta(hours=3))
    assert arrivals(home, DAY + timedelta(hours=4))[1:] == [
        ("Organisation 0", ArrivalKind.DECIDED, COORDINATOR),
        ("Organisation 0", ArrivalKind.UNDONE, COORDINATOR),
        ("Organisation 0", ArrivalKind.PUT_OFF, COORDINATOR),
    ]


def test_whose_message_became_a_case_did_not_decide_it(home: Path) -> None:
    """What a colleague decides about it at the desk is because of the message, and not by whoever wrote it."""
    letter = next(one for one in written(home) if one["Reply-To"] and "+r" in one["Reply-To"])
    post(home, COORDINATOR, letter["Reply-To"], "We need more time to answer.")
    take_in(home, DAY + timedelta(hours=1))
    with open_service(config.load(home, {})) as service:
        with service.store.reading() as tx:
            (case,) = (one.id for one in holds.everything(tx) if one.id != 1)
        decide(service, Deciding(case=str(case), what=Decision.REJECT, by="Jeanne Roy"), DAY + timedelta(hours=2))
    told = arrivals(home, DAY + timedelta(hours=3))
    assert told[1:] == [("", ArrivalKind.WROTE, "")]
