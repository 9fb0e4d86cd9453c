"""PDF: what is packed so that only some programs unpack it, what lies in another file, and every action but three of those there are."""

from __future__ import annotations

import zlib

import pytest

from domain.mail.reference import holds_tag
from tests.workbooks.test_harmless import CATALOG, pdf
from workbooks.harmless import Fitness, look_through

SCRIPT = b"1 0 << /Type /Catalog /OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >> >>"
END = b"trailer << /Root 1 0 R >>\n%%EOF\n"


def stream(said: bytes, data: bytes, *, keyword: bytes = b"stream\n", header: bytes = b"9 0 obj\n") -> bytes:
    """Return an object with a stream of which the dictionary says this."""
    return b"%b<< %b /Length %d >>\n%b%b\nendstream\nendobj\n" % (header, said, len(data), keyword, data)


def file_of(*objects: bytes) -> bytes:
    """Return a PDF of these objects."""
    return b"%PDF-1.7\n" + b"\n".join((CATALOG, *objects)) + b"\n" + END


OBJECTS, FLATE = b"/Type /ObjStm /N 1 /First 4", b"/Filter /FlateDecode"
PACKED, TWICE = zlib.compress(SCRIPT), zlib.compress(zlib.compress(SCRIPT))
FAR = b"/X " + b"(" + b"x" * 5_000 + b")"


@pytest.mark.parametrize(
    "data",
    [
        stream(OBJECTS + b"/Filter [/FlateDecode /FlateDecode]", TWICE),
        stream(OBJECTS + b"/Filter[/Fl#61teDecode/FlateDecode]", TWICE),
        stream(b"/Type /ObjSt#6d /N 1 /F#69rst 4 /Filter [/FlateDecode /FlateDecode]", TWICE),
        stream(b"/Filter [/FlateDecode /FlateDecode]" + FAR + OBJECTS, TWICE),
        stream(b"/Filter [/FlateDecode /FlateDecode] /X (\\) 8 0 obj << ) " + OBJECTS, TWICE),
        stream(b"/First 4 /N 1 /Filter [/FlateDecode /FlateDecode] % 8 0 obj <<\n", TWICE),
        stream(b"/First 4 /N 1 /Filter [/FlateDecode /FlateDecode] /X (8 0 obj <</X \\( )", TWICE),
        stream(b"/First 4 /N 1 /Filter [/FlateDecode /FlateDecode] /X <8 0 obj <<%>\n", TWICE),
        stream(b"/First 4 /N 1 /Filter 7 0 R", TWICE) + b"7 0 obj [/FlateDecode /FlateDecode] endobj",
        stream(b"/N 1 /Filter [/FlateDecode /FlateDecode]", TWICE),
        stream(OBJECTS + b"/Filter /FlateDecode /Filter [/FlateDecode /FlateDecode]", TWICE),
        stream(OBJECTS + b"/Filter /LZWDecode", b"xx"),
        stream(OBJECTS + b"/Filter /CCITTFaxDecode", b"xx"),
        stream(OBJECTS + b"/Filter /Unknown", b"xx"),
        stream(OBJECTS + b"/Filter /FlateDecode /DecodeParms << /Predictor 12 /Columns 4 >>", PACKED),
        stream(OBJECTS + b"/Filter /FlateDecode /DecodeParms 8 0 R", PACKED),
        stream(OBJECTS + FLATE, PACKED, keyword=b"stream \n"),
        stream(OBJECTS + FLATE, PACKED, keyword=b"stream\r"),
        stream(OBJECTS + FLATE, PACKED, keyword=b"stream\t\r\n"),
        stream(OBJECTS + FLATE, PACKED, keyword=b"stream\0\n"),
        stream(OBJECTS + FLATE, PACKED, keyword=b"% a comment\nstream "),
        stream(OBJECTS + FLATE, PACKED, keyword=b" " * 3_000 + b"stream \n"),
        stream(OBJECTS + FLATE, b"not packed"),
        stream(OBJECTS + FLATE, zlib.compress(b"\xff" + SCRIPT)[1:]),
        stream(OBJECTS + b"/Filter [/FlateDecode /FlateDecode]", TWICE, header=b"9% a comment\n0%another\nobj"),
        b"9 0 << >> stream \nx",
    ],
)
def test_what_is_packed_so_that_we_do_not_unpack_it_is_not_taken_for_harmless(data: bytes) -> None:
    """Twice, in another way, by what stands elsewhere, or behind a keyword that only some programs read."""
    assert look_through(file_of(data), "a.pdf").fitness is Fitness.UNKNOWN


WRONG = PACKED[:-4] + b"\0\0\0\0"  # Adler-32, which programs that show a PDF ignore.
BESIDE, HIDDEN = b"1 0 (\nstream\n) ", b"<< /S /JavaScript >>" * 9
STORER, PACKER = zlib.compressobj(0), zlib.compressobj(9, zlib.DEFLATED, -15)
BROKEN_UP = b"".join(
    (
        *(STORER.compress(BESIDE), STORER.flush(zlib.Z_FULL_FLUSH), PACKER.compress(HIDDEN), PACKER.flush()),
        zlib.adler32(BESIDE + HIDDEN).to_bytes(4, "big"),
    )
)


@pytest.mark.parametrize(
    "data",
    [
        stream(OBJECTS + b"/Filter [/FlateDecode]", PACKED),
        stream(OBJECTS + FLATE, PACKED, keyword=b"stream\r\n"),
        stream(OBJECTS + FLATE, PACKED, header=b"9\n0\r\nobj"),
        stream(OBJECTS, SCRIPT),
        stream(OBJECTS + FLATE, BROKEN_UP),
        stream(FLATE, PACKED),
        # A stream with a filter has objects in it nevertheless, where an offset leads there.
        stream(b"/Filter /DCTDecode", b"7 0 obj << /S /JavaScript /JS (x) >> endobj"),
        stream(b"/Filter /DCTDecode", b"x") + b"7 0 obj << /S /JavaScript /JS (x) >> endobj",
        stream(b"/Filter /DCTDecode", b"trailer << /Root << /OpenAction << /S /JavaScript /JS (x) >> >> >>"),
        stream(b"/Filter /Unknown", b"<< /S /JavaScript /JS (x) >>"),
    ],
)
def test_what_is_packed_as_usual_is_unpacked(data: bytes) -> None:
    """Also where a keyword stands in what is packed."""
    assert look_through(file_of(data), "a.pdf").fitness is Fitness.ACTIVE


def test_a_checksum_that_programs_ignore_hides_nothing() -> None:
    """They show what they unpacked until then."""
    for said in (OBJECTS + FLATE, FLATE):
        assert look_through(file_of(stream(said, WRONG)), "a.pdf").fitness in {Fitness.ACTIVE, Fitness.UNKNOWN}


SHARE = rb"(\\\\evil.example\\s\\a)"


@pytest.mark.parametrize(
    "data",
    [
        stream(b"/F " + SHARE, b""),
        stream(b"/F 5 0 R", b""),
        stream(b"/F << /FS /URL /F (http://evil.example/a) >>", b""),
        stream(b"/#46 5 0 R", b""),
        stream(b"/FFilter /FlateDecode", b""),
        stream(b"/Type /XObject /Subtype /Form /Ref << /F 5 0 R /Page 1 >>", b""),
        stream(b"/Type /XObject /Subtype /Image /OPI << /2.0 5 0 R >>", b""),
        b"5 0 obj << /Type /Filespec /F " + SHARE + b" >> endobj",
        b"5 0 obj << /Subtype /FileAttachment /FS 6 0 R >> endobj 6 0 obj << /F 7 0 R /EF << /F 8 0 R >> >> endobj 7 0 obj (a.exe) endobj",
        b"5 0 obj << /Subtype /3D /3DD 6 0 R >> endobj",
        b"5 0 obj << /UF <5c5c6576696c> >> endobj",
        b"5 0 obj << /UF % a comment\n" + SHARE + b" >> endobj",
        b"5 0 obj << /A << /S /Thread /F 6 0 R /D 0 >> >> endobj",
        b"5 0 obj << /A << /S/Thread/D 0 >> >> endobj",
        b"5 0 obj << /A << /S 6 0 R >> >> endobj 6 0 obj /Thread endobj",
        *(
            b"5 0 obj << /A << /Type /Action /S /%b >> >> endobj" % kind
            for kind in (
                *(b"GoToR", b"GoToE", b"GoToDp", b"Launch", b"Thread", b"Sound", b"Movie", b"Hide", b"SubmitForm", b"ResetForm"),
                *(b"ImportData", b"JavaScript", b"SetOCGState", b"Rendition", b"Trans", b"GoTo3DView", b"RichMediaExecute"),
            )
        ),
        b"5 0 obj << /S /JavaScript\0/JS\0(x) >> endobj",
        b"5 0 obj << /URI << /Base (file://evil.example/) >> >> endobj",
        b"5 0 obj << /S /URI /URI\0(file://evil.example/) >> endobj",
        b"5 0 obj << /AA% a comment\n<< /O 6 0 R >> >> endobj",
    ],
)
def test_a_pdf_acts_by_other_files_and_by_actions_that_are_not_allowed(data: bytes) -> None:
    """Contents that lie in another file, pages and pictures of others, and each kind of action but a place, a page and a named one."""
    assert look_through(file_of(data), "a.pdf").fitness is Fitness.ACTIVE


@pytest.mark.parametrize(
    "data",
    [
        b"5 0 obj << /A << /S /EvilAction >> >> endobj",
        b"5 0 obj << /A << /S % a comment\n/Hide >> >> endobj",
        b"trailer << /Encrypt% a comment\n5 0 R >>",
        b"trailer << /Encrypt\0005 0 R >>",
    ],
)
def test_a_kind_of_action_that_nobody_knows_is_not_taken_for_harmless(data: bytes) -> None:
    """Nor one that is hidden behind a comment."""
    assert look_through(file_of(data), "a.pdf").fitness is Fitness.UNKNOWN


# What Word writes: marks for who cannot see, with its own names for kinds of text, and most objects packed.
MARKS = (
    b"<</Type/StructTreeRoot/RoleMap 12 0 R/ParentTree 13 0 R/K[14 0 R]>> <</Footnote/Note/Endnote/Note/Textbox/Sect/Header/Sect"
    b"/Workbook/Document/Worksheet/Part/Macrosheet/Part/Diagram/Figure/Title/H1>> <</P 11 0 R/S/Textbox/K[ 0]/Pg 3 0 R>>"
    b"<</P 11 0 R/S/P/K[0]>><</Type/StructElem/S/Normal_20Text/P 11 0 R/K 1>><</S/Title/P 4 0 R>> <</P 9 0 R/S/H1/Type/StructElem>>"
)
LINKS = (
    b"<</Subtype/Link/Rect[1 2 3 4]/BS<</W 0/S/U>>/F 4/A<</Type/Action/S/URI/URI(https://ministry.example/)>>/StructParent 1>> "
    b"<</A<</S/GoTo/D[3 0 R/XYZ 0 0 0]>>>> <</A<</S/Named/N/NextPage>>>> <</S/URI/URI(tel:+4312345)>> <</S/URI/URI(mailto:a@b.example)>>"
)
PAGE = (
    b"3 0 obj\r\n<</Type/Page/Parent 2 0 R/Resources<</Font<</F1 5 0 R/F 6 0 R>>/XObject<</S 7 0 R>>/ProcSet[/PDF/Text]>>/Contents 4 0 R"
    b"/Group<</Type/Group/S/Transparency/CS/DeviceRGB>>/Tabs/S/Trans<</S/Fade>>/StructParents 0>>\r\nendobj"
)
TAGS = b"<</PageLabels<</Nums[0<</S/D>>2<</S/r>>]>>/OutputIntents[<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(sRGB)>>]>>"
XMP = b"<x:xmpmeta><dc:title>Value stream mapping, upstream\nstreams and launch pads</dc:title></x:xmpmeta>"


@pytest.mark.parametrize(
    "data",
    [
        pdf(PAGE, packed=MARKS),
        pdf(PAGE, packed=LINKS + TAGS),
        pdf(PAGE, MARKS, TAGS, LINKS),
        file_of(stream(b"/Type/Metadata/Subtype/XML", XMP)),
        file_of(stream(b"/Type/XObject/Subtype/Image/Width 9/Height 9/Filter[/FlateDecode/DCTDecode]", zlib.compress(b"\xff\xd8\xff"))),
        file_of(stream(b"/Type/XObject/Subtype/Image/Filter/DCTDecode", b"\xff\xd8\xff /JS (x) /AA <<\0 /S/Evilish /F( /Encrypt <")),
        file_of(stream(b"/Type/XObject/Subtype/Image/Filter[/ASCII85Decode/FlateDecode]", b"xx~>")),
        file_of(stream(b"/Type/XObject/Subtype/Image/Filter/CCITTFaxDecode/DecodeParms<</K -1/Columns 9>>", b"\0\1")),
        file_of(
            stream(
                b"/Type/XRef/W[1 2 1]/Index[0 9]/Filter/FlateDecode/DecodeParms<</Columns 4/Predictor 12>>", zlib.compress(b"\2\0\0\0\0")
            )
        ),
        file_of(stream(b"/N 3/Alternate/DeviceRGB/Filter/FlateDecode", zlib.compress(bytes(9)))),
        file_of(stream(b"/Filter/FlateDecode", zlib.compress(b"0.1 w\n/F 12 Tf (a) Tj /Span<</MCID 0>>BDC"))),
        file_of(stream(OBJECTS + FLATE, zlib.compress(b"1 0 << /Type /Page >>"))),
    ],
)
def test_what_word_writes_scanners_and_archives_is_harmless(data: bytes) -> None:
    """Marks for readers, links, packed pictures in which any bytes may stand, kinds of pages, and words that happen to be keywords."""
    assert not holds_tag(data.decode("latin-1"))
    assert look_through(data, "a.pdf").fitness is Fitness.HARMLESS


@pytest.mark.parametrize("sign", [b"\n", b"\r", b" ", b"\0", b"1\n", b"> ", b"%\n", b"/S ", b"1 0 obj\n"])
def test_a_pdf_of_a_million_blanks_is_looked_through_once(sign: bytes) -> None:
    """Whatever is repeated in it, nothing reads on to its end from each of its signs: that would take hours."""
    assert look_through(b"%PDF-1.7\n" + sign * 1_000_000, "a.pdf").fitness is not Fitness.ACTIVE
