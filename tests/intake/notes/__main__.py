"""Print how well intents are read: `python -m tests.intake.notes [PART] [--show]`."""

from __future__ import annotations

import sys

from tests.intake.judged import main

main(sys.argv[1:])
