"""What came and could not be taken, a blank workbook or a scan, is told as such: its organisation is not reminded as if it were silent."""

from __future__ import annotations

import io
import re
from pathlib import Path

import openpyxl
import pytest

from demo.respondents import Received, open_letter
from domain.intent import IntentKind
from domain.letter import LetterKind
from languages import catalogue
from service.installation.install import SAMPLE
from service.operation.tick import tick
from service.sending.send import send_due
from store import case_events, outbox
from tests.intake.scene import message, understand
from tests.service import group
from tests.service.group import AUTHENTICATED, mail, member
from tests.service.installed import at
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


def budget(meal: str = "Lunch") -> bytes:
    """Return a spreadsheet that has nothing to do with the study."""
    book = openpyxl.Workbook()
    book.worksheets[0].append([meal, "EUR", 120])
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def newest(office: Office, address: str) -> Received:
    """Let what waits leave, and return the newest letter to an address."""
    send_due(office.service, office.later())
    found = sorted((office.home / "out" / "new").iterdir(), key=lambda one: one.stat().st_mtime_ns)
    return [letter for letter in map(open_letter, found) if letter.to == address][-1]


def test_a_spreadsheet_that_is_not_the_questionnaire_is_told_at_once_and_spoken_of_by_the_reminder_once_it_was_rejected(
    office: Office,
) -> None:
    """Its sender hears that it is not, and how they get the questionnaire again, which works; a person may take it for an answer before."""
    office.write(person(0), ("lunch.xlsx", budget()), reply_to=0)
    said = " ".join(newest(office, person(0)).text.split())
    assert "The file “lunch.xlsx” is not the questionnaire of this study" in said
    assert "write “Please send the questionnaire again”" in said
    assert office.states(0) == ["held"]
    (case,) = office.cases()
    office.decide(case.id, "reject")
    assert office.standing(0) == "queried"
    reminder = reminded(office)[person(0)]
    assert "not yet received" not in reminder.text
    assert "that we cannot read" in reminder.text
    assert reminder.workbook
    office.write(person(0), text="Please send the questionnaire again", reply_to=0)
    assert newest(office, person(0)).workbook


@pytest.mark.parametrize("tongue", ["ar", "en", "es", "fr", "ru", "zh"])
def test_the_words_that_bring_the_questionnaire_again_are_understood(tongue: str) -> None:
    """The letter quotes them in each language, and a message of these words alone is a wish to have it again."""
    (words,) = re.findall("[“«](.+?)[”»]", catalogue(tongue).tell("file_foreign", name="x").remedy)
    assert [(one.intent, one.alone) for one in understand(message(text=words.strip())).intents] == [(IntentKind.RESEND, True)]


def test_two_such_files_and_a_scan_are_told_in_one_letter(office: Office) -> None:
    """The letter about the scan says already what to send; without it, both are named in one."""
    files = (("lunch.xlsx", budget()), ("more.xlsx", budget("Dinner")))
    office.write(person(0), *files, PDF, reply_to=0)
    assert len(questions(office)) == 1


def test_a_spreadsheet_that_nothing_proves_brings_no_letter(believer: Office) -> None:
    """As a scan from nobody knows whom: it is a case."""
    believer.deliver(mail(STRANGER, f"Answers of {reference(believer, 1)}", ("lunch.xlsx", budget())))
    believer.deliver(mail(member(0), "Our answers.", ("lunch.xlsx", budget())))
    assert questions(believer) == []


def questions(office: Office) -> list[str]:
    """Return to whom letters go that send something back."""
    with office.service.store.reading() as tx:
        return [one.address for one in outbox.of_studies(tx, [SAMPLE]) if one.kind is LetterKind.QUESTION_BACK]
