"""What a file does when somebody opens it: whether one that came from outside may be shown to others. It runs in the cage.

It is an allow-list: what is not known to be harmless is not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from workbooks.containers import archive
from workbooks.harmless.fitness import Fitness as Fitness
from workbooks.harmless.opendocument import opendocument
from workbooks.harmless.packages import office, package
from workbooks.harmless.pdf import pdf
from workbooks.harmless.pictures import BEGINNINGS
from workbooks.harmless.pictures import picture as picture
from workbooks.harmless.texts import cells, text
from workbooks.recognition.sniff import sniff, suffix


@dataclass(frozen=True, slots=True)
class Looked:
    """What a look at a file told: `ending` is how a harmless one is to be called, with its dot, whatever its sender called it."""

    fitness: Fitness
    ending: str = ""


NOT_LOOKED = Looked(Fitness.UNKNOWN)

# How each kind that may be harmless is called, told and begun.
KINDS: Mapping[str, tuple[str, tuple[bytes, ...]]] = {
    ".pdf": ("application/pdf", (b"%PDF-",)),
    ".png": ("image/png", BEGINNINGS[".png"]),
    ".jpg": ("image/jpeg", BEGINNINGS[".jpg"]),
    ".gif": ("image/gif", BEGINNINGS[".gif"]),
    ".tif": ("image/tiff", BEGINNINGS[".tif"]),
    ".xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", (b"PK\3\4",)),
    ".docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", (b"PK\3\4",)),
    ".ods": ("application/vnd.oasis.opendocument.spreadsheet", (b"PK\3\4",)),
    ".odt": ("application/vnd.oasis.opendocument.text", (b"PK\3\4",)),
    ".csv": ("text/csv", (b"",)),
    ".txt": ("text/plain", (b"",)),
}
LARGEST = 5_000_000  # Bytes: what is larger is not shown, and not looked through.
# A text that is called otherwise is one that some program runs: a script, a query, a shortcut.
_TEXTS = frozenset(("", ".txt", ".text", ".asc", ".log", ".md", ".csv", ".tsv", ".tab", ".vcf"))


def look_through(data: bytes, name: str) -> Looked:
    """Return whether the file `data`, called `name`, may be shown to others; never raises for what it contains."""
    if len(data) > LARGEST:
        return NOT_LOOKED
    try:
        kind = sniff(data, name)
        if kind == "xlsm":
            return Looked(Fitness.ACTIVE)
        ending = picture(data) if kind == "image" else _ending(kind, data, suffix(name))
        return _told(ending, _CHECKS.get(ending, _nothing)(data)) if ending else NOT_LOOKED
    except Exception:  # noqa: BLE001 - Whatever a hostile file brings about: it is not known to be harmless.
        return NOT_LOOKED


def _told(ending: str, found: Fitness) -> Looked:
    return Looked(found, ending) if found is Fitness.HARMLESS else Looked(found)


def _nothing(_: bytes) -> Fitness:
    return Fitness.HARMLESS


def _ending(kind: str, data: bytes, called: str) -> str:
    if kind == "word":
        names = {member.name.lower() for member in archive.members(data)} if data.startswith(b"PK") else frozenset[str]()
        return ".docx" if "word/document.xml" in names else ".odt" if "content.xml" in names else ""
    if kind == "text":
        return ".txt" if called in _TEXTS else ""
    return f".{kind}" if kind in {"pdf", "xlsx", "ods", "csv"} else ""


_CHECKS: Mapping[str, Callable[[bytes], Fitness]] = {
    ".pdf": pdf,
    ".xlsx": partial(package, office),
    ".docx": partial(package, office),
    ".ods": partial(package, opendocument),
    ".odt": partial(package, opendocument),
    ".csv": cells,
    ".txt": text,
}
