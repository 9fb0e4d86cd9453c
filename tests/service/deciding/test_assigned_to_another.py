"""A workbook that a person gives to another organisation than the one for which it was made: what goes back is that organisation's own."""

from __future__ import annotations

import io

import openpyxl
import pytest

from demo.respondents import Received, open_letter
from domain.letter import LetterKind
from domain.rules.owes import Owes
from service.deciding.people import ContactMeant, add
from service.operation.tick import tick
from service.sending.send import send_due
from store import outbox
from tests.service.answers.test_sent_by_another import case_of, reference
from tests.service.correspondence import cell_beside, edited
from tests.service.installed import at
from tests.service.office import ME, File, Office, person

CONSULTANT = "pete@consultants.example"
WRONG = {"share_cross_border": 140.0}  # More than a percentage can be.


@pytest.fixture
def shared(office: Office) -> Office:
    """Return an office whose organisations have one consultant on record, who fills in the workbooks of all of them."""
    for number in range(3):
        add(office.service, ContactMeant(address=CONSULTANT, by=ME, organisation=f"ORG{number:03d}"), office.later())
    return office


def left(office: Office, kind: LetterKind, address: str) -> list[Received]:
    """Let what waits leave, and return the letters of this kind to this address that left now, oldest first."""
    out = office.home / "out" / "new"
    before = set(out.iterdir())
    send_due(office.service, office.later())
    with office.service.store.reading() as tx:
        wanted = {one.tag for one in outbox.to_addresses(tx, [address]) if one.kind is kind}
    new = [open_letter(path) for path in sorted(set(out.iterdir()) - before, key=lambda one: int(one.name.partition(".")[0]))]
    return [one for one in new if any(tag in one.message_id for tag in wanted)]


def assigned(office: Office, **changes: object) -> Received:
    """Let the consultant send for the first organisation what stands in a copy of the third's workbook, and return what asks to correct it.

    The third one's own answers count already. A person gives the second workbook to the first.
    """
    office.write(CONSULTANT, ("islanda.xlsx", office.workbook(2, employees=120)), reply_to=2)
    copy = office.workbook(2, employees=77, **{**WRONG, **changes})
    office.write(CONSULTANT, ("coral.xlsx", copy), reply_to=0)
    (case,) = office.cases()
    left(office, LetterKind.RECEIPT, CONSULTANT)
    office.decide(case.id, "assign", reference(office, 0))
    (back,) = left(office, LetterKind.QUESTION_BACK, CONSULTANT)
    return back


def told_inside(data: bytes) -> set[str]:
    """Return every text in the cells of a workbook, hidden sheets too."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    return {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None}


def brought(letter: Received) -> File:
    """Return the workbook that a letter brings."""
    assert letter.workbook
    return letter.workbook


def is_own(office: Office, number: int, file: File) -> bool:
    """Say whether a workbook bears the name, the reference and the token of an organisation, and those of none of the two others."""
    name, data = file
    inside = told_inside(data)
    assert name == f"{reference(office, number)}.xlsx"
    own, *others = (case_of(office, one).invitation for one in (number, *({0, 1, 2} - {number})))
    return {own.token, own.reference} <= inside and not any({one.token, one.reference} & inside for one in others)


def corrected(data: bytes) -> bytes:
    """Return a marked workbook after its reader put right what is wrong."""

    def correct(book: openpyxl.Workbook) -> None:
        cell_beside(book, "Share of the recorded").value = 40

    return edited(data, correct)


def test_what_goes_back_after_an_assignment_is_the_organisations_own_workbook_with_the_answers(shared: Office) -> None:
    """A workbook with mistakes that a person assigns to another organisation than its own: that one's own workbook goes back, marked."""
    file = brought(assigned(shared))
    assert is_own(shared, 0, file)
    book = openpyxl.load_workbook(io.BytesIO(file[1]))
    assert book.sheetnames[0] == "To check"
    assert cell_beside(book, "Share of the recorded").comment is not None
    assert cell_beside(book, "Number of employees").value == 77
    assert f"Organisation {0}" in " ".join(told_inside(file[1]))
    assert f"Organisation {2}" not in " ".join(told_inside(file[1]))


@pytest.mark.parametrize("reply_to", [None, 0])
def test_what_is_corrected_there_counts_for_the_right_organisation_without_a_person(shared: Office, reply_to: int | None) -> None:
    """Sent as a new mail and as a reply: the answers of the one for which it was made stay, and no case is opened."""
    name, data = brought(assigned(shared))
    shared.write(CONSULTANT, (name, corrected(data)), reply_to=reply_to)
    assert shared.cases() == ()
    assert [shared.standing(number) for number in (0, 2)] == ["answered", "answered"]
    assert shared.counted() == [77, 120]
    shared.check()


def test_a_reminder_to_correct_brings_the_organisations_own_workbook_too(shared: Office) -> None:
    """It is made anew when it leaves, from the file that came."""
    assigned(shared)
    assert case_of(shared, 0).owes is Owes.CORRECTION
    shared.now = at("03-26")
    before = set((shared.home / "out" / "new").iterdir())
    assert not tick(shared.service, shared.now).problems
    new = [open_letter(path) for path in set((shared.home / "out" / "new").iterdir()) - before]
    reminders = [one for one in new if one.to in {CONSULTANT, person(0)} and reference(shared, 0) in one.subject]
    assert reminders
    assert all(is_own(shared, 0, brought(one)) for one in reminders)


def test_a_receipt_with_a_warning_brings_the_organisations_own_workbook_after_an_assignment(shared: Office) -> None:
    """What is to be confirmed is confirmed in their own."""
    copy = shared.workbook(2, incidents_recorded="no")
    shared.write(CONSULTANT, ("coral.xlsx", copy), reply_to=0)
    (case,) = shared.cases()
    shared.decide(case.id, "assign", reference(shared, 0))
    (receipt,) = left(shared, LetterKind.RECEIPT, CONSULTANT)
    assert is_own(shared, 0, brought(receipt))


def test_a_workbook_that_says_two_things_of_itself_does_not_go_back_as_it_came(shared: Office) -> None:
    """Its cover names the third organisation, and all else in it the first: a person accepts it, and what is corrected needs none."""

    def print_another(book: openpyxl.Workbook) -> None:
        own, other = reference(shared, 0), reference(shared, 2)
        cells = [cell for sheet in book.worksheets[:2] for row in sheet.iter_rows(max_row=12) for cell in row]
        for cell in cells:
            if isinstance(cell.value, str) and own in cell.value:
                cell.value = cell.value.replace(own, other)

    shared.write(CONSULTANT, ("coral.xlsx", edited(shared.workbook(0, **WRONG), print_another)), reply_to=0)
    (case,) = shared.cases()
    shared.decide(case.id, "accept")
    (back,) = left(shared, LetterKind.QUESTION_BACK, CONSULTANT)
    name, data = brought(back)
    assert is_own(shared, 0, (name, data))
    shared.write(CONSULTANT, (name, corrected(data)))
    assert shared.cases() == ()
    assert shared.standing(0) == "answered"


def test_a_workbook_that_goes_back_to_its_own_organisation_is_still_the_file_that_came(shared: Office) -> None:
    """Nothing that its sender changed in it besides is lost."""

    def note(book: openpyxl.Workbook) -> None:
        book.create_sheet("Our own notes")["A1"] = "asked finance"

    shared.write(CONSULTANT, ("coral.xlsx", edited(shared.workbook(0, **WRONG), note)), reply_to=0)
    (back,) = left(shared, LetterKind.QUESTION_BACK, CONSULTANT)
    assert "asked finance" in told_inside(brought(back)[1])


def test_a_file_whose_name_bears_another_organisations_reference_is_held(shared: Office) -> None:
    """Its inside proves the one, its name says the other: a person decides, and what counts stays."""
    shared.write(CONSULTANT, ("islanda.xlsx", shared.workbook(2, employees=120)), reply_to=2)
    shared.write(CONSULTANT, (f"{reference(shared, 0)}.xlsx", shared.workbook(2, employees=77)))
    (case,) = shared.cases()
    assert any("file name" in one and reference(shared, 0) in one for one in case.why.reasons)
    assert shared.states(2) == ["accepted", "held"]


def test_a_file_whose_name_bears_its_own_reference_beside_another_is_not_held_for_that(shared: Office) -> None:
    """As a name does that was given to several."""
    shared.write(CONSULTANT, (f"{reference(shared, 0)} and {reference(shared, 2)}.xlsx", shared.workbook(2)))
    assert shared.cases() == ()
    assert shared.states(2) == ["accepted"]


def test_the_letter_says_before_its_closing_whose_workbook_it_was(shared: Office) -> None:
    """With the name of the file and of the organisation that stands on its cover."""
    told = " ".join(assigned(shared).text.split())
    says = f"coral.xlsx” that you sent was made for another organisation (reference {reference(shared, 2)}), Organisation 2."
    assert says in told
    assert told.index(says) < told.index("taken as yours") < told.index("With thanks for your help,")
