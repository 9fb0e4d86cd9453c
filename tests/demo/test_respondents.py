"""The respondents of the demo: what they type is what the house reads, and their mail is what real programs send."""

from __future__ import annotations

import io
import smtplib
import unicodedata
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from email import message_from_bytes
from email.message import Message
from email.utils import parseaddr
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Protection
from openpyxl.worksheet.datavalidation import DataValidation

from demo.respondents import (
    Entry,
    Place,
    Received,
    answer,
    delivery_report,
    fill,
    forward,
    fresh,
    open_letter,
    out_of_office,
    send,
    without,
    zipped,
)
from demo.respondents.clients import Style
from demo.servers import Servers
from domain.answer import AnswerValue
from domain.message import By, Kind
from intake.understanding.examine import Examined, examine
from intake.understanding.own_words.words import own_words
from intake.understanding.receiving import Receiving
from mailer.mime import Inline, LetterHeader, attach_shared, compose
from questionnaire import xlsform
from questionnaire.definition import Question, QuestionType, in_language
from questionnaire.reading import read
from questionnaire.workbook.cover_words import Cover
from questionnaire.workbook.stamp import Blank, Personal, make_blank
from workbooks.caged.reader import Reader
from workbooks.cells import Workbook as Cells

FORM = Path(__file__).parents[2] / "templates/studies/cybercrime-2012/questionnaire.xlsx"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MODEL = xlsform.load(FORM.read_bytes(), FORM.name)
TOKEN = "abcdefghij234567"
RETURNS = f"cybercrime.study+r{TOKEN}@unodc.example"
NOW = datetime(2012, 4, 2, 9, 30, tzinfo=UTC)
LANGUAGES = ("en", "fr", "ar", "es")
STYLES: tuple[Style, ...] = ("outlook", "apple", "gmail")
NAME = "Enquête – réponse n° 7 de la société.xlsx"
SUBJECTS = {
    "en": "Questionnaire CYB12-0007-K",
    "fr": "Questionnaire : réponse attendue CYB12-0007-K",
    "es": "Cuestionario: respuesta solicitada CYB12-0007-K",
    "ar": "استبيان الجريمة السيبرانية CYB12-0007-K",
}
TEXTS = {
    "en": "Please find attached the workbook.\nKind regards",
    "fr": "Veuillez trouver ci-joint le classeur.\nCordialement",
    "ar": "تجدون طيه المصنف.",
    "es": "Se adjunta el libro.\nAtentamente",
}


@pytest.fixture(scope="module")
def blanks() -> dict[str, Blank]:
    """Return the model study's workbook in each language."""
    cover = Cover(
        study_title="Study",
        sender="UNODC",
        deadline_text="30 April 2012",
        returns_to="cybercrime.study@unodc.example",
        contact="Miriam Keller",
        study="cybercrime-2012",
    )
    return {language: make_blank(MODEL, language, cover) for language in LANGUAGES}


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    """Return what opens files in a child process."""
    with Reader() as opened:
        yield opened


def cells(reader: Reader, data: bytes) -> Cells:
    """Return the cells of a workbook as the house sees them."""
    result = reader.open(data, "answer.xlsx")[0].result
    assert isinstance(result, Cells)
    return result


def typed(question: Question, language: str) -> tuple[Entry, AnswerValue]:
    """Return what a person would enter for a question, and what the house must make of it."""
    labels = [in_language(choice.label, language) for choice in question.choices]
    match question.type:
        case QuestionType.SELECT_ONE:
            return labels[-1], question.choices[-1].name
        case QuestionType.SELECT_MULTIPLE:
            return (labels[2], labels[0]), (question.choices[0].name, question.choices[2].name)
        case QuestionType.INTEGER:
            return 12, 12
        case QuestionType.DECIMAL:
            return 3.5, 3.5
        case QuestionType.DATE:
            return date(2012, 3, 30), date(2012, 3, 30)
        case _:
            return "=“Ça va”, شكراً", "=“Ça va”, شكراً"


def letter(language: str = "en", *, blank: Blank | None = None) -> Received:
    """Return a letter as the house makes it."""
    headers = LetterHeader(
        sender_name="UNODC Cybercrime Study",
        sender="cybercrime.study@unodc.example",
        to=(("Mme Béatrice Fournier", "beatrice.fournier@reseau-alpin.example"),),
        subject=SUBJECTS[language],
        date=datetime(2012, 3, 12, 8, 0, tzinfo=UTC),
        message_id="<bqqqqqqqqqqqqqqqq@unodc.example>",
        reply_to=RETURNS,
        language=language,
    )
    text = {
        "en": "Dear Madam,\n\nPlease answer.",
        "fr": "Madame,\n\nVeuillez répondre — œuvre.",
        "ar": "السيدة الفاضلة،\n\nيرجى الإجابة.",
        "es": "Señora:\n\nSírvase responder.",
    }[language]
    page = f'<html lang="{language}"><body style="margin:0"><p>{text}</p><img src="cid:seal"></body></html>'
    files = [attach_shared("circular.pdf", "application/pdf", b"%PDF-1.7")]
    if blank:
        files.append(attach_shared("CYB12-0007-K.xlsx", XLSX, blank.prefix + blank.stamp(Personal("CYB12-0007-K", TOKEN, "Réseau Alpin"))))
    pieces = compose(headers, text, page, [Inline("seal", "image/png", b"\x89PNG")], files)
    return open_letter(b"".join(piece if isinstance(piece, bytes) else piece.data for piece in pieces))


def reply(to: Received, style: Style = "outlook", *files: tuple[str, bytes], language: str = "en") -> bytes:
    """Return a reply with these files."""
    return answer(
        to, sender="b.fournier@gmail.example", sender_name="Béatrice Fournier", text=TEXTS[language], files=files, now=NOW, style=style
    )


def parsed(raw: bytes) -> Message:
    """Return a message, whose lines end and are as long as SMTP asks for (RFC 5321, section 4.5.3.1.6)."""
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    return message_from_bytes(raw)


def seen(raw: bytes, reader: Reader) -> Examined:
    """Return what the house makes of a message by itself."""
    return examine(raw, reader, Receiving(own=frozenset({"cybercrime.study@unodc.example"})))


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_typed_by_the_visible_labels_is_what_the_house_reads(language: str, blanks: dict[str, Blank], reader: Reader) -> None:
    """Every question of the model study that stands in no table, in every language, filled by its label alone."""
    wanted = {question.name: typed(question, language) for question in MODEL.answerable if not question.repeat}
    entries = {in_language(MODEL.by_name[name].label, language): entry for name, (entry, _) in wanted.items()}
    filled = fill(blanks[language].unaddressed, entries)
    reading = read(cells(reader, filled), MODEL, [blank.layout for blank in blanks.values()], today=NOW.date())
    assert reading.language == language
    assert reading.layout == "exact"
    assert reading.untyped == {}
    assert {name: reading.answers[name] for name in wanted} == {name: value for name, (_, value) in wanted.items()}


def test_the_yes_of_a_choice_is_picked_from_the_list_of_its_own_language(blanks: dict[str, Blank]) -> None:
    """What stands in the cell is the first entry of the list behind it."""
    question = next(question for question in MODEL.answerable if question.type is QuestionType.SELECT_MULTIPLE)
    for language, yes in {"en": "Yes", "fr": "Oui", "ar": "نعم", "es": "Sí"}.items():
        label, choice = in_language(question.label, language), in_language(question.choices[1].label, language)
        book = load_workbook(io.BytesIO(fill(blanks[language].unaddressed, {label: (choice,)})))
        answers = [cell.value for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if not cell.protection.locked]
        assert [value for value in answers if value is not None] == [yes]


def test_filling_keeps_what_openpyxl_keeps_and_is_the_same_every_time(blanks: dict[str, Blank]) -> None:
    """Names, validations, hidden sheets, widths and the token's property are still there."""
    blank = blanks["fr"].prefix + blanks["fr"].stamp(Personal("CYB12-0007-K", TOKEN, "Réseau Alpin"))
    filled = fill(blank, {})
    before, after = load_workbook(io.BytesIO(blank)), load_workbook(io.BytesIO(filled))
    assert filled == fill(blank, {})
    assert list(after.defined_names) == list(before.defined_names)
    for old, new in zip(before.worksheets, after.worksheets, strict=True):
        assert (new.title, new.sheet_state, new.protection.sheet) == (old.title, old.sheet_state, old.protection.sheet)
        assert [str(rule.sqref) for rule in new.data_validations.dataValidation] == [
            str(rule.sqref) for rule in old.data_validations.dataValidation
        ]
        assert {key: (at.width, at.hidden) for key, at in new.column_dimensions.items()} == {
            key: (at.width, at.hidden) for key, at in old.column_dimensions.items()
        }
        # An empty text comes back as no value.
        both = ([[cell.value or None for cell in row] for row in sheet.iter_rows()] for sheet in (new, old))
        assert next(both) == next(both)
    assert after.properties.modified == before.properties.modified
    assert TOKEN in {each.value for each in after.custom_doc_props}  # type: ignore[attr-defined]


def test_a_label_that_is_not_to_be_seen_is_a_key_error(blanks: dict[str, Blank]) -> None:
    """Hidden keys, hidden lists, notes, choices out of place and other languages are nothing to fill."""
    several = next(question for question in MODEL.answerable if question.type is QuestionType.SELECT_MULTIPLE)
    note = next(question for question in MODEL.questions if question.type is QuestionType.NOTE)
    text = next(question for question in MODEL.answerable if question.type is QuestionType.TEXT)
    label, choice = several.label["en"], several.choices[0].label["en"]
    wrong: list[tuple[str, Entry, str]] = [
        ("q_respondent_name", "me", "q_respondent_name"),
        ("token", "mine", "token"),
        (note.label["en"], "read", note.label["en"]),
        (label, "Yes", label),
        (choice, "Yes", choice),
        (label, (choice, "Sleeping in"), "Sleeping in"),
        (text.label["fr"], "moi", text.label["fr"]),
    ]
    for question, entry, named in wrong:
        with pytest.raises(KeyError) as caught:
            fill(blanks["en"].unaddressed, {question: entry})
        assert caught.value.args == (named,)


def test_a_table_and_a_matrix_are_filled_where_row_and_column_cross(blanks: dict[str, Blank]) -> None:
    """By the number or the words of the row and the heading of the column; several choices are columns of their own."""
    given: dict[Place, Entry] = {
        ("2", "Kind of act"): "Sending of spam",
        ("2", "Those affected"): ("Customers",),
        ("Incidents of illegal access", "2010"): 17,
    }
    book = load_workbook(io.BytesIO(fill(blanks["en"].unaddressed, given)))
    table, matrix = book["Serious incidents"], book["Incidents by year"]
    heads = next(row for row in table.iter_rows(values_only=True) if row[0] == "No.")
    (second,) = [row for row in table.iter_rows(values_only=True) if row[0] == 2]
    typed = {head: value for head, value in zip(heads, second, strict=True) if value is not None and not str(value).startswith("=")}
    assert typed == {"No.": 2, "Kind of act": "Sending of spam", "Those affected: Customers": "Yes"}
    assert [cell.value for row in matrix.iter_rows() for cell in row if not cell.protection.locked and cell.value is not None] == [17]
    for wrong in (("Incidents of illegal access", "2012"), ("99", "Kind of act"), ("Incidents of nothing", "2010")):
        unseen: dict[Place, Entry] = {wrong: 1}
        with pytest.raises(KeyError) as caught:
            fill(blanks["en"].unaddressed, unseen)
        assert caught.value.args == (wrong,)


def test_a_sheet_that_is_arranged_in_another_way_is_filled_by_what_is_seen() -> None:
    """Another column, hidden columns and rows, an inline list, a list by its cells, and a label that stands there twice."""
    book = Workbook()
    sheet = book.worksheets[0]
    rows = [
        ("", "hidden", "Which ones?", None),
        ("", "", "One", None),
        ("", "", "Two", None),
        ("", "", "Twice", None),
        ("", "", "Twice", None),
    ]
    for row in (*rows, ("", "", "Unseen", None)):
        sheet.append(row)
    for number in range(2, 7):
        sheet.cell(number, 4).protection = Protection(locked=False)
    for number in (2, 3):
        sheet.cell(number, 3).alignment = Alignment(indent=2)
    sheet.column_dimensions["B"].hidden = True
    sheet.row_dimensions[6].hidden = True
    sheet["H1"], sheet["H2"] = "Ja", "Nein"
    for cell, formula in (("D2", '"Tak,Nie"'), ("D3", "Sheet!$H$1:$H$2")):
        rule = DataValidation(type="list", formula1=formula)
        rule.add(cell)
        sheet.add_data_validation(rule)
    written = io.BytesIO()
    book.save(written)
    filled = load_workbook(io.BytesIO(fill(written.getvalue(), {"Which\n ones?": ("One", "Two")}))).worksheets[0]
    assert (filled["D2"].value, filled["D3"].value) == ("Tak", "Ja")
    for label in ("Twice", "Unseen", "hidden"):
        with pytest.raises(KeyError):
            fill(written.getvalue(), {label: "x"})


def test_a_letter_is_opened_as_its_reader_sees_it(blanks: dict[str, Blank], tmp_path: Path) -> None:
    """From bytes or from a file; pictures of the page are no attachments."""
    shown = letter("fr", blank=blanks["fr"])
    assert (shown.sender, shown.sender_name) == ("cybercrime.study@unodc.example", "UNODC Cybercrime Study")
    assert (shown.reply_to, shown.to) == (RETURNS, "beatrice.fournier@reseau-alpin.example")
    assert (shown.subject, shown.language) == (SUBJECTS["fr"], "fr")
    assert "Veuillez répondre — œuvre." in shown.text
    assert [name for name, _ in shown.attachments] == ["circular.pdf", "CYB12-0007-K.xlsx"]
    assert shown.workbook == shown.attachments[1]
    assert letter().workbook is None
    file = tmp_path / "0001.eml"
    file.write_bytes(b"Return-Path: <bounces@unodc.example>\r\n" + shown.raw)
    again = open_letter(file)
    assert (again.path, again.return_path, again.text) == (file, "bounces@unodc.example", shown.text)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("style", STYLES)
def test_a_reply_is_a_return_that_the_house_understands(style: Style, language: str, blanks: dict[str, Blank], reader: Reader) -> None:
    """Each program, each language: the workbook arrives whole under its name, and the thread and the address lead back."""
    got = letter(language, blank=blanks[language])
    assert got.workbook is not None
    filled = fill(got.workbook[1], {})
    examined = seen(reply(got, style, (NAME, filled), language=language), reader)
    assert examined.classification.kind is Kind.RETURN
    # Apple Mail decomposes names, which is another spelling of the same.
    assert [unicodedata.normalize("NFC", file.opened.name) for file in examined.files] == [NAME]
    assert [file.opened.data for file in examined.files] == [filled]
    assert {(clue.by, clue.value) for clue in examined.clues} >= {(By.WORKBOOK_TOKEN, TOKEN), (By.PLUS_ADDRESS, TOKEN)}
    assert examined.mail.defects == ()
    assert [named.strip("<>") for named in examined.mail.in_reply_to] == [got.message_id.strip("<>")]


@pytest.mark.parametrize("style", STYLES)
def test_each_program_has_its_own_ways(style: Style) -> None:
    """The structure, the names of files and the quotation are those of the program."""
    raw = reply(letter("fr"), style, ("réponse.xlsx", b"PK\x03\x04"))
    message = parsed(raw)
    shapes = {
        "outlook": ["multipart/mixed", "multipart/alternative", "text/plain", "text/html", "application/octet-stream"],
        "apple": ["multipart/alternative", "text/plain", "multipart/mixed", "text/html", XLSX, "text/html"],
        "gmail": ["multipart/mixed", "multipart/alternative", "text/plain", "text/html", XLSX],
    }
    parts = list(message.walk())
    assert [part.get_content_type() for part in parts] == shapes[style]
    disposition = next(str(part["Content-Disposition"]) for part in parts if part["Content-Disposition"])
    wanted = {"outlook": 'filename="=?utf-8?', "apple": "inline;\r\n\tfilename*=utf-8''re%CC%81ponse.xlsx", "gmail": 'filename="=?utf-8?'}
    assert wanted[style] in disposition
    assert message["In-Reply-To"] == letter("fr").message_id
    text = next(part for part in parts if part.get_content_type() == "text/plain")
    body = text.get_payload(decode=True)
    assert isinstance(body, bytes)
    quoted = body.decode(str(text.get_content_charset()))
    assert {"outlook": "\nDe : UNODC", "apple": "> Le 12 mars 2012 à 08:00, UNODC", "gmail": "Le 12 mars 2012 à 08:00, UNODC"}[
        style
    ] in quoted
    assert "répondre — œuvre." in quoted


def test_outlook_speaks_the_language_of_its_user() -> None:
    """Marks of the subject and the oldest charset that holds the text; a mark is not put twice."""

    def subject(raw: bytes) -> str:
        return open_letter(raw).subject

    english, french, arabic = (letter(language) for language in ("en", "fr", "ar"))
    assert subject(reply(english)) == f"RE: {SUBJECTS['en']}"
    german = answer(french, sender="u@x.example", sender_name="Urs Zürcher", text="Siehe Anlage.", now=NOW, language="de")
    assert subject(german) == f"AW: {SUBJECTS['fr']}"
    assert "Von: UNODC" in open_letter(german).text
    assert subject(reply(open_letter(reply(english)))) == f"RE: {SUBJECTS['en']}"
    passed_on = forward(french, sender="u@x.example", sender_name="Urs", to="v@x.example", text="Pour vous.", now=NOW)
    assert subject(passed_on) == f"TR: {SUBJECTS['fr']}"
    assert 'charset="windows-1252"' in str(parsed(reply(french)))
    assert 'charset="windows-1256"' in str(parsed(reply(arabic, language="ar")))


@pytest.mark.parametrize(
    ("style", "language"), [*((style, language) for style in STYLES for language in ("en", "fr")), ("outlook", "ar"), ("apple", "de")]
)
def test_the_house_finds_the_respondents_own_words_above_the_quotation(style: Style, language: str) -> None:
    """What was quoted is not taken for what the respondent says."""
    raw = answer(
        letter("fr" if language == "de" else language),
        sender="u@x.example",
        sender_name="U",
        text="12 345",
        now=NOW,
        style=style,
        language=language,
    )
    assert own_words(open_letter(raw).text) == "12 345"


def test_mail_is_the_same_every_time_and_differs_where_its_arguments_do(blanks: dict[str, Blank]) -> None:
    """Identifiers and boundaries are made of what the message says."""
    got = letter("en", blank=blanks["en"])
    for style in STYLES:
        first, other = reply(got, style, ("a.xlsx", b"1")), reply(got, style, ("a.xlsx", b"2"))
        assert first == reply(got, style, ("a.xlsx", b"1"))
        assert parsed(first)["Message-ID"] != parsed(other)["Message-ID"]
        assert parsed(first)["Date"] == "Mon, 02 Apr 2012 09:30:00 +0000"


def test_a_fresh_message_answers_none(reader: Reader) -> None:
    """A question that comes out of nothing."""
    raw = fresh(
        sender="a@x.example",
        sender_name="A, B",
        to="cybercrime.study@unodc.example",
        subject="Délai ?",
        text="Can we have more time?",
        now=NOW,
    )
    message = parsed(raw)
    assert message["In-Reply-To"] is None
    assert message["References"] is None
    assert message["From"] == '"A, B" <a@x.example>'
    examined = seen(raw, reader)
    assert (examined.classification.kind, examined.mail.subject) == (Kind.QUESTION, "Délai ?")


def test_a_forwarded_letter_carries_its_files_and_the_filled_one_takes_its_place(blanks: dict[str, Blank]) -> None:
    """Within the text, as Outlook does it."""
    got = letter("en", blank=blanks["en"])
    raw = forward(
        got,
        sender="a@x.example",
        sender_name="A",
        to="b@x.example",
        text="FYI",
        now=NOW,
        files=[("CYB12-0007-K.xlsx", b"filled"), ("more.pdf", b"%PDF")],
    )
    again = open_letter(raw)
    assert again.attachments == (("circular.pdf", b"%PDF-1.7"), ("CYB12-0007-K.xlsx", b"filled"), ("more.pdf", b"%PDF"))
    assert (
        "-----Original Message-----\nFrom: UNODC Cybercrime Study <cybercrime.study@unodc.example>\nSent: 12 March 2012 08:00\n"
        in again.text
    )


def test_a_letter_forwarded_as_an_attachment_is_there_whole(blanks: dict[str, Blank], reader: Reader) -> None:
    """It stands as message/rfc822, beside the files."""
    got = letter("ar", blank=blanks["ar"])
    assert got.workbook is not None
    raw = forward(
        got,
        sender="a@x.example",
        sender_name="A",
        to=RETURNS,
        text="See below.",
        now=NOW,
        files=[("b.xlsx", got.workbook[1])],
        as_attachment=True,
    )
    inner = next(part for part in parsed(raw).walk() if part.get_content_type() == "message/rfc822").get_payload(0)
    assert isinstance(inner, Message)
    assert inner["Message-ID"] == got.message_id
    assert seen(raw, reader).classification.kind is Kind.RETURN


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_out_of_office_is_known_for_a_machine(language: str, reader: Reader) -> None:
    """It has the fields of RFC 3834, and names the letter."""
    got = letter(language)
    raw = out_of_office(got, sender="a@x.example", sender_name="Ø", text="I am away until 10 April.\n\nPlease wait.", now=NOW)
    message = parsed(raw)
    assert (message["Auto-Submitted"], message["X-Auto-Response-Suppress"]) == ("auto-generated", "All")
    assert message["In-Reply-To"] == got.message_id
    assert open_letter(raw).subject.endswith(got.subject)
    assert seen(raw, reader).classification.kind is Kind.AUTO_REPLY


@pytest.mark.parametrize(("status", "action", "permanent"), [("5.1.1", "failed", True), ("4.2.2", "delayed", False)])
def test_a_delivery_report_names_the_address_and_the_letter(status: str, action: str, permanent: bool, reader: Reader) -> None:
    """It is read as a bounce by its machine part, and holds the letter's head."""
    got = letter("ar")
    _, address = parseaddr(str(parsed(got.raw)["To"]))
    said = f"550 {status} <{address}>: Recipient address rejected: User unknown"
    raw = delivery_report(got.raw, failed=address, status=status, diagnostic=said, now=NOW, reporting_mta="mx.x.example")
    message = parsed(raw)
    assert [part.get_content_type() for part in message.walk() if part.get_content_maintype() != "multipart"][-1] == "text/rfc822-headers"
    assert f"Action: {action}" in str(message)
    assert got.message_id in str(message)
    examined = seen(raw, reader)
    assert examined.classification.kind is Kind.BOUNCE
    assert [(report.address, report.permanent, report.status) for report in examined.classification.reports] == [
        (address, permanent, status)
    ]
    assert raw == delivery_report(got.raw, failed=address, status=status, diagnostic=said, now=NOW, reporting_mta="mx.x.example")


def test_a_zip_holds_its_files_and_is_the_same_every_time() -> None:
    """Names of any script, in their order."""
    files = [("é.xlsx", b"1" * 1000), ("إجابة.xlsx", b"2")]
    with zipfile.ZipFile(io.BytesIO(zipped(files))) as package:
        assert [(name, package.read(name)) for name in package.namelist()] == files
    assert zipped(files) == zipped(files)


def test_a_text_is_taken_out_of_every_file_of_a_zip() -> None:
    """The rest stays as it is, and so do the names."""
    without_secret = without(zipped([("a", b"<a>secret</a>"), ("b", b"secret, secret"), ("c", b"")]), "secret")
    assert without_secret == zipped([("a", b"<a></a>"), ("b", b", "), ("c", b"")])


def test_what_is_sent_arrives_as_it_was_written(tmp_path: Path, blanks: dict[str, Blank]) -> None:
    """Over a real SMTP server, with the null sender too; a refusal is the server's own."""
    with Servers(tmp_path, script={"gone@x.example": {"text": "5.1.1 Unknown"}}) as servers:
        raw = reply(letter("ar", blank=blanks["ar"]), "apple", (NAME, b".\r\n.\r\n"), language="ar")
        report = delivery_report(raw, failed="b@x.example", diagnostic="550 5.1.1 Unknown", now=NOW, reporting_mta="mx.x.example")
        send(raw, mail_from="a@x.example", rcpt_to=RETURNS, host=servers.host, port=servers.smtp_port)
        send(report, mail_from="", rcpt_to="b@x.example", host=servers.host, port=servers.smtp_port)
        assert [file.file.read_bytes() for file in servers.accepted()] == [raw, report]
        assert [one.mail_from for one in servers.accepted()] == ["a@x.example", ""]
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            send(raw, mail_from="a@x.example", rcpt_to="gone@x.example", host=servers.host, port=servers.smtp_port)
