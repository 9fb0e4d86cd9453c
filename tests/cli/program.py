"""The program as people start it, in this process: what it prints on either stream, and how it ends."""

from __future__ import annotations

import io
import json
import os
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from cli.main import run


@dataclass(frozen=True)
class Ran:
    """One run of the program: its exit status and what stands on stdout and stderr."""

    code: int
    out: str
    err: str

    @property
    def objects(self) -> list[dict[str, Any]]:
        """Return stdout as JSON, one object a line; anything else there is an error."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def one(self) -> dict[str, Any]:
        """Return the only object of stdout."""
        (found,) = self.objects
        return found


def counterfoil(*arguments: str | Path) -> Ran:
    """Run `counterfoil` with these arguments."""
    out, err = io.StringIO(), io.StringIO()
    mask = os.umask(0o022)
    with patch.object(sys, "argv", ["counterfoil", *map(str, arguments)]), redirect_stdout(out), redirect_stderr(err):
        try:
            run()
            code = 0
        except SystemExit as ended:
            code = int(ended.code or 0)
        finally:
            os.umask(mask)
    return Ran(code, out.getvalue(), err.getvalue())


def done(*arguments: str | Path) -> Ran:
    """Run `counterfoil`, and assert that it ends well."""
    ran = counterfoil(*arguments)
    assert ran.code == 0, ran.err
    return ran
