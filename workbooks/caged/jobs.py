"""What is done to single files in the cage: opening them, and patching them. It knows no store, no settings and no secret."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from cage.zygote import jobs_of
from workbooks.caged import patching
from workbooks.caged.opened import Opener
from workbooks.caged.requests import LOOK, OPEN, PATCH, files, looked, to_open
from workbooks.cells import Workbook, column_number
from workbooks.containers import encrypted
from workbooks.containers.package import stored
from workbooks.formats import formats
from workbooks.harmless import look_through

_COLUMNS = [f"{first}{second}".strip() for first in (" ", "A", "B", "C") for second in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"]


def _open(request: Sequence[bytes], _: Callable[[int], None]) -> Sequence[bytes]:
    asked = to_open().decode(request)
    return files().encode(Opener(seconds=asked.seconds, passwords=asked.passwords).open(asked.data, asked.name))


def _patch(request: Sequence[bytes], _: Callable[[int], None]) -> Sequence[bytes]:
    """Return the patched file, or nothing and the code that says why that cannot be done."""
    data, asked = request
    try:
        return [patching.patched(data, asked)]
    except patching.Unpatchable as reason:
        return [b"", str(reason.code).encode()]


def _look(request: Sequence[bytes], _: Callable[[int], None]) -> Sequence[bytes]:
    data, name = request
    return looked().encode(look_through(data, name.decode("utf-8", "replace")))


JOBS = jobs_of({OPEN: _open, PATCH: _patch, LOOK: _look})


def warm() -> None:
    """Read one workbook of our own, so that no child has to learn what all workbooks have in common."""
    formats()
    encrypted.warm()
    for letters in _COLUMNS:
        column_number(letters)
    (sample,) = files().decode(files().encode(Opener(seconds=float("inf")).open(_sample(), "sample.xlsx")))
    if not isinstance(sample.result, Workbook):
        raise TypeError(f"The sample cannot be read: {sample.result.code}.")


def _sample() -> bytes:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    related = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    types = "http://schemas.openxmlformats.org/package/2006/content-types"
    book = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{types}"><Override PartName="/xl/workbook.xml" ContentType="{book}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}"><Relationship Id="r1" Type="{related}/officeDocument" Target="xl/workbook.xml"/>'
        "</Relationships>",
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{related}"><sheets><sheet name="A" sheetId="1" r:id="r1"/></sheets>'
        "<definedNames><definedName name=\"a\">A!$A$1</definedName></definedNames></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}"><Relationship Id="r1" Type="{related}/worksheet" '
        'Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData><row r="1"><c r="A1" s="0"><v>1</v></c>'
        '<c r="B1" t="inlineStr"><is><t>a</t></is></c></row></sheetData></worksheet>',
    }  # fmt: skip
    return stored({name: text.encode() for name, text in parts.items()})
