"""Which of the files that came an answer names: a form asks for a file by its name, and the file itself comes beside the workbook. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

_COUNTED = re.compile(r"\s*\(\d+\)$")  # What programs add to the name of a second copy: law (1).pdf.
_ENDING = re.compile(r"\.[^\W_]{1,5}$")
_PIECE = re.compile(r"\S{1,300}|\s+")  # Longer than any name of a file without a blank in it.
_NAMES_ONE = re.compile(r"\.[^\W\d_][^\W_]{1,4}\b")


@dataclass(frozen=True, slots=True)
class NamedFile:
    """A file by its place among those that came. `by_name` is False where it is meant for being the only one that nothing names."""

    number: int
    by_name: bool = True


def attached(written: Mapping[str, str], files: Sequence[tuple[str, ...]]) -> Mapping[str, tuple[NamedFile, ...]]:
    """Return the files that each answer means, by its key; `written` are the answers, `files` the names of each that came, oldest first.

    An answer may name several, and of several files with one name it means each. A name is found without regard to letters and endings, and
    where it stands in a longer name that the answer has as well, only the longer one is meant. Where one answer is left that has no name of
    a file, as in "attached", and one file that nothing names, these two belong together.
    """
    found = {key: tuple(map(NamedFile, _named(text, files))) for key, text in written.items()}
    taken = {one.number for several in found.values() for one in several}
    left = [number for number in range(len(files)) if number not in taken]
    without = [key for key, several in found.items() if not several and written[key].strip()]
    if len(left) == len(without) == 1 and not _NAMES_ONE.search(written[without[0]]):
        found[without[0]] = (NamedFile(left[0], by_name=False),)
    return found


def _named(text: str, files: Sequence[tuple[str, ...]]) -> Iterator[int]:
    """Yield the numbers of the files that a text names, by any of their names."""
    folded = _folded(text)
    found = ((number, _span(folded, name)) for number, names in enumerate(files) for name in names)
    spans = [(number, span) for number, span in found if span]
    every = [span for _, span in spans]
    yield from dict.fromkeys(number for number, span in spans if not _is_within(span, every))


def _span(text: str, name: str) -> tuple[int, int] | None:
    """Return where a text has a name: with its ending, else without."""
    plain = _folded(name.replace("\\", "/").rpartition("/")[2])
    ending = _ENDING.search(plain)
    stem = plain.removesuffix(ending[0]) if ending else plain
    stems, end = dict.fromkeys((stem, _COUNTED.sub("", stem))), ending[0] if ending else ""
    for one in filter(None, (f"{one}{rest}" for rest in dict.fromkeys((end, "")) for one in stems)):
        # Without its ending, it is not the name of a file with another ending.
        after = r"(?![\w-]|\.\w)" if one.endswith(end) and end else r"(?![\w-]|\.[^\W\d_])"
        if found := re.search(rf"(?<![\w-]){re.escape(one)}{after}", text):
            return found.span()
    return None


def _is_within(span: tuple[int, int], spans: Collection[tuple[int, int]]) -> bool:
    return any(other != span and other[0] <= span[0] and span[1] <= other[1] for other in spans)


def _folded(text: str) -> str:
    # Piece by piece, since accents are put in order meanwhile: of a long row of them, that takes the square of its length.
    return " ".join("".join(unicodedata.normalize("NFKC", piece) for piece in _PIECE.findall(text)).casefold().split())
