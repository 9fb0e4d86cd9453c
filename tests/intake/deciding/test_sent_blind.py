"""Mail to many whose recipients are hidden: nobody need read a stranger's, and all that concerns us reaches a person."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.effects import Effect, Ignore, Reply
from domain.message import Kind
from intake.deciding.decide import decide
from tests.intake import scene
from tests.intake.scene import FORMS, NOW, ROSSI

CIRCULAR = "Ladies and gentlemen, our annual conference takes place in Palermo on 20 May. The programme is on our pages.\n"
MOVED = "Dear partners, as of 1 June please write to Ms Bianchi for all matters of statistics.\n"


def blind(text: str, sender: str = "press@ministry.example", to: str = "undisclosed-recipients:;", subject: str = "Circular 7") -> bytes:
    """Return a message whose field To names no recipient."""
    head = [
        f"From: {sender}",
        f"To: {to}" if to else "",
        f"Subject: {subject}",
        "Date: Mon, 16 Feb 2026 09:00:00 +0100",
        "Message-ID: <7@x.example>",
    ]
    return ("\r\n".join([*filter(None, head), "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8", "", text])).encode()


def effects(raw: bytes, staff: frozenset[str] = frozenset()) -> tuple[Effect, ...]:
    """Return what is decided about a message; `staff` are addresses of staff besides."""
    examined = scene.understand(raw)
    known = scene.knowledge(examined)
    return decide(examined, replace(known, staff=known.staff | staff), FORMS, NOW)


@pytest.mark.parametrize(
    "to", ["undisclosed-recipients:;", "Undisclosed recipients:;", "press@ministry.example", "Press <PRESS@ministry.example>"]
)
def test_a_circular_to_people_whom_it_does_not_name_is_read_by_nobody(to: str) -> None:
    """It names none of its recipients, or its author alone, as mail programs have it that send blind copies."""
    assert scene.understand(blind(CIRCULAR, to=to)).classification.kind is Kind.BULK
    assert [type(one) for one in effects(blind(CIRCULAR, to=to))] == [Ignore]


@pytest.mark.parametrize(
    "raw",
    [
        blind(CIRCULAR, subject="Re: Study on cybercrime"),
        blind("We have received your questionnaire and cannot take part.\n"),
        blind("The questionnaire will be answered by Ms Bianchi of our statistical office.\n"),
        blind("Nous avons besoin de deux semaines de plus pour remplir le questionnaire.\n"),
        blind("Our ministry is unable to participate this year.\n"),
        blind("Я получил присланную вами анкету, но заполнить её некому.\n"),
        blind(CIRCULAR, to="study@unodc.example"),
        blind(CIRCULAR, to="list@ministry.example"),
        blind(CIRCULAR, to=""),
    ],
    ids=[
        "an answer",
        "our questionnaire",
        "the questionnaire",
        "the questionnaire in French",
        "a no",
        "our questionnaire in Russian",
        "to us",
        "to somebody",
        "without any field",
    ],
)
def test_what_has_to_do_with_us_or_names_somebody_reaches_a_person(raw: bytes) -> None:
    """Whatever else it is: only what is hidden on purpose, and concerns nothing of ours, is taken for a circular."""
    assert scene.understand(raw).classification.kind is Kind.QUESTION
    assert any(isinstance(one, Reply) for one in effects(raw))


def test_who_is_on_record_may_tell_all_whom_to_write_to() -> None:
    """A contact, or somebody of staff, is heard; a stranger with the same words is not."""
    assert any(isinstance(one, Reply) for one in effects(blind(MOVED, sender=ROSSI)))
    assert any(isinstance(one, Reply) for one in effects(blind(MOVED, sender="boss@unodc.example"), frozenset({"boss@unodc.example"})))
    assert [type(one) for one in effects(blind(MOVED))] == [Ignore]
