"""What machines write in words only, as data: bounces, absences, and what is easily taken for either."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from domain.intent import IntentKind
from domain.message import Kind
from intake.understanding.examine import Examined
from languages.mail import pattern
from tests.intake.scene import understand

DATA = Path(__file__).parents[1] / "data" / "machines"


def rows(name: str, key: str) -> list[dict[str, Any]]:
    """Return the tables of a file."""
    found: list[dict[str, Any]] = tomllib.loads((DATA / f"{name}.toml").read_text(encoding="utf-8"))[key]
    return found


def examined(row: Mapping[str, Any]) -> Examined:
    """Return the message that a row describes, examined."""
    head = [
        *row.get("headers", ()),
        f"From: {row.get('from', 'Maria Rossi <rossi@atlstel.example>')}",
        f"To: {row.get('to', 'study+bbcdefghijk234567@unodc.example' if 'server' in row else 'study@unodc.example')}",
        f"Subject: {row.get('subject', 'Hello')}",
        f"Date: {row.get('date', 'Mon, 20 Feb 2012 10:00:06 +0100')}",
        "Message-ID: <2012.1@mx.example>",
        "MIME-Version: 1.0",
    ]
    text = ["Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit", "", row["text"].strip("\n"), ""]
    if "returned" in row:
        text = ["Content-Type: multipart/mixed; boundary=BOUNDARY", "", "--BOUNDARY", *text]
        text += ["--BOUNDARY", "Content-Type: message/rfc822", "", row["returned"].strip("\n"), "", "Dear Ms Rossi", "--BOUNDARY--", ""]
    return understand("\n".join([*head, *text]).replace("\n", "\r\n").encode())


@pytest.mark.parametrize("row", rows("bounces", "bounce"), ids=lambda row: row["server"])
def test_a_bounce_in_words_names_the_address_that_our_letter_went_to(row: dict[str, Any]) -> None:
    """A bounce in words names the address that our letter went to, and whether it failed for good."""
    found = examined(row).classification
    assert found.kind is Kind.BOUNCE
    assert sorted((one.address, one.permanent) for one in found.reports) == sorted((one, row.get("permanent")) for one in row["want"])


@pytest.mark.parametrize("row", rows("away", "away"), ids=lambda row: f"{row['language']} {row['subject']}")
def test_an_absence_tells_until_when_and_who_stands_in(row: dict[str, Any]) -> None:
    """An automatic reply says one thing: that its owner is away, until when, and who stands in."""
    found = examined({"date": "Mon, 21 Dec 2026 09:00:00 +0100"} | row)
    assert found.classification.kind is Kind.AUTO_REPLY
    (said,) = found.intents
    assert (said.intent, said.until, said.address) == (IntentKind.AUTO_REPLY, row.get("until"), row.get("address"))


FORWARDED = """
Final-Recipient: rfc822; rossi@atlstel.example
Action: {action}

Final-Recipient: rfc822; registry@elsewhere.example
Action: failed
Status: 5.1.1
"""
OURS = "From: study@unodc.example\nTo: rossi@atlstel.example\nMessage-ID: <2012.9@unodc.example>\nSubject: Study"


@pytest.mark.parametrize(("action", "failed"), [("delivered", None), ("delivered\nStatus: 2.0.0", None), ("failed\nStatus: 5.2.2", True)])
def test_who_has_a_letter_has_it_though_the_copy_that_they_forward_does_not_arrive(action: str, failed: bool | None) -> None:
    """They keep one and forward another, and their address is a good one."""
    row = {"server": "", "headers": ["Return-Path: <>"], "from": "mailer-daemon@atlstel.example", "subject": "Delivery failed"}
    found = examined({**row, "text": FORWARDED.format(action=action), "returned": OURS}).classification.reports
    assert [one.permanent for one in found if one.address == "rossi@atlstel.example"] == [failed]


def test_a_copy_that_failed_further_on_tells_why_the_letter_to_the_first_address_did() -> None:
    """The server names both, and gives its code for the further one; our letter was written to the first."""
    said = "<rossi@atlstel.example>:\nForwarding to box@elsewhere.example failed.\n550 5.1.1 No such account\n"
    text = f"The following address failed:\n\n{said}"
    row = {"server": "", "headers": ["Return-Path: <>"], "from": "mailer-daemon@atlstel.example", "subject": "Mail delivery failed"}
    (found,) = examined({**row, "text": text, "returned": OURS}).classification.reports
    assert (found.address, found.permanent, found.status) == ("rossi@atlstel.example", True, "5.1.1")


@pytest.mark.parametrize("row", rows("others", "mail"), ids=lambda row: row["why"])
def test_what_is_easily_taken_for_something_else_is_what_it_is(row: dict[str, Any]) -> None:
    """What is easily taken for something else is what it is."""
    assert examined(row).classification.kind.value == row["kind"]


@pytest.mark.parametrize("row", rows("people", "mail"), ids=lambda row: f"{row['language']} {row['why']}")
def test_no_person_is_taken_for_a_machine(row: dict[str, Any]) -> None:
    """No person is taken for a machine, who tells of a bounce or an absence, or whose mail program marks what they write."""
    assert examined(row).classification.kind in {Kind.QUESTION, Kind.RETURN, Kind.UNSUBSCRIBE}


@pytest.mark.parametrize("row", rows("unmarked", "mail"), ids=lambda row: f"{row['language']} {row['subject']}")
def test_a_machine_is_known_by_its_words_alone(row: dict[str, Any]) -> None:
    """A machine is known by its words alone: an absence, the receipt of a ticket, a mailbox of somebody who left, a bounce."""
    found = examined({"date": "Mon, 16 Feb 2026 09:00:00 +0100"} | row)
    assert found.classification.kind.value == row["kind"]
    if "address" in row:
        (said,) = found.intents
        assert (said.until, said.address) == (row.get("until"), row["address"])


@pytest.mark.parametrize(
    "text",
    [
        "I will send it on Monday.",
        "We'll send you our figures next week.",
        "I am going to fill in the form after that.",
        "Am Montag schicke ich die fehlenden Zahlen.",
        "Ich werde Ihnen den Bogen am Montag schicken.",
        "Danach senden wir ihn.",
        "Nous vous enverrons nos chiffres lundi.",
        "Je les transmettrai ensuite.",
        "Merci de patienter jusqu'au 20 pour notre relevé.",
        "Les mando los datos en cuanto vuelva.",
        "Se lo enviaremos el lunes.",
        "Envio os dados quando voltar.",
        "Preencherei a folha na segunda.",
        "Пришлю данные в понедельник.",
        "Таблицу вышлем в понедельник.",
        "我回来后填写。",
        "周一把数据发给您。",
        "سنرسل لكم البيانات يوم الاثنين.",
        "سنرسلها يوم الاثنين.",
    ],
)
def test_whoever_sends_what_was_asked_for_says_so(text: str) -> None:
    """They name it, or say "it"."""
    assert pattern("sends_to_us").search(text)


@pytest.mark.parametrize(
    "text",
    [
        "I will send you the reply when I am back.",
        "We complete the circle.",
        "We submit our best regards.",
        "Die Rechnung senden wir Ihnen automatisch.",
        "Wir senden Ihnen viele Grüße.",
        "Consultez nos données en ligne.",
        "Nos chiffres clés : 20 ans.",
        "Nous vous enverrons un mot.",
        "Les envío un saludo.",
        "Envio os melhores cumprimentos.",
        "Отправлю ответ позже.",
        "请在网站提交申请。",
        "回来后会把回信发给您。",
        "سنرسل لكم الرد عند عودتي.",
    ],
)
def test_whoever_sends_something_else_says_nothing_of_what_was_asked_for(text: str) -> None:
    """An answer, greetings and bills are sent by programs too."""
    assert not pattern("sends_to_us").search(text)


@pytest.mark.parametrize("begins", (DATA / "automatic_subjects.txt").read_text(encoding="utf-8").splitlines())
def test_what_a_mail_program_puts_before_the_subject_of_an_automatic_answer_is_known(begins: str) -> None:
    """In the languages in which such programs are sold, also where nothing else of a language is known here."""
    row = {"subject": f"{begins} Questionnaire on heritage", "text": "Xyz abc def 12.\n"}
    assert examined(row).classification.kind is Kind.AUTO_REPLY
    assert examined(row | {"subject": "Questionnaire on heritage"}).classification.kind is Kind.QUESTION
