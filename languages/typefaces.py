"""The typefaces that pages and pictures are set in, as packages bring them: never the system's, so that a page looks the same everywhere.

Packages of fontpkg say by an entry point which family they hold. For Chinese, Japanese and Korean there is none: their family comes from
`manimgx-fonts-cjk`, which is Noto Sans CJK as its makers publish it, one file for all of them (decision 0091).
"""

from __future__ import annotations

import string
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path

from fontTools.ttLib import TTFont

_GROUP = "fontpkg.family"
_CJK, _CJK_FILE, _CJK_NAME = "manimgx_fonts_cjk", "NotoSansCJK-VF.otf.ttc", "Noto Sans CJK {}"
_CJK_FACES = ("JP", "KR", "SC", "TC", "HK")  # As they follow each other in the file.
_FIRST = "SC"  # In a text of another language, a Chinese name looks as the United Nations print it.


@dataclass(frozen=True, slots=True)
class Typeface:
    """A family: its name, its files, the upright one first, and which face of that file is meant where it holds several (else -1)."""

    name: str
    files: tuple[Path, ...]
    face: int = -1

    @property
    def folder(self) -> Path:
        """Return where its files are."""
        return self.files[0].parent

    @property
    def characters(self) -> frozenset[str]:
        """Return the characters that its upright face can draw; it is opened when this is first asked."""
        return _characters(self.files[0], self.face)


@cache
def typefaces() -> tuple[Typeface, ...]:
    """Return every family that a package brings, the plainest name first; large ones come last, and simplified Chinese first of them."""
    found = [_of_fontpkg(point.value) for point in entry_points(group=_GROUP)]
    return (*sorted(found, key=lambda one: (len(one.name), one.name)), *sorted(_cjk(), key=lambda one: not one.name.endswith(_FIRST)))


def needed(text: str) -> tuple[Typeface, ...]:
    """Return the typefaces that it takes to draw `text`, those that are tried first before the others; large files stay closed else."""
    waiting, found = set(text), list[Typeface]()
    for one in typefaces():
        if waiting and not waiting.isdisjoint(one.characters):
            waiting -= one.characters
            found.append(one)
    return tuple(found)


def undrawn(text: str) -> frozenset[str]:
    """Return the characters of `text` that no typeface can draw; white space needs none."""
    return frozenset(text).difference(*(one.characters for one in needed(text))) - frozenset(string.whitespace)


def _of_fontpkg(module: str) -> Typeface:
    package = import_module(module)
    files = sorted((Path(package.ROOT) / "files").glob("*.[ot]tf"))
    return Typeface(package.FAMILY, tuple(sorted(files, key=lambda file: "italic" in file.name.lower())))


def _cjk() -> Iterator[Typeface]:
    spec = find_spec(_CJK)
    for number, face in enumerate(_CJK_FACES if spec and spec.origin else ()):
        yield Typeface(_CJK_NAME.format(face), (Path(str(spec and spec.origin)).parent / _CJK_FILE,), number)


@cache
def _characters(file: Path, face: int) -> frozenset[str]:
    with TTFont(file, lazy=True, fontNumber=face) as font:
        return frozenset(map(chr, font.getBestCmap()))
