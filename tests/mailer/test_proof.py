"""The proof is set as PDF whatever stood in the mail."""

from __future__ import annotations

import hashlib
import io
import subprocess
from datetime import UTC, datetime

from pypdf import PdfReader

from mailer.proof import render_proof
from tests.programs import need

FACTS = {
    "id": 7,
    "made": "2012-02-10 09:05:00 UTC",
    "version": "1",
    "result": "The record holds no server's acceptance of this message.",
    "envelope": [["Recipient (RCPT TO)", "p@member.test"]],
    "message": [["Subject", 'ሀለ #eval("1+1") $x$ \x1b[31m'], ["Message-ID", "<tag@agency.test>"]],
    "sha256": "a" * 64,
    "bytes": "2",
    "files": [],
    "attempts": [{"when": "2012", "way": "", "outcome": "deferred, at rcpt", "reply": "451 " + "x" * 900}],
    "notes": [],
    "left": [],
    "reports": [],
    "fault": "",
    "taken": False,
    "recorded": True,
    "settled": "",
    "queue": False,
    "log": False,
}


def test_what_no_font_has_and_what_looks_like_markup_is_written_as_it_is() -> None:
    """Characters stand there by their numbers, markup is no markup, and a word of 900 letters stays on the page."""
    made = datetime(2012, 2, 10, 9, 5, 0, 123456, tzinfo=UTC)
    reader = PdfReader(io.BytesIO(render_proof(FACTS, where="letter 7", made=made)))
    text = "".join(page.extract_text() for page in reader.pages)
    assert '[U+1200][U+1208] #eval("1+1") $x$' in text.replace("\n", " ")
    assert "".join(text.split()).count("x" * 900) == 1
    assert reader.metadata is not None
    assert reader.metadata.title == "Proof of dispatch: letter 7"
    assert "/StructTreeRoot" in reader.root_object


def test_what_is_copied_out_of_the_page_is_what_was_recorded() -> None:
    """A hash stands in one piece, to be compared; longer words go over lines, and nothing comes into them or is lost, hyphens included."""
    digest = hashlib.sha256(b"letter").hexdigest()
    sender = f"returns+d-{'a-b1.c_' * 20}@agency.test"
    facts = {**FACTS, "sha256": digest, "envelope": [["Sender (MAIL FROM)", sender]]}
    pdf = render_proof(facts, where="letter 7", made=datetime(2012, 2, 10, 9, 5, tzinfo=UTC))
    for options in ([], ["-layout"]):
        text = subprocess.run([need("pdftotext"), *options, "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
        assert digest in text
        assert "\u200b" not in text
        lines = text.splitlines()
        whole = "".join(text.split())
        assert sender in whole
        assert "x" * 900 in whole
        assert max(len(line) for line in lines) < 300  # It went over lines.
