"""A workbook that somebody sends in an organisation's name and that nothing proves: it holds up nothing, and the organisation is asked."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from domain.bulk import Content
from domain.case import CaseKind
from domain.submission import SubmissionState
from intake.understanding.caged import Examination
from intake.understanding.receiving import Receiving
from service.cases.waiting import Waiting, waiting
from service.collecting.replay import replay
from service.deciding.undo import Undoing, undo
from service.installation import config
from service.process import caged
from service.wiring import Service, open_service
from store import invitations, journal, messages, submissions
from tests.service.correspondence import STUDY, Correspondence, attached, filled, questionnaire_letter
from tests.service.installed import at, make

PERSON, STRANGER = "person0@member0.example", "stranger@elsewhere.example"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Correspondence]:
    """Return the correspondence of an installation with one organisation."""
    make(tmp_path, 1)
    with open_service(config.load(tmp_path, {})) as service:
        yield Correspondence(tmp_path, service)


def forged(office: Correspondence, letter: EmailMessage, **changes: object) -> bytes:
    """Return the workbook as somebody makes it who knows only what is printed in it."""
    with office.service.store.reading() as tx:
        (invitation,) = invitations.of_study(tx, STUDY).values()
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(filled(office, attached(letter)[1], **changes))) as book, zipfile.ZipFile(packed, "w") as without:
        for name in book.namelist():
            without.writestr(name, book.read(name).replace(invitation.token.encode(), b""))
    return packed.getvalue()


def send(office: Correspondence, sender: str, text: str, name: str = "", data: bytes = b"", **headers: str) -> None:
    """Put a message into the mailbox."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, "cybercrime.study@unodc.example", "Our answers"
    office.sent += 1
    mail["Message-ID"] = f"<{office.sent}@client.example>"
    for field, value in headers.items():
        mail[field.replace("_", "-")] = value
    mail.set_content(text)
    if name:
        mail.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    (office.home / "inbox" / "new" / f"{office.sent}.mail").write_bytes(mail.as_bytes())


def cases(office: Correspondence) -> tuple[Waiting, ...]:
    """Return what waits for a person."""
    with office.service.store.reading() as tx:
        return waiting(tx)


def states(office: Correspondence) -> list[tuple[str, SubmissionState]]:
    """Return who sent the submissions of the organisation, and their states, oldest first."""
    with office.service.store.reading() as tx:
        (invitation,) = invitations.of_study(tx, STUDY).values()
        return [(one.sender, one.state) for one in submissions.of_invitations(tx, [invitation.id])]


def to_person(letters: list[EmailMessage]) -> list[EmailMessage]:
    """Return the letters to the contact of the organisation, without those to staff."""
    return [letter for letter in letters if letter["To"].addresses[0].addr_spec == PERSON]


def texts(letters: list[EmailMessage]) -> list[str]:
    """Return the texts of letters, each on one line."""
    return [" ".join(str(letter.get_body(("plain",)).get_content()).split()) for letter in letters]  # type: ignore[union-attr]


def test_a_contact_says_yes(office: Correspondence) -> None:
    """“Yes” to a reminder that asks about such a workbook: it counts by a rule, and undoing that asks a person again.

    What a person undid, no reading of the same message does once more.
    """
    letter = questionnaire_letter(office)
    send(office, STRANGER, "Attached.", "answers.xlsx", forged(office, letter))
    assert office.letters(at("02-21")) == []
    (case,) = cases(office)
    assert (case.kind, case.organisation, states(office)) == (CaseKind.CLAIM, "ORG000", [])
    (reminder,) = to_person(office.letters(at("03-26")))
    assert f"A workbook came from {STRANGER} on 21 February 2012." in texts([reminder])[0]
    send(office, STRANGER, "Yes.", In_Reply_To=reminder["Message-ID"])
    office.letters(at("03-27"))
    assert states(office) == []
    send(office, PERSON, "Yes.", In_Reply_To=reminder["Message-ID"])
    assert len(to_person(office.letters(at("03-28")))) == 1
    assert states(office) == [(STRANGER, SubmissionState.ACCEPTED)]
    assert cases(office) == ()
    with office.service.store.reading() as tx:
        decided = next(one for one in journal.pages(tx) if one.by == "rule:confirmation" and str(one.about).startswith("case"))
    undo(office.service, Undoing(entry=decided.number, by="staff"), at("03-29"))
    for _ in range(2):
        assert states(office) == [(STRANGER, SubmissionState.REJECTED)]
        assert [one.id for one in cases(office)] == [case.id]
        replay(office.service, None, at("03-30"))


def test_others_can_write_while_the_workbook_that_a_yes_confirms_is_examined(
    office: Correspondence, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is examined before the transaction that lets it count."""
    examine, examined = caged.examination, []

    def observed(service: Service, raw: Content, receiving: Receiving) -> Examination:
        with office.service.store.transaction() as tx:
            examined.append(messages.pending(tx, 2))
        return examine(service, raw, receiving)

    letter = questionnaire_letter(office)
    send(office, STRANGER, "Attached.", "answers.xlsx", forged(office, letter))
    (reminder,) = to_person(office.letters(at("03-26")))
    monkeypatch.setattr(caged, "examination", observed)
    send(office, PERSON, "Yes.", In_Reply_To=reminder["Message-ID"])
    office.letters(at("03-28"))
    assert states(office) == [(STRANGER, SubmissionState.ACCEPTED)]
    assert [len(waiting) for waiting in examined] == [1]


def test_a_genuine_answer_after_a_forged_one_is_filed(office: Correspondence) -> None:
    """It is no longer held as if it were the forgery; the very same file closes the case, another leaves it to a person."""
    letter = questionnaire_letter(office)
    data = forged(office, letter, employees=3)
    send(office, STRANGER, "Attached.", "answers.xlsx", data)
    send(office, STRANGER, "Once more.", "answers.xlsx", data)
    office.letters(at("02-21"))
    (case,) = cases(office)
    office.answer(letter, "answers.xlsx", filled(office, attached(letter)[1]))
    assert len(to_person(office.letters(at("02-22")))) == 1
    assert states(office) == [(PERSON, SubmissionState.ACCEPTED)]
    assert [one.id for one in cases(office)] == [case.id]
    send(office, PERSON, "As you have it.", "answers.xlsx", data, In_Reply_To=letter["Message-ID"])
    office.letters(at("02-23"))
    assert states(office)[-1] == (PERSON, SubmissionState.ACCEPTED)
    assert cases(office) == ()


def test_reminders_without_such_a_case_ask_nothing(office: Correspondence) -> None:
    """The sentence stands in no other letter."""
    questionnaire_letter(office)
    assert "A workbook came from" not in texts(to_person(office.letters(at("03-26"))))[0]
