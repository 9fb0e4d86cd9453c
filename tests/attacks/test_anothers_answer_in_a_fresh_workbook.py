"""Somebody has a workbook from before a question was added, with its token, and wants to know what the organisation answered since.

A workbook that goes back has a cell for what was asked since, and what counts there is filled in for whoever may know it. They send the old
one, from an address that nobody knows, and a person takes it for the organisation's own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from email.message import EmailMessage
from pathlib import Path

import pytest

from demo.respondents import fill
from domain.answer import AnswerValue
from service.cases.waiting import waiting
from service.deciding.held import decide
from service.rulings.decided import Deciding
from tests.service.cases.test_required_since import BUDGET, SURVEY, brings, words
from tests.service.correspondence import attached, cell_beside
from tests.service.installed import at
from tests.service.studies.test_versions import _LAWS, FIRST, House, _workbooks, sent

STRANGER, CONTACT = "x@nowhere.example", "person1@member1.example"
_SECRET = 50_071  # What the contact answered to what was added, and nobody else may know.


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Open an installation whose questionnaires were sent before a question was added."""
    with sent(tmp_path, 3) as found:
        found.write(SURVEY, _LAWS)
        assert found.apply().code == 0
        yield found


def write(house: House, when: str, entries: Mapping[str, object], letter: EmailMessage | None = None) -> list[EmailMessage]:
    """Let the stranger send the workbook that a letter brought, the old one unless another is named, and return what leaves then."""
    old = next(one for one in house.letters if CONTACT in str(one["To"]) and any(_workbooks(one)))
    name, data = attached(letter or old)
    mail = house.office._reply(letter or old, "Attached.")
    mail.replace_header("From", STRANGER)
    mail.add_attachment(
        fill(data, entries),  # type: ignore[arg-type]
        maintype="application",
        subtype="octet-stream",
        filename=name,
    )
    house.office._deliver(mail)
    return house.office.letters(at(when))


def accepted(house: House, when: str) -> dict[str, EmailMessage]:
    """Let a person accept what waits, and return the letters that come of it by their readers."""
    with house.service.store.reading() as tx:
        (case,) = waiting(tx)
    decide(house.service, Deciding(case=str(case.id), what="accept", by="anna"), at(when, 11))
    return {address: one for one in house.office.letters(at(when, 12)) for address in (STRANGER, CONTACT) if address in str(one["To"])}


def shown(letter: EmailMessage) -> str:
    """Return all that a letter says, in its text and in the workbook that it brings."""
    cells = [str(cell) for sheet in brings(letter).worksheets for row in sheet.iter_rows(values_only=True) for cell in row]
    return " ".join([words(letter), *cells])


@pytest.mark.parametrize("staff", [13, "a dozen"])
def test_a_stranger_with_the_old_workbook_is_not_shown_what_the_contact_answered_since(house: House, staff: AnswerValue) -> None:
    """Neither where theirs is taken, nor where it goes back with what is wrong in it. The contact, who is told of it, sees both."""
    house.send(house.fresh(1, "03-26"), {**FIRST, BUDGET: _SECRET}, "03-27")
    (waits,) = write(house, "03-28", FIRST | {"Number of staff": staff})
    assert CONTACT in str(waits["To"])
    assert not any(_workbooks(waits))
    told = accepted(house, "03-28")
    assert set(told) == {STRANGER, CONTACT}
    assert str(_SECRET) not in shown(told[STRANGER])
    assert cell_beside(brings(told[STRANGER]), BUDGET).value is None
    assert cell_beside(brings(told[STRANGER]), "Number of staff").value == staff
    assert cell_beside(brings(told[CONTACT]), BUDGET).value == _SECRET
    assert house.row(1)["budget"] == str(_SECRET)


@pytest.mark.parametrize("staff", [13, "a dozen"])
def test_a_colleague_gets_back_what_they_answered_themselves(house: House, staff: AnswerValue) -> None:
    """The honest counterpart: who is not on record gave the answer to what was added, and sends the old workbook with a last figure."""
    write(house, "03-27", {**FIRST, BUDGET: 400}, house.fresh(1, "03-26"))
    (told,) = (one for one in write(house, "03-28", FIRST | {"Number of staff": staff}) if STRANGER in str(one["To"]))
    assert cell_beside(brings(told), BUDGET).value == 400
    assert house.row(1)["budget"] == "400"


def test_what_was_put_right_at_the_desk_stands_in_the_contacts_workbook_alone(house: House) -> None:
    """In that of a colleague who is not on record stands what they gave: why it was put right is between the desk and the contact."""
    write(house, "03-27", {**FIRST, BUDGET: 400}, house.fresh(1, "03-26"))
    house.edit(1, "budget", str(_SECRET), "03-27")
    house.office.letters(at("03-27", 13))
    letters = write(house, "03-28", FIRST | {"Number of staff": "a dozen"})
    told = {address: one for one in letters for address in (STRANGER, CONTACT) if address in str(one["To"])}
    assert cell_beside(brings(told[STRANGER]), BUDGET).value == 400
    assert str(_SECRET) not in shown(told[STRANGER])
    assert cell_beside(brings(told[CONTACT]), BUDGET).value == _SECRET


def test_what_was_put_right_at_the_desk_is_no_old_value_for_who_is_not_on_record(house: House) -> None:
    """They gave 12 and give 14 now; that it had been put right in between is between the desk and the contact."""
    write(house, "02-22", FIRST)
    house.edit(1, "staff", str(_SECRET), "02-22")
    house.office.letters(at("02-22", 13))
    letters = write(house, "02-23", FIRST | {"Number of staff": 14})
    told = {address: words(one) for one in letters for address in (STRANGER, CONTACT) if address in str(one["To"])}
    assert str(_SECRET) not in told[STRANGER]
    assert "14" in told[STRANGER]
    assert str(_SECRET) in told[CONTACT]
