"""Faults of the zip, the package and its markup."""

from __future__ import annotations

import io
import zipfile

from tests.lint.broken import Broken, Parts, drop, put, swap
from tests.lint.specimen import COMMENTS, CORE, CUSTOM, RELS, RELS1, SHEET1, STYLES, TYPES, WORKBOOK
from tests.workbooks.files import zipped

_THEME = "xl/theme/theme1.xml"
_APP = "docProps/app.xml"
_VECTOR = '<TitlesOfParts><v:vector xmlns:v="urn:v" size="2" baseType="lpstr"><v:lpstr>First one</v:lpstr></v:vector></TitlesOfParts>'
_COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_CHOICE = f'<m:AlternateContent xmlns:m="{_COMPATIBILITY}"><m:Choice Requires="x14"/></m:AlternateContent>'
_CUSTOM_ID = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"


def _with_member(parts: Parts, name: str, method: int) -> bytes:
    data = io.BytesIO(zipped(parts))
    with zipfile.ZipFile(data, "a") as archive:
        archive.writestr(name, parts[_THEME], method)
    return data.getvalue()


def _patched(parts: Parts, signature: bytes, offset: int, change: int) -> bytes:
    """Return the package with one byte changed, counted from the first header of a kind."""
    data = bytearray(zipped(parts))
    data[data.index(signature) + offset] ^= change
    return bytes(data)


def _spoilt(parts: Parts) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return data.getvalue().replace(b"Too low", b"Too l0w", 1)


def _entity(parts: Parts) -> bytes:
    return zipped({**parts, CORE: b'<!DOCTYPE coreProperties [<!ENTITY a "b">]>' + parts[CORE]})


def _latin(parts: Parts) -> bytes:
    return zipped({**parts, CORE: b'<?xml version="1.0" encoding="ISO-8859-1"?>' + parts[CORE]})


BROKEN = (
    Broken("zip_unreadable", "the file is cut off", lambda parts: zipped(parts)[:-100]),
    Broken(
        "zip_duplicate",
        "a part stands twice, once in capitals",
        lambda parts: _with_member(parts, "XL/THEME/theme1.xml", zipfile.ZIP_STORED),
    ),
    Broken("zip_name", "a name has backslashes", lambda parts: _with_member(parts, "xl\\theme\\theme2.xml", zipfile.ZIP_STORED)),
    Broken("zip_name", "a name is absolute", lambda parts: _with_member(parts, "/xl/theme/theme2.xml", zipfile.ZIP_STORED)),
    Broken("zip_method", "a member is packed with bzip2", lambda parts: _with_member(parts, "xl/theme/theme2.xml", zipfile.ZIP_BZIP2)),
    Broken("zip_encrypted", "a member is flagged as encrypted", lambda parts: _patched(parts, b"PK\x01\x02", 8, 1)),
    Broken("zip_header", "the header has another checksum", lambda parts: _patched(parts, b"PK\x03\x04", 14, 1)),
    Broken("zip_header", "the header has another name", lambda parts: _patched(parts, b"PK\x03\x04", 30, 1)),
    Broken("zip_content", "a byte of the content flipped", _spoilt),
    Broken("content_types_missing", "no content types", drop(TYPES)),
    Broken("content_type_missing", "a part with an unknown extension", put("xl/media/picture.emf", b"x")),
    Broken("content_type_duplicate", "an extension twice", swap(TYPES, '<Default Extension="xml"', '<Default Extension="RELS"')),
    Broken("content_type_dangling", "a type for a part that is not there", drop("xl/calcChain.xml")),
    Broken(
        "content_type_wrong", "a sheet is called a chart sheet", swap(TYPES, "spreadsheetml.worksheet+xml", "spreadsheetml.chartsheet+xml")
    ),
    Broken("content_type_wrong", "the strings are plain XML", swap(TYPES, "/xl/sharedStrings.xml", "/xl/nothing.xml")),
    Broken("relationship_id", "an id begins with a digit", swap(RELS, 'Id="calcChain"', 'Id="1"')),
    Broken("relationship_id_duplicate", "two have the same id", swap(RELS, 'Id="rId5"', 'Id="rId4"')),
    Broken("relationship_type", "a type of nobody", swap(RELS, "http://schemas.openxmlformats.org/officeDocument", "http://example.org")),
    Broken("relationship_target", "the comments are not there", drop(COMMENTS)),
    Broken("relationship_target", "a target climbs out of its folder", swap(RELS, "styles.xml", "../styles.xml")),
    Broken("relationship_mode", "the styles are external", swap(RELS, 'Target="styles.xml"', 'Target="styles.xml" TargetMode="External"')),
    Broken("relationship_mode", "a mode that there is not", swap(RELS1, 'TargetMode="External"', 'TargetMode="external"')),
    Broken("relationship_single", "two parts of styles", swap(RELS, "/theme", "/styles")),
    Broken("relationship_source", "relationships of nothing", put("xl/worksheets/_rels/sheet9.xml.rels", b"<Relationships/>")),
    Broken("relationship_unknown", "a sheet's id is nowhere", swap(WORKBOOK, 'r:id="rId2"', 'r:id="rId22"')),
    Broken("relationship_unknown", "the VML drawing is named as a drawing", swap(SHEET1, 'r:id="drawing"', 'r:id="anysvml"')),
    Broken("part_orphan", "a sheet that nothing points at", put("xl/worksheets/sheet9.xml", b"<x/>")),
    Broken("xml_malformed", "an element is not closed", swap(SHEET1, "</sheetData>", "")),
    Broken("xml_malformed", "a control character", swap(SHEET1, " padded ", "&#11;")),
    Broken("xml_encoding", "the encoding is Latin 1", _latin),
    Broken("xml_doctype", "a document type", _entity),
    Broken("xml_root", "the namespace is another", swap(STYLES, "spreadsheetml/2006/main", "spreadsheetml/2005/main")),
    Broken(
        "ignorable_prefix",
        "a prefix is not declared",
        swap(SHEET1, "<worksheet", f'<worksheet xmlns:m="{_COMPATIBILITY}" m:Ignorable="x14ac"'),
    ),
    Broken("ignorable_prefix", "a choice asks for one", swap(SHEET1, "<sheetData>", f"{_CHOICE}<sheetData>")),
    Broken("space_lost", "white space is not preserved", swap(SHEET1, ' xml:space="preserve"', "")),
    Broken("workbook_missing", "no workbook", drop(WORKBOOK)),
    Broken("core_date", "a date as a person writes it", swap(CORE, "2012-02-10T00:00:00Z", "10 February 2012")),
    Broken("core_date", "a thirteenth month", swap(CORE, "2012-02-10T", "2012-13-10T")),
    Broken(
        "core_repeated", "two creators", swap(CORE, "<dc:creator", '<dc:creator xmlns:dc="http://purl.org/dc/elements/1.1/"/><dc:creator')
    ),
    Broken("custom_id", "the ids begin with 1", swap(CUSTOM, 'pid="2"', 'pid="1"')),
    Broken("custom_id", "two have the same id", swap(CUSTOM, 'pid="3"', 'pid="2"')),
    Broken("custom_id", "another format id", swap(CUSTOM, _CUSTOM_ID, "{00000000-0000-0000-0000-000000000000}")),
    Broken("custom_name", "two of one name", swap(CUSTOM, 'name="version"', 'name="Token"')),
    Broken("custom_value", "no value", swap(CUSTOM, "docPropsVTypes", "docPropsTypes")),
    Broken("app_vector", "a vector is too short", swap(_APP, "</Properties>", f"{_VECTOR}</Properties>")),
)
