"""Who hears of what was done in an organisation's name, and what they read of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from service.installation.install import install
from tests.service.cases.test_halves import MARTA, RUI, first_half, people, second_half, told
from tests.service.deciding.test_cases import WE_DECLINE
from tests.service.office import Office, Template, opened
from tests.service.two_offices import sent_to

STRANGER, EVA = "evil@elsewhere.example", "eva@elsewhere.example"


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Template:
    """Return an installation at work, whose first organisation has two contacts."""
    home = tmp_path_factory.mktemp("changes") / "installation"
    install(home)
    return sent_to(home, people())


@pytest.fixture
def office(shared: Template, tmp_path: Path) -> Iterator[Office]:
    """Return a copy of it, opened."""
    with opened(shared, tmp_path) as found:
        yield found


def heard(office: Office, address: str) -> str:
    """Return what the letters of a decision said that an address got, in a line."""
    return " ".join(" ".join(one.text.split()) for one in told(office, address) if "circular" not in one.text)


def from_(office: Office, author: str, text: str) -> None:
    """Let a message come that answers the letter of the first organisation, with this as its From."""
    office.deliver(office.written("zz@zz.example", text=text, reply_to=0).replace(b"From: zz@zz.example", b"From: " + author.encode()))


def test_a_withdrawal_of_workbooks_that_were_put_together_says_whose_words_it_is(office: Office) -> None:
    """The letters about what was put together have no room for that; and nothing counts any more, as they say."""
    first_half(office)
    second_half(office)
    office.decide(office.cases()[0].id, "merge")
    assert "put together" in heard(office, MARTA)
    office.write(STRANGER, text=WE_DECLINE, reply_to=0)
    office.decide(office.cases()[0].id, "withdraw")
    assert (office.counted(), office.standing(0)) == ([], "declined")
    for one in (MARTA, RUI):
        said = heard(office, one)
        assert "What counted before it counts as it did" not in said
        assert f"names {STRANGER} as its sender" in said
        assert "Nothing proves that it really came from there" in said


@pytest.mark.parametrize("author", [f"{MARTA}, {STRANGER}", f"Marta <{MARTA}> [Ministry]", f"x.(y){MARTA}"])
def test_a_message_without_one_author_is_nobodys(office: Office, author: str) -> None:
    """Neither the case nor a letter calls the contact its sender, or says that they are not on record."""
    from_(office, author, WE_DECLINE)
    (case,) = office.cases()
    assert case.proof == "no_author"
    assert "does not name one author whose address can be read" in " ".join(map(str, case.reasons))
    assert "not on record" not in " ".join(map(str, case.reasons))
    office.decide(case.id, "declined")
    said = heard(office, MARTA)
    assert "a message came to us that does not say clearly who wrote it. It says" in said
    assert "as its sender" not in said


def test_who_was_on_record_all_along_is_no_news(office: Office) -> None:
    """A stranger names a contact: nobody is told that we now write to them."""
    office.write(STRANGER, text=f"I have left. My successor is Rui, {RUI}, please write to him.", reply_to=0)
    office.decide(office.cases()[0].id, "add")
    assert "now also write to" not in heard(office, MARTA)
    assert "now also write to" not in heard(office, RUI)


def test_whoever_is_written_to_no_more_is_greeted_as_before_and_the_colleague_hears_who_it_was(office: Office) -> None:
    """And whom somebody named who is not on record succeeds nobody; the one who was named is told nothing of it, but invited."""
    office.write(MARTA, text=f"I have left. My successor is Eva, {EVA}, please write to her.", reply_to=0)
    office.decide(office.cases()[0].id, "add")
    said = heard(office, MARTA)
    assert "Dear Marta," in said
    assert "we no longer write to you in the study" in said
    assert f"we no longer write to {MARTA}" in heard(office, RUI)
    assert "a message came to us" not in heard(office, EVA)


def test_a_successor_named_by_a_stranger_succeeds_nobody(office: Office) -> None:
    """They are written to as well; the contacts stay, in whose name nothing was said."""
    office.write(STRANGER, text=f"I have left. My successor is Eva, {EVA}, please write to her.", reply_to=0)
    office.decide(office.cases()[0].id, "add")
    assert f"we now also write to {EVA}" in heard(office, MARTA)
    assert "no longer write" not in heard(office, MARTA) + heard(office, RUI)


def test_why_a_workbook_does_not_count_is_told_to_contacts_alone(office: Office) -> None:
    """Whoever was one hears that theirs does not count, and nothing of what others wrote since."""
    office.write(MARTA, ("answers.xlsx", office.workbook(0)), reply_to=0)
    office.write(MARTA, text=f"I have left. My successor is Eva, {EVA}, please write to her.", reply_to=0)
    office.decide(office.cases()[0].id, "add")
    assert "It was read and accepted" in heard(office, MARTA)
    office.write(STRANGER, text=WE_DECLINE, reply_to=0)
    office.decide(office.cases()[0].id, "withdraw")
    said = heard(office, MARTA)
    assert "does not count" in said
    assert STRANGER not in said
    assert STRANGER in heard(office, RUI)
