"""What came and could not be taken, a blank workbook or a scan, is told as such: its organisation is not reminded as if it were silent."""

from __future__ import annotations

from pathlib import Path

import pytest

from demo.respondents import Received, open_letter
from service.install import SAMPLE
from service.tick import tick
from store import case_events
from tests.service import group
from tests.service.group import AUTHENTICATED, mail, member
from tests.service.installation import at
from tests.service.office import Office, person

PDF = ("answers.pdf", b"%PDF-1.4\n%%EOF")
STRANGER = "stranger@elsewhere.example"


def blank(office: Office, number: int) -> bytes:
    """Return the workbook of an organisation as it left."""
    _, data = office.kept.letters[number].workbook or ("", b"")
    return data


def reference(office: Office, number: int) -> str:
    """Return the printed reference of an organisation, after which its workbook is called."""
    name, _ = office.kept.letters[number].workbook or ("", b"")
    return Path(name).stem


def reminded(office: Office) -> dict[str, Received]:
    """Let the reminder leave, and return its letters by whom they went to."""
    out = office.home / "out" / "new"
    before = set(out.iterdir()) if out.exists() else set()
    tick(office.service, at("03-25"))
    asked = set(out.iterdir()) if out.exists() else set()
    office.now = at("03-26")
    report = tick(office.service, office.now)
    assert report.problems == []
    assert before <= asked
    return {one.to: one for one in (open_letter(path) for path in set(out.iterdir()) - asked)}


def test_a_blank_workbook_makes_queried_and_the_reminder_says_that_it_came(office: Office) -> None:
    """So it does of a scan; who sent nothing is reminded as before. Each reminder says what to do, and brings a fresh workbook."""
    office.write(person(0), ("answers.xlsx", blank(office, 0)), reply_to=0)
    office.write(person(1), PDF, reply_to=1)
    assert [office.standing(number) for number in range(3)] == ["queried", "queried", "silent"]
    found = reminded(office)
    first, second, third = (found[person(number)] for number in range(3))
    assert "We have not yet received" in third.text
    assert "no answer is filled in" in first.text
    assert "nous ne pouvons pas lire" in second.text
    for one in (first, second):
        assert "not yet received" not in one.text
        assert "pas encore reçu" not in one.text
        assert one.workbook


def test_what_came_before_a_workbook_that_has_mistakes_is_not_spoken_of_any_more(office: Office) -> None:
    """The reminder asks for the corrections; and who has answered gets none."""
    for number in (0, 2):
        office.write(person(number), PDF, reply_to=number)
    office.write(person(0), ("a.xlsx", office.workbook(0, employees=-5)), reply_to=0)
    office.write(person(2), ("a.xlsx", office.workbook(2)), reply_to=2)
    assert [office.standing(number) for number in (0, 2)] == ["queried", "answered"]
    found = reminded(office)
    assert "some points need to be corrected" in found[person(0)].text
    assert person(2) not in found


def test_a_scan_in_the_place_of_corrections_leaves_these_asked_for(office: Office) -> None:
    """The reminder brings back the workbook that has the mistakes."""
    office.write(person(0), ("a.xlsx", office.workbook(0, employees=-5)), reply_to=0)
    office.write(person(0), PDF, reply_to=0)
    (letter,) = [one for to, one in reminded(office).items() if to == person(0)]
    assert "with each of these points marked" in letter.text


def test_a_correction_that_a_person_rejected_is_not_asked_for_because_of_a_scan_since(office: Office) -> None:
    """The scan is told, and the workbook of before does not come back."""
    office.write(person(0), ("a.xlsx", office.workbook(0, employees=-5)), reply_to=0)
    office.write(person(0), ("b.xlsx", office.workbook(0)), reply_to=0)
    office.undo(office.entry("accept"))
    (case,) = office.cases()
    office.decide(case.id, "reject")
    office.write(person(0), PDF, reply_to=0)
    letter = reminded(office)[person(0)]
    assert "that we cannot read" in letter.text
    assert "marked" not in letter.text


@pytest.mark.parametrize("results", [None, f"{group.SERVER}; dmarc=fail header.from=group.example"])
def test_what_nothing_proves_makes_nobody_queried(believer: Office, results: str | None) -> None:
    """Their name in From is no proof: the organisation is silent, and nothing stays on record of its case."""
    headers = {"authentication_results": results} if results else {}
    believer.deliver(mail(member(0), "Our answers.", PDF, **headers))
    believer.deliver(mail(STRANGER, f"Answers of {reference(believer, 1)}", PDF))
    assert [believer.standing(number) for number in (0, 1)] == ["silent", "silent"]
    with believer.service.store.reading() as tx:
        assert case_events.of_study(tx, SAMPLE) == {}


def test_what_a_contact_sends_for_whom_a_server_vouches_makes_queried(believer: Office) -> None:
    """No secret of ours is needed, as for a workbook."""
    believer.deliver(mail(member(0), "Our answers.", PDF, authentication_results=AUTHENTICATED))
    assert believer.standing(0) == "queried"
