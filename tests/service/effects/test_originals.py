"""A person's message is passed on to the staff with its harmless files: as a message, or file by file where something stays here."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from demo.respondents import Received, open_letter
from domain.packing import opened
from service.operation.tick import tick
from store import outbox
from tests.attacks.books import with_macros
from tests.cli.program import counterfoil
from tests.service.cases.test_brake import reference
from tests.service.office import Office, person
from tests.workbooks.test_harmless import CATALOG, PICTURE, docx, pdf

STAFF = "miriam.keller@unodc.example"
LETTER = ("Réponse officielle.pdf", pdf(CATALOG))
ASKS = "Which year is meant in question 1.4?"


def passed_on(office: Office) -> EmailMessage:
    """Return the one letter that the staff get when the next minute has gone by."""
    before = {path.name for path in (office.home / "out" / "new").iterdir()}
    tick(office.service, office.later())
    new = [path.read_bytes() for path in (office.home / "out" / "new").iterdir() if path.name not in before]
    parsed = [message_from_bytes(one, EmailMessage, policy=policy.default) for one in new]
    (found,) = [one for one in parsed if STAFF in str(one["To"]) and "the study’s mailbox" in text_of(one)]
    assert all(len(line) < 999 and line.isascii() for one in new for line in one.split(b"\r\n"))
    return found


def text_of(letter: EmailMessage) -> str:
    """Return what a letter says, on one line."""
    body = letter.get_body(("plain",))
    assert body
    return " ".join(str(body.get_content()).split())


def original(letter: EmailMessage) -> EmailMessage | None:
    """Return the message that is attached, or None."""
    found = next((one for one in letter.iter_attachments() if one.get_content_type() == "message/rfc822"), None)
    return found.get_content() if found else None


def names(letter: EmailMessage) -> list[str]:
    """Return the names of what is attached."""
    return [str(one.get_filename()) for one in letter.iter_attachments()]


def token(office: Office, number: int) -> str:
    """Return the token of an organisation."""
    return office.kept.letters[number].reply_to.partition("@")[0].rpartition("+r")[2]


def test_a_question_is_passed_on_with_the_message_that_asks_it(office: Office) -> None:
    """Their words come first; the message is whole, but for the token in the address that it went to."""
    office.write(person(0), LETTER, text=f"{ASKS}\n\nOn 20 Feb, the study wrote:\n> Please complete the workbook.\n", reply_to=0)
    letter = passed_on(office)
    said = text_of(letter)
    assert said.index(ASKS) < said.index("Please complete the workbook.")
    assert "The message surely comes from somebody to whom" in said
    assert letter["Reply-To"] == "cybercrime.study@unodc.example"  # What its reader replies is sent on in the name of the study.
    attached = original(letter)
    assert attached
    assert (attached["From"], attached["To"]) == (person(0), "cybercrime.study@unodc.example")
    assert ASKS in attached.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    (file,) = attached.iter_attachments()
    assert (file.get_content_type(), file.get_content()) == ("application/pdf", LETTER[1])
    assert token(office, 0) not in letter.as_string()


def test_an_official_letter_is_answered_and_passed_on(office: Office) -> None:
    """Nobody can read a PDF as the workbook, but somebody must read it."""
    office.write(
        person(0), ("Completed questionnaire.pdf", LETTER[1]), text="Please find attached the completed questionnaire.", reply_to=0
    )
    letter = passed_on(office)
    assert "“Completed questionnaire.pdf”: not a workbook that can be read" in text_of(letter)
    attached = original(letter)
    assert attached
    assert [one.get_content() for one in attached.iter_attachments()] == [LETTER[1]]
    with office.service.store.reading() as tx:
        kinds = [one.kind.value for one in outbox.of_organisations(tx, ["ORG000"])]
    assert kinds.count("question_back") == kinds.count("passed_on") == 1


def test_words_beside_a_workbook_are_passed_on_without_it(office: Office) -> None:
    """It carries the token. What else came goes along; the rest is told by where it is."""
    book = office.workbook(0, employees=505)
    office.write(person(0), ("answers.xlsx", book), LETTER, text=ASKS, reply_to=0)
    letter = passed_on(office)
    said = text_of(letter)
    assert original(letter) is None
    assert names(letter) == ["Réponse officielle.pdf"]
    assert "“answers.xlsx”: read, and filed as the answer. It is not attached, because it carries the organization’s token." in said
    path = re.search(r"counterfoil explain (\S+)”", said)
    assert path
    assert b"answers.xlsx" in (opened(Path(path[1]).read_bytes()) or b"")
    told = counterfoil("explain", path[1], "--json")
    assert (told.code, told.one["kind"]) == (0, "return")
    Path(path[1]).write_bytes(b"Subject: another\r\n\r\n")
    damaged = counterfoil("explain", path[1], "--json")
    assert (damaged.code, "damaged" in damaged.err) == (2, True)
    assert token(office, 0) not in letter.as_string()


@pytest.mark.parametrize("html", ["<p>Which year?</p>", '<img src="http://evil.example/1.png"><script>alert(1)</script>'])
def test_the_html_of_a_person_never_leaves(office: Office, html: str) -> None:
    """Their text does, and a picture in it."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"], mail["Message-ID"] = person(0), office.kept.letters[0].reply_to, "Years", "<a@b.example>"
    mail.set_content(ASKS)
    mail.add_alternative(html, subtype="html")
    mail.get_payload()[1].add_related(PICTURE, "image", "png", cid="<1>", filename="shot.png")  # type: ignore[union-attr, index]
    office.deliver(mail.as_bytes(policy=policy.SMTP))
    letter = passed_on(office)
    attached = original(letter)
    assert attached
    assert [one.get_content_type() for one in attached.walk()] == ["multipart/mixed", "text/plain", "image/png"]
    assert b"evil.example" not in letter.as_bytes()


@pytest.mark.parametrize(
    ("file", "why"),
    [
        (("a.docx", docx(word__vbaProject_bin=b"MZ evil")), "it does something when it is opened"),
        (("a.html", b"<html><script>evil</script></html>"), "its kind cannot be checked"),
        (("a.pdf", pdf(b"1 0 obj << /S /JavaScript /JS (evil) >> endobj")), "it does something when it is opened"),
        (("a.pdf", pdf(CATALOG) + b"\n%" + b"x" * 4_000_000), "it is too large"),
    ],
)
def test_what_acts_or_is_too_large_stays_here(office: Office, file: tuple[str, bytes], why: str) -> None:
    """The letter says why, and where the message is."""
    office.write(person(0), file, text=ASKS, reply_to=0)
    letter = passed_on(office)
    assert list(letter.iter_attachments()) == []
    assert f"because {why}" in text_of(letter)
    assert "counterfoil explain" in text_of(letter)


def test_a_workbook_with_macros_of_a_stranger_stays_here(office: Office) -> None:
    """Nothing of it is in the letter."""
    office.write(
        "spy@evil.example", ("tables.xlsm", with_macros(office.workbook(0), b"MZ evil")), text="What do you think of these tables?"
    )
    assert list(passed_on(office).iter_attachments()) == []


def test_a_token_in_the_words_is_not_shown(office: Office) -> None:
    """Nor is the message attached that says it."""
    address = office.kept.letters[0].reply_to
    office.write(person(0), text=f"Is {address} the address to answer to, and what is {token(office, 0).upper()}?", reply_to=0)
    letter = passed_on(office)
    assert token(office, 0) not in letter.as_string().lower()
    assert "and what is …?" in text_of(letter)
    assert names(letter) == []


def test_a_name_that_looks_like_another_address_or_breaks_the_header_is_not_shown(office: Office) -> None:
    """What a name says cannot begin a field, nor pass for an address."""
    office.write(f'"{person(1)}\u202e" <spy@evil.example>', text=ASKS, subject="=?utf-8?q?Years=0D=0ABcc:_all=40evil.example?=")
    letter = passed_on(office)
    assert "From: spy@evil.example" in text_of(letter)
    assert "nothing says for which organization" in text_of(letter)
    assert letter["Bcc"] is None
    assert person(1) not in text_of(letter)


def test_letters_that_were_passed_on_are_read_by_a_mail_program(office: Office) -> None:
    """The attached message is one of its files."""
    office.write(person(0), LETTER, text=ASKS, reply_to=0)
    received: Received = open_letter(passed_on(office).as_bytes())
    ((name, data),) = received.attachments
    assert name == "original.eml"
    assert ASKS.encode() in data


def test_the_letter_says_what_to_decide_and_what_each_decision_does(office: Office) -> None:
    """Its subject says what they want and of whom, once; there is no path where the message itself is attached."""
    office.write(person(0), text="We will not take part in this study.", reply_to=0)
    letter = passed_on(office)
    said, (case,) = text_of(letter), office.cases()
    assert letter["Subject"] == "Will not take part: Organisation 0"
    assert f"counterfoil held decide {case.id} declined: The organisation counts as declined" in said
    assert f"counterfoil held decide {case.id} reject: It is not so" in said
    assert original(letter) is not None
    assert "explain" not in said
    assert "not attached" not in said


def test_the_letter_about_a_wish_for_no_mailings_asks_for_no_answer(office: Office) -> None:
    """Whoever is not believed is asked whether it is so."""
    office.write(person(0), text="Unsubscribe", reply_to=0)
    letter = passed_on(office)
    assert letter["Subject"].startswith("Wants no more mailings: ")
    assert "They get no more mailings of this study." in text_of(letter)
    assert "Nobody has replied" not in text_of(letter)


def test_nobody_is_said_to_have_replied_only_where_that_is_so(office: Office) -> None:
    """A workbook beside a question has its receipt."""
    office.write(person(0), ("answers.xlsx", office.workbook(0, employees=505)), text=ASKS, reply_to=0)
    assert "Nobody has replied" not in text_of(passed_on(office))
    office.write(person(1), text=ASKS, reply_to=1)
    assert "Nobody has replied on your behalf." in text_of(passed_on(office))


def test_the_workbooks_of_several_organisations_say_whose_they_are(office: Office) -> None:
    """Whoever writes for two is no stranger."""
    books = [(f"{number}.xlsx", office.workbook(number, employees=505)) for number in (0, 1)]
    office.write("consultant@advice.example", *books, text=ASKS)
    letter = passed_on(office)
    said, references = text_of(letter), [reference(one) for one in office.kept.letters[:2]]
    assert letter["Subject"] == "A question: several organizations"
    assert f"several, by their workbooks: {', '.join(references)}" in said
    assert f"“0.xlsx”: read, and filed as the answer of {references[0]}." in said
    assert "Take care" not in said


def test_a_file_that_came_before_is_told_from_a_blank_one(office: Office) -> None:
    """Each has its own words."""
    book = office.workbook(0, employees=505)
    office.write(person(0), ("a.xlsx", book), reply_to=0)
    tick(office.service, office.later())
    office.write(person(0), ("a.xlsx", book), text=ASKS, reply_to=0)
    assert "“a.xlsx”: the same file as was filed before." in text_of(passed_on(office))
