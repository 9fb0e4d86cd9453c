"""Every value of a study with all that belongs to it, as CSV: a line a value, as `counterfoil trace --json` has it.

It is data for programs: untouched, in UTF-8 without a byte order mark, a line feed behind each line.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from domain.traced import COLUMNS, Traced, shown

NAME = "values"


def file_name(study_id: str) -> str:
    """Return the name of the file."""
    return f"{study_id}-values.csv"


def lines(values: Iterable[Traced]) -> Iterator[bytes]:
    """Yield the header, and a line for each value as it comes: RFC 4180, times by ISO 8601, true and false, nothing for null."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    yield _line(writer, buffer, COLUMNS)
    for one in values:
        line = one.line()
        yield _line(writer, buffer, [*map(shown, line.values())])


def _line(writer: object, buffer: io.StringIO, cells: Iterable[str]) -> bytes:
    buffer.seek(0)
    buffer.truncate()
    writer.writerow(cells)  # type: ignore[attr-defined]  # The class of a writer has no public name.
    return buffer.getvalue().encode()
