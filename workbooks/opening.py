"""What the child process does with one file: say what it is, and read it or take a zip apart. It names no process and no pipe."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath

from workbooks import archive, limits
from workbooks.cells import Workbook
from workbooks.formats import formats
from workbooks.refusal import Refusal, Refused
from workbooks.sniff import sniff

# The sentence for each kind that is no format; every other kind is not a workbook, and that is all to say.
_REFUSALS = {
    "empty": "file_empty",
    "encrypted": "file_encrypted",
    "old_excel": "file_old_excel",
    "numbers": "file_numbers",
    "word": "file_word",
    "pdf": "file_pdf",
    "image": "file_image",
    "html": "file_html",
    "xml": "file_html",
    "archive": "file_archive",
    "xlsb": "file_xlsb",
}
# In a zip, what a person may have meant as the answer is opened too, so that they can be told what is wrong with it.
_MEANT = frozenset({"encrypted", "numbers", "old_excel", "xlsb", "zip"})


@dataclass(frozen=True, slots=True)
class Contained:
    """The files of a zip that are workbooks or are meant to be, by name, in the zip's order."""

    files: tuple[tuple[str, bytes], ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What a file is (a kind of `workbooks.sniff`), and what was made of it."""

    kind: str
    result: Workbook | Contained | Refusal


def look(data: bytes, name: str) -> Found:
    """Open `data`, called `name`; what must not or cannot be read comes back as a Refusal."""
    kind = "unknown"
    try:
        kind = sniff(data, name)
        return Found(kind, _contained(data) if kind == "zip" else _read(data, kind, name))
    except Refused as refused:
        return Found(kind, Refusal(refused.code, refused.facts))


def _read(data: bytes, kind: str, name: str) -> Workbook:
    if kind in formats():
        return formats()[kind].read(data)
    if kind == "unknown" and _is_called_workbook(name):
        raise Refused("file_broken")
    raise Refused(_REFUSALS.get(kind, "file_not_a_workbook"))


def _contained(data: bytes) -> Contained:
    meant = tuple((name, content) for name, content in archive.read(data, _is_looked_at).items() if _is_meant(content, name))
    if not meant:
        raise Refused("file_zip_without_workbook")
    if len(meant) > limits.CONTAINED:
        raise Refused("file_zip_too_many")
    return Contained(meant)


def _is_looked_at(name: str) -> bool:
    # macOS puts a shadow of each file beside it; hidden files are nobody's answer.
    return not name.startswith("__MACOSX/") and not PurePosixPath(name).name.startswith((".", "~$"))


def _is_meant(content: bytes, name: str) -> bool:
    try:
        kind = sniff(content, name)
    except Refused:
        kind = "unknown"
    return kind in formats() or kind in _MEANT or _is_called_workbook(name)


def _is_called_workbook(name: str) -> bool:
    suffix = PurePosixPath(name.strip().lower()).suffix
    return any(suffix in one.extensions for one in formats().values() if one.name != "csv")
