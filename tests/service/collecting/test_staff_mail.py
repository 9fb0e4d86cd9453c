"""What staff write to the study's mailbox themselves is answered, and is nobody's wish; so is what others answer to letters to staff."""

from __future__ import annotations

import itertools
import shutil
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest

from service.collecting import replay
from service.digests.facts import facts
from service.installation import config
from service.installation.install import SAMPLE
from service.letters.questions import questions
from service.studies.running import require_running
from service.wiring import open_service
from store import holds, invitations
from tests.service.digest_reader import AnsweredDigest
from tests.service.mailed_cases import COORDINATOR, DAY, SERVER, about_cases, decided, post, take_in, with_a_case, written

BOX, CONTACT, MEMBER = "cybercrime.study@unodc.example", "miriam.keller@unodc.example", "person0@member0.example"
PRIVATE = "thomas.aubert@home.example"
NOTHING, OTHERS = "Nothing was done: your message to the study", "Nothing was done: an answer from somebody who is not known as staff"
_HOURS = itertools.count(1)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an installation with a case of which its coordinator was told, made once."""
    made = tmp_path_factory.mktemp("with-a-case") / "home"
    made.mkdir()
    with_a_case(made)
    return made


@pytest.fixture
def home(kept: Path, tmp_path: Path) -> Path:
    """Return a copy of it."""
    copied = tmp_path / "home"
    shutil.copytree(kept, copied)
    settings = copied / config.FILE
    settings.write_text(settings.read_text(encoding="utf-8").replace(str(kept), str(copied)), encoding="utf-8")
    return copied


def reference(home: Path) -> str:
    """Return the printed reference of the one organisation."""
    with open_service(config.load(home, {})) as service, service.store.reading() as tx:
        return next(iter(invitations.of_study(tx, SAMPLE).values())).reference


def told(home: Path, sender: str, words: str, to: str = BOX, **more: str) -> list[EmailMessage]:
    """Return the letters that leave because of a message."""
    before = len(written(home))
    post(home, sender, to, words, **more)
    take_in(home, DAY + timedelta(hours=2, minutes=next(_HOURS)))
    return written(home)[before:]


def text(letter: EmailMessage) -> str:
    """Return the text of a letter on one line."""
    body = letter.get_body(("plain",))
    assert body
    return " ".join(str(body.get_content()).split())


def untouched(home: Path) -> None:
    """Assert that nothing waits but the one case, nobody asks anything, and no message was taken for the organisation's."""
    with open_service(config.load(home, {})) as service, service.store.reading() as tx:
        assert [(one.id, one.decision) for one in holds.everything(tx)] == [(1, None)]
        assert questions(tx, DAY + timedelta(days=2), SAMPLE) == ()
        came = facts(tx, require_running(service, tx, SAMPLE), DAY + timedelta(days=2), None).arrivals
        assert [one.organisation for one in came if not one.of_staff] == ["Organisation 0"]


@pytest.mark.parametrize("sender", [COORDINATOR, CONTACT])
@pytest.mark.parametrize(
    "words",
    [
        "Please stop reminders for Organisation 0 ({}).",
        "Organisation 0 ({}): please write to Ana instead: ana@member0.example",
        "{} will not take part, by telephone.",
        "Who has not answered yet?",
        "Merci d'arrêter les relances pour le Gabon ({}).",
        "Unsubscribe",
        "We need more time: until 30 April, please.",
    ],
)
def test_what_staff_write_is_answered_with_the_way_to_do_it(home: Path, sender: str, words: str) -> None:
    """A coordinator and the study's contact alike: nothing is done, and no word of theirs is a member's."""
    wrote = words.format(reference(home))
    (letter,) = told(home, sender, wrote)
    assert (letter["To"], letter["Subject"]) == (sender, NOTHING)
    said = text(letter)
    assert wrote in said
    assert f"counterfoil mark {reference(home) if '{}' in words else 'REFERENCE'} waiting" in said
    assert "below the case in the digest" in said
    assert letter["Auto-Submitted"] == "auto-replied"
    untouched(home)


def test_what_stands_in_the_subject_alone_is_answered_too(home: Path) -> None:
    """As people write from a telephone."""
    (letter,) = told(home, CONTACT, "", Subject="Please stop reminders for Organisation 0")
    assert "Please stop reminders for Organisation 0" in text(letter)
    untouched(home)


@pytest.mark.parametrize(
    "more",
    [
        {"Auto-Submitted": "auto-replied"},
        {"Subject": "Automatic reply: your letter"},
        {"Precedence": "bulk"},
        {"To": MEMBER, "Cc": BOX},
        {"To": f"{MEMBER}, {BOX}", "In-Reply-To": "<wish@member0.example>"},
    ],
)
def test_machines_of_staff_and_what_they_write_to_others_get_no_answer(home: Path, more: dict[str, str]) -> None:
    """A copy of what they write to a member, or to a colleague, asks nothing of us."""
    assert told(home, COORDINATOR, "I am away until 30 April. Please write to Ana, ana@itu.example.", **more) == []


@pytest.mark.parametrize("sender", [COORDINATOR, CONTACT])
def test_thanks_of_staff_get_no_answer(home: Path, sender: str) -> None:
    """They ask for nothing."""
    assert told(home, sender, "Thank you very much!") == []
    untouched(home)


def test_a_program_of_staff_that_answers_whatever_it_gets_is_answered_once(home: Path) -> None:
    """It bears no mark: what answers our answer gets none, and neither do the same words again."""
    away = "I have received your message and will come back to it as soon as I can."
    letters = told(home, CONTACT, away)
    assert len(letters) == 1
    assert told(home, CONTACT, f"{away} Soon.", **{"In-Reply-To": letters[0]["Message-ID"]}) == []
    assert told(home, CONTACT, away, Subject="Re: something else") == []
    untouched(home)


@pytest.mark.parametrize("verdict", ["fail", "none"])
def test_whom_no_server_vouches_for_is_not_taken_for_staff(home: Path, verdict: str) -> None:
    """Whoever writes their address gets nothing sent to it."""
    vouched = {"Authentication-Results": f"{SERVER}; dmarc={verdict} header.from=itu.example"}
    letters = told(home, COORDINATOR, f"Please stop reminders for {reference(home)}.", **vouched)
    assert [one for one in letters if one["Subject"] == NOTHING] == []


def test_a_message_of_staff_that_was_concluded_is_not_answered_again(home: Path) -> None:
    """Whoever replays it must not write to them once more."""
    told(home, COORDINATOR, "Who has not answered yet?")
    before = len(written(home))
    with open_service(config.load(home, {})) as service:
        replay.replay(service, None, DAY + timedelta(hours=20))
    take_in(home, DAY + timedelta(hours=21))
    assert len(written(home)) == before
    untouched(home)


def test_an_answer_to_a_digest_is_no_question_beside_that(home: Path) -> None:
    """They are told once that nothing was done; nobody is told that a sender who is not recognised says yes."""
    digest = AnsweredDigest(home)
    before = len(written(home))
    assert len(digest.answers("oui pour tous")) == 1
    assert [one["To"] for one in written(home)[before:]] == [COORDINATOR]
    untouched(home)


def test_what_else_is_answered_to_a_digest_is_answered_as_any_message_of_staff(home: Path) -> None:
    """That a digest decides nothing is told once; words that came later do not vanish."""
    digest = AnsweredDigest(home)
    digest.answers("oui pour tous")
    before = len(written(home))
    assert digest.answers("Please stop reminders for Organisation 0.") == []
    assert [one["Subject"] for one in written(home)[before:]] == [NOTHING]
    untouched(home)


@pytest.mark.parametrize("words", ["declined", "wait until 30 April", "noted", "What is this about?"])
@pytest.mark.parametrize("by", ["address", "thread", "references"])
def test_who_is_not_known_as_staff_and_answers_a_letter_to_staff_has_no_wish_of_the_member(home: Path, words: str, by: str) -> None:
    """A coordinator's other address, or a colleague to whom it was forwarded: the coordinator is told, and nothing else comes of it."""
    (notice,) = about_cases(home)
    quoted = f"{words}\n\nOn 21 February, the study wrote:\n> {reference(home)}: words that seem to decline\n"
    thread = {"thread": {"In-Reply-To": notice["Message-ID"]}, "references": {"References": notice["Message-ID"]}}.get(by, {})
    to = notice["Reply-To"] if by == "address" else BOX
    (letter,) = told(home, PRIVATE, quoted, to, Subject=f"Re: {notice['Subject']}", **thread)
    assert (letter["To"], letter["Subject"]) == (COORDINATOR, OTHERS)
    said = text(letter)
    assert "our letter about case 1" in said
    assert words in said
    assert PRIVATE in said
    assert decided(home) is None
    untouched(home)


def test_who_is_not_known_as_staff_and_answers_a_digest_is_told_of_to_its_reader(home: Path) -> None:
    """The digest names many organisations, and whoever answers it speaks for none of them."""
    digest = AnsweredDigest(home)
    before = len(written(home))
    digest.answers(f"yes for {reference(home)}", sender=PRIVATE)
    (letter,) = written(home)[before:]
    assert (letter["To"], letter["Subject"]) == (COORDINATOR, OTHERS)
    assert "answered our digest" in text(letter)
    untouched(home)


def test_a_member_to_whom_a_letter_about_their_case_was_forwarded_is_heard(home: Path) -> None:
    """Who is on record speaks for their organisation, whichever letter they answer."""
    (notice,) = about_cases(home)
    letters = told(home, MEMBER, "We need more time: until 30 April, please.", notice["Reply-To"], **{"In-Reply-To": notice["Message-ID"]})
    assert OTHERS not in [one["Subject"] for one in letters]
    with open_service(config.load(home, {})) as service, service.store.reading() as tx:
        assert [one.kind for one in holds.everything(tx)] == ["decline", "extension"]


def test_many_answers_of_a_stranger_write_few_letters(home: Path) -> None:
    """As any that nobody vouches for."""
    (notice,) = about_cases(home)
    letters = [told(home, PRIVATE, f"declined, I say for time {number}", notice["Reply-To"]) for number in range(9)]
    assert sum(map(len, letters)) <= 6


@pytest.mark.parametrize(
    "words", ["Yes", "OK, but only until 1 April", "yes, write to Ana instead", "I approve. declined", "Reject. Who is Joe?"]
)
def test_who_is_not_understood_reads_what_works_for_that_very_case(home: Path, words: str) -> None:
    """In the first lines, as it is written: nobody has to guess at the words."""
    (notice,) = about_cases(home)
    (letter,) = told(home, COORDINATOR, words, notice["Reply-To"])
    assert "What works here, alone on the first line: declined, reject, wait until 6 March 2012." in text(letter)
    assert decided(home) is None
