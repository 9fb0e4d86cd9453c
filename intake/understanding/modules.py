"""Of which modules the first process of the cage is made. They are named alone: whoever asks the cage need not load what it reads with."""

from __future__ import annotations

from typing import Final

MODULES: Final = ("intake.understanding.libraries", "workbooks.caged.jobs", "intake.understanding.caged", "intake.understanding.searching")
