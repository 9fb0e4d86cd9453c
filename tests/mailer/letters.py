"""A circular and the facts of one recipient, for the tests of the mailer."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any, cast

from lxml import html

from mailer.merge import Rendered, Template, compile_letter

STUDY = Path(__file__).parents[2] / "templates" / "studies" / "cybercrime-2012" / "letters"
SEED = Path(__file__).parent / "data" / "circular-009.txt"
HEAD = '+++\nsubject = "S"\nlayout = "plain"\ngreeting = "Dear {{ contact.name }},"\n+++\n'
EVIL = "*x* <b>\"&' [a](http://evil.test) {{ 7 * 7 }} {% raw %} &amp; `c` \\"


def context(**changes: Any) -> dict[str, Any]:
    """Return what the service gives to a letter, with what a test changes."""
    finding = {"label": "Staff", "sheet": "1", "cell": "D7", "message": "Not whole.", "remedy": "Round it.", "severity": "error"}
    return {
        "study": {
            "id": "c",
            "title": "Study on Cybercrime",
            "deadline": date(2012, 4, 30),
            "zone": "Europe/Vienna",
            "contact": {"name": "Miriam Keller", "address": "miriam.keller@unodc.example"},
            "returns_to": "cybercrime.study@unodc.example",
        },
        "organisation": {"code": "ATLSTEL", "name": "Atlas Télécom", "country": "MA", "region": "Africa"},
        "contact": {"name": "Anna Rossi", "salutation": "", "address": "a@b.test", "language": "en", "extra": {"phone": "12"}},
        "reference": "CYB12-0007-K",
        "sender": {"name": "ITU", "address": "cybersecurity@itu.example"},
        "mailing": "circular",
        "sent_on": date(2012, 2, 10),
        "receipt": {
            "file_name": "answers.xlsx",
            "received_at": "2012-03-01T10:00:00+00:00",
            "answered": 1200,
            "total": 1300,
            "answers": [{"label": "Staff", "value": "12"}],
            "warnings": [finding],
            "confirmed": [],
            "changes": [],
            "conversions": [],
            "same_as": "",
        },
        "corrected": False,
        "fresh": False,
        "not_taken": "",
        "in_cells": True,
        "conversions": [],
        "file_name": "answers.xlsx",
        "findings": [finding, finding | {"label": "Budget", "cell": "D8"}],
        "refusals": [{"file_name": "a.pdf", "message": "A PDF.", "remedy": "Send the workbook."}],
        "original": {
            "sender": "p@q.test",
            "subject": "Hi",
            "text": "One\n\nTwo",
            "rest": "> Three",
            "received_at": "2012-03-01T10:00:00+00:00",
            "proof": "proven",
            "says": [{"intent": "extension", "until": "2012-05-01", "address": ""}],
            "files": [{"name": "a.pdf", "fate": "refused", "kept_back": "active"}],
        },
        **changes,
    }


def plain(body: str, language: str = "en") -> Template:
    """Return a plain letter with this body."""
    return compile_letter(HEAD + body, name="test.en.md", language=language)


def of_study(name: str) -> Template:
    """Return a letter of the sample study, as in `circular.en`."""
    return compile_letter((STUDY / f"{name}.md").read_text(encoding="utf-8"), name=f"{name}.md", language=name[-2:])


def found(rendered: Rendered, path: str) -> list[Any]:
    """Return what an XPath finds in the page."""
    return list(cast("Iterable[Any]", html.fromstring(rendered.html).xpath(path)))


def shown(rendered: Rendered) -> str:
    """Return the words of the page."""
    return str(html.fromstring(rendered.html).xpath("string(//body)"))


def sentences() -> list[str]:
    """Return the lines of the model circular, in order, without the marks of emphasis."""
    lines = SEED.read_text(encoding="utf-8").replace("**", "").splitlines()
    return [re.sub(r"\s+", " ", line.strip()) for line in lines if line.strip()]
