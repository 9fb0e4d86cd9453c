"""The package after openpyxl wrote it: without the time of its making, and cut for cheap stamping."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence

from openpyxl.xml.constants import REL_NS, SHARED_STRINGS, SHEET_MAIN_NS

from questionnaire.workbook.placeholders import PATTERN, STRINGS
from questionnaire.workbook.results import Results

_CUSTOM, _TYPES, _RELATIONS = "docProps/custom.xml", "[Content_Types].xml", "xl/_rels/workbook.xml.rels"
_SHEETS = "xl/worksheets/"
_INLINE = re.compile(rb' t="inlineStr"><is><t(?: xml:space="preserve")?>([^<]*)</t></is>')
_PLACEHOLDERS = re.compile(PATTERN.encode())
_TEXTS_ARE_MEANT = b'<ignoredErrors><ignoredError sqref="A1:XFD1048576" numberStoredAsText="1"/></ignoredErrors>'
_BOOK, _CONSTANTS = "xl/workbook.xml", re.compile(rb"<definedName [^>]*>[^<]*COUNTERFOIL-[^<]*</definedName>")
_BEGINNING = (1980, 1, 1, 0, 0, 0)
_VT = 'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"'


def settled(xlsx: bytes, titles: Sequence[str], results: Results) -> bytes:
    """Return the package without the time of its making, ready to be stamped cheaply; formulas of its sheets `titles` have their `results`.

    Its custom properties get `xmlns:vt` declared on their root, without which Gnumeric loses them. Numbers that stand as text on purpose,
    as the year above a column, are not marked as mistakes (ECMA-376 part 1, section 18.3.1.51).
    """
    with zipfile.ZipFile(io.BytesIO(xlsx)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    parts[_CUSTOM] = parts[_CUSTOM].replace(f" {_VT}".encode(), b"").replace(b"<Properties ", f"<Properties {_VT} ".encode())
    sheets = {name: content for name, content in parts.items() if name.startswith(_SHEETS)}
    by_title = {title: f"{_SHEETS}sheet{number}.xml" for number, title in enumerate(titles, 1)}
    shown = results.written({title: sheets[name] for title, name in by_title.items()})
    sheets |= {by_title[title]: content for title, content in shown.items()}
    parts |= {name: content.replace(b"</headerFooter>", b"</headerFooter>" + _TEXTS_ARE_MEANT) for name, content in sheets.items()}
    _share(parts)
    # What stands before the first placeholder of a part is compressed once for all copies: so the constant comes last of the names.
    constants = b"".join(_CONSTANTS.findall(parts[_BOOK]))
    parts[_BOOK] = _CONSTANTS.sub(b"", parts[_BOOK]).replace(b"</definedNames>", constants + b"</definedNames>")
    parts["docProps/core.xml"] = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"1980-01-01T00:00:00Z", parts["docProps/core.xml"])
    return _packed(parts)


def _share(parts: dict[str, bytes]) -> None:
    """Move the texts with placeholders out of the sheets, where openpyxl writes them inline, into a small part of shared strings.

    So no sheet is ever stamped.
    """
    shared: dict[bytes, int] = {}

    def moved(found: re.Match[bytes]) -> bytes:
        if not _PLACEHOLDERS.search(found[1]):
            return found[0]
        return b' t="s"><v>%d</v>' % shared.setdefault(found[1], len(shared))

    parts |= {name: _INLINE.sub(moved, content) for name, content in parts.items() if name.startswith(_SHEETS)}
    texts = b"".join(b'<si><t xml:space="preserve">%b</t></si>' % text for text in shared)
    parts[STRINGS] = b'<?xml version="1.0" encoding="UTF-8"?>\n<sst xmlns="%b">%b</sst>' % (SHEET_MAIN_NS.encode(), texts)
    override = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{SHARED_STRINGS}"/></Types>'
    parts[_TYPES] = parts[_TYPES].replace(b"</Types>", override.encode())
    relation = f'<Relationship Id="rIdStamped" Type="{REL_NS}/sharedStrings" Target="/xl/sharedStrings.xml"/></Relationships>'
    parts[_RELATIONS] = parts[_RELATIONS].replace(b"</Relationships>", relation.encode())


def _packed(parts: Mapping[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        for name in (_TYPES, *(name for name in parts if name != _TYPES)):
            member = zipfile.ZipInfo(name, _BEGINNING)
            member.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(member, parts[name])
    return packed.getvalue()
