"""What people make of a workbook that they have: another's reference put in, the token taken out, parts added."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from xml.sax.saxutils import escape

from domain.mail.reference import printed
from tests.workbooks.files import unzipped, zipped

PREFIX = "CYB12"
MARKS = ("token", "counterfoil_token")
_TYPES, _BOOK_RELS = "[Content_Types].xml", "xl/_rels/workbook.xml.rels"
_PLAIN = b"openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_ENABLED = b"ms-excel.sheet.macroEnabled.main+xml"


def guessed(number: int) -> str:
    """Return the reference of an organisation, as whoever has seen one writes them all: serial number and public check character."""
    return printed(PREFIX, number + 1)


def replaced(book: bytes, swaps: Mapping[str, str]) -> bytes:
    """Return a workbook in which these texts stand for others, in every part."""
    parts = unzipped(book)
    for old, new in swaps.items():
        parts = {name: content.replace(old.encode(), new.encode()) for name, content in parts.items()}
    return zipped(parts)


def with_part(book: bytes, name: str, content: bytes, kind: str, relation: str) -> bytes:
    """Return a workbook with another part, of this content type, to which the workbook has a relationship of this type."""
    parts = unzipped(book)
    parts[name] = content
    parts[_TYPES] = parts[_TYPES].replace(b"</Types>", f'<Override PartName="/{name}" ContentType="{kind}"/></Types>'.encode())
    target = name.removeprefix("xl/")
    parts[_BOOK_RELS] = parts[_BOOK_RELS].replace(
        b"</Relationships>", f'<Relationship Id="rIdX" Type="{relation}" Target="{target}"/></Relationships>'.encode()
    )
    return zipped(parts)


def with_macros(book: bytes, code: bytes = b"Shell calc.exe") -> bytes:
    """Return a workbook with a macro project."""
    relation = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"
    made = with_part(book, "xl/vbaProject.bin", code, "application/vnd.ms-office.vbaProject", relation)
    return changed(made, _TYPES, lambda types: types.replace(b"vnd." + _PLAIN, b"vnd." + _ENABLED))


def with_external_link(book: bytes, target: str) -> bytes:
    """Return a workbook that fetches values from elsewhere when it is opened."""
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    link = f'<externalLink xmlns="{main}" xmlns:r="{office}"><externalBook r:id="rId1"/></externalLink>'
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.externalLink+xml"
    parts = unzipped(with_part(book, "xl/externalLinks/externalLink1.xml", link.encode(), kind, f"{office}/externalLink"))
    rels = "http://schemas.openxmlformats.org/package/2006/relationships"
    parts["xl/externalLinks/_rels/externalLink1.xml.rels"] = (
        f'<Relationships xmlns="{rels}"><Relationship Id="rId1" Type="{office}/externalLinkPath" '
        f'Target="{target}" TargetMode="External"/></Relationships>'
    ).encode()
    return zipped(parts)


def with_dde(book: bytes, command: str) -> bytes:
    """Return a workbook with a DDE link, which starts a program when its reader says yes."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    link = f'<externalLink xmlns="{main}"><ddeLink ddeService="cmd" ddeTopic="{command}"/></externalLink>'
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.externalLink+xml"
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLink"
    return with_part(book, "xl/externalLinks/externalLink1.xml", link.encode(), kind, relation)


def with_formula(book: bytes, formula: str, folder: str = "worksheets") -> bytes:
    """Return a workbook with this formula far below on its first sheet, whose part lies in another folder if one is named."""
    parts = {name.replace("xl/worksheets/", f"xl/{folder}/"): content for name, content in unzipped(book).items()}
    for name in (_TYPES, _BOOK_RELS):
        parts[name] = parts[name].replace(b"worksheets/", f"{folder}/".encode())
    first = min(name for name in parts if name.startswith(f"xl/{folder}/") and name.endswith(".xml"))
    row = f'<row r="900"><c r="AA900" t="str"><f>{escape(formula)}</f><v>0</v></c></row></sheetData>'
    return zipped({**parts, first: parts[first].replace(b"</sheetData>", row.encode())})


def with_name(book: bytes, formula: str) -> bytes:
    """Return a workbook with a cell that shows what a name stands for: this formula."""
    defined = f'<definedNames><definedName name="total">{escape(formula)}</definedName>'.encode()
    named = changed(book, "xl/workbook.xml", lambda part: part.replace(b"<definedNames>", defined))
    return with_formula(named, "total")


def changed(book: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """Return a workbook of which one part was changed."""
    parts = unzipped(book)
    return zipped({**parts, part: change(parts[part])})
