"""Files that come beside workbooks are kept, listed and exported: a law as PDF reaches those who must know of it, and holds nothing up."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import openpyxl
import pytest

from domain.errors import ErasedError
from domain.letter import DeliveryState, LetterKind
from service.contacts.census import census
from service.digests.facts import facts
from service.exports.export import export
from service.installation.install import SAMPLE
from service.personal.erasing import Erasing, erase
from service.studies.running import require_running
from service.views.show import timeline
from store import annexes, outbox
from tests.service.installed import at
from tests.service.office import ME, Office, person

LAW = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
SCAN = b"\x89PNG\r\n\x1a\n" + b"\0" * 64
STRANGER = "x@nowhere.example"


def price_list() -> bytes:
    """Return a workbook that is no questionnaire."""
    book = openpyxl.Workbook()
    book.active.append(["Item", "Price"])  # type: ignore[union-attr]
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def kept(office: Office) -> list[tuple[str, str, int]]:
    """Return the annexes of the study: the name, what it is, and how many bytes it has in the archive."""
    with office.service.store.reading() as tx:
        return [(one.name, one.kind, len(office.service.store.archive.get(one.sha256))) for one in annexes.of_study(tx, SAMPLE)]


def exported(office: Office, folder: Path) -> dict[str, bytes]:
    """Return the files of the exported zip by their names."""
    with office.service.store.reading() as tx:
        found = require_running(office.service, tx, SAMPLE)
    made = export(office.service, found, "annexes", folder, office.now, labels=False, language="en")
    with zipfile.ZipFile(next(one for one in made.files if one.suffix == ".zip")) as package:
        return {name: package.read(name) for name in package.namelist()}


def index(files: dict[str, bytes]) -> list[dict[str, str]]:
    """Return the lines of the exported index."""
    return list(csv.DictReader(io.StringIO(files["index.csv"].decode("utf-8-sig"))))


def test_documents_beside_a_good_workbook_are_kept_and_hold_nothing_up(office: Office) -> None:
    """A law, a scan or a workbook that is no questionnaire, beside a workbook or alone from a contact who proves it: kept, each once."""
    files = (("law.pdf", LAW), ("scan.png", SCAN), ("prices.xlsx", price_list()))
    office.write(person(0), ("answers.xlsx", office.workbook(0)), *files, reply_to=0)
    assert (office.states(0), office.cases()) == (["accepted"], ())
    assert sorted(kept(office)) == sorted(
        [("law.pdf", "pdf", len(LAW)), ("scan.png", "image", 72), ("prices.xlsx", "xlsx", len(files[2][1]))]
    )
    office.write(person(0), ("again.xlsx", office.workbook(0, employees=401)), ("law (1).pdf", LAW), reply_to=0)
    assert len(kept(office)) == 3
    office.replay()
    assert len(kept(office)) == 3
    office.check()


def test_a_document_alone_is_kept_where_its_sender_is_on_record_and_proves_it(office: Office) -> None:
    """A contact who answers our letter; of a stranger, or of who only names the organisation, nothing is kept."""
    office.write(
        person(0), ("law.pdf", LAW), reply_to=0, text="Please find attached the text of our new act on computer crime, in force since May."
    )
    assert [name for name, _, _ in kept(office)] == ["law.pdf"]
    office.write(STRANGER, ("other.pdf", LAW + b"%"), reply_to=0, text="Please find attached the text of our new act on computer crime.")
    office.write(person(0), ("third.pdf", LAW + b"%%"), text="Please find attached the text of our new act on computer crime.")
    assert [name for name, _, _ in kept(office)] == ["law.pdf"]


@pytest.mark.parametrize(
    "words", ["Here is our answer.", "Voici notre réponse.", "Hier ist unsere Antwort.", "Вот наш ответ.", "这是我们的答复。"]
)
def test_a_document_that_is_meant_as_the_answer_is_explained(office: Office, words: str) -> None:
    """Whoever owes an answer is told what to fill in instead, though they name no questionnaire; the words reach a person all the same."""
    office.write(person(0), ("scan.pdf", LAW), reply_to=0, text=words)
    with office.service.store.reading() as tx:
        letters = [one for one in outbox.in_states(tx, list(DeliveryState)) if one.planned_at >= at("03-01")]
    assert {(one.kind, one.address) for one in letters if one.organisation} >= {(LetterKind.QUESTION_BACK, person(0))}
    assert LetterKind.PASSED_ON in {one.kind for one in letters}


def test_a_workbook_alone_that_is_no_questionnaire_waits_for_a_person(office: Office) -> None:
    """It may be the answer."""
    office.write(person(0), ("prices.xlsx", price_list()), reply_to=0)
    assert (office.states(0), kept(office)) == (["held"], [])


def test_what_a_text_shows_is_no_annex(office: Office) -> None:
    """A logo in a signature, whatever its disposition says; and the texts that gateways attach."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"], mail["Date"] = person(0), office.kept.letters[0].reply_to, "Our answers", office.now
    mail["Message-ID"] = "<logo@client.example>"
    mail.set_content("Attached.")
    mail.add_alternative("<p>Attached.</p><img src='cid:logo'>", subtype="html")
    html = mail.get_payload()[1]  # type: ignore[index]
    html.add_related(SCAN, maintype="image", subtype="png", cid="<logo>", filename="image001.png", disposition="attachment")  # type: ignore[union-attr]
    for name, data in (("answers.xlsx", office.workbook(0)), ("ATT00001.txt", b"Confidential."), ("law.pdf", LAW)):
        mail.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    office.deliver(mail.as_bytes())
    assert [name for name, _, _ in kept(office)] == ["law.pdf"]


def test_show_and_the_digest_tell_of_them(office: Office) -> None:
    """`show` with the path of each; the digest counts those that came since the last one."""
    before = office.now - timedelta(minutes=1)
    office.write(person(0), ("answers.xlsx", office.workbook(0)), ("law.pdf", LAW), ("scan.png", SCAN), reply_to=0)
    with office.service.store.reading() as tx:
        found = require_running(office.service, tx, SAMPLE)
        case = census(tx, found, office.now, {"ORG000"})["ORG000"]
        told = [one for one in timeline(office.service, tx, found, case) if one.what == "annex"]
        assert [facts(tx, found, office.now, since).annexes for since in (None, before, office.now)] == [2, 2, 0]
    assert ["law.pdf" in one.detail for one in told] == [True, False]
    assert Path(str(told[0].path)).read_bytes() == LAW


def test_they_are_exported_under_names_of_ours_with_an_index(office: Office, tmp_path: Path) -> None:
    """What a sender called a file is told and never followed: no path, no turned text, no device, no formula. The same bytes twice."""
    hostile = ["../../etc/passwd.pdf", "CON.pdf", "law\u202efdp.exe", "=HYPERLINK(1).pdf"]
    laws = [(name, LAW + b"%" * number) for number, name in enumerate(hostile)]
    office.write(person(0), ("answers.xlsx", office.workbook(0)), *laws, ("scan.png", SCAN), reply_to=0)
    files = exported(office, tmp_path / "a")
    reference = office.kept.letters[0].workbook[0].removesuffix(".xlsx")  # type: ignore[index]
    assert sorted(files) == [*(f"{reference}-{number:03}.pdf" for number in range(1, 5)), f"{reference}-005.png", "index.csv"]
    lines = index(files)
    assert [files[one["file"]] for one in lines] == [*(data for _, data in laws), SCAN]
    assert {one["organisation"] for one in lines} == {"ORG000"}
    names = [one["original_name"] for one in lines]
    assert "\u202e" not in "".join(names)
    assert names[3].startswith("'=")
    assert (tmp_path / "a" / f"{SAMPLE}-annexes.zip").read_bytes() == (
        exported(office, tmp_path / "b"),
        tmp_path / "b" / f"{SAMPLE}-annexes.zip",
    )[1].read_bytes()


def test_erasing_whoever_sent_them_takes_them_along(office: Office, tmp_path: Path) -> None:
    """The index keeps the hash, and says why the file is not there."""
    office.write(person(0), ("answers.xlsx", office.workbook(0)), ("law.pdf", LAW), reply_to=0)
    with office.service.store.reading() as tx:
        (one,) = annexes.of_study(tx, SAMPLE)
    erase(office.service, Erasing(who=person(0), by=ME), office.later())
    with pytest.raises(ErasedError):
        office.service.store.archive.get(one.sha256)
    files = exported(office, tmp_path)
    (line,) = index(files)
    assert list(files) == ["index.csv"]
    assert (line["file"], line["sha256"]) == ("", one.sha256)
    assert line["note"].startswith("original erased on")


def test_what_a_person_assigns_brings_its_documents(office: Office) -> None:
    """A claim that counts from now on: what came with it is the organisation's, too."""
    office.write(STRANGER, ("answers.xlsx", office.workbook(0)), ("law.pdf", LAW), reply_to=1)
    (case,) = office.cases()
    assert kept(office) == []
    office.decide(case.id, "accept")
    assert [name for name, _, _ in kept(office)] == ["law.pdf"]
