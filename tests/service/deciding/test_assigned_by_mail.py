"""A coordinator gives a workbook to an organisation by mail: with a reason, or with a slip, and is told whose it may be."""

from __future__ import annotations

import re

import pytest

from demo.respondents import Received, open_letter
from domain.mail.reference import printed
from languages.phrases import console_languages, phrases
from service.authoring.drafts import apply
from service.cases.candidates import Candidates
from service.cases.waiting import described
from service.deciding.people import ContactMeant, add
from service.digests.digest import preview_digest
from service.installation.install import SAMPLE
from service.operation.tick import tick
from service.studies.running import require_running
from store import holds, journal
from tests.service.answers.test_sent_by_another import reference
from tests.service.group import mail, member
from tests.service.installed import LIST
from tests.service.mailed_cases import COORDINATOR
from tests.service.office import ME, Office

CONSULTANT = "pete@group.example"
_TABLE = f'address = "{COORDINATOR}"\n'
_VOUCHED = "mx.unodc.example; dmarc=pass header.from="


@pytest.fixture
def asked(believer: Office) -> Office:
    """Return an office whose coordinator is told of each case at once, and whose first three organisations have one consultant."""
    for number in range(3):
        add(believer.service, ContactMeant(address=CONSULTANT, by=ME, organisation=f"ORG{number:03d}"), believer.later())
    told_at_once(believer)
    return believer


def told_at_once(office: Office, more: str = "") -> None:
    """Let the coordinator want each case in a mail of its own; `more` are other lines of their table."""
    file = office.home / "studies" / SAMPLE / "study.toml"
    plain = file.read_text(encoding="utf-8")
    file.write_text(plain.replace(_TABLE, f'{_TABLE}cases = "at_once"\n{more}'), encoding="utf-8")
    apply(office.service, SAMPLE, office.later(), by="staff")


def told(office: Office) -> list[Received]:
    """Let the program do what is due, and return the letters about cases that came of it."""
    out = office.home / "out" / "new"
    before = set(out.iterdir())
    assert not tick(office.service, office.later()).problems
    new = sorted(set(out.iterdir()) - before, key=lambda one: int(one.name.partition(".")[0]))
    return [one for one in map(open_letter, new) if one.to == COORDINATOR and re.search(r"\b[Cc]ase \d", one.subject)]


def held(office: Office, *, name: str = "answers.xlsx", text: str = "Attached.") -> Received:
    """Let the consultant answer the first organisation's letter with the third one's workbook, and return the notice of its case."""
    sent = mail(
        CONSULTANT, text, (name, office.workbook(2)), authentication_results=f"{_VOUCHED}group.example", to=office.kept.letters[0].reply_to
    )
    office.deliver(sent)
    (notice,) = told(office)
    return notice


def say(office: Office, notice: Received, text: str) -> Received:
    """Let the coordinator answer, and return what they are told of it."""
    office.deliver(mail(COORDINATOR, text, to=notice.reply_to, authentication_results=f"{_VOUCHED}itu.example"))
    (answer,) = told(office)
    return answer


def plain(letter: Received) -> str:
    """Return the text of a letter on one line."""
    return " ".join(letter.text.split())


def decided(office: Office) -> tuple[str | None, str]:
    """Return what was decided about the first case, and the note of that."""
    with office.service.store.reading() as tx:
        (case,) = holds.with_ids(tx, [1])
        made = [one.number for one in journal.pages(tx) if one.what == "decide" and one.by_person]
        return case.decision, journal.notes(tx, made[-1:]).get(made[-1], "") if made else ""


def test_a_reason_behind_a_colon_is_kept_with_the_decision(asked: Office) -> None:
    """As the page for coordinators promises of every word."""
    done = say(asked, held(asked), f"Assign {reference(asked, 0)}: the filename says so")
    assert decided(asked) == ("assign", "the filename says so")
    assert f"for Organisation 0 ({reference(asked, 0)})" in plain(done)
    assert asked.standing(0) == "answered"


def test_the_letter_of_a_case_lists_whose_the_workbook_may_be(asked: Office) -> None:
    """Those for whom its sender is on record, each as it is written with its name, and not the one that it is held for."""
    notice = held(asked)
    text = plain(notice)
    assert text.index("assign – ") < text.index(f"assign {reference(asked, 0)} (") < text.index("reject – ")
    for number in (0, 1):
        assert f"assign {reference(asked, number)} (Organisation {number}) – The address in From is on record" in text
    assert f"assign {reference(asked, 2)}" not in text
    link = f"body=assign%20{reference(asked, 1)}"
    assert link in notice.html
    assert decided(asked) == (None, "")
    say(asked, notice, f"assign {reference(asked, 1)} (Organisation 1)")
    assert decided(asked)[0] == "assign"
    assert asked.standing(1) == "answered"


def test_whoever_is_named_in_the_file_or_the_words_comes_first(asked: Office) -> None:
    """By the name or by the reference, whoever sent it."""
    text = plain(held(asked, name="Organisation 5 (final).xlsx", text=f"The answers of {reference(asked, 1)}, as agreed."))
    named = f"assign {reference(asked, 5)} (Organisation 5) – What came with the workbook names this organisation."
    assert named in text
    assert text.index(named) < text.index(f"assign {reference(asked, 0)} (Organisation 0) – The address in From")


@pytest.mark.parametrize(
    ("written", "meant"),
    [("Organisation 4", 4), ("organisation 4: it says so", 4), ("the Organisation 4", 4), ("{}", 4)],
)
def test_a_name_or_a_slip_in_a_reference_is_told_with_what_may_be_meant(asked: Office, written: str, meant: int) -> None:
    """Nothing is done; that no organisation has that reference is said, and how the one is written that is called so."""
    slip = reference(asked, 4)[:-1] + ("A" if reference(asked, 4)[-1] != "A" else "B")
    named = written.format(slip)
    answer = say(asked, held(asked), f"assign {named}")
    text = plain(answer)
    assert decided(asked)[0] is None
    assert f"no organisation has the reference “{named.partition(':')[0]}”" in text
    assert f"assign {reference(asked, meant)} (Organisation {meant})" in text.partition("What works here")[0]
    assert "none of the words" not in text


def test_a_reference_that_nobody_has_is_told_as_that(asked: Office) -> None:
    """Also where its check character is right; what the verb would say of it names others, whoever looks after them."""
    text = plain(say(asked, held(asked), f"assign {printed('CYB12', 9999)}"))
    assert decided(asked)[0] is None
    assert f"no organisation has the reference “{printed('CYB12', 9999)}”" in text


def test_the_digest_lists_them_too(asked: Office) -> None:
    """With the words that decide the case, and nothing explained."""
    held(asked)
    with asked.service.store.reading() as tx:
        found = require_running(asked.service, tx, SAMPLE)
    (text, *_) = preview_digest(asked.service, found, "weekly", asked.later(), asked.home / "preview")
    assert f"assign {reference(asked, 0)} (Organisation 0)\n" in text.read_text(encoding="utf-8")


def test_only_organisations_of_their_own_regions_are_named_to_a_coordinator(asked: Office) -> None:
    """Neither because of the sender, nor by name, nor as what may be meant."""
    held(asked, name="Organisation 5.xlsx")
    with asked.service.store.reading() as tx:
        (one,) = holds.with_ids(tx, [1])
        (case,) = described(tx, [one])
        theirs, others = (Candidates(tx, SAMPLE, LIST, (region,)) for region in ("Europe", "Africa"))
        assert {each.name for each in theirs.of(one, case)} == {"Organisation 0", "Organisation 1", "Organisation 5"}
        assert theirs.near("Organisation 4")
        assert others.of(one, case) == ()
        assert others.near("Organisation 4") == ()


@pytest.mark.parametrize("language", console_languages())
def test_each_language_has_the_words(language: str) -> None:
    """And none of them leaves a field open."""
    said = phrases("cases", language)
    told_in_it = [said.say("nothing.unknown", id=1, why="X"), said.say("meant", words="X")]
    assert all("X" in one and "{" not in one for one in told_in_it)
    assert said.say("means.assign_named") != said.say("means.assign_sender")


def test_a_member_is_no_consultant(asked: Office) -> None:
    """Of whoever is on record for one organisation alone, that one is listed."""
    book = ("answers.xlsx", asked.workbook(2))
    asked.deliver(mail(member(4), "Attached.", book, authentication_results=f"{_VOUCHED}group.example"))
    (notice,) = told(asked)
    listed = re.findall(r"assign (CYB12-\S+) \(", plain(notice))
    assert listed == [reference(asked, 4)]
