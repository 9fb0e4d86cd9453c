"""Files saved by the real office programs."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path


def convert(data: bytes, kind: str) -> bytes:
    """Return the xlsx `data` as LibreOffice saves it in another format."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "book.xlsx")
        source.write_bytes(data)
        out = Path(folder, "out")
        profile = f"-env:UserInstallation=file://{folder}/profile"
        command = ["soffice", profile, "--headless", "--convert-to", kind, "--outdir", str(out), str(source)]
        # A new profile may end the first start with status 81.
        for _ in range(3):
            subprocess.run(command, check=False, capture_output=True, timeout=120)
            if (made := out / f"book.{kind}").exists():
                return made.read_bytes()
    raise RuntimeError(f"LibreOffice made no {kind} file.")
