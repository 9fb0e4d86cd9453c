"""Whoever decides is told what that did: for whom, what it took the place of, and to whom it writes.."""

from __future__ import annotations

from datetime import date, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest

from digests.cases import notice
from domain.case import CaseKind
from domain.journal import What
from domain.letter import LetterKind
from domain.rules.waiting import outlasts
from languages.phrases import console_languages, phrases
from languages.telling import told_in
from service.cases.states import last_move
from service.deciding import case_seen
from service.deciding.case_facts import facts_of
from service.deciding.told_done import what_it_did
from service.digests.digest import preview_digest
from service.installation import config
from service.installation.install import SAMPLE
from service.letters import queueing
from service.letters.planned import planned
from service.operation.tick import tick
from service.studies.running import require_running
from service.wiring import open_service
from store import holds, invitations, messages
from tests.flows.test_by_mail import text
from tests.service.deciding.test_said import AFTER_THE_DEADLINE, ASK_HER, BY_POST, NEW, UNTIL_A_DAY
from tests.service.mailed_cases import COORDINATOR, DAY, post, with_a_case, written
from tests.service.office import Office, person

ORGANISATION = "person0@member0.example"


def marked(office: Office) -> tuple[What | None, date | None]:
    """Return what the first organisation is marked as, and until when."""
    with office.service.store.reading() as tx:
        found = invitations.of_study(tx, SAMPLE)["ORG000"]
    return found.mark, found.until


def test_who_answers_in_another_way_is_not_reminded_after_time_that_is_granted_besides(office: Office) -> None:
    """One mail says both; whichever is decided first, it answers in another way, and whoever decides is told so."""
    office.write(person(0), text=BY_POST, reply_to=0)
    office.write(person(0), text=UNTIL_A_DAY, reply_to=0)
    by_post, time = office.cases()
    office.decide(by_post.id, "elsewhere")
    done = office.decide(time.id, "grant")
    assert marked(office) == (What.ELSEWHERE, None)
    assert "is not reminded at all: that stays" in done.told
    assert all(told_in(done.promised, one) for one in console_languages())
    office.check()
    office.undo(done.entry)
    assert marked(office) == (What.ELSEWHERE, None)
    office.check()


@pytest.mark.parametrize("what", ["elsewhere", "declined"])
def test_what_takes_the_place_of_another_mark_is_told_in_every_language(office: Office, what: str) -> None:
    """The console tells it in the language of whoever decides, where the verb's own sentence is in English."""
    office.write(person(0), text=UNTIL_A_DAY, reply_to=0)
    office.write(person(0), text=BY_POST if what == "elsewhere" else "We regret that we will not participate in this study.", reply_to=0)
    time, other = office.cases()
    office.decide(time.id, "grant")
    done = office.decide(other.id, what)
    assert marked(office) == (What(what), None)
    assert "This replaces its earlier mark: waiting until 2012-04-20." in done.told
    assert "pas de rappel, jusqu’au 20 avril 2012" in told_in(done.promised, "fr")


def test_time_that_is_granted_to_who_had_declined_takes_its_place_and_says_so(office: Office) -> None:
    """Whoever asks for time after that takes part."""
    office.write(person(0), text=UNTIL_A_DAY, reply_to=0)
    (time,) = office.cases()
    office.mark(0, "declined")
    done = office.decide(time.id, "grant")
    assert marked(office) == (What.WAITING, date(2012, 4, 20))
    assert "This replaces its earlier mark: declined." in done.told


@pytest.mark.parametrize(
    ("mark", "last", "stays"),
    [
        (None, None, False),
        (What.WAITING, None, False),
        (What.DECLINED, None, False),
        (What.ELSEWHERE, None, True),
        (What.ELSEWHERE, date(2012, 4, 20), True),
        (What.ELSEWHERE, date(2012, 4, 19), False),
    ],
)
def test_an_answer_in_another_way_outlasts_time_up_to_its_own_last_day(mark: What | None, last: date | None, stays: bool) -> None:
    """Where it is expected for a shorter time, the granted time goes on."""
    assert outlasts(mark, last, date(2012, 4, 20)) is stays


def decide_by_mail(home: Path, words: dict[CaseKind, str]) -> list[EmailMessage]:
    """Let the coordinator decide the cases of these kinds one after the other, and return what they are told of each."""
    told = []
    for hour, (kind, said) in enumerate(words.items(), 2):
        with open_service(config.load(home, {})) as service, service.store.reading() as tx:
            number = next(one.id for one in holds.everything(tx) if one.kind is kind)
        (*_, notice) = [one for one in written(home) if one["To"] and COORDINATOR in one["To"] and f"ase {number}:" in str(one["Subject"])]
        post(home, COORDINATOR, str(notice["Reply-To"]), said)
        with open_service(config.load(home, {})) as service:
            assert not tick(service, DAY + timedelta(hours=hour)).problems
        told.append(written(home)[-1])
        assert str(told[-1]["Subject"]).startswith(f"Done: case {number}"), text(told[-1])
    return told


def besides(home: Path, words: str) -> None:
    """Let the organisation write once more, and the case come of it."""
    letter = next(one for one in written(home) if one["Reply-To"] and "+r" in one["Reply-To"])
    post(home, ORGANISATION, str(letter["Reply-To"]), words)
    with open_service(config.load(home, {})) as service:
        assert not tick(service, DAY + timedelta(hours=1)).problems


def test_a_letter_says_what_a_decision_replaces_or_leaves(tmp_path: Path) -> None:
    """Answered by post and more time besides: after “elsewhere”, “grant” leaves that, and its letter does not say that they have time."""
    with_a_case(tmp_path, wrote=BY_POST)
    besides(tmp_path, UNTIL_A_DAY)
    first, second = decide_by_mail(tmp_path, {CaseKind.ELSEWHERE: "elsewhere", CaseKind.EXTENSION: "grant"})
    assert "counts as answered once its answer is filed" in text(first)
    assert "is not reminded at all: that stays, and nobody is told of more time." in text(second)
    assert "has time until" not in text(second)


def test_a_letter_says_which_mark_a_decision_takes_the_place_of(tmp_path: Path) -> None:
    """Time was granted and told; then it answers in another way."""
    with_a_case(tmp_path, wrote=AFTER_THE_DEADLINE)
    besides(tmp_path, BY_POST)
    first, second = decide_by_mail(tmp_path, {CaseKind.EXTENSION: "grant", CaseKind.ELSEWHERE: "elsewhere"})
    assert "has time until 20 May 2012" in text(first)
    assert f"A letter about it goes to {ORGANISATION}." in text(first)
    assert "This replaces its earlier mark: waiting until 20 May 2012." in text(second)


def test_the_letter_about_a_new_contact_says_that_whoever_named_them_gets_no_more_mailings(tmp_path: Path) -> None:
    """And who gets the workbook."""
    with_a_case(tmp_path, wrote=ASK_HER)
    (told,) = decide_by_mail(tmp_path, {CaseKind.SUCCESSOR: "add"})
    assert "whoever named them gets no more mailings" in text(told)
    assert f"A letter about it goes to {NEW}." in text(told)
    assert f"{person(0)} will be told, with the next letters that are sent." in text(told)


def said_of(office: Office, case: int) -> str:
    """Return what a letter would say of what was decided last about a case."""
    with office.service.store.reading() as tx:
        running = require_running(office.service, tx, SAMPLE)
        (held,) = holds.with_ids(tx, [case])
        entry = last_move(tx, held)
        assert entry
        facts = facts_of(office.service, tx, running, held, office.now, "en")
        return what_it_did(office.service, tx, entry, facts, phrases("cases", "en"))


def reference(office: Office, number: int) -> str:
    """Return how an organisation is named in these letters."""
    with office.service.store.reading() as tx:
        return f"Organisation {number} ({invitations.of_study(tx, SAMPLE)[f'ORG{number:03d}'].reference})"


@pytest.mark.parametrize(
    ("what", "wrong", "says"),
    [
        ("accept", {}, "It counts for {}."),
        ("accept", {"share_cross_border": 140.0}, "It has errors: it was sent back to be corrected, for {}, and does not count yet."),
        ("count", {"share_cross_border": 140.0}, "It counts for {}."),
    ],
)
def test_a_letter_says_what_became_of_a_workbook_and_who_is_written_to(
    office: Office, what: str, wrong: dict[str, object], says: str
) -> None:
    """Whether it counts now, and that the organisation gets its receipt."""
    office.write(person(1), ("a.xlsx", office.workbook(0, **wrong)))
    (case,) = office.cases()
    office.decide(case.id, what)
    told = said_of(office, int(case.id))
    assert told.startswith(says.format(reference(office, 0)))
    assert "A letter about it goes to " in told
    assert person(0) in told


def test_a_letter_names_the_organisation_that_a_workbook_was_assigned_to(office: Office) -> None:
    """And not that in whose name it came."""
    office.write(person(1), ("a.xlsx", office.workbook(0)))
    (case,) = office.cases()
    office.decide(case.id, "assign", to="ORG002")
    assert said_of(office, int(case.id)).startswith(f"It counts for {reference(office, 2)}.")


def test_a_letter_says_that_a_workbook_took_the_place_of_what_counted(office: Office) -> None:
    """What came first is kept, and does not count any more."""
    office.write(person(0), ("a.xlsx", office.workbook(0)), reply_to=0)
    office.write("x@nowhere.example", ("b.xlsx", office.workbook(0, employees=7)), reply_to=0)
    (case,) = office.cases()
    office.decide(case.id, "accept")
    assert "What counted for it before does not count any more." in said_of(office, int(case.id))


def test_what_would_take_the_place_of_an_answer_says_so_before_it_is_decided(office: Office) -> None:
    """In the console, by the command and in the letter that asks; also that whoever sent it gets the receipt."""
    office.write(person(0), ("a.xlsx", office.workbook(0)), reply_to=0)
    office.write("x@nowhere.example", ("b.xlsx", office.workbook(0, employees=7)), reply_to=0)
    (case,) = office.cases()
    with office.service.store.reading() as tx:
        means = dict(case_seen.case(office.service, tx, str(case.id)).meanings)
        running = require_running(office.service, tx, SAMPLE)
        letter = notice(facts_of(office.service, tx, running, holds.with_ids(tx, [int(case.id)])[0], office.now, "en"), "en")
    assert means["accept"].startswith("The workbook counts in the place of what counts now, and its sender gets the receipt;")
    assert "The workbook counts in the place of what counts now" in str(letter)
    for explained in (means["first"], means["second"]):
        assert explained.startswith("It counts together with what was sent before it")
        assert "--" not in explained


def test_a_digest_shows_what_two_workbooks_say_where_it_asks_which_is_right(office: Office, tmp_path: Path) -> None:
    """And what the words do that decide it; a word that turns down what somebody says is explained too."""
    office.write(person(0), ("a.xlsx", office.workbook(0)), reply_to=0)
    office.write("x@nowhere.example", ("b.xlsx", office.workbook(0, employees=7)), reply_to=0)
    office.write(person(1), text="We regret that we will not participate in this study.", reply_to=1)
    with office.service.store.reading() as tx:
        running = require_running(office.service, tx, SAMPLE)
    (text_part, *_) = preview_digest(office.service, running, next(iter(running.study.digests)).name, office.later(), tmp_path)
    written_digest = " ".join(text_part.read_text(encoding="utf-8").split())
    assert "So far: 400 (About your organization C7) · This workbook: 7 (About your organization C7)" in written_digest
    assert "second – It counts together with what was sent before it" in written_digest
    assert "reject – It is not so: the organisation is reminded as before." in written_digest


@pytest.mark.parametrize("language", console_languages())
def test_what_disagrees_about_whose_a_workbook_is_is_told_in_every_language(office: Office, language: str) -> None:
    """The address says one organisation, and the token another."""
    office.write(person(1), ("a.xlsx", office.workbook(0)), reply_to=None)
    (case,) = office.cases()
    told = [told_in(one, language) for one in case.why.reasons]
    assert all(told)
    assert any("ORG001" in one and "ORG000" in one for one in told)


@pytest.mark.parametrize("cause", ["receipt:1:{}:x", "question_back:1:{}:x", "looked_at:1:{}:x", "resend:1:{}"])
def test_whoever_decides_is_not_told_of_a_letter_that_another_message_asked_for_just_then(office: Office, cause: str) -> None:
    """In one turn, what answers another message of the organisation is planned at the instant of the decision, and is none of it."""
    office.write(person(0), text="We regret that we will not participate in this study.", reply_to=0)
    (case,) = office.cases()
    office.decide(case.id, "reject")
    with office.service.store.reading() as tx:
        (held,) = holds.with_ids(tx, [int(case.id)])
        entry = last_move(tx, held)
        (message,) = messages.with_ids(tx, [held.message_id or 0])
    assert entry
    assert "A letter about it goes to" not in said_of(office, int(case.id))
    for sha256, told in (("0" * 64, False), (message.sha256, True)):
        of = cause.format(sha256[:16])
        letter = planned(
            LetterKind.RECEIPT, SAMPLE, of, "receipt", "unodc", person(0), "en", entry.at, organisation="ORG000", context={"receipt": {}}
        )
        with office.service.store.transaction() as tx:
            queueing.plan(tx, [letter])
        assert ("A letter about it goes to" in said_of(office, int(case.id))) is told
