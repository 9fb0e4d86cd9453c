"""The annexes of a study in one zip: each under a name of ours, and an index that says whose it is and what its sender called it."""

from __future__ import annotations

import csv
import io
import shutil
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime

from domain.texts.visible import visible
from exports.dataset import AnnexFile, AwaitedFile, Dataset
from exports.export import Export, Out
from exports.neutral import marked

NAME = "annexes"

# What files are called by how they begin; all else has no ending, so that no program takes it for its own.
_BEGINNINGS = {
    b"%PDF-": ".pdf",
    b"\x89PNG\r\n": ".png",
    b"\xff\xd8\xff": ".jpg",
    b"GIF8": ".gif",
    b"II*\0": ".tif",
    b"MM\0*": ".tif",
    b"{\\rtf": ".rtf",
}
_PACKED, _COMPOUND, _TEXT = b"PK\3\4", b"\xd0\xcf\x11\xe0", b"opendocument.text"
_OF_PACKED = {"word": ".docx", "presentation": ".pptx", "xlsx": ".xlsx", "ods": ".ods"}
_OF_COMPOUND = {"word": ".doc", "presentation": ".ppt", "xls": ".xls"}
_LOOKED = 128  # Bytes of a beginning.
_HEADER = ("file", "organisation", "reference", "message", "received_at", "original_name", "sha256", "bytes", "type", "note", "questions")
_AWAITED, _ALONE = "named, has not come", "no answer names it"
_EARLIEST = datetime(1980, 1, 1, tzinfo=UTC)  # A zip knows no earlier date.


def write(dataset: Dataset, out: Out, *, labels: bool, language: str) -> None:  # noqa: ARG001 - one signature for all exports
    """Write the files as a stream, then the index, which is for people: what a spreadsheet program could take for a formula is marked.

    The index says as well which files are named in answers and have not come.

    The times are UTC, and those in the zip are of the messages.
    """
    index = io.StringIO(newline="")
    lines = csv.writer(index, lineterminator="\r\n")
    lines.writerow(_HEADER)
    with out.file(f"{dataset.study_id}-annexes.zip") as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, one in _named(dataset):
            if isinstance(one, AnnexFile) and not one.missing:
                _copy(package, name, one)
            lines.writerow([marked(str(cell)) for cell in _line(name, one)])
        package.writestr(_info("index.csv", dataset.as_of), index.getvalue().encode("utf-8-sig"))


def _line(name: str, one: AnnexFile | AwaitedFile) -> tuple[object, ...]:
    called = " ".join(visible(one.name).split())
    if isinstance(one, AwaitedFile):
        return ("", one.organisation, one.reference, "", "", called, "", "", "", _AWAITED, one.question)
    facts = (one.organisation, one.reference, one.message, _instant(one.received_at), called, one.sha256, one.size, one.kind)
    note = "; ".join(filter(None, (one.missing, _ALONE if one.guessed else "")))
    return ("" if one.missing else name, *facts, note, "; ".join(one.questions))


def _named(dataset: Dataset) -> Iterator[tuple[str, AnnexFile | AwaitedFile]]:
    """Yield the annexes with names of ours: the printed reference, and a number among those of the organisation."""
    numbers: dict[str, int] = {}
    for one in dataset.annexes():
        if isinstance(one, AwaitedFile):
            yield "", one
            continue
        number = numbers[one.reference] = numbers.get(one.reference, 0) + 1
        yield f"{one.reference}-{number:03}{'' if one.missing else _ending(one)}", one


def _ending(one: AnnexFile) -> str:
    with one.open() as file:
        beginning = file.read(_LOOKED)
    if beginning.startswith(_PACKED):
        return ".odt" if one.kind == "word" and _TEXT in beginning else _OF_PACKED.get(one.kind, "")
    if beginning.startswith(_COMPOUND):
        return _OF_COMPOUND.get(one.kind, "")
    known = (ending for begins, ending in _BEGINNINGS.items() if beginning.startswith(begins))
    return next(known, ".csv" if one.kind == "csv" else "")


def _copy(package: zipfile.ZipFile, name: str, one: AnnexFile) -> None:
    info = _info(name, one.received_at)
    info.file_size = one.size
    with one.open() as source, package.open(info, "w") as target:
        shutil.copyfileobj(source, target, 1 << 20)


def _info(name: str, at: datetime) -> zipfile.ZipInfo:
    moment = max(at.astimezone(UTC), _EARLIEST)
    info = zipfile.ZipInfo(name, moment.timetuple()[:6])
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o600 << 16
    return info


def _instant(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


EXPORT = Export(name=NAME, says="The files that came beside workbooks, in one zip with an index.", write=write)
