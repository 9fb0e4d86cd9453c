"""Whoever sends a file that came before is told so, since they may mean a newer one; a copy that a server makes tells nobody anything."""

from __future__ import annotations

import pytest

from demo.respondents import Received, open_letter
from domain.letter import CAME_BEFORE, Letter
from service.installation.install import SAMPLE
from service.sending.send import send_due
from store import outbox
from tests.service import group
from tests.service.group import AUTHENTICATED, mail, member
from tests.service.office import Office, person

STRANGER = "stranger@elsewhere.example"


def told(office: Office) -> list[Letter]:
    """Return the letters that say that a file came before."""
    with office.service.store.reading() as tx:
        return [one for one in outbox.of_studies(tx, [SAMPLE]) if one.template == CAME_BEFORE]


def left(office: Office) -> list[Received]:
    """Let what waits leave, and return those of them."""
    send_due(office.service, office.later())
    found = [open_letter(one) for one in (office.home / "out" / "new").iterdir()]
    return [one for one in found if "came before" in one.subject]


def test_an_old_file_sent_as_the_final_one_is_told_to_have_come_before(office: Office) -> None:
    """The letter names the file and the day, says that nothing changed, and how to send the newer one; nothing is filed."""
    old = ("answers.xlsx", office.workbook(0))
    office.write(person(0), old, reply_to=0)
    office.write(person(0), ("new.xlsx", office.workbook(0, employees=4711)), reply_to=0)
    office.write(person(0), old, reply_to=0, text="Here is our final version with the corrections.")
    (letter,) = left(office)
    assert letter.to == person(0)
    said = " ".join(letter.text.split())
    assert "The file “answers.xlsx” came to us before, on 1 March 2012, and nothing has changed by it." in said
    assert "If you meant a newer one, please reply to this message with that one attached." in said
    assert office.counted() == [4711]
    assert len(office.states(0)) == 2


@pytest.mark.parametrize("changes", [{"employees": -5}, {}])
def test_it_is_told_of_what_was_sent_back_too_and_once_a_day(office: Office, changes: dict[str, object]) -> None:
    """However often it comes on one day, and however often it is read again; a robot that returns it gets no more either."""
    file = ("answers.xlsx", office.workbook(0, **changes))
    office.write(person(0), file, reply_to=0)
    numbers = [office.write(person(0), file, reply_to=0, text=f"Once more, {one}.") for one in range(3)]
    office.replay(numbers[-1])
    assert len(told(office)) == 1
    office.later(days=1)
    office.write(person(0), file, reply_to=0, text="Tomorrow.")
    assert len(told(office)) == 2


def test_a_copy_that_a_server_delivers_tells_nothing(office: Office) -> None:
    """It has the Message-ID of the first one, and other lines above it."""
    raw = office.written(person(0), ("answers.xlsx", office.workbook(0)), reply_to=0)
    office.deliver(raw)
    office.deliver(b"Received: from other.example by mx.example; Thu, 01 Mar 2012 10:00:00 +0000\r\n" + raw)
    assert told(office) == []


def test_beside_a_newer_workbook_the_older_one_is_not_spoken_of(office: Office) -> None:
    """The receipt says what counts."""
    old, new = ("old.xlsx", office.workbook(0)), ("new.xlsx", office.workbook(0, employees=4711))
    office.write(person(0), old, reply_to=0)
    office.write(person(0), old, new, reply_to=0)
    assert told(office) == []
    assert office.counted() == [4711]


def test_a_machine_that_sends_it_again_gets_no_answer(office: Office) -> None:
    """Nor does a list, or a mailbox that nobody reads."""
    office.write(person(0), ("answers.xlsx", office.workbook(0)), reply_to=0)
    office.write("no-reply@member0.example", ("answers.xlsx", office.workbook(0)), reply_to=0)
    assert told(office) == []


def test_reading_the_first_message_again_tells_nothing_of_the_second(office: Office) -> None:
    """What came later did not come before."""
    first = office.write(STRANGER, ("answers.xlsx", office.workbook(0)), text="This is only a draft.")
    office.write(person(0), ("answers.xlsx", office.workbook(0)), reply_to=0)
    office.replay(first)
    assert told(office) == []


def test_who_is_called_forged_hears_nothing_and_whose_name_was_used_that_nothing_proves_it(believer: Office) -> None:
    """The file has its secret: a stranger whom a mail server calls forged gets no letter; the contact reads who they seem to have been."""
    file = ("answers.xlsx", believer.workbook(0))
    believer.deliver(mail(member(0), "Our answers.", file, authentication_results=AUTHENTICATED, message_id="<1@x.example>"))
    forged = f"{group.SERVER}; dmarc=fail header.from="
    believer.deliver(mail(STRANGER, "Once more.", file, authentication_results=f"{forged}elsewhere.example", message_id="<2@x.example>"))
    assert told(believer) == []
    believer.deliver(mail(member(0), "Again.", file, authentication_results=f"{forged}group.example", message_id="<3@x.example>"))
    (letter,) = left(believer)
    assert letter.to == member(0)
    assert "which nothing proves" in " ".join(letter.text.split())
