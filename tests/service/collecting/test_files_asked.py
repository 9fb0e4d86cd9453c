"""A form that asks for files: each file that comes is told with its question, and what is named and does not come is asked for."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator, Mapping
from email.message import EmailMessage
from pathlib import Path

import pytest

from demo.respondents import fill
from service.authoring.drafts import apply
from service.contacts.census import census
from service.exports.export import export
from service.installation import config
from service.installation.install import SAMPLE
from service.studies.running import require_running
from service.views.case_file import case_file
from service.views.show import TimelineEvent, timeline
from service.wiring import open_service
from store import annexes, invitations, submissions
from tests.questionnaire.forms import xlsx
from tests.service.correspondence import attached
from tests.service.installed import at, make
from tests.service.studies.test_versions import House

LAW, ACT, SOUND = b"%PDF-1.4\nlaw\n%%EOF\n", b"%PDF-1.4\nact\n%%EOF\n", b"ID3\x03\0\0\0\0\0\x21" + b"\0" * 64
_SURVEY = (
    ("type", "name", "label"),
    ("integer", "staff", "Number of staff"),
    ("file", "law", "The text of the law"),
    ("audio", "anthem", "A recording"),
)
Files = Mapping[str, bytes]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Open an installation of two organisations that were sent a form which asks for two files."""
    make(tmp_path, 2)
    with open_service(config.load(tmp_path, {})) as service:
        made = House(tmp_path, service)
        (made.folder / "questionnaire.xlsx").write_bytes(xlsx(_SURVEY, (), (("form_id", "form_title", "version"), ("f", "Form", "1"))))
        apply(service, SAMPLE, at("02-02"), by="staff")
        made.office.letters(at("02-10"))
        made.letters = made.office.letters(at("02-20"))
        yield made


def reply(house: House, files: Files, when: str, answers: Mapping[str, object] | None = None, words: str = "") -> list[EmailMessage]:
    """Let the first organisation answer with its workbook, if there are answers, and with files; return the letters that come of it."""
    letter = next(one for one in house.letters if "person0@" in str(one["To"]) and list(one.iter_attachments()))
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"], mail["In-Reply-To"] = letter["To"], letter["Reply-To"], "Re: Form", letter["Message-ID"]
    mail["Message-ID"] = f"<{when}@member0.example>"
    mail.set_content(words or "Dear colleagues, this is what our ministry has sent us about it since last week.")
    name, blank = attached(letter)
    workbook = {name: fill(blank, answers)} if answers else {}  # type: ignore[arg-type]
    for called, data in {**workbook, **files}.items():
        mail.add_attachment(data, maintype="application", subtype="octet-stream", filename=called)
    (house.home / "inbox" / "new" / f"{when}.reply").write_bytes(mail.as_bytes())
    return house.office.letters(at(when, 12))


def told(house: House) -> list[TimelineEvent]:
    """Return what the timeline says of files."""
    with house.service.store.reading() as tx:
        found = require_running(house.service, tx, SAMPLE)
        case = census(tx, found, at("06-01"), {"ORG000"})["ORG000"]
        seen = case_file(house.service, tx, found, case.invitation.reference, at("06-01")).events
        assert seen == timeline(house.service, tx, found, case)
        return [one for one in seen if one.what in {"annex", "awaited"}]


def index(house: House) -> list[tuple[str, str, str]]:
    """Return what the exported index says: the name of each file, its questions, and the note."""
    with house.service.store.reading() as tx:
        found = require_running(house.service, tx, SAMPLE)
    made = export(house.service, found, "annexes", house.home / "exported", at("06-01"), labels=False, language="en")
    with zipfile.ZipFile(next(one for one in made.files if one.suffix == ".zip")) as package:
        lines = csv.DictReader(io.StringIO(package.read("index.csv").decode("utf-8-sig")))
        return [(one["original_name"], one["questions"], one["note"]) for one in lines]


def findings(house: House) -> list[tuple[str, str | None, str]]:
    """Return what was found in the newest workbook: the code, the question and how much it weighs."""
    with house.service.store.reading() as tx:
        (invitation,) = invitations.of_organisations(tx, ["ORG000"])
        newest = submissions.of_invitations(tx, [invitation.id])[-1]
    return [(one.code, one.question, one.severity.value) for one in newest.findings]


def test_each_file_is_told_with_the_question_that_it_answers(house: House) -> None:
    """In `show`, in the case file and in the export; a recording, which is else no annex, is kept where an answer names it."""
    named = {"Number of staff": 12, "The text of the law": "law.pdf", "A recording": "anthem.mp3"}
    reply(house, {"law.pdf": LAW, "anthem.mp3": SOUND, "other.mp3": SOUND + b"\0"}, "02-22", named)
    assert [one.questions for one in told(house)] == [("law",), ("anthem",)]
    assert "law.pdf" in told(house)[0].detail
    assert "The text of the law (law)" in told(house)[0].detail
    assert index(house) == [("law.pdf", "law", ""), ("anthem.mp3", "anthem", "")]
    assert findings(house) == []


def test_a_file_that_is_named_and_does_not_come_is_asked_for_and_may_come_alone(house: House) -> None:
    """The receipt says so, and nothing is held up; once it has come, in a mail of its own, it is linked, and no workbook asked for."""
    letters = reply(house, {}, "02-22", {"Number of staff": 12, "The text of the law": "law.pdf"})
    assert findings(house) == [("file_missing", "law", "warning")]
    (receipt,) = (one for one in letters if "person0@" in str(one["To"]))
    assert "law.pdf" in receipt.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert house.row(0)["standing"] == "answered"
    assert [(one.what, one.questions) for one in told(house)] == [("awaited", ("law",))]
    assert index(house) == [("law.pdf", "law", "named, has not come")]
    later = reply(house, {"law.pdf": LAW}, "02-23", words="Attached.")
    assert [str(one["To"]) for one in later if "person0@" in str(one["To"])] == []
    assert [(one.what, one.questions) for one in told(house)] == [("annex", ("law",))]
    assert index(house) == [("law.pdf", "law", "")]


def test_another_workbook_is_not_told_of_a_file_that_came_before(house: House) -> None:
    """What came once is there."""
    named = {"Number of staff": 12, "The text of the law": "law.pdf"}
    reply(house, {"law.pdf": LAW}, "02-22", named)
    reply(house, {}, "02-23", {**named, "Number of staff": 13})
    assert findings(house) == []


def test_two_files_of_one_name_are_both_told(house: House) -> None:
    """Nobody knows which is meant: a person sees both."""
    reply(house, {"law.pdf": LAW, "law (1).pdf": ACT}, "02-22", {"Number of staff": 12, "The text of the law": "law.pdf"})
    assert [one.questions for one in told(house)] == [("law",), ("law",)]
    assert index(house) == [("law.pdf", "law", ""), ("law (1).pdf", "law", "")]


def test_one_file_that_no_answer_names_is_taken_for_the_one_that_is_asked_for(house: House) -> None:
    """That is told; where an answer names another file, it is none of its question."""
    reply(house, {"scan.pdf": LAW}, "02-22", {"Number of staff": 12, "The text of the law": "attached"})
    assert [one.questions for one in told(house)] == [("law",)]
    assert "no answer names it" in told(house)[0].detail
    assert index(house) == [("scan.pdf", "law", "no answer names it")]


def test_whatever_a_stranger_sends_is_no_file_that_was_asked_for(house: House) -> None:
    """It is not linked, and not kept, though it has the name of one that is awaited."""
    reply(house, {}, "02-22", {"Number of staff": 12, "The text of the law": "law.pdf"})
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "x@nowhere.example", house.letters[0]["Reply-To"], "law"
    mail.set_content("Attached.")
    mail.add_attachment(LAW, maintype="application", subtype="pdf", filename="law.pdf")
    (house.home / "inbox" / "new" / "stranger").write_bytes(mail.as_bytes())
    house.office.letters(at("02-24", 12))
    with house.service.store.reading() as tx:
        assert list(annexes.of_study(tx, SAMPLE)) == []


def test_a_file_that_came_under_another_name_first_is_found_by_its_second(house: House) -> None:
    """The same bytes are kept once, and an answer may give either name; a third is awaited."""
    reply(house, {"scan.pdf": LAW, "act.pdf": ACT}, "02-21", {"Number of staff": 12})
    reply(house, {"law.pdf": LAW}, "02-22", {"Number of staff": 12, "The text of the law": "law.pdf"})
    assert findings(house) == []
    assert index(house) == [("scan.pdf", "law", ""), ("act.pdf", "", "")]
    reply(house, {}, "02-23", {"Number of staff": 12, "The text of the law": "scan.pdf"})
    assert index(house) == [("scan.pdf", "law", ""), ("act.pdf", "", "")]
    reply(house, {}, "02-24", {"Number of staff": 12, "The text of the law": "decree.pdf"})
    assert findings(house) == [("file_missing", "law", "warning")]


def test_the_same_file_twice_in_one_mail_is_found_by_both_names(house: House) -> None:
    """Two questions may ask for what is one file."""
    named = {"Number of staff": 12, "The text of the law": "law.pdf", "A recording": "anthem.pdf"}
    reply(house, {"law.pdf": LAW, "anthem.pdf": LAW}, "02-22", named)
    assert findings(house) == []
    assert index(house) == [("law.pdf", "anthem; law", "")]
