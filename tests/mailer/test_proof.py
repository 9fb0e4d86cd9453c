"""The proof is set as PDF whatever stood in the mail."""

from __future__ import annotations

import io
from datetime import UTC, datetime

from pypdf import PdfReader

from mailer.proof import render_proof

FACTS = {
    "id": 7,
    "made": "2012-02-10 09:05:00 UTC",
    "version": "1",
    "result": "The record holds no server's acceptance of this message.",
    "envelope": [["Recipient (RCPT TO)", "p@member.test"]],
    "message": [["Subject", '漢字 #eval("1+1") $x$ \x1b[31m'], ["Message-ID", "<tag@agency.test>"]],
    "sha256": "a" * 64,
    "bytes": "2",
    "files": [],
    "attempts": [{"when": "2012", "way": "", "outcome": "deferred, at rcpt", "reply": "451 " + "x" * 900}],
    "reports": [],
    "fault": "",
    "taken": False,
}


def test_what_no_font_has_and_what_looks_like_markup_is_written_as_it_is() -> None:
    """Characters stand there by their numbers, markup is no markup, and a word of 900 letters stays on the page."""
    made = datetime(2012, 2, 10, 9, 5, 0, 123456, tzinfo=UTC)
    reader = PdfReader(io.BytesIO(render_proof(FACTS, where="letter 7", made=made)))
    text = "".join(page.extract_text() for page in reader.pages).replace("\u200b", "")
    assert '[U+6F22][U+5B57] #eval("1+1") $x$' in text.replace("\n", " ")
    assert "".join(text.split()).count("x" * 900) == 1
    assert reader.metadata is not None
    assert reader.metadata.title == "Proof of dispatch: letter 7"
    assert "/StructTreeRoot" in reader.root_object
