"""What a file is, by its content: each kind that a person may send instead of the workbook, and what they are told to do."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from languages import catalogue, spoken
from tests.programs import need
from tests.workbooks.compound import compound
from tests.workbooks.files import converted, zipped
from workbooks.caged.opening import look
from workbooks.cells import Workbook
from workbooks.recognition.sniff import sniff
from workbooks.refusal import Refusal

OFFICE = b"application/vnd.oasis.opendocument."
PNG = b"\x89PNG\r\n\x1a\n"
# The name, the content, the kind, and the code of the sentence.
FILES: dict[str, tuple[str, bytes, str, str]] = {
    "Numbers": ("a.numbers", zipped({"Index/Document.iwa": b"x", "Index/Tables/DataList.iwa": b"x"}), "numbers", "file_numbers"),
    "Numbers called xlsx": ("a.xlsx", zipped({"Index/Document.iwa": b"x"}), "numbers", "file_numbers"),
    "Numbers sent as a folder": ("a.zip", zipped({"a.numbers/Index.zip": b"x", "a.numbers/preview.jpg": b"x"}), "numbers", "file_numbers"),
    "Numbers '09": ("a.numbers", zipped({"index.xml": b"x", "buildVersionHistory.plist": b"x"}), "numbers", "file_numbers"),
    "Pages": ("a.pages", zipped({"Index/Document.iwa": b"x"}), "word", "file_word"),
    "Pages sent as a folder": ("a.zip", zipped({"a.pages/Index/Document.iwa": b"x"}), "word", "file_word"),
    "Keynote": ("a.key", zipped({"Index/Document.iwa": b"x"}), "presentation", "file_presentation"),
    "Keynote called otherwise": (
        "a.bin",
        zipped({"Index/Document.iwa": b"x", "Index/Slide-123.iwa": b"x"}),
        "presentation",
        "file_presentation",
    ),
    "OpenDocument text": ("a.odt", zipped({"mimetype": OFFICE + b"text", "content.xml": b"x"}), "word", "file_word"),
    "OpenDocument presentation": ("a.odp", zipped({"mimetype": OFFICE + b"presentation"}), "presentation", "file_presentation"),
    "OpenDocument drawing": ("a.odg", zipped({"mimetype": OFFICE + b"graphics"}), "unknown", "file_not_a_workbook"),
    "StarOffice": ("a.sxc", zipped({"mimetype": b"application/vnd.sun.xml.calc"}), "old_spreadsheet", "file_old_spreadsheet"),
    "an electronic book": ("a.epub", zipped({"mimetype": b"application/epub+zip"}), "unknown", "file_not_a_workbook"),
    "PowerPoint": ("a.pptx", zipped({"[Content_Types].xml": b"presentationml.presentation.main"}), "presentation", "file_presentation"),
    "old PowerPoint": ("a.ppt", compound({"PowerPoint Document": b"x"}), "presentation", "file_presentation"),
    "Quattro Pro X": ("a.qpw", compound({"NativeContent_MAIN": b"x"}), "old_spreadsheet", "file_old_spreadsheet"),
    "RTF": ("a.doc", b"{\\rtf1 x}", "word", "file_word"),
    "Word 2003 XML": ("a.doc", b'<?xml version="1.0"?>\n<?mso-application?><w:wordDocument xmlns:w="x"/>', "word", "file_word"),
    "a PDF after some bytes": ("a.pdf", b"\xef\xbb\xbf\n%PDF-1.4 x", "pdf", "file_pdf"),
    "PNG": ("a.xlsx", PNG + b"x", "image", "file_image"),
    "JPEG": ("a.jpg", b"\xff\xd8\xff\xe0x", "image", "file_image"),
    "GIF": ("a.gif", b"GIF89ax", "image", "file_image"),
    "TIFF": ("a.tif", b"MM\0*x", "image", "file_image"),
    "BMP": ("a.bmp", b"BM\x36\x10\0\0\0\0\0\0x", "image", "file_image"),
    "WebP": ("a.webp", b"RIFF\x10\0\0\0WEBPx", "image", "file_image"),
    "HEIC": ("a.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1", "image", "file_image"),
    "HEIC of another brand": ("a.heic", b"\0\0\0\x18ftyphevc\0\0\0\0mif1", "image", "file_image"),
    "SVG": ("a.svg", b'<?xml version="1.0"?><svg xmlns="x"/>', "image", "file_image"),
    "a web page called xls": ("a.xls", b"\xef\xbb\xbf<html xmlns:x='x'><table>", "html", "file_html"),
    "a web page in UTF-16": ("a.xls", "<html><table>é".encode("utf-16"), "html", "file_html"),
    "a web page in one file": ("a.mht", b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="x"\r\n', "html", "file_html"),
    "XML Spreadsheet 2003": (
        "a.xls",
        b'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n<Workbook xmlns="x"/>',
        "xml",
        "file_html",
    ),
    "a flat OpenDocument": ("a.fods", b'<?xml version="1.0"?><office:document xmlns:office="x"/>', "xml", "file_html"),
    "RAR": ("a.rar", b"Rar!\x1a\x07\x01\0x", "archive", "file_archive"),
    "7z": ("a.7z", b"7z\xbc\xaf\x27\x1cx", "archive", "file_archive"),
    "gzip": ("a.xlsx.gz", b"\x1f\x8b\x08x", "archive", "file_archive"),
    "bzip2": ("a.bz2", b"BZh91AY&SYx", "archive", "file_archive"),
    "tar": ("a.tar", b"a.xlsx".ljust(257, b"\0") + b"ustar\0" + b"00", "archive", "file_archive"),
    "a link of Windows": ("a.xlsx.lnk", b"\x4c\0\0\0\x01\x14\x02\0\0\0\0\0\xc0\0\0\0\0\0\0\x46", "shortcut", "file_shortcut"),
    "a link to a page": ("a.url", b"[InternetShortcut]\r\nURL=https://files.example/a.xlsx\r\n", "shortcut", "file_shortcut"),
    "a link of macOS": (
        "a.webloc",
        b'<?xml version="1.0"?><plist version="1.0"><dict><key>URL</key><string>x</string></dict></plist>',
        "shortcut",
        "file_shortcut",
    ),
    "a link of Google": ("a.gsheet", b'{"":"WARNING!","doc_id":"1x","resource_key":"","email":"x"}', "shortcut", "file_shortcut"),
    "Lotus 1-2-3": ("a.wk1", b"\0\0\2\0\6\4\6\0\x08\0x", "old_spreadsheet", "file_old_spreadsheet"),
    "Lotus 1-2-3 release 3": ("a.wk3", b"\0\0\x1a\0\0\x10\4\0x", "old_spreadsheet", "file_old_spreadsheet"),
    "Works": ("a.wks", b"\xff\0\2\0\4\4\5\x54x", "old_spreadsheet", "file_old_spreadsheet"),
    "Quattro Pro": ("a.wq1", b"\0\0\2\0\x20\x51\6\0x", "old_spreadsheet", "file_old_spreadsheet"),
    "SYLK": ("a.slk", b"ID;PWXL;N;E\r\nP;PGeneral\r\nC;Y1;X1;K1\r\nE\r\n", "old_spreadsheet", "file_old_spreadsheet"),
    "DIF": ("a.dif", b'TABLE\r\n0,1\r\n"EXCEL"\r\nVECTORS\r\n0,1\r\n', "old_spreadsheet", "file_old_spreadsheet"),
    "a business card": ("a.vcf", b"BEGIN:VCARD\r\nVERSION:3.0\r\n", "text", "file_not_a_workbook"),
    "a letter": ("a.txt", b"Dear Sir,\r\n", "text", "file_not_a_workbook"),
    "nothing": ("a.xlsx", b"", "empty", "file_empty"),
    "zeros": ("a.xlsx", b"\0" * 5000, "empty", "file_empty"),
    "noise": ("a.xlsx", bytes(range(256)) * 8, "unknown", "file_broken"),
    "noise with many zeros": ("a.csv", b"\1\0\2\0\3\0\xff\xd8" * 100, "unknown", "file_not_a_workbook"),
}


@pytest.mark.parametrize("case", FILES)
def test_it_is_recognised_and_told_what_to_do(case: str) -> None:
    """It is recognised, and told what to do in every language."""
    name, content, kind, code = FILES[case]
    found = look(content, name)
    assert isinstance(found.result, Refusal)
    assert (found.kind, found.result.code) == (kind, code)
    for language in spoken():
        sentence = catalogue(language).say(code, name=name)
        assert name in sentence.message
        assert sentence.remedy


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", b"BM;Question\r\n1;yes\r\n"),
        ("a.csv", b"BZh;Question\r\n1;yes\r\n"),
        ("a.csv", b"ID;Phone;Country\r\n1;+41;CH\r\nB;+33;FR\r\n"),
        ("a.csv", b"TABLE;1\r\n2;3\r\n"),
        ("a.csv", b"RIFF;1\r\n2;3\r\n"),
        ("a.tab", b"1\t2\r\n3\t4\r\n"),
        ("a.xls", b"No.\tQuestion\tAnswer\r\n1\tName\tA\r\n2\tCountry\tCH\r\n"),
        ("a.csv", b"<1;>5\r\n2;3\r\n"),
    ],
)
def test_a_table_is_one_even_if_it_begins_like_something_else(name: str, content: bytes) -> None:
    """A table is one even if it begins like something else."""
    assert isinstance(look(content, name).result, Workbook)


@pytest.mark.parametrize("to", ["slk", "dif", "fods", "html", "pdf"])
def test_what_libreoffice_saves_in_other_formats_is_recognised(to: str, book: bytes, tmp_path: Path) -> None:
    """What LibreOffice saves in other formats is recognised, even when it is called .xls."""
    kind = {"slk": "old_spreadsheet", "dif": "old_spreadsheet", "fods": "xml", "html": "html", "pdf": "pdf"}[to]
    assert sniff(converted(book, to, tmp_path), "answers.xls") == kind


@pytest.mark.parametrize("exporter", ["Gnumeric_sylk:sylk", "Gnumeric_dif:dif", "Gnumeric_html:html40", "Gnumeric_Excel:excel_biff7"])
def test_what_gnumeric_saves_in_other_formats_is_recognised(exporter: str, book: bytes, tmp_path: Path) -> None:
    """What Gnumeric saves in other formats is recognised, or read."""
    (tmp_path / "book.xlsx").write_bytes(book)
    subprocess.run([need("ssconvert"), "-T", exporter, "book.xlsx", "out.xls"], cwd=tmp_path, check=True, capture_output=True, timeout=300)
    assert sniff((tmp_path / "out.xls").read_bytes(), "out.xls") in {"old_spreadsheet", "html", "xls"}
