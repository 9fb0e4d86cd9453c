"""A child of the cage reads one message, and what it puts together for that is gone with it: expressions are there before it is forked."""

from __future__ import annotations

import subprocess
import sys

_PUT_TOGETHER = """
from intake.understanding.caged import warm
from intake.understanding.examine import examine
from intake.understanding.receiving import Receiving
from languages.expressions import spoken
from workbooks.caged.opened import Opener

OURS = "study@office.example"
ANSWERS = "To: study@office.example\\nIn-Reply-To: <1@office.example>\\n"
AUTOMATIC = "Auto-Submitted: auto-generated\\n", "Auto-Submitted: auto-replied\\n", "Return-Path: <>\\n"
MARKS = "", *AUTOMATIC, "Precedence: bulk\\n", "List-Id: <a.b>\\n"
FROM = ("Ana Reis <ana@org.example>", "Postmaster <postmaster@org.example>", "Registry <no-reply@org.example>")
SAID = "Dear all,\\n\\nI am away until 3 March. We hold no such figures, please ask Mr Roy. There were 12 of them.\\n\\nAna Reis"

warm()
before = spoken.cache_info().misses
for mark in MARKS:
    for sender in FROM:
        for subject in ("a", "Re: Your study"):
            raw = f"From: {sender}\\n{ANSWERS}{mark}Subject: {subject}\\nDate: Mon, 2 Feb 2026 09:00:00 +0000\\n\\n{SAID}\\n"
            examine(raw.encode(), Opener(seconds=60), Receiving(own=frozenset({OURS})))
print(spoken.cache_info().misses - before)
"""


def test_no_child_puts_together_what_finds_the_words_of_an_answer() -> None:
    """Whoever answers, by hand or in whatever program: one expression of all languages takes a child longer than all else of a message."""
    done = subprocess.run([sys.executable, "-c", _PUT_TOGETHER], capture_output=True, text=True, check=False, timeout=300)
    assert (done.returncode, done.stdout.strip()) == (0, "0"), done.stderr
