"""The macros of an Excel workbook: the names of their modules and procedures, and what calls these. Nothing is ever run.

Source: [MS-OVBA] 2.4.1 (compression) and 2.3.4.2 (the stream dir). What is hostile ends soon: at most `_MODULES` modules are read, and of
each `_LONGEST` bytes. A module whose text cannot be had (it was taken out, or is broken) is named all the same.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from workbooks.containers import archive
from workbooks.containers.cfb import CompoundFile
from workbooks.ooxml import workbook_part
from workbooks.refusal import Refused

_MODULES, _PROCEDURES, _LONGEST, _CHUNK = 200, 300, 1024 * 1024, 4096
_CODEPAGE, _VERSION, _NAME, _NAME_UNICODE, _STREAM, _OFFSET, _OF_OBJECT, _END = 0x03, 0x09, 0x19, 0x47, 0x1A, 0x31, 0x22, 0x2B
_SCOPES = "|".join(("public", "private", "friend", "static"))
_PROCEDURE = re.compile(
    rf"^[ \t]*(?:(?:{_SCOPES})[ \t]+)*(?:sub|function|property[ \t]+(?:get|let|set))[ \t]+(\w{{1,255}})",
    re.IGNORECASE | re.MULTILINE,
)
# What runs by itself in the module of a sheet, a workbook or a form; other names may have a _ too.
_EVENT = re.compile(
    r"(workbook|worksheet|chart|userform)_(\w+)|(\w+)_(click|dblclick|change|gotfocus|lostfocus|afterupdate|beforeupdate|enter|exit"
    r"|key(?:down|press|up)|mouse(?:down|move|up)|dropbuttonclick|spin(?:down|up)|scroll)",
    re.IGNORECASE,
)
_ON_ITS_OWN = {"auto_open": "Open", "auto_close": "BeforeClose"}  # Excel runs these of any module, as it runs the events of a workbook.
_CODE_NAME = re.compile(rb"<(?:\w+:)?(?:sheetPr|workbookPr)\b[^>]{0,2000}?\bcodeName=\"([^\"]{1,100})\"")
_BUTTON = re.compile(rb"\bmacro=\"([^\"]{1,255})\"|FmlaMacro>([^<]{1,255})<|\bonAction=\"([^\"]{1,255})\"")
_BEGINNING = 8192  # Bytes of a sheet's part, in which its code name stands.


@dataclass(frozen=True, slots=True, kw_only=True)
class MacroProcedure:
    """A procedure: its name, and what calls it by itself: an event of `subject`, or a button."""

    name: str
    event: str = ""
    subject: str = ""
    button: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MacroModule:
    """A module: its name, the sheet that it belongs to ("" for none), and its procedures; None where its text cannot be read."""

    name: str
    sheet: str = ""
    procedures: tuple[MacroProcedure, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Macros:
    """The macros of a workbook. `unread` says that there is a project nobody can read; `old` that there are sheets of Excel 4 macros."""

    modules: tuple[MacroModule, ...] = ()
    unread: bool = False
    old: bool = False


def macros(data: bytes) -> Macros:
    """Return what is known of the macros of the xlsx or xlsm `data`; Refused only where that is no workbook."""
    names = [member.name for member in archive.members(data)]
    projects = [name for name in names if re.fullmatch(r"(.*/)?vbaProject\w*\.bin", name, re.IGNORECASE)]
    old = any(name.lower().startswith("xl/macrosheets/") for name in names)
    if not projects:
        return Macros(old=old)
    sheets, buttons = _sheets(data), _buttons(data)
    try:
        (project,) = archive.read(data, projects[0].__eq__).values()
        modules = _modules(project)
        return Macros(modules=tuple(_told(one, sheets, buttons) for one in modules), unread=not modules, old=old)
    except (Refused, struct.error):
        return Macros(unread=True, old=old)


@dataclass(slots=True, kw_only=True)
class _Module:
    """One module of the stream dir, as it is read: its name, the stream of its text and where that begins."""

    name: str = ""
    stream: str = ""
    offset: int = 0
    of_object: bool = False
    text: str | None = field(default=None)


def _modules(project: bytes) -> tuple[_Module, ...]:
    storage = CompoundFile(project).inside("VBA")
    listed = storage.stream("dir") if storage else None
    if storage is None or listed is None:
        raise Refused("file_broken")
    codec, found = _listed(decompressed(listed))
    for module in found:
        stream = storage.stream(module.stream)
        # A project that was stripped of its text keeps what Excel made of it, which is no text.
        text = decompressed(stream[module.offset :]) if stream else b""
        module.text = text.decode(codec, "replace") if text else None
    return found


def _listed(listed: bytes) -> tuple[str, tuple[_Module, ...]]:
    """Return the encoding of a project's texts, and its modules."""
    codec, found, module = "cp1252", list[_Module](), _Module()
    for number, content in _records(listed):
        if number == _CODEPAGE and len(content) == 2:
            codec = _codec(int.from_bytes(content, "little"))
        elif number == _NAME:
            module = _Module(name=content.decode(codec, "replace"))
        elif number == _NAME_UNICODE:
            module.name = content.decode("utf-16-le", "replace")
        elif number == _STREAM:
            module.stream = content.decode(codec, "replace")
        elif number == _OFFSET and len(content) == 4:
            module.offset = int.from_bytes(content, "little")
        elif number == _OF_OBJECT:
            module.of_object = True
        elif number == _END and module.name:
            found.append(module)
            module = _Module()
    return codec, tuple(found[:_MODULES])


def _codec(page: int) -> str:
    codec = f"cp{page}"
    try:
        "".encode(codec)
    except LookupError:
        return "cp1252"
    return codec


def _records(listed: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 6 <= len(listed):
        number, size = struct.unpack_from("<HL", listed, at)
        # The record of the version says 4 of itself and has two bytes more (2.3.4.2.1.11).
        size = 6 if number == _VERSION else size
        yield number, listed[at + 6 : at + 6 + size]
        at += 6 + size


def decompressed(packed: bytes) -> bytes:
    """Return the content of a compressed container, or what can be had of it: at most `_LONGEST` bytes."""
    if packed[:1] != b"\x01":
        return b""
    out, at = bytearray(), 1
    while at + 2 <= len(packed) and len(out) < _LONGEST:
        (header,) = struct.unpack_from("<H", packed, at)
        if header >> 12 & 0b111 != 0b011:
            break
        end = at + (header & 0xFFF) + 3
        out += _chunk(packed[at + 2 : end]) if header & 0x8000 else packed[at + 2 : end]
        at = end
    return bytes(out)


def _chunk(packed: bytes) -> bytes:
    out, at = bytearray(), 0
    while at < len(packed) and len(out) < _CHUNK:
        flags, at = packed[at], at + 1
        for bit in range(8):
            if at >= len(packed) or len(out) >= _CHUNK:
                break
            if not flags >> bit & 1:
                out.append(packed[at])
                at += 1
                continue
            if at + 2 > len(packed) or not out:
                return bytes(out)
            (token,) = struct.unpack_from("<H", packed, at)
            at += 2
            bits = max((len(out) - 1).bit_length(), 4)
            length, back = (token & (0xFFFF >> bits)) + 3, (token >> (16 - bits)) + 1
            if back > len(out):
                return bytes(out)
            for _ in range(min(length, _CHUNK - len(out))):
                out.append(out[-back])
    return bytes(out)


def _told(module: _Module, sheets: dict[str, str], buttons: frozenset[str]) -> MacroModule:
    names = None if module.text is None else dict.fromkeys(islice((one[1] for one in _PROCEDURE.finditer(module.text)), _PROCEDURES))
    procedures = None if names is None else tuple(_called(name, module, buttons) for name in names)
    return MacroModule(name=module.name, sheet=sheets.get(module.name.casefold(), ""), procedures=procedures)


def _called(name: str, module: _Module, buttons: frozenset[str]) -> MacroProcedure:
    if name.casefold() in _ON_ITS_OWN:
        return MacroProcedure(name=name, event=_ON_ITS_OWN[name.casefold()], subject="Workbook")
    by = _EVENT.fullmatch(name) if module.of_object else None
    of_button = bool({name.casefold(), f"{module.name}.{name}".casefold()} & buttons)
    subject, event = (by[1] or by[3], by[2] or by[4]) if by else ("", "")
    return MacroProcedure(name=name, event=event, subject=subject, button=of_button)


def _buttons(data: bytes) -> frozenset[str]:
    """Return what buttons, shapes and the ribbon run, in small letters and without the workbook's name."""
    drawn = archive.read(data, lambda name: name.startswith(("xl/drawings/", "xl/ctrlProps/", "customUI/")) and ".bin" not in name)
    said = (next(filter(None, found)) for part in drawn.values() for found in _BUTTON.findall(part))
    return frozenset(one.decode("utf-8", "replace").rpartition("!")[2].casefold() for one in said)


def _sheets(data: bytes) -> dict[str, str]:
    """Return the names of the sheets by the names of their modules, in small letters."""
    parts = archive.read(data, lambda name: name.endswith((".xml", ".rels")) and name.startswith(("xl/w", "xl/_rels/", "_rels/", "[C")))
    found: dict[str, str] = {}
    for sheet in workbook_part.read_book(parts).sheets:
        code = _CODE_NAME.search(parts.get(sheet.part, b"")[:_BEGINNING])
        if code:
            found[code[1].decode("utf-8", "replace").casefold()] = sheet.name
    return found
