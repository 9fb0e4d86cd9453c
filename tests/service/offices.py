"""Files saved by the real office programs."""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.office import save_as


def convert(data: bytes, kind: str) -> bytes:
    """Return the xlsx `data` as LibreOffice saves it in another format."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "book.xlsx")
        source.write_bytes(data)
        save_as(kind, [source], Path(folder, "out"))
        return Path(folder, "out", f"book.{kind}").read_bytes()
