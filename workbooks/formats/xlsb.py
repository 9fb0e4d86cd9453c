"""Binary Excel workbooks (xlsb), from their records."""

from __future__ import annotations

from collections.abc import Mapping

from workbooks.binary import xlsb
from workbooks.binary.xlsbsheet import read_sheet
from workbooks.cells import Position, Sheet, Workbook
from workbooks.containers import archive
from workbooks.formats import Format
from workbooks.formats.xlsm import MACROS
from workbooks.ooxml import workbook_part
from workbooks.refusal import Refused

_WORKBOOK = "xl/workbook.bin"
_UNREAD = ("xl/printerSettings/", "xl/embeddings/", "xl/activeX/", "customXml/", *MACROS)


def read(data: bytes) -> Workbook:
    """Return the workbook of the package `data`; Refused where it is broken or beyond the limits."""
    parts = archive.read(data, _is_read)
    main = workbook_part.main_part(parts, _WORKBOOK)
    if main not in parts:
        raise Refused("file_broken")
    book, targets = xlsb.read_book(parts[main]), workbook_part.relationships(main, parts)
    # A package may have others at the usual places, of which nobody is shown anything.
    related = {kind: parts.get(target) for kind, target in targets.values()}
    strings = xlsb.strings(related.get("sharedStrings"))
    styles = xlsb.styles_of(related.get("styles"), since_1904=book.since_1904)
    sheets: list[Sheet] = []
    for listed in book.sheets:
        kind, part = targets.get(listed.relationship, ("", ""))
        if kind != "worksheet":  # Sheets of charts, dialogs and macros hold no answers.
            continue
        if part not in parts:
            raise Refused("file_broken")
        found = read_sheet(parts[part], strings, styles)
        uncalculated, percent = frozenset(found.uncalculated), frozenset(found.percent)
        sheets.append(
            Sheet(
                name=listed.name,
                visibility=listed.visibility,
                cells=found.cells,
                comments=_comments(part, parts),
                uncalculated=uncalculated,
                percent=percent,
                disguised=frozenset(found.disguised),
                formulas=frozenset(found.formulas),
                merged=found.merged,
                hidden=found.hidden,
                unseen=frozenset(found.unseen),
            )
        )
    names, properties = book.names, workbook_part.custom_properties(parts)
    macros = any(member.name.startswith(MACROS) for member in archive.members(data))
    return Workbook(
        format="xlsb",
        sheets=tuple(sheets),
        names=names.names,
        constants=names.constants,
        properties=properties,
        broken_names=frozenset(names.broken),
        macros=macros,
        since_1904=book.since_1904,
    )


def _is_read(part: str) -> bool:
    return (part.endswith((".bin", ".rels")) or part == workbook_part.CUSTOM_PROPERTIES) and not part.startswith(_UNREAD)


def _comments(sheet: str, parts: Mapping[str, bytes]) -> Mapping[Position, str]:
    targets = (target for kind, target in workbook_part.relationships(sheet, parts).values() if kind == "comments")
    return {position: text for target in targets for position, text in xlsb.comments(parts.get(target)).items()}


FORMAT = Format(name="xlsb", claims=("xlsb",), extensions=(".xlsb",), read=read)
