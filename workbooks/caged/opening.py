"""What the child process does with one file: say what it is, and read it or take a zip apart. It names no process and no pipe."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from workbooks import limits
from workbooks.cells import Workbook
from workbooks.containers import archive
from workbooks.formats import formats
from workbooks.recognition.sniff import sniff
from workbooks.refusal import Refusal, Refused

# The sentence for each kind that is no format; every other kind is not a workbook, and that is all to say.
_REFUSALS = {
    "empty": "file_empty",
    "encrypted": "file_encrypted",
    "old_excel": "file_old_excel",
    "old_spreadsheet": "file_old_spreadsheet",
    "numbers": "file_numbers",
    "word": "file_word",
    "presentation": "file_presentation",
    "shortcut": "file_shortcut",
    "pdf": "file_pdf",
    "image": "file_image",
    "html": "file_html",
    "xml": "file_html",
    "archive": "file_archive",
}
# In a zip, what a person may have meant as the answer is opened too, so that they can be told what is wrong with it.
_MEANT = frozenset({"encrypted", "numbers", "old_excel", "old_spreadsheet", "shortcut", "zip"})


@dataclass(frozen=True, slots=True)
class Contained:
    """The files of a zip that are workbooks or are meant to be, by name, in the zip's order."""

    files: tuple[tuple[str, bytes], ...]


@dataclass(frozen=True, slots=True)
class FileContent:
    """What a file is (a kind of `workbooks.recognition.sniff`), and what was made of it."""

    kind: str
    result: Workbook | Contained | Refusal


def look(
    data: bytes, name: str, passwords: Sequence[str] = (), *, with_looks: bool = True, beside: limits.Filled | None = None
) -> FileContent:
    """Open `data`, called `name`; what must not or cannot be read comes back as a Refusal.

    An encrypted workbook is tried with each of the passwords; where one opens it, it is what it is inside. The looks of cells are read only
    where they are asked for. `beside` is what the workbooks hold that were opened before it.
    """
    kind, filled = "unknown", beside or limits.Filled()
    try:
        kind = sniff(data, name)
        return FileContent(kind, _contained(data) if kind == "zip" else _read(data, kind, name, filled, with_looks=with_looks))
    except Refused as refused:
        if refused.code == "file_encrypted" and kind in {"encrypted", "xls"}:
            return _unlocked(data, name, kind, passwords, filled, with_looks=with_looks)
        # While a file is only looked at, nothing but a zip says that it is encrypted.
        code = "file_zip_encrypted" if refused.code == "file_encrypted" and kind == "unknown" else refused.code
        return FileContent(kind, Refusal(code, refused.facts))


def _unlocked(data: bytes, name: str, kind: str, passwords: Sequence[str], filled: limits.Filled, *, with_looks: bool) -> FileContent:
    from workbooks.containers import encrypted  # noqa: PLC0415 - The ciphers take 60 ms to import, and few files need them.

    try:
        plain = (encrypted.plain_book if kind == "xls" else encrypted.plain_package)(data, passwords)
        kind = sniff(plain, name)
        return FileContent(kind, _read(plain, kind, name, filled, with_looks=with_looks))
    except Refused as refused:
        return FileContent(kind, Refusal(refused.code, refused.facts))


def _read(data: bytes, kind: str, name: str, filled: limits.Filled, *, with_looks: bool) -> Workbook:
    if kind in formats():
        known = formats()[kind]
        workbook = ((None if with_looks else known.read_without_looks) or known.read)(data)
        filled.add(workbook.sheets)
        return workbook
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
