"""Cases that are decided by mail: rows of docs/flows.md, with a real service on Maildirs."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.service.digest_reader import AnsweredDigest
from tests.service.mailed_cases import COORDINATOR, DAY, about_cases, decided, post, take_in, with_a_case, written


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return an installation with a case of which its coordinator was told."""
    with_a_case(tmp_path)
    return tmp_path


def text(letter: object) -> str:
    """Return the text of a letter on one line, as programs that show it do."""
    return " ".join(str(letter.get_body(("plain",)).get_content()).split())  # type: ignore[attr-defined]


def test_a_case_is_told_at_once(home: Path) -> None:
    """A case, where a coordinator wants each at once: one notice leaves, with the words and an address of the case's own."""
    (notice,) = about_cases(home)
    assert notice["Subject"].startswith("Case 1: Organisation 0")
    assert "+k" in notice["Reply-To"]
    assert "We will not participate in this study." in text(notice)
    assert "reject –" in text(notice)
    assert "Nobody is written to." in text(notice)
    assert [one.get_content_type() for one in notice.iter_attachments()] == ["message/rfc822"]
    assert take_in(home, DAY + timedelta(hours=1)) == []


def test_a_coordinator_answers_with_a_decision(home: Path) -> None:
    """A coordinator answers with a decision on the first line: it is done in their name, and told with how to undo it."""
    (notice,) = about_cases(home)
    post(home, COORDINATOR, notice["Reply-To"], "declined: confirmed by telephone")
    (told,) = take_in(home, DAY + timedelta(hours=1))
    assert decided(home) == "declined"
    assert told["Subject"] == "Done: case 1, declined"
    assert "“undo”" in text(told)
    assert told["Auto-Submitted"] == "auto-replied"


def test_a_coordinator_undoes(home: Path) -> None:
    """“Undo” on the first line of a coordinator's answer: what was done last is undone, and the case is told anew."""
    (notice,) = about_cases(home)
    post(home, COORDINATOR, notice["Reply-To"], "declined")
    (told,) = take_in(home, DAY + timedelta(hours=1))
    post(home, COORDINATOR, told["Reply-To"], "Undo")
    undone, again = take_in(home, DAY + timedelta(hours=2))
    assert decided(home) is None
    assert undone["Subject"] == "Done: case 1, undo"
    assert again["Reply-To"] not in {notice["Reply-To"], told["Reply-To"]}


def test_who_is_not_understood_after_a_decision_is_told_how_to_undo_it(home: Path) -> None:
    """A coordinator's answer to “Done” that says none of the words: nothing is done, and they are told what undoes it."""
    (notice,) = about_cases(home)
    post(home, COORDINATOR, notice["Reply-To"], "declined")
    (told,) = take_in(home, DAY + timedelta(hours=1))
    post(home, COORDINATOR, told["Reply-To"], "I think I was wrong about that one.")
    (unread,) = take_in(home, DAY + timedelta(hours=2))
    assert decided(home) == "declined"
    assert "with “undo” on the first line" in text(unread)
    html = unread.get_body(("html",))
    assert html
    assert "mailto:cybercrime.study%2Bk" in html.get_content()
    post(home, COORDINATOR, unread["Reply-To"], "Annulez s'il vous plaît, je me suis trompé.")
    take_in(home, DAY + timedelta(hours=3))
    assert decided(home) is None


def test_an_answer_that_cannot_be_followed(home: Path) -> None:
    """A coordinator's answer that is no decision, or comes too late: nothing is done, and they are told why."""
    (notice,) = about_cases(home)
    post(home, COORDINATOR, notice["Reply-To"], "I shall ask them.")
    (told,) = take_in(home, DAY + timedelta(hours=1))
    assert "none of the words that decide it: “I shall ask them.”" in text(told)
    post(home, COORDINATOR, notice["Reply-To"], "declined\n\nsorry, I meant reject")
    (unsure,) = take_in(home, DAY + timedelta(minutes=90))
    assert "because your answer says more than one thing: beside “declined” it names another decision" in text(unsure)
    post(home, COORDINATOR, notice["Reply-To"], "reject")
    take_in(home, DAY + timedelta(hours=2))
    post(home, COORDINATOR, notice["Reply-To"], "declined")
    (late,) = take_in(home, DAY + timedelta(hours=3))
    assert "because Thomas Aubert decided it" in text(late)
    assert decided(home) == "reject"


def test_a_coordinator_for_whom_nobody_vouches(tmp_path: Path) -> None:
    """A coordinator's answer for which no mail server vouches: their address is asked, and a yes to that letter decides."""
    with_a_case(tmp_path, believed=False)
    (notice,) = about_cases(tmp_path)
    post(tmp_path, COORDINATOR, notice["Reply-To"], "declined")
    (question,) = take_in(tmp_path, DAY + timedelta(hours=1))
    assert decided(tmp_path) is None
    post(tmp_path, COORDINATOR, question["Reply-To"], "Yes")
    take_in(tmp_path, DAY + timedelta(hours=2))
    assert decided(tmp_path) == "declined"


def test_who_does_not_decide(home: Path) -> None:
    """A machine, or whoever is no coordinator, writes to the address of a case: nothing is decided, and neither is told anything of it."""
    (notice,) = about_cases(home)
    post(home, COORDINATOR, notice["Reply-To"], "declined", **{"Auto-Submitted": "auto-replied"})
    post(home, "person0@member0.example", notice["Reply-To"], "declined")
    assert take_in(home, DAY + timedelta(hours=1)) == []
    assert decided(home) is None


def test_a_coordinator_answers_the_digest_itself(home: Path) -> None:
    """A coordinator answers the digest itself: they are told that nothing was done, and what can be answered; thanks get no answer."""
    digest = AnsweredDigest(home)
    assert digest.answers("Thank you very much!") == []
    assert digest.answers("Noted, thank you.") == []
    (told,) = digest.answers("Please give them two more weeks.")
    assert told["Subject"] == "Nothing was done: your answer to the digest"
    assert "Nothing was done, because" in text(told)
    assert "below the case" in text(told)
    assert told["In-Reply-To"]
    assert decided(home) is None


def test_what_staff_write_themselves(home: Path) -> None:
    """Staff write to the study's mailbox themselves: nothing is done, and they are told so, with what does it; thanks get no answer."""
    before = len(written(home))
    post(home, COORDINATOR, "cybercrime.study@unodc.example", "Please stop reminders for Organisation 0.")
    post(home, COORDINATOR, "cybercrime.study@unodc.example", "Thank you very much!")
    take_in(home, DAY + timedelta(hours=1))
    (told,) = written(home)[before:]
    assert (told["To"], told["Subject"]) == (COORDINATOR, "Nothing was done: your message to the study")
    assert "counterfoil mark REFERENCE waiting" in text(told)


def test_who_is_not_known_as_staff(home: Path) -> None:
    """Somebody who is not known as staff answers a letter about a case, or a digest: whoever got it is told, and nothing else happens."""
    (notice,) = about_cases(home)
    before = len(written(home))
    post(home, "thomas@home.example", notice["Reply-To"], "declined", **{"In-Reply-To": notice["Message-ID"]})
    take_in(home, DAY + timedelta(hours=1))
    (told,) = written(home)[before:]
    assert told["To"] == COORDINATOR
    assert "thomas@home.example, whom we do not know as staff, answered our letter about case 1" in text(told)
    assert decided(home) is None
