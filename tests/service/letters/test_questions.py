"""Questions: open until somebody answers, from the command line or by mail; the answer goes out in the name of the study."""

from __future__ import annotations

import email
from collections.abc import Iterator
from dataclasses import replace
from email import policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from domain.errors import ConfigurationError
from domain.letter import Letter, LetterKind
from languages.telling import told_in
from service.deciding.answers_left import answers_left
from service.deciding.foreseeing import foresee
from service.deciding.several_decisions import undo_all
from service.deciding.undo import Undoing, decision_of, undo
from service.digests.digest import preview_digest
from service.installation.install import SAMPLE
from service.installation.public import ConsoleTable
from service.letters.questions import Answering, AskedQuestion, answer, questions
from service.operation.tick import tick
from service.studies.running import require_running
from store import outbox
from tests.service.office import ME, Office, person

ASKED = "Which year is meant in question 5?"
STAFF = "miriam.keller@unodc.example"
SAYS = "The year 2011.\nPlease see the help beside the cell.\n\nThank you for asking."


def open_ones(office: Office, *, answered: bool = False) -> tuple[AskedQuestion, ...]:
    """Return the questions that wait."""
    with office.service.store.reading() as tx:
        return questions(tx, office.now, SAMPLE, answered=answered)


def answers(office: Office) -> list[Letter]:
    """Return the letters that bring answers."""
    with office.service.store.reading() as tx:
        return [one for one in outbox.of_studies(tx, [SAMPLE]) if one.kind is LetterKind.ANSWER]


def left(office: Office) -> Iterator[EmailMessage]:
    """Send what is due, and yield the messages that left by that."""
    before = set((office.home / "out").rglob("new/*"))
    tick(office.service, office.later())
    for path in sorted(set((office.home / "out").rglob("new/*")) - before):
        yield email.message_from_bytes(Path(path).read_bytes(), policy=policy.default)


def text_of(letter: EmailMessage) -> str:
    """Return the plain text of a letter."""
    body = letter.get_body(("plain",))
    assert body
    return str(body.get_content()).replace("\r\n", "\n")


def passed_on(office: Office) -> EmailMessage:
    """Send what is due, and return the letter by which the question is passed on."""
    return next(one for one in left(office) if STAFF in one["To"] and one["In-Reply-To"])


def reply(office: Office, to: EmailMessage, text: str, sender: str = f"Miriam Keller <{STAFF}>", **headers: str) -> int:
    """Let somebody reply to a letter as a mail program does: what they write, a signature, and the letter quoted."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, to["Reply-To"], f"Re: {to['Subject']}"
    mail["In-Reply-To"] = mail["References"] = to["Message-ID"]
    mail["Message-ID"], mail["Date"] = f"<{office.later().timestamp():.0f}@agency.example>", office.now
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(f"{text}\n\n-- \nMiriam Keller\n{STAFF}\n\nOn 1 March, the study wrote:\n> This message came to the mailbox.\n")
    return office.deliver(mail.as_bytes())


def test_a_question_is_open_until_it_is_answered(office: Office) -> None:
    """It has its words, its organisation and its age, is no case, and is closed by the answer; undone, it is open again."""
    office.write(person(0), text=ASKED, reply_to=0)
    office.later(days=3)
    (one,) = open_ones(office)
    assert (one.organisation, one.sender, one.words.strip(), one.days) == ("ORG000", person(0), ASKED, 3)
    assert office.cases() == ()
    done = answer(office.service, Answering(question=str(one.id), text=SAYS, by=ME), office.later())
    assert (open_ones(office), [each.by for each in open_ones(office, answered=True)]) == ((), [ME])
    office.check()
    office.undo(done.entry)
    assert [each.id for each in open_ones(office)] == [one.id]
    office.check()


def test_an_answer_stands_beneath_the_question_and_bears_the_name_of_the_study(office: Office) -> None:
    """In-Reply-To and References name what they wrote; From is the study's, and the words are those of the answer and of the question."""
    office.write(person(0), text=ASKED, reply_to=0, subject="Question 5")
    asked = passed_on(office)
    (one,) = open_ones(office)
    answer(office.service, Answering(question=str(one.id), text=SAYS, by=ME), office.later())
    (letter,) = left(office)
    assert (letter["To"].addresses[0].addr_spec, letter["From"].addresses[0].addr_spec) == (person(0), "cybercrime.study@unodc.example")
    assert letter["Subject"] == "Re: Question 5"
    assert letter["In-Reply-To"] == asked["In-Reply-To"]
    assert letter["References"].split()[-1] == letter["In-Reply-To"]
    text = text_of(letter)
    assert "The year 2011.\nPlease see the help beside the cell.\n\nThank you for asking." in text
    assert ASKED in text
    assert "Auto-Submitted" not in letter


def test_the_whole_thread_is_named(office: Office) -> None:
    """What the asker's own message refers to stands before it, so that mail programs show one conversation."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = person(0), office.kept.letters[0].reply_to, "Re: Question 5"
    mail["Message-ID"], mail["References"] = "<third@member0.example>", "<first@member0.example> <second@agency.example>"
    mail.set_content(ASKED)
    office.deliver(mail.as_bytes())
    answer(office.service, Answering(question=str(open_ones(office)[0].id), text=SAYS, by=ME), office.later())
    letter = next(one for one in left(office) if person(0) in one["To"])
    assert letter["References"] == "<first@member0.example> <second@agency.example> <third@member0.example>"
    assert letter["Subject"] == "Re: Question 5"


def test_the_contact_answers_by_replying_to_the_letter_that_passes_it_on(office: Office) -> None:
    """The contact replies to the letter that passed a question on: it goes out without their address, signature and what they quote."""
    office.write(person(0), text=ASKED, reply_to=0)
    asked = passed_on(office)
    assert asked["Reply-To"] == "cybercrime.study@unodc.example"
    reply(office, asked, SAYS)
    assert (open_ones(office), [one.by for one in open_ones(office, answered=True)]) == ((), ["Miriam Keller"])
    (letter,) = left(office)
    assert person(0) in letter["To"]
    assert "The year 2011." in text_of(letter)
    for hidden in (STAFF, "This message came"):
        assert hidden not in letter.as_string()
    office.check()


@pytest.mark.parametrize(
    "words", ["grant\nOK until then", "accepter", "annuler", "Undo please", "attribuer", "wait until 2012-03-20", "Отменить", "撤销"]
)
def test_a_word_that_decides_a_case_is_no_answer_to_who_asked(office: Office, words: str) -> None:
    """Whoever takes the letter that passes a message on for that of a case is told by one, and the organisation gets no such word."""
    office.write(person(0), text=ASKED, reply_to=0)
    reply(office, passed_on(office), words)
    assert (len(open_ones(office)), answers(office)) == (1, [])
    (case,) = office.cases()
    assert "a word that decides a case" in " ".join(case.reasons)
    assert all(person(0) not in one["To"] for one in left(office))
    office.check()


def test_a_reply_that_is_read_again_sends_nothing_more(office: Office) -> None:
    """The same message answers once."""
    office.write(person(0), text=ASKED, reply_to=0)
    reply(office, passed_on(office), SAYS)
    office.replay()
    assert len(answers(office)) == 1
    office.check()


def test_a_second_reply_goes_out_too(office: Office) -> None:
    """They may have forgotten something; the question stays closed."""
    office.write(person(0), text=ASKED, reply_to=0)
    asked = passed_on(office)
    reply(office, asked, SAYS)
    reply(office, asked, "And please mind the unit.")
    assert len(answers(office)) == 2
    assert len([one for one in office.entries() if one.value == "answered"]) == 1


@pytest.mark.parametrize(
    "more",
    [
        {"sender": "colleague@unodc.example"},  # To whom the letter was forwarded.
        {"text": ""},
        {"Auto_Submitted": "auto-replied"},
    ],
)
def test_what_is_no_answer_of_the_contact_is_sent_to_nobody(office: Office, more: dict[str, str]) -> None:
    """A forwarded letter gives no power, a blank reply says nothing, and a machine never answers."""
    office.write(person(0), text=ASKED, reply_to=0)
    reply(office, passed_on(office), **{"text": SAYS, **more})
    assert answers(office) == []
    assert len([one for one in open_ones(office) if one.organisation == "ORG000"]) >= 1


def test_an_answer_that_is_undone_before_it_leaves_is_not_sent(office: Office) -> None:
    """It is dropped when its turn comes, and the question waits."""
    office.write(person(0), text=ASKED, reply_to=0)
    done = answer(office.service, Answering(question=str(open_ones(office)[0].id), text=SAYS, by=ME), office.later())
    office.undo(done.entry)
    assert [one for one in left(office) if person(0) in one["To"]] == []
    assert [str(one.state) for one in answers(office)] == ["dropped"]


def test_who_waits_for_us_is_not_reminded_and_who_was_answered_is(office: Office) -> None:
    """For some days a question keeps reminders back; its answer ends that, and undoing the answer brings it back."""
    office.write(person(0), text=ASKED, reply_to=0)
    assert office.standing(0) == "silent, waits"
    done = answer(office.service, Answering(question=str(open_ones(office)[0].id), text=SAYS, by=ME), office.later())
    assert office.standing(0) == "silent"
    office.undo(done.entry)
    assert office.standing(0) == "silent, waits"
    office.check()


def test_an_answer_does_not_end_what_a_person_decided(office: Office) -> None:
    """Who was given time has it still."""
    office.write(person(0), text=ASKED, reply_to=0)
    office.mark(0, "waiting")
    answer(office.service, Answering(question=str(open_ones(office)[0].id), text=SAYS, by=ME), office.later())
    assert office.standing(0) == "silent, waits"


def test_a_question_that_was_answered_by_telephone_is_closed_without_a_letter(office: Office) -> None:
    """With a note."""
    office.write(person(0), text=ASKED, reply_to=0)
    done = answer(
        office.service, Answering(question=str(open_ones(office)[0].id), text="", by=ME, note="By telephone", closes=True), office.later()
    )
    assert "Nothing is sent" in done.told
    assert (open_ones(office), answers(office)) == ((), [])


def test_who_unsubscribed_gets_the_answer_to_what_they_ask(office: Office) -> None:
    """They asked for no more mailings, and for this."""
    office.write(person(0), text="unsubscribe", subject="unsubscribe", reply_to=0)
    office.write(person(0), text=ASKED, reply_to=0)
    answer(office.service, Answering(question=str(open_ones(office)[0].id), text=SAYS, by=ME), office.later())
    assert any(person(0) in one["To"] for one in left(office))


@pytest.mark.parametrize("wrong", ["999", "one", "0"])
def test_an_unknown_question_is_told(office: Office, wrong: str) -> None:
    """With how they are listed."""
    with pytest.raises(ConfigurationError, match="There is no question"):
        answer(office.service, Answering(question=wrong, text=SAYS, by=ME), office.now)


def test_a_question_is_answered_once(office: Office) -> None:
    """Whoever comes second is told, and how it is taken back."""
    office.write(person(0), text=ASKED, reply_to=0)
    said = Answering(question=str(open_ones(office)[0].id), text=SAYS, by=ME)
    answer(office.service, said, office.later())
    with pytest.raises(ConfigurationError, match="already been answered"):
        answer(office.service, said, office.later())
    assert len(answers(office)) == 1


def test_a_case_is_no_question(office: Office) -> None:
    """What is decided has its own verb."""
    office.write(person(0), text="We will not take part in this study.", reply_to=0)
    with pytest.raises(ConfigurationError, match="There is no question"):
        answer(office.service, Answering(question=str(office.cases()[0].id), text=SAYS, by=ME), office.now)
    assert open_ones(office) == ()


def test_the_digest_repeats_what_is_open(office: Office) -> None:
    """With its age, its words and how it is answered; no longer once it is."""
    office.write(person(0), text=ASKED, reply_to=0)
    office.later(days=3)
    (one,) = open_ones(office)
    assert (ASKED in digest(office), "asked 3 days ago" in digest(office)) == (True, True)
    assert f"counterfoil questions answer {one.id}" in digest(office)
    answer(office.service, Answering(question=str(one.id), text=SAYS, by=ME), office.later())
    assert ASKED not in digest(office)


def test_the_digest_names_the_page_of_the_questions_where_there_is_a_console(office: Office) -> None:
    """And no command: whoever did not get the letter that passed it on answers there."""
    office.write(person(0), text=ASKED, reply_to=0)
    console = ConsoleTable(url="https://desk.agency.example")
    office.service = replace(office.service, installation=replace(office.service.installation, console=console))
    told = digest(office)
    assert f"https://desk.agency.example/studies/{SAMPLE}/questions" in told
    assert "counterfoil questions answer" not in told
    assert "Whoever got the letter that passed a question on replies to it" in told


def digest(office: Office) -> str:
    """Return the text of the weekly digest as it would be now."""
    with office.service.store.reading() as tx:
        found = require_running(office.service, tx, SAMPLE)
    files = preview_digest(office.service, found, "weekly", office.now, office.home / "preview")
    return " ".join(next(path for path in files if path.suffix == ".txt").read_text(encoding="utf-8").split())


@pytest.mark.parametrize("empty", ["", " \n\t", "...", "\u200b"])
def test_an_answer_that_says_nothing_closes_nothing(office: Office, empty: str) -> None:
    """Whoever asked would hear nothing; who answered in another way says so."""
    office.write(person(0), text=ASKED, reply_to=0)
    (one,) = open_ones(office)
    with pytest.raises(ConfigurationError, match="says nothing"):
        answer(office.service, Answering(question=str(one.id), text=empty, by=ME), office.later())
    assert ([each.id for each in open_ones(office)], answers(office)) == ([one.id], [])


def test_who_undoes_an_answer_that_left_is_told_when_it_did_and_to_whom(office: Office) -> None:
    """A trial says it too; no case waits by that, the question shows what left, and undoing the undoing says nothing of it."""
    office.write(person(0), text=ASKED, reply_to=0)
    (one,) = open_ones(office)
    done = answer(office.service, Answering(question=str(one.id), text=SAYS, by=ME), office.later())
    assert any(person(0) in letter["To"] for letter in left(office))
    with office.service.store.reading() as tx:
        (before,) = answers_left(tx, [one.id])[one.id]
    assert (before.to, before.paragraphs) == (person(0), ("The year 2011.\nPlease see the help beside the cell.", "Thank you for asking."))
    said = Undoing(entry=done.entry, by=ME)
    (trial,) = foresee(office.service, lambda would: undo_all(would, [done.entry], said, office.now), office.now).outcomes
    undone = undo(office.service, said, office.later())
    for told in (trial.done.told if trial.done else "", undone.told):
        assert f"An answer left already, on {before.at:%Y-%m-%d}, to {person(0)}" in told
        assert (f"Question {one.id} waits for an answer again." in told, "Case" in told) == (True, False)
    assert "Une réponse est déjà partie" in (told_in(undone.promised, "fr") or "")
    again = undo(office.service, Undoing(entry=undone.entry, by=ME), office.later())
    assert (f"Question {one.id} is answered." in again.told, again.promised) == (True, "")


def test_an_answer_that_left_by_a_reply_is_told_as_well(office: Office) -> None:
    """Whoever replied to the letter that passed the question on."""
    office.write(person(0), text=ASKED, reply_to=0)
    reply(office, passed_on(office), SAYS)
    assert any(person(0) in letter["To"] for letter in left(office))
    (one,) = [found for found in open_ones(office, answered=True) if found.answered_at]
    undone = undo(office.service, Undoing(entry=decision_of(office.service, str(one.id)), by=ME), office.later())
    assert f"to {person(0)}, and cannot be called back" in undone.promised


def test_nothing_is_said_of_an_answer_that_is_undone_before_it_leaves(office: Office) -> None:
    """It does not leave."""
    office.write(person(0), text=ASKED, reply_to=0)
    done = answer(office.service, Answering(question=str(open_ones(office)[0].id), text=SAYS, by=ME), office.later())
    assert undo(office.service, Undoing(entry=done.entry, by=ME), office.later()).promised == ""


@pytest.mark.parametrize("greeting", ["Dear Ms Person,", "Estimada Sra. Méndez:", "Sehr geehrte Frau Berg,"])
@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_the_greeting_of_whoever_answers_stands_in_place_of_ours(office: Office, greeting: str, between: str) -> None:
    """A letter that greets twice looks like a machine's. The mark at its end is that of the letter's language."""
    office.write(person(0), text=ASKED, reply_to=0)
    reply(office, passed_on(office), f"{greeting}{between}{SAYS}")
    (letter,) = (one for one in left(office) if person(0) in one["To"])
    begins = text_of(letter).split("\n\n")[:2]
    assert begins == [f"{greeting[:-1]},", "The year 2011.\nPlease see the help beside the cell."]


@pytest.mark.parametrize("says", ["Dear Ms Person,", "For question 5, the year 2011:\n\nas it says there.", SAYS])
def test_an_answer_without_a_greeting_of_its_own_begins_with_ours(office: Office, says: str) -> None:
    """Its first words are no greeting, or all that it says."""
    office.write(person(0), text=ASKED, reply_to=0)
    answer(office.service, Answering(question=str(open_ones(office)[0].id), text=says, by=ME), office.later())
    (letter,) = (one for one in left(office) if person(0) in one["To"])
    assert text_of(letter).startswith(f"Dear Person 0,\n\n{says.splitlines()[0]}")
